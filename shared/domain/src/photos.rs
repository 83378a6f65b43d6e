//! What a photo can be, how an act names one, and how many it shows: the same for
//! every capability, on the phone and on the server.

use crate::ids::{BlobId, NotABlobId};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The most photos one act shows.
pub const PHOTOS_MAX: usize = 10;
/// The largest photo or signature that travels, in bytes.
pub const PHOTO_BYTES_MAX: u32 = 8 << 20;
/// The largest thumbnail that a phone makes, in bytes.
pub const THUMBNAIL_BYTES_MAX: usize = 16 << 10;
/// What a photo can be. A phone makes JPEG of what people add, and PNG of signatures;
/// other callers send what their cameras make.
pub const MEDIA_TYPES: [&str; 4] = ["image/jpeg", "image/png", "image/heic", "image/heif"];
/// The most of a photo that is sent at once, in bytes.
pub const PIECE_BYTES_MAX: u32 = 512 << 10;

/// A photo or signature as an act names it: with its thumbnail, which others are
/// shown until they look at the whole. Whoever adds it makes both, so a server
/// decodes no picture, and a phone has to fetch little to show something.
///
/// One that is small is its own thumbnail. As a text, in forms and in commands
/// alike, it is the whole, and then the thumbnail after a blank if that is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Picture {
    pub whole: BlobId,
    pub thumbnail: BlobId,
}

impl Picture {
    /// Its blobs, in the order in which they are worth sending.
    pub fn blobs(self) -> impl Iterator<Item = BlobId> {
        let other = Some(self.thumbnail).filter(|it| *it != self.whole);
        other.into_iter().chain([self.whole])
    }
}

/// One that is its own thumbnail.
impl From<BlobId> for Picture {
    fn from(whole: BlobId) -> Self {
        Self {
            whole,
            thumbnail: whole,
        }
    }
}

impl fmt::Display for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.whole.fmt(f)?;
        if self.thumbnail == self.whole {
            return Ok(());
        }
        write!(f, " {}", self.thumbnail)
    }
}

impl FromStr for Picture {
    type Err = NotABlobId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((whole, thumbnail)) = text.split_once(' ') else {
            return text.parse().map(BlobId::into);
        };
        // One text for one picture: what is said twice is said wrongly.
        if whole == thumbnail {
            return Err(NotABlobId);
        }
        Ok(Self {
            whole: whole.parse()?,
            thumbnail: thumbnail.parse()?,
        })
    }
}

impl TryFrom<String> for Picture {
    type Error = NotABlobId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Picture> for String {
    fn from(picture: Picture) -> Self {
        picture.to_string()
    }
}

/// The one of [`MEDIA_TYPES`] that a caller means: in any case, with parameters, or by
/// the name that many use for JPEG.
#[must_use]
pub fn media_type_named(name: &str) -> Option<&'static str> {
    let essence = name.split(';').next().unwrap_or_default().trim();
    let is_jpeg = ["image/jpg", "image/pjpeg"]
        .iter()
        .any(|other| essence.eq_ignore_ascii_case(other));
    let meant = if is_jpeg { "image/jpeg" } else { essence };
    let mut all = MEDIA_TYPES.into_iter();
    all.find(|known| known.eq_ignore_ascii_case(meant))
}

/// What a photo is, by its first bytes: one of [`MEDIA_TYPES`].
#[must_use]
pub fn media_type_of(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Some("image/jpeg")
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else {
        // A box of any length names the brand of the format.
        match bytes.get(4..12)? {
            b"ftypheic" | b"ftypheix" | b"ftypheim" | b"ftypheis" => Some("image/heic"),
            b"ftypmif1" => Some("image/heif"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_known_by_its_first_bytes() {
        let photos: [&[u8]; 4] = [
            &[0xff, 0xd8, 0xff, 0xe0],
            b"\x89PNG\r\n\x1a\n....",
            b"\0\0\0\x24ftypheic\0\0",
            b"\0\0\0\x18ftypmif1\0\0",
        ];
        assert_eq!(photos.map(media_type_of), MEDIA_TYPES.map(Some));
        let others: [&[u8]; 4] = [
            b"",
            b"\xff\xd8",
            b"\0\0\0\x24ftypavif\0\0",
            b"RIFF\x10\0\0\0WEBPVP8 ",
        ];
        assert_eq!(others.map(media_type_of), [None; 4]);
    }

    #[test]
    fn a_media_type_is_known_however_it_is_written() {
        for known in MEDIA_TYPES {
            for name in [
                known.to_owned(),
                known.to_uppercase(),
                format!(" {known} ;q=1"),
            ] {
                assert_eq!(media_type_named(&name), Some(known), "{name:?}");
            }
        }
        for name in ["image/jpg", "Image/JPG", "image/pjpeg"] {
            assert_eq!(media_type_named(name), Some("image/jpeg"), "{name:?}");
        }
        for name in ["", ";", "image/svg+xml", "text/html", "image/jpegs", "jpeg"] {
            assert_eq!(media_type_named(name), None, "{name:?}");
        }
    }

    #[test]
    fn a_picture_has_one_text() {
        let (a, b) = ("0a".repeat(32), "0b".repeat(32));
        for text in [a.clone(), format!("{a} {b}")] {
            let picture: Picture = text.parse().expect("a picture");
            assert_eq!(picture.to_string(), text);
            let json = serde_json::to_string(&picture).expect("a picture");
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<Picture>(&json).ok(), Some(picture));
        }
        let others = [
            String::new(),
            format!("{a} "),
            format!(" {a}"),
            format!("{a} {a}"),
            format!("{a}  {b}"),
            format!("{a} {b} {b}"),
        ];
        for text in others {
            assert_eq!(text.parse::<Picture>(), Err(NotABlobId), "{text}");
        }
    }

    #[test]
    fn a_thumbnail_is_sent_before_its_picture() {
        let [whole, thumbnail] = [BlobId([1; 32]), BlobId([2; 32])];
        let picture = Picture { whole, thumbnail };
        assert_eq!(picture.blobs().collect::<Vec<_>>(), [thumbnail, whole]);
        let small = Picture::from(whole);
        assert_eq!(small.blobs().collect::<Vec<_>>(), [whole]);
    }
}
