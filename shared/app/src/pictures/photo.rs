//! A photo out of whatever a person adds: upright, without what a camera notes of
//! place and owner, and no larger than people can make use of.
//!
//! It is decoded and encoded anew, so nothing but its pixels goes on. Bytes come from
//! anywhere, by way of whatever app shares them: how much memory a picture would take
//! is asked before it is decoded, and whatever its decoder does, the app goes on.

use super::{MadePicture, NotAPhoto, encoded, fitted_size, opaque, with_thumbnail};
use domain::photos::media_type_of;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, metadata::Orientation};
use std::{io::Cursor, panic::catch_unwind};

/// The largest photo that a person can add, in bytes. The cameras of phones make
/// less.
const TAKEN_BYTES_MAX: usize = 16 << 20;
/// The most memory that the pixels of one take, in bytes: 50 megapixels of a camera.
const DECODED_BYTES_MAX: u64 = 150_000_000;
/// The longest side that is decoded at all, in pixels.
const DECODED_SIDE_MAX: u32 = 20_000;
/// A JPEG that comes in passes is held as coefficients too, twice as large as its
/// pixels. No camera makes one, so less has to do.
const PROGRESSIVE_BYTES_MAX: u64 = DECODED_BYTES_MAX / 3;
/// The largest photo that is made, in bytes.
const WHOLE_BYTES_MAX: usize = 1 << 20;
/// The longest side and the quality of a photo, and what is tried next if that has
/// too many bytes: a label on a device can be read on the first, and on the others,
/// which only noise needs, still be seen. The last has few enough, whatever it shows.
const WHOLE_STEPS: [(u32, u8); 4] = [(2_048, 82), (2_048, 60), (1_440, 50), (1_024, 40)];

/// What is made into a photo; a shell makes one of these of any other.
const DECODED: [&str; 2] = ["image/jpeg", "image/png"];

/// The photo that is made of what a person adds.
pub fn of_photo(bytes: &[u8]) -> Result<MadePicture, NotAPhoto> {
    if bytes.len() > TAKEN_BYTES_MAX {
        return Err(NotAPhoto::TooLarge);
    }
    // Others may be photos, too, but none that is decoded here.
    if !media_type_of(bytes).is_some_and(|known| DECODED.contains(&known)) {
        return Err(NotAPhoto::UnknownType);
    }
    // A decoder reads here what the whole world may have written. A panic of it would
    // end the core; so it is one more way in which these bytes are no photo.
    let (decoded, orientation) =
        catch_unwind(|| decode(bytes)).unwrap_or(Err(NotAPhoto::Unreadable))?;
    let (side_max, _) = WHOLE_STEPS[0];
    let smaller = match fitted_size(decoded.width(), decoded.height(), side_max) {
        Some((width, height)) => decoded.thumbnail_exact(width, height),
        None => decoded,
    };
    let mut upright = DynamicImage::from(opaque(smaller));
    upright.apply_orientation(orientation);
    let pixels = upright.into_rgb8();
    let whole = encoded(&pixels, &WHOLE_STEPS, WHOLE_BYTES_MAX);
    Ok(with_thumbnail(whole, &pixels))
}

fn decode(bytes: &[u8]) -> Result<(DynamicImage, Orientation), NotAPhoto> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| NotAPhoto::Unreadable)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(DECODED_SIDE_MAX);
    limits.max_image_height = Some(DECODED_SIDE_MAX);
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| no_photo(&error))?;
    let memory_max = if is_progressive(bytes) {
        PROGRESSIVE_BYTES_MAX
    } else {
        DECODED_BYTES_MAX
    };
    if decoder.total_bytes() > memory_max {
        return Err(NotAPhoto::TooLarge);
    }
    // How it was held is a hint: a photo without one, or with nonsense, is upright.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let pixels = DynamicImage::from_decoder(decoder).map_err(|error| no_photo(&error))?;
    Ok((pixels, orientation))
}

fn no_photo(error: &image::ImageError) -> NotAPhoto {
    match error {
        image::ImageError::Limits(_) => NotAPhoto::TooLarge,
        _ => NotAPhoto::Unreadable,
    }
}

/// Whether a JPEG comes in passes: the first segment that begins a frame says so.
/// Taken for one is also what does not lead there.
fn is_progressive(bytes: &[u8]) -> bool {
    if !bytes.starts_with(&[0xff, 0xd8]) {
        return false;
    }
    let mut rest = &bytes[2..];
    while let [0xff, marker, following @ ..] = rest {
        match marker {
            0xff => rest = &rest[1..],
            // Segments without a length.
            0x01 | 0xd0..=0xd8 => rest = following,
            0xc0 | 0xc1 => return false,
            _ => {
                let [high, low, ..] = following else {
                    return true;
                };
                // A frame of another sort, or the image's data before any frame.
                if matches!(marker, 0xc2..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf | 0xda) {
                    return true;
                }
                let length = usize::from(u16::from_be_bytes([*high, *low])).max(2);
                rest = following.get(length..).unwrap_or_default();
            }
        }
    }
    true
}

#[cfg(test)]
mod tests;
