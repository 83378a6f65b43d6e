//! 评价: what the one who was served says about it.
//!
//! The value and its limits. Who may rate what is each capability's own rule.

use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a rating may still be changed after it was first given.
pub const CHANGEABLE_FOR: Span = Span::days(7);

/// A rating: 1 to 5 stars overall and for three aspects, and a comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// Overall. The figures (满意度) are means of this one.
    pub overall: u8,
    /// 态度.
    pub attitude: u8,
    /// 速度.
    pub speed: u8,
    /// 质量.
    pub quality: u8,
    /// In the person's own words; may be empty.
    pub comment: String,
}

impl Rating {
    /// Whether every star is one of 1 to 5.
    #[must_use]
    pub fn is_in_range(&self) -> bool {
        [self.overall, self.attitude, self.speed, self.quality]
            .iter()
            .all(|stars| (1..=5).contains(stars))
    }
}

/// A rating that was given, with its times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rated {
    /// The rating as it stands.
    pub rating: Rating,
    /// When it was first given; from here the time for changes runs.
    pub first_at: Timestamp,
    /// When it was last changed.
    pub at: Timestamp,
}

impl Rated {
    /// Whether it may be changed at this time.
    #[must_use]
    pub fn is_changeable(&self, at: Timestamp) -> bool {
        at <= self.first_at + CHANGEABLE_FOR
    }
}
