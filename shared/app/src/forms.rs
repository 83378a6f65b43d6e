//! Forms and offers: what was typed is kept at once, and what is taken up
//! becomes an act, whatever it is.
//!
//! What can be offered, what a filled form means and whether it is permitted
//! are the domain's affair; nothing here knows an offer by its name.

use crate::{
    app::{Cmd, Input, run_task, store},
    event::Route,
    model::Model,
    routes::{StackEntry, case_of, kind_of},
    store::{
        ActionError, FieldEdit, MEDIA_TYPES, NewCommand, PHOTO_BYTES_MAX, Photo, PhotoTask, Query,
        QueryResult, StoreAnswer, StoreOperation, Task,
    },
    sync,
};
use crux_core::Command;
use domain::{
    capabilities::{Case, Kind},
    ids::CaseId,
    view::{InputKind, Offer, Tone, Values, Viewer},
    words::Message,
};

/// An offer that was taken up.
#[derive(Debug)]
pub struct PerformRequest {
    subject: String,
    offer: String,
    values: Values,
}

/// Keeps what was typed into the visible form.
pub fn fill(model: &mut Model, input: String, value: String) -> Cmd {
    let Route::Form { subject, offer } = model.current().route.clone() else {
        return Command::done();
    };
    model.message = None;
    let edit = FieldEdit {
        subject,
        offer,
        input,
        value,
    };
    run_task(model, Task::Fill(edit))
}

/// The person adds a photo to the visible form.
pub fn add_photo(model: &mut Model, input: &str, photo: Photo) -> Cmd {
    let Some(mut edit) = photos_of(model, input, true) else {
        return warn(model, "photo-no-input");
    };
    if photo.bytes.len() > PHOTO_BYTES_MAX {
        return warn(model, "photo-too-large");
    }
    if photo.bytes.is_empty() || !MEDIA_TYPES.contains(&photo.media_type.as_str()) {
        return warn(model, "photo-media-type");
    }
    let id = photo.id().to_string();
    if edit.value.lines().all(|line| line.trim() != id) {
        let others = edit.value.trim_end();
        edit.value = if others.is_empty() {
            id
        } else {
            format!("{others}\n{id}")
        };
    }
    model.message = None;
    run_task(model, Task::Photo(PhotoTask::Add(photo, edit)))
}

/// The person takes a photo off the visible form.
pub fn remove_photo(model: &mut Model, input: &str, id: &str) -> Cmd {
    let Some(mut edit) = photos_of(model, input, false) else {
        return warn(model, "photo-no-input");
    };
    let others = edit.value.lines().filter(|line| line.trim() != id);
    edit.value = others.collect::<Vec<_>>().join("\n");
    run_task(model, Task::Fill(edit))
}

/// What stands in an input of the visible form. Photos are added where the form
/// asks for photos; they can be taken off one that is not offered any more, too.
fn photos_of(model: &Model, input: &str, must_take_photos: bool) -> Option<FieldEdit> {
    let Route::Form { subject, offer } = &model.current().route else {
        return None;
    };
    let QueryResult::Form { case, draft } = &model.shown else {
        return None;
    };
    let viewer = model.viewer()?;
    let offered = self::offer(case.as_ref(), kind_of(subject), offer, &viewer);
    let inputs = offered.map(|offered| offered.inputs).unwrap_or_default();
    let takes_photos = |it: &domain::view::Input| it.name == input && it.kind == InputKind::Photos;
    let blank = inputs.into_iter().find(takes_photos);
    if must_take_photos && blank.is_none() {
        return None;
    }
    let value = draft.get(input).cloned();
    Some(FieldEdit {
        subject: subject.clone(),
        offer: offer.clone(),
        input: input.to_owned(),
        value: value.or(blank.map(|blank| blank.value))?,
    })
}

fn warn(model: &mut Model, message_id: &'static str) -> Cmd {
    model.message = Some((Message::new(message_id), Tone::Alarm));
    Command::done()
}

/// Takes up the offer of the visible form.
pub fn submit(model: &mut Model) -> Cmd {
    let Route::Form { subject, offer } = model.current().route.clone() else {
        return Command::done();
    };
    perform(model, subject, offer, Values::new())
}

