//! What people's names look like when they write them on a pad: a picture each, which
//! they sign with whatever they receive.
//!
//! Phones draw theirs out of real strokes; this is lighter, and nobody's hand.

use super::rng::SampleRng;
use domain::ids::{BlobId, PersonId};
use image::{ExtendedColorType, GrayImage, ImageEncoder, codecs::png::PngEncoder};
use sha2::{Digest, Sha256};

/// What the pictures are.
pub(super) const MEDIA_TYPE: &str = "image/png";

const WIDTH: u32 = 240;
const HEIGHT: u32 = 96;
/// How far the pen stays from the border.
const MARGIN: i64 = 12;
/// The radius of the pen, in pixels.
const PEN: i64 = 1;
/// In so many steps the pen goes from one point to the next.
const STEPS: i64 = 64;
const INK: u8 = 20;

/// A picture of somebody's name, and what it is called.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Signature {
    pub id: BlobId,
    pub bytes: Vec<u8>,
}

impl Signature {
    /// The same for the same person.
    pub fn of(person: PersonId) -> Self {
        let (high, low) = person.0.as_u64_pair();
        let mut rng = SampleRng::new(high ^ low);
        let mut paper = GrayImage::from_pixel(WIDTH, HEIGHT, [u8::MAX].into());
        for _ in 0..rng.between(3, 6) {
            let [from, by, to] = [(); 3].map(|()| point(&mut rng));
            stroke(&mut paper, from, by, to);
        }
        let mut bytes = Vec::new();
        // Writing to memory does not fail, and the size is that of the pixels.
        let _ = PngEncoder::new(&mut bytes).write_image(
            paper.as_raw(),
            WIDTH,
            HEIGHT,
            ExtendedColorType::L8,
        );
        Self {
            id: BlobId(Sha256::digest(&bytes).into()),
            bytes,
        }
    }
}

fn point(rng: &mut SampleRng) -> (i64, i64) {
    (
        rng.between(MARGIN, i64::from(WIDTH) - MARGIN),
        rng.between(MARGIN, i64::from(HEIGHT) - MARGIN),
    )
}

/// Pulls the pen in a bow from one point to another.
fn stroke(paper: &mut GrayImage, from: (i64, i64), by: (i64, i64), to: (i64, i64)) {
    for step in 0..=STEPS {
        let rest = STEPS - step;
        let on_bow = |from: i64, by: i64, to: i64| {
            (from * rest * rest + 2 * by * rest * step + to * step * step) / (STEPS * STEPS)
        };
        let (x, y) = (on_bow(from.0, by.0, to.0), on_bow(from.1, by.1, to.1));
        for (right, down) in (-PEN..=PEN).flat_map(|x| (-PEN..=PEN).map(move |y| (x, y))) {
            let at = (u32::try_from(x + right), u32::try_from(y + down));
            if let (Ok(x), Ok(y)) = at
                && let Some(pixel) = paper.get_pixel_mut_checked(x, y)
            {
                pixel.0 = [INK];
            }
        }
    }
}
