//! What is under way with photos. How it goes on is not decided here.

use super::retry::Retry;
use domain::{ids::BlobId, words::Message};
use std::collections::VecDeque;

/// What is under way with photos.
#[derive(Debug, Default)]
pub struct Photos {
    /// The exchange that is under way.
    pub exchange: Option<u64>,
    /// What somebody wants to see, and waits for.
    pub asked: VecDeque<BlobId>,
    /// Why the last photo could not be sent.
    pub problem: Option<Message>,
    /// When sending is tried again.
    pub retry: Retry,
    /// How often the server has lost what it had of the photo that is sent.
    pub restarts: u32,
}

impl Photos {
    /// Whether a photo is on its way.
    pub const fn is_moving(&self) -> bool {
        self.exchange.is_some()
    }
}