/// Takes up an offer: first the store tells what it is about.
pub fn perform(model: &mut Model, subject: String, offer: String, values: Values) -> Cmd {
    if case_of(&subject).is_none() && kind_of(&subject).is_none() {
        model.tell(&ActionError::Gone);
        return Command::done();
    }
    let operation = StoreOperation {
        task: Task::Nothing,
        query: Query::Form {
            case: case_of(&subject),
            subject: subject.clone(),
            offer: offer.clone(),
        },
    };
    let request = Box::new(PerformRequest {
        subject,
        offer,
        values,
    });
    Command::request_from_shell(operation).then_send(|answer| Input::Prepared(request, answer))
}

/// The store has told what the offer is about: execute the act that it means.
pub fn prepared(model: &mut Model, request: PerformRequest, answer: StoreAnswer) -> Cmd {
    if let Err(error) = &answer.outcome {
        model.tell(error);
        return Command::done();
    }
    let Some((_, QueryResult::Form { case, draft })) = answer.shown else {
        let error = match model.session() {
            Some(_) => ActionError::Gone,
            None => ActionError::SignedOut,
        };
        model.tell(&error);
        return Command::done();
    };
    let Some(viewer) = model.viewer() else {
        model.tell(&ActionError::SignedOut);
        return Command::done();
    };
    let kind = kind_of(&request.subject);
    let mut values = preset(offer(case.as_ref(), kind, &request.offer, &viewer));
    values.extend(draft);
    values.extend(request.values);
    let directory = &model.state.directory;
    let act = match (&case, kind) {
        (Some((_, case)), _) => case.build(&request.offer, &values, directory),
        (None, Some(kind)) => kind.open(&request.offer, &values, directory),
        (None, None) => {
            model.tell(&ActionError::Gone);
            return Command::done();
        }
    };
    let act = match act {
        Ok(act) => act,
        Err(refusal) => {
            model.tell(&refusal);
            return Command::done();
        }
    };
    let at = model.now();
    let new_command = Box::new(NewCommand {
        case: match case {
            Some((id, _)) => id,
            None => model.ids.case(at),
        },
        id: model.ids.command(at),
        at,
        act,
    });
    let task = Task::Act(new_command.clone(), Some((request.subject, request.offer)));
    store(model, task, |answer| Input::Acted(new_command, answer))
}

/// The command is executed and durable, or it is not.
pub fn acted(model: &mut Model, new_command: &NewCommand, answer: StoreAnswer) -> Cmd {
    if model.take(answer).is_err() {
        return Command::done();
    }
    model.message = None;
    if matches!(model.current().route, Route::Form { .. }) {
        leave_form(model, new_command.case);
        return run_task(model, Task::Nothing).and(sync::begin_at_once(model));
    }
    sync::begin_at_once(model)
}

/// From a form that is done with, a person comes to the case it was about.
fn leave_form(model: &mut Model, id: CaseId) {
    if model.back_stack.len() > 1 {
        model.back_stack.pop();
    }
    if model.current().case() != Some(id) {
        model
            .back_stack
            .push(StackEntry::to(Route::Case(id.to_string())));
    }
}

/// An offer as the domain makes it; none if it is not made now.
pub fn offer(
    case: Option<&(CaseId, Case)>,
    kind: Option<Kind>,
    name: &str,
    viewer: &Viewer<'_>,
) -> Option<Offer> {
    let offers = match (case, kind) {
        (Some((id, case)), _) => case.page(*id, &[], viewer).offers,
        (None, Some(kind)) => vec![kind.opening(viewer)],
        (None, None) => Vec::new(),
    };
    offers.into_iter().find(|offer| offer.name == name)
}

/// What stands in an offer's form before anything is typed.
fn preset(offer: Option<Offer>) -> Values {
    let inputs = offer.map(|offer| offer.inputs).unwrap_or_default();
    inputs
        .into_iter()
        .filter(|input| !input.value.is_empty())
        .map(|input| (input.name, input.value))
        .collect()
}
