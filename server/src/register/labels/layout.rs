//! The sheets and rolls that labels are printed on, in millimetres, as their makers
//! measure them.

use serde::Deserialize;

/// How far a printer may be out of place.
const DRIFT_MM: f64 = 1.0;
/// The smallest module of a code that phones read from paper.
pub const MODULE_MM_MIN: f64 = 0.4;
/// The largest: a code need not fill a large label.
const MODULE_MM_MAX: f64 = 0.8;
/// How many modules around a code stay empty.
pub const QUIET: f64 = 4.0;
/// How much of a label's width a code may take, so that there is room for words.
const CODE_SHARE_MAX: f64 = 0.6;

/// A sheet of labels, or a roll of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum LayoutName {
    #[serde(rename = "a4_24")]
    A4With24,
    #[serde(rename = "a4_48")]
    A4With48,
    #[serde(rename = "a4_65")]
    A4With65,
    #[serde(rename = "roll_40x30")]
    Roll40x30,
}

/// Where labels lie on a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    pub page: (f64, f64),
    pub columns: usize,
    pub rows: usize,
    pub label: (f64, f64),
    /// From the page's corner to the first label's.
    pub margin: (f64, f64),
    /// From one label's corner to the next one's.
    pub pitch: (f64, f64),
}

/// Where something lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl LayoutName {
    pub const ALL: [Self; 4] = [
        Self::A4With24,
        Self::A4With48,
        Self::A4With65,
        Self::Roll40x30,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A4With24 => "a4_24",
            Self::A4With48 => "a4_48",
            Self::A4With65 => "a4_65",
            Self::Roll40x30 => "roll_40x30",
        }
    }

    pub const fn layout(self) -> Layout {
        const A4: (f64, f64) = (210.0, 297.0);
        match self {
            Self::A4With24 => Layout {
                page: A4,
                columns: 3,
                rows: 8,
                label: (70.0, 37.0),
                margin: (0.0, 0.5),
                pitch: (70.0, 37.0),
            },
            Self::A4With48 => Layout {
                page: A4,
                columns: 4,
                rows: 12,
                label: (45.7, 21.2),
                margin: (9.7, 21.5),
                pitch: (48.3, 21.2),
            },
            Self::A4With65 => Layout {
                page: A4,
                columns: 5,
                rows: 13,
                label: (38.1, 21.2),
                margin: (4.7, 10.7),
                pitch: (40.6, 21.2),
            },
            Self::Roll40x30 => Layout {
                page: (40.0, 30.0),
                columns: 1,
                rows: 1,
                label: (40.0, 30.0),
                margin: (0.0, 0.0),
                pitch: (40.0, 30.0),
            },
        }
    }
}

impl Layout {
    /// How many labels a page has.
    pub const fn places(&self) -> usize {
        self.columns * self.rows
    }

    /// The label at a place of a page, row by row from 0.
    #[expect(clippy::cast_precision_loss, reason = "there are few places")]
    pub fn place(&self, place: usize) -> Rect {
        let (column, row) = (place % self.columns, place / self.columns);
        Rect {
            x: self.pitch.0.mul_add(column as f64, self.margin.0),
            y: self.pitch.1.mul_add(row as f64, self.margin.1),
            width: self.label.0,
            height: self.label.1,
        }
    }

    /// How large a module of a code of so many modules is, with its empty border within
    /// the label even where the printer is out of place; none if that is too small.
    #[expect(clippy::cast_precision_loss, reason = "a code has at most 177 modules")]
    pub fn module(&self, modules: usize) -> Option<f64> {
        let modules = 2.0f64.mul_add(QUIET, modules as f64);
        let height = 2.0f64.mul_add(-DRIFT_MM, self.label.1);
        let width = (2.0f64.mul_add(-DRIFT_MM, self.label.0)).min(self.label.0 * CODE_SHARE_MAX);
        let module = (height.min(width) / modules).min(MODULE_MM_MAX);
        (module >= MODULE_MM_MIN).then_some(module)
    }

    /// The part of a label on which a printer that is out of place still prints.
    pub fn safe(rect: Rect) -> Rect {
        Rect {
            x: rect.x + DRIFT_MM,
            y: rect.y + DRIFT_MM,
            width: 2.0f64.mul_add(-DRIFT_MM, rect.width),
            height: 2.0f64.mul_add(-DRIFT_MM, rect.height),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LayoutName;

    #[test]
    fn every_place_lies_on_the_page_and_the_last_one_where_the_sheet_has_it() {
        for name in LayoutName::ALL {
            let layout = name.layout();
            let last = layout.place(layout.places() - 1);
            let margins = (layout.margin, layout.page);
            let ((left, top), (width, height)) = margins;
            // A sheet is as wide on the right as on the left, and so above and below.
            assert!((last.x + last.width + left - width).abs() < 0.2, "{name:?}");
            assert!(
                (last.y + last.height + top - height).abs() < 0.7,
                "{name:?}"
            );
        }
    }
}
