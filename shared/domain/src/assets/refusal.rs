//! The words of no: why somebody may not do something to an asset, and why an
//! adopted entry can be without effect. When which of them is said stands in
//! `rules` and `fold`.

use crate::{
    ids::PersonId,
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
    /// A tag, a model or a category is missing, or one of them or the serial number
    /// is too long or unreadable.
    BadLabel,
    /// The correction changes nothing, or one detail twice.
    NothingCorrected,
    /// The details are not those that the correction was meant for.
    Outdated,
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
            Self::BadLabel => "asset-refusal-bad-label",
            Self::NothingCorrected => "asset-refusal-nothing-corrected",
            Self::Outdated => "asset-refusal-outdated",
            Self::ReasonMissing => "asset-refusal-reason-missing",
            Self::ReasonTooLong => "asset-refusal-reason-too-long",
            Self::ReasonUnreadable => "asset-refusal-reason-unreadable",
        })
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
}

impl Worded for AssetSuperseded {
    fn message(&self) -> Message {
        match *self {
            Self::NotReceived => Message::new("asset-superseded-not-received"),
            Self::AlreadyReceived => Message::new("asset-superseded-already-received"),
            Self::Corrected { by } => Message::new("asset-superseded-corrected").person("by", by),
            Self::Groundless => Message::new("asset-superseded-groundless"),
        }
    }
}
