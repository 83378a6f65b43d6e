//! An asset's state. How entries make it stands in `fold`.

use super::Correction;
use crate::{
    ids::{PersonId, StoreId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// 资产: a piece of equipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    pub details: Details,
    /// 入库: when it was received into stock.
    pub received_at: Timestamp,
    /// The last correction of each detail that was corrected, and whose it was.
    pub corrections: Vec<(Correction, PersonId)>,
}

/// What is known of a piece of equipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Details {
    /// 资产编号: what its label says.
    pub tag: String,
    /// The maker's serial number; empty if it has none.
    pub serial: String,
    pub model: String,
    /// What sort of equipment, in the organisation's words.
    pub category: String,
    /// Where it is.
    pub store: StoreId,
    pub condition: Condition,
}

/// 成色: how good it still is.
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

    /// The word for it in tables and forms.
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

/// The text names no condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCondition;

impl FromStr for Condition {
    type Err = NoCondition;

    fn from_str(text: &str) -> Result<Self, NoCondition> {
        let mut all = Self::ALL.into_iter();
        all.find(|it| it.as_str() == text).ok_or(NoCondition)
    }
}
