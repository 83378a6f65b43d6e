//! How much of the register's work is done at once, and who is told that there is some.

use std::sync::Arc;
use tokio::sync::{Notify, Semaphore};

/// How many files come in at once, each of which is held whole; and how many go out.
const AT_ONCE: usize = 2;

/// What the register has of a running server.
#[derive(Debug)]
pub(crate) struct Limits {
    pub files: Arc<Semaphore>,
    pub answers: Arc<Semaphore>,
    /// Told when a run begins here.
    pub begun: Notify,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            files: Arc::new(Semaphore::new(AT_ONCE)),
            answers: Arc::new(Semaphore::new(AT_ONCE)),
            begun: Notify::new(),
        }
    }
}
