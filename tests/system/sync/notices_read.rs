//! What a person has read on one device is told to their others, and is nobody else's
//! affair.

use crate::fixture::{Fixture, fixture, fixture_with, note};
use domain::{case::KEPT_AFTER_CLOSING, directory::Person, ids::CaseId, time::Span};
use replica::wire::{Answer, NOTICES_READ_MAX, NoticesRead, Request};
use server::{
    cases::compaction::compact,
    settings::{Rate, Settings},
};
use tests::{
    client::{Client, mint},
    world::unhurried,
};

pub fn read(case: CaseId, upto: u16) -> NoticesRead {
    NoticesRead { case, upto }
}

/// Syncs as one who has read this.
pub fn tells(client: &mut Client, notices_read: Vec<NoticesRead>) -> Answer {
    let request = Request {
        notices_read,
        ..client.request(Vec::new())
    };
    let answer = client.exchange(&request).unwrap();
    client.settle(&answer).unwrap();
    answer
}

/// All that is kept, as rows.
fn kept(fixture: &Fixture) -> Vec<serde_json::Value> {
    let rows = fixture.world.rows(&["notices_read"]).unwrap();
    rows["notices_read"].clone()
}

#[test]
fn what_is_read_on_one_device_is_told_once_to_the_persons_others() {
    let fixture = fixture();
    let mut phone = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut phone);
    let other = fixture.submitted(&mut phone);
    let mut tablet = fixture.client(&fixture.fang);
    let mut lin = fixture.client(&fixture.lin);
    lin.sync().unwrap();

    tells(&mut phone, vec![read(case, 2), read(other, 1)]);
    let mut told = tablet.sync().unwrap().notices_read;
    told.sort_by_key(|it| it.case);
    assert_eq!(told, [read(case, 2), read(other, 1)]);
    assert!(tablet.sync().unwrap().notices_read.is_empty());
    // It was read by nobody else.
    assert!(lin.sync().unwrap().notices_read.is_empty());

    // The furthest counts, in whatever order it comes.
    phone.sync().unwrap();
    tells(&mut tablet, vec![read(case, 3), read(case, 1)]);
    tells(&mut tablet, vec![read(other, 1)]);
    assert_eq!(phone.sync().unwrap().notices_read, [read(case, 3)]);
    let fresh = Client::sign_in(&fixture.world.server.url(), &fixture.fang).unwrap();
    let answer = fresh.exchange(&fresh.request(Vec::new())).unwrap();
    let mut told = answer.notices_read;
    told.sort_by_key(|it| it.case);
    assert_eq!(told, [read(case, 3), read(other, 1)]);
}

#[test]
fn what_was_told_before_costs_no_write() {
    let fixture = fixture();
    let mut phone = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut phone);
    tells(&mut phone, vec![read(case, 2)]);
    phone.sync().unwrap();
    let tables = ["notices_read", "feed_nonces", "feed_checkpoints"];
    let before = fixture.world.rows(&tables).unwrap();
    for again in [Vec::new(), vec![read(case, 2)], vec![read(case, 1)]] {
        let answer = tells(&mut phone, again);
        assert!(answer.notices_read.is_empty());
    }
    assert_eq!(fixture.world.rows(&tables).unwrap(), before);
}

#[test]
fn nobody_says_it_for_another_or_of_a_case_that_is_not_theirs() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let mut far = fixture.client(&fixture.far);
    let invented = CaseId(mint(fixture.world.clock.now()));
    tells(&mut far, vec![read(case, 7), read(invented, 7)]);
    assert!(kept(&fixture).is_empty());
    // What one reads oneself says nothing of what others have read.
    let mut lin = fixture.client(&fixture.lin);
    tells(&mut lin, vec![read(case, 7)]);
    assert_eq!(kept(&fixture).len(), 1);
    assert!(fang.sync().unwrap().notices_read.is_empty());

    // Of what one could read once one still has the notice.
    let mut chen = fixture.client(&fixture.chen);
    tells(&mut chen, vec![read(case, 1)]);
    let mut person = fixture.chen.person.clone();
    person.roles.clear();
    fixture.world.put(&person).unwrap();
    let mut second = fixture.client(&fixture.chen);
    assert_eq!(kept(&fixture).len(), 2);
    tells(&mut second, vec![read(case, 2)]);
    let upto = kept(&fixture).iter().filter(|row| row["upto"] == 2).count();
    assert_eq!(upto, 0, "not in a scope that one is in no more");
    fixture.assert_serves();
}

#[test]
fn one_who_has_left_reads_nothing_more() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let gone = Person {
        active: false,
        ..fixture.fang.person.clone()
    };
    fixture.world.put(&gone).unwrap();
    let answer = tells(&mut fang, vec![read(case, 1)]);
    assert!(answer.hands_in_until.is_some());
    assert!(kept(&fixture).is_empty());
}

