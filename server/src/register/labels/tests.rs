//! What comes out of a printer: decoded, and measured on the pages as they are written.

use super::{
    Asked, draw,
    fonts::Letters,
    layout::{LayoutName, MODULE_MM_MIN, QUIET},
    report,
    sheet::Drawing,
};
use domain::register::Label;
use rqrr::PreparedImage;

fn label(title: &str, text: &str) -> Label {
    Label {
        code: domain::names::label("asset", title),
        title: title.to_owned(),
        text: text.to_owned(),
    }
}

fn asked(layout: LayoutName, start: usize) -> Asked {
    Asked {
        layout,
        start,
        names: Vec::new(),
        with_boxes: false,
        proof: false,
    }
}

/// How many pixels a millimetre is read as.
const PER_MM: f64 = 8.0;

/// A dark rectangle: left, top, width and height in millimetres.
type Dark = [f64; 4];

/// The dark rectangles of each page, read from the document itself.
fn pages(pdf: &[u8]) -> Vec<Vec<Dark>> {
    let text = String::from_utf8_lossy(pdf);
    let streams = text.split("stream\n").skip(1).step_by(2);
    let pages = streams.filter(|stream| stream.starts_with("2.83"));
    let dark = |line: &str| {
        let numbers: Vec<f64> = line
            .strip_suffix(" re")?
            .split(' ')
            .flat_map(str::parse)
            .collect();
        numbers.try_into().ok()
    };
    pages
        .map(|page| page.lines().filter_map(dark).collect())
        .collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a page has few"
)]
fn pixel(mm: f64) -> usize {
    (mm * PER_MM).round() as usize
}

/// What the codes of a page say, where each is read out of its own label.
fn decoded(dark: &[Dark], layout: LayoutName) -> Vec<(usize, String)> {
    let layout = layout.layout();
    let mut read = Vec::new();
    for place in 0..layout.places() {
        let edge = layout.place(place);
        let (wide, high) = (pixel(edge.width), pixel(edge.height));
        let mut ground = vec![255; wide * high];
        let mut is_empty = true;
        for [left, top, width, height] in dark {
            let (x, y) = (left - edge.x, top - edge.y);
            if !(0.0..edge.width).contains(&x) || !(0.0..edge.height).contains(&y) {
                continue;
            }
            is_empty = false;
            for row in pixel(y)..pixel(y + height).min(high) {
                ground[row * wide..][pixel(x)..pixel(x + width).min(wide)].fill(0);
            }
        }
        if is_empty {
            continue;
        }
        let ground = |x, y| ground[y * wide + x];
        let mut image = PreparedImage::prepare_from_greyscale(wide, high, ground);
        for grid in image.detect_grids() {
            read.push((place, grid.decode().expect("a code that can be read").1));
        }
    }
    read
}

#[test]
fn every_code_says_its_label_and_has_its_empty_border_also_where_the_printer_drifts() {
    let labels: Vec<Label> = (0..3)
        .map(|it| label(&format!("IT-00012{it}"), "HK716"))
        .collect();
    for name in LayoutName::ALL {
        let layout = name.layout();
        let start = layout.places().min(2);
        let pdf =
            draw(&asked(name, start), &labels, &mut Letters::without_fonts()).expect("a sheet");
        let mut codes = Vec::new();
        for (page, dark) in pages(&pdf).iter().enumerate() {
            for (place, code) in decoded(dark, name) {
                codes.push((page * layout.places() + place, code));
                let edge = layout.place(place);
                let module = dark.iter().map(|it| it[3]).fold(f64::MAX, f64::min);
                assert!(module >= MODULE_MM_MIN - 1e-3, "{name:?}: {module}");
                let own = dark.iter().filter(|it| {
                    (edge.x..edge.x + edge.width).contains(&it[0])
                        && (edge.y..edge.y + edge.height).contains(&it[1])
                });
                let border = QUIET.mul_add(module, 1.0) - 1e-3;
                for [left, top, width, height] in own {
                    assert!(left - edge.x >= border && top - edge.y >= border);
                    assert!(edge.y + edge.height - top - height >= border);
                    assert!(edge.x + edge.width - left - width >= border);
                }
            }
        }
        let places = (start - 1..).zip(labels.iter().map(|it| it.code.clone()));
        assert_eq!(codes, places.collect::<Vec<_>>(), "{name:?}");
    }
}

#[test]
fn a_sheet_that_was_begun_is_filled_first() {
    let labels: Vec<Label> = (0..20).map(|it| label(&format!("IT-{it}"), "")).collect();
    let asked = asked(LayoutName::A4With24, 8);
    assert_eq!(
        report(&asked, &labels, &mut Letters::without_fonts()).pages,
        2
    );
    let pdf = draw(&asked, &labels, &mut Letters::without_fonts()).expect("two sheets");
    let pages = pages(&pdf);
    let places = |page: usize| {
        let read = decoded(&pages[page], LayoutName::A4With24);
        read.into_iter().map(|it| it.0 + 1).collect::<Vec<_>>()
    };
    assert_eq!(places(0), (8..=24).collect::<Vec<_>>());
    assert_eq!(places(1), [1, 2, 3]);
}

