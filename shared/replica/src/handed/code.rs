//! What is handed over as texts for codes: each so short that one phone's camera reads
//! it from another's screen, in several parts where it has to be.
//!
//! `FL1:HAND:<set>:<part>:<of>:<data>`: letters, digits and colons alone, which QR codes
//! hold most densely, and which may be pasted or typed with blanks and line ends between
//! them. The data is the message in MessagePack, compressed, in base 32 (RFC 4648).

use super::Handed;
use crate::Fault;
use data_encoding::BASE32_NOPAD;
use domain::ids::CaseId;
use std::collections::{BTreeMap, VecDeque};

/// The most characters of one code: as many as QR version 25 holds at error level L in
/// letters and digits. On a screen of 6 cm a module is half a millimetre.
pub const CODE_CHARS_MAX: usize = 1_853;
/// The most codes of one message.
pub const PARTS_MAX: usize = 20;
/// The most bytes of a message that is taken in.
const BYTES_MAX: usize = 256 << 10;
/// How hard it is compressed: it is small, and done once.
const LEVEL: i32 = 19;
/// Parts of how many messages are collected at a time.
const SETS_MAX: usize = 4;
const PREFIX: &str = "FL1:HAND:";
/// The characters of a code that are no data.
const HEAD_CHARS: usize = 32;

/// The texts of the codes that show a message, in order.
///
/// # Errors
/// If it is too long for them.
pub fn codes(handed: &Handed) -> Result<Vec<String>, Fault> {
    let plain = rmp_serde::to_vec(handed).map_err(|_| Fault::TooLong)?;
    let packed = zstd::bulk::compress(&plain, LEVEL).map_err(|_| Fault::TooLong)?;
    let data = BASE32_NOPAD.encode(&packed);
    let first = handed.first().ok_or(Fault::TooLong)?;
    let set = CaseId(first.0).code().replace('-', "");
    let room = CODE_CHARS_MAX - HEAD_CHARS;
    let of = data.len().div_ceil(room);
    if of > PARTS_MAX {
        return Err(Fault::TooLong);
    }
    // As even as they can be: so none is denser than it has to be.
    let part = data.len().div_ceil(of);
    let parts = data.as_bytes().chunks(part).zip(1..);
    let text = |(data, nth): (&[u8], usize)| {
        let data = String::from_utf8_lossy(data);
        format!("{PREFIX}{set}:{nth}:{of}:{data}")
    };
    Ok(parts.map(text).collect())
}

/// What has come of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// So many parts of so many are here.
    Part { here: usize, of: usize },
    /// All of it is here.
    Whole(Box<Handed>),
}

/// Why a text is no code of this sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCode {
    /// It is something else.
    Other,
    /// It is one, but damaged or cut off, or of a newer version.
    Damaged,
}

/// Collects the parts of messages, in whatever order and however often they come.
/// Codes of other sorts count for nothing and disturb nothing.
#[derive(Clone, Debug, Default)]
pub struct CodeReader {
    sets: VecDeque<(String, usize, BTreeMap<usize, String>)>,
}

impl CodeReader {
    /// Whether a text is meant to be such a code.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        let head = text.trim_start().get(..PREFIX.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(PREFIX))
    }

    /// Takes a text in.
    ///
    /// # Errors
    /// If it is no code of this sort, or what came together is no message.
    pub fn read(&mut self, text: &str) -> Result<Read, NoCode> {
        if !Self::is_meant(text) {
            return Err(NoCode::Other);
        }
        let (set, nth, of, data) = part_of(text).ok_or(NoCode::Damaged)?;
        let known = self
            .sets
            .iter()
            .position(|(it, parts, _)| (it, *parts) == (&set, of));
        let place = known.unwrap_or_else(|| {
            self.sets.truncate(SETS_MAX - 1);
            self.sets.push_front((set, of, BTreeMap::new()));
            0
        });
        let Some((_, _, parts)) = self.sets.get_mut(place) else {
            return Err(NoCode::Damaged);
        };
        parts.insert(nth, data);
        if parts.len() < of {
            let here = parts.len();
            return Ok(Read::Part { here, of });
        }
        let data: String = parts.values().map(String::as_str).collect();
        self.sets.remove(place);
        let handed = message_of(&data).ok_or(NoCode::Damaged)?;
        Ok(Read::Whole(Box::new(handed)))
    }
}

/// The set, the number, how many there are, and the data.
fn part_of(text: &str) -> Option<(String, usize, usize, String)> {
    if text.len() > 4 * CODE_CHARS_MAX {
        return None;
    }
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.to_ascii_uppercase();
    let mut parts = plain.strip_prefix(PREFIX)?.splitn(4, ':');
    let set = parts.next()?.to_owned();
    let nth: usize = parts.next()?.parse().ok()?;
    let of: usize = parts.next()?.parse().ok()?;
    let data = parts.next()?.to_owned();
    let is_one = (1..=of).contains(&nth) && of <= PARTS_MAX && set.len() == 8;
    is_one.then_some((set, nth, of, data))
}

fn message_of(data: &str) -> Option<Handed> {
    let packed = BASE32_NOPAD.decode(data.as_bytes()).ok()?;
    let plain = zstd::bulk::decompress(&packed, BYTES_MAX).ok()?;
    rmp_serde::from_slice(&plain).ok()
}
