//! Names of which each is borne by one case at most within the organisation, such
//! as an asset's tag.
//!
//! The server alone knows all of them and decides: of two cases that take the same
//! name on two phones, the second is refused. A phone knows those of the cases that
//! it holds.
//!
//! A label of ours says more than the name: `FL1:ASSET:IT-000123:AB` is its form, the
//! kind and two check characters of the name, so that what a reader got wrong is
//! looked up nowhere. A label of any other form says the name itself. Of a label with
//! an address before its form the address is passed over: nothing is ever asked of an
//! address that was read. `fixtures/labels.txt` has one of every form that was
//! ever printed.

use crate::{
    ids::CaseId,
    text::{folded, plain},
};
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// A name, as it is compared: `asset:it-000123`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseName(String);

impl CaseName {
    /// The name among those of a kind that a person, a label or a file means by a
    /// text. However it was scanned or typed, it is the same name: compatible
    /// characters (NFKC), letters in either case, all dashes, and whatever no screen
    /// shows or stands around it make no difference. Zeros in front do.
    #[must_use]
    pub fn new(kind: &str, text: &str) -> Self {
        Self(format!("{kind}:{}", folded(&shown(text))))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaseName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Another case that a case is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mention {
    Case(CaseId),
    /// Whichever bears this name, if any does.
    Name(CaseName),
}

impl fmt::Display for Mention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Case(id) => id.fmt(f),
            Self::Name(name) => name.fmt(f),
        }
    }
}

/// How the form of our labels begins; the number counts its versions.
const FORM: &str = "FL1:";

/// What is written into the code on a case's label, to be read by the scanners of
/// phones and desks.
#[must_use]
pub fn label(kind: &str, text: &str) -> String {
    let text = shown(text);
    let check = check(&CaseName::new(kind, &text));
    format!("{FORM}{}:{text}:{check}", kind.to_uppercase())
}

/// The text that is meant by what was read, among those of a kind: what a label of
/// ours is about, or what was read itself. None if a label of ours was misread, or is
/// about another kind.
#[must_use]
pub fn text_meant(kind: &str, read: &str) -> Option<String> {
    let shown = shown(read);
    let Some(form) = without_address(&shown) else {
        return Some(plain(read));
    };
    let (of_kind, rest) = form.split_once(':')?;
    let (text, checked) = rest.rsplit_once(':')?;
    let is_of_kind = of_kind.eq_ignore_ascii_case(kind);
    let is_right = checked.eq_ignore_ascii_case(&check(&CaseName::new(kind, text)));
    (is_of_kind && is_right).then(|| text.to_owned())
}

/// What follows the beginning of our form; none if it is of another form.
fn without_address(shown: &str) -> Option<&str> {
    let is_address = ["http://", "https://"]
        .iter()
        .any(|scheme| begins_with(shown, scheme));
    let form = if is_address {
        let mut ends = shown.match_indices('/').map(|(at, _)| &shown[at + 1..]);
        ends.find(|end| begins_with(end, FORM))?
    } else {
        shown
    };
    form.get(FORM.len()..).filter(|_| begins_with(form, FORM))
}

fn begins_with(text: &str, beginning: &str) -> bool {
    let same = text.get(..beginning.len());
    same.is_some_and(|same| same.eq_ignore_ascii_case(beginning))
}

/// Two characters that follow from a name. One wrong character, two in the wrong order,
/// and all but one in a thousand of other mistakes give others.
fn check(name: &CaseName) -> String {
    // The largest prime that two of 36 characters can count to.
    const MODULUS: u32 = 1_291;
    let sum = name
        .as_str()
        .chars()
        .fold(0, |sum, c| (sum * 31 + u32::from(c) % MODULUS) % MODULUS);
    let digit = |value| char::from_digit(value, 36).unwrap_or('0');
    [digit(sum / 36), digit(sum % 36)]
        .iter()
        .map(char::to_ascii_uppercase)
        .collect()
}

/// A text as a screen shows it: compatible characters alike (NFKC), one dash, and
/// nothing that is invisible or stands around it.
pub(crate) fn shown(text: &str) -> String {
    let shown: String = plain(text)
        .nfkc()
        .filter(|c| !is_invisible(*c))
        .map(|c| if is_dash(c) { '-' } else { c })
        .collect();
    shown.trim().to_owned()
}

/// Blanks without width, marks of direction and byte order.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

const fn is_dash(c: char) -> bool {
    matches!(
        c,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}'
    )
}

#[cfg(test)]
mod tests {
    use super::{CaseName, label, text_meant};

    #[test]
    fn a_label_is_the_same_name_however_it_was_scanned_or_typed() {
        let name = CaseName::new("asset", "IT-000123");
        assert_eq!(name.as_str(), "asset:it-000123");
        for text in [
            "IT-000123\r\n",
            " IT-000123",
            "\u{a0}IT-000123\u{a0}",
            "\u{200b}IT-000123",
            "\u{feff}IT-000123",
            "it-000123",
            "ＩＴ－０００１２３",
            "IT—000123",
            "IT‐000123",
            "IT\u{ad}-000123",
        ] {
            assert_eq!(CaseName::new("asset", text), name, "{text:?}");
        }
        for other in ["IT-123", "IT-0000123", "IT 000123", "IT-00012", ""] {
            assert_ne!(CaseName::new("asset", other), name, "{other:?}");
        }
        assert_ne!(CaseName::new("other", "IT-000123"), name);
    }

    #[test]
    fn a_label_of_ours_says_what_it_is_about_and_whether_it_was_read_right() {
        let label = label("asset", " IT-000123 ");
        assert!(label.starts_with("FL1:ASSET:IT-000123:"), "{label}");
        let meant = |text: &str| text_meant("asset", text);
        for read in [
            label.clone(),
            label.to_lowercase(),
            format!("\u{feff}{label}\r\n"),
            label.replace('-', "—").replace(':', "："),
            format!("https://it.example.com/l/{label}"),
            format!("HTTP://10.0.0.7:8300/FL1/{label}"),
        ] {
            let meant = meant(&read).expect(&read);
            assert_eq!(CaseName::new("asset", &meant).as_str(), "asset:it-000123");
        }
        assert_eq!(
            text_meant("other", &label),
            None,
            "it is about another kind"
        );
        // What is of no form of ours says itself.
        for text in [
            "IT-000123",
            "FL1-7",
            "https://example.com/IT-7",
            "a:b:c",
            "",
        ] {
            assert_eq!(meant(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_label_of_ours_that_was_misread_means_nothing() {
        for text in ["IT-000123", "总部-收银机-07", "a/b:c", "10"] {
            let label = label("asset", text);
            assert_eq!(text_meant("asset", &label).as_deref(), Some(text));
            let chars: Vec<char> = label.chars().collect();
            let begins = "FL1:ASSET:".len();
            for at in begins..chars.len() {
                for other in "0123456789ABCXYZ-总".chars() {
                    let mut wrong = chars.clone();
                    wrong[at] = other;
                    let wrong: String = wrong.into_iter().collect();
                    if wrong.to_lowercase() != label.to_lowercase() {
                        assert_eq!(text_meant("asset", &wrong), None, "{wrong}");
                    }
                }
                let mut swapped = chars.clone();
                swapped.swap(at - 1, at);
                let swapped: String = swapped.into_iter().collect();
                let is_other = swapped != label && swapped.starts_with("FL1:ASSET:");
                assert!(
                    !is_other || text_meant("asset", &swapped).is_none(),
                    "{swapped}"
                );
                let cut: String = chars[..at].iter().collect();
                assert_eq!(text_meant("asset", &cut), None, "{cut}");
            }
        }
    }
}
