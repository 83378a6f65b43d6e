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
    /// The photo of which the server has said how far it has got, since the last
    /// failure.
    pub known: Option<BlobId>,
    /// How often the size of a piece was halved, because pieces do not get through.
    pub halvings: u32,
    /// The photo that is sent by the exchange under way.
    pub sending: Option<BlobId>,
}

impl Photos {
    /// Whether a photo is on its way.
    pub const fn is_moving(&self) -> bool {
        self.exchange.is_some()
    }

    /// Whether this one is on its way up just now.
    pub fn is_sending(&self, photo: BlobId) -> bool {
        self.is_moving() && self.sending == Some(photo)
    }
}
