//! A right that changes while a push is under way that it decides about.

use super::{assets as equipment, transfers};
use crate::fixture::{Fixture, fixture, status};
use domain::{
    assets::AssetAct,
    capabilities::{Act, Case},
    directory::{Person, Store},
    ids::TeamId,
    tickets::Status,
};
use server::settings::Settings;
use std::{thread, time::Duration};
use tests::{client::Client, world::unhurried};
use uuid::Uuid;

fn locks_waited_for(fixture: &Fixture) -> i64 {
    let waiting = "select count(*) from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'";
    let asked = sqlx::query_scalar(waiting).fetch_one(&fixture.world.pool);
    fixture.world.runtime.block_on(asked).unwrap()
}

/// Lets somebody push, and something else happen while what was pushed is judged and
/// cannot be seen yet.
fn meanwhile(fixture: &Fixture, push: impl FnOnce() + Send, deed: impl FnOnce() + Send) {
    let world = &fixture.world;
    let blocking = world.runtime.block_on(async {
        let mut blocking = world.pool.begin().await.unwrap();
        let lock = sqlx::query("lock table audience in share mode");
        lock.execute(&mut *blocking).await.unwrap();
        blocking
    });
    thread::scope(|scope| {
        let pushing = scope.spawn(push);
        while locks_waited_for(fixture) < 1 {
            thread::yield_now();
        }
        let doing = scope.spawn(deed);
        while locks_waited_for(fixture) < 2 && !doing.is_finished() {
            thread::yield_now();
        }
        world.runtime.block_on(blocking.rollback()).unwrap();
        pushing.join().unwrap();
        doing.join().unwrap();
    });
}

/// The ticket is being adopted into the one team's pool when its store goes to
/// the other: nobody can see it yet who could move it along.
#[test]
fn a_ticket_that_is_opened_while_its_store_changes_teams_is_in_the_new_pool() {
    let fixture = fixture();
    let admin = fixture.admin();
    let mut fang = fixture.client(&fixture.fang);
    fixture.submitted(&mut fang);
    let case = fixture.submit(&mut fang, "正好这时候");
    let served = Store {
        id: fixture.store,
        name: "1 号店".to_owned(),
        team: TeamId(Uuid::from_u128(0x7002)),
        former: Vec::new(),
    };
    let body = serde_json::to_vec(&served).unwrap();
    let path = format!("/v1/stores/{}", fixture.store);

    meanwhile(
        &fixture,
        || drop(fang.sync().unwrap()),
        || {
            let answered = admin.send("PUT", &path, "application/json", &body);
            assert_eq!(answered.unwrap().status, 200);
        },
    );
    let lin = fixture.client(&fixture.lin);
    let far = fixture.client(&fixture.far);
    assert_eq!(status(&lin, case), None);
    assert_eq!(status(&far, case), Some(Status::Pool));
}

/// What is being handed to somebody is adopted just as they leave: nobody can see the
/// transfer yet who could end it.
#[test]
fn what_is_handed_to_one_who_leaves_at_that_moment_ends_and_what_is_issued_is_left_behind() {
    let fixture = fixture();
    let mut keeper = equipment::admin(&fixture, fixture.store);
    let admin = fixture.admin();
    let cases =
        ["IT-1", "IT-2"].map(|tag| equipment::receive(&fixture, &mut keeper, fixture.store, tag));
    let issue = |keeper: &mut Client, case, to| {
        let issue = AssetAct::Issue {
            custody: equipment::custody(keeper, case),
            to,
            store: fixture.store,
        };
        fixture.act(keeper, case, Act::Asset(issue));
    };
    let own = keeper.person.id;
    issue(&mut keeper, cases[0], own);
    keeper.sync().unwrap();
    let transfer = transfers::hand_out(&fixture, &mut keeper, &cases[..1], &fixture.fang);
    issue(&mut keeper, cases[1], fixture.fang.id());
    let left = Person {
        active: false,
        ..fixture.fang.person.clone()
    };
    let body = serde_json::to_vec(&left).unwrap();
    let path = format!("/v1/people/{}", left.id);
    meanwhile(
        &fixture,
        || drop(keeper.sync().unwrap()),
        || {
            let answered = admin.send("PUT", &path, "application/json", &body);
            assert_eq!(answered.unwrap().status, 200);
        },
    );
    let elsewhere = fixture.world.store(2, 2).unwrap();
    let other = equipment::admin(&fixture, elsewhere);
    assert!(!other.held.contains_key(&cases[0]));
    let Some(Case::Asset(asset)) = other.held[&cases[1]].history().case else {
        panic!("no asset");
    };
    assert_eq!(asset.holder(), Some(left.id));
    keeper.sync().unwrap();
    let Some(Case::Transfer(transfer)) = keeper.held[&transfer].history().case else {
        panic!("no transfer");
    };
    assert!(!transfer.is_open());
}

/// A lock that is not had in time fails after the transaction has begun. Nothing of
/// that may be left on the connection, which somebody else uses next.
#[test]
fn a_push_that_gets_no_lock_is_sent_again_and_spoils_no_connection() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    fixture.submit(&mut fang, "等一等");
    let world = &fixture.world;
    let impatient = Settings {
        lock_time: Duration::from_millis(200),
        ..unhurried()
    };
    let instance = world.server_with(4, impatient).unwrap();
    fang.move_to(&instance.url());
    let blocking = world.runtime.block_on(async {
        let mut blocking = world.pool.begin().await.unwrap();
        let lock = "select pg_advisory_xact_lock(17992, classid.objid) from (
                select (('x' || right(replace(id::text, '-', ''), 8))::bit(32))::int as objid
                from organisations) as classid";
        sqlx::query(lock).execute(&mut *blocking).await.unwrap();
        blocking
    });
    for _ in 0..3 {
        let turned_away = fang.sync().unwrap_err().to_string();
        assert!(turned_away.starts_with("503"), "{turned_away}");
    }
    drop(world.runtime.block_on(blocking.rollback()));
    for _ in 0..20 {
        fang.sync().unwrap();
    }
    assert!(fang.pending().is_empty());
}
