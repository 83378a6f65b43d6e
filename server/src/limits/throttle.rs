//! How often one key may come: a rate limiter whose memory is bounded.
//!
//! Keys are hashed, with a seed of this process, into a fixed number of cells,
//! each of which is limited by itself. Whoever invents a million logins thus
//! fills no memory; that two keys share a cell is rare and cannot be aimed at.
//!
//! A cell is one number, by the generic cell rate algorithm: until when what came is
//! paid for. So what was counted can be given back when it turns out that it was
//! honest, as no rate limiter at hand lets one do: of sign-ins only those count that
//! fail.

use crate::{clock::Clock, error::Error, metrics, settings::Rate};
use std::{
    hash::{BuildHasher, Hash, RandomState},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

const CELLS: usize = 1 << 16;

/// A limit on how often each key may come.
pub struct Throttle {
    /// What it is called where it is metered.
    name: &'static str,
    rate: Rate,
    /// Until when each cell has paid, in milliseconds of the clock.
    cells: Box<[AtomicU64]>,
    clock: Steady,
    seed: RandomState,
}

impl Throttle {
    /// A throttle at this rate.
    #[must_use]
    pub fn new(name: &'static str, rate: Rate, clock: &Clock) -> Self {
        Self {
            name,
            rate,
            cells: (0..CELLS).map(|_| AtomicU64::new(0)).collect(),
            clock: Steady::new(clock.clone()),
            seed: RandomState::new(),
        }
    }

    /// Counts one more by this key.
    ///
    /// # Errors
    /// It came too often, and is told when it is welcome again.
    pub fn admit(&self, key: impl Hash) -> Result<(), Error> {
        self.take(key, 1).map(|_| ())
    }

    /// Counts so many more by this key, for as long as they are not given back.
    ///
    /// # Errors
    /// As of [`Throttle::admit`].
    pub fn take(&self, key: impl Hash, count: u32) -> Result<Counted<'_>, Error> {
        let cell = &self.cells[self.cell_of(key)];
        if self.rate.is_unlimited() {
            return Ok(Counted { cell, cost_ms: 0 });
        }
        // What is more than comes at once after a quiet time would never be admitted.
        let count = count.min(self.rate.burst);
        let cost_ms = u64::from(count).saturating_mul(self.rate.interval_ms);
        let ahead_ms = u64::from(self.rate.burst).saturating_mul(self.rate.interval_ms);
        let now_ms = self.clock.now_ms();
        let after = |paid_ms: u64| paid_ms.max(now_ms).saturating_add(cost_ms);
        let counted = cell.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |paid_ms| {
            Some(after(paid_ms)).filter(|after| *after <= now_ms.saturating_add(ahead_ms))
        });
        match counted {
            Ok(_) => Ok(Counted { cell, cost_ms }),
            Err(paid_ms) => {
                metrics::limited(self.name, "refused");
                let early_ms = after(paid_ms).saturating_sub(now_ms.saturating_add(ahead_ms));
                Err(Error::throttled(early_ms.div_ceil(1000).max(1)))
            }
        }
    }

    /// Counts so many more by this key, also if it was not welcome: what cannot be known
    /// before it is done.
    pub fn charge(&self, key: impl Hash, count: u32) {
        let cost_ms = u64::from(count).saturating_mul(self.rate.interval_ms);
        let now_ms = self.clock.now_ms();
        let after = |paid_ms: u64| Some(paid_ms.max(now_ms).saturating_add(cost_ms));
        let cell = &self.cells[self.cell_of(key)];
        let _ = cell.fetch_update(Ordering::Relaxed, Ordering::Relaxed, after);
    }

    fn cell_of(&self, key: impl Hash) -> usize {
        usize::try_from(self.seed.hash_one(key) % CELLS as u64).unwrap_or_default()
    }
}

/// What was counted.
#[must_use = "what turns out to be honest is to be given back"]
#[derive(Debug)]
pub struct Counted<'a> {
    cell: &'a AtomicU64,
    cost_ms: u64,
}

