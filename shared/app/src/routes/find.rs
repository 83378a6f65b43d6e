//! Finding a case by what it is called, as somebody has scanned or typed it: on this
//! phone first, without a network, and then on the server.

use super::code;
use crate::{
    effect::{CancelOperation, HttpAnswer, HttpHeader, HttpOperation, HttpRequest},
    event::Route,
    input::{Cmd, Input, ask_store},
    model::{Access, Model},
    online::{session, sync},
    store::{StoreAnswer, Task, TaskOutcome},
};
use crux_core::Command;
use domain::{capabilities::Kind, ids::CaseId, text::cut, view::Tone, words::Message};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use replica::handed::CodeReader;
use serde::Deserialize;

/// How long the question may take: somebody stands before a shelf and waits.
const TIMEOUT_MS: u32 = 15_000;
/// A longer text, in characters, is no name.
const TEXT_CHARS_MAX: usize = 200;

#[derive(Deserialize)]
struct Found {
    case: CaseId,
}

/// The person looks for what a text names.
pub fn find(model: &mut Model, text: String) -> Cmd {
    let stopped = stop(model);
    if model.session().is_none() || model.current().route == Route::SignIn {
        return stopped.and(session::address_scanned(model, &text));
    }
    if CodeReader::is_meant(&text) {
        return stopped.and(code::take(model, &text));
    }
    if text.chars().nth(TEXT_CHARS_MAX).is_some() {
        return stopped.and(unknown(model, &text));
    }
    let task = Task::Find(text.clone());
    stopped.and(ask_store(task, None, move |answer| Input::Sought {
        text,
        answer,
    }))
}

/// Gives up a question that is under way: the person has gone on.
pub fn stop(model: &mut Model) -> Cmd {
    match model.finding.take() {
        Some(id) => Command::notify_shell(CancelOperation { id }).build(),
        None => Command::done(),
    }
}

/// The store has told whether it is on this phone.
pub fn sought(model: &mut Model, text: String, answer: StoreAnswer) -> Cmd {
    match model.take(answer) {
        Ok(TaskOutcome::Found(Some(case))) => open(model, case),
        Ok(TaskOutcome::Found(None)) => ask(model, text),
        // An error is told by `take`.
        _ => Command::done(),
    }
}

/// Asks the server.
fn ask(model: &mut Model, text: String) -> Cmd {
    let kinds = Kind::ALL.iter();
    let mut named = kinds.filter(|kind| kind.as_dyn().name_meant_by(&text).is_some());
    // Whatever is no label of ours could be a name.
    let Some(kind) = named.next() else {
        return warn(model, "find-misread", &text);
    };
    let (Access::Open(token), Some(session), true) =
        (&model.access, model.session(), model.sync.is_connected)
    else {
        return warn(model, "find-not-here", &text);
    };
    let asked = utf8_percent_encode(&text, NON_ALPHANUMERIC);
    let request = HttpRequest {
        method: "GET".to_owned(),
        url: format!("{}/v1/names/{}?text={asked}", session.server, kind.as_str()),
        headers: vec![HttpHeader::new("authorization", &format!("Bearer {token}"))],
        body: Vec::new(),
        timeout_ms: TIMEOUT_MS,
    };
    let id = model.next_request_id();
    model.finding = Some(id);
    Command::request_from_shell(HttpOperation { id, request })
        .then_send(move |answer| Input::Found { id, text, answer })
}

/// The server has answered, or has not.
pub fn answered(model: &mut Model, id: u64, text: &str, answer: HttpAnswer) -> Cmd {
    if model.finding != Some(id) {
        return Command::done();
    }
    model.finding = None;
    match answer {
        HttpAnswer::Answered {
            status: 200, body, ..
        } => match serde_json::from_slice(&body) {
            Ok(Found { case }) => open(model, case),
            Err(_) => warn(model, sync::not_understood(&body), text),
        },
        HttpAnswer::Answered { status: 404, .. } => unknown(model, text),
        HttpAnswer::Answered { status, body, .. } => {
            match session::ended_beside(model, status, &body) {
                Some(ended) => ended,
                None => warn(model, "sync-failed", text),
            }
        }
        HttpAnswer::Offline | HttpAnswer::TimedOut => warn(model, "find-not-here", text),
        HttpAnswer::Cancelled => Command::done(),
    }
}

fn open(model: &mut Model, case: CaseId) -> Cmd {
    super::open(model, Route::Case(case.to_string()))
}

fn unknown(model: &mut Model, text: &str) -> Cmd {
    warn(model, "find-unknown", text)
}

/// Tells the person, with so much of the text as a line has room for.
fn warn(model: &mut Model, message_id: &'static str, text: &str) -> Cmd {
    let shown = cut(text.trim(), 40);
    let message = match message_id {
        "find-unknown" | "find-not-here" | "find-misread" => {
            Message::new(message_id).text("text", shown)
        }
        _ => Message::new(message_id),
    };
    model.say(message, Tone::Alarm);
    Command::done()
}
