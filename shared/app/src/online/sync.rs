//! The sync: what is pending goes up, what changed comes down, in one HTTP
//! exchange after another until there is nothing more to say.
//!
//! - It begins when something was done, when the app or the network comes back,
//!   when asked for, and, after a failure, when a tick finds that it is time to
//!   try again: the waits double, with some chance in them, so that the phones of
//!   a building do not come back all at once.
//! - At most one exchange is under way. In the foreground, when there is nothing
//!   to say, it is a long poll, which the server holds until something happens
//!   (live mode); whatever there is to say overtakes it.
//! - An answer is taken in by one transaction of the store. What is not taken in
//!   is asked for again with the old cursor, so an answer that is lost, on the
//!   way or on a full disk, is only late.
//!
//! What the rulings mean to a case is the replica's affair.

use super::{photos, session};
use crate::{
    effect::{CancelOperation, HttpAnswer, HttpHeader, HttpOperation, HttpRequest},
    input::{Cmd, Input, ask_store, log, store},
    model::{Access, Model, SyncPhase, UNREACHABLE},
    store::{StoreAnswer, Task, TaskOutcome},
};
use crux_core::Command;
use domain::{
    time::Span,
    view::Tone,
    words::{Message, Worded},
};
use replica::wire;
use serde::Deserialize;
use serde_bytes::ByteBuf;

/// How long the server may hold an answer in live mode.
const LONG_POLL_MS: u32 = 25_000;
/// How long an exchange may take besides.
const TIMEOUT_MS: u32 = 60_000;
/// A long poll that is answered with nothing sooner than this: the
/// server does not want to be waited on just now.
const EARLY_MS: i64 = 1_000;

/// Begins a sync, unless one is under way or cannot be.
pub fn begin(model: &mut Model) -> Cmd {
    let may = model.sync.is_connected
        && matches!(model.access, Access::Open(_))
        && !model.sync.retry.is_asked_to_wait(model.uptime);
    if !may || model.session().is_none() || model.sync.is_busy() {
        // One that is under way goes on by itself while there is more to say.
        return Command::done();
    }
    let overtaken = stop(model);
    overtaken.and(gather(model, false))
}

/// A case is asked for, at once or with the next exchange if one is under way.
pub fn ask_for_case(model: &mut Model) -> Cmd {
    model.sync.has_more_to_say |= model.sync.is_busy();
    begin_at_once(model)
}

/// The person has read something: their other phones are to hear of it, now or with the
/// next exchange.
pub fn say_what_was_read(model: &mut Model) -> Cmd {
    model.sync.has_more_to_say |= model.sync.is_busy();
    begin(model)
}

/// Somebody asks for what is new: at once, or after the exchange that is under way, for
/// what that brings may be older.
pub fn refresh(model: &mut Model) -> Cmd {
    model.sync.is_asked_again |= model.sync.is_busy();
    begin_at_once(model)
}

/// Has the store tell what is to be said. If that is nothing, and it may, the
/// exchange becomes a long poll.
fn gather(model: &mut Model, may_wait: bool) -> Cmd {
    let id = model.next_request_id();
    model.sync.phase = SyncPhase::Exchanging(id);
    ask_store(Task::Gather, None, move |answer| Input::Gathered {
        id,
        may_wait,
        answer,
    })
}

/// Gives up what is under way.
pub fn stop(model: &mut Model) -> Cmd {
    model.sync.is_asked_again = false;
    match std::mem::replace(&mut model.sync.phase, SyncPhase::Idle) {
        SyncPhase::Exchanging(id) | SyncPhase::LongPoll { id, .. } => {
            Command::notify_shell(CancelOperation { id }).build()
        }
        SyncPhase::Idle => Command::done(),
    }
}

/// The network or the foreground has come back, or somebody asks: no wait any more.
pub fn begin_at_once(model: &mut Model) -> Cmd {
    model.sync.retry.hasten();
    model.photos.retry.hasten();
    begin(model)
}

pub fn tick(model: &mut Model) -> Cmd {
    let is_due = model.sync.retry.is_due(model.uptime);
    let has_reason =
        model.sync.problem.is_some() || model.sync.is_foreground || model.counts.waiting > 0;
    if model.sync.phase == SyncPhase::Idle && is_due && has_reason {
        begin(model)
    } else {
        Command::done()
    }
}

