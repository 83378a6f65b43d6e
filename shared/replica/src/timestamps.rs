//! The time of acting, and the bounds that the server holds it to.
//!
//! Both ends move a time behind everything that its author had seen, so that an
//! honest clock makes no difference between them. The phone knows what time it has heard
//! of the server, the server when a device was signed in, when it had last brought
//! everything, and when its command arrived.

use domain::{case::History, time::Timestamp};

/// A time of acting that follows everything its author had seen.
#[must_use]
pub fn after(at: Timestamp, seen: &History) -> Timestamp {
    match seen.latest() {
        Some(latest) => at.max(Timestamp(latest.0.saturating_add(1))),
        None => at,
    }
}

/// A time of acting brought inside what can be: not before what its author had
/// seen or the device had last brought everything, not after it was received. What was seen
/// weighs most, for the times of a case's entries must not contradict their
/// order.
#[must_use]
pub fn clamp(at: Timestamp, seen: &History, since: Timestamp, received: Timestamp) -> Timestamp {
    after(at.max(since).min(received), seen)
}
