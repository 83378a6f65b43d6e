//! What is under way with the server. How it goes on is not decided here.

use super::retry::Retry;
use crate::clock::Uptime;
use domain::words::Message;
use replica::wire::NoticesRead;

/// The problem that only the way to the server has.
pub const UNREACHABLE: &str = "sync-unreachable";

/// What is under way with the server.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact by itself")]
pub struct Sync {
    /// What is under way.
    pub phase: SyncPhase,
    /// Whether the phone says that there is a network.
    pub is_connected: bool,
    /// Whether the app is in the foreground.
    pub is_foreground: bool,
    /// Why the last exchange failed.
    pub problem: Option<Message>,
    /// When it is tried again.
    pub retry: Retry,
    /// How much waited to be said when the last exchange was begun.
    pub waited: u32,
    /// What it told to be read.
    pub told: Vec<NoticesRead>,
    /// Whether more has been given or read, or a case asked for, before its answer came.
    pub has_more_to_say: bool,
    /// Whether somebody has asked for what is new since the last exchange was begun: its
    /// answer may be older than the question.
    pub is_asked_again: bool,
    /// Whether the server has left something without a ruling. That is said again
    /// with every long poll, and holds up nothing else.
    pub is_held_up: bool,
}

/// What is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncPhase {
    Idle,
    /// Something is said or taken in.
    Exchanging(u64),
    /// The server holds its answer until something happens.
    LongPoll {
        /// The number of its request.
        id: u64,
        since: Uptime,
    },
}

impl Default for Sync {
    fn default() -> Self {
        Self {
            phase: SyncPhase::Idle,
            is_connected: true,
            is_foreground: false,
            problem: None,
            retry: Retry::default(),
            waited: 0,
            told: Vec::new(),
            has_more_to_say: false,
            is_asked_again: false,
            is_held_up: false,
        }
    }
}

impl Sync {
    /// Whether something is said or taken in right now.
    pub const fn is_busy(&self) -> bool {
        matches!(self.phase, SyncPhase::Exchanging(_))
    }
}
