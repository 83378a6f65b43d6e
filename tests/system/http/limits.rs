//! Whoever comes too often waits, and is told for how long; nobody else does.

use super::{ask, assert_problem};
use crate::fixture::{Fixture, fixture_with};
use domain::time::Span;
use serde_json::json;
use server::settings::{Rate, Settings};
use tests::{
    client::{Answered, Client, send},
    world::{PASSWORD, unhurried},
};

/// So many at once, then one a minute.
const fn at_once(burst: u32) -> Rate {
    Rate {
        burst,
        interval_ms: 60_000,
    }
}

fn sign_in(fixture: &Fixture, login: &str, password: &str) -> Answered {
    let url = format!("{}/v1/sign-in", fixture.world.server.url());
    let body = json!({"login": login, "password": password, "device": "手机"}).to_string();
    send(&url, "POST", None, "application/json", body.as_bytes()).unwrap()
}

fn get(fixture: &Fixture, path: &str, token: Option<&str>) -> Answered {
    let url = format!("{}{path}", fixture.world.server.url());
    send(&url, "GET", token, "", b"").unwrap()
}

#[track_caller]
fn assert_throttled(answered: &Answered, wait_s: &str) {
    assert_problem(answered, 429, "throttled");
    assert_eq!(answered.headers["retry-after"], wait_s);
}

#[test]
fn guessing_at_one_login_is_slow_and_disturbs_no_other() {
    let fixture = fixture_with(Settings {
        sign_ins: at_once(3),
        ..unhurried()
    });
    let login = &*fixture.fang.login;
    for guess in ["12345678", "password", "woaini1314"] {
        assert_problem(&sign_in(&fixture, login, guess), 401, "wrong-credentials");
    }
    assert_throttled(&sign_in(&fixture, login, PASSWORD), "60");
    let shouted = format!(" {} ", login.to_uppercase());
    assert_throttled(&sign_in(&fixture, &shouted, PASSWORD), "60");
    assert_eq!(sign_in(&fixture, &fixture.lin.login, PASSWORD).status, 200);
    // One that does not exist is as slow, and so tells nothing.
    for _ in 0..3 {
        assert_problem(
            &sign_in(&fixture, "nobody@hengli", PASSWORD),
            401,
            "wrong-credentials",
        );
    }
    assert_throttled(&sign_in(&fixture, "nobody@hengli", PASSWORD), "60");
    fixture.world.clock.pass(Span::minutes(1));
    assert_eq!(sign_in(&fixture, login, PASSWORD).status, 200);
}

#[test]
fn guessing_at_many_logins_from_one_address_is_slow() {
    let fixture = fixture_with(Settings {
        sign_ins_per_address: at_once(3),
        ..unhurried()
    });
    for n in 0..3 {
        let login = format!("guess{n}@hengli");
        assert_problem(
            &sign_in(&fixture, &login, PASSWORD),
            401,
            "wrong-credentials",
        );
    }
    assert_throttled(&sign_in(&fixture, &fixture.fang.login, PASSWORD), "60");
    fixture.world.clock.pass(Span::minutes(1));
    assert_eq!(sign_in(&fixture, &fixture.fang.login, PASSWORD).status, 200);
}

#[test]
fn anonymous_requests_wait_and_those_of_devices_do_not() {
    let fixture = fixture_with(Settings {
        anonymous_per_address: at_once(4),
        ..unhurried()
    });
    let mut fang = fixture.client(&fixture.fang);
    assert_eq!(get(&fixture, "/", None).status, 200);
    assert_problem(&get(&fixture, "/v1/me", None), 401, "unauthenticated");
    // A request with an unknown token counts as anonymous, too.
    for _ in 0..8 {
        get(&fixture, "/v1/me", Some("guess"));
    }
    assert_throttled(&get(&fixture, "/v1/me", Some("guess")), "60");
    assert_throttled(&get(&fixture, "/", None), "60");
    fang.sync().unwrap();
    // Nor do those who look whether the server lives.
    for _ in 0..10 {
        assert_eq!(get(&fixture, "/health/live", None).status, 204);
    }
}

#[test]
fn one_device_that_asks_without_end_waits_and_others_do_not() {
    let fixture = fixture_with(Settings {
        requests_per_device: at_once(5),
        ..unhurried()
    });
    let fang = Client::sign_in(&fixture.world.server.url(), &fixture.fang).unwrap();
    let mut other = Client::sign_in(&fixture.world.server.url(), &fixture.fang).unwrap();
    for _ in 0..5 {
        assert_eq!(ask(&fang, "GET", "/v1/me").status, 200);
    }
    assert_throttled(&ask(&fang, "GET", "/v1/me"), "60");
    assert_throttled(&ask(&fang, "POST", "/v1/sync"), "60");
    other.sync().unwrap();
    fixture.world.clock.pass(Span::minutes(1));
    assert_eq!(ask(&fang, "GET", "/v1/me").status, 200);
}