/// The store has told what is to be said: say it.
pub fn gathered(model: &mut Model, id: u64, may_wait: bool, answer: StoreAnswer) -> Cmd {
    if model.sync.phase != SyncPhase::Exchanging(id) {
        return Command::done();
    }
    let gathered = match model.take(answer) {
        Ok(TaskOutcome::Gathered(gathered)) => gathered,
        Ok(_) => return fail(model, Message::new("sync-failed")),
        Err(error) => return fail(model, error.message()),
    };
    let Access::Open(token) = &model.access else {
        return stop(model);
    };
    model.sync.waited = model.counts.waiting;
    model.sync.has_more_to_say = false;
    model.sync.is_asked_again = false;
    let has_nothing_to_say = gathered.commands.is_empty()
        && gathered.refetch.is_empty()
        && gathered.notices_read.is_empty();
    model.sync.told.clone_from(&gathered.notices_read);
    let is_long_poll = may_wait && (has_nothing_to_say || model.sync.is_held_up);
    let wait_ms = if is_long_poll { LONG_POLL_MS } else { 0 };
    let message = wire::Request {
        version: wire::VERSION,
        cursor: ByteBuf::from(gathered.cursor),
        commands: gathered.commands,
        refetch: gathered.refetch,
        wait_ms,
        more: gathered.more,
        notices_read: gathered.notices_read,
    };
    let Ok(body) = wire::encode(&message) else {
        return fail(model, Message::new("sync-failed"));
    };
    let server = model
        .session()
        .map_or("", |session| session.server.as_str());
    let request = HttpRequest {
        method: "POST".to_owned(),
        url: format!("{server}/v1/sync"),
        headers: vec![
            HttpHeader::new("authorization", &format!("Bearer {token}")),
            HttpHeader::new("content-type", wire::MEDIA_TYPE),
        ],
        body,
        timeout_ms: TIMEOUT_MS.saturating_add(wait_ms),
    };
    if is_long_poll {
        let since = model.uptime;
        model.sync.phase = SyncPhase::LongPoll { id, since };
    }
    Command::request_from_shell(HttpOperation { id, request })
        .then_send(move |answer| Input::Answered { id, answer })
}

/// The server has answered, or has not.
pub fn answered(model: &mut Model, id: u64, answer: HttpAnswer) -> Cmd {
    let since = match model.sync.phase {
        SyncPhase::Exchanging(current) if current == id => None,
        SyncPhase::LongPoll { id: current, since } if current == id => Some(since),
        // It has been overtaken.
        _ => return Command::done(),
    };
    let wait = answer.retry_after(model.now());
    let body = match answer {
        HttpAnswer::Answered {
            status: 200, body, ..
        } => body,
        HttpAnswer::Answered { status, body, .. } => return refused(model, status, &body, wait),
        HttpAnswer::Offline | HttpAnswer::TimedOut => {
            let failed = fail(model, Message::new(UNREACHABLE));
            return failed.and(log("sync: the server cannot be reached"));
        }
        HttpAnswer::Cancelled => {
            model.sync.phase = SyncPhase::Idle;
            return Command::done();
        }
    };
    let answer = match wire::decode::<wire::Answer>(&body) {
        Ok(answer) if answer.version == wire::VERSION => answer,
        _ => {
            let failed = fail(model, Message::new(not_understood(&body)));
            let size = body.len();
            return failed.and(log(format!("sync: {size} bytes are not understood")));
        }
    };
    let says_nothing = answer.rulings.is_empty()
        && answer.cases.is_empty()
        && answer.forget.is_empty()
        && answer.records.is_empty()
        && answer.notices_read.is_empty();
    let noted = if says_nothing {
        Command::done()
    } else {
        log(described(&answer, body.len()))
    };
    let answered_early =
        says_nothing && since.is_some_and(|since| model.uptime.since(since) < Span(EARLY_MS));
    model.sync.has_more_to_say |= model.counts.waiting > model.sync.waited;
    model.sync.phase = SyncPhase::Exchanging(id);
    let task = Task::Settle {
        answer: Box::new(answer),
        told: std::mem::take(&mut model.sync.told),
        received: model.reading.clone(),
        open: model.open_case(),
        locale: model.locale.clone(),
    };
    noted.and(store(model, task, move |answer| Input::Settled {
        id,
        answered_early,
        answer,
    }))
}

/// An answer, for the log.
fn described(answer: &wire::Answer, size: usize) -> String {
    format!(
        "sync: {} ruled, {} cases, {} to forget, {} records, {size} bytes{}",
        answer.rulings.len(),
        answer.cases.len(),
        answer.forget.len(),
        answer.records.len(),
        if answer.more { ", more to come" } else { "" }
    )
}