#[test]
fn the_tag_stands_whole_and_apart_from_the_code_and_a_long_name_is_cut() {
    let mut letters = Letters::without_fonts();
    for text in [String::new(), "W".repeat(60), "HK 716 ".repeat(9)] {
        let label = label("IT-000123", &text);
        for name in LayoutName::ALL {
            let layout = name.layout();
            let edge = layout.place(layout.places() - 1);
            let drawing = Drawing::of(&label);
            let placed = drawing.place(&layout, edge, &mut letters).expect("a place");
            let written = placed.written();
            let all: String = written.iter().map(|it| it.drawn).collect();
            assert!(all.starts_with("IT-000123"), "{name:?}: {all}");
            let is_whole = all.ends_with(text.trim());
            assert!(is_whole || all.ends_with('…'), "{name:?}: {all}");
            let (right, _) = placed.code_ends();
            for letter in written {
                assert!(letter.size >= 2.0 && letter.x >= right, "{name:?}");
                assert!(letter.x < edge.x + edge.width && letter.base < edge.y + edge.height);
            }
        }
    }
}

#[test]
fn a_layout_on_which_a_label_cannot_be_read_is_not_offered() {
    let longest = label(&"W".repeat(64), "HK716");
    let chinese = label(&"资".repeat(64), "HK716");
    let offered = |labels: &[Label]| {
        let asked = asked(LayoutName::A4With65, 1);
        report(&asked, labels, &mut Letters::without_fonts()).layouts
    };
    assert_eq!(offered(&[label("IT-7", "")]).len(), LayoutName::ALL.len());
    assert!(offered(std::slice::from_ref(&longest)).contains(&"a4_24"));
    assert!(!offered(&[label("IT-7", ""), chinese]).contains(&"a4_65"));
    let asked = asked(LayoutName::A4With65, 1);
    let large = Label {
        code: "x".repeat(300),
        ..label("IT-7", "")
    };
    let alone = Label {
        text: String::new(),
        ..longest
    };
    assert!(draw(&asked, &[alone], &mut Letters::without_fonts()).is_ok());
    assert!(draw(&asked, &[large], &mut Letters::without_fonts()).is_err());
}

/// However long the tag is: rather it is smaller, or the layout is not offered.
#[test]
fn no_text_is_left_out_where_a_tag_takes_much_room() {
    let mut letters = Letters::without_fonts();
    for letters_of_tag in 1..=64 {
        let labels = [label(&"W".repeat(letters_of_tag), "HK716")];
        for name in LayoutName::ALL {
            let layout = name.layout();
            let drawing = Drawing::of(&labels[0]);
            let is_offered = report(&asked(name, 1), &labels, &mut letters)
                .layouts
                .contains(&name.as_str());
            let Some(placed) = drawing.place(&layout, layout.place(0), &mut letters) else {
                assert!(!is_offered);
                assert!(draw(&asked(name, 1), &labels, &mut letters).is_err());
                continue;
            };
            assert!(is_offered);
            let written = placed.written().iter();
            let text: String = written.map(|it| it.drawn).skip(letters_of_tag).collect();
            let is_cut = text.ends_with('…') && text.chars().count() > 1;
            assert!(
                text == "HK716" || is_cut,
                "{name:?} {letters_of_tag}: {text}"
            );
        }
    }
}

#[test]
fn letters_that_cannot_be_drawn_are_named_before_anything_is_printed() {
    let mut letters = Letters::without_fonts();
    let labels = [
        label("IT-1", "打印机"),
        label("IT-2", "HK716 😀"),
        label("IT-3", "HK716"),
    ];
    let mut asked = asked(LayoutName::A4With24, 1);
    let named: Vec<_> = report(&asked, &labels, &mut letters)
        .undrawable
        .into_iter()
        .map(|it| (it.title, it.in_title, it.in_text))
        .collect();
    let missing = |title: &str, text: &str| (title.to_owned(), String::new(), text.to_owned());
    assert_eq!(named, [missing("IT-1", "打印机"), missing("IT-2", "😀")]);
    assert!(draw(&asked, &labels, &mut letters).is_err());
    asked.with_boxes = true;
    assert!(draw(&asked, &labels, &mut letters).is_ok());
    // Without its tag no label is printed.
    assert!(draw(&asked, &[label("总部-1", "")], &mut letters).is_err());
}

#[test]
fn a_proof_shows_the_labels_and_a_ruler() {
    for name in LayoutName::ALL {
        let asked = Asked {
            proof: true,
            ..asked(name, 1)
        };
        let pdf = draw(&asked, &[], &mut Letters::without_fonts()).expect("a proof");
        let edges = &pages(&pdf)[0];
        assert_eq!(edges.len(), name.layout().places());
        let last = name.layout().place(edges.len() - 1);
        let drawn = edges[edges.len() - 1];
        let measure = [last.x, last.y, last.width, last.height];
        let differences = drawn
            .iter()
            .zip(measure)
            .map(|(is, should)| (is - should).abs());
        assert!(differences.fold(0.0, f64::max) < 0.01, "{name:?}");
        assert!(String::from_utf8_lossy(&pdf).contains("/PrintScaling /None"));
    }
}
