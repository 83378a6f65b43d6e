//! Cells that a spreadsheet would take for a formula: given out with an apostrophe
//! before them, which makes them texts, and taken in without it.
//!
//! What begins with apostrophes and then so gets one more, so that every text comes
//! back as it was.

use std::borrow::Cow;

/// With what a formula begins.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];
const GUARD: char = '\'';

fn begins_a_formula(cell: &str) -> bool {
    cell.trim_start_matches(GUARD).starts_with(FORMULA)
}

/// A cell as it is given out.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if begins_a_formula(cell) {
        Cow::Owned(format!("{GUARD}{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// What a cell says that may have been given out by [`guarded`].
pub fn unguarded(cell: &str) -> &str {
    let inner = cell.strip_prefix(GUARD);
    inner.filter(|it| begins_a_formula(it)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::{guarded, unguarded};

    #[test]
    fn no_cell_begins_a_formula_and_every_text_comes_back() {
        for text in [
            "=1+1", "-7", "+86", "@x", "'=x", "''-", "'quoted'", "IT-7", "", "'",
        ] {
            let cell = guarded(text);
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
            assert_eq!(unguarded(&cell), text);
        }
        assert_eq!(guarded("IT-7"), "IT-7");
        assert_eq!(unguarded("=1+1"), "=1+1");
    }
}
