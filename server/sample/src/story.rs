//! A ticket's story as a script: who had synced until when, did what, and when
//! the server received it. What becomes of it is not said here: the judge rules.

use super::rng::SampleRng;
use domain::{
    directory::Targets,
    ids::{CaseId, CategoryId, CommandId, PersonId, StoreId},
    rating::Rating,
    tickets::{Ticket, TicketAct},
    time::{Span, Timestamp},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Story {
    pub id: CaseId,
    /// In the order in which they were received.
    pub visits: Vec<Visit>,
}

/// A spell of somebody's work on the ticket between two syncs of their phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Visit {
    pub by: PersonId,
    /// The phone had everything that was received until then.
    pub seen: Timestamp,
    /// What was done, and when.
    pub deeds: Vec<Given>,
    /// When the server received it.
    pub received: Timestamp,
    /// Whether all of it came too late to have an effect.
    pub is_superseded: bool,
}

/// A deed with its time and the id of the command that it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Given {
    pub id: CommandId,
    pub at: Timestamp,
    pub deed: Deed,
}

/// What somebody does with the ticket as they see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Submit(Submission),
    Accept,
    Assign(PersonId),
    Note(String),
    Hold(&'static str),
    Resume,
    Reassign(PersonId, &'static str),
    Complete(String),
    Cancel(&'static str),
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

impl Deed {
    /// The act it means for the ticket as its author sees it; none if there is
    /// nothing that it could be meant for.
    pub fn act(&self, seen: Option<&Ticket>) -> Option<TicketAct> {
        let assignment = seen.and_then(Ticket::assignment);
        let completion = seen.and_then(Ticket::latest_completion);
        let completion = completion.map(|done| done.id);
        let photos = Vec::new();
        Some(match self.clone() {
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
            Self::Hold(reason) => TicketAct::Hold {
                assignment: assignment?,
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
            Self::Reopen(reason) => TicketAct::Reopen {
                completion: completion?,
                reason: reason.to_owned(),
            },
            Self::Rate(rating) => TicketAct::Rate {
                completion: completion?,
                rating,
            },
        })
    }
}

impl Story {
    /// A story that is yet to be told.
    pub fn new(id: CaseId) -> Self {
        let visits = Vec::new();
        Self { id, visits }
    }

    /// When the last of it was received; the epoch before anything was.
    pub fn told(&self) -> Timestamp {
        let last = self.visits.last();
        last.map(|visit| visit.received).unwrap_or_default()
    }

    /// Somebody with a signal does something, not before what was received last.
    pub fn online(&mut self, rng: &mut SampleRng, by: PersonId, at: Timestamp, deed: Deed) {
        let earliest = self.told() + Span(1_000);
        let at = at.max(earliest) + Span(rng.between(0, 50_000));
        let received = at + Span(rng.between(400, 4_000));
        self.offline(rng, by, at, received, vec![(at, deed)]);
    }

    /// Somebody without a signal since `seen` does something, each deed after the
    /// one before. It is received when they have a signal again.
    pub fn offline(
        &mut self,
        rng: &mut SampleRng,
        by: PersonId,
        seen: Timestamp,
        received: Timestamp,
        deeds: Vec<(Timestamp, Deed)>,
    ) {
        let given = |(at, deed)| Given {
            id: rng.command(at),
            at,
            deed,
        };
        self.visits.push(Visit {
            by,
            seen,
            deeds: deeds.into_iter().map(given).collect(),
            received: received.max(self.told() + Span(1)),
            is_superseded: false,
        });
    }

    /// What was told last came too late.
    pub fn in_vain(&mut self) {
        if let Some(visit) = self.visits.last_mut() {
            visit.is_superseded = true;
        }
    }

    /// The story as far as the server has received it by now.
    pub fn until(mut self, now: Timestamp) -> Self {
        let received = self.visits.iter().take_while(|visit| visit.received <= now);
        let count = received.count();
        self.visits.truncate(count);
        self
    }
}
