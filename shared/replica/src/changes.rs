//! The changes of one push to one case, stored together until every phone has
//! been told.
//!
//! Packed together they are a third of what they are one by one, for the receipts
//! say the same as the entries before them.

use crate::{
    Fault,
    packed::{pack, unpack},
};

/// Changes to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    pub bytes: Vec<u8>,
    /// How many bytes the changes have when they are delivered.
    pub plain_bytes: usize,
}

impl Bundle {
    /// Bundles changes, in order, each with whether the device that pushed has it
    /// already.
    ///
    /// # Panics
    /// Never: a change is as large as its command, and a command has a limit.
    pub fn of<'a>(changes: impl IntoIterator<Item = (&'a [u8], bool)>) -> Self {
        let mut plain = Vec::new();
        for (change, is_confirmed) in changes {
            plain.push(u8::from(is_confirmed));
            let length = u32::try_from(change.len());
            let length = length.expect("because a change is as large as its command, or less");
            plain.extend(length.to_be_bytes());
            plain.extend(change);
        }
        Self {
            bytes: pack(&plain),
            plain_bytes: plain.len(),
        }
    }
}

/// The changes of a stored bundle, in order: all of them, or those that the
/// device that pushed does not have.
///
/// # Errors
/// If the bytes are no bundle of ours.
pub fn unbundle(bytes: &[u8], is_for_its_device: bool) -> Result<Vec<Vec<u8>>, Fault> {
    let plain = unpack(bytes)?;
    let mut rest = plain.as_slice();
    let mut changes = Vec::new();
    while let Some((is_confirmed, after)) = rest.split_first() {
        let (length, after) = after.split_first_chunk().ok_or(Fault::Packed)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Fault::Packed)?;
        let (change, after) = after.split_at_checked(length).ok_or(Fault::Packed)?;
        if !(is_for_its_device && *is_confirmed == 1) {
            changes.push(change.to_vec());
        }
        rest = after;
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_gets_what_it_lacks_and_others_get_all() {
        let changes = [(&b"own"[..], true), (b"", false), (b"receipts", false)];
        let bundle = Bundle::of(changes);
        assert_eq!(bundle.plain_bytes, 3 * 5 + 3 + 8);
        let all = unbundle(&bundle.bytes, false).unwrap();
        assert_eq!(all, [&b"own"[..], b"", b"receipts"]);
        let lacking = unbundle(&bundle.bytes, true).unwrap();
        assert_eq!(lacking, [&b""[..], b"receipts"]);
    }

    #[test]
    fn what_is_no_bundle_is_a_fault() {
        for plain in [&b"\x01"[..], b"\x00\x00\x00\x00\x09short"] {
            assert!(unbundle(&pack(plain), false).is_err());
        }
    }
}
