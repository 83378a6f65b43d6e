//! The time of acting, and the bounds that the server holds it to.
//!
//! Both ends move a time behind everything that its author had seen, so that an
//! honest clock makes no difference between them; the server alone knows when a
//! device was signed in and when its command arrived.

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
/// seen or the device was signed in, not after it was received. What was seen
/// weighs most, for the times of a case's entries must not contradict their
/// order.
#[must_use]
pub fn clamp(
    at: Timestamp,
    seen: &History,
    signed_in: Timestamp,
    received: Timestamp,
) -> Timestamp {
    after(at.max(signed_in).min(received), seen)
}
