//! Whoever holds connections, bodies, waits or downloads, and does nothing with them.

use super::{attacker, device};
use crate::{
    fixture::{Fixture, fixture_with, note},
    http::{
        ask,
        blobs::{get, photo, put_piece, shown},
    },
};
use domain::photos::PIECE_BYTES_MAX;
use replica::wire::{self, Request};
use server::{
    blobs::store::BlobStore,
    limits::{callers::PerCaller, pace::Pace, places::Share},
    settings::Settings,
};
use std::{thread, time::Duration};
use tempfile::TempDir;
use tests::{hostile::Sent, world::unhurried};

/// A request of which half a KiB comes.
fn half_sent<'a>(path: &'a str, token: Option<&'a str>) -> Sent<'a> {
    Sent {
        announced: 8_000,
        ..Sent::post(path, token, &[b'x'; 512])
    }
}

#[test]
fn bodies_that_never_come_whole_hold_no_permit() {
    let fixture = fixture_with(Settings {
        permits: 4,
        ..unhurried()
    });
    let device = device(&fixture);
    let mut attacker = attacker(&fixture);
    for _ in 0..20 {
        attacker.send(half_sent("/v1/sign-in", None)).unwrap();
        let token = Some(&*device.token);
        attacker.send(half_sent("/v1/sync", token)).unwrap();
    }
    fixture.assert_serves();
    assert_eq!(attacker.held().unwrap(), 40);
}

#[test]
fn a_body_that_comes_too_slowly_is_not_waited_for() {
    let fixture = fixture_with(Settings {
        body_pace: Pace {
            bytes_min: 1_000,
            every: Duration::from_millis(100),
        },
        ..unhurried()
    });
    let mut attacker = attacker(&fixture);
    let status = attacker.ask(half_sent("/v1/sign-in", None)).unwrap();
    assert_eq!(status, 408);
    // The connection is closed after that.
    assert!(attacker.drain(0).unwrap() > 0);
}

#[test]
fn of_bodies_that_are_held_the_longest_idle_gives_way() {
    let fixture = fixture_with(Settings {
        body_bytes: Share {
            total: 100_000,
            per_key: 1_200,
        },
        ..unhurried()
    });
    let mut attacker = attacker(&fixture);
    attacker.send(half_sent("/v1/sign-in", None)).unwrap();
    thread::sleep(Duration::from_millis(50));
    for _ in 0..2 {
        attacker.send(half_sent("/v1/sign-in", None)).unwrap();
    }
    assert_eq!(attacker.status(0).unwrap(), 408);
    fixture.assert_serves();
}

#[test]
fn silent_connections_give_way_to_others() {
    let fixture = fixture_with(Settings {
        connections: Share {
            total: 30,
            per_key: 10,
        },
        ..unhurried()
    });
    let mut attacker = attacker(&fixture);
    for _ in 0..100 {
        attacker.connect().unwrap();
    }
    attacker.until_held(10).unwrap();
    fixture.assert_serves();
}

#[test]
fn a_device_waits_once_however_often_it_asks() {
    let fixture = fixture_with(unhurried());
    let device = device(&fixture);
    let request = Request {
        wait_ms: wire::WAIT_MS_MAX,
        ..device.request(Vec::new())
    };
    let body = wire::encode(&request).unwrap();
    let mut attacker = attacker(&fixture);
    for _ in 0..8 {
        let token = Some(&*device.token);
        attacker.send(Sent::post("/v1/sync", token, &body)).unwrap();
    }
    // Which of them come first nobody knows: all but as many as may wait are answered.
    let waiting = |attacker: &mut tests::hostile::Attacker| {
        let answered = attacker.connections.iter_mut().filter_map(|stream| {
            stream.set_nonblocking(true).ok()?;
            let read = stream.peek(&mut [0]).ok();
            stream.set_nonblocking(false).ok()?;
            read
        });
        8 - answered.count()
    };
    while waiting(&mut attacker) > 2 {
        thread::yield_now();
    }
    fixture.assert_serves();
}

#[test]
fn whoever_reads_nothing_holds_a_few_downloads_and_not_for_long() {
    let folder = TempDir::new().unwrap();
    let fixture = fixture_with(Settings {
        blobs: BlobStore::open(folder.path().to_str().unwrap()).unwrap(),
        downloads: PerCaller {
            total: 16,
            per_address: 16,
            per_device: 3,
        },
        answer_pace: Pace {
            bytes_min: 4_096,
            every: Duration::from_secs(3),
        },
        ..unhurried()
    });
    let mut fang = fixture.client(&fixture.fang);
    let photo = photo(1, 4 << 20);
    for first in (0..4 << 20).step_by(PIECE_BYTES_MAX as usize) {
        put_piece(&fang, &photo, first);
    }
    shown(&fixture, &mut fang, &photo);
    let lin = fixture.client(&fixture.lin);
    let path = format!("/v1/blobs/{}", photo.id());
    let mut attacker = attacker(&fixture);
    for _ in 0..12 {
        attacker.send(Sent::get(&path, Some(&lin.token))).unwrap();
    }
    let most = |fixture: &Fixture| fixture.world.server.server.usage_of("downloads_per_device");
    while most(&fixture) < 3 {
        thread::yield_now();
    }
    assert_eq!(get(&fang, &photo).body, photo.bytes);
    while most(&fixture) > 0 {
        thread::yield_now();
    }
    // What came until then lies in the system's buffers.
    for connection in 0..12 {
        let came = attacker.drain(connection).unwrap();
        assert!(came < photo.bytes.len(), "{came} came");
    }
    fixture.assert_serves();
}

#[test]
fn a_token_that_nobody_knows_is_counted_before_it_is_looked_up() {
    let fixture = fixture_with(Settings {
        anonymous_per_address: server::settings::Rate {
            burst: 5,
            interval_ms: 60_000,
        },
        ..unhurried()
    });
    let organisation = fixture.world.organisation.simple().to_string();
    let mut attacker = attacker(&fixture);
    let statuses: Vec<u16> = (0..8)
        .map(|n| {
            let token = format!("fieldloop_{organisation}_{n:064}");
            attacker.ask(Sent::get("/v1/me", Some(&token))).unwrap()
        })
        .collect();
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 429]);
    // Nor does a header lift the limit where none is needed.
    assert_eq!(attacker.ask(Sent::get("/", Some("x"))).unwrap(), 429);
    // A device of the same address is let in: its first request costs the address
    // nothing once it is known to be one.
    let fang = fixture.client(&fixture.fang);
    for _ in 0..10 {
        assert_eq!(ask(&fang, "GET", "/v1/me").status, 200);
    }
}

#[test]
fn what_changes_nothing_wakes_nobody() {
    let fixture = fixture_with(unhurried());
    let (first, second) = (device(&fixture), device(&fixture));
    let path = format!("/v1/devices/{}", second.device);
    assert_eq!(ask(&first, "DELETE", &path).status, 204);
    let live = &fixture.world.server.server.live;
    let scopes = domain::case::scopes_of(&first.person);
    let mut told = live.listen(
        fixture.world.organisation,
        scopes.iter().map(domain::case::Scope::key).collect(),
    );
    let mut is_woken = || {
        let soon = Duration::from_millis(300);
        let woken = async { tokio::time::timeout(soon, told.changed()).await.is_ok() };
        fixture.world.runtime.block_on(woken)
    };
    // What the database tells of the first time comes back, too.
    while is_woken() {}
    assert_eq!(ask(&first, "DELETE", &path).status, 204);
    assert!(!is_woken());
    // What changes something does.
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    fixture.act(&mut fang, case, note("还在等"));
    fang.sync().unwrap();
}
