//! Bytes from outside: whatever they are, no panic, and no more memory than the
//! limits say.

use super::fixtures::{a_request, an_answer};
use crate::{
    Fault,
    wire::{Answer, Message, Request, decode, encode},
};
use proptest::prelude::*;

fn is_refused<M: Message>(plain: &[u8]) -> bool {
    let bytes = zstd::bulk::compress(plain, 3).unwrap();
    matches!(decode::<M>(&bytes), Err(Fault::Wire(_)))
}

#[test]
fn a_message_that_unpacks_to_more_than_it_may_is_refused() {
    let bomb = zstd::bulk::compress(&vec![0; 512 << 20], 19).unwrap();
    assert!(bomb.len() < Request::PLAIN_BYTES_MAX);
    assert!(decode::<Request>(&bomb).is_err());
    assert!(decode::<Answer>(&bomb).is_err());
    // One that does not say how large it is, and several in a row.
    let streamed = zstd::stream::encode_all(&vec![0; 64 << 20][..], 3).unwrap();
    assert!(decode::<Request>(&streamed).is_err());
    let one = zstd::bulk::compress(&vec![0; 1 << 20], 3).unwrap();
    assert!(decode::<Request>(&one.repeat(100)).is_err());
    // A frame that asks for a window of 2 GiB.
    let window = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 21 << 3, 0x01, 0x00, 0x00];
    assert!(decode::<Request>(&window).is_err());
}

#[test]
fn a_message_nested_without_end_is_refused() {
    // A field that this version does not know, of arrays or maps within each other.
    let unknown = |opening: &[u8]| {
        let mut plain = vec![0x81, 0xa1, b'x'];
        plain.extend(opening.repeat(500_000));
        plain
    };
    assert!(is_refused::<Request>(&unknown(&[0x91])));
    assert!(is_refused::<Request>(&unknown(&[0x81, 0xc0])));
}

#[test]
fn a_message_that_only_says_it_is_large_takes_no_memory() {
    let request = rmp_serde::to_vec_named(&a_request()).unwrap();
    let name = b"commands";
    let at = request
        .windows(name.len())
        .position(|window| window == name);
    let at = at.unwrap() + name.len();
    for claim in [
        [0xdd, 0xff, 0xff, 0xff, 0xff],
        [0xdf, 0xff, 0xff, 0xff, 0xff],
        [0xdb, 0xff, 0xff, 0xff, 0xff],
        [0xc6, 0xff, 0xff, 0xff, 0xff],
    ] {
        let mut plain = request[..at].to_vec();
        plain.extend(claim);
        plain.extend(&request[at + 1..]);
        assert!(is_refused::<Request>(&plain));
    }
}

#[test]
fn a_message_too_large_to_be_read_is_not_sent() {
    let mut request = a_request();
    request.cursor = vec![0; Request::PLAIN_BYTES_MAX].into();
    assert!(matches!(encode(&request), Err(Fault::Wire(_))));
}

#[test]
fn a_field_of_a_later_version_is_passed_over() {
    let plain = rmp_serde::to_vec_named(&a_request()).unwrap();
    let mut later = vec![plain[0] + 1, 0xa5];
    later.extend(b"later");
    later.extend([0x92, 0xc0, 0x81, 0xa1, b'x', 0x2a]);
    later.extend(&plain[1..]);
    let bytes = zstd::bulk::compress(&later, 3).unwrap();
    assert_eq!(decode::<Request>(&bytes).unwrap(), a_request());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn bytes_of_any_kind_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(decode::<Request>(&bytes).is_err());
        prop_assert!(decode::<Answer>(&bytes).is_err());
        prop_assert!(is_refused::<Request>(&bytes));
        prop_assert!(is_refused::<Answer>(&bytes));
    }

    #[test]
    fn messages_with_an_error_in_them_are_read_without_a_panic(
        errors in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5),
        is_packed in any::<bool>(),
    ) {
        for mut plain in [
            rmp_serde::to_vec_named(&a_request()).unwrap(),
            rmp_serde::to_vec_named(&an_answer()).unwrap(),
        ] {
            let damage = |bytes: &mut Vec<u8>| {
                for (at, with) in &errors {
                    let place = at.index(bytes.len());
                    bytes[place] = *with;
                }
            };
            if !is_packed {
                damage(&mut plain);
            }
            let mut bytes = zstd::bulk::compress(&plain, 3).unwrap();
            if is_packed {
                damage(&mut bytes);
            }
            let _ = decode::<Request>(&bytes);
            let _ = decode::<Answer>(&bytes);
        }
    }
}
