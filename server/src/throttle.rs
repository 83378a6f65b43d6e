//! How often one key may come: a rate limiter whose memory is bounded.
//!
//! Keys are hashed, with a seed of this process, into a fixed number of cells,
//! each of which is limited by itself. Whoever invents a million logins thus
//! fills no memory; that two keys share a cell is rare and cannot be aimed at.

use crate::{clock::Clock, error::Error, settings::Rate};
use governor::{
    Quota, RateLimiter, clock::Clock as _, middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};
use std::{
    hash::{BuildHasher, Hash, RandomState},
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

type Limiter = RateLimiter<u16, HashMapStateStore<u16>, Steady, NoOpMiddleware<Duration>>;

/// A limit on how often each key may come.
pub struct Throttle {
    /// None where the rate is unlimited.
    limiter: Option<Limiter>,
    clock: Steady,
    seed: RandomState,
}

impl Throttle {
    /// A throttle at this rate.
    #[must_use]
    pub fn new(rate: Rate, clock: &Clock) -> Self {
        let clock = Steady::new(clock.clone());
        let limiter = Quota::with_period(Duration::from_millis(rate.interval_ms))
            .zip(NonZeroU32::new(rate.burst))
            .map(|(quota, burst)| {
                RateLimiter::hashmap_with_clock(quota.allow_burst(burst), clock.clone())
            });
        Self {
            limiter,
            clock,
            seed: RandomState::new(),
        }
    }

    /// Counts one more by this key.
    ///
    /// # Errors
    /// It came too often, and is told when it is welcome again.
    pub fn admit(&self, key: impl Hash) -> Result<(), Error> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        let cell = (self.seed.hash_one(key) & 0xffff) as u16;
        limiter.check_key(&cell).map_err(|early| {
            let wait = early.wait_time_from(self.clock.now());
            Error::throttled(
                wait.as_millis()
                    .div_ceil(1000)
                    .try_into()
                    .unwrap_or(u64::MAX)
                    .max(1),
            )
        })
    }
}

/// The server's clock as a limiter needs it: a wall clock that is set back must
/// not lock anybody out until it has caught up, so only its steps forward count.
#[derive(Clone)]
struct Steady {
    clock: Clock,
    passed: Arc<Mutex<Passed>>,
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
            passed: Arc::new(Mutex::new(passed)),
        }
    }
}

impl governor::clock::Clock for Steady {
    type Instant = Duration;

    fn now(&self) -> Duration {
        let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        let now_ms = self.clock.now().0;
        let step_ms = u64::try_from(now_ms.saturating_sub(passed.last_ms)).unwrap_or_default();
        passed.since_start = passed
            .since_start
            .saturating_add(Duration::from_millis(step_ms));
        passed.last_ms = now_ms;
        passed.since_start
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Timestamp;
    use std::sync::atomic::{AtomicI64, Ordering};

    fn throttle() -> (Throttle, Arc<AtomicI64>) {
        let now_ms = Arc::new(AtomicI64::new(1_000_000));
        let told = now_ms.clone();
        let clock = Clock::new(move || Timestamp(told.load(Ordering::Relaxed)));
        (
            Throttle::new(
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
    fn an_unlimited_rate_admits_everything() {
        let throttle = Throttle::new(Rate::UNLIMITED, &Clock::new(Timestamp::default));
        assert!((0..10_000).all(|_| throttle.admit("a").is_ok()));
    }
}
