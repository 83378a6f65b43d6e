//! What a photo can be and how many an act shows: the same for every
//! capability, on the phone and on the server.

/// The most photos one act shows.
pub const PHOTOS_MAX: usize = 10;
/// The largest photo, in bytes.
pub const PHOTO_BYTES_MAX: u32 = 8 << 20;
/// What a photo can be.
pub const MEDIA_TYPES: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "image/heic"];
/// The most of a photo that is sent at once, in bytes.
pub const PIECE_BYTES_MAX: u32 = 512 << 10;

/// The major brands of HEIC in the `ftyp` box with which a file begins (ISO/IEC
/// 23008-12, annex B): others of that box are films, or AVIF.
const HEIC_BRANDS: [&[u8]; 7] = [
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1",
];

/// What a photo is, by its first bytes: one of [`MEDIA_TYPES`].
#[must_use]
pub fn media_type_of(bytes: &[u8]) -> Option<&'static str> {
    let at = |place: usize, word: &[u8]| bytes.get(place..).is_some_and(|it| it.starts_with(word));
    if at(0, &[0xff, 0xd8, 0xff]) {
        Some("image/jpeg")
    } else if at(0, b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        Some("image/webp")
    } else if at(4, b"ftyp") && HEIC_BRANDS.iter().any(|brand| at(8, brand)) {
        Some("image/heic")
    } else {
        None
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
            b"RIFF\x10\0\0\0WEBPVP8 ",
            b"\0\0\0\x24ftypheic\0\0",
        ];
        assert_eq!(photos.map(media_type_of), MEDIA_TYPES.map(Some));
        let others: [&[u8]; 5] = [
            b"",
            b"\xff\xd8",
            b"\0\0\0\x20ftypisom",
            b"RIFF....WAVE",
            b"\0\0\0\x20ftypavif",
        ];
        assert_eq!(others.map(media_type_of), [None; 5]);
    }
}
