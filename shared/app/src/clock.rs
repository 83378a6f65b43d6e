//! What time it is: on the phone's clocks, and by the server's.
//!
//! People set a phone's clock, and so does the network; nobody sets how long it has
//! been running. So spans are measured by that: what waits for a while, and what has
//! passed since the server last told its time. Only across a start of the phone the
//! clock that people set has to do, and it never shows a time before what was heard.

use domain::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::ops::Add;

/// How far the clock that people set may stray from what it showed before it counts as
/// set. Reading two clocks takes a moment, and one may be adjusted bit by bit.
const STRAY_MS_MAX: u64 = 1_000;

/// What a shell reads off the phone's clocks, with every call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockReading {
    /// Milliseconds since the Unix epoch, by the clock that people set.
    pub now_ms: i64,
    /// Milliseconds since the phone was started, those in which it slept among them.
    pub uptime_ms: i64,
    /// Which start of the phone it is: another text after each.
    pub boot: String,
}

/// How long the phone has been running, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uptime(pub i64);

/// How the server's time follows from the phone's clocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerTime {
    /// The time that the server told last.
    pub heard: Timestamp,
    /// What to add to the time since the phone was started, at this start of it.
    uptime_offset_ms: i64,
    boot: String,
    /// What to add to the clock that people set, at another start.
    offset_ms: i64,
}

impl ClockReading {
    /// The reading of a phone that is never started anew, and whose clock nobody sets.
    #[must_use]
    pub const fn steady(now: Timestamp) -> Self {
        Self {
            now_ms: now.0,
            uptime_ms: now.0,
            boot: String::new(),
        }
    }

    /// The time by the clock that people set.
    pub(crate) const fn wall(&self) -> Timestamp {
        Timestamp(self.now_ms)
    }

    pub(crate) const fn uptime(&self) -> Uptime {
        Uptime(self.uptime_ms)
    }
}

impl Uptime {
    /// The span since an earlier moment.
    pub fn since(self, earlier: Self) -> Span {
        Timestamp(self.0).since(Timestamp(earlier.0))
    }
}

impl Add<Span> for Uptime {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl ServerTime {
    /// As the server has just told it.
    pub fn heard(now: Timestamp, reading: &ClockReading) -> Self {
        Self::at(now, now, reading)
    }

    fn at(now: Timestamp, heard: Timestamp, reading: &ClockReading) -> Self {
        Self {
            heard,
            uptime_offset_ms: now.0.saturating_sub(reading.uptime_ms),
            boot: reading.boot.clone(),
            offset_ms: now.0.saturating_sub(reading.now_ms),
        }
    }

    /// What time it is on the server: never before what was heard.
    pub fn now(&self, reading: &ClockReading) -> Timestamp {
        if self.boot == reading.boot {
            return (Timestamp(reading.uptime_ms) + Span(self.uptime_offset_ms)).max(self.heard);
        }
        // As long as the phone has been running has passed since, too.
        let earliest = self.heard + Span(reading.uptime_ms);
        self.by_the_clock(reading).max(earliest)
    }

    fn by_the_clock(&self, reading: &ClockReading) -> Timestamp {
        reading.wall() + Span(self.offset_ms)
    }

    /// The same, for what the clocks show from now on, if the phone was started anew or
    /// its clock was set. A clock that is known to be wrong says nothing: whoever sets it
    /// right is believed then.
    pub fn kept(&self, reading: &ClockReading) -> Option<Self> {
        let is_same_boot = self.boot == reading.boot;
        if !is_same_boot && self.by_the_clock(reading) < self.heard {
            return None;
        }
        let kept = Self::at(self.now(reading), self.heard, reading);
        let is_set = kept.offset_ms.abs_diff(self.offset_ms) > STRAY_MS_MAX;
        (is_set || !is_same_boot).then_some(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn reading(now_ms: i64, uptime_ms: i64, boot: &str) -> ClockReading {
        ClockReading {
            now_ms,
            uptime_ms,
            boot: boot.to_owned(),
        }
    }

    /// The server's time as it goes on with what the clocks show.
    fn following(mut time: ServerTime, readings: &[ClockReading]) -> Vec<i64> {
        let follow = |reading: &ClockReading| {
            time = time.kept(reading).unwrap_or_else(|| time.clone());
            time.now(reading).0
        };
        readings.iter().map(follow).collect()
    }

    #[test]
    fn a_clock_that_is_set_moves_nothing() {
        let time = ServerTime::heard(Timestamp(100 * HOUR), &reading(124 * HOUR, HOUR, "a"));
        let told = following(
            time,
            &[
                reading(125 * HOUR, 2 * HOUR, "a"),
                reading(102 * HOUR, 3 * HOUR, "a"),
                reading(0, 4 * HOUR, "a"),
            ],
        );
        assert_eq!(told, [101 * HOUR, 102 * HOUR, 103 * HOUR]);
    }

    #[test]
    fn after_a_start_the_clock_counts_as_it_was_last_set() {
        let time = ServerTime::heard(Timestamp(100 * HOUR), &reading(124 * HOUR, HOUR, "a"));
        let told = following(
            time,
            &[
                // A day too late, and then set right.
                reading(125 * HOUR, 2 * HOUR, "a"),
                reading(102 * HOUR, 3 * HOUR, "a"),
                // Started anew an hour later, and then set wrong.
                reading(103 * HOUR, 0, "b"),
                reading(9 * HOUR, HOUR, "b"),
            ],
        );
        assert_eq!(told, [101 * HOUR, 102 * HOUR, 103 * HOUR, 104 * HOUR]);
    }

    #[test]
    fn a_clock_that_has_lost_the_time_shows_none_before_what_was_heard() {
        let time = ServerTime::heard(Timestamp(100 * HOUR), &reading(100 * HOUR, HOUR, "a"));
        let told = following(
            time,
            &[
                reading(0, 0, "b"),
                reading(HOUR, HOUR, "b"),
                // The network sets it right.
                reading(120 * HOUR, 2 * HOUR, "b"),
                reading(0, 3 * HOUR, "b"),
            ],
        );
        assert_eq!(told, [100 * HOUR, 101 * HOUR, 120 * HOUR, 121 * HOUR]);
    }

    #[test]
    fn no_reading_is_too_much() {
        let ends = [i64::MIN, 0, i64::MAX];
        for (now, uptime) in ends
            .into_iter()
            .flat_map(|it| ends.map(|other| (it, other)))
        {
            let time = ServerTime::heard(Timestamp(now), &reading(uptime, now, "a"));
            for boot in ["a", "b"] {
                let reading = reading(now, uptime, boot);
                assert!(time.now(&reading) >= time.heard);
                let _ = time.kept(&reading);
            }
        }
        assert_eq!(Uptime(5).since(Uptime(7)), Span(0));
    }
}
