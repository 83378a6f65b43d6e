//! What counts as a signature, and what becomes of it when the pad changes.

use super::*;
use proptest::prelude::*;

/// A pad of 60 by 30 mm, ten units to the millimetre.
const PAD: (u32, u32) = (600, 300);

fn at(x: i32, y: i32) -> Point {
    Point { x, y }
}

fn drawn(strokes: &[&[Point]]) -> Drawing {
    let (width, height) = PAD;
    strokes.iter().fold(Drawing::default(), |drawing, points| {
        drawing.with_stroke(width, height, points).unwrap()
    })
}

/// A name in two strokes, 30 mm wide.
fn name() -> Drawing {
    let wave = |x: i32| at(150 + x * 10, if x % 2 == 0 { 120 } else { 180 });
    let wave: Vec<_> = (0..30).map(wave).collect();
    drawn(&[&wave, &[at(140, 200), at(460, 190)]])
}

#[test]
fn only_a_signature_is_one() {
    assert_eq!(drawn(&[]).check(), Err(NotSigned::Missing));
    assert_eq!(drawn(&[&[]]).check(), Err(NotSigned::Missing));
    let tap = drawn(&[&[at(300, 150)]]);
    assert_eq!(tap.check(), Err(NotSigned::TooLittle), "a tap");
    let dot = drawn(&[&[at(300, 150), at(302, 151), at(301, 152)]]);
    assert_eq!(dot.check(), Err(NotSigned::TooLittle), "a dot");
    let dash = drawn(&[&[at(300, 150), at(330, 150)]]);
    assert_eq!(dash.check(), Err(NotSigned::TooLittle), "3 mm");
    let corner = [at(0, 0)];
    let dots = drawn(&[&corner, &[at(600, 300)], &[at(300, 150)]]);
    assert_eq!(dots.check(), Err(NotSigned::TooLittle), "dots afar");
    assert_eq!(name().check(), Ok(()));
}

#[test]
fn a_finger_that_trembles_on_the_spot_does_not_sign() {
    let tremble = |n: i32| at(300 + (n % 3) * 3, 150 + (n % 2) * 3);
    let points: Vec<_> = (0..2_000).map(tremble).collect();
    let drawing = drawn(&[&points]);
    assert!(drawing.length() > 1_000.0, "it is long enough");
    assert_eq!(drawing.check(), Err(NotSigned::TooLittle));
}

#[test]
fn it_does_not_matter_how_large_a_pad_is() {
    let tall: Vec<_> = (0..30).map(|n| at(n * 20, n * 10)).collect();
    let small = drawn(&[&tall]);
    let large: Vec<_> = tall.iter().map(|it| at(it.x * 4, it.y * 4)).collect();
    let large = Drawing::default().with_stroke(2_400, 1_200, &large);
    assert_eq!(large.as_ref(), Ok(&small));
    assert_eq!((small.width, small.height), (SIDE, SIDE / 2));
}

#[test]
fn a_turned_pad_keeps_what_was_drawn_in_proportion_and_in_the_middle() {
    let square = [at(250, 100), at(350, 100), at(350, 200), at(250, 200)];
    let lying = drawn(&[&square]);
    let turned = lying.with_stroke(300, 600, &[at(0, 0), at(300, 600)]);
    let turned = turned.unwrap();
    assert_eq!((turned.width, turned.height), (SIDE / 2, SIDE));
    // Half as large as it was, for the pad is half as wide.
    let points = &turned.strokes[0].points;
    assert_eq!(points[0], at(417, 917));
    assert_eq!(points[2], at(584, 1_084));
    assert_eq!(turned.strokes[1].points, [at(0, 0), at(1_000, 2_000)]);
    let again = turned.with_stroke(300, 600, &[at(1, 1)]).unwrap();
    assert_eq!(again.strokes[..2], turned.strokes, "the same pad");
}

#[test]
fn what_leaves_the_pad_is_drawn_on_its_border() {
    let far = [at(i32::MIN, i32::MAX), at(i32::MAX, i32::MIN)];
    let drawing = drawn(&[&far]);
    assert_eq!(drawing.strokes[0].points, [at(0, 1_000), at(2_000, 0)]);
}

#[test]
fn there_is_no_pad_to_sign_on_and_no_room_without_end() {
    let none = Drawing::default();
    for (width, height) in [(0, 0), (0, 300), (600, 0), (9, 100), (1, u32::MAX)] {
        let drawn = none.with_stroke(width, height, &[at(1, 1)]);
        assert_eq!(drawn, Err(NotSigned::Unreadable), "{width}x{height}");
    }
    let zigzag = |n: i32| at(n % 2 * 600, n % 2 * 300);
    let long: Vec<_> = (0..4_001).map(zigzag).collect();
    let drawn = none.with_stroke(600, 300, &long);
    assert_eq!(drawn, Err(NotSigned::TooMuch));
    let mut many = none;
    for _ in 0..STROKES_MAX {
        many = many.with_stroke(600, 300, &[at(1, 1)]).unwrap();
    }
    let more = many.with_stroke(600, 300, &[at(1, 1)]);
    assert_eq!(more, Err(NotSigned::TooMuch));
}

#[test]
fn a_draft_keeps_it_as_it_is() {
    assert_eq!(drawn(&[]).to_string(), "");
    assert_eq!("".parse(), Ok(Drawing::default()));
    let dash = drawn(&[&[at(0, 0), at(30, 0)], &[at(600, 300)]]);
    assert_eq!(dash.to_string(), "2000x1000\n0,0 100,0\n2000,1000");
    assert_eq!(name().to_string().parse(), Ok(name()));
}

#[test]
fn what_is_no_drawing_is_not_read() {
    let bad = [
        "x",
        "2000",
        "2000x1001\n1,1 2",
        "2000x1000\n1,1  2,2",
        "2000x1000\n-1,1",
        "2000x1000\n1,1001",
        "2000x1000\nNaN,inf",
        "2000x1000\n1e3,1",
        "2000x100\n1,1",
        "999x500\n1,1",
        "99999999999999x1\n1,1",
    ];
    for text in bad {
        let read = text.parse::<Drawing>();
        assert_eq!(read, Err(NotSigned::Unreadable), "{text}");
    }
    let long = format!("2000x1000{}", "\n1,1".repeat(STROKES_MAX + 1));
    assert_eq!(long.parse::<Drawing>(), Err(NotSigned::TooMuch));
    let wide = format!("2000x1000\n1,1{}", " 1,1".repeat(POINTS_MAX));
    assert_eq!(wide.parse::<Drawing>(), Err(NotSigned::TooMuch));
}

proptest! {
    #[test]
    fn whatever_a_shell_says_a_drawing_stays_on_its_pad(
        pads in prop::collection::vec((any::<u32>(), any::<u32>()), 1..6),
        points in prop::collection::vec((any::<i32>(), any::<i32>()), 0..40),
    ) {
        let points: Vec<_> = points.into_iter().map(|(x, y)| at(x, y)).collect();
        let mut drawing = Drawing::default();
        for (width, height) in pads {
            drawing = drawing.with_stroke(width, height, &points).unwrap_or(drawing);
        }
        prop_assert_eq!(drawing.to_string().parse(), Ok(drawing));
    }

    #[test]
    fn any_text_is_read_or_not(text in ".{0,200}") {
        let _ = text.parse::<Drawing>();
    }
}
