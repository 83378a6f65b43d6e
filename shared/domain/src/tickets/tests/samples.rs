//! The sample stories show every way a ticket can stand, and nothing that cannot
//! be.

use super::acts;
use crate::{
    capabilities::{Act, Case, Kind, Refusal},
    samples::{NOW, Part, SampleCase, cases_of, directory, filling},
    story::{SHOP, STATION},
    tickets::{Status, Ticket, TicketRefusal},
    time::Timestamp,
    view::{Form, Offer, Tone, Viewer},
    words::{Language, Worded, Words},
};
use std::collections::BTreeSet;

/// Every ticket, as everybody has it who has it.
fn cases() -> Vec<(Part, SampleCase)> {
    let directory = directory();
    let of = |part| {
        cases_of(part, &directory)
            .into_iter()
            .map(move |it| (part, it))
    };
    let all = Part::ALL.into_iter().flat_map(of);
    let is_ticket = |sample: &SampleCase| matches!(sample.history.case, Some(Case::Ticket(_)));
    all.filter(|(_, sample)| is_ticket(sample)).collect()
}

fn ticket(sample: &SampleCase) -> &Ticket {
    let Some(Case::Ticket(ticket)) = &sample.history.case else {
        panic!("no ticket: {sample:?}");
    };
    ticket
}

#[test]
fn every_status_is_shown_to_whoever_may_see_it() {
    let cases = cases();
    for status in Status::ALL {
        let parts = cases
            .iter()
            .filter(|(_, sample)| ticket(sample).status == status);
        let parts: Vec<_> = parts.map(|(part, _)| *part).collect();
        for part in [Part::Requester, Part::Engineer, Part::Dispatcher] {
            // Nobody but the requester and the desk has had to do with it.
            let is_none_of_theirs = status == Status::Cancelled && part == Part::Engineer;
            assert!(
                is_none_of_theirs || parts.contains(&part),
                "{status:?} {part:?}"
            );
        }
    }
}

#[test]
fn every_act_is_shown_with_its_effect() {
    let cases = cases();
    let entries = cases.iter().flat_map(|(_, sample)| &sample.history.entries);
    let standing = entries.filter(|entry| entry.superseded.is_none());
    let acts = standing.filter_map(|entry| entry.act.as_ref());
    let shown = acts.filter_map(|act| match act {
        Act::Ticket(act) => Some(acts::name(act)),
        _ => None,
    });
    let by_hand = acts::NAMES.iter().copied();
    let by_hand = by_hand.filter(|name| !acts::BY_SYSTEM.contains(name));
    assert_eq!(shown.collect::<BTreeSet<_>>(), by_hand.collect());
}

#[test]
fn some_acts_are_without_effect_wait_or_were_refused() {
    let cases = cases();
    let samples = || cases.iter().map(|(_, sample)| sample);
    let entries = samples().flat_map(|sample| &sample.history.entries);
    let superseded = entries.filter_map(|entry| Some(entry.superseded.as_ref()?.message().id));
    assert_eq!(
        superseded.collect::<BTreeSet<_>>(),
        BTreeSet::from(
            [
                "ticket-superseded-groundless",
                "ticket-superseded-kept-as-note",
                "ticket-superseded-reassigned",
                "ticket-superseded-taken",
                "ticket-superseded-work-has-begun",
            ]
            .map(Into::into)
        )
    );
    let refusals = samples().flat_map(|sample| &sample.refused);
    let refusals: Vec<_> = refusals.map(|(_, refusal)| refusal.clone()).collect();
    let not_an_engineer = Refusal::Ticket(TicketRefusal::NotAnEngineer);
    assert_eq!(refusals, [Refusal::NotYours, not_an_engineer]);
    assert!(samples().any(|sample| sample.waiting.len() > 1));
}

/// The order in which a story tells its steps is the one that a server would have
/// adopted them in.
#[test]
fn no_story_contradicts_itself() {
    let mut ids = BTreeSet::new();
    for (part, sample) in cases() {
        let received = sample.history.entries.iter().map(|entry| entry.received);
        // What waits comes last, later than any time.
        let received = received.map(|at| at.unwrap_or(Timestamp(i64::MAX)));
        assert!(received.is_sorted(), "{}", sample.name);
        let waiting = sample
            .history
            .entries
            .iter()
            .rev()
            .take(sample.waiting.len());
        assert!(
            waiting
                .into_iter()
                .all(|it| it.received.is_none() && it.author == part.id())
        );
        for entry in &sample.history.entries {
            assert!(entry.received.is_none_or(|at| entry.at <= at && at <= NOW));
            ids.insert((sample.id, entry.id));
        }
    }
    let cases: BTreeSet<_> = ids.iter().map(|(case, _)| *case).collect();
    let commands: BTreeSet<_> = ids.iter().map(|(_, command)| *command).collect();
    assert_eq!(cases.len(), Kind::Ticket.as_dyn().stories().len());
    assert_eq!(commands.len(), ids.len());
}

#[test]
fn a_form_is_filled_in_as_the_fullest_story_does_that_chooses_what_is_offered() {
    let (directory, words) = (directory(), Words::new(Language::English, &[]));
    let filled = |part: Part| {
        let viewer = Viewer {
            person: &directory.people[&part.id()],
            directory: &directory,
            words: &words,
            now: NOW,
            time_zone: &crate::time::UTC,
        };
        let form = Kind::Ticket.as_dyn().form("submit", &viewer);
        filling(&form.expect("a form"))
    };
    let (shop, station) = (filled(Part::Requester), filled(Part::Neighbour));
    assert_eq!((shop.len(), shop["store"].as_str()), (5, SHOP));
    assert_eq!((station.len(), station["store"].as_str()), (5, STATION));
    let nobodys = Form {
        offer: Offer {
            name: "nothing".to_owned(),
            label: String::new(),
            tone: Tone::Calm,
            has_form: false,
        },
        inputs: Vec::new(),
    };
    assert!(filling(&nobodys).is_empty());
}
