//! What a person may type where an event wants an id: what stands on the page.
//!
//! | in the place of | one may type |
//! |---|---|
//! | a case | its short code, `#1` for the first row of the page, `this` for the one that is visible |
//! | a refused act, a photo on its way | `#1` for the first one of the visible outbox |
//! | the route of a draft | as in `open` |
//! | the value of a choice of the visible form | what it shows |
//!
//! Ids stay as they are. Nothing here is on a shell's way: a shell gives back the
//! ids that it was given with the page.

use fieldloop::{Choice, Content, Event, Input, InputKind, Page, Route};

/// The event with ids in the place of what stands on the page.
pub fn resolve(event: Event, page: &Page) -> Result<Event, String> {
    Ok(match event {
        Event::Open(route) => Event::Open(route_named(route, page)?),
        Event::LetGoDraft(route) => Event::LetGoDraft(route_named(route, page)?),
        Event::Fill { input, value } => Event::Fill {
            value: match &page.content {
                Content::Form(form) => chosen(&form.inputs, &input, value)?,
                _ => value,
            },
            input,
        },
        Event::Perform {
            subject,
            offer,
            values,
        } => {
            let inputs = match &page.content {
                Content::Form(form) if form.offer.name == offer => form.inputs.as_slice(),
                _ => &[],
            };
            let value = |(input, value): (String, String)| {
                let value = chosen(inputs, &input, value)?;
                Ok((input, value))
            };
            Event::Perform {
                subject: case_named(subject, page)?,
                values: values
                    .into_iter()
                    .map(value)
                    .collect::<Result<_, String>>()?,
                offer,
            }
        }
        Event::DoAgain { command } => Event::DoAgain {
            command: refused_named(command, page)?,
        },
        Event::LetGo { command } => Event::LetGo {
            command: refused_named(command, page)?,
        },
        Event::ResendPhoto { id } => Event::ResendPhoto {
            id: photo_named(id, page)?,
        },
        Event::LetGoPhoto { id } => Event::LetGoPhoto {
            id: photo_named(id, page)?,
        },
        event => event,
    })
}

fn route_named(route: Route, page: &Page) -> Result<Route, String> {
    Ok(match route {
        Route::Case(case) => Route::Case(case_named(case, page)?),
        Route::Code(case) => Route::Code(case_named(case, page)?),
        Route::Form { subject, offer } => Route::Form {
            subject: case_named(subject, page)?,
            offer,
        },
        Route::Revision(command) => Route::Revision(refused_named(command, page)?),
        route => route,
    })
}

/// Every case on the page, in its order: its id and its code.
fn cases(page: &Page) -> Vec<(&str, &str)> {
    match &page.content {
        Content::List(list) => {
            let rows = list.rows.iter();
            rows.map(|row| (row.case.as_str(), row.code.as_str()))
                .collect()
        }
        Content::Notices(notices) => {
            let rows = notices.rows.iter();
            rows.map(|row| (row.case.as_str(), row.code.as_str()))
                .collect()
        }
        Content::Outbox(outbox) => {
            let rows = outbox.waiting.iter().chain(&outbox.refused);
            rows.map(|row| (row.case.as_str(), row.code.as_str()))
                .collect()
        }
        Content::Case(content) => vec![(content.subject.as_str(), content.case.row.code.as_str())],
        Content::Code(code) => vec![(code.case.as_str(), "")],
        Content::Form(form) => vec![(form.subject.as_str(), "")],
        Content::SignIn(_) | Content::Settings(_) | Content::Gone => Vec::new(),
    }
}

fn case_named(name: String, page: &Page) -> Result<String, String> {
    let cases = cases(page);
    if name == "this" {
        return match (&page.content, cases.first()) {
            (Content::Case(_) | Content::Code(_) | Content::Form(_), Some((id, _))) => {
                Ok((*id).to_owned())
            }
            _ => Err("no case is visible".to_owned()),
        };
    }
    if let Some(place) = name.strip_prefix('#') {
        let ids: Vec<&str> = cases.iter().map(|(id, _)| *id).collect();
        return row(place, &ids);
    }
    let mut coded = cases
        .iter()
        .filter(|(_, code)| code.eq_ignore_ascii_case(&name));
    Ok(match coded.next() {
        Some((id, _)) => (*id).to_owned(),
        None => name,
    })
}

