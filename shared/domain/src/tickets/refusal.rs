//! The words of no: why somebody may not do something to a ticket, and why an
//! adopted entry can be without effect. When which of them is said stands in
//! `rules` and `fold`.

use crate::{
    ids::PersonId,
    words::{Message, Worded},
};
use serde::{Deserialize, Serialize};

/// Why somebody may not do something to a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketRefusal {
    /// Something is filled in that cannot be read.
    NotFilledIn,
    /// There is no such ticket yet.
    NotSubmitted,
    /// It has been submitted before.
    AlreadySubmitted,
    /// Only the requester does this.
    NotTheRequester,
    /// Only the one who has it does this.
    NotTheOwner,
    /// Only engineers do this.
    NotAnEngineer,
    /// Only the service desk does this.
    NotADispatcher,
    /// The store is served by another team.
    NotYourTeam,
    /// The one named as the new owner is no engineer (any more), has it already,
    /// or is of another team than the one in charge; to those only the desk
    /// gives it.
    NotAssignable,
    /// It is no longer in the pool.
    NotInPool,
    /// Nobody is working on it.
    NotInHand,
    AlreadyOnHold,
    /// It does not wait.
    NotOnHold,
    NotCompleted,
    /// It is over already.
    NotOpen,
    /// It is neither completed nor closed.
    NotEnded,
    /// The act was meant for an assignment, an opening or an ending that is over.
    Outdated,
    /// What it is said to duplicate is no ticket, this very one, or over without anybody
    /// having seen to it.
    NotAnOriginal,
    /// A hold lasts until today at least, and ninety days at most.
    DayOutOfRange,
    /// Nobody does this but the system.
    DoneBySystem,
    /// Who completed it does not rate their own work, though they asked for it.
    OwnWork,
    /// Seven days after it was first given, a rating stands.
    RatingIsFinal,
    /// Stars go from 1 to 5.
    StarsOutOfRange,
    /// Requesters submit for their own store.
    ForeignStore,
    UnknownStore,
    /// No such category, or one that never made this promise.
    UnknownCategory,
    /// A text is needed.
    TextMissing,
    TextTooLong,
    /// The text has characters that no screen shows.
    TextUnreadable,
    TooManyPhotos,
    /// The same photo twice.
    RepeatedPhoto,
    /// Too many pieces of equipment, one twice, or a label that is empty, too
    /// long or unreadable.
    BadEquipment,
    /// A label of ours that was not read right.
    MisreadLabel,
}

impl TicketRefusal {
    /// The message's id; its words stand in the Fluent files.
    #[must_use]
    pub const fn message_id(self) -> &'static str {
        match self {
            Self::NotFilledIn => "ticket-refusal-not-filled-in",
            Self::NotSubmitted => "ticket-refusal-not-submitted",
            Self::AlreadySubmitted => "ticket-refusal-already-submitted",
            Self::NotTheRequester => "ticket-refusal-not-the-requester",
            Self::NotTheOwner => "ticket-refusal-not-the-owner",
            Self::NotAnEngineer => "ticket-refusal-not-an-engineer",
            Self::NotADispatcher => "ticket-refusal-not-a-dispatcher",
            Self::NotYourTeam => "ticket-refusal-not-your-team",
            Self::NotAssignable => "ticket-refusal-not-assignable",
            Self::NotInPool => "ticket-refusal-not-in-pool",
            Self::NotInHand => "ticket-refusal-not-in-hand",
            Self::AlreadyOnHold => "ticket-refusal-already-on-hold",
            Self::NotOnHold => "ticket-refusal-not-on-hold",
            Self::NotCompleted => "ticket-refusal-not-completed",
            Self::NotOpen => "ticket-refusal-not-open",
            Self::NotEnded => "ticket-refusal-not-ended",
            Self::Outdated => "ticket-refusal-outdated",
            Self::NotAnOriginal => "ticket-refusal-not-an-original",
            Self::DayOutOfRange => "ticket-refusal-day-out-of-range",
            Self::DoneBySystem => "ticket-refusal-done-by-system",
            Self::OwnWork => "ticket-refusal-own-work",
            Self::RatingIsFinal => "ticket-refusal-rating-is-final",
            Self::StarsOutOfRange => "ticket-refusal-stars-out-of-range",
            Self::ForeignStore => "ticket-refusal-foreign-store",
            Self::UnknownStore => "ticket-refusal-unknown-store",
            Self::UnknownCategory => "ticket-refusal-unknown-category",
            Self::TextMissing => "ticket-refusal-text-missing",
            Self::TextTooLong => "ticket-refusal-text-too-long",
            Self::TextUnreadable => "ticket-refusal-text-unreadable",
            Self::TooManyPhotos => "ticket-refusal-too-many-photos",
            Self::RepeatedPhoto => "ticket-refusal-repeated-photo",
            Self::BadEquipment => "ticket-refusal-bad-equipment",
            Self::MisreadLabel => "ticket-refusal-misread-label",
        }
    }
}

