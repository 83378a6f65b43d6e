//! An asset's state. How entries make it stands in `fold`.

use super::Correction;
use crate::{
    condition::Condition,
    date::Date,
    ids::{CaseId, CommandId, PersonId, StoreId},
    money::Money,
    names::{self, CaseName},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// 资产: a piece of equipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    pub details: Details,
    pub(super) life: Life,
    /// 保管链: who has had it, from its receipt on. The last is who has it now, if
    /// that has not ended.
    pub custody: Vec<Custody>,
    /// The asset in whose place it came last.
    pub replaces: Option<Counterpart>,
    /// 更换: the asset that came in its place.
    pub replaced_by: Option<Counterpart>,
    /// 维修记录, in order; the last may still be open.
    pub repairs: Vec<Repair>,
    /// The last change of each detail that was changed, and whose it was.
    pub changes: Vec<(Correction, PersonId)>,
    /// The entries that issued it when it had passed elsewhere, and to whom: on their
    /// author's phone it was issued, and may have been handed on from there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) issued_in_vain: Vec<(CommandId, PersonId)>,
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
    /// 购置日期; none if it is not known.
    pub bought: Option<Date>,
    /// 购置价格; none if it is not known.
    pub price: Option<Money>,
    /// The store to which it belongs, whoever holds it.
    pub store: StoreId,
    pub condition: Condition,
}

impl Details {
    /// The name that the tag is within the organisation.
    #[must_use]
    pub fn name(&self) -> CaseName {
        name_of(&self.tag)
    }
}

/// The name that a tag is within the organisation.
pub(crate) fn name_of(tag: &str) -> CaseName {
    CaseName::new("asset", tag)
}

/// The tag that is meant by what was scanned or typed; none if a label was misread.
pub(crate) fn tag_meant_by(text: &str) -> Option<String> {
    names::text_meant("asset", text)
}

/// What the code on the label of an asset with this tag says.
pub(super) fn label_of(tag: &str) -> String {
    names::label("asset", tag)
}

/// Another asset, as it was called when it had to do with this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counterpart {
    pub asset: CaseId,
    pub tag: String,
}

/// Whether it is at work, apart from who has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Life {
    Serving,
    InRepair,
    Lost { since: Timestamp },
    Scrapped { since: Timestamp },
    Disposed { since: Timestamp },
}

/// How an asset stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssetState {
    /// 在库.
    InStock,
    /// 在用: somebody holds it.
    InUse,
    /// 维修中. Whoever holds it does so still.
    InRepair,
    /// 遗失. Whoever held it answers for it still.
    Lost,
    /// 已报废.
    Scrapped,
    /// 已处置: it is not the organisation's any more.
    Disposed,
}

impl AssetState {
    pub const ALL: [Self; 6] = [
        Self::InStock,
        Self::InUse,
        Self::InRepair,
        Self::Lost,
        Self::Scrapped,
        Self::Disposed,
    ];

    /// The word for it in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InStock => "in_stock",
            Self::InUse => "in_use",
            Self::InRepair => "in_repair",
            Self::Lost => "lost",
            Self::Scrapped => "scrapped",
            Self::Disposed => "disposed",
        }
    }

    /// The message that names it.
    #[must_use]
    pub const fn message_id(self) -> &'static str {
        match self {
            Self::InStock => "asset-state-in-stock",
            Self::InUse => "asset-state-in-use",
            Self::InRepair => "asset-state-in-repair",
            Self::Lost => "asset-state-lost",
            Self::Scrapped => "asset-state-scrapped",
            Self::Disposed => "asset-state-disposed",
        }
    }
}

/// Who has an asset, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custody {
    /// The entry by which it began, and by which later acts name it.
    pub entry: CommandId,
    /// The holder; none while it is in stock.
    pub holder: Option<PersonId>,
    /// The store to which it belonged when this began.
    pub store: StoreId,
    pub since: Timestamp,
    /// Who brought it about.
    pub by: PersonId,
    pub how: Handover,
    pub ended: Option<CustodyEnd>,
}

/// By what somebody came to have an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handover {
    Received,
    Issued,
    TakenBack,
    Relocated,
    /// 更换: it went into stock, and another came in its place.
    Replaced,
    /// It came in the place of another.
    Replacing,
    /// 转移: the former holder has handed it over, and the next has confirmed it.
    Transferred {
        transfer: CaseId,
    },
}

/// When and by what somebody's custody ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustodyEnd {
    pub at: Timestamp,
    pub entry: CommandId,
    pub by: PersonId,
}

/// 维修: once at a vendor's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// The entry by which it began.
    pub entry: CommandId,
    pub vendor: String,
    pub since: Timestamp,
    /// How it ended; none while it is there.
    pub end: Option<RepairEnd>,
}

/// How a repair ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairEnd {
    pub at: Timestamp,
    /// None if the asset was lost or scrapped there.
    pub outcome: Option<RepairOutcome>,
    pub cost: Option<Money>,
}

/// What came of a repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepairOutcome {
    Repaired,
    /// 不值得修: it came back as it was.
    NotWorthIt,
}

impl RepairOutcome {
    pub const ALL: [Self; 2] = [Self::Repaired, Self::NotWorthIt];

    /// The message that names it.
    #[must_use]
    pub const fn message_id(self) -> &'static str {
        match self {
            Self::Repaired => "asset-repair-repaired",
            Self::NotWorthIt => "asset-repair-not-worth-it",
        }
    }

    /// The word for it in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Repaired => "repaired",
            Self::NotWorthIt => "not_worth_it",
        }
    }
}

impl FromStr for RepairOutcome {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        let mut all = Self::ALL.into_iter();
        all.find(|outcome| outcome.as_str() == word).ok_or(())
    }
}

impl Asset {
    #[must_use]
    pub fn state(&self) -> AssetState {
        match self.life {
            Life::Serving if self.holder().is_some() => AssetState::InUse,
            Life::Serving => AssetState::InStock,
            Life::InRepair => AssetState::InRepair,
            Life::Lost { .. } => AssetState::Lost,
            Life::Scrapped { .. } => AssetState::Scrapped,
            Life::Disposed { .. } => AssetState::Disposed,
        }
    }

    /// Who has it now: a holder or a store's stock; nobody once it is scrapped.
    #[must_use]
    pub fn current(&self) -> Option<&Custody> {
        self.custody.last().filter(|last| last.ended.is_none())
    }

    /// The person who holds it now.
    #[must_use]
    pub fn holder(&self) -> Option<PersonId> {
        self.current().and_then(|custody| custody.holder)
    }

    /// The repair that is under way.
    #[must_use]
    pub fn open_repair(&self) -> Option<&Repair> {
        self.repairs.last().filter(|repair| repair.end.is_none())
    }
}
