//! What people do with tickets.

use super::{calendar::STORES_TIME, story::Meant};
use domain::{
    capabilities::{Act, Case, Kind},
    date::Date,
    directory::{Directory, Person, Targets},
    ids::{CategoryId, PersonId, StoreId},
    rating::Rating,
    tickets::{ClosedAs, Ticket, TicketAct},
};

/// What somebody does with the ticket as they see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Submit(Submission),
    Accept,
    Assign(PersonId),
    Note(String),
    /// Until a day, why.
    Hold(Date, &'static str),
    Resume,
    Reassign(PersonId, &'static str),
    Complete(String),
    Cancel(&'static str),
    Close(ClosedAs, &'static str),
    Reopen(&'static str),
    Rate(Rating),
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Submission {
    pub category: CategoryId,
    pub targets: Targets,
    pub store: StoreId,
    pub description: String,
    pub equipment: Vec<String>,
}

impl Meant for Deed {
    const KIND: Kind = Kind::Ticket;

    fn act(&self, seen: Option<&Case>, _: &Person, _: &Directory) -> Option<Act> {
        let seen = match seen {
            Some(Case::Ticket(ticket)) => Some(ticket),
            _ => None,
        };
        let assignment = seen.and_then(Ticket::assignment);
        let completion = seen.and_then(Ticket::latest_completion);
        let completion = completion.map(|done| done.id);
        let photos = Vec::new();
        Some(Act::Ticket(match self.clone() {
            Self::Submit(submission) => TicketAct::Submit {
                category: submission.category,
                targets: submission.targets,
                store: submission.store,
                description: submission.description,
                equipment: submission.equipment,
                photos,
            },
            Self::Accept => TicketAct::Accept,
            Self::Assign(to) => TicketAct::Assign { to },
            Self::Note(text) => TicketAct::Note { text, photos },
            Self::Hold(until, reason) => TicketAct::Hold {
                assignment: assignment?,
                until,
                over_at: until.over_at(&STORES_TIME)?,
                reason: reason.to_owned(),
            },
            Self::Resume => TicketAct::Resume {
                assignment: assignment?,
            },
            Self::Reassign(to, reason) => TicketAct::Reassign {
                assignment: assignment?,
                to,
                reason: reason.to_owned(),
            },
            Self::Complete(solution) => TicketAct::Complete {
                assignment: assignment?,
                solution,
                photos,
            },
            Self::Cancel(reason) => TicketAct::Cancel {
                reason: reason.to_owned(),
            },
            Self::Close(closed_as, reason) => TicketAct::Close {
                opening: seen?.openings.last().copied()?,
                closed_as,
                reason: reason.to_owned(),
            },
            Self::Reopen(reason) => TicketAct::Reopen {
                ending: completion?,
                reason: reason.to_owned(),
            },
            Self::Rate(rating) => TicketAct::Rate {
                completion: completion?,
                rating,
            },
        }))
    }
}
