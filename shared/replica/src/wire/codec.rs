//! Messages as bytes, and bytes as messages, bounded in every direction.
//!
//! What comes from outside is trusted in nothing: neither in how large it says it
//! is, nor in how deep it is nested.

use super::{Answer, Request};
use crate::Fault;
use serde::{Serialize, de::DeserializeOwned};

/// The deepest nesting of a message. Those of this version have less than half
/// of it; the rest is for fields that a later one adds and this one passes over.
const DEPTH_MAX: usize = 32;

/// What travels in one direction.
pub trait Message: Serialize + DeserializeOwned {
    /// The largest it may be once decompressed, in bytes.
    const PLAIN_BYTES_MAX: usize;
}

impl Message for Request {
    const PLAIN_BYTES_MAX: usize = 2 << 20;
}

impl Message for Answer {
    const PLAIN_BYTES_MAX: usize = 16 << 20;
}

/// Encodes a message.
///
/// # Errors
/// If it is larger than its reader would take.
pub fn encode<M: Message>(message: &M) -> Result<Vec<u8>, Fault> {
    let plain = rmp_serde::to_vec_named(message).map_err(|_| Fault::Wire("not encodable"))?;
    if plain.len() > M::PLAIN_BYTES_MAX {
        return Err(Fault::Wire("too large to send"));
    }
    zstd::bulk::compress(&plain, 3).map_err(|_| Fault::Wire("not compressible"))
}

/// Decodes a message.
///
/// # Errors
/// If the bytes are no such message, or more than one may be.
pub fn decode<M: Message>(bytes: &[u8]) -> Result<M, Fault> {
    // In one go into one buffer: so no frame can ask for a window of its own.
    let plain = zstd::bulk::decompress(bytes, M::PLAIN_BYTES_MAX)
        .map_err(|_| Fault::Wire("not compressed with zstd, or too large"))?;
    let mut reader = rmp_serde::Deserializer::from_read_ref(&plain);
    reader.set_max_depth(DEPTH_MAX);
    M::deserialize(&mut reader).map_err(|_| Fault::Wire("not a message of this version"))
}
