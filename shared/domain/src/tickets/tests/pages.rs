//! What stands on a ticket's row and page, in both languages.

use super::{
    people::{ANA, BO, DORA, MEI},
    story::{Doing, Story, given, minute, ticket},
};
use crate::{
    case::{Entry, History},
    ids::{CaseId, PersonId},
    presented::CasePage,
    view::{Tone, Viewer},
    words::{Language, Words},
};
use std::fmt::Write;

fn page(story: &Story, who: PersonId, language: Language, entries: &[Entry]) -> CasePage {
    story.case().as_dyn().page(
        CaseId(super::people::uuid(1)),
        entries,
        &Viewer {
            person: &story.directory.people[&who],
            directory: &story.directory,
            words: &Words::new(language, &[]),
            now: minute(125),
            time_zone: &crate::time::time_zone("Asia/Shanghai"),
        },
    )
}

/// A page as somebody would read it.
fn read(page: &CasePage) -> String {
    let mut text = String::new();
    let row = &page.row;
    let due = row.due.as_ref().map_or("", |due| due.text.as_str());
    writeln!(
        text,
        "{} {} | {} | {} | {} | {} {due}",
        row.code, row.title, row.location, row.person, row.time, row.status.text
    )
    .expect("a string");
    for field in &page.fields {
        writeln!(text, "{}: {}", field.label, field.text).expect("a string");
    }
    for entry in &page.timeline {
        writeln!(
            text,
            "- {} ({}, {}) {} {}",
            entry.title, entry.acted, entry.received, entry.text, entry.superseded
        )
        .expect("a string");
    }
    let offers: Vec<_> = page
        .offers
        .iter()
        .map(|offer| offer.label.as_str())
        .collect();
    writeln!(text, "[{}]", offers.join("] [")).expect("a string");
    text.lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}

fn whole_life() -> Story {
    given(ticket())
        .when(ANA.accepts().at(10))
        .meanwhile(BO.accepts().at(11))
        .when(ANA.holds().at(20))
        .when(ANA.resumes().at(80))
        .when(DORA.reassigns_to(BO).at(90))
        .when(BO.notes("on my way").at(95))
        .when(BO.completes("new roller").at(110))
        .when(MEI.rates(4).at(120))
}

#[test]
fn the_requester_reads_the_whole_story() {
    let story = whole_life();
    let page = page(&story, MEI, Language::English, &story.history().entries);
    insta::assert_snapshot!(read(&page));
}

#[test]
fn and_reads_it_in_chinese() {
    let story = whole_life();
    let page = page(&story, MEI, Language::Chinese, &story.history().entries);
    insta::assert_snapshot!(read(&page));
}

#[test]
fn what_is_not_yet_adopted_is_marked_as_waiting() {
    let story = ticket().when(ANA.accepts());
    let mut entries = story.history().entries;
    let adopted = page(&story, ANA, Language::English, &entries);
    assert!(!adopted.row.pending);
    entries[1].received = None;
    let waiting = page(&story, ANA, Language::English, &entries);
    assert!(waiting.row.pending);
    let entry = &waiting.timeline[1];
    assert_eq!((entry.received.as_str(), entry.tone), ("", Tone::Warning));
}

#[test]
fn what_only_a_newer_version_can_read_is_shown_as_somebodys_doing() {
    let mut history: History = ticket().history();
    let newer = ticket().entries()[0]
        .json
        .replace("\"submit\"", "\"escalate\"");
    let newer = crate::case::RecordedEntry {
        json: newer,
        received: Some(minute(1)),
    };
    history.append(crate::capabilities::Kind::Ticket, &newer);
    let page = page(&ticket(), MEI, Language::English, &history.entries);
    let entry = &page.timeline[1];
    assert_eq!(
        entry.title,
        "Mei did something that an update of the app will show"
    );
    assert_eq!(entry.tone, Tone::Quiet);
    assert_eq!(history.case, ticket().history().case, "and changes nothing");
}

#[test]
fn a_row_shows_the_requester_the_engineer_and_everybody_else_the_requester() {
    let story = ticket().when(ANA.accepts());
    let row = |who| page(&story, who, Language::English, &[]).row.person;
    assert_eq!(row(MEI), "Ana");
    assert_eq!(row(ANA), "Mei");
    assert_eq!(row(DORA), "Mei");
}

#[test]
fn a_long_title_is_cut_between_characters() {
    let mut story = ticket().ticket();
    story.description = format!("\n{}\nsecond line", "纸".repeat(200));
    let case = crate::capabilities::Case::Ticket(story);
    let id = CaseId(super::people::uuid(1));
    let row = ticket().seen_by(MEI, 0, |viewer| case.as_dyn().row(id, viewer));
    assert_eq!(row.title, format!("{}…", "纸".repeat(80)));
}
