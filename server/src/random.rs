//! Where the server's randomness comes from: the operating system, for ids,
//! tokens and salts. Nothing here makes anything secret by itself.

use crate::error::Error;
use domain::time::Timestamp;
use uuid::{Builder, Uuid};

/// So many random bytes.
///
/// # Errors
/// The operating system has none to give.
pub fn bytes<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::fault("draw random bytes", error))?;
    Ok(bytes)
}

/// An id that sorts by the time it was made (UUID version 7).
///
/// # Errors
/// The operating system has no randomness to give.
pub fn id(now: Timestamp) -> Result<Uuid, Error> {
    let milliseconds = u64::try_from(now.0).unwrap_or_default();
    Ok(Builder::from_unix_timestamp_millis(milliseconds, &bytes()?).into_uuid())
}
