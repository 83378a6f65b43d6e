//! Live mode: a sync that waits is answered by news, from whichever instance,
//! and by nothing that is none of its person's.
//!
//! A wait is given a minute and the server at most twenty seconds for a sync: if
//! no news came, it would be answered with a problem.

use super::notices_read::{read, tells};
use crate::fixture::{Fixture, fixture_with, note, status};
use domain::{
    capabilities::Act,
    directory::{Person, Store},
    ids::TeamId,
    tickets::{Status, TicketAct},
    time::Span,
};
use replica::wire::{self, Answer, Request};
use server::settings::Settings;
use std::{thread, time::Duration};
use tests::{
    client::{Answered, Client},
    world::{Someone, unhurried},
};
use uuid::Uuid;

fn hurried() -> Settings {
    Settings {
        sync_time: Duration::from_secs(20),
        ..unhurried()
    }
}

fn fixture() -> Fixture {
    fixture_with(hurried())
}

/// What a device is answered that was already waiting when this happened.
fn told_while_waiting(fixture: &Fixture, waiting: &Client, deed: impl FnOnce()) -> Answered {
    // A sync notes its time when it has looked and found nothing, from then on it
    // waits; and soon the server writes that to the device.
    fixture.world.clock.pass(Span::minutes(2));
    let request = Request {
        wait_ms: wire::WAIT_MS_MAX,
        ..waiting.request(Vec::new())
    };
    let body = wire::encode(&request).unwrap();
    thread::scope(|scope| {
        let told = scope.spawn(|| waiting.send("POST", "/v1/sync", wire::MEDIA_TYPE, &body));
        while !has_looked(fixture, waiting.device) {
            assert!(!told.is_finished(), "it did not wait");
            thread::yield_now();
        }
        deed();
        told.join().unwrap().unwrap()
    })
}

fn has_looked(fixture: &Fixture, device: Uuid) -> bool {
    let now_s = fixture.world.clock.now().0 / 1000;
    fixture.world.runtime.block_on(async {
        sqlx::query_scalar(
            "select coalesce(extract(epoch from last_sync_at)::bigint = $2, false) from devices where id = $1",
        )
        .bind(device)
        .bind(now_s)
        .fetch_one(&fixture.world.pool)
        .await
        .unwrap()
    })
}

/// The same, where news is expected; taken in.
fn news(fixture: &Fixture, waiting: &mut Client, deed: impl FnOnce()) -> Answer {
    let answered = told_while_waiting(fixture, waiting, deed);
    assert_eq!(answered.status, 200, "{}", answered.json());
    let answer: Answer = wire::decode(&answered.body).unwrap();
    waiting.settle(&answer).unwrap();
    answer
}

/// Until every instance listens to the others.
fn until_connected(fixture: &Fixture, instances: i64) {
    let listening = "select count(*) from pg_stat_activity where datname = current_database()
        and state = 'idle' and query ilike 'listen %'";
    let count = || {
        let count = sqlx::query_scalar(listening).fetch_one(&fixture.world.pool);
        fixture.world.runtime.block_on(count).unwrap()
    };
    while {
        let count: i64 = count();
        count
    } < instances
    {
        thread::yield_now();
    }
}

fn put(admin: &Client, path: &str, record: &impl serde::Serialize) {
    let body = serde_json::to_vec(record).unwrap();
    let answered = admin.send("PUT", path, "application/json", &body).unwrap();
    assert_eq!(answered.status, 200, "{}", answered.json());
}

fn put_person(admin: &Client, person: &Person) {
    put(admin, &format!("/v1/people/{}", person.id), person);
}

#[test]
fn a_ticket_reaches_a_waiting_engineer() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let mut lin = fixture.client(&fixture.lin);
    let mut case = None;
    news(&fixture, &mut lin, || {
        case = Some(fixture.submitted(&mut fang));
    });
    assert_eq!(status(&lin, case.unwrap()), Some(Status::Pool));
    // And back.
    let case = case.unwrap();
    news(&fixture, &mut fang, || {
        fixture.accept(&mut lin, case);
    });
    assert_eq!(status(&fang, case), Some(Status::InHand));
}

