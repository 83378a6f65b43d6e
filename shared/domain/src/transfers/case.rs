//! A transfer's state. How entries make it stands in `fold`.

use crate::{
    condition::Condition,
    ids::{CaseId, CommandId, PersonId},
    photos::Picture,
    secret::SecretHash,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// 资产转移: equipment on its way from one person to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Who holds the assets.
    pub giver: PersonId,
    /// Who began it: the giver, or an asset admin for one who has left.
    pub begun_by: PersonId,
    pub begun_at: Timestamp,
    /// Who is to get them. None until somebody has taken the code that it was given
    /// out by.
    pub receiver: Option<PersonId>,
    /// The secret that lets in whoever knows it; none if the receiver was named.
    pub secret: Option<SecretHash>,
    pub reason: String,
    pub items: Vec<Item>,
    /// Since when an asset admin has to look at it, and why.
    pub exception: Option<(Timestamp, Exception)>,
    /// When giver and receiver were reminded of it.
    pub reminded_at: Option<Timestamp>,
    /// When an asset admin settled what was contested.
    pub settled_at: Option<Timestamp>,
    /// Who confirmed in vain, and says that they have it.
    pub claimants: Vec<PersonId>,
    /// When the last of the items was decided.
    pub(super) decided_at: Option<Timestamp>,
}

/// One of the assets of a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub asset: CaseId,
    /// The entry by which the giver came to hold it.
    pub custody: CommandId,
    /// What it is called.
    pub tag: String,
    pub model: String,
    pub state: ItemState,
}

/// How it stands with one of the assets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// 待确认.
    Offered,
    /// 已确认.
    Confirmed {
        entry: CommandId,
        by: PersonId,
        at: Timestamp,
        condition: Condition,
        photos: Vec<Picture>,
        signature: Picture,
    },
    /// 已拒收.
    Refused { by: PersonId, at: Timestamp },
    /// 已撤回.
    Withdrawn { by: PersonId, at: Timestamp },
    /// It was confirmed and did not change hands: it had passed elsewhere before.
    NotMoved {
        at: Timestamp,
        /// Who has it, as far as is known.
        holder: Option<PersonId>,
    },
    /// The receiver has left.
    Ended { at: Timestamp },
}

/// Why an asset admin has to look at a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exception {
    /// 逾期未确认.
    Overdue,
    /// 已拒收.
    Refused,
    /// 有争议: giver and receiver say different things, or two say that they have the
    /// same asset.
    Contested,
}

impl Exception {
    pub const ALL: [Self; 3] = [Self::Overdue, Self::Refused, Self::Contested];

    /// The word for it in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Refused => "refused",
            Self::Contested => "contested",
        }
    }
}

impl ItemState {
    /// The word for it in tables.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Confirmed { .. } => "confirmed",
            Self::Refused { .. } => "refused",
            Self::Withdrawn { .. } => "withdrawn",
            Self::NotMoved { .. } => "not_moved",
            Self::Ended { .. } => "ended",
        }
    }

    /// When it was decided; none while it is open.
    #[must_use]
    pub const fn decided_at(&self) -> Option<Timestamp> {
        match self {
            Self::Offered => None,
            Self::Confirmed { at, .. }
            | Self::Refused { at, .. }
            | Self::Withdrawn { at, .. }
            | Self::NotMoved { at, .. }
            | Self::Ended { at } => Some(*at),
        }
    }
}

impl Transfer {
    pub(super) fn item(&self, asset: CaseId) -> Option<&Item> {
        self.items.iter().find(|item| item.asset == asset)
    }

    /// What the receiver has not decided on.
    pub fn offered(&self) -> impl Iterator<Item = &Item> {
        let items = self.items.iter();
        items.filter(|item| item.state == ItemState::Offered)
    }

    /// Whether something of it waits for the receiver.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.offered().next().is_some()
    }

    /// Whether an asset admin has yet to settle what giver and receiver say.
    #[must_use]
    pub fn is_contested(&self) -> bool {
        let is_contested = |(_, why): (Timestamp, Exception)| why == Exception::Contested;
        self.exception.is_some_and(is_contested) && self.settled_at.is_none()
    }
}
