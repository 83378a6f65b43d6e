//! The page at `/`, health, and what every answer bears.

use super::{ask, assert_problem};
use crate::fixture::{Fixture, fixture};
use tests::client::{Answered, send};

fn get(fixture: &Fixture, path: &str) -> Answered {
    let url = format!("{}{path}", fixture.world.server.url());
    send(&url, "GET", None, "", b"").unwrap()
}

#[test]
fn the_page_says_what_runs_here_and_nothing_of_a_person() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    fixture.submitted(&mut fang);
    let url = fixture.world.server.url();
    for (path, word) in [
        ("/", "工单"),
        ("/?lang=en", "Tickets"),
        ("/?lang=xx", "工单"),
    ] {
        let answered = get(&fixture, path);
        assert_eq!(answered.status, 200);
        assert!(answered.media_type.starts_with("text/html"));
        let page = String::from_utf8(answered.body).unwrap();
        assert!(page.contains("恒利百货") && page.contains(word), "{page}");
        assert!(
            page.contains(&format!("cargo phone --server <b>{url}</b>")),
            "{page}"
        );
        let rows = fixture
            .world
            .rows(&["people", "accounts", "devices"])
            .unwrap();
        let fields = ["name", "id", "person", "login", "label"];
        for row in rows.values().flatten() {
            let values = fields.iter().filter_map(|field| row[field].as_str());
            values.for_each(|value| assert!(!page.contains(value), "{value}"));
        }
        assert!(!page.contains("收银机打不开") && !page.contains("<script"));
    }
}

#[test]
fn the_page_applies_nothing_but_its_own_style() {
    let fixture = fixture();
    let answered = get(&fixture, "/");
    let policy = &answered.headers["content-security-policy"];
    assert!(
        policy.starts_with("default-src 'none'; style-src 'nonce-"),
        "{policy}"
    );
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap();
    let page = String::from_utf8(answered.body).unwrap();
    assert!(page.contains(&format!("<style nonce=\"{nonce}\">")));
    let again = &get(&fixture, "/").headers["content-security-policy"];
    assert_ne!(policy, again, "another word each time");
}

#[test]
fn every_answer_is_protected_and_bears_its_own_id() {
    let fixture = fixture();
    let fang = fixture.client(&fixture.fang);
    let answers = [
        get(&fixture, "/"),
        get(&fixture, "/health/live"),
        get(&fixture, "/nowhere"),
        get(&fixture, "/v1/me"),
        ask(&fang, "GET", "/v1/me"),
        ask(&fang, "DELETE", "/v1/me"),
        ask(&fang, "POST", "/v1/sync"),
    ];
    for answered in &answers {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answered.headers[name], value);
        }
        assert!(answered.headers["content-security-policy"].contains("frame-ancestors 'none'"));
    }
    let mut ids: Vec<&str> = answers
        .iter()
        .map(|answered| &*answered.headers["x-request-id"])
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), answers.len());
}

#[test]
fn what_is_nowhere_is_a_problem_like_any_other() {
    let fixture = fixture();
    let fang = fixture.client(&fixture.fang);
    for path in [
        "/nowhere",
        "/v1",
        "/v1/",
        "/v1/me/",
        "/v2/sync",
        "/%00",
        "/..%2f..%2fetc%2fpasswd",
    ] {
        assert_problem(&ask(&fang, "GET", path), 404, "not-found");
    }
    assert_problem(&ask(&fang, "DELETE", "/"), 405, "method-not-allowed");
    let page = get(&fixture, "/?lang=%ff%00&lang=en");
    assert!([200, 400].contains(&page.status));
}

#[test]
fn the_server_is_ready_while_its_database_has_every_table() {
    let fixture = fixture();
    assert_eq!(get(&fixture, "/health/live").status, 204);
    assert_eq!(get(&fixture, "/health/ready").status, 204);
    let forget = sqlx::query("delete from _sqlx_migrations where version = 2");
    fixture
        .world
        .runtime
        .block_on(forget.execute(&fixture.world.pool))
        .unwrap();
    let answered = get(&fixture, "/health/ready");
    assert_problem(&answered, 503, "unavailable");
    assert!(answered.headers.contains_key("retry-after"));
    assert_eq!(get(&fixture, "/health/live").status, 204);
}
