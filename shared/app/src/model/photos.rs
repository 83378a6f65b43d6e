//! What is under way with photos. How it goes on is not decided here.

use super::retry::Retry;
use domain::{
    ids::{BlobId, CaseId},
    words::Message,
};
use std::collections::VecDeque;

/// A photo that somebody wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedPhoto {
    pub photo: BlobId,
    /// The case that was open; the photo stays on the phone as long as it.
    pub shown_in: Option<CaseId>,
}

/// What is under way with photos.
#[derive(Debug, Default)]
pub struct Photos {
    /// The exchange that is under way.
    pub exchange: Option<u64>,
    /// What somebody wants to see, and waits for.
    pub asked: VecDeque<AskedPhoto>,
    /// Why the last photo could not be sent.
    pub problem: Option<Message>,
    /// When sending is tried again.
    pub retry: Retry,
    /// When a missing thumbnail is asked for again, after one could not be.
    pub thumbnail_retry: Retry,
    /// How often the server has lost what it had of the photo that is sent.
    pub restarts: u32,
}

impl Photos {
    /// Whether a photo is on its way.
    pub const fn is_moving(&self) -> bool {
        self.exchange.is_some()
    }
}