/// Why an answer ends the session; none if it does not. Only our server's own word
/// does: anything between here and there can answer 401.
pub fn ending(status: u16, body: &[u8]) -> Option<&'static str> {
    match (status, problem_of(body).as_deref()) {
        (401, Some("unauthenticated" | "revoked")) => Some("sign-in-ended"),
        (403, Some("left")) => Some(session::LEFT),
        _ => None,
    }
}

/// What to say of an answer that is none of ours. A page is most often that by which a
/// hotel or a shop lets its guests into the network.
pub fn not_understood(body: &[u8]) -> &'static str {
    match body.trim_ascii_start().first() {
        Some(b'<') => "sync-other-answers",
        _ => "sync-not-understood",
    }
}

/// The server has not answered as asked.
fn refused(model: &mut Model, status: u16, body: &[u8], wait: Option<Span>) -> Cmd {
    if let Some(why) = ending(status, body) {
        return session::end(model, why);
    }
    let message_id = match (status, problem_of(body).as_deref()) {
        (400 | 413 | 415 | 422, Some(_)) => "sync-not-understood",
        _ => "sync-failed",
    };
    let noted = log(format!("sync: status {status}{}", asked(wait)));
    fail_for(model, Message::new(message_id), wait).and(noted)
}

/// How long the server asks not to be asked again, for the log.
pub fn asked(wait: Option<Span>) -> String {
    wait.map_or_else(String::new, |wait| {
        format!(", retry after {} s", wait.0 / 1_000)
    })
}

/// Whether our server has said this, and nothing between here and there.
pub fn is_ours(body: &[u8]) -> bool {
    problem_of(body).is_some()
}

/// The name of the problem that our server tells of, if it is our server.
fn problem_of(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Problem {
        r#type: String,
    }
    let problem: Problem = serde_json::from_slice(body).ok()?;
    let name = problem.r#type.strip_prefix("urn:fieldloop:problem:")?;
    Some(name.to_owned())
}

/// The answer is taken in, or it is not: go on, wait for news, or rest.
pub fn settled(model: &mut Model, id: u64, answered_early: bool, answer: StoreAnswer) -> Cmd {
    let settled = match model.take(answer) {
        Ok(TaskOutcome::Settled(settled)) => settled,
        Ok(_) => return fail(model, Message::new("sync-failed")),
        Err(error) => return fail(model, error.message()),
    };
    if model.sync.phase != SyncPhase::Exchanging(id) {
        return Command::done();
    }
    model.sync.phase = SyncPhase::Idle;
    // What was in the way, and was told, is not any more.
    let problem = model.sync.problem.take();
    let is_over = |(told, _): &mut (Message, Tone)| problem.as_ref() == Some(&*told);
    model.message.take_if(is_over);
    if settled.refused > 0 {
        let refused = Message::new("sync-refused").number("count", settled.refused.into());
        model.say(refused, Tone::Alarm);
    }
    model.sync.is_held_up = settled.is_held_up && !model.sync.has_more_to_say;
    let goes_on = settled.goes_on && !model.sync.is_held_up;
    if goes_on && !settled.has_moved && !model.sync.has_more_to_say {
        return fail(model, Message::new("sync-failed"));
    }
    model.sync.retry.succeed();
    if goes_on || model.sync.is_asked_again {
        return gather(model, false);
    }
    if let Some(ended) = session::end_once_handed_in(model) {
        return ended;
    }
    let photos = photos::begin(model);
    if answered_early || session::only_hands_in(model) {
        rest(model, None);
    } else if model.sync.is_foreground {
        return photos.and(gather(model, true));
    } else if model.sync.is_held_up {
        rest(model, None);
    }
    photos
}

fn fail(model: &mut Model, problem: Message) -> Cmd {
    fail_for(model, problem, None)
}

/// It has failed, and the server may have said for how long.
fn fail_for(model: &mut Model, problem: Message, wait: Option<Span>) -> Cmd {
    model.sync.phase = SyncPhase::Idle;
    model.sync.problem = Some(problem);
    rest(model, wait);
    if std::mem::take(&mut model.sync.is_asked_again) {
        return begin_at_once(model);
    }
    Command::done()
}

/// No exchange for a while, unless there is a reason; and none at all for as long
/// as the server asks.
fn rest(model: &mut Model, wait: Option<Span>) {
    model.sync.retry.rest(model.uptime, wait, &mut model.ids);
}
