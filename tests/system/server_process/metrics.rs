//! What Prometheus reads of a server.

use super::{now, process::Process};
use crate::fixture::fixture;
use domain::ids::CaseId;
use std::{thread, time::Duration};
use tests::client::{Client, mint};

fn read(address: &str) -> String {
    let mut answer = ureq::get(address).call().unwrap();
    answer.body_mut().read_to_string().unwrap()
}

/// The number on the line that begins so.
fn number(metrics: &str, begin: &str) -> f64 {
    let mut lines = metrics.lines();
    let number = lines.find_map(|line| line.strip_prefix(begin));
    number
        .unwrap_or_else(|| panic!("no {begin}"))
        .parse()
        .unwrap()
}

#[test]
fn what_the_server_does_is_counted_at_an_address_of_its_own() {
    let fixture = fixture();
    let database = &fixture.world.database;
    let words = [
        "--database",
        database,
        "--empty",
        "--metrics",
        "127.0.0.1:0",
    ];
    let mut server = Process::start(&words);
    let address = server.told("Metrics");
    let before = read(&address);
    assert!(
        before.contains("fieldloop_commands_total{outcome=\"refused\"} 0"),
        "{before}"
    );

    let mut fang = Client::sign_in(&server.url(), &fixture.fang).unwrap();
    fang.sync().unwrap();
    let case = CaseId(mint(now()));
    fang.act(case, fixture.submission("收银机打不开"), now())
        .unwrap();
    fang.sync().unwrap();

    let metrics = read(&address);
    for line in [
        "# TYPE fieldloop_http_requests_total counter",
        "# TYPE fieldloop_http_request_duration_seconds histogram",
        "# TYPE fieldloop_waiting_phones gauge",
        "fieldloop_http_requests_total{route=\"/v1/sign-in\",status=\"200\"} 1",
        "fieldloop_syncs_total 2",
        "fieldloop_commands_total{outcome=\"adopted\"} 1",
        "fieldloop_push_duration_seconds_count 1",
        "fieldloop_pull_duration_seconds_count 2",
        "fieldloop_waiting_phones 0",
        "fieldloop_permits_in_use 0",
        "fieldloop_feed_lag_positions 0",
    ] {
        let is_there = metrics.lines().any(|it| it == line);
        assert!(is_there, "no `{line}` in\n{metrics}");
    }
    for begin in [
        "fieldloop_http_received_bytes_total{route=\"/v1/sync\"} ",
        "fieldloop_http_sent_bytes_total{route=\"/v1/sync\"} ",
    ] {
        assert!(number(&metrics, begin) > 0.0, "{begin}");
    }
    // A moment after an answer its connection may not be back in the pool yet.
    let idle = "fieldloop_database_connections{state=\"idle\"} ";
    let is_idle = (0..50).any(|_| {
        thread::sleep(Duration::from_millis(100));
        number(&read(&address), idle) > 0.0
    });
    assert!(is_idle, "no connection is given back");
    let device = fang.device.to_string();
    let (person, case) = (fixture.fang.id().to_string(), case.0.to_string());
    for personal in [
        "收银机",
        &fixture.fang.person.name,
        &fixture.fang.login,
        &device,
        &person,
        &case,
    ] {
        assert!(!metrics.contains(personal), "{personal}");
    }

    let elsewhere = ureq::get(format!("{}/metrics", server.url())).call();
    assert!(elsewhere.is_err(), "phones are shown no metrics");
}
