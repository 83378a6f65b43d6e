//! Change hashes, and the heads of a document: the changes on which nothing in
//! it builds yet. The heads on which a command was given are its base.

use automerge::ChangeHash;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The hash of a change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hash(#[serde(with = "serde_bytes")] pub [u8; 32]);

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0[..4]
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl From<ChangeHash> for Hash {
    fn from(hash: ChangeHash) -> Self {
        Self(hash.0)
    }
}

impl From<Hash> for ChangeHash {
    fn from(hash: Hash) -> Self {
        Self(hash.0)
    }
}

/// The heads of a document: everything its holder could see.
pub type Heads = Vec<Hash>;

/// The most heads that a base may name. Documents are written by few people at
/// a time, so an honest one has a handful.
pub const HEADS_MAX: usize = 64;
