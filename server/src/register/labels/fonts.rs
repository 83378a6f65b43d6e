//! The letters on labels: outlines out of the fonts of this machine, so that a label
//! looks the same on whatever it is printed from.
//!
//! A font with Chinese has millions of bytes, so none is part of the program. A machine
//! without fonts has the letters of a screen of old for plain ones, so that a tag can be
//! read; of any other letter it is said beforehand that it cannot be drawn.

use font8x8::{BASIC_FONTS, UnicodeFonts};
use fontdb::{Database, FaceInfo, Source, Style, Weight};
use skrifa::{
    FontRef, GlyphId, MetadataProvider,
    instance::{LocationRef, Size},
    outline::{DrawSettings, OutlinePen},
};
use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::{Arc, LazyLock},
};

/// The fonts that are asked first, the best for labels first: what is there of letters
/// in one of them needs no other.
const PREFERRED: [&str; 8] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
    "DejaVu Sans",
];

/// A step of an outline, in parts of the letter's height, upwards from the base line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    Move(f32, f32),
    Line(f32, f32),
    Quad([f32; 2], [f32; 2]),
    Cubic([f32; 2], [f32; 2], [f32; 2]),
    Close,
}

/// A letter.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    pub steps: Vec<Step>,
    /// How far it is to the next letter, in parts of its height.
    pub advance: f32,
}

/// Where the fonts of this machine are. Looked for once: their heads are read from disk.
static OF_SYSTEM: LazyLock<Vec<Face>> = LazyLock::new(|| {
    let mut database = Database::new();
    database.load_system_fonts();
    let mut faces: Vec<&FaceInfo> = database.faces().collect();
    faces.sort_by_key(|face| rank(face));
    let faces = faces.into_iter().filter_map(|face| match &face.source {
        Source::File(path) => Some(Face {
            path: path.clone(),
            index: face.index,
        }),
        Source::Binary(_) => None,
    });
    faces.collect()
});

fn rank(face: &FaceInfo) -> (usize, bool) {
    let places = face.families.iter().filter_map(|(family, _)| {
        let mut preferred = PREFERRED.iter();
        preferred.position(|preferred| preferred == family)
    });
    let is_plain = face.style == Style::Normal && face.weight == Weight::NORMAL;
    (places.min().unwrap_or(PREFERRED.len()), !is_plain)
}

/// A face in a file.
struct Face {
    path: PathBuf,
    index: u32,
}

/// The letters of some labels. A font is held only if one of them came from it.
pub struct Letters {
    faces: &'static [Face],
    held: BTreeMap<usize, Vec<u8>>,
    glyphs: BTreeMap<char, Option<Arc<Glyph>>>,
}

impl Letters {
    /// Out of the fonts of this machine.
    pub fn of_system() -> Self {
        Self::of(&OF_SYSTEM)
    }

    /// Without any font.
    #[cfg(test)]
    pub fn without_fonts() -> Self {
        Self::of(&[])
    }

    const fn of(faces: &'static [Face]) -> Self {
        Self {
            faces,
            held: BTreeMap::new(),
            glyphs: BTreeMap::new(),
        }
    }

    /// The letter; none if it cannot be drawn here.
    pub fn glyph(&mut self, letter: char) -> Option<Arc<Glyph>> {
        if let Some(known) = self.glyphs.get(&letter) {
            return known.clone();
        }
        let glyph = self.find(letter).or_else(|| of_screen(letter));
        let glyph = glyph.map(Arc::new);
        self.glyphs.insert(letter, glyph.clone());
        glyph
    }

    fn find(&mut self, letter: char) -> Option<Glyph> {
        for (number, face) in self.faces.iter().enumerate() {
            if let Some(bytes) = self.held.get(&number) {
                if let Some(glyph) = drawn(bytes, face.index, letter) {
                    return Some(glyph);
                }
                continue;
            }
            let Ok(bytes) = fs::read(&face.path) else {
                continue;
            };
            if let Some(glyph) = drawn(&bytes, face.index, letter) {
                self.held.insert(number, bytes);
                return Some(glyph);
            }
        }
        None
    }
}

fn drawn(bytes: &[u8], index: u32, letter: char) -> Option<Glyph> {
    let font = FontRef::from_index(bytes, index).ok()?;
    let id = font
        .charmap()
        .map(letter)
        .filter(|id| *id != GlyphId::NOTDEF)?;
    let advance = font.glyph_metrics(Size::new(1.0), LocationRef::default());
    let outline = font.outline_glyphs().get(id)?;
    let mut pen = Pen::default();
    let settings = DrawSettings::unhinted(Size::new(1.0), LocationRef::default());
    outline.draw(settings, &mut pen).ok()?;
    // A letter without an outline is a picture, which is not printed.
    if pen.0.is_empty() && !letter.is_whitespace() {
        return None;
    }
    Some(Glyph {
        steps: pen.0,
        advance: advance.advance_width(id)?,
    })
}

/// A plain letter out of squares.
#[expect(clippy::cast_precision_loss, reason = "there are eight squares")]
fn of_screen(letter: char) -> Option<Glyph> {
    let rows = BASIC_FONTS.get(letter)?;
    let side = 1.0 / 9.0;
    let mut steps = Vec::new();
    for (row, bits) in rows.iter().enumerate() {
        let columns = (0..8).filter(|column| bits >> column & 1 == 1);
        for column in columns {
            let (x, y) = (column as f32 * side, (6.0 - row as f32) * side);
            steps.extend([
                Step::Move(x, y),
                Step::Line(x + side, y),
                Step::Line(x + side, y + side),
                Step::Line(x, y + side),
                Step::Close,
            ]);
        }
    }
    Some(Glyph {
        steps,
        advance: 8.0 * side,
    })
}

#[derive(Default)]
struct Pen(Vec<Step>);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.push(Step::Move(x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.push(Step::Line(x, y));
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        self.0.push(Step::Quad([cx0, cy0], [x, y]));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.0.push(Step::Cubic([cx0, cy0], [cx1, cy1], [x, y]));
    }

    fn close(&mut self) {
        self.0.push(Step::Close);
    }
}
