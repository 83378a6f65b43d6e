//! Where on a label its code and its letters stand, and the pages as a PDF.
//!
//! Everything is drawn as outlines, so that it prints alike wherever it is opened. The
//! tag stands whole or the label does not fit; what follows it is cut with an ellipsis,
//! and has a line at least.

use super::{
    fonts::{Glyph, Letters, Step},
    layout::{Layout, QUIET, Rect},
};
use domain::register::Label;
use pdf_writer::{Content, Finish, Name, Pdf, Rect as Box, Ref};
use qrcode::{Color, EcLevel, QrCode};
use std::{collections::BTreeMap, sync::Arc};

/// The height of a tag's letters, in millimetres: the largest with which it fits.
const TITLE_MM: [f64; 6] = [4.2, 3.6, 3.0, 2.6, 2.3, 2.0];
const TEXT_MM: f64 = 2.3;
/// From line to line, in parts of the letters' height.
const LEADING: f64 = 1.2;
/// From the top of a line to its base.
const ASCENT: f64 = 0.88;
const ELLIPSIS: char = '…';
/// Stands for a letter that cannot be drawn, where somebody wants the label all the same.
const MISSING: char = '\u{fffd}';
const POINTS_PER_MM: f64 = 72.0 / 25.4;
/// The ruler of a proof, and how far apart its marks are.
const RULER_MM: f64 = 100.0;
const MARK_MM: f64 = 10.0;

/// A label with everything in its place.
pub struct Placed {
    /// The dark modules of the code, as rows of rectangles.
    dark: Vec<Rect>,
    letters: Vec<Letter>,
}

/// A letter in its place: its left end and its base line, and how high it is.
pub struct Letter {
    pub drawn: char,
    pub x: f64,
    pub base: f64,
    pub size: f64,
}

#[cfg(test)]
impl Placed {
    /// The letters, in the order of reading.
    pub fn written(&self) -> &[Letter] {
        &self.letters
    }

    /// The right end of the code with its empty border, and a module's size.
    pub fn code_ends(&self) -> (f64, f64) {
        let module = self
            .dark
            .iter()
            .map(|it| it.height)
            .fold(f64::MAX, f64::min);
        let right = self
            .dark
            .iter()
            .map(|it| it.x + it.width)
            .fold(0.0, f64::max);
        (QUIET.mul_add(module, right) - 1e-6, module)
    }
}

/// What is known of a label before it has a place.
pub struct Drawing<'a> {
    pub label: &'a Label,
    codes: Vec<QrCode>,
}

impl<'a> Drawing<'a> {
    /// With its code, the one that bears more damage first.
    pub fn of(label: &'a Label) -> Self {
        let levels = [EcLevel::M, EcLevel::L].into_iter();
        let code = |level| QrCode::with_error_correction_level(label.code.as_bytes(), level).ok();
        Self {
            label,
            codes: levels.filter_map(code).collect(),
        }
    }

    /// The letters of it that cannot be drawn: in its title, and in the rest.
    pub fn undrawable(&self, letters: &mut Letters) -> (String, String) {
        let mut of = |text: &str| {
            text.chars()
                .filter(|it| letters.glyph(*it).is_none())
                .collect()
        };
        (of(&self.label.title), of(&self.label.text))
    }

    /// The label in a place of a layout; none if its code, its title or a line of its text
    /// does not fit.
    #[expect(clippy::cast_precision_loss, reason = "a code has at most 177 modules")]
    pub fn place(&self, layout: &Layout, rect: Rect, letters: &mut Letters) -> Option<Placed> {
        let mut codes = self.codes.iter();
        let (code, module) = codes.find_map(|it| Some((it, layout.module(it.width())?)))?;
        let safe = Layout::safe(rect);
        let width = code.width() as f64 * module;
        let (left, top) = (
            QUIET.mul_add(module, safe.x),
            safe.y + (safe.height - width) / 2.0,
        );
        let beside = 2.0f64.mul_add(QUIET * module, width);
        let room = Rect {
            x: safe.x + beside,
            width: safe.width - beside,
            ..safe
        };
        let letters = self.write(room, letters)?;
        Some(Placed {
            dark: dark(code, (left, top), module),
            letters,
        })
    }

