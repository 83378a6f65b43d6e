//! Signing in, and the accounts that admins give.

use super::{ask, assert_problem, json};
use crate::fixture::{Fixture, fixture};
use domain::{directory::Person, ids::PersonId};
use serde_json::{Value, json};
use tests::{
    client::{Answered, Client, send},
    world::{PASSWORD, Someone},
};
use uuid::Uuid;

fn sign_in(fixture: &Fixture, body: &Value) -> Answered {
    post(fixture, "application/json", body.to_string().as_bytes())
}

fn post(fixture: &Fixture, media_type: &str, body: &[u8]) -> Answered {
    let url = format!("{}/v1/sign-in", fixture.world.server.url());
    send(&url, "POST", None, media_type, body).unwrap()
}

fn with(login: &str, password: &str) -> Value {
    json!({"login": login, "password": password, "device": "手机"})
}

#[test]
fn who_signs_in_gets_a_device_and_a_token_that_is_told_this_once() {
    let fixture = fixture();
    // As people write it, in whichever case and width.
    let login = fixture.fang.login.to_uppercase().replace('@', "＠");
    let answered = sign_in(&fixture, &with(&format!("  {login} "), PASSWORD));
    assert_eq!(answered.status, 200);
    let signed_in = answered.json();
    let organisation = json!({"id": fixture.world.organisation, "name": "恒利百货"});
    assert_eq!(signed_in["organisation"], organisation);
    let person = serde_json::to_value(&fixture.fang.person).unwrap();
    assert_eq!(signed_in["person"], person);
    let token = signed_in["token"].as_str().unwrap();
    let url = format!("{}/v1/me", fixture.world.server.url());
    let me = send(&url, "GET", Some(token), "", b"").unwrap();
    let expected = json!({
        "device": signed_in["device"], "organisation": organisation, "person": person,
    });
    assert_eq!(me.json(), expected);
    // Nothing of it is stored.
    let stored = format!("{:?}", fixture.world.rows(&["devices"]).unwrap());
    let secret = token.rsplit('_').next().unwrap();
    assert!(!stored.contains(secret));
}

#[test]
fn whoever_does_not_sign_in_rightly_learns_nothing_by_it() {
    let fixture = fixture();
    let login = &*fixture.fang.login;
    let tries = [
        (login, "wrong password"),
        (login, ""),
        (login, "open sesame "),
        ("nobody@hengli", PASSWORD),
        ("p0@nowhere", PASSWORD),
        ("p0", PASSWORD),
        ("", PASSWORD),
        ("@", PASSWORD),
        ("p\x000@hengli", PASSWORD),
        ("p0@hengli' or '1'='1", PASSWORD),
        ("王芳@hengli", PASSWORD),
    ];
    let told = fixture.assert_unchanged(|| {
        tries.map(|(login, password)| {
            let answered = sign_in(&fixture, &with(login, password));
            assert_problem(&answered, 401, "wrong-credentials");
            assert_eq!(
                answered.headers["www-authenticate"],
                "Bearer realm=\"fieldloop\""
            );
            answered.json()["detail"].clone()
        })
    });
    assert!(told.iter().all(|detail| *detail == told[0]));
    assert_eq!(
        fixture.world.rows(&["devices"]).unwrap()["devices"].len(),
        0
    );
    fixture.assert_serves();
}

#[test]
fn what_is_no_sign_in_is_told_what_is_wrong_with_it() {
    let fixture = fixture();
    let long = "x".repeat(600);
    let (login, device) = (&*fixture.fang.login, "手机");
    for body in [
        json!(null),
        json!([]),
        json!("login"),
        json!({}),
        json!({"login": login, "password": PASSWORD}),
        json!({"login": login, "password": PASSWORD, "device": device, "admin": true}),
        json!({"login": 1, "password": PASSWORD, "device": device}),
        json!({"login": login, "password": PASSWORD, "device": ""}),
        json!({"login": login, "password": PASSWORD, "device": "a\0b"}),
        json!({"login": login, "password": PASSWORD, "device": long}),
        json!({"login": long, "password": PASSWORD, "device": device}),
        json!({"login": login, "password": long, "device": device}),
    ] {
        assert_problem(&sign_in(&fixture, &body), 422, "invalid");
    }
    let json = "application/json";
    let deep = "[".repeat(100_000);
    for body in ["", "{", "login=p0", "\u{feff}{}", "{\"login\":"] {
        assert_problem(&post(&fixture, json, body.as_bytes()), 400, "malformed");
    }
    assert_problem(&post(&fixture, json, &[0xff, 0xfe]), 400, "malformed");
    let answered = post(&fixture, json, deep.as_bytes());
    assert!([400, 422].contains(&answered.status) && answered.problem().is_some());
    for media_type in ["", "text/plain", "application/x-www-form-urlencoded"] {
        let answered = post(&fixture, media_type, b"{}");
        assert_problem(&answered, 415, "unsupported-media-type");
    }
    let large = vec![b' '; (1 << 20) + 1];
    assert_problem(&post(&fixture, json, &large), 413, "too-large");
    assert_eq!(
        fixture.world.rows(&["devices"]).unwrap()["devices"].len(),
        0
    );
    fixture.assert_serves();
}

