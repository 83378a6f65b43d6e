//! What follows in one case from an entry of another.
//!
//! One command makes one entry in one case. Where it means something for another case
//! too, that case gets an entry of its own by the system, in the same transaction: a
//! follow-up. It names its cause, is executed where its case stands then, and is folded
//! like any entry: what can have no effect any more is superseded, and may in turn
//! tell the case that it came from.
//!
//! Capabilities do not know each other. What one asks of another is said here, in
//! terms of both, and each says which act of its own that is (`act_for`).

use crate::{
    condition::Condition,
    ids::{CaseId, CommandId, PersonId, StoreId},
};
use uuid::Uuid;

/// How many follow-ups one command may lead to, follow-ups of follow-ups included.
pub const FOLLOW_UPS_MAX: usize = 200;

/// What follows from an entry, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// The case concerned: one that the act named ([`References::cases`]), or the one
    /// that an earlier follow-up came from.
    ///
    /// [`References::cases`]: crate::case::References::cases
    pub case: CaseId,
    pub deed: Deed,
}

/// What is to happen there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It comes in the place of another, with whoever held that.
    TakePlace {
        of: CaseId,
        /// What the other is called.
        tag: String,
        holder: PersonId,
        store: StoreId,
        /// Who brought that about.
        by: PersonId,
    },
    /// That could not come in its place.
    PlaceNotTaken { by: CaseId },
    /// It passes to whoever confirmed to have it, from whoever had it by this custody.
    ChangeHands {
        transfer: CaseId,
        /// The entry by which it was confirmed.
        confirmation: CommandId,
        custody: CommandId,
        to: PersonId,
        store: StoreId,
        condition: Condition,
        /// Who handed it out.
        by: PersonId,
    },
    /// It did not, for it had passed elsewhere before.
    HandsNotChanged {
        asset: CaseId,
        confirmation: CommandId,
        /// Who has it, if somebody does.
        holder: Option<PersonId>,
    },
}

impl FollowUp {
    /// What follows where it came from if there is no such case, or nothing of the sort
    /// can happen to it; nothing if nobody has to know.
    #[must_use]
    pub fn returned(self) -> Option<Self> {
        match self.deed {
            Deed::TakePlace { of, .. } => Some(Self {
                case: of,
                deed: Deed::PlaceNotTaken { by: self.case },
            }),
            Deed::ChangeHands {
                transfer,
                confirmation,
                ..
            } => Some(Self {
                case: transfer,
                deed: Deed::HandsNotChanged {
                    asset: self.case,
                    confirmation,
                    holder: None,
                },
            }),
            Deed::PlaceNotTaken { .. } | Deed::HandsNotChanged { .. } => None,
        }
    }
}

impl PersonId {
    /// The author of follow-ups. No person has this id, and no device can be signed in
    /// as it.
    pub const SYSTEM: Self = Self(Uuid::nil());
}

impl CommandId {
    /// The id of the entry that follows in a case from this one: the same wherever
    /// and however often it is worked out (a UUID of version 5).
    #[must_use]
    pub fn following_in(self, case: CaseId) -> Self {
        Self(Uuid::new_v5(&self.0, case.0.as_bytes()))
    }
}
