//! When something that failed is tried again: each time after a longer wait, and
//! no two phones at the same moment.

use crate::ids::Ids;
use domain::time::{Span, Timestamp};

/// The first wait after a failure; it doubles with every further one.
const FIRST_WAIT_MS: u64 = 2_000;
const LONGEST_WAIT_MS: u64 = 5 * 60_000;

/// How often something has failed in a row, and until when it rests.
#[derive(Debug, Default)]
pub struct Retry {
    failures: u32,
    at: Option<Timestamp>,
}

impl Retry {
    /// Whether it may be tried now.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.at.is_none_or(|at| at <= now)
    }

    /// It has failed: it rests for a while.
    pub fn rest(&mut self, now: Timestamp, ids: &mut Ids) {
        let doublings = self.failures.min(16);
        let wait_ms = (FIRST_WAIT_MS << doublings).min(LONGEST_WAIT_MS);
        let spread_ms = ids.below(wait_ms / 2);
        let wait_ms = i64::try_from(wait_ms - wait_ms / 4 + spread_ms).unwrap_or(i64::MAX);
        self.failures = self.failures.saturating_add(1);
        self.at = Some(now + Span(wait_ms));
    }

    /// There is a reason to try it now, however often it has failed.
    pub fn hasten(&mut self) {
        self.at = None;
    }

    pub fn succeed(&mut self) {
        *self = Self::default();
    }
}
