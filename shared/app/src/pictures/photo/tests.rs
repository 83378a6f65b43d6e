//! What becomes of what people add, and of what is no photo at all.

use super::*;
use crate::pictures::{JPEG, Photo, THUMBNAIL_SIDE_MAX};
use domain::photos::THUMBNAIL_BYTES_MAX;
use image::{
    ExtendedColorType, ImageEncoder, Rgb, RgbImage, RgbaImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
};
use proptest::prelude::*;

const RED: [u8; 3] = [200, 20, 20];
const BLUE: [u8; 3] = [20, 20, 200];

/// Red on the left, blue on the right.
fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| {
        Rgb(if x < width / 2 { RED } else { BLUE })
    })
}

/// What no encoder makes small.
fn noise(width: u32, height: u32) -> RgbImage {
    let mut state = 1u32;
    RgbImage::from_fn(width, height, |_, _| {
        Rgb([(); 3].map(|()| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        }))
    })
}

fn jpeg(pixels: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
    let (width, height) = pixels.dimensions();
    encoder
        .write_image(pixels.as_raw(), width, height, ExtendedColorType::Rgb8)
        .unwrap();
    bytes
}

fn png(raw: &[u8], (width, height): (u32, u32), color: ExtendedColorType) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new(&mut bytes);
    encoder.write_image(raw, width, height, color).unwrap();
    bytes
}

/// The same with what a camera notes: how it was held, and a place.
fn noted(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let tiff = [
        b"II*\0\x08\0\0\0\x02\0".as_slice(),
        &[0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0],
        b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0",
        b"\x01\0\x1b\0\x07\0\x10\0\0\0\x38\0\0\0\0\0\0\0",
        b"31.23N;121.47E;;",
    ]
    .concat();
    let length = u16::try_from(tiff.len() + 8).unwrap().to_be_bytes();
    let exif = [b"\xff\xe1", length.as_slice(), b"Exif\0\0", &tiff].concat();
    [&jpeg[..2], &exif, &jpeg[2..]].concat()
}

fn pixels(photo: &Photo) -> RgbImage {
    image::load_from_memory(&photo.bytes).unwrap().into_rgb8()
}

