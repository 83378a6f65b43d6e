//! An honest latecomer is not punished: judged by what the author could see,
//! whatever became of what the act builds on; dated as it was done, unless that
//! cannot be.

use super::{
    ends::{MORNING, Server, a_ticket, until_quiet},
    people::{ANA, BO, accept, case, complete, note, reassign, submit},
};
use crate::refusal::Refusal;
use crate::wire::Outcome;
use domain::{
    capabilities::{self, Act},
    tickets::{Status, TicketAct},
    time::Timestamp,
};

fn has_role_no_more(server: &mut Server, person: domain::ids::PersonId) {
    let record = server.directory.people.get_mut(&person).unwrap();
    record.roles.clear();
    record.team = None;
}

#[test]
fn completed_offline_while_being_reassigned_the_work_was_done() {
    let mut server = Server::new();
    let (case, [_, mut ana, mut bo, mut dora]) = a_ticket(&mut server);
    let assignment = ana.does(&server, case, 2, accept());
    until_quiet(&mut server, &mut [&mut ana, &mut bo, &mut dora]);
    dora.does(&server, case, 3, reassign(assignment, BO));
    dora.syncs(&mut server);
    ana.does(&server, case, 4, complete(assignment));
    until_quiet(&mut server, &mut [&mut ana, &mut bo, &mut dora]);
    for phone in [&ana, &bo, &dora] {
        let ticket = phone.ticket(case);
        assert_eq!(ticket.status, Status::Completed);
        assert_eq!(ticket.completion().unwrap().by, ANA);
    }
    assert!(ana.refused.is_empty());
}

#[test]
fn what_was_done_during_a_sync_that_replaced_the_case_is_judged_by_what_was_seen() {
    let mut server = Server::new();
    let (case, [_, mut ana, mut bo, mut dora]) = a_ticket(&mut server);
    let assignment = ana.does(&server, case, 2, accept());
    until_quiet(&mut server, &mut [&mut ana, &mut bo, &mut dora]);
    dora.does(&server, case, 3, reassign(assignment, BO));
    dora.syncs(&mut server);
    // Ana's clock is wrong, so that the server adopts a version of its own.
    ana.clock_is_off_by = 3_600_000;
    ana.does(&server, case, 4, note("The head is broken."));
    let answer = server.answer(&ana, &ana.request());
    let done = ana.does(&server, case, 5, complete(assignment));
    let answer = ana.takes(&server, &answer);
    assert_eq!(answer.rulings[0].outcome, Outcome::Replaced);
    assert!(ana.refused.is_empty(), "{:?}", ana.refused);
    server.now.0 += 7_200_000;
    until_quiet(&mut server, &mut [&mut ana, &mut bo, &mut dora]);
    assert_eq!(bo.ticket(case).completion().unwrap().id, done);
    assert_eq!(ana.incarnation, 1, "executed anew once, and then confirmed");
}

#[test]
fn a_time_after_the_receipt_is_brought_back_to_it_and_the_phone_takes_that() {
    let mut server = Server::new();
    let (case, [_, mut ana, _, _]) = a_ticket(&mut server);
    ana.clock_is_off_by = 3 * 86_400_000;
    ana.does(&server, case, 2, accept());
    ana.does(&server, case, 3, note("On my way."));
    let answer = ana.syncs(&mut server);
    for ruled in &answer.rulings {
        assert_eq!(ruled.outcome, Outcome::Replaced);
    }
    let history = ana.held(case).history();
    assert_eq!(history, server.history(case));
    let times: Vec<Timestamp> = history.entries.iter().map(|entry| entry.at).collect();
    let now = server.now.0;
    assert_eq!(times[1..], [Timestamp(now), Timestamp(now + 1)]);
    assert!(ana.refused.is_empty() && ana.pending().is_empty());
}

#[test]
fn a_time_before_what_was_seen_is_moved_behind_it_by_the_phone_already() {
    let mut server = Server::new();
    let (case, [_, mut ana, _, _]) = a_ticket(&mut server);
    ana.clock_is_off_by = -86_400_000;
    ana.does(&server, case, 2, accept());
    let answer = ana.syncs(&mut server);
    assert_eq!(answer.rulings[0].outcome, Outcome::Adopted);
    assert_eq!(server.history(case).entries[1].at, Timestamp(MORNING.0 + 1));
}

