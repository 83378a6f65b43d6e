//! `POST /v1/sync`: commands come up and are judged, changes go down.
//!
//! Only the wire. [`crate::cases`] judges what comes up and stores what comes of
//! it, in one transaction, before anything is answered. `pull` reads the feed:
//! what changed for this person since their cursor. An answer that would say
//! nothing may wait until something happens, on whichever instance
//! ([`crate::live`]). Somebody who has left lately may push what they did before, and is
//! told what was ruled on it and nothing else.

mod cursor;
mod deliver;
mod directory;
mod leaving;
mod pull;

use crate::{
    Server, cases,
    devices::{Device, HandsIn},
    edge::{detached::run_detached, permits::Permit},
    error::Error,
    metrics::{self, Waiting},
    problem::ProblemKind,
};
use axum::{
    body::Bytes,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use cursor::Cursor;
use domain::ids::CaseId;
use pull::Page;
use replica::{heads::HEADS_MAX, incoming::Incoming, wire};
use sqlx::PgConnection;
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, timeout_at};

/// How soon to look again when the feed holds something back for a transaction
/// that is still running: twice as late each time, up to the second.
const HELD_BACK: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(1)];

/// One sync.
///
/// # Errors
/// The request is not one of this version, asks for too much, or the database
/// did not answer. A refused command is no error.
pub async fn sync(
    State(server): State<Server>,
    HandsIn(device): HandsIn,
    permit: Permit,
    body: Bytes,
) -> Result<Response, Error> {
    let request = read(&body)?;
    // It may wait for long, and need not hold what it has read.
    drop(body);
    metrics::sync_began();
    let deadline = Instant::now() + Duration::from_millis(request.wait_ms.into());
    let asked = Arc::new(Asked {
        cursor: Cursor::read(&request.cursor),
        refetch: request.refetch,
        brought: request.commands.len(),
        more: request.more,
    });
    let mut commands: Vec<Incoming> = request.commands.into_iter().map(Incoming::from).collect();
    let mut device = device;
    let mut permit = Some(permit);
    let [mut held_back, held_back_max] = HELD_BACK;
    loop {
        let mut news = server.live.listen(device.organisation, device.scopes());
        let (at, by, asked) = (server.clone(), device.clone(), asked.clone());
        // They are pushed once, however often is looked.
        let commands = std::mem::take(&mut commands);
        let exchange = async move { exchange(&at, &by, &commands, &asked).await };
        let (pushed, page) = run_detached(exchange).await?;
        let is_over = !page.is_empty()
            || !pushed.rulings.is_empty()
            || !device.person.active
            || server.is_closing();
        if is_over || Instant::now() >= deadline {
            return answer(&page.answer(server.clock.now(), pushed));
        }
        // A request that only waits holds no permit; the next look is cheap and
        // needs none.
        permit.take();
        let until = if page.holds_back {
            let again = Instant::now() + held_back;
            held_back = held_back_max.min(held_back * 2);
            deadline.min(again)
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

/// What a phone asks for beside what it pushes.
struct Asked {
    cursor: Cursor,
    /// The cases that it wants whole.
    refetch: Vec<CaseId>,
    /// How many commands it brought, and whether it has more.
    brought: usize,
    more: bool,
}

/// Pushes and looks, on one connection.
async fn exchange(
    server: &Server,
    device: &Device,
    commands: &[Incoming],
    asked: &Asked,
) -> Result<(cases::Answered, Page), Error> {
    let _lock = server.limits.device_locks.lock(device.id).await?;
    let mut connection = server.pool.acquire().await?;
    // What is pushed to another history than its phone knows builds on what is not here.
    // The phone pushes again once it has been told everything anew.
    let is_heard = commands.is_empty() || asked.cursor.is_of_this_history(&mut connection).await?;
    let commands = if is_heard { commands } else { &[] };
    let begun = Instant::now();
    let pushed = cases::act(server, &mut connection, device, commands).await?;
    metrics::pushed(&pushed.rulings, begun.elapsed());
    let page = match device.person.hands_in_until() {
        Some(until) => Page::of_somebody_gone(&asked.cursor, &pushed, until),
        None => pull_page(server, &mut connection, device, asked, &pushed).await?,
    };
    note(server, device, asked, &pushed, page.is_anew);
    Ok((pushed, page))
}

async fn pull_page(
    server: &Server,
    connection: &mut PgConnection,
    device: &Device,
    asked: &Asked,
    pushed: &cases::Answered,
) -> Result<Page, Error> {
    let begun = Instant::now();
    // What the person may read is looked at after the push, which may change it.
    let page = pull::pull(
        server,
        connection,
        device,
        &asked.cursor,
        pushed,
        &asked.refetch,
    );
    let page = page.await?;
    metrics::pulled(begun.elapsed());
    Ok(page)
}

/// Notes when the device has synced, and whether it has nothing left to bring. What a
/// damaged case left without a ruling it brings again, as it was done; and so it does
/// with what a restored database lacks, if the phone is told everything anew.
fn note(server: &Server, device: &Device, asked: &Asked, pushed: &cases::Answered, is_anew: bool) {
    let now = server.clock.now();
    let (organisation, id) = (device.organisation, device.id);
    server.last_syncs.note(organisation, id, now);
    if !is_anew && !asked.more && pushed.rulings.len() == asked.brought {
        server.last_syncs.note_settled(organisation, id, now);
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

fn answer(answer: &wire::Answer) -> Result<Response, Error> {
    let body = wire::encode(answer);
    let body = body.map_err(|fault| Error::fault("encode a sync's answer", fault))?;
    Ok(([(header::CONTENT_TYPE, wire::MEDIA_TYPE)], body).into_response())
}