    fn write(&self, room: Rect, letters: &mut Letters) -> Option<Vec<Letter>> {
        let title = self.label.title.trim();
        let text = shown(self.label.text.trim(), letters);
        let needed = height(TEXT_MM, usize::from(!text.is_empty()));
        let sizes = TITLE_MM.into_iter();
        let written = sizes.map(|size| (size, lines_of(title, size, room.width, letters)));
        let fits = |(size, lines): &&(f64, Vec<String>)| {
            height(*size, lines.len()) + needed <= room.height
        };
        let written: Vec<(f64, Vec<String>)> = written.collect();
        // Rather smaller than broken.
        let whole = written.iter().filter(|(_, lines)| lines.len() == 1);
        let (size, lines) = whole.chain(&written).find(fits)?.clone();
        let taken = height(size, lines.len());
        let left = room.height - taken;
        let mut more = lines_of(&text, TEXT_MM, room.width, letters);
        let fitting = (0..=more.len())
            .rev()
            .find(|it| height(TEXT_MM, *it) <= left);
        if let Some(fitting) = fitting.filter(|fitting| *fitting < more.len()) {
            more.truncate(fitting);
            if let Some(last) = more.last_mut() {
                cut(last, TEXT_MM, room.width, letters);
            }
        }
        let used = taken + height(TEXT_MM, more.len());
        let mut top = room.y + (room.height - used) / 2.0;
        let mut placed = Vec::new();
        let title = lines.iter().map(|line| (line, size));
        for (line, size) in title.chain(more.iter().map(|line| (line, TEXT_MM))) {
            let mut x = room.x;
            for letter in line.chars() {
                placed.push(Letter {
                    drawn: letter,
                    x,
                    base: ASCENT.mul_add(size, top),
                    size,
                });
                x += advance(letter, size, letters);
            }
            top += size * LEADING;
        }
        Some(placed)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a label has few lines")]
fn height(size: f64, lines: usize) -> f64 {
    size * LEADING * lines as f64
}

fn advance(letter: char, size: f64, letters: &mut Letters) -> f64 {
    let glyph = glyph(letter, letters);
    f64::from(glyph.advance) * size
}

fn glyph(letter: char, letters: &mut Letters) -> Arc<Glyph> {
    letters.glyph(letter).unwrap_or_else(|| {
        let corners = [(0.1, 0.0), (0.7, 0.0), (0.7, 0.7), (0.1, 0.7)];
        let inner = [(0.18, 0.08), (0.18, 0.62), (0.62, 0.62), (0.62, 0.08)];
        let outline = |corners: [(f32, f32); 4]| {
            let [first, rest @ ..] = corners;
            let lines = rest.map(|(x, y)| Step::Line(x, y));
            [
                vec![Step::Move(first.0, first.1)],
                lines.into(),
                vec![Step::Close],
            ]
            .concat()
        };
        Arc::new(Glyph {
            steps: [outline(corners), outline(inner)].concat(),
            advance: 0.8,
        })
    })
}

/// A text with a box for each letter that cannot be drawn.
fn shown(text: &str, letters: &mut Letters) -> String {
    let shown = |letter| {
        if letters.glyph(letter).is_some() {
            letter
        } else {
            MISSING
        }
    };
    text.chars().map(shown).collect()
}

/// A text in lines of a width, broken wherever one is full.
fn lines_of(text: &str, size: f64, width: f64, letters: &mut Letters) -> Vec<String> {
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0.0);
    for letter in text.chars() {
        let next = advance(letter, size, letters);
        if used + next > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        }
        line.push(letter);
        used += next;
    }
    lines.extend((!line.is_empty()).then_some(line));
    lines
}

/// Ends a line with an ellipsis.
fn cut(line: &mut String, size: f64, width: f64, letters: &mut Letters) {
    line.push(ELLIPSIS);
    let mut too_long = |line: &str| {
        let advances = line.chars().map(|it| advance(it, size, letters));
        advances.sum::<f64>() > width
    };
    while too_long(line) && line.chars().count() > 1 {
        line.pop();
        line.pop();
        line.push(ELLIPSIS);
    }
}

/// The dark modules of a code, those beside each other in one.
#[expect(clippy::cast_precision_loss, reason = "a code has at most 177 modules")]
fn dark(code: &QrCode, (left, top): (f64, f64), module: f64) -> Vec<Rect> {
    let width = code.width();
    let mut dark = Vec::new();
    for (row, colors) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        for run in colors.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                dark.push(Rect {
                    x: (column as f64).mul_add(module, left),
                    y: (row as f64).mul_add(module, top),
                    width: run.len() as f64 * module,
                    height: module,
                });
            }
            column += run.len();
        }
    }
    dark
}

/// The pages of a document under way.
pub struct Pages {
    size: (f64, f64),
    contents: Vec<Content>,
    /// The letters that stand on them, with the number of each.
    glyphs: BTreeMap<char, (usize, Arc<Glyph>)>,
}

impl Pages {
    pub const fn new(size: (f64, f64)) -> Self {
        Self {
            size,
            contents: Vec::new(),
            glyphs: BTreeMap::new(),
        }
    }

    /// Begins a page, in millimetres from its upper left corner.
    pub fn begin(&mut self) {
        let mut content = Content::new();
        let scale = points(1.0);
        content.transform([scale, 0.0, 0.0, -scale, 0.0, points(self.size.1)]);
        self.contents.push(content);
    }

    pub fn draw(&mut self, label: &Placed, letters: &mut Letters) {
        let Some(content) = self.contents.last_mut() else {
            return;
        };
        for dark in &label.dark {
            content.rect(mm(dark.x), mm(dark.y), mm(dark.width), mm(dark.height));
        }
        content.fill_nonzero();
        for letter in &label.letters {
            self.write(letter, letters);
        }
    }

