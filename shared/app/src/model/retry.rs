//! When something that failed is tried again: each time after a longer wait, no
//! two phones at the same moment, and not before the server wants to be asked.

use crate::{clock::Uptime, ids::Ids};
use domain::time::Span;

/// The first wait after a failure; it doubles with every further one.
const FIRST_WAIT_MS: u64 = 2_000;
const LONGEST_WAIT_MS: u64 = 5 * 60_000;
/// However long a server asks not to be asked again, it is after this time.
pub const RETRY_AFTER_MAX: Span = Span::minutes(60);

/// How often something has failed in a row, and until when it rests.
#[derive(Debug, Default)]
pub struct Retry {
    failures: u32,
    at: Option<Uptime>,
    /// Until when the server does not want to be asked.
    asked: Option<Uptime>,
}

impl Retry {
    /// Whether it may be tried now without a reason.
    pub fn is_due(&self, now: Uptime) -> bool {
        self.at.is_none_or(|at| at <= now) && !self.is_asked_to_wait(now)
    }

    /// Whether the server has asked not to be asked now, for whatever reason.
    pub fn is_asked_to_wait(&self, now: Uptime) -> bool {
        self.asked.is_some_and(|until| now < until)
    }

    /// It has failed: it rests for a while, and for as long as the server asks.
    pub fn rest(&mut self, now: Uptime, asked: Option<Span>, ids: &mut Ids) {
        let doublings = self.failures.min(16);
        let wait_ms = (FIRST_WAIT_MS << doublings).min(LONGEST_WAIT_MS);
        let spread_ms = ids.below(wait_ms / 2);
        let wait_ms = i64::try_from(wait_ms - wait_ms / 4 + spread_ms).unwrap_or(i64::MAX);
        self.failures = self.failures.saturating_add(1);
        self.at = Some(now + Span(wait_ms));
        self.asked = asked.map(|wait| now + wait.min(RETRY_AFTER_MAX));
    }

    /// There is a reason to try it now, however often it has failed.
    pub fn hasten(&mut self) {
        self.at = None;
    }

    pub fn succeed(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_asks_is_heeded_whatever_the_reason_but_not_for_ever() {
        let (mut retry, mut ids) = (Retry::default(), Ids::new([7; 32]));
        let after = |seconds: i64| Uptime(seconds * 1_000);
        retry.rest(after(0), Some(Span::minutes(10)), &mut ids);
        retry.hasten();
        assert!(!retry.is_due(after(599)) && retry.is_due(after(600)));
        retry.rest(after(0), Some(Span::days(7)), &mut ids);
        assert!(retry.is_asked_to_wait(after(3_599)) && retry.is_due(after(3_600)));
        retry.rest(after(0), None, &mut ids);
        retry.hasten();
        assert!(retry.is_due(after(0)));
    }
}
