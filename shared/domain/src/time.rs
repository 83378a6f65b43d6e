//! Points in time and spans of it, as plain numbers.
//!
//! Nothing here reads a clock: a time is always handed in, so that the same
//! command has the same effect wherever and whenever it is executed.

use jiff::fmt::strtime;
use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};

pub use jiff::tz::TimeZone;

/// Where no place is known.
pub static UTC: TimeZone = TimeZone::UTC;

/// Milliseconds since the Unix epoch.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A span of time in milliseconds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Span(pub i64);

/// The time zone of a name, as phones name theirs: by the IANA's database, or by a fixed
/// offset (`GMT+08:00`, `GMT+0800`). A phone that does not know where it is, or of whose
/// place this version does not know, is in UTC.
#[must_use]
pub fn time_zone(name: &str) -> TimeZone {
    if let Ok(zone) = TimeZone::get(name) {
        return zone;
    }
    let formats = ["GMT%:z", "GMT%z"];
    let mut offsets = formats.iter().filter_map(|format| {
        let parsed = strtime::parse(format, name).ok()?;
        parsed.offset()
    });
    offsets.next().map_or(TimeZone::UTC, TimeZone::fixed)
}

impl Timestamp {
    /// The span since `earlier`; none at all if that lies later.
    ///
    /// Acts given without knowing of each other may be adopted against the order
    /// of their times, and no figure may become negative by that.
    #[must_use]
    pub fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0).max(0))
    }
}

impl Span {
    #[must_use]
    pub const fn minutes(minutes: i64) -> Self {
        Self(minutes.saturating_mul(60_000))
    }

    /// So many days of 24 hours.
    #[must_use]
    pub const fn days(days: i64) -> Self {
        Self::minutes(days.saturating_mul(24 * 60))
    }
}

impl Add<Span> for Timestamp {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Add for Span {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Span {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::{Span, Timestamp};

    #[test]
    fn no_arithmetic_overflows_and_no_span_since_is_negative() {
        let times = [i64::MIN, -1, 0, 1, i64::MAX].map(Timestamp);
        for a in times {
            for b in times {
                assert!(a.since(b) >= Span(0));
                let _ = (a + Span(b.0), Span(a.0) + Span(b.0), Span(a.0) - Span(b.0));
            }
        }
        assert_eq!(Timestamp(i64::MAX) + Span::days(1), Timestamp(i64::MAX));
        assert_eq!(
            Timestamp(i64::MAX).since(Timestamp(i64::MIN)),
            Span(i64::MAX)
        );
        assert_eq!(Span::days(i64::MAX), Span(i64::MAX));
    }

    #[test]
    fn a_span_is_counted_in_milliseconds() {
        assert_eq!(Span::days(7), Span(604_800_000));
        assert_eq!(Timestamp(5).since(Timestamp(3)), Span(2));
        assert_eq!(Timestamp(3).since(Timestamp(5)), Span(0));
    }
}
