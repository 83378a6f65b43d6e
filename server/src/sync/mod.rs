//! `POST /v1/sync`: commands come up and are judged, changes go down.
//!
//! Only the wire. [`crate::cases`] judges what comes up and stores what comes of
//! it, in one transaction, before anything is answered. `pull` reads the feed:
//! what changed for this person since their cursor. An answer that would say
//! nothing may wait until something happens, on whichever instance
//! ([`crate::live`]). Somebody who has left lately may push what they did before, and is
//! told what was ruled on it and nothing else. What a person has read on one phone is
//! kept for their others (`notices_read`).

mod cursor;
mod deliver;
mod directory;
mod leaving;
mod notices_read;
mod pull;

use crate::{
    Server, cases,
    devices::{Device, HandsIn},
    edge::{caller::Origin, detached::run_detached, permits::Permit},
    error::Error,
    limits::{
        callers::DeviceKey,
        cores,
        places::{Holder, Place},
        queues::Turn,
    },
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
use domain::ids::{CaseId, CommandId};
use pull::Page;
use replica::{
    heads::HEADS_MAX,
    incoming::Incoming,
    wire::{self, NoticesRead, Ruled},
};
use sqlx::PgConnection;
use std::{collections::HashSet, mem, sync::Arc, time::Duration};
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

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
    origin: Origin,
    body: Bytes,
) -> Result<Response, Error> {
    metrics::sync_began();
    // It may wait for long, and need not hold what it has read.
    let (request, commands) = read(body).await?;
    let deadline = Instant::now() + Duration::from_millis(request.wait_ms.into());
    let asked = Arc::new(Asked {
        cursor: Cursor::read(&request.cursor),
        refetch: request.refetch,
        notices_read: request.notices_read,
        brought: commands.len(),
        more: request.more,
    });
    let mut commands = Some(commands);
    let mut device = device;
    let [mut held_back, held_back_max] = HELD_BACK;
    let mut is_to_leave = false;
    let mut look = None;
    let poll = Holder::new();
    let mut waits = None;
    let mut turns = Turns::of(&server, &device).await?;
    loop {
        let mut news = server.live.listen(device.organisation, device.scopes());
        let (at, by, asked) = (server.clone(), device.clone(), asked.clone());
        // They are pushed once, however often is looked.
        let commands = commands.take();
        let exchange = async move { exchange(&at, &by, commands, &asked, turns).await };
        let (pushed, page, permit) = run_detached(exchange).await?;
        let is_over = !page.is_empty()
            || pushed.says_something()
            || !device.person.active
            || server.is_closing();
        if is_over || is_to_leave || Instant::now() >= deadline {
            let answer = page.answer(server.clock.now(), pushed);
            return say(&server, (&device, &origin.connection), answer).await;
        }
        drop((permit, look.take()));
        let until = if page.holds_back {
            let again = Instant::now() + held_back;
            held_back = held_back_max.min(held_back * 2);
            deadline.min(again)
        } else {
            deadline
        };
        if waits.is_none() {
            let long_polls = &server.limits.long_polls;
            waits = Some(long_polls.take(origin.address, device.key(), &poll)?);
        }
        let _waiting = Waiting::begin();
        tokio::select! {
            _ = timeout_at(until, news.changed()) => {}
            () = server.closing() => {}
            // Another of the device, or of whoever has most, waits instead: this one is
            // answered early.
            () = poll.told_to_leave() => is_to_leave = true,
        }
        // Before what everybody needs: it waits for nobody else's work.
        turns = Turns::of(&server, &device).await?;
        // All wake at once, so that looking again has a limit of its own.
        look = server.limits.looks.acquire().await.ok();
        device = device.renewed(&server).await?;
    }
}

/// What a phone asks for beside what it pushes.
struct Asked {
    cursor: Cursor,
    /// The cases that it wants whole.
    refetch: Vec<CaseId>,
    /// What its person has read on it.
    notices_read: Vec<NoticesRead>,
    /// How many commands it brought, and whether it has more.
    brought: usize,
    more: bool,
}

/// Turns of a device among what it asks for, and of its person.
struct Turns {
    _of_device: Turn<DeviceKey>,
    _of_person: Turn<(Uuid, Uuid)>,
}

impl Turns {
    async fn of(server: &Server, device: &Device) -> Result<Self, Error> {
        let person = (device.organisation, device.person.id.0);
        Ok(Self {
            _of_device: server.limits.syncs_by_device.enter(device.key()).await?,
            _of_person: server.limits.syncs_by_person.enter(person).await?,
        })
    }
}

