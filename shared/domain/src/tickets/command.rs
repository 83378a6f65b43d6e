//! What can be done to a ticket.
//!
//! Acts that only one who holds the ticket can give name the [`assignment`]
//! under which they were given; acts upon a completion or a closing name that one; a
//! closing names the submission or reopening since which the ticket was open. So an act
//! that arrives days later is known for what it was meant for, whatever has been adopted
//! in between.
//!
//! [`assignment`]: crate::tickets::Ticket::assignment

use super::{ClosedAs, Ticket};
use crate::{
    asker::References,
    capability::AnyAct,
    date::Date,
    directory::Targets,
    ids::{CategoryId, CommandId, PersonId, StoreId},
    photos::Picture,
    rating::Rating,
    time::Timestamp,
    words::Message,
};
use serde::{Deserialize, Serialize};

/// What can be done to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum TicketAct {
    /// 提单: ask for help. The ticket enters the pool.
    Submit {
        /// What kind of help.
        category: CategoryId,
        /// What the category promised when the author looked.
        #[serde(deserialize_with = "ExactTargets::deserialize")]
        targets: Targets,
        /// Where help is needed.
        store: StoreId,
        /// What is the matter.
        description: String,
        /// The equipment concerned, as written on its labels.
        equipment: Vec<String>,
        photos: Vec<Picture>,
    },
    /// 接单: an engineer takes it from the pool.
    Accept,
    /// 派单: the desk gives it from the pool to an engineer.
    Assign { to: PersonId },
    /// 过程跟踪: tell what is going on. Stands whatever else happens.
    Note {
        /// What is to be told.
        text: String,
        photos: Vec<Picture>,
    },
    /// 挂起: work has to wait; the completion target stops.
    Hold {
        /// The assignment under which it is given.
        assignment: CommandId,
        /// The last day on which it has to wait.
        until: Date,
        /// When that day is over where its author is.
        over_at: Timestamp,
        /// What it has to wait for.
        reason: String,
    },
    /// 恢复: work goes on.
    Resume {
        /// The assignment under which it is given.
        assignment: CommandId,
    },
    /// 转单: give it to another engineer.
    Reassign {
        /// The assignment that ends.
        assignment: CommandId,
        /// The engineer who has it from now on.
        to: PersonId,
        reason: String,
    },
    /// 完单: the help was given.
    Complete {
        /// The assignment under which it is given.
        assignment: CommandId,
        solution: String,
        photos: Vec<Picture>,
    },
    /// 撤单: the requester needs it no more; only before anybody has it.
    Cancel {
        /// Why; may be empty.
        reason: String,
    },
    /// 关单: the desk ends it without a completion.
    Close {
        /// The submission or reopening since which it was open: the id of its entry.
        opening: CommandId,
        closed_as: ClosedAs,
        /// Why; may be empty for a duplicate.
        reason: String,
    },
    /// 重开: the requester finds that it is not done.
    Reopen {
        /// The completion or closing that was none: the id of its entry.
        ending: CommandId,
        /// What is still the matter.
        reason: String,
    },
    /// 评价: the requester rates a completion.
    Rate {
        /// The completion: the id of its entry.
        completion: CommandId,
        rating: Rating,
    },
    /// A hold has lasted until its day is over. Done by the system.
    Remind {
        /// The hold: the id of its entry.
        hold: CommandId,
    },
    /// Who has it has left. Done by the system.
    MarkDeparture {
        of: PersonId,
        /// The assignment under which they have it.
        assignment: CommandId,
    },
}

/// How a command says [`Targets`]: with nothing else in them. A record may bring
/// more than this version knows, a command may not, for it is judged by all it
/// says.
#[derive(Deserialize)]
#[serde(remote = "Targets", deny_unknown_fields)]
struct ExactTargets {
    response_min: u32,
    completion_min: u32,
}