impl Counted<'_> {
    /// It counts no more.
    pub fn give_back(self) {
        let less = |paid_ms: u64| Some(paid_ms.saturating_sub(self.cost_ms));
        let _ = self
            .cell
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }
}

/// The server's clock as a limiter needs it: a wall clock that is set back must
/// not lock anybody out until it has caught up, so only its steps forward count.
struct Steady {
    clock: Clock,
    passed: Mutex<Passed>,
}

struct Passed {
    last_ms: i64,
    since_start: Duration,
}

impl Steady {
    fn new(clock: Clock) -> Self {
        let passed = Passed {
            last_ms: clock.now().0,
            since_start: Duration::ZERO,
        };
        Self {
            clock,
            passed: Mutex::new(passed),
        }
    }
}

impl Steady {
    /// How much time has passed, in milliseconds.
    fn now_ms(&self) -> u64 {
        let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        let now_ms = self.clock.now().0;
        let step_ms = u64::try_from(now_ms.saturating_sub(passed.last_ms)).unwrap_or_default();
        passed.since_start = passed
            .since_start
            .saturating_add(Duration::from_millis(step_ms));
        passed.last_ms = now_ms;
        u64::try_from(passed.since_start.as_millis()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Timestamp;
    use std::sync::Arc;
    use std::sync::atomic::AtomicI64;

    fn throttle() -> (Throttle, Arc<AtomicI64>) {
        let now_ms = Arc::new(AtomicI64::new(1_000_000));
        let told = now_ms.clone();
        let clock = Clock::new(move || Timestamp(told.load(Ordering::Relaxed)));
        (
            Throttle::new(
                "test",
                Rate {
                    burst: 2,
                    interval_ms: 30_000,
                },
                &clock,
            ),
            now_ms,
        )
    }

    fn wait_s(outcome: Result<(), Error>) -> Option<u64> {
        match outcome {
            Err(Error::Problem(problem)) => problem.retry_after_s,
            _ => None,
        }
    }

    #[test]
    fn after_its_burst_a_key_waits_and_is_told_how_long() {
        let (throttle, now_ms) = throttle();
        assert!(throttle.admit("a").is_ok() && throttle.admit("a").is_ok());
        assert_eq!(wait_s(throttle.admit("a")), Some(30));
        assert!(throttle.admit("b").is_ok(), "another key is not concerned");
        now_ms.fetch_add(30_000, Ordering::Relaxed);
        assert!(throttle.admit("a").is_ok());
        assert!(throttle.admit("a").is_err());
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let (throttle, now_ms) = throttle();
        assert!(throttle.admit("a").is_ok() && throttle.admit("a").is_ok());
        now_ms.fetch_sub(900_000, Ordering::Relaxed);
        assert_eq!(wait_s(throttle.admit("a")), Some(30));
        now_ms.fetch_add(30_000, Ordering::Relaxed);
        assert!(throttle.admit("a").is_ok());
    }

    #[test]
    fn what_is_given_back_does_not_count_and_what_weighs_more_takes_more() {
        let (throttle, _) = throttle();
        for _ in 0..10 {
            throttle.take("a", 2).unwrap().give_back();
        }
        let _one = throttle.take("a", 1).unwrap();
        assert_eq!(wait_s(throttle.take("a", 2).map(|_| ())), Some(30));
        assert!(throttle.take("b", 1_000).is_ok());
        assert!(throttle.admit("b").is_err());
    }

    #[test]
    fn what_was_charged_is_waited_for() {
        let (throttle, now_ms) = throttle();
        throttle.charge("a", 4);
        assert_eq!(wait_s(throttle.take("a", 1).map(|_| ())), Some(90));
        now_ms.fetch_add(90_000, Ordering::Relaxed);
        assert!(throttle.admit("a").is_ok());
    }

    #[test]
    fn an_unlimited_rate_admits_everything() {
        let throttle = Throttle::new("test", Rate::UNLIMITED, &Clock::new(Timestamp::default));
        assert!((0..10_000).all(|_| throttle.admit("a").is_ok()));
    }
}