#[test]
fn a_new_device_is_told_what_was_read_before_the_cases() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    fixture.submitted(&mut fang);
    let many = "insert into notices_read (organisation, person, case_id, upto, position)
         select $1, $2, md5(n::text)::uuid, 1, feed_position() from generate_series(1, 9000) n";
    let many = sqlx::query(many)
        .bind(fixture.world.organisation)
        .bind(fixture.fang.id().0)
        .execute(&fixture.world.pool);
    fixture.world.runtime.block_on(many).unwrap();
    let mut fresh = Client::sign_in(&fixture.world.server.url(), &fixture.fang).unwrap();
    let mut told = Vec::new();
    loop {
        let answer = fresh.exchange(&fresh.request(Vec::new())).unwrap();
        fresh.settle(&answer).unwrap();
        let is_last = !answer.more;
        assert_eq!(answer.cases.is_empty(), !is_last);
        told.extend(answer.notices_read.iter().map(|it| it.case));
        if is_last {
            break;
        }
    }
    told.sort_unstable();
    told.dedup();
    assert_eq!(told.len(), 9_000);
    assert!(fresh.sync().unwrap().notices_read.is_empty());
}

#[test]
fn what_nobody_is_told_of_any_more_goes_when_its_person_reads_on() {
    let fixture = fixture();
    let compacted = || {
        let now = fixture.world.clock.now();
        let compacted = compact(&fixture.world.pool, now);
        fixture.world.runtime.block_on(compacted).unwrap();
    };
    let mut fang = fixture.client(&fixture.fang);
    let (old, new) = (fixture.submitted(&mut fang), fixture.submitted(&mut fang));
    tells(&mut fang, vec![read(old, 1)]);
    compacted();
    // What was told before a time that was noted, so long ago.
    fixture.act(&mut fang, new, note("还在等"));
    fang.sync().unwrap();
    fixture.world.clock.pass(Span::minutes(61));
    compacted();
    fixture.world.clock.pass(KEPT_AFTER_CLOSING);
    tells(&mut fang, vec![read(new, 1)]);
    let cases: Vec<_> = kept(&fixture)
        .iter()
        .map(|row| row["case_id"].clone())
        .collect();
    assert_eq!(cases, [serde_json::json!(new.0)]);
}

#[test]
fn whoever_says_too_much_is_told_so_and_waits() {
    let fixture = fixture_with(Settings {
        commands_stored_per_person: Rate {
            burst: 4,
            interval_ms: 60_000,
        },
        ..unhurried()
    });
    let mut fang = fixture.client(&fixture.fang);
    let cases: Vec<CaseId> = (0..3).map(|_| fixture.submit(&mut fang, "漏水")).collect();
    fang.sync().unwrap();
    fixture.world.clock.pass(Span::minutes(10));
    let says = |client: &Client, notices_read| {
        let request = Request {
            notices_read,
            ..client.request(Vec::new())
        };
        client.exchange(&request).map_err(|error| error.to_string())
    };
    let refused = says(&fang, vec![read(cases[0], 1); NOTICES_READ_MAX + 1]).unwrap_err();
    assert!(refused.starts_with("422"), "{refused}");
    assert!(kept(&fixture).is_empty());
    // As many as may be, of cases that are none: nothing is kept, and nothing stalls.
    let invented = |_| read(CaseId(mint(fixture.world.clock.now())), u16::MAX);
    says(&fang, (0..NOTICES_READ_MAX).map(invented).collect()).unwrap();
    assert!(kept(&fixture).is_empty());

    fixture.world.clock.pass(Span::minutes(10));
    let mut said = (1..100).map(|upto| says(&fang, vec![read(cases[0], upto)]));
    let refused = said.find_map(Result::err).unwrap();
    assert!(refused.starts_with("429"), "{refused}");
    assert_eq!(kept(&fixture).len(), 1);
    fixture.world.clock.pass(Span::minutes(10));
    tells(&mut fang, vec![read(cases[2], 1)]);
    assert_eq!(kept(&fixture).len(), 2);
}

/// Entries have other numbers in another history: what was read is said again once
/// everything was told anew.
#[test]
fn what_was_read_in_another_history_is_not_heard() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let backup = fixture.world.back_up().unwrap();
    tells(&mut fang, vec![read(case, 1)]);
    fang.sync().unwrap();
    fixture.world.restore(&backup).unwrap();
    let answer = tells(&mut fang, vec![read(case, 5)]);
    assert!(answer.is_anew);
    assert!(kept(&fixture).is_empty());
    let answer = tells(&mut fang, vec![read(case, 1)]);
    assert!(!answer.is_anew);
    assert_eq!(kept(&fixture).len(), 1);
}
