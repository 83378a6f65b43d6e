//! A person's devices: their own are listed, and signed out by them or by an
//! admin.

use super::{ask, assert_problem};
use crate::fixture::fixture;
use domain::time::Span;
use uuid::Uuid;

#[test]
fn a_persons_devices_are_listed_newest_first_and_nobody_elses() {
    let fixture = fixture();
    let first = fixture.client(&fixture.fang);
    fixture.client(&fixture.lin);
    fixture.world.clock.pass(Span::minutes(10));
    let second = fixture.client(&fixture.fang);
    let listed = ask(&second, "GET", "/v1/devices").json();
    let listed = listed.as_array().unwrap();
    let ids: Vec<String> = listed
        .iter()
        .map(|device| device["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, [second.device.to_string(), first.device.to_string()]);
    let own: Vec<bool> = listed
        .iter()
        .map(|device| device["is_this"] == true)
        .collect();
    assert_eq!(own, [true, false]);
    assert_eq!(listed[0]["created_at"], fixture.world.clock.now().0);
    assert_eq!(listed[0]["label"], "a test");
    let text = listed[0].to_string();
    assert!(!text.contains("token"), "{text}");
}

#[test]
fn of_anothers_device_nobody_learns_whether_it_exists() {
    let fixture = fixture();
    let fang = fixture.client(&fixture.fang);
    let chen = fixture.client(&fixture.chen);
    let told = [fang.device, Uuid::from_u128(7)].map(|device| {
        let answered = ask(&chen, "DELETE", &format!("/v1/devices/{device}"));
        assert_problem(&answered, 404, "not-found");
        answered.json()["detail"].clone()
    });
    assert_eq!(told[0], told[1]);
    assert_eq!(ask(&fang, "GET", "/v1/me").status, 200);
    for nonsense in ["x", "%00", "..", "1%20or%201"] {
        let answered = ask(&chen, "DELETE", &format!("/v1/devices/{nonsense}"));
        assert!([400, 404].contains(&answered.status));
        assert!(answered.problem().is_some(), "{nonsense}");
    }
}

#[test]
fn an_admin_signs_out_anybodys_device_and_doing_it_twice_is_the_same() {
    let fixture = fixture();
    let admin = fixture.admin();
    let fang = fixture.client(&fixture.fang);
    let path = format!("/v1/devices/{}", fang.device);
    for _ in 0..2 {
        assert_eq!(ask(&admin, "DELETE", &path).status, 204);
        assert_problem(&ask(&fang, "GET", "/v1/me"), 401, "revoked");
        fixture.world.clock.pass(Span::minutes(1));
    }
    let rows = fixture.world.rows(&["devices"]).unwrap();
    let row = rows["devices"]
        .iter()
        .find(|row| row["id"] == fang.device.to_string());
    assert!(
        row.unwrap()["revoked_at"]
            .as_str()
            .unwrap()
            .starts_with("2026-11-02T01:00:00")
    );
}
