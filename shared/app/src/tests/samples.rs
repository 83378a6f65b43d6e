//! The samples show every page in every state. What "every" means is read off the
//! types and the domain's own lists, so a new variant, list, offer or field has to
//! be shown somewhere before these tests are content.
//!
//! That every status and act is among them is promised by the domain's stories.

use crate::{Content, Frame, Page, Sample, samples};
use domain::{
    capabilities::Kind,
    samples::{Part, cases_of, directory},
    view::{Input, InputKind, Offer, Tone},
    words::Language,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

/// Every variant of an enum, as JSON names it: serde tells them all to one who
/// names none of them.
fn variants<T: DeserializeOwned>() -> BTreeSet<String> {
    let fault = serde_json::from_str::<T>("\"?\"").err();
    let fault = fault.unwrap().to_string();
    let (_, variants) = fault.split_once("expected ").unwrap();
    let quoted = variants.split('`').skip(1).step_by(2);
    quoted.map(str::to_owned).collect()
}

/// A value's variant, as JSON names it.
fn variant(value: &impl Serialize) -> String {
    match serde_json::to_value(value).unwrap() {
        Value::String(name) => name,
        Value::Object(fields) => fields.into_iter().next().unwrap().0,
        other => panic!("no enum: {other}"),
    }
}

fn pages() -> Vec<Page> {
    let samples = samples(Language::Chinese).into_iter();
    samples.map(|sample| sample.page).collect()
}

/// Which of yes, no, full and empty every field has been, by its path.
fn note(path: &str, value: &Value, seen: &mut BTreeMap<String, BTreeSet<&str>>) {
    let is = match value {
        Value::Bool(true) => "yes",
        Value::Bool(false) => "no",
        Value::Null => "empty",
        Value::String(text) if text.is_empty() => "empty",
        Value::Array(parts) if parts.is_empty() => "empty",
        Value::Number(number) if number.as_u64() == Some(0) => "empty",
        _ => "full",
    };
    seen.entry(path.to_owned()).or_default().insert(is);
    match value {
        Value::Array(parts) => parts.iter().for_each(|part| note(path, part, seen)),
        Value::Object(fields) => {
            for (name, value) in fields {
                note(&format!("{path}.{name}"), value, seen);
            }
        }
        _ => {}
    }
}

#[test]
fn every_field_says_something_somewhere_and_every_yes_or_no_is_both() {
    let mut seen = BTreeMap::new();
    for page in pages() {
        note("page", &serde_json::to_value(page).unwrap(), &mut seen);
    }
    let is_shown = |states: &BTreeSet<&str>| {
        states.contains("full") || states.is_superset(&BTreeSet::from(["yes", "no"]))
    };
    // Nothing that waits has been refused.
    seen.remove("page.content.outbox.waiting.reason");
    // What waits is not looked into.
    seen.remove("page.content.outbox.waiting.fields");
    seen.remove("page.content.outbox.waiting.photos");
    // A form takes up an offer that has one, and nothing begins without.
    seen.remove("page.content.form.offer.has_form");
    seen.remove("page.frame.openings.offer.has_form");
    let missing: Vec<_> = seen
        .iter()
        .filter(|(_, states)| !is_shown(states))
        .collect();
    assert!(missing.is_empty(), "no sample shows {missing:?}");
}

#[test]
fn every_sort_of_page_of_input_and_of_tone_is_shown() {
    let mut messages = BTreeSet::new();
    let (mut contents, mut inputs, mut rows) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for page in pages() {
        contents.insert(variant(&page.content));
        let said = page.frame.message.map(|said| said.tone);
        messages.extend(said.map(|tone| variant(&tone)));
        match page.content {
            Content::Form(form) => {
                inputs.extend(form.inputs.iter().map(|input| variant(&input.kind)));
            }
            Content::List(list) => {
                let badges = list
                    .rows
                    .iter()
                    .flat_map(|row| [Some(&row.status), row.due.as_ref()].into_iter().flatten());
                rows.extend(badges.map(|badge| variant(&badge.tone)));
            }
            _ => {}
        }
    }
    assert_eq!(contents, variants::<Content>());
    assert_eq!(rows, variants::<Tone>());
    // The app speaks up only when something is in the way, or to be gone on with.
    let spoken = ["active", "alarm", "warning"];
    assert_eq!(messages, spoken.map(str::to_owned).into());

    assert_eq!(inputs, variants::<InputKind>());
}

#[test]
fn every_list_is_shown_with_rows_and_without() {
    for list in Kind::ALL.iter().flat_map(|kind| kind.as_dyn().lists()) {
        let pages = pages().into_iter();
        let pages = pages.filter_map(|page| match page.content {
            Content::List(page) if page.list == *list => Some(page),
            _ => None,
        });
        let (full, empty): (Vec<_>, Vec<_>) = pages.partition(|page| page.total > 0);
        assert!(!full.is_empty() && !empty.is_empty(), "{list}");
    }
}

/// Everybody who has a story sees its page; whatever is offered there, or to begin
/// a case, and asks for something, is shown as a form, blank and filled in.
#[test]
fn every_story_is_a_page_and_every_offer_that_asks_is_a_form() {
    let samples = samples(Language::Chinese);
    let names: BTreeSet<_> = samples.iter().map(|sample| sample.name.as_str()).collect();
    for part in Part::ALL {
        for sample in cases_of(part, &directory()) {
            let name = format!("case/{}/{}", sample.name, part.name());
            assert!(names.contains(name.as_str()), "{name}");
        }
    }
    let mut asking = BTreeSet::new();
    for Sample { page, .. } in &samples {
        asking.extend(page.frame.openings.iter().map(|it| &it.offer.name));
        if let Content::Case(page) = &page.content {
            let asks = page.case.offers.iter().filter(|it| it.has_form);
            asking.extend(asks.map(|offer| &offer.name));
        }
    }
    for (offer, state) in asking
        .into_iter()
        .flat_map(|it| [(it, "/blank"), (it, "/filled")])
    {
        let offer = format!("form/{offer}/");
        let is_meant = |name: &&str| name.starts_with(&offer) && name.ends_with(state);
        assert!(
            names.iter().copied().any(|name| is_meant(&name)),
            "{offer}{state}"
        );
    }
}

#[test]
fn filled_forms_are_filled_in_with_what_they_offer() {
    for Sample { name, page } in samples(Language::Chinese) {
        let (Content::Form(form), true) = (page.content, name.ends_with("/filled")) else {
            continue;
        };
        for Input {
            kind,
            required,
            value,
            ..
        } in form.inputs
        {
            assert!(!required || !value.is_empty(), "{name}");
            let offered: Vec<String> = match kind {
                InputKind::Choice { choices } | InputKind::Choices { choices } => {
                    choices.into_iter().map(|choice| choice.value).collect()
                }
                _ => continue,
            };
            for chosen in value.lines() {
                assert!(offered.iter().any(|it| it == chosen), "{name}: {chosen}");
            }
        }
    }
}

/// Every title, and every word about the sync, that needs nothing to be said.
#[test]
fn every_word_about_pages_and_the_sync_is_shown() {
    let shown: String = pages()
        .iter()
        .map(|page| serde_json::to_string(page).unwrap())
        .collect();
    let words = include_str!("../../words/zh.ftl");
    let mut words_seen = 0;
    for (id, word) in words.lines().filter_map(|line| line.split_once(" = ")) {
        let topic = id.split('-').next().unwrap_or_default();
        if ["page", "sync"].contains(&topic) && !word.contains('{') {
            assert!(shown.contains(word), "no sample shows {id}");
            words_seen += 1;
        }
    }
    assert!(words_seen > 10);
}

#[test]
fn samples_are_the_same_each_time_and_have_the_same_names_in_every_language() {
    let [chinese, english] = Language::ALL.map(samples);
    assert_eq!(chinese, samples(Language::Chinese));
    let names = |samples: &[Sample]| -> Vec<_> {
        samples.iter().map(|sample| sample.name.clone()).collect()
    };
    assert_eq!(names(&chinese), names(&english));
    let unique: BTreeSet<_> = names(&chinese).into_iter().collect();
    assert_eq!(unique.len(), chinese.len());
}

/// What a page shows, in a few words.
fn gist(content: &Content) -> String {
    match content {
        Content::SignIn(page) => format!("{} unsent; {}", page.unsent, page.reason),
        Content::List(page) => format!("{} of {} rows", page.rows.len(), page.total),
        Content::Form(page) => {
            let inputs = page.inputs.iter();
            let inputs: Vec<_> = inputs.map(|it| it.name.as_str()).collect();
            format!("{} {}", inputs.join(", "), page.obstacle)
        }
        Content::Case(page) => {
            let offers = page.case.offers.iter();
            let offers: Vec<_> = offers.map(|it| it.name.as_str()).collect();
            let row = &page.case.row;
            let due = row.due.as_ref().map_or("", |due| due.text.as_str());
            format!("{} {due} [{}]", row.status.text, offers.join("] ["))
        }
        Content::Code(page) => format!("{} codes: {}", page.codes.len(), page.text),
        Content::Outbox(page) => {
            let (waiting, refused) = (page.waiting.len(), page.refused.len());
            format!("{waiting} waiting, {refused} refused")
        }
        Content::Notices(page) => {
            let read = page.rows.iter().filter(|row| row.is_read).count();
            format!("{} rows, {read} read", page.rows.len())
        }
        Content::Settings(page) => format!("{}; {} unsent", page.roles, page.unsent),
        Content::Gone => String::new(),
    }
}

/// What surrounds a page, in a few words.
fn around(frame: &Frame) -> String {
    let Frame {
        sync,
        unread,
        refused,
        ..
    } = frame;
    let photos = sync.photos_waiting;
    let moving = if sync.is_moving_photos { " moving" } else { "" };
    format!(
        "{} waiting, {photos} photos{moving}, {unread} unread, {refused} refused {}",
        sync.waiting, sync.problem
    )
}

/// What ends or takes something back is never first where there is something else to do.
#[test]
fn what_ends_something_is_offered_last() {
    let ends = |offer: &Offer| matches!(offer.tone, Tone::Warning | Tone::Alarm);
    let mut both = 0;
    for sample in samples(Language::English) {
        let Content::Case(content) = &sample.page.content else {
            continue;
        };
        let offers = &content.case.offers;
        assert!(offers.is_sorted_by_key(ends), "{}", sample.name);
        both += usize::from(offers.iter().any(ends) && !offers.iter().all(ends));
    }
    assert!(both > 0);
}

#[test]
fn what_there_is() {
    let mut table = String::new();
    for Sample { name, page } in samples(Language::English) {
        let frame = &page.frame;
        let (badge, said) = (&frame.sync.badge.text, frame.message.as_ref());
        let said = said.map_or("", |said| said.text.as_str());
        let gist = if name.starts_with("frame/") {
            around(frame)
        } else {
            gist(&page.content)
        };
        let title = &frame.title;
        writeln!(table, "{name:<40} {title} | {badge} | {gist} {said}").unwrap();
    }
    let table: Vec<_> = table.lines().map(str::trim_end).collect();
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("samples", table.join("\n"));
    });
}
