//! Whoever guesses at passwords, or has the server hash them.

use crate::fixture::{Fixture, fixture_with};
use serde_json::json;
use server::settings::{Rate, Settings};
use tests::{
    client::Client,
    hostile::{Attacker, Sent},
    world::{PASSWORD, unhurried},
};

const fn at_once(burst: u32) -> Rate {
    Rate {
        burst,
        interval_ms: 60_000,
    }
}

fn credentials(login: &str, password: &str) -> String {
    json!({"login": login, "password": password, "device": "手机"}).to_string()
}

/// Guesses at a login from an address of the attacker's.
fn guess(fixture: &Fixture, login: &str) -> u16 {
    let body = credentials(login, "12345678");
    let mut attacker = Attacker::of(fixture.world.server.address);
    let sent = Sent::post("/v1/sign-in", None, body.as_bytes());
    attacker.ask(sent).unwrap()
}

#[test]
fn who_guesses_locks_out_nobody_elsewhere() {
    let fixture = fixture_with(Settings {
        sign_ins: at_once(3),
        ..unhurried()
    });
    let login = &*fixture.fang.login;
    let statuses: Vec<u16> = (0..5).map(|_| guess(&fixture, login)).collect();
    assert_eq!(statuses, [401, 401, 401, 429, 429]);
    Client::sign_in(&fixture.world.server.url(), &fixture.fang).unwrap();
}

#[test]
fn many_who_guess_together_are_slowed_down_and_the_right_person_is_known() {
    let fixture = fixture_with(Settings {
        sign_ins_per_login: at_once(3),
        ..unhurried()
    });
    let url = fixture.world.server.url();
    let login = &*fixture.fang.login;
    // Where somebody has signed in before, they are known; it does not count.
    for _ in 0..5 {
        Client::sign_in(&url, &fixture.fang).unwrap();
    }
    let statuses: Vec<u16> = (0..4).map(|_| guess(&fixture, login)).collect();
    assert_eq!(statuses, [401, 401, 401, 429]);
    Client::sign_in(&url, &fixture.fang).unwrap();
}

#[test]
fn a_phone_that_was_signed_in_is_counted_by_itself() {
    let fixture = fixture_with(Settings {
        sign_ins: at_once(3),
        ..unhurried()
    });
    let login = &*fixture.fang.login;
    let fang = fixture.client(&fixture.fang);
    // Somebody in the same store guesses: from the same address.
    let guess = |who: &Client, password: &str| {
        let body = credentials(login, password);
        let path = "/v1/sign-in";
        let sent = who.send("POST", path, "application/json", body.as_bytes());
        sent.unwrap().status
    };
    let other = fixture.client(&fixture.lin);
    for _ in 0..3 {
        assert_eq!(guess(&other, "12345678"), 401);
    }
    assert_eq!(guess(&other, PASSWORD), 429);
    assert_eq!(guess(&fang, PASSWORD), 200);
    for _ in 0..3 {
        assert_eq!(guess(&fang, "12345678"), 401);
    }
    assert_eq!(guess(&fang, PASSWORD), 429);
}

#[test]
fn sign_ins_that_wait_for_a_hash_hold_no_permit() {
    let fixture = fixture_with(Settings {
        permits: 2,
        passwords_at_once: 1,
        sign_ins_waiting: 8,
        sign_ins_waiting_per_address: 8,
        password_cost: server::settings::PasswordCost {
            memory_kib: 64 << 10,
            passes: 3,
        },
        ..unhurried()
    });
    let fang = fixture.client(&fixture.fang);
    let mut attacker = Attacker::of(fixture.world.server.address);
    let body = credentials("nobody@hengli", PASSWORD);
    for _ in 0..40 {
        let sent = Sent::post("/v1/sign-in", None, body.as_bytes());
        attacker.send(sent).unwrap();
    }
    let begun = std::time::Instant::now();
    assert_eq!(crate::http::ask(&fang, "GET", "/v1/me").status, 200);
    let took = begun.elapsed();
    assert!(took.as_secs() < 4, "it took {took:?}");
    // Those for whom there is no room in the queue are told so at once.
    let mut statuses: Vec<u16> = (0..40).map(|n| attacker.status(n).unwrap()).collect();
    statuses.sort_unstable();
    assert!(
        statuses.contains(&401) && statuses.contains(&429),
        "{statuses:?}"
    );
}