    fn write(&mut self, letter: &Letter, letters: &mut Letters) {
        let Some(content) = self.contents.last_mut() else {
            return;
        };
        let number = self.glyphs.len();
        let glyph = || (number, glyph(letter.drawn, letters));
        let (number, glyph) = self.glyphs.entry(letter.drawn).or_insert_with(glyph);
        if glyph.steps.is_empty() {
            return;
        }
        let (size, name) = (mm(letter.size), name_of(*number));
        content.save_state();
        content.transform([size, 0.0, 0.0, -size, mm(letter.x), mm(letter.base)]);
        content.x_object(Name(name.as_bytes()));
        content.restore_state();
    }

    /// A page for plain paper, to be held against a sheet: the labels' edges, and a
    /// ruler that shows whether the printer has kept to the measure.
    pub fn proof(&mut self, layout: &Layout, letters: &mut Letters) {
        self.begin();
        let (width, height) = self.size;
        let long = if width > RULER_MM {
            RULER_MM
        } else {
            MARK_MM * 3.0
        };
        let (left, y) = ((width - long) / 2.0, height / 2.0);
        if let Some(content) = self.contents.last_mut() {
            content.set_line_width(0.1);
            for place in 0..layout.places() {
                let edge = layout.place(place);
                content.rect(mm(edge.x), mm(edge.y), mm(edge.width), mm(edge.height));
            }
            content.stroke();
            content.set_line_width(0.2);
            content
                .move_to(mm(left), mm(y))
                .line_to(mm(left + long), mm(y));
            let mut mark = 0.0;
            while mark <= long {
                content.move_to(mm(left + mark), mm(y - 2.0));
                content.line_to(mm(left + mark), mm(y + 2.0));
                mark += MARK_MM;
            }
            content.stroke();
        }
        let text = format!("{long} mm = 100 %");
        let mut x = left + 1.0;
        for letter in text.chars() {
            let written = Letter {
                drawn: letter,
                x,
                base: y + 6.0,
                size: 3.0,
            };
            self.write(&written, letters);
            x += advance(letter, 3.0, letters);
        }
    }

    /// The document.
    pub fn finish(self) -> Vec<u8> {
        let mut next = 0..;
        let mut id = || Ref::new(next.next().unwrap_or(i32::MAX - 1) + 1);
        let (catalog, tree) = (id(), id());
        let glyphs: Vec<(String, Ref, Arc<Glyph>)> = self
            .glyphs
            .into_values()
            .map(|(number, glyph)| (name_of(number), id(), glyph))
            .collect();
        let pages: Vec<(Ref, Ref, Content)> = self
            .contents
            .into_iter()
            .map(|content| (id(), id(), content))
            .collect();
        let mut pdf = Pdf::new();
        let mut root = pdf.catalog(catalog);
        root.pages(tree);
        // Whoever prints it is not asked whether it should fit the page.
        root.viewer_preferences()
            .pair(Name(b"PrintScaling"), Name(b"None"));
        root.finish();
        let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
        pdf.pages(tree)
            .kids(pages.iter().map(|page| page.0))
            .count(count);
        for (_, of, glyph) in &glyphs {
            let outline = outline(glyph);
            pdf.form_xobject(*of, &outline)
                .bbox(Box::new(-1.0, -1.0, 2.0, 2.0));
        }
        for (page, of, content) in pages {
            let mut written = pdf.page(page);
            let (width, height) = (points(self.size.0), points(self.size.1));
            written.media_box(Box::new(0.0, 0.0, width, height));
            written.parent(tree).contents(of);
            let mut resources = written.resources();
            let mut objects = resources.x_objects();
            for (name, glyph, _) in &glyphs {
                objects.pair(Name(name.as_bytes()), *glyph);
            }
            objects.finish();
            resources.finish();
            written.finish();
            pdf.stream(of, &content.finish());
        }
        pdf.finish()
    }
}

fn name_of(number: usize) -> String {
    format!("G{number}")
}

fn outline(glyph: &Glyph) -> Vec<u8> {
    let mut content = Content::new();
    let mut at = [0.0, 0.0];
    for step in &glyph.steps {
        match *step {
            Step::Move(x, y) => {
                content.move_to(x, y);
                at = [x, y];
            }
            Step::Line(x, y) => {
                content.line_to(x, y);
                at = [x, y];
            }
            Step::Quad([cx, cy], [x, y]) => {
                // The same curve as a cubic one, which a PDF has alone.
                let third = |from: f32, to: f32| (to - from).mul_add(2.0 / 3.0, from);
                let first = (third(at[0], cx), third(at[1], cy));
                let second = (third(x, cx), third(y, cy));
                content.cubic_to(first.0, first.1, second.0, second.1, x, y);
                at = [x, y];
            }
            Step::Cubic([ax, ay], [bx, by], [x, y]) => {
                content.cubic_to(ax, ay, bx, by, x, y);
                at = [x, y];
            }
            Step::Close => {
                content.close_path();
            }
        }
    }
    content.fill_nonzero();
    content.finish().into_vec()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a page has a few hundred millimetres"
)]
const fn mm(millimetres: f64) -> f32 {
    millimetres as f32
}

fn points(millimetres: f64) -> f32 {
    mm(millimetres * POINTS_PER_MM)
}
