//! Everything over HTTP but the sync: what is asked for, what is refused, and
//! that every failure is a problem in the same form.

mod accounts;
pub mod blobs;
mod devices;
mod directory;
mod limits;
mod names;
mod organisations;
mod page;
mod register;
mod unshown;

use serde_json::Value;
use tests::client::{Answered, Client};

/// Sends JSON as this device.
fn json(client: &Client, method: &str, path: &str, body: &Value) -> Answered {
    let body = body.to_string();
    let answered = client.send(method, path, "application/json", body.as_bytes());
    answered.unwrap()
}

/// Asks without a body.
pub fn ask(client: &Client, method: &str, path: &str) -> Answered {
    client.send(method, path, "", b"").unwrap()
}

/// That this is a problem of this kind, with all that a problem has.
#[track_caller]
pub fn assert_problem(answered: &Answered, status: u16, kind: &str) {
    assert_eq!(answered.media_type, "application/problem+json");
    let problem = answered.json();
    let said = (
        answered.status,
        problem["type"].as_str().unwrap_or_default(),
    );
    assert_eq!(
        said,
        (status, &*format!("urn:fieldloop:problem:{kind}")),
        "{problem}"
    );
    assert_eq!(problem["status"], status);
    assert!(problem["title"].is_string() && problem["detail"].is_string());
    let instance = format!("urn:uuid:{}", answered.headers["x-request-id"]);
    assert_eq!(
        problem["instance"], instance,
        "so that a complaint finds its log lines"
    );
    let fields: Vec<&String> = problem.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["detail", "instance", "status", "title", "type"]);
}
