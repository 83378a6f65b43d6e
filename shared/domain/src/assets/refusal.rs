//! The words of no: why somebody may not do something to an asset, and why an
//! adopted entry can be without effect. When which of them is said stands in
//! `rules` and `fold`.

use super::{AssetState, fold::Misfit};
use crate::{
    ids::PersonId,
    text::Unfit,
    words::{Message, Worded},
};
use serde::{Deserialize, Serialize};

/// Why somebody may not do something to an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssetRefusal {
    /// Something is filled in that cannot be read.
    NotFilledIn,
    /// There is no such asset yet.
    NotReceived,
    AlreadyReceived,
    /// Only asset admins do this.
    NotAnAssetAdmin,
    UnknownStore,
    /// There is no such person, or they have left.
    UnknownPerson,
    /// A tag, a model, a category or a vendor is missing, or one of them or the
    /// serial number is too long or unreadable.
    BadLabel,
    /// Another asset has this tag.
    TagTaken,
    /// There is no such other asset, as far as it is known here.
    NoReplacement,
    /// The system alone does this.
    DoneBySystem,
    /// The correction changes nothing, or one detail twice.
    NothingCorrected,
    /// It is not, or no longer, as the act was meant for: the details, or who has it.
    Outdated,
    /// How it stands, this cannot be done.
    Stands(AssetState),
    ReasonMissing,
    ReasonTooLong,
    /// The reason has characters that no screen shows.
    ReasonUnreadable,
}

impl Worded for AssetRefusal {
    fn message(&self) -> Message {
        Message::new(match self {
            Self::NotFilledIn => "asset-refusal-not-filled-in",
            Self::NotReceived => "asset-refusal-not-received",
            Self::AlreadyReceived => "asset-refusal-already-received",
            Self::NotAnAssetAdmin => "asset-refusal-not-an-asset-admin",
            Self::UnknownStore => "asset-refusal-unknown-store",
            Self::UnknownPerson => "asset-refusal-unknown-person",
            Self::BadLabel => "asset-refusal-bad-label",
            Self::TagTaken => "asset-refusal-tag-taken",
            Self::NoReplacement => "asset-refusal-no-replacement",
            Self::DoneBySystem => "asset-refusal-done-by-system",
            Self::NothingCorrected => "asset-refusal-nothing-corrected",
            Self::Outdated => "asset-refusal-outdated",
            Self::Stands(state) => match state {
                AssetState::InStock => "asset-refusal-in-stock",
                AssetState::InUse => "asset-refusal-in-use",
                AssetState::InRepair => "asset-refusal-in-repair",
                AssetState::Lost => "asset-refusal-lost",
                AssetState::Scrapped => "asset-refusal-scrapped",
                AssetState::Disposed => "asset-refusal-disposed",
            },
            Self::ReasonMissing => "asset-refusal-reason-missing",
            Self::ReasonTooLong => "asset-refusal-reason-too-long",
            Self::ReasonUnreadable => "asset-refusal-reason-unreadable",
        })
    }
}

impl From<Unfit> for AssetRefusal {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Missing => Self::ReasonMissing,
            Unfit::TooLong => Self::ReasonTooLong,
            Unfit::Unreadable => Self::ReasonUnreadable,
        }
    }
}

impl From<Misfit> for AssetRefusal {
    fn from(misfit: Misfit) -> Self {
        match misfit {
            Misfit::Moved { .. } | Misfit::RepairIsOver => Self::Outdated,
            Misfit::Stands(state) => Self::Stands(state),
        }
    }
}

/// Why an adopted entry has no effect on an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssetSuperseded {
    /// It was given before the asset was received.
    NotReceived,
    AlreadyReceived,
    /// Somebody had corrected the same.
    Corrected {
        by: PersonId,
    },
    /// It corrects what never stood there.
    Groundless,
    /// It had changed hands before.
    Moved {
        by: PersonId,
    },
    /// It stood otherwise by then.
    Stood(AssetState),
    RepairIsOver,
}

impl Worded for AssetSuperseded {
    fn message(&self) -> Message {
        Message::new(match *self {
            Self::NotReceived => "asset-superseded-not-received",
            Self::AlreadyReceived => "asset-superseded-already-received",
            Self::Corrected { by } => {
                return Message::new("asset-superseded-corrected").person("by", by);
            }
            Self::Groundless => "asset-superseded-groundless",
            Self::Moved { by } => return Message::new("asset-superseded-moved").person("by", by),
            Self::Stood(state) => match state {
                AssetState::InStock => "asset-superseded-in-stock",
                AssetState::InUse => "asset-superseded-in-use",
                AssetState::InRepair => "asset-superseded-in-repair",
                AssetState::Lost => "asset-superseded-lost",
                AssetState::Scrapped => "asset-superseded-scrapped",
                AssetState::Disposed => "asset-superseded-disposed",
            },
            Self::RepairIsOver => "asset-superseded-repair-is-over",
        })
    }
}

impl From<Misfit> for AssetSuperseded {
    fn from(misfit: Misfit) -> Self {
        match misfit {
            Misfit::Moved { by } => Self::Moved { by },
            Misfit::Stands(state) => Self::Stood(state),
            Misfit::RepairIsOver => Self::RepairIsOver,
        }
    }
}