/// Where somebody's account is put.
fn account(who: PersonId) -> String {
    format!("/v1/people/{who}/account")
}

#[test]
fn an_admin_gives_another_password_and_devices_stay_signed_in() {
    let fixture = fixture();
    let admin = fixture.admin();
    let mut fang = fixture.client(&fixture.fang);
    let new = json!({"login": fixture.fang.login, "password": "another sesame"});
    let answered = json(&admin, "PUT", &account(fixture.fang.id()), &new);
    assert_eq!(answered.status, 204);
    assert_problem(
        &sign_in(&fixture, &with(&fixture.fang.login, PASSWORD)),
        401,
        "wrong-credentials",
    );
    let again = sign_in(&fixture, &with(&fixture.fang.login, "another sesame"));
    assert_eq!(again.status, 200);
    fang.sync().unwrap();
}

#[test]
fn an_account_that_cannot_be_is_not_given() {
    let fixture = fixture();
    let admin = fixture.admin();
    let fang = account(fixture.fang.id());
    let credentials = |login: &str, password: &str| json!({"login": login, "password": password});
    let short = "1234567";
    let long = "x".repeat(513);
    fixture.assert_unchanged(|| {
        for body in [
            credentials("fang@hengli", short),
            credentials("fang@hengli", &long),
            credentials("fang", PASSWORD),
            credentials("fang@wanxiang", PASSWORD),
            credentials("Fang@hengli", PASSWORD),
            credentials("fa ng@hengli", PASSWORD),
            credentials("@hengli", PASSWORD),
            credentials("a\0@hengli", PASSWORD),
            json!({"login": "fang@hengli"}),
        ] {
            assert_problem(&json(&admin, "PUT", &fang, &body), 422, "invalid");
        }
        let taken = credentials(&fixture.lin.login, PASSWORD);
        assert_problem(&json(&admin, "PUT", &fang, &taken), 409, "conflict");
        let fine = credentials("x@hengli", PASSWORD);
        let nobody = account(PersonId(Uuid::from_u128(0xdead)));
        assert_problem(&json(&admin, "PUT", &nobody, &fine), 404, "not-found");
        assert_problem(
            &json(&admin, "PUT", "/v1/people/x/account", &fine),
            400,
            "malformed",
        );
        // Nor by anybody else, not even their own.
        for who in [&fixture.fang, &fixture.lin, &fixture.chen] {
            let client = fixture.client(who);
            let answered = json(&client, "PUT", &account(who.id()), &fine);
            assert_problem(&answered, 403, "forbidden");
        }
    });
}

#[test]
fn one_who_has_left_is_told_so_only_by_the_right_password() {
    let fixture = fixture();
    let gone = Person {
        active: false,
        ..fixture.fang.person.clone()
    };
    fixture.world.put(&gone).unwrap();
    let login = &fixture.fang.login;
    assert_problem(&sign_in(&fixture, &with(login, PASSWORD)), 403, "left");
    assert_problem(
        &sign_in(&fixture, &with(login, "wrong password")),
        401,
        "wrong-credentials",
    );
}

#[test]
fn every_address_but_the_page_and_health_needs_a_token() {
    let fixture = fixture();
    let someone = Someone::clone(&fixture.fang);
    let mut anonymous = Client::sign_in(&fixture.world.server.url(), &someone).unwrap();
    anonymous.token = "none".to_owned();
    let id = Uuid::from_u128(1);
    let put = ["people", "stores", "categories"].map(|what| ("PUT", format!("/v1/{what}/{id}")));
    let others = [
        ("POST", "/v1/sync".to_owned()),
        ("POST", "/v1/sign-out".to_owned()),
        ("GET", "/v1/me".to_owned()),
        ("GET", "/v1/devices".to_owned()),
        ("DELETE", format!("/v1/devices/{id}")),
        ("PUT", format!("/v1/people/{id}/account")),
    ];
    for (method, path) in put.into_iter().chain(others) {
        assert_problem(&ask(&anonymous, method, &path), 401, "unauthenticated");
    }
}
