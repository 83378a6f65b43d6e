//! 成色: how good a piece of equipment still is, in the words that everybody uses who
//! gives or takes one.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How good it still is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// 全新.
    New,
    /// 良好.
    Good,
    /// 磨损: works, with traces of use.
    Worn,
    /// 损坏.
    Broken,
}

impl Condition {
    /// Every condition, the best first.
    pub const ALL: [Self; 4] = [Self::New, Self::Good, Self::Worn, Self::Broken];

    /// The message that names it.
    #[must_use]
    pub const fn message_id(self) -> &'static str {
        match self {
            Self::New => "asset-condition-new",
            Self::Good => "asset-condition-good",
            Self::Worn => "asset-condition-worn",
            Self::Broken => "asset-condition-broken",
        }
    }

    /// The word for it in forms and tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Good => "good",
            Self::Worn => "worn",
            Self::Broken => "broken",
        }
    }
}

impl FromStr for Condition {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        let mut all = Self::ALL.into_iter();
        all.find(|condition| condition.as_str() == word).ok_or(())
    }
}
