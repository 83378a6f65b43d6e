//! Photos between the phone and the server, one exchange at a time beside the sync.
//!
//! - A photo that is added to a form is kept at once, and is sent after the act
//!   that shows it: no act waits for its photo.
//! - It goes up in pieces. After a start and after a failure the server is asked how
//!   far it has got, because of a piece that was cut off it keeps what has come. Where
//!   something on the way does not hand that on, smaller pieces come through.
//! - One that the server has no room for is tried again after the others; one that
//!   it does not take waits in the outbox for the person.
//! - One that somebody wants to see comes down whole and is checked by its name.
//!   Thumbnails come by themselves ([`super::thumbnails`]).
//!
//! What is kept for how long is the store's affair.

use super::{session, sync, thumbnails};
use crate::{
    effect::{CancelOperation, HttpAnswer, HttpHeader, HttpOperation, HttpRequest},
    input::{Cmd, Input, PhotoStep, ask_store, log, store},
    model::{Access, AskedPhoto, Model, UNREACHABLE},
    pictures::Photo,
    store::{PhotoOutcome, PhotoTask, Piece, Progress, StoreAnswer, Task, TaskOutcome},
};
use crux_core::Command;
use domain::{
    ids::BlobId,
    photos::{PIECE_BYTES_MAX, media_type_of},
    time::Span,
    view::Tone,
    words::{Message, Worded},
};
use serde::Deserialize;

/// How long a piece, or a whole photo on its way down, may take.
const TIMEOUT_MS: u32 = 120_000;
/// Of bytes that this version does not know as a photo.
const UNKNOWN_TYPE: &str = "application/octet-stream";
/// How many photos can be asked for while others are on their way.
const ASKED_MAX: usize = 50;
/// How often the sending of a photo is begun anew at once.
const RESTARTS_MAX: u32 = 3;
/// How often the size of a piece is halved, at most.
const HALVINGS_MAX: u32 = 4;

/// How far an upload is, as the server says.
#[derive(Deserialize)]
struct UploadProgress {
    received: u32,
    is_complete: bool,
}

/// Goes on from a step.
pub fn step(model: &mut Model, step: PhotoStep) -> Cmd {
    match step {
        PhotoStep::Sought(photo, answer) => sought(model, photo, answer),
        PhotoStep::Read(id, answer) => read(model, id, answer),
        PhotoStep::Sent(id, photo, first, answer) => sent(model, id, photo, first, answer),
        PhotoStep::Noted(id, problem, answer) => noted(model, id, problem, answer),
        PhotoStep::Fetched(id, photo, answer) => fetched(model, id, photo, answer),
        PhotoStep::Missing(id, answer) => thumbnails::ask(model, id, answer),
        PhotoStep::ThumbnailFetched(id, thumbnail, answer) => {
            thumbnails::fetched(model, id, thumbnail, answer)
        }
        PhotoStep::ThumbnailKept(id, answer) => thumbnails::kept(model, id, answer),
        PhotoStep::Kept(id, answer) => {
            // An error is told by `take`.
            let _ = model.take(answer);
            end_exchange(model, id)
        }
        PhotoStep::Decided(answer) => {
            let _ = model.take(answer);
            begin(model)
        }
    }
}

/// The person wants to see a photo.
pub fn fetch(model: &mut Model, id: &str) -> Cmd {
    let Ok(photo) = id.parse() else {
        return warn(model, "photo-not-there");
    };
    let shown_in = model.open_case();
    let asked = AskedPhoto { photo, shown_in };
    let task = Task::Photo(PhotoTask::Seek(photo));
    ask_store(task, None, move |answer| {
        Input::Photo(PhotoStep::Sought(asked, answer))
    })
}

fn sought(model: &mut Model, photo: AskedPhoto, answer: StoreAnswer) -> Cmd {
    match model.take(answer) {
        Ok(TaskOutcome::Photo(PhotoOutcome::Sought(false))) if !may_talk(model) => {
            warn(model, "photo-unreachable")
        }
        Ok(TaskOutcome::Photo(PhotoOutcome::Sought(false))) => {
            let asked = &mut model.photos.asked;
            if asked.len() < ASKED_MAX && !asked.contains(&photo) {
                asked.push_back(photo);
            }
            begin(model)
        }
        _ => Command::done(),
    }
}

fn may_talk(model: &Model) -> bool {
    let is_open = matches!(model.access, Access::Open(_));
    model.sync.is_connected && is_open && model.session().is_some()
}