#[test]
fn what_is_read_on_one_device_reaches_the_other_that_waits() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let mut tablet = fixture.client(&fixture.fang);
    let answer = news(&fixture, &mut tablet, || {
        tells(&mut fang, vec![read(case, 1)]);
    });
    assert_eq!(answer.notices_read, [read(case, 1)]);
}

#[test]
fn what_happens_on_one_instance_reaches_those_who_wait_on_another() {
    let fixture = fixture();
    let other = fixture.world.server_with(4, hurried()).unwrap();
    until_connected(&fixture, 2);
    let mut fang = fixture.client(&fixture.fang);
    let mut lin = fixture.client(&fixture.lin);
    lin.move_to(&other.url());
    let mut case = None;
    news(&fixture, &mut lin, || {
        case = Some(fixture.submitted(&mut fang));
    });
    let case = case.unwrap();
    assert_eq!(status(&lin, case), Some(Status::Pool));
    news(&fixture, &mut fang, || {
        fixture.accept(&mut lin, case);
    });
    assert_eq!(status(&fang, case), Some(Status::InHand));
    // Revoked here, while it waits there.
    let again = fixture.client(&fixture.lin);
    let told = told_while_waiting(&fixture, &lin, || sign_out(&again, lin.device));
    assert_eq!(told.problem().as_deref(), Some("revoked"));
    fixture.world.stop(other).unwrap();
}

fn sign_out(by: &Client, device: Uuid) {
    let path = format!("/v1/devices/{device}");
    assert_eq!(by.send("DELETE", &path, "", b"").unwrap().status, 204);
}

#[test]
fn nobody_is_answered_for_what_is_none_of_theirs() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let mut far = fixture.client(&fixture.far);
    let mut chen = fixture.client(&fixture.chen);
    let case = fixture.submitted(&mut fang);
    chen.sync().unwrap();
    let answer = news(&fixture, &mut far, || {
        fixture.act(&mut fang, case, note("与远方无关"));
        fang.sync().unwrap();
        fixture.submitted(&mut fang);
        // This is theirs, and the first that they hear of.
        let to = fixture.far.id();
        fixture.act(&mut chen, case, Act::Ticket(TicketAct::Assign { to }));
        chen.sync().unwrap();
    });
    assert_eq!(answer.cases.len(), 1);
    assert_eq!(answer.cases[0].case, case);
}

#[test]
fn one_who_is_given_a_role_is_told_what_comes_with_it() {
    let fixture = fixture();
    let admin = fixture.admin();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let mut far = fixture.client(&fixture.far);
    let moved = Person {
        team: fixture.lin.person.team,
        ..fixture.far.person.clone()
    };
    news(&fixture, &mut far, || put_person(&admin, &moved));
    assert_eq!(status(&far, case), Some(Status::Pool));
    let answer = news(&fixture, &mut far, || {
        put_person(&admin, &fixture.far.person);
    });
    assert_eq!(answer.forget, [case]);
}

#[test]
fn a_store_that_changes_teams_reaches_both_teams() {
    let fixture = fixture();
    let admin = fixture.admin();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let mut lin = fixture.client(&fixture.lin);
    let mut far = fixture.client(&fixture.far);
    let served_by = |team: u128| Store {
        id: fixture.store,
        name: "1 号店".to_owned(),
        team: TeamId(Uuid::from_u128(0x7000 + team)),
        former: Vec::new(),
    };
    let path = format!("/v1/stores/{}", fixture.store);
    news(&fixture, &mut far, || put(&admin, &path, &served_by(2)));
    assert_eq!(status(&far, case), Some(Status::Pool));
    lin.sync().unwrap();
    assert_eq!(status(&lin, case), None);
    news(&fixture, &mut lin, || put(&admin, &path, &served_by(1)));
    assert_eq!(status(&lin, case), Some(Status::Pool));
}

