//! Pictures as this phone makes them: of what a person adds, a photo with its
//! thumbnail; of strokes on a pad, a signature.
//!
//! Pure functions of bytes, however hostile those are: they give a picture within
//! its limits, or a word for the person. Where pictures are kept and how they travel
//! is not decided here.

mod photo;
mod signature;

pub use photo::of_photo;
pub use signature::of_drawing;

use domain::{
    ids::BlobId,
    photos::{Picture, THUMBNAIL_BYTES_MAX},
    words::{Message, Worded},
};
use image::{
    DynamicImage, ExtendedColorType, ImageEncoder, RgbImage, codecs::jpeg::JpegEncoder,
    imageops::thumbnail,
};
use sha2::{Digest, Sha256};

/// The longest side of a thumbnail, in pixels: enough for a third of a phone's width.
const THUMBNAIL_SIDE_MAX: u32 = 256;
const JPEG: &str = "image/jpeg";
const PNG: &str = "image/png";

/// A photo or a signature, or the thumbnail of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// What it is, such as `image/jpeg`.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Photo {
    fn of(media_type: &str, bytes: Vec<u8>) -> Self {
        Self {
            media_type: media_type.to_owned(),
            bytes,
        }
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> BlobId {
        BlobId(Sha256::digest(&self.bytes).into())
    }
}

/// A picture that was made here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadePicture {
    pub whole: Photo,
    /// None if the whole is small enough to be its own.
    pub thumbnail: Option<Photo>,
}

impl MadePicture {
    /// How an act names it.
    pub fn picture(&self) -> Picture {
        let whole = self.whole.id();
        let thumbnail = self.thumbnail.as_ref().map(Photo::id);
        Picture {
            whole,
            thumbnail: thumbnail.unwrap_or(whole),
        }
    }
}

/// Why no photo can be made of what a person adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAPhoto {
    /// It has more bytes or more pixels than this phone takes in.
    TooLarge,
    /// It is neither JPEG nor PNG.
    UnknownType,
    /// It cannot be decoded.
    Unreadable,
}

impl Worded for NotAPhoto {
    fn message(&self) -> Message {
        Message::new(match self {
            Self::TooLarge => "photo-too-large",
            Self::UnknownType => "photo-media-type",
            Self::Unreadable => "photo-unreadable",
        })
    }
}

/// A picture of the whole as it was encoded, with a thumbnail if it needs one.
fn with_thumbnail(whole: Photo, pixels: &RgbImage) -> MadePicture {
    let (width, height) = pixels.dimensions();
    let is_small =
        width.max(height) <= THUMBNAIL_SIDE_MAX && whole.bytes.len() <= THUMBNAIL_BYTES_MAX;
    let thumbnail = (!is_small).then(|| {
        let steps = [THUMBNAIL_SIDE_MAX, 192, 128, 64].map(|side| (side, 70));
        encoded(pixels, &steps, THUMBNAIL_BYTES_MAX)
    });
    MadePicture { whole, thumbnail }
}

/// A JPEG by the first of these longest sides and qualities that keeps it within a
/// number of bytes; by the last one if none does.
fn encoded(pixels: &RgbImage, steps: &[(u32, u8)], bytes_max: usize) -> Photo {
    let mut bytes = Vec::new();
    for (side_max, quality) in steps {
        let smaller = fitted(pixels, *side_max);
        let pixels = smaller.as_ref().unwrap_or(pixels);
        bytes.clear();
        // Only more than 65,535 pixels a side fail, and here are fewer.
        let _ = JpegEncoder::new_with_quality(&mut bytes, *quality).write_image(
            pixels.as_raw(),
            pixels.width(),
            pixels.height(),
            ExtendedColorType::Rgb8,
        );
        if bytes.len() <= bytes_max {
            break;
        }
    }
    Photo::of(JPEG, bytes)
}

/// The same with no side longer than this; none if it has none.
fn fitted(pixels: &RgbImage, side_max: u32) -> Option<RgbImage> {
    let (width, height) = fitted_size(pixels.width(), pixels.height(), side_max)?;
    Some(thumbnail(pixels, width, height))
}

fn fitted_size(width: u32, height: u32, side_max: u32) -> Option<(u32, u32)> {
    let longer = width.max(height);
    let fitted = |side: u32| {
        let fitted = u64::from(side) * u64::from(side_max) / u64::from(longer);
        u32::try_from(fitted).unwrap_or(side_max).max(1)
    };
    (longer > side_max).then(|| (fitted(width), fitted(height)))
}

/// A picture without transparency: what is transparent becomes white.
fn opaque(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let pixels = picture.into_rgba8();
    let mut opaque = RgbImage::new(pixels.width(), pixels.height());
    for (to, from) in opaque.pixels_mut().zip(pixels.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        let on_white = |color: u32| {
            let mixed = (color * alpha + 255 * (255 - alpha)) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        to.0 = [red, green, blue].map(on_white);
    }
    opaque
}
