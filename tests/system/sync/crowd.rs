//! Many at once: every command is adopted exactly once, the order has no gaps,
//! and everybody comes to hold the same.

use crate::fixture::{Fixture, assert_same, fixture, note, status, ticket};
use domain::{
    capabilities::Act,
    directory::Role,
    ids::{CaseId, CommandId},
    tickets::{Status, TicketAct},
};
use replica::wire::{Outcome, Request};
use std::{collections::BTreeSet, sync::Barrier, thread};
use tests::{client::Client, world::unhurried};

const CROWD: usize = 8;

/// Does something on as many threads as there are clients, all at the same time.
fn at_once<T: Send>(
    clients: &mut [Client],
    deed: impl Fn(usize, &mut Client) -> T + Sync,
) -> Vec<T> {
    let barrier = Barrier::new(clients.len());
    let (barrier, deed) = (&barrier, &deed);
    thread::scope(|scope| {
        let threads: Vec<_> = clients
            .iter_mut()
            .enumerate()
            .map(|(place, client)| {
                scope.spawn(move || {
                    barrier.wait();
                    deed(place, client)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

/// The requester, the engineer and the desk, on so many devices together.
fn crowd(fixture: &Fixture) -> Vec<Client> {
    let people = [&fixture.fang, &fixture.lin, &fixture.chen];
    let people = people.iter().cycle().take(CROWD);
    people.map(|who| fixture.client(who)).collect()
}

/// The entries of a case as the server has adopted them, in their order.
fn entries(fixture: &Fixture, case: CaseId) -> Vec<CommandId> {
    let receipts = fixture.world.document(case).unwrap().receipts();
    receipts.into_iter().map(|receipt| receipt.id).collect()
}

/// That the case has exactly these entries, each once.
fn assert_entries(fixture: &Fixture, case: CaseId, expected: &BTreeSet<CommandId>) {
    let entries = entries(fixture, case);
    assert_eq!(entries.len(), expected.len());
    assert_eq!(entries.into_iter().collect::<BTreeSet<_>>(), *expected);
}

#[test]
fn a_crowd_that_writes_to_one_case_is_heard_one_by_one() {
    let fixture = fixture();
    let mut first = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut first);
    fixture.accept(&mut fixture.client(&fixture.lin), case);
    let mut clients = crowd(&fixture);
    let mut expected: BTreeSet<CommandId> = entries(&fixture, case).into_iter().collect();
    let given = at_once(&mut clients, |place, client| {
        let mut given = Vec::new();
        for round in 0..5 {
            for line in 0..2 {
                let text = format!("{place} 说 {round}.{line}");
                given.push(fixture.act(client, case, note(&text)));
            }
            client.sync().unwrap();
            assert!(client.pending().is_empty());
        }
        given
    });
    expected.extend(given.into_iter().flatten());
    assert_entries(&fixture, case, &expected);
    for client in &mut clients {
        client.sync().unwrap();
    }
    first.sync().unwrap();
    let mut all: Vec<&Client> = clients.iter().collect();
    all.push(&first);
    assert_same(case, &all);
}

/// A push that is repeated before its first answer has come, many times over.
#[test]
fn the_same_push_many_times_at_once_is_adopted_once() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let cases: Vec<CaseId> = (0..5)
        .map(|_| fixture.submit(&mut fang, "同一件事"))
        .collect();
    for case in &cases {
        fixture.act(&mut fang, *case, note("补充"));
    }
    let request = fang.request(fang.pending());
    let mut clients = crowd(&fixture);
    let outcomes = at_once(&mut clients, |_, _| {
        let answer = fang.exchange(&request).unwrap();
        answer
            .rulings
            .into_iter()
            .map(|ruled| ruled.outcome)
            .collect::<Vec<_>>()
    });
    for outcomes in outcomes {
        assert_eq!(outcomes, vec![Outcome::Adopted; 10]);
    }
    for case in cases {
        let ids = request.commands.iter().filter(|pushed| pushed.case == case);
        assert_entries(&fixture, case, &ids.map(|pushed| pushed.id).collect());
    }
}

/// Each thread pushes another part of the same, so that every pair collides.
#[test]
fn overlapping_pushes_of_new_cases_are_all_answered() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    for _ in 0..16 {
        fixture.submit(&mut fang, "同一件事");
    }
    let pending = fang.pending();
    let request = |place: usize| -> Request {
        let mut own = pending.clone();
        own.rotate_left(place * 2);
        own.truncate(9);
        fang.request(own)
    };
    let mut clients = crowd(&fixture);
    at_once(&mut clients, |place, _| {
        let answer = fang.exchange(&request(place)).unwrap();
        let adopted = answer
            .rulings
            .iter()
            .all(|ruled| ruled.outcome == Outcome::Adopted);
        assert!(adopted && answer.rulings.len() == 9, "{:?}", answer.rulings);
    });
    let rows = fixture.world.rows(&["cases", "refusals"]).unwrap();
    assert_eq!((rows["cases"].len(), rows["refusals"].len()), (16, 0));
}

#[test]
fn of_two_who_begin_a_case_under_one_id_one_has_it() {
    let fixture = fixture();
    let mut clients = vec![fixture.client(&fixture.fang), fixture.client(&fixture.lin)];
    let case = fixture.submit(&mut clients[0], "王芳的");
    let submission = fixture.submission("林薇的");
    fixture.act(&mut clients[1], case, submission);
    let mut outcomes = at_once(&mut clients, |_, client| {
        let answer = client.exchange(&client.request(client.pending())).unwrap();
        answer.rulings[0].outcome.clone()
    });
    outcomes.sort_by_key(|outcome| *outcome != Outcome::Adopted);
    let refused = Outcome::Refused(domain::capabilities::Refusal::NotYours.into());
    assert_eq!(outcomes, [Outcome::Adopted, refused]);
    assert_eq!(entries(&fixture, case).len(), 1);
}

#[test]
fn of_two_engineers_who_accept_at_the_same_moment_one_has_it_and_the_other_forgets_it() {
    let fixture = fixture();
    let colleague = fixture
        .world
        .someone("周强", fixture.store, &[Role::Engineer], Some(1))
        .unwrap();
    let mut fang = fixture.client(&fixture.fang);
    for _ in 0..5 {
        let case = fixture.submitted(&mut fang);
        let mut clients = vec![fixture.client(&fixture.lin), fixture.client(&colleague)];
        at_once(&mut clients, |_, client| {
            fixture.act(client, case, Act::Ticket(TicketAct::Accept));
            client.sync().unwrap();
        });
        for client in &mut clients {
            client.sync().unwrap();
        }
        fang.sync().unwrap();
        let (has_it, came_late): (Vec<&Client>, Vec<&Client>) = clients
            .iter()
            .partition(|client| client.held.contains_key(&case));
        assert_eq!((has_it.len(), came_late.len()), (1, 1));
        assert_same(case, &[&fang, has_it[0]]);
        let ticket = ticket(&fang, case).unwrap();
        let entries = fang.held[&case].history().entries;
        assert_eq!(
            ticket.owner,
            Some(entries[1].author),
            "the first to be adopted"
        );
        assert_eq!(ticket.owner, Some(has_it[0].person.id));
        let superseded: Vec<bool> = entries
            .iter()
            .map(|entry| entry.superseded.is_some())
            .collect();
        assert_eq!(superseded, [false, false, true]);
    }
}

/// Whoever holds one connection and waits for a second would wait for ever.
#[test]
fn a_crowd_is_served_over_two_connections() {
    let fixture = fixture();
    // One of them listens to other instances.
    let narrow = fixture.world.server_with(2, unhurried()).unwrap();
    let mut clients = crowd(&fixture);
    at_once(&mut clients, |_, client| {
        client.move_to(&narrow.url());
        let case = fixture.submit(client, "挤一挤");
        client.sync().unwrap();
        assert_eq!(status(client, case), Some(Status::Pool));
    });
    fixture.world.stop(narrow).unwrap();
}