#[test]
fn a_time_before_the_device_was_signed_in_is_brought_to_that() {
    let mut server = Server::new();
    let (_, [mut mei, ..]) = a_ticket(&mut server);
    mei.clock_is_off_by = -86_400_000;
    mei.does(&server, case(2), 2, submit());
    let answer = mei.syncs(&mut server);
    assert_eq!(answer.rulings[0].outcome, Outcome::Replaced);
    let signed_in = Timestamp(MORNING.0 - 1_000_000);
    assert_eq!(mei.held(case(2)).history().entries[0].at, signed_in);
}

#[test]
fn of_a_chain_whose_right_was_lost_what_is_still_permitted_survives() {
    let mut server = Server::new();
    let (case, [mut mei, mut ana, ..]) = a_ticket(&mut server);
    let note_of_ana = ana.does(&server, case, 9, note("I look at it tomorrow."));
    until_quiet(&mut server, &mut [&mut mei, &mut ana]);
    // Mei's rating is of nothing, as the server sees it; her note stands.
    let nothing = super::people::command(77);
    let mut held = mei.held(case);
    let rate = Act::Ticket(TicketAct::Rate {
        completion: nothing,
        rating: domain::rating::Rating {
            overall: 5,
            attitude: 5,
            speed: 5,
            quality: 5,
            comment: String::new(),
        },
    });
    let stray = domain::command::Command {
        id: super::people::command(2),
        author: mei.person.id,
        at: server.now,
        act: rate,
    };
    super::hostile::forge(&mut held, stray, &mei.actor());
    mei.keep(case, &held);
    let kept = mei.does(&server, case, 3, note("Please hurry."));
    let answer = mei.syncs(&mut server);
    let outcomes: Vec<_> = answer.rulings.iter().map(|ruled| &ruled.outcome).collect();
    assert!(matches!(
        outcomes[..],
        [Outcome::Refused(_), Outcome::Replaced]
    ));
    let after_that = mei.does(&server, case, 4, note("Thank you."));
    until_quiet(&mut server, &mut [&mut mei, &mut ana]);
    let ids: Vec<_> = server
        .history(case)
        .entries
        .iter()
        .map(|entry| entry.id)
        .collect();
    assert_eq!(ids[1..], [note_of_ana, kept, after_that]);
    assert_eq!(mei.held(case).history(), server.history(case));
}

#[test]
fn an_engineer_who_lost_the_role_is_refused_and_what_survives_is_executed_anew() {
    let mut server = Server::new();
    let (case, [_, mut ana, _, _]) = a_ticket(&mut server);
    let first = ana.does(&server, case, 2, accept());
    ana.syncs(&mut server);
    let done = ana.does(&server, case, 3, complete(first));
    has_role_no_more(&mut server, ANA);
    let answer = server.answer(&ana, &ana.request());
    let late = ana.does(&server, case, 5, note("It is the head."));
    ana.takes(&server, &answer);
    // She has had the ticket, so she still reads it and may tell.
    assert_eq!(ana.refused.keys().copied().collect::<Vec<_>>(), [done]);
    assert!(matches!(
        ana.refused[&done],
        Refusal::Rule(capabilities::Refusal::Ticket(_) | capabilities::Refusal::NotYours)
    ));
    assert_eq!(ana.incarnation, 1);
    server.now.0 += 1_000;
    let survivor = &ana.pending()[0];
    assert_eq!((survivor.command.id, survivor.seq), (late, 1));
    assert_eq!(survivor.actor, ana.actor());
    let answer = ana.syncs(&mut server);
    assert_eq!(answer.rulings[0].outcome, Outcome::Adopted);
    let ids: Vec<_> = server
        .history(case)
        .entries
        .iter()
        .map(|entry| entry.id)
        .collect();
    assert_eq!(ids[1..], [first, late]);
    assert_eq!(ana.held(case).history(), server.history(case));
}
