//! Keys, and what a device says with one: that it has executed a command so.

use crate::{actor::Actor, heads::Hash};
use domain::ids::CaseId;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;
use std::fmt;
use uuid::Uuid;

/// A public key.
pub type PublicKey = ByteArray<32>;

/// A key that signs. Its bytes are kept in the phone's keychain, or with the
/// organisation.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(SigningKey);

impl Key {
    /// The key that these random bytes are.
    #[must_use]
    pub fn of(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&seed))
    }

    /// The bytes to keep.
    #[must_use]
    pub fn seed(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    #[must_use]
    pub fn public(&self) -> PublicKey {
        ByteArray::new(self.0.verifying_key().to_bytes())
    }

    pub(crate) fn sign(&self, said: &[u8]) -> ByteArray<64> {
        ByteArray::new(self.0.sign(said).to_bytes())
    }
}

/// A key is in no log.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

pub(crate) fn is_signed(key: &PublicKey, said: &[u8], signature: &ByteArray<64>) -> bool {
    let signature = Signature::from_bytes(signature);
    let key = VerifyingKey::from_bytes(key);
    key.is_ok_and(|key| key.verify_strict(said, &signature).is_ok())
}

/// That a device has executed a command, as it is pushed by somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    pub device: Uuid,
    pub signature: ByteArray<64>,
}

impl Seal {
    /// Whether the device with this key has said so.
    #[must_use]
    pub fn is_of(&self, key: &PublicKey, organisation: Uuid, said: &Said<'_>) -> bool {
        is_signed(key, &said.by(organisation, self.device), &self.signature)
    }
}

/// What a device says of a command.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    pub case: CaseId,
    pub command: &'a str,
    pub base: &'a [Hash],
    pub actor: &'a Actor,
    pub seq: u64,
    pub hash: Hash,
}

impl Said<'_> {
    /// Each part with its length, so that no two read alike.
    pub(crate) fn by(&self, organisation: Uuid, device: Uuid) -> Vec<u8> {
        let mut said = b"fieldloop handed 1".to_vec();
        said.extend(organisation.as_bytes());
        said.extend(device.as_bytes());
        said.extend(self.case.0.as_bytes());
        said.extend(self.hash.0);
        said.extend(self.seq.to_be_bytes());
        let base: Vec<u8> = self.base.iter().flat_map(|hash| hash.0).collect();
        for part in [self.actor.0.as_slice(), &base, self.command.as_bytes()] {
            said.extend(u64::try_from(part.len()).unwrap_or_default().to_be_bytes());
            said.extend(part);
        }
        said
    }
}
