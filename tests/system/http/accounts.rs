//! Signing in, and the accounts that admins give.

use super::{ask, assert_problem, json};
use crate::stage::{Stage, stage};
use domain::{directory::Person, ids::PersonId};
use serde_json::{Value, json};
use tests::{
    client::{Answered, Client, send},
    world::{PASSWORD, Someone},
};
use uuid::Uuid;

fn sign_in(stage: &Stage, body: &Value) -> Answered {
    post(stage, "application/json", body.to_string().as_bytes())
}

fn post(stage: &Stage, media_type: &str, body: &[u8]) -> Answered {
    let url = format!("{}/v1/sign-in", stage.world.server.url());
    send(&url, "POST", None, media_type, body).unwrap()
}

fn with(login: &str, password: &str) -> Value {
    json!({"login": login, "password": password, "device": "手机"})
}

#[test]
fn who_signs_in_gets_a_device_and_a_token_that_is_told_this_once() {
    let stage = stage();
    let login = stage.fang.login.to_uppercase();
    let answered = sign_in(&stage, &with(&format!("  {login} "), PASSWORD));
    assert_eq!(answered.status, 200);
    let signed_in = answered.json();
    let organisation = json!({"id": stage.world.organisation, "name": "恒利百货"});
    assert_eq!(signed_in["organisation"], organisation);
    let person = serde_json::to_value(&stage.fang.person).unwrap();
    assert_eq!(signed_in["person"], person);
    let token = signed_in["token"].as_str().unwrap();
    let url = format!("{}/v1/me", stage.world.server.url());
    let me = send(&url, "GET", Some(token), "", b"").unwrap();
    let expected = json!({
        "device": signed_in["device"], "organisation": organisation, "person": person,
    });
    assert_eq!(me.json(), expected);
    // Nothing of it is stored.
    let stored = format!("{:?}", stage.world.rows(&["devices"]).unwrap());
    let secret = token.rsplit('_').next().unwrap();
    assert!(!stored.contains(secret));
}

#[test]
fn whoever_does_not_sign_in_rightly_learns_nothing_by_it() {
    let stage = stage();
    let login = &*stage.fang.login;
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
    let told = stage.assert_unchanged(|| {
        tries.map(|(login, password)| {
            let answered = sign_in(&stage, &with(login, password));
            assert_problem(&answered, 401, "wrong-credentials");
            assert_eq!(
                answered.headers["www-authenticate"],
                "Bearer realm=\"fieldloop\""
            );
            answered.json()["detail"].clone()
        })
    });
    assert!(told.iter().all(|detail| *detail == told[0]));
    assert_eq!(stage.world.rows(&["devices"]).unwrap()["devices"].len(), 0);
    stage.assert_serves();
}

#[test]
fn what_is_no_sign_in_is_told_what_is_wrong_with_it() {
    let stage = stage();
    let long = "x".repeat(600);
    let (login, device) = (&*stage.fang.login, "手机");
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
        assert_problem(&sign_in(&stage, &body), 422, "invalid");
    }
    let json = "application/json";
    let deep = "[".repeat(100_000);
    for body in ["", "{", "login=p0", "\u{feff}{}", "{\"login\":"] {
        assert_problem(&post(&stage, json, body.as_bytes()), 400, "malformed");
    }
    assert_problem(&post(&stage, json, &[0xff, 0xfe]), 400, "malformed");
    let answered = post(&stage, json, deep.as_bytes());
    assert!([400, 422].contains(&answered.status) && answered.problem().is_some());
    for media_type in ["", "text/plain", "application/x-www-form-urlencoded"] {
        let answered = post(&stage, media_type, b"{}");
        assert_problem(&answered, 415, "unsupported-media-type");
    }
    let large = vec![b' '; (1 << 20) + 1];
    assert_problem(&post(&stage, json, &large), 413, "too-large");
    assert_eq!(stage.world.rows(&["devices"]).unwrap()["devices"].len(), 0);
    stage.assert_serves();
}

/// Where somebody's account is put.
fn account(who: PersonId) -> String {
    format!("/v1/people/{who}/account")
}

#[test]
fn an_admin_gives_another_password_and_devices_stay_signed_in() {
    let stage = stage();
    let admin = stage.admin();
    let mut fang = stage.client(&stage.fang);
    let new = json!({"login": stage.fang.login, "password": "another sesame"});
    let answered = json(&admin, "PUT", &account(stage.fang.id()), &new);
    assert_eq!(answered.status, 204);
    assert_problem(
        &sign_in(&stage, &with(&stage.fang.login, PASSWORD)),
        401,
        "wrong-credentials",
    );
    let again = sign_in(&stage, &with(&stage.fang.login, "another sesame"));
    assert_eq!(again.status, 200);
    fang.sync().unwrap();
}

#[test]
fn an_account_that_cannot_be_is_not_given() {
    let stage = stage();
    let admin = stage.admin();
    let fang = account(stage.fang.id());
    let credentials = |login: &str, password: &str| json!({"login": login, "password": password});
    let short = "1234567";
    let long = "x".repeat(513);
    stage.assert_unchanged(|| {
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
        let taken = credentials(&stage.lin.login, PASSWORD);
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
        for who in [&stage.fang, &stage.lin, &stage.chen] {
            let client = stage.client(who);
            let answered = json(&client, "PUT", &account(who.id()), &fine);
            assert_problem(&answered, 403, "forbidden");
        }
    });
}

#[test]
fn one_who_has_left_is_told_so_only_by_the_right_password() {
    let stage = stage();
    let gone = Person {
        active: false,
        ..stage.fang.person.clone()
    };
    stage.world.put(&gone).unwrap();
    let login = &stage.fang.login;
    assert_problem(&sign_in(&stage, &with(login, PASSWORD)), 403, "left");
    assert_problem(
        &sign_in(&stage, &with(login, "wrong password")),
        401,
        "wrong-credentials",
    );
}

#[test]
fn every_address_but_the_page_and_health_needs_a_token() {
    let stage = stage();
    let someone = Someone::clone(&stage.fang);
    let mut anonymous = Client::sign_in(&stage.world.server.url(), &someone).unwrap();
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
