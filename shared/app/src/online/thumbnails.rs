//! Thumbnails that come down by themselves, in the exchanges of photos, when there is
//! nothing else to be said to the server.
//!
//! Nobody has asked for one, so nobody is told when one does not come. Which ones are
//! missing is the store's affair.

use super::{
    photos::{came, end_exchange, exchange, start_exchange},
    session,
};
use crate::{
    effect::HttpAnswer,
    input::{Cmd, Input, PhotoStep, ask_store, store},
    model::Model,
    store::{PhotoOutcome, PhotoTask, StoreAnswer, Task, TaskOutcome},
};
use crux_core::Command;
use domain::{ids::BlobId, time::Span};

/// Begins with the next one that is missing, if it is time for that.
pub fn begin(model: &mut Model) -> Cmd {
    let is_due = model.photos.thumbnail_retry.is_due(model.uptime);
    if model.counts.missing_thumbnails == 0 || !is_due {
        return Command::done();
    }
    let id = start_exchange(model);
    let task = Task::Photo(PhotoTask::NextThumbnail(model.now()));
    ask_store(task, None, move |answer| {
        Input::Photo(PhotoStep::Missing(id, answer))
    })
}

/// The store has told which one is missing.
pub fn ask(model: &mut Model, id: u64, answer: StoreAnswer) -> Cmd {
    if model.photos.exchange != Some(id) {
        return Command::done();
    }
    // An error is told by `take`.
    let Ok(TaskOutcome::Photo(PhotoOutcome::Thumbnail(Some(thumbnail)))) = model.take(answer)
    else {
        model.photos.exchange = None;
        return Command::done();
    };
    let path = format!("/v1/blobs/{thumbnail}");
    let fetched = move |id, answer| PhotoStep::ThumbnailFetched(id, thumbnail, answer);
    exchange(model, "GET", &path, None, Vec::new(), fetched)
}

/// The server has answered, or has not.
pub fn fetched(model: &mut Model, id: u64, thumbnail: BlobId, answer: HttpAnswer) -> Cmd {
    if model.photos.exchange != Some(id) {
        return Command::done();
    }
    let wait = answer.retry_after(model.now());
    let task = match answer {
        HttpAnswer::Answered {
            status: 200, body, ..
        } => PhotoTask::KeepThumbnail(thumbnail, came(body)),
        HttpAnswer::Answered { status: 404, .. } => {
            PhotoTask::PutOffThumbnail(thumbnail, model.now())
        }
        HttpAnswer::Answered { status, body, .. } => {
            let rested = rest(model, id, wait);
            return match session::ended_beside(model, status, &body) {
                Some(ended) => rested.and(ended),
                None => rested,
            };
        }
        HttpAnswer::Offline | HttpAnswer::TimedOut => return rest(model, id, None),
        HttpAnswer::Cancelled => {
            model.photos.exchange = None;
            return Command::done();
        }
    };
    model.photos.thumbnail_retry.succeed();
    store(model, Task::Photo(task), move |answer| {
        Input::Photo(PhotoStep::ThumbnailKept(id, answer))
    })
}

/// The store has noted what came of it, or not: then it is still missing, and must not
/// be asked for at once.
pub fn kept(model: &mut Model, id: u64, answer: StoreAnswer) -> Cmd {
    match model.take(answer) {
        Ok(_) => end_exchange(model, id),
        Err(_) => rest(model, id, None),
    }
}

fn rest(model: &mut Model, id: u64, wait: Option<Span>) -> Cmd {
    let photos = &mut model.photos;
    photos
        .thumbnail_retry
        .rest(model.uptime, None, &mut model.ids);
    if wait.is_some() {
        photos.retry.rest(model.uptime, wait, &mut model.ids);
    }
    end_exchange(model, id)
}