fn is_near(pixel: Rgb<u8>, color: [u8; 3]) -> bool {
    let apart = |(a, b): (u8, u8)| a.abs_diff(b) < 25;
    pixel.0.into_iter().zip(color).all(apart)
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn it_is_upright_and_says_nothing_of_where_it_was_taken() {
    let taken = jpeg(&halves(400, 200));
    // Which colour stands in the upper left and in the lower right corner then.
    let held = [
        (1, (400, 200), RED, BLUE),
        (2, (400, 200), BLUE, RED),
        (3, (400, 200), BLUE, RED),
        (4, (400, 200), RED, BLUE),
        (5, (200, 400), RED, BLUE),
        (6, (200, 400), RED, BLUE),
        (7, (200, 400), BLUE, RED),
        (8, (200, 400), BLUE, RED),
        (0, (400, 200), RED, BLUE),
        (77, (400, 200), RED, BLUE),
    ];
    for (orientation, size, first, last) in held {
        let taken = noted(&taken, orientation);
        assert!(contains(&taken, b"121.47E"));
        let made = of_photo(&taken).unwrap();
        for photo in [Some(&made.whole), made.thumbnail.as_ref()]
            .into_iter()
            .flatten()
        {
            assert_eq!(photo.media_type, JPEG);
            assert!(!contains(&photo.bytes, b"Exif") && !contains(&photo.bytes, b"121.47E"));
            let pixels = pixels(photo);
            let (width, height) = pixels.dimensions();
            assert!(is_near(pixels[(2, 2)], first), "{orientation}");
            assert!(
                is_near(pixels[(width - 3, height - 3)], last),
                "{orientation}"
            );
        }
        assert_eq!(pixels(&made.whole).dimensions(), size);
    }
}

#[test]
fn it_is_small_and_its_thumbnail_smaller() {
    for taken in [halves(4_032, 3_024), noise(2_400, 1_800)] {
        let made = of_photo(&jpeg(&taken)).unwrap();
        let (whole, thumbnail) = (made.whole, made.thumbnail.unwrap());
        assert!(whole.bytes.len() <= WHOLE_BYTES_MAX);
        assert!(thumbnail.bytes.len() <= THUMBNAIL_BYTES_MAX);
        let (width, height) = pixels(&whole).dimensions();
        assert_eq!(width * 3, height * 4);
        assert!((1_024..=2_048).contains(&width), "{width}");
        let (width, height) = pixels(&thumbnail).dimensions();
        assert!(width.abs_diff(height * 4 / 3) < 2);
        assert!((64..=THUMBNAIL_SIDE_MAX).contains(&width), "{width}");
    }
    let panorama = of_photo(&jpeg(&halves(6_000, 1))).unwrap();
    assert_eq!(pixels(&panorama.whole).dimensions(), (2_048, 1));
}

#[test]
fn one_that_is_small_is_its_own_thumbnail() {
    let made = of_photo(&jpeg(&halves(200, 100))).unwrap();
    assert_eq!(made.thumbnail, None);
    assert_eq!(made.picture(), made.whole.id().into());
}

#[test]
fn what_is_transparent_becomes_white() {
    let clear = RgbaImage::new(20, 20);
    let taken = png(clear.as_raw(), (20, 20), ExtendedColorType::Rgba8);
    let made = of_photo(&taken).unwrap();
    assert_eq!(made.whole.media_type, JPEG);
    assert!(is_near(pixels(&made.whole)[(9, 9)], [255; 3]));
}

#[test]
fn what_is_no_photo_is_none() {
    let others: [&[u8]; 5] = [
        b"",
        b"not a photo",
        b"\0\0\0\x24ftypheic\0\0",
        b"RIFF\x10\0\0\0WEBPVP8 ",
        b"GIF89a",
    ];
    for bytes in others {
        assert_eq!(of_photo(bytes), Err(NotAPhoto::UnknownType));
    }
    let broken: [&[u8]; 3] = [&[0xff, 0xd8, 0xff], &[0xff; 200], b"\x89PNG\r\n\x1a\n"];
    for bytes in broken {
        assert!(of_photo(bytes).is_err());
    }
    let large = vec![0xff; TAKEN_BYTES_MAX + 1];
    assert_eq!(of_photo(&large), Err(NotAPhoto::TooLarge));
}

/// A PNG that says it is so large, and has almost nothing in it.
fn claims(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(&[0], (1, 1), ExtendedColorType::L8);
    let header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    bytes[16..24].copy_from_slice(&header);
    let mut crc = u32::MAX;
    for byte in &bytes[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
    }
    bytes[29..33].copy_from_slice(&(!crc).to_be_bytes());
    bytes
}

#[test]
fn one_that_takes_too_much_memory_is_not_decoded() {
    assert!(of_photo(&claims(1, 1)).is_ok());
    for (width, height) in [
        (20_000, 20_000),
        (20_001, 1),
        (u32::MAX >> 1, u32::MAX >> 1),
    ] {
        let decoded = of_photo(&claims(width, height));
        assert_eq!(decoded, Err(NotAPhoto::TooLarge), "{width} by {height}");
    }
    // The size of a JPEG stands in its frame.
    let taken = jpeg(&halves(16, 16));
    let frame = taken.windows(2).position(|it| it == [0xff, 0xc0]).unwrap();
    for (size, kind) in [(60_000u16, 0xc0), (8_000, 0xc0), (5_000, 0xc2)] {
        let mut taken = taken.clone();
        taken[frame + 1] = kind;
        for at in [frame + 5, frame + 7] {
            taken[at..at + 2].copy_from_slice(&size.to_be_bytes());
        }
        assert_eq!(of_photo(&taken), Err(NotAPhoto::TooLarge), "{size}");
    }
}

#[test]
fn a_photo_that_was_cut_is_one_or_none() {
    let taken = noted(&jpeg(&noise(64, 64)), 6);
    let cut = png(noise(64, 64).as_raw(), (64, 64), ExtendedColorType::Rgb8);
    for bytes in [&taken, &cut] {
        for length in (0..bytes.len()).step_by(97) {
            let _ = of_photo(&bytes[..length]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_a_photo_or_none(
        start in prop::sample::select(vec![
            vec![0xff, 0xd8, 0xff],
            b"\x89PNG\r\n\x1a\n".to_vec(),
        ]),
        bytes in prop::collection::vec(any::<u8>(), 0..2_000),
    ) {
        let _ = of_photo(&[start, bytes].concat());
    }

    #[test]
    fn a_damaged_photo_is_one_or_none(
        is_png in any::<bool>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let mut bytes = if is_png {
            png(noise(24, 24).as_raw(), (24, 24), ExtendedColorType::Rgb8)
        } else {
            noted(&jpeg(&noise(24, 24)), 8)
        };
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Ok(made) = of_photo(&bytes) {
            prop_assert!(made.whole.bytes.len() <= WHOLE_BYTES_MAX);
        }
    }
}
