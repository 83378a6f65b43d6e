//! What is drawn of a signature.

use super::*;
use domain::{photos::THUMBNAIL_BYTES_MAX, signature::SIDE};
use proptest::prelude::*;

fn at(x: i32, y: i32) -> Point {
    Point { x, y }
}

/// A name on a pad of this size: a stroke from the upper left to the lower right, and
/// one along the top.
fn signed(width: u32, height: u32) -> Drawing {
    let (right, bottom) = (
        i32::try_from(width).unwrap(),
        i32::try_from(height).unwrap(),
    );
    let down = [at(0, 0), at(right, bottom)];
    let drawing = Drawing::default().with_stroke(width, height, &down);
    let along = [at(right / 4, 0), at(right, 0)];
    drawing.unwrap().with_stroke(width, height, &along).unwrap()
}

fn pixels(made: &MadePicture) -> GrayImage {
    assert_eq!(made.whole.media_type, PNG);
    image::load_from_memory(&made.whole.bytes)
        .unwrap()
        .into_luma8()
}

#[test]
fn a_signature_is_upright_in_proportion_and_has_ink_in_it() {
    for (width, height) in [(600, 300), (300, 600), (1_200, 600), (2_400, 300)] {
        let made = of_drawing(&signed(width, height));
        let pixels = pixels(&made);
        let margin = u32::from(2 * MARGIN);
        assert_eq!(pixels.height(), 256 + margin);
        assert_eq!(pixels.width(), 256 * width / height + margin);
        let (right, bottom) = (pixels.width() - 1, pixels.height() - 1);
        let ink = |x: u32, y: u32| pixels.get_pixel(x, y).0[0] < 60;
        assert!(ink(4, 4) && ink(right - 4, bottom - 4) && ink(right / 2, bottom / 2));
        assert!(ink(right - 4, 4), "along the top");
        assert!(!ink(4, bottom - 4) && !ink(0, 0));
        assert!(made.whole.bytes.len() <= THUMBNAIL_BYTES_MAX);
    }
}

#[test]
fn the_same_strokes_are_the_same_bytes_on_every_phone() {
    let made = of_drawing(&signed(600, 300));
    assert_eq!(made, of_drawing(&signed(1_200, 600)));
    let name = made.whole.id().to_string();
    let known = "cd8b7aa5f313f59f735a1e7d100b9993315c1e3d8a3f040e0031271a4eed88b8";
    assert_eq!(name, known);
}

#[test]
fn a_large_one_has_a_thumbnail() {
    let scribble: Vec<_> = (0..3_000)
        .map(|n| at(n * 7 % 1_900, n * 131 % 240))
        .collect();
    let drawing = Drawing::default()
        .with_stroke(2_000, 250, &scribble)
        .unwrap();
    let made = of_drawing(&drawing);
    let thumbnail = made.thumbnail.unwrap();
    assert!(thumbnail.bytes.len() <= THUMBNAIL_BYTES_MAX);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_drawing_can_be_drawn(
        shorter in 250u32..=2_000,
        is_tall in any::<bool>(),
        points in prop::collection::vec((any::<i32>(), 0..=SIDE), 1..30),
    ) {
        let points: Vec<_> = points.into_iter().map(|(x, y)| at(x, y)).collect();
        let (width, height) = if is_tall { (shorter, 2_000) } else { (2_000, shorter) };
        let drawing = Drawing::default().with_stroke(width, height, &points).unwrap();
        prop_assert!(pixels(&of_drawing(&drawing)).pixels().any(|it| it.0[0] < 60));
    }
}
