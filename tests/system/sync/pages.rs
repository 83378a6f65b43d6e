//! What an answer says beside cases comes in pages, too: a directory of any size, and
//! the cases of a scope that its person has left.

use crate::fixture::{Fixture, fixture};
use domain::{
    case::Scope,
    directory::{Person, Role},
};
use std::collections::BTreeSet;
use tests::client::Client;
use uuid::Uuid;

/// Executes a statement about the fixture's organisation, `$1`, and another id, `$2`.
fn execute(fixture: &Fixture, statement: &'static str, id: Uuid) {
    let done = sqlx::query(statement)
        .bind(fixture.world.organisation)
        .bind(id)
        .execute(&fixture.world.pool);
    fixture.world.runtime.block_on(done).unwrap();
}

/// So many people of a store that an answer could not hold them, all written at the same
/// position of the feed.
fn crowd(fixture: &Fixture) -> usize {
    let crowd = "insert into people
             (organisation, id, name, store, roles, active, served, known_in, position)
         select $1, md5('p' || n)::uuid, repeat(md5(n::text), 12), $2, '{}', true, true,
             array[$2], feed_position()
         from generate_series(1, 40000) as n";
    execute(fixture, crowd, fixture.store.0);
    40_000
}

/// Syncs to the end, and gives how many answers that took.
fn answers(client: &mut Client) -> usize {
    let mut answers = 0;
    loop {
        let answer = client.exchange(&client.request(Vec::new())).unwrap();
        client.settle(&answer).unwrap();
        answers += 1;
        if !answer.more {
            return answers;
        }
    }
}

#[test]
fn a_directory_beyond_one_answer_comes_in_pages_to_a_new_phone_and_once() {
    let fixture = fixture();
    let before = fixture.client(&fixture.fang).directory.people.len();
    let all = before + crowd(&fixture);
    let fresh = || Client::sign_in(&fixture.world.server.url(), &fixture.fang).unwrap();
    let mut fang = fresh();
    assert!(answers(&mut fang) > 4);
    assert_eq!(fang.directory.people.len(), all);
    assert!(fang.sync().unwrap().records.is_empty(), "told once");

    // Whose own record changes while they read begins anew, and misses nothing.
    let mut again = fresh();
    let first = again.exchange(&again.request(Vec::new())).unwrap();
    again.settle(&first).unwrap();
    assert!(first.more);
    let elsewhere = fixture.world.store(2, 1).unwrap();
    let moved = Person {
        store: elsewhere,
        ..fixture.fang.person.clone()
    };
    fixture.world.put(&moved).unwrap();
    answers(&mut again);
    assert_eq!(again.directory.people.len(), all);
    assert!(again.directory.stores.contains_key(&elsewhere));
    assert_eq!(again.directory.people[&moved.id].store, elsewhere);
}

#[test]
fn what_is_forgotten_with_a_scope_comes_in_pages() {
    let fixture = fixture();
    let mut chen = fixture.client(&fixture.chen);
    let read_by_the_desk = "insert into audience
             (organisation, case_id, scope, position, since, gone, in_feed)
         select $1, md5('c' || n)::uuid, $2, feed_position(), feed_position(), false, false
         from generate_series(1, 9000) as n";
    execute(&fixture, read_by_the_desk, Scope::Desk.key());
    chen.sync().unwrap();
    let put = |roles: &[Role]| {
        let person = Person {
            roles: roles.iter().copied().collect(),
            ..fixture.chen.person.clone()
        };
        fixture.world.put(&person).unwrap();
    };
    put(&[]);
    let mut forgotten = BTreeSet::new();
    let mut told = Vec::new();
    let answer = loop {
        let answer = chen.exchange(&chen.request(Vec::new())).unwrap();
        chen.settle(&answer).unwrap();
        told.push(answer.forget.len());
        forgotten.extend(answer.forget.iter().copied());
        if !answer.more {
            break answer;
        }
    };
    assert_eq!((told, forgotten.len()), (vec![4_000, 4_000, 1_000], 9_000));
    assert!(answer.cursor.len() < 1_000);
    assert!(chen.sync().unwrap().forget.is_empty(), "told once");

    // Whoever is of the desk again before all is told reads it from the beginning.
    put(&[Role::Dispatcher]);
    chen.sync().unwrap();
    put(&[]);
    let first = chen.exchange(&chen.request(Vec::new())).unwrap();
    chen.settle(&first).unwrap();
    put(&[Role::Dispatcher]);
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    chen.sync().unwrap();
    assert!(chen.held.contains_key(&case));
}

/// All while the phone has no signal.
#[test]
fn a_right_that_was_lost_regained_and_lost_again_is_told_as_lost() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let mut lin = fixture.client(&fixture.lin);
    assert!(lin.held.contains_key(&case));
    for team in [2, 1, 2] {
        fixture.world.store(1, team).unwrap();
    }
    // Who is new there was never told of it.
    let new = Client::sign_in(&fixture.world.server.url(), &fixture.lin).unwrap();
    let answer = new.exchange(&new.request(Vec::new())).unwrap();
    assert!(answer.cases.is_empty() && answer.forget.is_empty());
    assert_eq!(lin.sync().unwrap().forget, [case]);
    assert!(lin.held.is_empty());
    assert!(lin.sync().unwrap().forget.is_empty(), "told once");
}
