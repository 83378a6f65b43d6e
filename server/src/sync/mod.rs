//! `POST /v1/sync`: commands come up and are judged, changes go down.
//!
//! `push` has [`crate::cases`] judge them and store what comes of it, in one
//! transaction, before anything is answered. `pull` reads the feed: what
//! changed for this person since their cursor. [`live`] lets an answer that
//! would say nothing wait until something happens, on whichever instance.

mod cursor;
mod deliver;
pub mod live;
mod pull;
mod push;

use crate::{
    Server,
    devices::Device,
    edge::{detached::run_detached, permits::Permit},
    error::Error,
    metrics::{self, Waiting},
    problem::Kind as ProblemKind,
};
use axum::{
    body::Bytes,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use cursor::Cursor;
use replica::{heads::HEADS_MAX, wire};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, timeout_at};

/// How soon to look again when the feed holds something back for a transaction
/// that is still running.
const HELD_BACK: Duration = Duration::from_millis(50);

/// One sync.
///
/// # Errors
/// The request is not one of this version, asks for too much, or the database
/// did not answer. A refused command is no error.
pub async fn sync(
    State(server): State<Server>,
    device: Device,
    permit: Permit,
    body: Bytes,
) -> Result<Response, Error> {
    let request = read(&body)?;
    let cursor = Cursor::read(&request.cursor);
    let (at, by) = (server.clone(), device.clone());
    metrics::sync_began();
    let begun = Instant::now();
    let push = async move { push::push(&at, &by, &request.commands).await };
    let pushed = Arc::new(run_detached(push).await?);
    metrics::pushed(&pushed.rulings, begun.elapsed());
    let asked = Arc::new((cursor, request.refetch));
    // What the person may read is looked at after the push, which may change it.
    let mut device = device;
    let deadline = Instant::now() + Duration::from_millis(request.wait_ms.into());
    let mut permit = Some(permit);
    loop {
        let mut news = server.live.listen(&device);
        let (at, by) = (server.clone(), device.clone());
        let (asked, answered) = (asked.clone(), pushed.clone());
        let pull = async move {
            let (cursor, refetch) = &*asked;
            pull::pull(&at, &by, cursor, &answered, refetch).await
        };
        let begun = Instant::now();
        let page = run_detached(pull).await?;
        metrics::pulled(begun.elapsed());
        let is_over = !page.is_empty() || !pushed.rulings.is_empty() || server.is_closing();
        if is_over || Instant::now() >= deadline {
            return answer(&server, page.answer(&server, &pushed));
        }
        // A request that only waits holds no permit; the next look is cheap and
        // needs none.
        permit.take();
        let until = if page.holds_back {
            deadline.min(Instant::now() + HELD_BACK)
        } else {
            deadline
        };
        let _waiting = Waiting::begin();
        tokio::select! {
            _ = timeout_at(until, news.changed()) => {}
            () = server.closing() => {}
        }
        device = device.renewed(&server).await?;
    }
}

fn read(body: &[u8]) -> Result<wire::Request, Error> {
    let request: wire::Request = wire::decode(body)
        .map_err(|fault| Error::problem(ProblemKind::Malformed, fault.to_string()))?;
    if request.version != wire::VERSION {
        let detail = format!(
            "this server speaks version {} of the sync, not {}",
            wire::VERSION,
            request.version
        );
        return Err(Error::problem(ProblemKind::Malformed, detail));
    }
    let is_within_limits = request.commands.len() <= wire::COMMANDS_MAX
        && request.refetch.len() <= wire::REFETCH_MAX
        && request.wait_ms <= wire::WAIT_MS_MAX
        && request
            .commands
            .iter()
            .all(|pushed| pushed.base.len() <= HEADS_MAX);
    if is_within_limits {
        Ok(request)
    } else {
        Err(Error::invalid(
            "the sync asks for more than one request may",
        ))
    }
}

fn answer(server: &Server, mut answer: wire::Answer) -> Result<Response, Error> {
    answer.now = server.clock.now();
    let body =
        wire::encode(&answer).map_err(|fault| Error::fault("encode a sync's answer", fault))?;
    Ok(([(header::CONTENT_TYPE, wire::MEDIA_TYPE)], body).into_response())
}