/// Begins the next exchange: what somebody wants to see first, then what is to be
/// sent, unless the sync has something to say before it.
pub fn begin(model: &mut Model) -> Cmd {
    let is_asked_to_wait = model.photos.retry.is_asked_to_wait(model.uptime);
    if model.photos.is_moving() || !may_talk(model) || is_asked_to_wait {
        return Command::done();
    }
    if session::only_hands_in(model) {
        // Nothing comes down any more.
        model.photos.asked.clear();
    }
    if let Some(asked) = model.photos.asked.pop_front() {
        model.photos.sending = None;
        let url = format!("/v1/blobs/{}", asked.photo);
        let fetched = move |id, answer| PhotoStep::Fetched(id, asked, answer);
        return exchange(model, "GET", &url, None, Vec::new(), fetched);
    }
    let is_due = model.photos.retry.is_due(model.uptime);
    let is_turn = !model.sync.is_busy() && model.sync.problem.is_none();
    if !is_turn {
        return Command::done();
    }
    if session::only_hands_in(model) && (model.counts.photos == 0 || !is_due) {
        return session::end_once_handed_in(model).unwrap_or_else(Command::done);
    }
    if model.counts.photos == 0 || !is_due {
        return thumbnails::begin(model);
    }
    let id = start_exchange(model);
    let next = PhotoTask::Next {
        known: model.photos.known,
        bytes_max: PIECE_BYTES_MAX >> model.photos.halvings,
    };
    ask_store(Task::Photo(next), None, move |answer| {
        Input::Photo(PhotoStep::Read(id, answer))
    })
}

/// Gives up what is under way.
pub fn stop(model: &mut Model) -> Cmd {
    model.photos.asked.clear();
    match model.photos.exchange.take() {
        Some(id) => Command::notify_shell(CancelOperation { id }).build(),
        None => Command::done(),
    }
}

pub(super) fn start_exchange(model: &mut Model) -> u64 {
    let id = model.next_request_id();
    model.photos.exchange = Some(id);
    id
}

pub(super) fn exchange(
    model: &mut Model,
    method: &str,
    path: &str,
    media_type: Option<&str>,
    body: Vec<u8>,
    then: impl FnOnce(u64, HttpAnswer) -> PhotoStep + Send + 'static,
) -> Cmd {
    let (Access::Open(token), Some(session)) = (&model.access, model.session()) else {
        model.photos.exchange = None;
        return Command::done();
    };
    let mut headers = vec![HttpHeader::new("authorization", &format!("Bearer {token}"))];
    headers.extend(media_type.map(|it| HttpHeader::new("content-type", it)));
    let request = HttpRequest {
        method: method.to_owned(),
        url: format!("{}{path}", session.server),
        headers,
        body,
        timeout_ms: TIMEOUT_MS,
    };
    let id = model
        .photos
        .exchange
        .unwrap_or_else(|| start_exchange(model));
    Command::request_from_shell(HttpOperation { id, request })
        .then_send(move |answer| Input::Photo(then(id, answer)))
}

/// The store has told which piece is to be sent: send it.
fn read(model: &mut Model, id: u64, answer: StoreAnswer) -> Cmd {
    if model.photos.exchange != Some(id) {
        return Command::done();
    }
    let piece = match model.take(answer) {
        Ok(TaskOutcome::Photo(PhotoOutcome::Piece(Some(piece)))) => piece,
        Ok(_) => {
            model.photos.exchange = None;
            return Command::done();
        }
        Err(error) => return fail(model, error.message()),
    };
    let Piece {
        photo,
        media_type,
        first,
        size,
        bytes,
    } = piece;
    model.photos.sending = Some(photo);
    let path = format!("/v1/blobs/{photo}?first={first}&size={size}");
    let sent = move |id, answer| PhotoStep::Sent(id, photo, first, answer);
    exchange(model, "PUT", &path, Some(&media_type), bytes, sent)
}

/// The server has answered a piece, or has not.
fn sent(model: &mut Model, id: u64, photo: BlobId, first: u32, answer: HttpAnswer) -> Cmd {
    if model.photos.exchange != Some(id) {
        return Command::done();
    }
    let wait = answer.retry_after(model.now());
    // Until the server has said how far it has got with this very photo.
    let was_known = model.photos.known.take() == Some(photo);
    let (status, body) = match answer {
        HttpAnswer::Answered { status, body, .. } => (status, body),
        HttpAnswer::Offline | HttpAnswer::TimedOut => {
            let halvings = model.photos.halvings + u32::from(was_known);
            model.photos.halvings = halvings.min(HALVINGS_MAX);
            let failed = fail(model, Message::new(UNREACHABLE));
            return failed.and(log("photo: the server cannot be reached"));
        }
        HttpAnswer::Cancelled => {
            model.photos.exchange = None;
            return Command::done();
        }
    };
    if let Some(ended) = session::ended_beside(model, status, &body) {
        return fail(model, Message::new("sync-failed")).and(ended);
    }
    let noted = match status {
        200 => Command::done(),
        _ => log(format!("photo: status {status}{}", sync::asked(wait))),
    };
    let upload = serde_json::from_slice::<UploadProgress>(&body);
    let (progress, problem) = match (status, upload) {
        (200, Ok(upload)) if upload.is_complete => (Progress::Whole, None),
        (200, Ok(upload)) if !was_known || upload.received > first => {
            if was_known {
                model.photos.halvings = model.photos.halvings.saturating_sub(1);
            }
            model.photos.known = Some(photo);
            (Progress::Received(upload.received), None)
        }
        // What was there is gone, or is not what was sent.
        (200 | 409 | 422, _) if model.photos.restarts < RESTARTS_MAX => {
            model.photos.restarts += 1;
            (Progress::Received(0), None)
        }
        (507, _) => (Progress::Postponed, Some(Message::new("photo-no-room"))),
        (400 | 409 | 413 | 415 | 422, _) => (Progress::Refused(refusal(status)), None),
        // Whatever else our server has against this one, it will have again.
        (402..=499, _) if !is_for_now(status) && sync::is_ours(&body) => {
            (Progress::Refused(refusal(status)), None)
        }
        _ => return fail_for(model, Message::new("sync-failed"), wait).and(noted),
    };
    match &progress {
        Progress::Received(_) => {}
        Progress::Refused(why) => {
            model.photos.restarts = 0;
            model.say(why.clone(), Tone::Alarm);
        }
        Progress::Whole | Progress::Postponed => model.photos.restarts = 0,
    }
    let task = Task::Photo(PhotoTask::Note(photo, progress));
    noted.and(store(model, task, move |answer| {
        Input::Photo(PhotoStep::Noted(id, problem, answer))
    }))
}