impl TicketAct {
    /// The same act, meant for the ticket as it stands now: what doing a refused one
    /// again comes to. A rating stays with the completion it was given for.
    pub(super) fn anew(&self, ticket: &Ticket) -> Self {
        let mut act = self.clone();
        let renewed = match &mut act {
            Self::Hold { assignment, .. }
            | Self::Resume { assignment }
            | Self::Reassign { assignment, .. }
            | Self::Complete { assignment, .. } => Some((assignment, ticket.assignment())),
            Self::Close { opening, .. } => Some((opening, ticket.opening())),
            Self::Reopen { ending, .. } => Some((ending, ticket.ending())),
            Self::Rate { completion, .. } => {
                let known = ticket.completion_by_id(*completion);
                let meant = known.or_else(|| ticket.latest_completion());
                Some((completion, meant.map(|done| done.id)))
            }
            Self::Submit { .. }
            | Self::Accept
            | Self::Assign { .. }
            | Self::Note { .. }
            | Self::Cancel { .. }
            | Self::Remind { .. }
            | Self::MarkDeparture { .. } => None,
        };
        if let Some((old, Some(new))) = renewed {
            *old = new;
        }
        act
    }

    /// Whether the system alone does it.
    pub(super) const fn is_by_system(&self) -> bool {
        matches!(self, Self::Remind { .. } | Self::MarkDeparture { .. })
    }
}

impl AnyAct for TicketAct {
    fn opens(&self) -> bool {
        matches!(self, Self::Submit { .. })
    }

    fn references(&self) -> References {
        let mut references = References::default();
        match self {
            Self::Submit {
                category, store, ..
            } => {
                references.categories.insert(*category);
                references.stores.insert(*store);
            }
            Self::Assign { to } | Self::Reassign { to, .. } => {
                references.people.insert(*to);
            }
            Self::Close { closed_as, .. } => references.cases.extend(closed_as.original()),
            Self::Accept
            | Self::Note { .. }
            | Self::Hold { .. }
            | Self::Resume { .. }
            | Self::Complete { .. }
            | Self::Cancel { .. }
            | Self::Reopen { .. }
            | Self::Rate { .. }
            | Self::Remind { .. }
            | Self::MarkDeparture { .. } => {}
        }
        references
    }

    fn pictures(&self) -> Vec<Picture> {
        match self {
            Self::Submit { photos, .. }
            | Self::Note { photos, .. }
            | Self::Complete { photos, .. } => photos.clone(),
            Self::Accept
            | Self::Assign { .. }
            | Self::Hold { .. }
            | Self::Resume { .. }
            | Self::Reassign { .. }
            | Self::Cancel { .. }
            | Self::Close { .. }
            | Self::Reopen { .. }
            | Self::Rate { .. }
            | Self::Remind { .. }
            | Self::MarkDeparture { .. } => Vec::new(),
        }
    }

    fn title(&self) -> Message {
        match self {
            Self::Submit { .. } => Message::new("ticket-did-submit"),
            Self::Accept => Message::new("ticket-did-accept"),
            Self::Assign { to } => Message::new("ticket-did-assign").person("to", *to),
            Self::Note { .. } => Message::new("ticket-did-note"),
            Self::Hold { .. } => Message::new("ticket-did-hold"),
            Self::Resume { .. } => Message::new("ticket-did-resume"),
            Self::Reassign { to, .. } => Message::new("ticket-did-reassign").person("to", *to),
            Self::Complete { .. } => Message::new("ticket-did-complete"),
            Self::Cancel { .. } => Message::new("ticket-did-cancel"),
            Self::Close { closed_as, .. } => Message::new(closed_as.title_id()),
            Self::Reopen { .. } => Message::new("ticket-did-reopen"),
            Self::Rate { .. } => Message::new("ticket-did-rate"),
            Self::Remind { .. } => Message::new("ticket-did-remind"),
            Self::MarkDeparture { of, .. } => {
                Message::new("ticket-did-mark-departure").person("of", *of)
            }
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Submit { description, .. } => description,
            Self::Note { text, .. } => text,
            Self::Hold { reason, .. }
            | Self::Reassign { reason, .. }
            | Self::Cancel { reason }
            | Self::Close { reason, .. }
            | Self::Reopen { reason, .. } => reason,
            Self::Complete { solution, .. } => solution,
            Self::Rate { rating, .. } => &rating.comment,
            Self::Accept
            | Self::Assign { .. }
            | Self::Resume { .. }
            | Self::Remind { .. }
            | Self::MarkDeparture { .. } => "",
        }
    }
}
