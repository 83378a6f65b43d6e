//! Ids, drawn from the entropy that the shell gave when it opened the core.

use crate::store::NewIds;
use domain::{
    ids::{CaseId, CommandId},
    secret::Secret,
    time::Timestamp,
};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use replica::handed::Key;
use uuid::{Builder, Uuid};

/// Draws ids of version 7, each greater than the one before.
#[derive(Debug)]
pub struct Ids {
    random: ChaCha20Rng,
    last_ms: u64,
}

impl Ids {
    /// Ids that follow from this entropy.
    pub fn new(entropy: [u8; 32]) -> Self {
        Self {
            random: ChaCha20Rng::from_seed(entropy),
            last_ms: 0,
        }
    }

    /// The ids of an act that is done now.
    pub fn for_act(&mut self, now: Timestamp) -> NewIds {
        NewIds {
            case: CaseId(self.id(now)),
            command: CommandId(self.id(now)),
            secret: self.secret(),
        }
    }

    /// A key of one's own.
    pub fn key(&mut self) -> Key {
        let mut seed = [0; 32];
        self.random.fill_bytes(&mut seed);
        Key::of(seed)
    }

    fn secret(&mut self) -> Secret {
        let mut bytes = [0; 16];
        self.random.fill_bytes(&mut bytes);
        Secret(Builder::from_random_bytes(bytes).into_uuid())
    }

    fn id(&mut self, now: Timestamp) -> Uuid {
        // A clock that is set back, or asked twice in a millisecond, must not
        // bring an earlier id after a later one.
        let now_ms = u64::try_from(now.0).unwrap_or_default();
        self.last_ms = now_ms.max(self.last_ms.saturating_add(1));
        let mut bytes = [0; 10];
        self.random.fill_bytes(&mut bytes);
        Builder::from_unix_timestamp_millis(self.last_ms, &bytes).into_uuid()
    }

    /// A number below `limit`, to spread what would otherwise come at once.
    pub fn below(&mut self, limit: u64) -> u64 {
        match limit {
            0 => 0,
            limit => self.random.next_u64() % limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_even_when_the_clock_falls() {
        let mut ids = Ids::new([7; 32]);
        let drawn: Vec<_> = [5_000, 5_000, 4_000, -1, 5_001]
            .map(|ms| ids.for_act(Timestamp(ms)).command)
            .to_vec();
        assert!(drawn.is_sorted_by(|a, b| a < b));
    }
}