/// Whether a refusal says nothing of what was sent, but of when, or of who sent it.
const fn is_for_now(status: u16) -> bool {
    matches!(status, 403 | 407 | 408 | 421 | 423 | 425 | 426 | 429)
}

/// Why the server does not take a photo, in words.
fn refusal(status: u16) -> Message {
    Message::new(match status {
        413 => "photo-refused-size",
        415 => "photo-refused-media-type",
        _ => "photo-refused",
    })
}

/// The person has a photo sent again that the server has refused.
pub fn resend(model: &mut Model, id: &str) -> Cmd {
    decide(model, id, PhotoTask::Resend)
}

/// The person lets a photo go that the server has refused.
pub fn let_go(model: &mut Model, id: &str) -> Cmd {
    decide(model, id, PhotoTask::LetGo)
}

fn decide(model: &mut Model, id: &str, task: impl FnOnce(BlobId) -> PhotoTask) -> Cmd {
    let Ok(photo) = id.parse() else {
        return warn(model, "photo-not-there");
    };
    model.message = None;
    store(model, Task::Photo(task(photo)), |answer| {
        Input::Photo(PhotoStep::Decided(answer))
    })
}

fn noted(model: &mut Model, id: u64, problem: Option<Message>, answer: StoreAnswer) -> Cmd {
    let error = model.take(answer).err().map(|error| error.message());
    if model.photos.exchange != Some(id) {
        return Command::done();
    }
    if let Some(problem) = error.or(problem) {
        return fail(model, problem);
    }
    model.photos.problem = None;
    model.photos.retry.succeed();
    end_exchange(model, id)
}

fn fail(model: &mut Model, problem: Message) -> Cmd {
    fail_for(model, problem, None)
}

/// It has failed, and the server may have said for how long.
fn fail_for(model: &mut Model, problem: Message, wait: Option<Span>) -> Cmd {
    model.photos.problem = Some(problem);
    model.photos.retry.rest(model.uptime, wait, &mut model.ids);
    model.photos.exchange = None;
    begin(model)
}

/// An exchange is over: on to the next.
pub(super) fn end_exchange(model: &mut Model, id: u64) -> Cmd {
    if model.photos.exchange == Some(id) {
        model.photos.exchange = None;
    }
    begin(model)
}

/// The server has answered somebody's wish to see a photo, or has not.
fn fetched(model: &mut Model, id: u64, asked: AskedPhoto, answer: HttpAnswer) -> Cmd {
    if model.photos.exchange != Some(id) {
        return Command::done();
    }
    if let Some(wait) = answer.retry_after(model.now()) {
        model
            .photos
            .retry
            .rest(model.uptime, Some(wait), &mut model.ids);
    }
    let message_id = match answer {
        HttpAnswer::Answered {
            status: 200, body, ..
        } => {
            let came = came(body);
            let AskedPhoto { photo, shown_in } = asked;
            let task = Task::Photo(PhotoTask::Keep(photo, came, shown_in));
            return store(model, task, move |answer| {
                Input::Photo(PhotoStep::Kept(id, answer))
            });
        }
        HttpAnswer::Answered { status: 404, .. } => "photo-not-there",
        HttpAnswer::Answered { status, body, .. } => {
            if let Some(ended) = session::ended_beside(model, status, &body) {
                return end_exchange(model, id).and(ended);
            }
            "photo-failed"
        }
        HttpAnswer::Offline | HttpAnswer::TimedOut => "photo-unreachable",
        HttpAnswer::Cancelled => {
            model.photos.exchange = None;
            return Command::done();
        }
    };
    let warned = warn(model, message_id);
    warned.and(end_exchange(model, id))
}

/// What came down, as what its bytes say that it is.
pub(super) fn came(bytes: Vec<u8>) -> Photo {
    let media_type = media_type_of(&bytes).unwrap_or(UNKNOWN_TYPE);
    Photo {
        media_type: media_type.to_owned(),
        bytes,
    }
}

fn warn(model: &mut Model, message_id: &'static str) -> Cmd {
    model.say(Message::new(message_id), Tone::Alarm);
    Command::done()
}
