//! The words of no: why somebody may not do something to a transfer, and why an
//! adopted entry can be without effect. When which of them is said stands in
//! `rules` and `fold`.

use crate::{
    ids::PersonId,
    text::Unfit,
    words::{Message, Worded},
};
use serde::{Deserialize, Serialize};

/// Why somebody may not do something to a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferRefusal {
    /// Something is filled in that cannot be read.
    NotFilledIn,
    /// There is no such transfer yet.
    NotHandedOut,
    AlreadyHandedOut,
    /// No asset is chosen, or one twice.
    NothingChosen,
    TooMany,
    /// The assets are of several people.
    SeveralGivers,
    /// The giver does not hold one of the assets, as far as is known here.
    NotHeld,
    ToOneself,
    /// There is no such person, or they have left.
    UnknownPerson,
    /// Neither a person nor a code says who gets it, or both do.
    NoReceiver,
    NotTheReceiver,
    NotTheGiver,
    NotAnAssetAdmin,
    /// One of the assets is not in the transfer, or is decided on.
    NotOpen,
    /// Nothing was confirmed that could be contested, or it is contested already.
    NothingToContest,
    NothingToSettle,
    TooManyPhotos,
    /// It is not signed.
    NotSigned,
    /// The assets would go to another store than the receiver's.
    OtherStore,
    /// The system alone does this.
    DoneBySystem,
    ReasonMissing,
    ReasonTooLong,
    /// The reason has characters that no screen shows.
    ReasonUnreadable,
}

impl Worded for TransferRefusal {
    fn message(&self) -> Message {
        Message::new(match self {
            Self::NotFilledIn => "transfer-refusal-not-filled-in",
            Self::NotHandedOut => "transfer-refusal-not-handed-out",
            Self::AlreadyHandedOut => "transfer-refusal-already-handed-out",
            Self::NothingChosen => "transfer-refusal-nothing-chosen",
            Self::TooMany => "transfer-refusal-too-many",
            Self::SeveralGivers => "transfer-refusal-several-givers",
            Self::NotHeld => "transfer-refusal-not-held",
            Self::ToOneself => "transfer-refusal-to-oneself",
            Self::UnknownPerson => "transfer-refusal-unknown-person",
            Self::NoReceiver => "transfer-refusal-no-receiver",
            Self::NotTheReceiver => "transfer-refusal-not-the-receiver",
            Self::NotTheGiver => "transfer-refusal-not-the-giver",
            Self::NotAnAssetAdmin => "transfer-refusal-not-an-asset-admin",
            Self::NotOpen => "transfer-refusal-not-open",
            Self::NothingToContest => "transfer-refusal-nothing-to-contest",
            Self::NothingToSettle => "transfer-refusal-nothing-to-settle",
            Self::TooManyPhotos => "transfer-refusal-too-many-photos",
            Self::NotSigned => "transfer-refusal-not-signed",
            Self::OtherStore => "transfer-refusal-other-store",
            Self::DoneBySystem => "transfer-refusal-done-by-system",
            Self::ReasonMissing => "transfer-refusal-reason-missing",
            Self::ReasonTooLong => "transfer-refusal-reason-too-long",
            Self::ReasonUnreadable => "transfer-refusal-reason-unreadable",
        })
    }
}

impl From<Unfit> for TransferRefusal {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Missing => Self::ReasonMissing,
            Unfit::TooLong => Self::ReasonTooLong,
            Unfit::Unreadable => Self::ReasonUnreadable,
        }
    }
}

/// Why an adopted entry has no effect on a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferSuperseded {
    /// It was given before anything was handed out.
    NotHandedOut,
    AlreadyHandedOut,
    /// It had been confirmed before.
    Confirmed {
        by: PersonId,
    },
    Refused {
        by: PersonId,
    },
    Withdrawn {
        by: PersonId,
    },
    /// Somebody else has taken the code.
    Taken {
        by: PersonId,
    },
    /// Nothing of it is open.
    NothingOpen,
    AlreadyContested,
    NotContested,
}

impl Worded for TransferSuperseded {
    fn message(&self) -> Message {
        let (id, by) = match *self {
            Self::NotHandedOut => ("transfer-superseded-not-handed-out", None),
            Self::AlreadyHandedOut => ("transfer-superseded-already-handed-out", None),
            Self::Confirmed { by } => ("transfer-superseded-confirmed", Some(by)),
            Self::Refused { by } => ("transfer-superseded-refused", Some(by)),
            Self::Withdrawn { by } => ("transfer-superseded-withdrawn", Some(by)),
            Self::Taken { by } => ("transfer-superseded-taken", Some(by)),
            Self::NothingOpen => ("transfer-superseded-nothing-open", None),
            Self::AlreadyContested => ("transfer-superseded-already-contested", None),
            Self::NotContested => ("transfer-superseded-not-contested", None),
        };
        let message = Message::new(id);
        match by {
            Some(by) => message.person("by", by),
            None => message,
        }
    }
}
