//! A seeded generator of random numbers: the same seed gives the same sample,
//! down to the ids.
//!
//! Nothing that has to be secret comes from here; tokens and salts are the
//! operating system's.

use domain::{
    ids::{CaseId, CommandId, PersonId},
    time::Timestamp,
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use uuid::{Builder, Uuid};

/// The same seed gives the same numbers every time.
#[derive(Debug)]
pub(super) struct SampleRng(ChaCha8Rng);

impl SampleRng {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number from `low` up to, but not including, `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).max(1).unsigned_abs();
        low.saturating_add_unsigned(self.0.next_u64() % span)
    }

    /// Whether what happens in so many of a hundred cases happens.
    pub fn percent(&mut self, percent: i64) -> bool {
        self.between(0, 100) < percent
    }

    /// One of these, all alike; none of none.
    pub fn of<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        let count = i64::try_from(things.len()).unwrap_or(i64::MAX);
        let index = self.between(0, count);
        things.get(usize::try_from(index).unwrap_or_default())
    }

    pub fn text(&mut self, texts: &[&'static str]) -> &'static str {
        self.of(texts).copied().unwrap_or_default()
    }

    /// One of these by its weight; none of none.
    pub fn weighted<'a, T>(
        &mut self,
        things: &'a [T],
        weight: impl Fn(&T) -> i64,
    ) -> Option<&'a T> {
        let mut rest = self.between(0, things.iter().map(&weight).sum());
        things.iter().find(|thing| {
            rest -= weight(thing);
            rest < 0
        })
    }

    /// A number around `middle`, mostly within `spread` of it, never much beyond.
    pub fn around(&mut self, middle: i64, spread: i64) -> i64 {
        let near = |rng: &mut Self| rng.between(-spread, spread + 1);
        middle + i64::midpoint(near(self), near(self))
    }

    /// An id that sorts by the time at which it was made.
    pub fn id(&mut self, at: Timestamp) -> Uuid {
        let mut bytes = [0; 10];
        self.0.fill_bytes(&mut bytes);
        Builder::from_unix_timestamp_millis(u64::try_from(at.0).unwrap_or_default(), &bytes)
            .into_uuid()
    }

    pub fn case(&mut self, at: Timestamp) -> CaseId {
        CaseId(self.id(at))
    }

    pub fn command(&mut self, at: Timestamp) -> CommandId {
        CommandId(self.id(at))
    }

    pub fn person(&mut self, at: Timestamp) -> PersonId {
        PersonId(self.id(at))
    }
}