impl Worded for TicketRefusal {
    fn message(&self) -> Message {
        Message::new(self.message_id())
    }
}

/// Why an adopted entry has no effect on a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketSuperseded {
    /// It was given before the ticket was submitted.
    NotSubmitted,
    /// The ticket had been submitted.
    AlreadySubmitted,
    /// Somebody had taken it, or been given it, first.
    Taken {
        by: PersonId,
    },
    /// The requester had cancelled it.
    Cancelled,
    /// The desk had closed it.
    Closed {
        by: PersonId,
    },
    /// Somebody had begun to work on it.
    WorkHasBegun {
        by: PersonId,
    },
    /// It had been given to somebody else.
    Reassigned {
        to: PersonId,
    },
    /// It had been completed.
    Completed {
        by: PersonId,
    },
    /// It had been completed by somebody else; this account is kept as a note.
    KeptAsNote {
        by: PersonId,
    },
    AlreadyOnHold,
    /// It did not wait any more.
    NotOnHold,
    /// That completion or closing had been reopened.
    AlreadyReopened,
    /// The requester had reopened it since it was looked at.
    ReopenedSince,
    /// The assignment it was meant for was over: the ticket has been reopened
    /// since.
    AssignmentIsOver,
    /// What it builds on had no effect itself: the completion, say, of one whose
    /// acceptance came too late.
    Groundless,
    /// The rating could no longer be changed.
    RatingIsFinal,
}

impl Worded for TicketSuperseded {
    fn message(&self) -> Message {
        match *self {
            Self::NotSubmitted => Message::new("ticket-superseded-not-submitted"),
            Self::AlreadySubmitted => Message::new("ticket-superseded-already-submitted"),
            Self::Taken { by } => Message::new("ticket-superseded-taken").person("by", by),
            Self::Cancelled => Message::new("ticket-superseded-cancelled"),
            Self::Closed { by } => Message::new("ticket-superseded-closed").person("by", by),
            Self::WorkHasBegun { by } => {
                Message::new("ticket-superseded-work-has-begun").person("by", by)
            }
            Self::Reassigned { to } => {
                Message::new("ticket-superseded-reassigned").person("to", to)
            }
            Self::Completed { by } => Message::new("ticket-superseded-completed").person("by", by),
            Self::KeptAsNote { by } => {
                Message::new("ticket-superseded-kept-as-note").person("by", by)
            }
            Self::AlreadyOnHold => Message::new("ticket-superseded-already-on-hold"),
            Self::NotOnHold => Message::new("ticket-superseded-not-on-hold"),
            Self::AlreadyReopened => Message::new("ticket-superseded-already-reopened"),
            Self::ReopenedSince => Message::new("ticket-superseded-reopened-since"),
            Self::AssignmentIsOver => Message::new("ticket-superseded-assignment-is-over"),
            Self::Groundless => Message::new("ticket-superseded-groundless"),
            Self::RatingIsFinal => Message::new("ticket-superseded-rating-is-final"),
        }
    }
}
