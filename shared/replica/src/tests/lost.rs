//! Lost answers and repeated pushes, in every order, are harmless.

use super::{
    ends::{Server, a_ticket, until_quiet},
    people::{accept, case, complete, note, submit},
};
use crate::refusal::Refusal;
use crate::wire::{Answer, Outcome, Request, decode, encode};
use domain::{capabilities, tickets::TicketRefusal};

#[test]
fn a_push_whose_answer_was_lost_gets_the_same_answer_again() {
    let mut server = Server::new();
    let (case, [_, mut ana, _, _]) = a_ticket(&mut server);
    ana.does(&server, case, 2, accept());
    let lost: Answer = decode(&server.answer(&ana, &ana.request())).unwrap();
    server.now.0 += 60_000;
    let again = ana.syncs(&mut server);
    assert_eq!(lost.rulings, again.rulings);
    assert_eq!(server.order()[&case].len(), 2);
    assert_eq!(ana.held(case).history(), server.history(case));
}

#[test]
fn after_a_lost_answer_the_chain_goes_on() {
    let mut server = Server::new();
    let (case, [_, mut ana, mut bo, _]) = a_ticket(&mut server);
    // Once adopted as it is, once in the server's own version.
    for (number, wrong) in [(10, 0), (20, 500_000)] {
        ana.clock_is_off_by = wrong;
        ana.does(&server, case, number, note("One."));
        server.answer(&ana, &ana.request());
        bo.does(&server, case, number + 1, note("Two."));
        bo.syncs(&mut server);
        ana.does(&server, case, number + 2, note("Three."));
        server.answer(&ana, &ana.request());
        ana.does(&server, case, number + 3, note("Four."));
        ana.syncs(&mut server);
        assert!(ana.pending().is_empty() && ana.refused.is_empty());
        assert_eq!(ana.held(case).history(), server.history(case));
    }
    until_quiet(&mut server, &mut [&mut ana, &mut bo]);
    assert_eq!(bo.held(case).history(), ana.held(case).history());
}

#[test]
fn an_old_request_that_arrives_once_more_changes_nothing() {
    let mut server = Server::new();
    let (case, [_, mut ana, mut bo, _]) = a_ticket(&mut server);
    let mut old = Vec::new();
    let assignment = ana.does(&server, case, 2, accept());
    old.push(ana.request());
    ana.does(&server, case, 3, note("On my way."));
    old.push(ana.request());
    ana.syncs(&mut server);
    ana.does(&server, case, 4, complete(assignment));
    old.push(ana.request());
    until_quiet(&mut server, &mut [&mut ana, &mut bo]);
    let before = server.history(case);
    for request in old.iter().rev().chain(&old) {
        server.answer(&ana, request);
    }
    assert_eq!(server.history(case), before);
    assert_eq!(before.entries.len(), 4);
}

#[test]
fn an_answer_that_is_taken_in_twice_changes_nothing() {
    let mut server = Server::new();
    let (case, [_, mut ana, mut bo, _]) = a_ticket(&mut server);
    bo.does(&server, case, 2, note("I have a spare head."));
    bo.syncs(&mut server);
    ana.does(&server, case, 3, accept());
    let answer = server.answer(&ana, &ana.request());
    ana.takes(&server, &answer);
    let before = ana.held(case).history();
    ana.does(&server, case, 4, note("On my way."));
    ana.takes(&server, &answer);
    assert_eq!(ana.pending().len(), 1);
    let after = ana.held(case).history();
    assert_eq!(after.entries[..before.entries.len()], before.entries[..]);
    until_quiet(&mut server, &mut [&mut ana, &mut bo]);
    assert_eq!(ana.held(case).history(), server.history(case));
}

#[test]
fn the_same_id_with_another_content_is_refused_and_changes_nothing() {
    let mut server = Server::new();
    let (ticket, [_, mut ana, _, _]) = a_ticket(&mut server);
    ana.does(&server, ticket, 2, note("One."));
    let mut request: Request = decode(&ana.request()).unwrap();
    ana.syncs(&mut server);
    let before = server.history(ticket);
    let said = request.commands[0].command.replace("One.", "Two.");
    let mut elsewhere = request.commands[0].clone();
    request.commands[0].command = said;
    elsewhere.case = case(2);
    request.commands.push(elsewhere);
    let answer: Answer = decode(&server.answer(&ana, &encode(&request).unwrap())).unwrap();
    let outcomes: Vec<_> = answer.rulings.iter().map(|ruled| &ruled.outcome).collect();
    // An id is one command's within its case: elsewhere it is judged for itself.
    let (reused, unknown) = (Refusal::IdReused, Refusal::UnknownBase);
    let expected = [Outcome::Refused(reused), Outcome::Refused(unknown)];
    assert_eq!(outcomes, expected.iter().collect::<Vec<_>>());
    assert_eq!(server.history(ticket), before);
}

#[test]
fn a_phone_that_was_set_back_to_an_older_copy_loses_nothing() {
    let mut server = Server::new();
    let (ticket, [_, mut ana, ..]) = a_ticket(&mut server);
    let mut copy = ana.clone();
    ana.does(&server, ticket, 2, note("Before the loss."));
    ana.syncs(&mut server);
    // The same actor and the same number, for something else.
    copy.does(&server, ticket, 3, note("After the loss."));
    until_quiet(&mut server, &mut [&mut copy]);
    assert_eq!(server.history(ticket).entries.len(), 3);
    assert_eq!(copy.held(ticket).history(), server.history(ticket));
    assert!(copy.refused.is_empty());
}

#[test]
fn a_case_never_adopted_is_forgotten_and_its_commands_are_kept_as_refused() {
    let mut server = Server::new();
    let (_, [mut mei, ..]) = a_ticket(&mut server);
    let first = mei.does(&server, case(5), 10, submit());
    let second = mei.does(&server, case(5), 11, note("Please."));
    server.directory.categories.clear();
    let answer = server.answer(&mei, &mei.request());
    let third = mei.does(&server, case(5), 12, note("Please!"));
    mei.takes(&server, &answer);
    // What was done meanwhile has a true reason, too: the server rules on all of it.
    until_quiet(&mut server, &mut [&mut mei]);
    assert_eq!(
        mei.refused.keys().copied().collect::<Vec<_>>(),
        [first, second, third]
    );
    let reasons: Vec<_> = mei.refused.values().cloned().collect();
    let ticket = |refusal| Refusal::Rule(capabilities::Refusal::Ticket(refusal));
    let category = ticket(TicketRefusal::UnknownCategory);
    let not_begun = ticket(TicketRefusal::NotSubmitted);
    assert_eq!(reasons, [category, not_begun.clone(), not_begun]);
    assert!(!mei.holds().any(|held| held == case(5)));
}
