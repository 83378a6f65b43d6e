//! The codes by which a case is handed over: shown on one phone, taken in by the camera
//! of another, or pasted there.

use crate::{
    event::Route,
    input::{Cmd, Input, ask_store},
    model::Model,
    store::{StoreAnswer, Task, TaskOutcome},
};
use crux_core::Command;
use domain::{case::History, ids::CaseId, view::Tone, view::Viewer, words::Message};
use qrcode::{Color, EcLevel, QrCode};
use replica::handed::{NoCode, Read};
use serde::{Deserialize, Serialize};

/// What is handed over, as codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodePage {
    /// The case, to go back to.
    pub case: String,
    /// What is handed over.
    pub text: String,
    /// What the other is to do.
    pub hint: String,
    /// The codes. Of several each is shown for a second or so, over and over: the other
    /// phone takes them in any order.
    pub codes: Vec<ShownCode>,
}

/// A QR code, ready to draw: dark on light whatever the theme, with 4 light modules
/// around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownCode {
    /// What it says, to be copied where there is no camera.
    pub text: String,
    /// Its rows of modules, from above: `1` is dark.
    pub rows: Vec<String>,
}

pub fn page(
    id: CaseId,
    history: &History,
    texts: &[String],
    viewer: &Viewer<'_>,
) -> Option<CodePage> {
    let case = history.case.as_ref()?;
    let codes = texts.iter().filter_map(|text| drawn(text));
    let hint =
        Message::new("code-hint").number("count", i64::try_from(texts.len()).unwrap_or(i64::MAX));
    Some(CodePage {
        case: id.to_string(),
        text: case.as_dyn().row(id, viewer).title,
        hint: viewer.say(&hint),
        codes: codes.collect(),
    })
}

/// Error level L: a screen is clean, and modules should be large.
fn drawn(text: &str) -> Option<ShownCode> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let rows = code.to_colors();
    let rows = rows.chunks(code.width()).map(|row| {
        let modules = row.iter().map(|color| match color {
            Color::Dark => '1',
            Color::Light => '0',
        });
        modules.collect()
    });
    Some(ShownCode {
        text: text.to_owned(),
        rows: rows.collect(),
    })
}

/// The person takes a code in.
pub fn take(model: &mut Model, text: &str) -> Cmd {
    match model.codes.read(text) {
        Ok(Read::Whole(handed)) => ask_store(Task::TakeIn(handed), None, Input::TakenIn),
        Ok(Read::Part { here, of }) => {
            let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
            let message = Message::new("code-part")
                .number("here", number(here))
                .number("of", number(of));
            model.say(message, Tone::Active);
            Command::done()
        }
        Err(NoCode::Other | NoCode::Damaged) => {
            model.say(Message::new("code-damaged"), Tone::Alarm);
            Command::done()
        }
    }
}

/// What the code has brought is on this phone: the case is shown.
pub fn taken(model: &mut Model, answer: StoreAnswer) -> Cmd {
    match model.take(answer) {
        Ok(TaskOutcome::Acted(case)) => {
            let opened = super::open(model, Route::Case(case.to_string()));
            opened.and(crate::online::sync::begin(model))
        }
        // An error is told by `take`.
        _ => Command::done(),
    }
}

#[cfg(test)]
mod tests {
    use super::drawn;
    use replica::handed::CODE_CHARS_MAX;

    /// Looked at as a camera sees it: 3 pixels a module, with the light border.
    fn decoded(rows: &[String]) -> String {
        const SCALE: usize = 3;
        const BORDER: usize = 4;
        let side = (rows.len() + 2 * BORDER) * SCALE;
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
            let module = |place: usize| (place / SCALE).checked_sub(BORDER);
            let row = module(y).and_then(|y| rows.get(y));
            let dark = row
                .zip(module(x))
                .and_then(|(row, x)| row.as_bytes().get(x));
            if dark == Some(&b'1') { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        grids[0].decode().unwrap().1
    }

    #[test]
    fn the_longest_code_is_of_version_25_and_is_read_from_a_screen() {
        let longest = "A7".repeat(CODE_CHARS_MAX / 2);
        let code = drawn(&longest).unwrap();
        assert_eq!(code.rows.len(), 17 + 4 * 25);
        assert!(code.rows.iter().all(|row| row.len() == code.rows.len()));
        assert_eq!(decoded(&code.rows), longest);
        let short = drawn("FL1:HAND:0000AAAA:1:1:ABC").unwrap();
        assert_eq!(decoded(&short.rows), "FL1:HAND:0000AAAA:1:1:ABC");
    }
}