/// Pushes and looks, on one connection. With no commands, not even an empty list of
/// them, it is one who has waited and looks again.
async fn exchange(
    server: &Server,
    device: &Device,
    commands: Option<Arc<[Incoming]>>,
    asked: &Asked,
    _turns: Turns,
) -> Result<(cases::Answered, Page, Option<Permit>), Error> {
    let permit = match commands {
        Some(_) => Some(Permit::of(server, device.caller()).await?),
        None => None,
    };
    // What was read is told once, too.
    let read = commands.as_ref().map_or(&[][..], |_| &asked.notices_read);
    let commands = commands.unwrap_or_default();
    let mut connection = server.pool.acquire().await?;
    // What is pushed to another history than its phone knows builds on what is not here,
    // and entries have other numbers there. The phone says it again once it has been told
    // everything anew.
    let gone = device.person.hands_in_until();
    let brings = !commands.is_empty() || !read.is_empty();
    let is_asked = gone.is_some() || brings;
    let is_heard = !is_asked || asked.cursor.is_of_this_history(&mut connection).await?;
    let (commands, read) = if is_heard {
        (commands, read)
    } else {
        (Arc::default(), &[][..])
    };
    let begun = Instant::now();
    // It is not known before how much of it is stored, so that it is counted after.
    let stored = &server.limits.commands_stored;
    let person = (device.organisation, device.person.id.0);
    if brings && is_heard {
        stored.admit(person)?;
    }
    let effort = server.settings.push_effort;
    let pushed = cases::act(server, &mut connection, device, &commands, effort).await?;
    stored.charge(person, kib_of(&commands, &pushed.rulings));
    metrics::pushed(&pushed.rulings, begun.elapsed());
    if !read.is_empty() && gone.is_none() {
        let now = server.clock.now();
        let kept = notices_read::put(&mut connection, device, read, now).await?;
        stored.charge(person, notices_read::kib_of(kept));
        if kept > 0 {
            let concerned = notices_read::concerned(device);
            server.live.tell(device.organisation, concerned);
        }
    }
    let page = match gone {
        Some(until) if is_heard => Page::of_somebody_gone(&asked.cursor, &pushed, until),
        Some(until) => Page::anew_of_somebody_gone(until),
        None => pull_page(server, &mut connection, device, asked, &pushed).await?,
    };
    note(server, device, asked, &pushed, &page);
    Ok((pushed, page, permit))
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
/// with what a restored database lacks, once it has been told everything anew.
fn note(server: &Server, device: &Device, asked: &Asked, pushed: &cases::Answered, page: &Page) {
    let now = server.clock.now();
    let (organisation, id) = (device.organisation, device.id);
    let last_syncs = &server.last_syncs;
    if page.is_anew {
        last_syncs.forget_settled(organisation, id);
    }
    let is_told = !page.is_anew && !page.more;
    let has_settled = is_told && !asked.more && pushed.rulings.len() == asked.brought;
    last_syncs.note(organisation, id, now, has_settled);
}

/// How many KiB the commands take that were ruled on, each one at least.
fn kib_of(commands: &[Incoming], rulings: &[Ruled]) -> u32 {
    let ruled: HashSet<CommandId> = rulings.iter().map(|ruled| ruled.id).collect();
    let ruled = commands.iter().filter(|it| ruled.contains(&it.pushed.id));
    let kib: usize = ruled.map(|it| 1 + it.pushed.command.len() / 1024).sum();
    u32::try_from(kib).unwrap_or(u32::MAX)
}

/// Reads a request, and what it pushes. A few bytes may say a lot, so that it is read
/// where it holds up nobody.
async fn read(body: Bytes) -> Result<(wire::Request, Arc<[Incoming]>), Error> {
    let read = move || {
        let mut request = read_request(&body)?;
        let commands = mem::take(&mut request.commands);
        let commands = commands.into_iter().map(Incoming::from).collect();
        Ok((request, commands))
    };
    cores::run(read).await?
}

fn read_request(body: &[u8]) -> Result<wire::Request, Error> {
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
        && request.notices_read.len() <= wire::NOTICES_READ_MAX
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

/// Encodes an answer, which counts as held until its phone has read it: the longest
/// unread ones give way, with their connections.
async fn say(
    server: &Server,
    (device, connection): (&Device, &Arc<Holder>),
    answer: wire::Answer,
) -> Result<Response, Error> {
    let body = if answer.cases.is_empty() && answer.records.is_empty() {
        wire::encode(&answer)
    } else {
        let encode = move || wire::encode(&answer);
        cores::run(encode).await?
    };
    let bytes = body.map_err(|fault| Error::fault("encode a sync's answer", fault))?;
    let held = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let held = held.min(server.settings.answer_bytes.per_key);
    let place = server.limits.answers.take(device.key(), held, connection)?;
    let body = Bytes::from_owner(Held {
        bytes,
        _place: place,
    });
    Ok(([(header::CONTENT_TYPE, wire::MEDIA_TYPE)], body).into_response())
}

/// An answer's bytes, with their place.
struct Held {
    bytes: Vec<u8>,
    _place: Place<DeviceKey>,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}
