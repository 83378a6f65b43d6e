//! A signature out of the strokes on a pad: dark ink on white, the whole pad, upright
//! and in its proportion.
//!
//! The pen is a disc that is pulled along each stroke, and a pixel is as dark as the
//! disc covers it. That is all that a signature needs, in whole numbers and square
//! roots, so that the same strokes give the same bytes on every phone; a library for
//! vector graphics would be larger than the rest of this folder, and asks the
//! platform for sines.

use super::{MadePicture, PNG, Photo, with_thumbnail};
use domain::signature::{Drawing, Point};
use image::{
    DynamicImage, ExtendedColorType, GrayImage, ImageEncoder,
    codecs::png::{CompressionType, FilterType, PngEncoder},
};

/// How high the pad is drawn, in pixels.
const HEIGHT: u16 = 256;
/// The radius of the pen.
const PEN: f32 = 2.5;
/// White around the pad, so that a stroke on its border is drawn whole.
const MARGIN: u16 = 4;
/// How far the pen is pulled at once: small steps leave few pixels to look at.
const STEP: f32 = 8.0;
/// How much darker than the paper the ink is.
const INK: f32 = 235.0;

/// The signature that a drawing is.
pub fn of_drawing(drawing: &Drawing) -> MadePicture {
    let drawn = draw(drawing);
    let mut bytes = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    // Writing to memory does not fail, and the size is that of the pixels.
    let _ = encoder.write_image(
        drawn.as_raw(),
        drawn.width(),
        drawn.height(),
        ExtendedColorType::L8,
    );
    let whole = Photo::of(PNG, bytes);
    with_thumbnail(whole, &DynamicImage::from(drawn).into_rgb8())
}

fn draw(drawing: &Drawing) -> GrayImage {
    let scale = f32::from(HEIGHT) / float(drawing.height.max(1));
    let width = pixel(float(drawing.width) * scale) + u32::from(2 * MARGIN);
    let height = u32::from(HEIGHT + 2 * MARGIN);
    let mut paper = GrayImage::from_pixel(width, height, [u8::MAX].into());
    let on_paper = |point: Point| {
        let margin = f32::from(MARGIN);
        (
            float(point.x) * scale + margin,
            float(point.y) * scale + margin,
        )
    };
    for stroke in &drawing.strokes {
        let mut last = None;
        for point in &stroke.points {
            let to = on_paper(*point);
            line(&mut paper, last.unwrap_or(to), to);
            last = Some(to);
        }
    }
    paper
}

/// Pulls the pen from one point to another.
fn line(paper: &mut GrayImage, from: (f32, f32), to: (f32, f32)) {
    let (along, down) = (to.0 - from.0, to.1 - from.1);
    let steps = ((along * along + down * down).sqrt() / STEP)
        .ceil()
        .max(1.0);
    let step = (along / steps, down / steps);
    let mut at = from;
    for _ in 0..pixel(steps) {
        let next = (at.0 + step.0, at.1 + step.1);
        dab(paper, at, next);
        at = next;
    }
}

/// Pulls the pen a small step.
fn dab(paper: &mut GrayImage, from: (f32, f32), to: (f32, f32)) {
    let reach = PEN + 1.0;
    let (left, right) = (from.0.min(to.0) - reach, from.0.max(to.0) + reach);
    let (top, bottom) = (from.1.min(to.1) - reach, from.1.max(to.1) + reach);
    for y in pixel(top)..(pixel(bottom) + 1).min(paper.height()) {
        for x in pixel(left)..(pixel(right) + 1).min(paper.width()) {
            // Lossless: a side has a few thousand pixels at most.
            #[expect(clippy::cast_precision_loss, reason = "few thousand pixels")]
            let middle = (x as f32 + 0.5, y as f32 + 0.5);
            let covered = (PEN + 0.5 - distance(middle, from, to)).clamp(0.0, 1.0);
            let level = u8::try_from(pixel(255.0 - covered * INK)).unwrap_or(u8::MAX);
            let [paper] = &mut paper.get_pixel_mut(x, y).0;
            *paper = level.min(*paper);
        }
    }
}

/// How far a point is from the line between two others.
fn distance(point: (f32, f32), from: (f32, f32), to: (f32, f32)) -> f32 {
    let (along, down) = (to.0 - from.0, to.1 - from.1);
    let (right, below) = (point.0 - from.0, point.1 - from.1);
    let length = along * along + down * down;
    let part = if length > 0.0 {
        ((right * along + below * down) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (right, below) = (right - part * along, below - part * down);
    (right * right + below * below).sqrt()
}

/// A coordinate of a drawing; all of them are small.
fn float(number: i32) -> f32 {
    f32::from(i16::try_from(number).unwrap_or(i16::MAX))
}

/// A whole number of pixels: what is below zero is zero.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a float gives the nearest number that there is"
)]
fn pixel(number: f32) -> u32 {
    number.round() as u32
}

#[cfg(test)]
mod tests;
