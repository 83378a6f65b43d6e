//! A signature while it is drawn: strokes on a pad, whatever its size and shape.
//!
//! A pad turns with the phone. What is drawn is kept in the proportion of the pad on
//! which the last stroke was drawn, and comes along to the next one as a picture is
//! fitted into a frame: as large as it can be, and in the middle. Shells show it by
//! the same rule, so a stroke is kept where it was seen.
//!
//! Coordinates are whole numbers, whatever a shell says: nothing here can be infinite
//! or no number, and the same strokes are the same drawing on every phone. What is
//! made of a drawing, a PNG, is not decided here.

use crate::words::{Message, Worded};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

#[cfg(test)]
mod tests;

/// The longer side of a pad, in the units of a drawing.
pub const SIDE: i32 = 2_000;
/// The most that one side of a pad is longer than the other.
const PROPORTION_MAX: i32 = 8;
/// The most strokes.
const STROKES_MAX: usize = 200;
/// The most points of all strokes together.
const POINTS_MAX: usize = 4_000;
/// Points nearer to the one before than this say nothing: a finger trembles.
const STEP_MIN: f64 = 4.0;
/// The least length of all strokes together for a signature, as a part of the pad's
/// shorter side. On a pad of 6 by 3 cm that is 15 mm: far more than a tap or a slip,
/// and less than the shortest name.
const LENGTH_MIN: f64 = 0.5;
/// The least that a signature reaches from one corner to the opposite one, as a part
/// of the same: dots and what trembles on the spot have length, but no reach.
const REACH_MIN: f64 = 0.25;

/// A point, counted from the upper left corner of its pad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
}

/// What is drawn without lifting the finger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stroke {
    /// Its points in order; a single one is a dot.
    pub points: Vec<Point>,
}

/// What is drawn on a pad so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// The pad's width, in the units of the points; 0 while nothing is drawn.
    pub width: i32,
    /// The pad's height.
    pub height: i32,
    /// The strokes in the order in which they were drawn.
    pub strokes: Vec<Stroke>,
}

/// Why a drawing is no signature, or a stroke cannot be added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSigned {
    /// Nothing is drawn.
    Missing,
    /// What is drawn is too small for a signature: a dot, a dash.
    TooLittle,
    /// There is no room for more strokes.
    TooMuch,
    /// It is no drawing, or its pad has no shape in which one can sign.
    Unreadable,
}

impl Worded for NotSigned {
    fn message(&self) -> Message {
        Message::new(match self {
            Self::Missing => "signature-missing",
            Self::TooLittle => "signature-too-little",
            Self::TooMuch => "signature-too-much",
            Self::Unreadable => "signature-unreadable",
        })
    }
}

impl Drawing {
    /// The drawing with one more stroke, drawn on a pad of this size, in any unit.
    /// What is outside of the pad is drawn on its border.
    ///
    /// # Errors
    /// If there is no room for it, or nobody can sign on such a pad.
    pub fn with_stroke(
        &self,
        width: u32,
        height: u32,
        points: &[Point],
    ) -> Result<Self, NotSigned> {
        let longer = i64::from(width.max(height));
        if longer == 0 {
            return Err(NotSigned::Unreadable);
        }
        if points.is_empty() {
            return Ok(self.clone());
        }
        let side = i64::from(SIDE);
        let scaled = |length: i64| rounded(length.clamp(0, longer) * side, longer);
        let mut drawing = self.fitted(scaled(width.into()), scaled(height.into()))?;
        let mut stroke = Stroke { points: Vec::new() };
        for point in points {
            let point = Point {
                x: scaled(point.x.into()).min(drawing.width),
                y: scaled(point.y.into()).min(drawing.height),
            };
            let last = stroke.points.last();
            if last.is_none_or(|last| distance(*last, point) >= STEP_MIN) {
                stroke.points.push(point);
            }
        }
        let count = |strokes: &[Stroke]| strokes.iter().map(|it| it.points.len()).sum::<usize>();
        let is_too_much = drawing.strokes.len() >= STROKES_MAX
            || count(&drawing.strokes) + stroke.points.len() > POINTS_MAX;
        if is_too_much {
            return Err(NotSigned::TooMuch);
        }
        drawing.strokes.push(stroke);
        Ok(drawing)
    }

    /// Whether it can be a signature.
    ///
    /// # Errors
    /// If there is nothing, or not enough of it.
    pub fn check(&self) -> Result<(), NotSigned> {
        if self.strokes.is_empty() {
            return Err(NotSigned::Missing);
        }
        let shorter = f64::from(self.width.min(self.height));
        let is_enough =
            self.length() >= LENGTH_MIN * shorter && self.reach() >= REACH_MIN * shorter;
        is_enough.then_some(()).ok_or(NotSigned::TooLittle)
    }

