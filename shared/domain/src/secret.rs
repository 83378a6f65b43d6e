//! A secret that is passed from hand to hand: whoever can say it was given it.
//!
//! What stands in a case is its hash, which does not give the secret away.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// What whoever was given it can say: 122 random bits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub Uuid);

/// By what a secret is known without being known: the first bits of its SHA-256, as a
/// UUID of version 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretHash(Uuid);

impl Secret {
    #[must_use]
    pub fn hash(self) -> SecretHash {
        let digest = Sha256::digest(self.0.as_bytes());
        let mut first = [0; 16];
        first.copy_from_slice(&digest[..16]);
        SecretHash(Uuid::new_v8(first))
    }
}

impl FromStr for Secret {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// A secret is in no log.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;
    use uuid::Uuid;

    #[test]
    fn a_secret_is_known_by_its_hash_and_shown_by_nothing() {
        let [one, other] = [1, 2].map(|n| Secret(Uuid::from_u128(n)));
        assert_eq!(one.hash(), Secret(Uuid::from_u128(1)).hash());
        assert_ne!(one.hash(), other.hash());
        assert_eq!(format!("{one:?}"), "Secret(…)");
    }
}
