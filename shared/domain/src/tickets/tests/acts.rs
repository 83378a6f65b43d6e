//! One sample of every act, and a ticket in every status. A new act or status
//! does not compile before it has one.

use super::{
    people::{ANA, BO, CAI, DORA, MEI, uuid},
    story::{
        Doing, ORIGINAL, Story, assignment, ending, latest_completion, minute, next_day,
        next_day_over_at, opening, stars, submission, ticket,
    },
};
use crate::{
    asker::Asker,
    capabilities::{Act, AnyAct, Case, permit},
    header::CommandHeader,
    ids::CommandId,
    tickets::{ClosedAs, Status, Ticket, TicketAct},
};
use std::iter::successors;

macro_rules! acts {
    ($($pattern:pat => $name:literal, $sample:expr;)+) => {
        /// The names of the acts, as in forms and fixtures.
        pub const NAMES: &[&str] = &[$($name),+];

        pub fn name(act: &TicketAct) -> &'static str {
            match act { $($pattern => $name),+ }
        }

        /// A sample of each act, meant for this ticket as well as it can be.
        pub fn every(case: Option<&Case>) -> Vec<(&'static str, TicketAct)> {
            let none = ticket().ticket();
            let seen = match case {
                Some(Case::Ticket(ticket)) => ticket,
                _ => &none,
            };
            let samples: &[fn(&Ticket) -> TicketAct] = &[$($sample),+];
            let samples = samples.iter().map(|sample| sample(seen));
            NAMES.iter().copied().zip(samples).collect()
        }
    };
}

acts! {
    TicketAct::Submit { .. } => "submit", |_| submission();
    TicketAct::Accept => "accept", |_| TicketAct::Accept;
    TicketAct::Assign { .. } => "assign", |_| TicketAct::Assign { to: CAI };
    TicketAct::Note { .. } => "note", |_| TicketAct::Note {
        text: "the key is with me".to_owned(),
        photos: Vec::new(),
    };
    TicketAct::Hold { .. } => "hold", |seen| TicketAct::Hold {
        assignment: assignment(seen),
        until: next_day(),
        over_at: next_day_over_at(),
        reason: "waits for a part".to_owned(),
    };
    TicketAct::Resume { .. } => "resume", |seen| TicketAct::Resume { assignment: assignment(seen) };
    TicketAct::Reassign { .. } => "reassign", |seen| TicketAct::Reassign {
        assignment: assignment(seen),
        to: CAI,
        reason: "knows that printer".to_owned(),
    };
    TicketAct::Complete { .. } => "complete", |seen| TicketAct::Complete {
        assignment: assignment(seen),
        solution: "new roller".to_owned(),
        photos: Vec::new(),
    };
    TicketAct::Cancel { .. } => "cancel", |_| TicketAct::Cancel { reason: String::new() };
    TicketAct::Close { closed_as: ClosedAs::DuplicateOf { .. }, .. } => "close_duplicate",
        |seen| TicketAct::Close {
            opening: opening(seen),
            closed_as: ClosedAs::DuplicateOf { original: ORIGINAL },
            reason: String::new(),
        };
    TicketAct::Close { .. } => "close", |seen| TicketAct::Close {
        opening: opening(seen),
        closed_as: ClosedAs::NotAService,
        reason: "was for the landlord".to_owned(),
    };
    TicketAct::Reopen { .. } => "reopen", |seen| TicketAct::Reopen {
        ending: ending(seen),
        reason: "it jams again".to_owned(),
    };
    TicketAct::Rate { .. } => "rate", |seen| TicketAct::Rate {
        completion: latest_completion(seen),
        rating: stars(4),
    };
    TicketAct::Remind { .. } => "remind", |seen| TicketAct::Remind {
        hold: seen.hold().map_or(CommandId(uuid(0xdead)), |hold| hold.id),
    };
    TicketAct::MarkDeparture { .. } => "mark_departure", |seen| TicketAct::MarkDeparture {
        of: BO,
        assignment: assignment(seen),
    };
}

/// What no form offers.
pub const BY_SYSTEM: [&str; 2] = ["remind", "mark_departure"];

#[test]
fn every_sample_is_of_the_act_it_is_named_after() {
    for (named, act) in every(None) {
        assert_eq!(name(&act), named);
    }
}

#[test]
fn an_act_that_opens_a_ticket_is_the_first_and_no_other_is() {
    let (story, case) = in_status(Some(Status::Pool));
    let asker = Asker {
        person: &story.directory.people[&MEI],
        at: minute(0),
        directory: &story.directory,
    };
    let header = CommandHeader {
        id: CommandId(uuid(7)),
        author: MEI,
        at: minute(0),
    };
    for (name, act) in every(case.as_ref()) {
        let begun = Ticket::begin(&header, &act);
        let (opens, act) = (act.opens(), Act::Ticket(act));
        assert_eq!(begun.is_ok(), opens, "{name}");
        assert_eq!(permit(None, &act, &asker).is_ok(), opens, "{name}");
        let is_permitted = permit(case.as_ref(), &act, &asker).is_ok();
        assert!(!(is_permitted && opens), "{name} of one that exists");
    }
}

/// No ticket yet, and then every status.
pub fn statuses() -> impl Iterator<Item = Option<Status>> {
    let next = |status: &Option<Status>| match status {
        None => Some(Some(Status::Pool)),
        Some(Status::Pool) => Some(Some(Status::InHand)),
        Some(Status::InHand) => Some(Some(Status::OnHold)),
        Some(Status::OnHold) => Some(Some(Status::Completed)),
        Some(Status::Completed) => Some(Some(Status::Cancelled)),
        Some(Status::Cancelled) => Some(Some(Status::Closed)),
        Some(Status::Closed) => None,
    };
    successors(Some(None), next)
}

#[test]
fn the_list_of_statuses_is_whole() {
    assert_eq!(statuses().flatten().collect::<Vec<_>>(), Status::ALL);
    for status in Status::ALL {
        let json = serde_json::to_string(&status).expect("a name");
        assert_eq!(json, format!("\"{}\"", status.as_str()));
    }
}

/// Mei's ticket in a status: Ana has had it and has given it to Bo, as far as
/// it has come.
pub fn in_status(status: Option<Status>) -> (Story, Option<Case>) {
    let in_hand = || ticket().when(ANA.accepts()).when(ANA.reassigns_to(BO));
    let story = match status {
        None => return (ticket(), None),
        Some(Status::Pool) => ticket(),
        Some(Status::InHand) => in_hand(),
        Some(Status::OnHold) => in_hand().when(BO.holds()),
        Some(Status::Completed) => in_hand().when(BO.completes("new roller")),
        Some(Status::Cancelled) => ticket().when(MEI.cancels()),
        Some(Status::Closed) => in_hand().when(DORA.closes()),
    };
    let case = story.case();
    assert!(matches!(&case, Case::Ticket(ticket) if Some(ticket.status) == status));
    (story, Some(case))
}
