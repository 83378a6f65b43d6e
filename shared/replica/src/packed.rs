//! Documents and changes as they are stored: compressed with what is alike in
//! all of them known beforehand.
//!
//! A document of a few entries is mostly the structure that every document has.
//! With a dictionary of such documents zstd makes less than half of one of what
//! Automerge's own deflate does, in a tenth of the time.
//!
//! The first byte says what follows. A dictionary is never changed once there are
//! bytes that need it; a better one gets the next number, and what phones are
//! given stays packed with the first until no app is left that knows no other.

use crate::Fault;
use std::{cell::RefCell, sync::LazyLock};
use zstd::{
    bulk::{Compressor, Decompressor},
    dict::{DecoderDictionary, EncoderDictionary},
};

/// Follows a zstd frame that needs the first dictionary, trained with
/// `zstd --train` on the sample's documents and changes.
const FIRST: u8 = 1;
const DICTIONARY: &[u8] = include_bytes!("../dictionaries/1.zdict");
/// Beyond it zstd takes ten times as long for a twentieth less.
const LEVEL: i32 = 3;
/// The most that unpacked bytes may be: many times what a full case has.
const PLAIN_BYTES_MAX: usize = 32 << 20;

thread_local! {
    // Making a context takes longer than using it.
    static COMPRESSOR: RefCell<Compressor<'static>> = {
        static PREPARED: LazyLock<EncoderDictionary<'static>> =
            LazyLock::new(|| EncoderDictionary::copy(DICTIONARY, LEVEL));
        let compressor = Compressor::with_prepared_dictionary(&PREPARED);
        RefCell::new(compressor.expect("because zstd takes a dictionary that it made"))
    };
    static DECOMPRESSOR: RefCell<Decompressor<'static>> = {
        static PREPARED: LazyLock<DecoderDictionary<'static>> =
            LazyLock::new(|| DecoderDictionary::copy(DICTIONARY));
        let decompressor = Decompressor::with_prepared_dictionary(&PREPARED);
        RefCell::new(decompressor.expect("because zstd takes a dictionary that it made"))
    };
}

/// Packs bytes to be stored.
#[must_use]
pub(crate) fn pack(plain: &[u8]) -> Vec<u8> {
    COMPRESSOR.with_borrow_mut(|compressor| {
        let mut packed = vec![0; 1 + zstd::zstd_safe::compress_bound(plain.len())];
        packed[0] = FIRST;
        let written = compressor.compress_to_buffer(plain, &mut packed[1..]);
        let written = written.expect("because the buffer has the room that zstd asks for");
        packed.truncate(1 + written);
        packed.shrink_to_fit();
        packed
    })
}

/// Unpacks stored bytes.
pub(crate) fn unpack(packed: &[u8]) -> Result<Vec<u8>, Fault> {
    let Some((&FIRST, frame @ [_, ..])) = packed.split_first() else {
        return Err(Fault::Packed);
    };
    let size = Decompressor::upper_bound(frame).filter(|size| *size <= PLAIN_BYTES_MAX);
    let size = size.ok_or(Fault::Packed)?;
    DECOMPRESSOR
        .with_borrow_mut(|decompressor| decompressor.decompress(frame, size))
        .map_err(|_| Fault::Packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_unpacked() {
        for plain in [&b""[..], b"x", &vec![7; 100_000], DICTIONARY] {
            assert_eq!(unpack(&pack(plain)).unwrap(), plain);
        }
    }

    #[test]
    fn what_is_not_packed_is_not_unpacked() {
        let mut packed = pack(b"something of some length, to have it broken");
        packed.pop();
        for bytes in [&b""[..], &[FIRST], &[0, 1, 2], b"{}", &packed] {
            assert!(unpack(bytes).is_err(), "{bytes:?}");
        }
    }
}