    /// The same on a pad of another shape: as large as it can be, in the middle.
    fn fitted(&self, width: i32, height: i32) -> Result<Self, NotSigned> {
        check_pad(width, height)?;
        let mut fitted = Self {
            width,
            height,
            strokes: self.strokes.clone(),
        };
        if self.strokes.is_empty() || (self.width, self.height) == (width, height) {
            return Ok(fitted);
        }
        let (new, old) = (
            (i64::from(width), i64::from(height)),
            (i64::from(self.width), i64::from(self.height)),
        );
        let (to, from) = if new.0 * old.1 <= new.1 * old.0 {
            (new.0, old.0)
        } else {
            (new.1, old.1)
        };
        let moved = |at: i32, new: i64, old: i64| {
            // From the middle, and twice as far, so that halves stay whole.
            let from_middle = 2 * i64::from(at) - old;
            let at = rounded(from_middle * to + new * from, 2 * from);
            at.clamp(0, rounded(new, 1))
        };
        for point in fitted.strokes.iter_mut().flat_map(|it| &mut it.points) {
            point.x = moved(point.x, new.0, old.0);
            point.y = moved(point.y, new.1, old.1);
        }
        Ok(fitted)
    }

    fn length(&self) -> f64 {
        let pairs = self.strokes.iter().flat_map(|it| it.points.windows(2));
        pairs.map(|pair| distance(pair[0], pair[1])).sum()
    }

    fn reach(&self) -> f64 {
        let points = || self.strokes.iter().flat_map(|it| &it.points);
        let (xs, ys) = (|| points().map(|it| it.x), || points().map(|it| it.y));
        let corner = |x: Option<i32>, y: Option<i32>| Point {
            x: x.unwrap_or_default(),
            y: y.unwrap_or_default(),
        };
        distance(
            corner(xs().min(), ys().min()),
            corner(xs().max(), ys().max()),
        )
    }
}

/// The nearest whole number; a half goes up.
fn rounded(number: i64, by: i64) -> i32 {
    let nearest = (2 * number + by).div_euclid(2 * by);
    i32::try_from(nearest).unwrap_or(SIDE)
}

fn distance(a: Point, b: Point) -> f64 {
    f64::from(a.x - b.x).hypot(f64::from(a.y - b.y))
}

/// A pad has the longer side that every pad has, and is no mere slit.
fn check_pad(width: i32, height: i32) -> Result<(), NotSigned> {
    let (longer, shorter) = (width.max(height), width.min(height));
    let is_pad = longer == SIDE && shorter >= SIDE / PROPORTION_MAX;
    is_pad.then_some(()).ok_or(NotSigned::Unreadable)
}

/// As drafts keep it: the pad in the first line, then a line for each stroke; empty
/// if nothing is drawn.
impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.strokes.is_empty() {
            return Ok(());
        }
        write!(f, "{}x{}", self.width, self.height)?;
        for stroke in &self.strokes {
            for (place, point) in stroke.points.iter().enumerate() {
                let before = if place == 0 { '\n' } else { ' ' };
                write!(f, "{before}{},{}", point.x, point.y)?;
            }
        }
        Ok(())
    }
}

impl FromStr for Drawing {
    type Err = NotSigned;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |text: &str| text.parse::<i32>().map_err(|_| NotSigned::Unreadable);
        let pair = |text: &str, between| {
            let (a, b) = text.split_once(between).ok_or(NotSigned::Unreadable)?;
            Ok((number(a)?, number(b)?))
        };
        let mut lines = text.trim().lines();
        let Some(pad) = lines.next() else {
            return Ok(Self::default());
        };
        let (width, height) = pair(pad, 'x')?;
        check_pad(width, height)?;
        let mut drawing = Self {
            width,
            height,
            strokes: Vec::new(),
        };
        let mut room = POINTS_MAX;
        for line in lines {
            let mut points = Vec::new();
            for text in line.split(' ') {
                let (x, y) = pair(text, ',')?;
                if !(0..=width).contains(&x) || !(0..=height).contains(&y) {
                    return Err(NotSigned::Unreadable);
                }
                room = room.checked_sub(1).ok_or(NotSigned::TooMuch)?;
                points.push(Point { x, y });
            }
            if drawing.strokes.len() >= STROKES_MAX {
                return Err(NotSigned::TooMuch);
            }
            drawing.strokes.push(Stroke { points });
        }
        Ok(drawing)
    }
}
