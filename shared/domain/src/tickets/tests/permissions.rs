//! The permission table: who may do what to a ticket that stands how, as text
//! that is committed, so that no right changes unseen.
//!
//! Exhaustive in acts, statuses and people of the cast. Not exhaustive in what
//! an act says: texts, stars and photos out of bounds are tried in `limits`.

use super::{
    acts,
    people::{ADA, ANA, BO, CAI, DORA, IVO, KAI, LAN, LIN, MAX, MEI, WEN, ZOE},
    story::minute,
};
use crate::{
    capabilities::{Act, Refusal, permit},
    case::Asker,
    ids::PersonId,
};
use std::fmt::Write;

/// Everybody, and what they are to the ticket.
const PEOPLE: [(PersonId, &str); 13] = [
    (MEI, "its requester"),
    (LAN, "another of the store"),
    (ZOE, "another store's"),
    (BO, "the engineer who has it"),
    (ANA, "the one who had it"),
    (CAI, "an engineer of the team"),
    (WEN, "one of another team"),
    (DORA, "dispatcher"),
    (MAX, "manager"),
    (ADA, "admin"),
    (LIN, "approver"),
    (KAI, "asset admin"),
    (IVO, "one who has left"),
];

/// The short name of a refusal.
fn short(answer: Result<(), Refusal>) -> String {
    let refusal = match answer {
        Ok(()) => return "YES".to_owned(),
        Err(Refusal::Ticket(refusal)) => serde_json::to_string(&refusal),
        Err(refusal) => serde_json::to_string(&refusal),
    };
    let name = refusal.expect("a name").replace('_', " ");
    name.trim_matches('"').to_owned()
}

#[test]
fn who_may_do_what_and_when() {
    let tickets: Vec<_> = acts::statuses()
        .map(|status| (status, acts::in_status(status)))
        .collect();
    let mut table = String::new();
    for (nth, name) in acts::NAMES.iter().enumerate() {
        write!(table, "\n{name:<24}").expect("a string");
        for (status, _) in &tickets {
            let status = status.map_or("none yet", |status| status.as_str());
            write!(table, "{:<18}", status.replace('_', " ")).expect("a string");
        }
        for (who, what) in PEOPLE {
            write!(table, "\n{what:<24}").expect("a string");
            for (_, (story, case)) in &tickets {
                let (_, act) = acts::every(case.as_ref()).swap_remove(nth);
                let asker = Asker {
                    person: &story.directory.people[&who],
                    at: minute(60),
                    directory: &story.directory,
                };
                let answer = permit(case.as_ref(), &Act::Ticket(act), &asker);
                write!(table, "{:<18}", short(answer)).expect("a string");
            }
        }
        table.push('\n');
    }
    let table: Vec<_> = table.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(table.join("\n"));
}
