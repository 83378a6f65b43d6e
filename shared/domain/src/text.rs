//! What may stand in a text that people enter.
//!
//! How long it may be is each capability's own rule.

/// Whether a text is no longer than this, in characters.
pub(crate) fn is_short(text: &str, chars_max: usize) -> bool {
    text.chars().nth(chars_max).is_none()
}

/// Whether a text is one plain line, and no longer than this.
pub(crate) fn is_line(text: &str, chars_max: usize) -> bool {
    is_short(text, chars_max) && text.chars().all(|c| is_plain(c) && c != '\n')
}

/// Why a text that has to explain something does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    Missing,
    TooLong,
    /// It has characters that no screen shows.
    Unreadable,
}

/// Whether a text says something, in so many characters at most, all of which can be
/// read.
pub(crate) fn fit(text: &str, chars_max: usize) -> Result<(), Unfit> {
    if text.trim().is_empty() {
        Err(Unfit::Missing)
    } else if !is_short(text, chars_max) {
        Err(Unfit::TooLong)
    } else if !text.chars().all(is_plain) {
        Err(Unfit::Unreadable)
    } else {
        Ok(())
    }
}

/// Whether a text can stand as a name on a label: one plain line that is not blank.
pub(crate) fn is_label(label: &str, chars_max: usize) -> bool {
    !label.trim().is_empty() && is_line(label, chars_max)
}

/// Whether a character may: all but control characters, which no screen shows
/// and of which Postgres cannot store every one. Line ends and tabs may.
#[must_use]
pub(crate) fn is_plain(c: char) -> bool {
    !c.is_control() || matches!(c, '\n' | '\t')
}

/// A text as entered, without what may not stand in it and without the space
/// around it: what is pasted or scanned brings both along.
#[must_use]
pub(crate) fn plain(text: &str) -> String {
    let plain: String = text.chars().filter(|c| is_plain(*c)).collect();
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{is_plain, plain};

    #[test]
    fn a_text_keeps_its_lines_and_loses_what_no_screen_shows() {
        assert_eq!(
            plain("  no\u{0} paper\r\n\tjam\u{7f} \n"),
            "no paper\n\tjam"
        );
        assert!(plain("店里 😀 ok\n").chars().all(is_plain));
    }
}
