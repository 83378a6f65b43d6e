//! Properties of the fold over random histories.
//!
//! A history is any acts of anybody, at any times, upon assignments and
//! completions that were, are or never were, with garbage between them, in any
//! order. No rule is asked: the fold must bear what no judge would adopt.

use super::{
    acts,
    people::{ANA, BO, CAI, DORA, EVERYBODY, MEI, WEN, uuid},
    story::{minute, stars, submission},
};
use crate::{
    capabilities::{Act, Case, Kind},
    case::{History, RecordedEntry, fold, may_read},
    command::Command,
    ids::{CaseId, CommandId},
    tickets::{Round, Status, Ticket, TicketAct},
    time::{Span, Timestamp},
    view::Viewer,
    words::{Language, Words},
};
use proptest::{collection::vec, prelude::*, sample::select};

fn id(number: u8) -> CommandId {
    CommandId(uuid(u128::from(number)))
}

fn any_act() -> impl Strategy<Value = TicketAct> {
    (
        0..acts::NAMES.len(),
        0..24_u8,
        select(&[ANA, BO, CAI, MEI]),
        0..=6_u8,
    )
        .prop_map(|(nth, number, to, overall)| {
            let act = acts::every(None).swap_remove(nth).1;
            let named = id(number);
            match act {
                TicketAct::Hold {
                    until,
                    over_at,
                    reason,
                    ..
                } => TicketAct::Hold {
                    assignment: named,
                    until,
                    over_at,
                    reason,
                },
                TicketAct::Resume { .. } => TicketAct::Resume { assignment: named },
                TicketAct::Assign { .. } => TicketAct::Assign { to },
                TicketAct::Reassign { reason, .. } => TicketAct::Reassign {
                    assignment: named,
                    to,
                    reason,
                },
                TicketAct::Complete {
                    solution, photos, ..
                } => TicketAct::Complete {
                    assignment: named,
                    solution,
                    photos,
                },
                TicketAct::Close {
                    closed_as, reason, ..
                } => TicketAct::Close {
                    opening: named,
                    closed_as,
                    reason,
                },
                TicketAct::Reopen { reason, .. } => TicketAct::Reopen {
                    ending: named,
                    reason,
                },
                TicketAct::Remind { .. } => TicketAct::Remind { hold: named },
                TicketAct::MarkDeparture { .. } => TicketAct::MarkDeparture {
                    of: to,
                    assignment: named,
                },
                TicketAct::Rate { .. } => TicketAct::Rate {
                    completion: named,
                    rating: stars(overall),
                },
                act => act,
            }
        })
}

fn any_time() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        8 => (-60..20_000_i64).prop_map(minute),
        1 => select(&[Timestamp(i64::MIN), Timestamp(i64::MAX), Timestamp(0)]),
    ]
}

fn any_command() -> impl Strategy<Value = String> {
    let author = select(&[MEI, ANA, BO, DORA, WEN]);
    (0..24_u8, author, any_time(), any_act()).prop_map(|(number, author, at, act)| {
        let act = Act::Ticket(act);
        let id = id(number);
        Command {
            id,
            author,
            at,
            act,
        }
        .to_json()
    })
}

fn any_entry() -> impl Strategy<Value = RecordedEntry> {
    let json = prop_oneof![
        12 => any_command(),
        1 => any_command().prop_map(|json| json.replace("ticket", "transfer")),
        1 => any_command().prop_map(|json| json.replace("\"at\"", "\"later\":1,\"at\"")),
        1 => any_command().prop_map(|json| json.chars().take(40).collect()),
        1 => ".{0,40}",
    ];
    let received = proptest::option::of(any_time());
    (json, received).prop_map(|(json, received)| RecordedEntry { json, received })
}

/// One of a ticket's life, as ids are given: entry `n` has id `n`, so that acts
/// hit assignments and completions often.
fn likely_history() -> impl Strategy<Value = Vec<RecordedEntry>> {
    let numbered = |acts: Vec<(TicketAct, Timestamp)>| {
        let entry = |(number, (act, at)): (u8, (TicketAct, Timestamp))| {
            let author = [MEI, ANA, BO][usize::from(number) % 3];
            let command = Command {
                id: id(number),
                author,
                at,
                act: Act::Ticket(act),
            };
            RecordedEntry {
                json: command.to_json(),
                received: Some(at),
            }
        };
        let begun = [(submission(), minute(0)), (TicketAct::Accept, minute(5))];
        let acts = begun.into_iter().chain(acts);
        (0_u8..).zip(acts).map(entry).collect::<Vec<_>>()
    };
    vec((any_act(), any_time()), 0..22).prop_map(numbered)
}

fn any_history() -> impl Strategy<Value = Vec<RecordedEntry>> {
    prop_oneof![
        likely_history(),
        likely_history().prop_shuffle(),
        vec(any_entry(), 0..30),
        (likely_history(), vec(any_entry(), 0..6)).prop_map(|(mut likely, odd)| {
            likely.extend(odd);
            likely
        }),
    ]
}

fn ticket(history: &History) -> Option<&Ticket> {
    match &history.case {
        Some(Case::Ticket(ticket)) => Some(ticket),
        _ => None,
    }
}

