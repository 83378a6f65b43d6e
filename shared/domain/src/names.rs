//! Names of which each is borne by one case at most within the organisation, such
//! as an asset's tag.
//!
//! The server alone knows all of them and decides: of two cases that take the same
//! name on two phones, the second is refused. A phone knows those of the cases that
//! it holds.

use crate::text::plain;
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
        let shown = plain(text)
            .nfkc()
            .filter(|c| !is_invisible(*c))
            .map(|c| if is_dash(c) { '-' } else { c })
            .collect::<String>();
        let folded: String = shown.trim().to_lowercase().nfkc().collect();
        Self(format!("{kind}:{folded}"))
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
    use super::CaseName;

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
}
