//! Refused is not lost, and blocks nothing else.

use super::{
    ends::{Server, a_ticket, until_quiet},
    hostile::forge,
    people::{ANA, accept, cancel, case, command, note, submit},
};
use crate::{
    capacity::{ENTRIES_MAX, ENTRY_BYTES_MAX, Usage, admits},
    document::{Document, Receipt},
    held::Held,
    refusal::Refusal,
    wire::Outcome,
};
use domain::{capabilities::Kind, case::History, command::Command};

#[test]
fn what_is_refused_in_one_case_blocks_no_other() {
    let mut server = Server::new();
    let (ticket, [mut mei, mut ana, ..]) = a_ticket(&mut server);
    mei.does(&server, case(2), 2, submit());
    let refused = ana.does(&server, ticket, 3, accept());
    server.directory.people.get_mut(&ANA).unwrap().roles.clear();
    until_quiet(&mut server, &mut [&mut mei, &mut ana]);
    assert!(ana.refused.contains_key(&refused));
    assert_eq!(server.history(case(2)).entries.len(), 1);
    assert_eq!(server.history(ticket).entries.len(), 1);
}

#[test]
fn what_the_rule_refuses_leaves_the_phone_as_it_was() {
    let mut server = Server::new();
    let (ticket, [mut mei, mut ana, ..]) = a_ticket(&mut server);
    let before = ana.held(ticket).document.heads();
    ana.tries(&server, ticket, 2, cancel()).unwrap_err();
    assert_eq!(ana.held(ticket).document.heads(), before);
    assert!(ana.pending().is_empty());
    mei.does(&server, ticket, 2, cancel());
}

#[test]
fn an_id_that_is_used_is_refused_by_the_phone_already() {
    let mut server = Server::new();
    let (ticket, [mut mei, ..]) = a_ticket(&mut server);
    mei.does(&server, ticket, 2, note("One."));
    let again = mei.tries(&server, ticket, 2, note("Two."));
    assert_eq!(again, Err(Refusal::IdReused));
}

#[test]
fn a_case_that_is_full_takes_in_nothing_at_either_end() {
    let mut server = Server::new();
    let (ticket, [mut mei, ..]) = a_ticket(&mut server);
    let long = "噪".repeat(4_000);
    let mut last = Ok(command(0));
    for number in 10..200 {
        last = mei.tries(&server, ticket, number, note(&long));
        if last.is_err() {
            break;
        }
    }
    assert_eq!(last, Err(Refusal::CaseIsFull));
    let usage = mei.held(ticket).document.usage();
    assert!(usage.bytes <= ENTRY_BYTES_MAX && usage.bytes > ENTRY_BYTES_MAX - 13_000);
    // One who does not ask the rule is refused by the server, and nobody else.
    let mut held = mei.held(ticket);
    let stray = Command {
        id: command(900),
        author: mei.person.id,
        at: server.now,
        act: note(&long),
    };
    forge(&mut held, stray, &mei.actor());
    mei.keep(ticket, &held);
    let adopted = mei.pushed().len() - 1;
    let answer = mei.syncs(&mut server);
    let (last, others) = answer.rulings.split_last().unwrap();
    assert_eq!(last.outcome, Outcome::Refused(Refusal::CaseIsFull));
    assert!(others.iter().all(|ruled| ruled.outcome == Outcome::Adopted));
    assert_eq!(server.history(ticket).entries.len(), 1 + adopted);
}

#[test]
fn a_case_has_so_many_entries_at_most() {
    let command = Command {
        id: command(1),
        author: ANA,
        at: super::ends::MORNING,
        act: accept(),
    };
    let full = Usage {
        entries: ENTRIES_MAX,
        bytes: 0,
    };
    let history = History::default();
    assert_eq!(admits(&history, full, &command), Err(Refusal::CaseIsFull));
    let almost = Usage {
        entries: ENTRIES_MAX - 1,
        bytes: ENTRY_BYTES_MAX - command.to_json().len(),
    };
    assert_eq!(admits(&history, almost, &command), Ok(()));
}

#[test]
fn what_a_document_has_taken_in_is_counted_with_or_without_receipts() {
    let mut held = Held::begin(Kind::Ticket);
    let actor = super::executing::actor();
    let mut bytes = 0;
    for number in 1..4 {
        let command = Command {
            id: command(number),
            author: ANA,
            at: super::ends::MORNING,
            act: note("噪"),
        };
        bytes += command.to_json().len();
        forge(&mut held, command, &actor);
    }
    let receipt = Receipt {
        id: command(1),
        received: super::ends::MORNING,
    };
    held.document.adopt(&[receipt]).unwrap();
    assert_eq!(held.document.usage(), Usage { entries: 3, bytes });
    assert_eq!(Document::new(Kind::Ticket).usage(), Usage::default());
}