/// What holds of every ticket, whatever made it.
fn check(ticket: &Ticket) {
    let is_owned = ticket.owner.is_some();
    let is_completed = ticket.completion().is_some();
    match ticket.status {
        Status::Pool => assert!(!is_owned && !is_completed),
        Status::Cancelled => assert!(!is_owned && ticket.cancelled_at.is_some()),
        Status::Closed => assert!(!is_completed && ticket.closing().is_some()),
        Status::InHand | Status::OnHold => {
            assert!(is_owned && !is_completed && ticket.assignment().is_some());
        }
        Status::Completed => assert!(is_owned && is_completed),
    }
    let is_held = |hold: &crate::tickets::Hold| hold.ended_at.is_none();
    let held = ticket
        .rounds
        .iter()
        .flat_map(|round| &round.holds)
        .filter(|hold| is_held(hold));
    assert_eq!(held.count(), usize::from(ticket.status == Status::OnHold));
    for now in [Timestamp(i64::MIN), minute(60), Timestamp(i64::MAX)] {
        for round in &ticket.rounds {
            assert!(round.worked(now) >= Span(0));
            assert!(round.held(now) >= Span(0));
            let whole = now.since(round.began_at);
            assert!(round.completion.is_some() || round.held(now) <= whole);
        }
    }
    assert!(ticket.waited().is_none_or(|waited| waited >= Span(0)));
    let has_owner = ticket.assignment().is_some();
    assert!(has_owner || ticket.owner_left_at.is_none());
    let is_over = |round: &Round| round.completion.is_some() != round.closed_at.is_some();
    let over = ticket.rounds.iter().filter(|round| is_over(round));
    let running = usize::from(has_owner);
    assert_eq!(over.count() + running, ticket.rounds.len());
    let endings = ticket.completions().count() + ticket.closings.len();
    assert!(ticket.reopenings() <= endings && !ticket.openings.is_empty());
}

/// Draws everything there is to see, for everybody.
fn look_at(history: &History) {
    let directory = super::people::directory();
    let Some(case) = &history.case else { return };
    for language in Language::ALL {
        let words = Words::new(language, &[]);
        for (who, _) in EVERYBODY {
            let person = &directory.people[&who];
            for (now, zone) in [
                (minute(60), "Asia/Shanghai"),
                (Timestamp(i64::MIN), "Pacific/Kiritimati"),
                (Timestamp(i64::MAX), "Pacific/Pago_Pago"),
            ] {
                let viewer = Viewer {
                    person,
                    directory: &directory,
                    words: &words,
                    now,
                    time_zone: &crate::time::time_zone(zone),
                };
                let page = case
                    .as_dyn()
                    .page(CaseId(uuid(1)), &history.entries, &viewer);
                assert!(may_read(person, case, &directory) || page.offers.is_empty());
                for notice in case.as_dyn().notices(&history.entries, person) {
                    assert_ne!(viewer.say(&notice.message), notice.message.id);
                }
            }
            let _ = (
                case.as_dyn().listings(person, &directory, &[]),
                case.as_dyn().search_text(&directory),
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_history_folds_to_a_sound_ticket(entries in any_history()) {
        let mut history = History::default();
        for entry in &entries {
            history.append(Kind::Ticket, entry);
            if let Some(ticket) = ticket(&history) {
                check(ticket);
            }
        }
    }

    #[test]
    fn folding_is_deterministic_and_a_later_entry_changes_no_earlier_moment(
        entries in any_history(),
        cut in any::<proptest::sample::Index>(),
    ) {
        let whole = fold(Kind::Ticket, &entries);
        prop_assert_eq!(&whole, &fold(Kind::Ticket, &entries));
        let (before, after) = entries.split_at(cut.index(entries.len() + 1));
        let mut history = fold(Kind::Ticket, before);
        prop_assert!(whole.entries.starts_with(&history.entries));
        for entry in after {
            history.append(Kind::Ticket, entry);
        }
        prop_assert_eq!(&whole, &history);
    }

    #[test]
    fn nothing_but_a_reopening_undoes_a_completion(entries in any_history()) {
        let mut history = History::default();
        for entry in &entries {
            let before = ticket(&history).cloned();
            history.append(Kind::Ticket, entry);
            let Some(before) = before.filter(|it| it.status == Status::Completed) else { continue };
            let act = history.entries.last().and_then(|entry| entry.act.as_ref());
            if matches!(act, Some(Act::Ticket(TicketAct::Reopen { .. }))) { continue }
            let after = ticket(&history).expect("it does not vanish");
            prop_assert_eq!(after.status, Status::Completed);
            prop_assert_eq!(after.owner, before.owner);
            let said = |it: &Ticket| it.completion().map(|done| (done.id, done.by, done.solution.clone()));
            prop_assert_eq!(said(after), said(&before));
        }
    }

    #[test]
    fn a_folded_ticket_survives_being_stored(entries in any_history()) {
        let case = fold(Kind::Ticket, &entries).case;
        let stored = serde_json::to_string(&case).expect("it has a JSON form");
        prop_assert_eq!(serde_json::from_str::<Option<Case>>(&stored).expect("readable"), case);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happened_can_be_shown_to_everybody(entries in any_history()) {
        look_at(&fold(Kind::Ticket, &entries));
    }

    #[test]
    fn no_text_makes_the_reader_of_commands_panic(text in ".{0,200}") {
        let _ = Command::from_json(&text);
    }
}
