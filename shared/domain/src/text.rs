//! What may stand in a text that people enter.
//!
//! How long it may be is each capability's own rule.

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_segmentation::UnicodeSegmentation;

/// How many bytes a letter has on average at most, in a text that is cut: accents can be
/// heaped on one without an end.
const LETTER_BYTES_MAX: usize = 32;

/// Whether a text is no longer than this, in characters.
pub(crate) fn is_short(text: &str, chars_max: usize) -> bool {
    text.chars().nth(chars_max).is_none()
}

/// Whether a text is one plain line, and no longer than this. Nothing in it turns what
/// stands around it, or ends the line in a way of its own.
#[must_use]
pub fn is_line(text: &str, chars_max: usize) -> bool {
    let stays_in_line = |c| !matches!(c, '\n' | '\u{2028}' | '\u{2029}') && !turns_around(c);
    is_short(text, chars_max) && text.chars().all(|c| is_plain(c) && stays_in_line(c))
}

/// Whether a character has what follows be read in another direction, until another
/// one ends that: an embedding, override or isolate of Unicode's bidirectional
/// algorithm (UAX #9).
#[must_use]
pub const fn turns_around(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a text shows anything. Blanks of every width, joiners, marks of direction and
/// accents alone do not, nor do the letters that are made to be empty.
#[must_use]
pub fn shows_something(text: &str) -> bool {
    text.chars().any(is_visible)
}

fn is_visible(c: char) -> bool {
    match c.general_category_group() {
        GeneralCategoryGroup::Letter => {
            !matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
        }
        GeneralCategoryGroup::Number | GeneralCategoryGroup::Punctuation => true,
        // A pattern of Braille without a dot.
        GeneralCategoryGroup::Symbol => c != '\u{2800}',
        GeneralCategoryGroup::Mark | GeneralCategoryGroup::Separator => false,
        // What a newer Unicode may have made a picture of.
        GeneralCategoryGroup::Other => {
            !is_format_or_control(c) && !matches!(c, '\u{e0000}'..='\u{e0fff}')
        }
    }
}

fn is_format_or_control(c: char) -> bool {
    use unicode_properties::GeneralCategory::{Control, Format};
    matches!(c.general_category(), Control | Format)
}

/// A text as it is compared and searched: in one width, case and composition.
#[must_use]
pub fn folded(text: &str) -> String {
    let composed: String = text.nfkc().collect();
    composed.to_lowercase().nfkc().collect()
}

/// The beginning of a text: so many letters at most, as people count them, so that no
/// picture or accent is cut in two (grapheme clusters, UAX #29).
#[must_use]
pub fn cut(text: &str, letters_max: usize) -> String {
    let bytes_max = letters_max.saturating_mul(LETTER_BYTES_MAX);
    let mut letters = text.grapheme_indices(true).enumerate();
    let over = letters
        .find(|(nth, (begin, letter))| *nth == letters_max || begin + letter.len() > bytes_max);
    match over {
        None => text.to_owned(),
        Some((0, _)) => format!("{}…", &text[..text.floor_char_boundary(bytes_max)]),
        Some((_, (end, _))) => format!("{}…", &text[..end]),
    }
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
    if !is_short(text, chars_max) {
        Err(Unfit::TooLong)
    } else if !text.chars().all(is_plain) {
        Err(Unfit::Unreadable)
    } else if !shows_something(text) {
        Err(Unfit::Missing)
    } else {
        Ok(())
    }
}

/// Whether a text can stand as a name on a label: one plain line that is not blank.
pub(crate) fn is_label(label: &str, chars_max: usize) -> bool {
    shows_something(label) && is_line(label, chars_max)
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
    use super::{cut, folded, is_line, is_plain, plain, shows_something};

    #[test]
    fn a_text_is_cut_between_letters_and_never_within_one() {
        for letter in ["e\u{301}", "👩‍👩‍👧‍👧", "🇨🇳", "👍🏽", "각", "नि"]
        {
            let text = letter.repeat(3);
            assert_eq!(cut(&text, 3), text);
            assert_eq!(cut(&text, 2), format!("{}…", letter.repeat(2)));
        }
        assert_eq!(
            (cut("", 3), cut("卡纸了", 2)),
            (String::new(), "卡纸…".into())
        );
        let heaped = format!("e{}", "\u{301}".repeat(5_000));
        assert!(cut(&heaped, 80).len() < 2_600);
        assert!(cut(&format!("纸{heaped}"), 80).starts_with("纸…"));
    }

    #[test]
    fn what_leaves_no_ink_says_nothing() {
        for nothing in [
            "",
            " \t\n",
            "\u{200b}",
            "\u{200b}\u{feff}\u{2060}",
            "\u{3000}\u{a0}\u{2003}",
            "\u{202e}\u{202c}",
            "\u{3164}",
            "\u{2800}",
            "\u{301}",
            "\u{e0020}",
            "\u{ad}",
        ] {
            assert!(!shows_something(nothing), "{nothing:?}");
        }
        for something in ["卡", "a", "7", "?", "😀", "\u{200b}好", "ئۇ", "\u{1fae9}"] {
            assert!(shows_something(something), "{something:?}");
        }
    }

    #[test]
    fn a_line_turns_nothing_around_and_ends_nowhere() {
        for line in [
            "王芳",
            "阿卜杜热合曼",
            "ئابدۇراخمان",
            "a\u{200e}b",
            "O’Neil",
        ] {
            assert!(is_line(line, 20), "{line:?}");
        }
        for other in [
            "王\u{202e}芳",
            "王\u{2066}芳",
            "王\u{2028}芳",
            "王\u{2029}芳",
            "王\n芳",
            "王\u{85}芳",
        ] {
            assert!(!is_line(other, 20), "{other:?}");
        }
    }

    #[test]
    fn texts_are_the_same_in_every_width_case_and_composition() {
        for (one, other) in [
            ("１２号", "12号"),
            ("ＰＯＳ－７", "pos-7"),
            ("e\u{301}", "É"),
            ("㎏", "KG"),
            ("ﾌﾟﾘﾝﾀ", "プリンタ"),
        ] {
            assert_eq!(folded(one), folded(other));
        }
    }

    #[test]
    fn a_text_keeps_its_lines_and_loses_what_no_screen_shows() {
        assert_eq!(
            plain("  no\u{0} paper\r\n\tjam\u{7f} \n"),
            "no paper\n\tjam"
        );
        assert!(plain("店里 😀 ok\n").chars().all(is_plain));
    }
}