#[test]
fn a_device_that_is_signed_out_while_it_waits_is_told_so() {
    let fixture = fixture();
    let admin = fixture.admin();
    let fang = fixture.client(&fixture.fang);
    let other = fixture.client(&fixture.fang);
    let told = told_while_waiting(&fixture, &fang, || sign_out(&other, fang.device));
    let said = (told.status, told.problem());
    assert_eq!(said, (401, Some("revoked".to_owned())));
    let told = told_while_waiting(&fixture, &other, || sign_out(&admin, other.device));
    assert_eq!(told.problem().as_deref(), Some("revoked"));
    let third = fixture.client(&fixture.fang);
    let told = told_while_waiting(&fixture, &third, || {
        assert_eq!(
            third.send("POST", "/v1/sign-out", "", b"").unwrap().status,
            204
        );
    });
    assert_eq!(told.problem().as_deref(), Some("revoked"));
}

#[test]
fn one_who_leaves_while_waiting_is_told_so() {
    let fixture = fixture();
    let admin = fixture.admin();
    let lin = fixture.client(&fixture.lin);
    let gone = Person {
        active: false,
        ..fixture.lin.person.clone()
    };
    let told = told_while_waiting(&fixture, &lin, || put_person(&admin, &gone));
    let answer: Answer = wire::decode(&told.body).unwrap();
    assert!(answer.hands_in_until.is_some());
}

#[test]
fn a_server_that_is_stopped_answers_those_who_wait() {
    let fixture = fixture();
    let mut instance = Some(fixture.world.server_with(4, hurried()).unwrap());
    let mut lin = fixture.client(&fixture.lin);
    lin.move_to(&instance.as_ref().unwrap().url());
    let answer = news(&fixture, &mut lin, || {
        fixture.world.stop(instance.take().unwrap()).unwrap();
    });
    assert!(answer.cases.is_empty() && !answer.more);
    // It goes on elsewhere, where it was.
    lin.move_to(&fixture.world.server.url());
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    lin.sync().unwrap();
    assert_eq!(status(&lin, case), Some(Status::Pool));
}

/// Waiting holds no permit, or a few who wait would keep out all others.
#[test]
fn those_who_wait_are_in_nobodys_way() {
    let fixture = fixture();
    let narrow = Settings {
        permits: 1,
        ..hurried()
    };
    let narrow = fixture.world.server_with(4, narrow).unwrap();
    let mut waiting = fixture.client(&fixture.lin);
    let mut fang = fixture.client(&fixture.fang);
    waiting.move_to(&narrow.url());
    fang.move_to(&narrow.url());
    let mut case = None;
    news(&fixture, &mut waiting, || {
        case = Some(fixture.submitted(&mut fang));
    });
    assert_eq!(status(&waiting, case.unwrap()), Some(Status::Pool));
    fixture.world.stop(narrow).unwrap();
}

/// The desk is told of a thing once, though it hears of it from everybody.
#[test]
fn many_who_wait_all_get_the_news() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let people: Vec<&Someone> = [&fixture.chen, &fixture.lin]
        .into_iter()
        .cycle()
        .take(12)
        .collect();
    let clients: Vec<Client> = people.iter().map(|who| fixture.client(who)).collect();
    fixture.world.clock.pass(Span::minutes(2));
    let cases = thread::scope(|scope| {
        let waiting: Vec<_> = clients
            .iter()
            .map(|client| {
                let request = Request {
                    wait_ms: wire::WAIT_MS_MAX,
                    ..client.request(Vec::new())
                };
                scope.spawn(move || client.exchange(&request).unwrap())
            })
            .collect();
        while !clients
            .iter()
            .all(|client| has_looked(&fixture, client.device))
        {
            thread::yield_now();
        }
        fixture.submitted(&mut fang);
        let answers = waiting.into_iter().map(|thread| thread.join().unwrap());
        answers.map(|answer| answer.cases.len()).collect::<Vec<_>>()
    });
    assert_eq!(cases, [1; 12]);
}