fn refused_named(name: String, page: &Page) -> Result<String, String> {
    let (Some(place), Content::Outbox(outbox)) = (name.strip_prefix('#'), &page.content) else {
        return Ok(name);
    };
    let refused: Vec<&str> = outbox
        .refused
        .iter()
        .map(|row| row.command.as_str())
        .collect();
    row(place, &refused)
}

fn photo_named(name: String, page: &Page) -> Result<String, String> {
    let (Some(place), Content::Outbox(outbox)) = (name.strip_prefix('#'), &page.content) else {
        return Ok(name);
    };
    let photos: Vec<&str> = outbox.photos.iter().map(|row| row.photo.as_str()).collect();
    row(place, &photos)
}

/// The id of a row that is named by its place, counted from one.
fn row(place: &str, ids: &[&str]) -> Result<String, String> {
    let place: usize = place.parse().map_err(|_| format!("#{place} is no row"))?;
    let id = place.checked_sub(1).and_then(|index| ids.get(index));
    let id = id.ok_or_else(|| format!("the page has {} rows, and no #{place}", ids.len()))?;
    Ok((*id).to_owned())
}

/// The value that a choice means by what it shows, or by its place, of several line by
/// line; any other value as it is.
fn chosen(inputs: &[Input], input: &str, value: String) -> Result<String, String> {
    let is_meant = |it: &&Input| it.name == input;
    match inputs.iter().find(is_meant).map(|it| &it.kind) {
        Some(InputKind::Choice { choices }) => match value.strip_prefix('#') {
            Some(place) => {
                let values: Vec<&str> = choices.iter().map(|it| it.value.as_str()).collect();
                row(place, &values)
            }
            None => one_of(choices, value),
        },
        Some(InputKind::Choices { choices }) => {
            let lines = value.lines().map(|line| one_of(choices, line.to_owned()));
            Ok(lines.collect::<Result<Vec<_>, _>>()?.join("\n"))
        }
        _ => Ok(value),
    }
}

fn one_of(choices: &[Choice], value: String) -> Result<String, String> {
    if choices.iter().any(|choice| choice.value == value) {
        return Ok(value);
    }
    let mut meant = choices.iter().filter(|choice| choice.label == value);
    match (meant.next(), meant.next()) {
        (Some(choice), None) => Ok(choice.value.clone()),
        (Some(_), Some(_)) => Err(format!("several choices show {value}")),
        (None, _) => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(labels: &[(&str, &str)]) -> Input {
        let choice = |(value, label): &(&str, &str)| Choice {
            value: (*value).to_owned(),
            label: (*label).to_owned(),
            heading: String::new(),
        };
        let choices = labels.iter().map(choice).collect();
        Input {
            name: "to".to_owned(),
            label: "工程师".to_owned(),
            kind: InputKind::Choice { choices },
            required: true,
            value: String::new(),
        }
    }

    #[test]
    fn a_choice_is_named_by_what_it_shows_unless_several_show_it() {
        let inputs = [choice(&[("1", "林薇"), ("2", "苏晴"), ("3", "苏晴")])];
        let meant = |input, value: &str| chosen(&inputs, input, value.to_owned());
        assert_eq!(meant("to", "林薇").as_deref(), Ok("1"));
        assert_eq!(meant("to", "2").as_deref(), Ok("2"));
        assert_eq!(meant("to", "王芳").as_deref(), Ok("王芳"));
        assert_eq!(meant("to", "#2").as_deref(), Ok("2"));
        assert!(meant("to", "#4").is_err());
        assert_eq!(meant("reason", "#2").as_deref(), Ok("#2"));
        assert_eq!(meant("reason", "林薇").as_deref(), Ok("林薇"));
        let [mut several] = inputs.clone();
        if let InputKind::Choice { choices } = several.kind {
            several.kind = InputKind::Choices { choices };
        }
        let both = chosen(&[several], "to", "林薇\n王芳".to_owned());
        assert_eq!(both.as_deref(), Ok("1\n王芳"));
        assert!(meant("to", "苏晴").is_err());
    }

    #[test]
    fn rows_are_counted_from_one() {
        assert_eq!(row("1", &["a", "b"]).as_deref(), Ok("a"));
        assert_eq!(row("2", &["a", "b"]).as_deref(), Ok("b"));
        for place in ["0", "3", "-1", "", "x", "99999999999999999999"] {
            assert!(row(place, &["a", "b"]).is_err(), "{place}");
        }
    }
}
