//! How entries make a ticket: every row of the clash table that concerns one.
//!
//! Total: what can have no effect any more is superseded with its reason.
//! Whether an act was permitted is not asked here but in `rules`.

use super::{Completion, Hold, Round, Status, Ticket, TicketAct, TicketSuperseded};
use crate::{
    header::CommandHeader,
    ids::{CommandId, PersonId},
    photos::Picture,
    rating::{Rated, Rating},
    time::Timestamp,
};
use std::collections::BTreeSet;

impl Round {
    fn new(began_at: Timestamp, assignment: CommandId) -> Self {
        Self {
            began_at,
            assignments: vec![assignment],
            holds: Vec::new(),
            completion: None,
        }
    }

    /// Begins a hold, not before the one before it ended: no moment counts twice.
    fn begin_hold(&mut self, at: Timestamp) {
        let earliest = self.holds.last().map_or(self.began_at, Hold::end);
        self.holds.push(Hold {
            since: at.max(earliest),
            until: None,
        });
    }

    fn end_hold(&mut self, at: Timestamp) {
        if let Some(hold) = self.holds.last_mut()
            && hold.until.is_none()
        {
            hold.until = Some(at.max(hold.since));
        }
    }
}

impl Ticket {
    pub(super) fn apply(
        &mut self,
        header: &CommandHeader,
        act: &TicketAct,
    ) -> Result<(), TicketSuperseded> {
        self.take_effect(header, act)?;
        // What has no effect, and a note, open no right to read: whoever could read the
        // ticket once could go on for ever by naming what they saw then as their base.
        if !matches!(act, TicketAct::Note { .. }) {
            self.participants.insert(header.author);
        }
        Ok(())
    }

    fn take_effect(
        &mut self,
        header: &CommandHeader,
        act: &TicketAct,
    ) -> Result<(), TicketSuperseded> {
        match act {
            TicketAct::Submit { .. } => Err(TicketSuperseded::AlreadySubmitted),
            TicketAct::Note { .. } => Ok(()),
            TicketAct::Accept => self.take(header, header.author),
            TicketAct::Assign { to } => self.take(header, *to),
            TicketAct::Hold { assignment, .. } => self.hold(header, *assignment),
            TicketAct::Resume { assignment } => self.resume(header, *assignment),
            TicketAct::Reassign { assignment, to, .. } => self.reassign(header, *assignment, *to),
            TicketAct::Complete {
                assignment,
                solution,
                photos,
            } => self.complete(header, *assignment, solution, photos),
            TicketAct::Cancel { .. } => self.cancel(header),
            TicketAct::Reopen { completion, .. } => self.reopen(header, *completion),
            TicketAct::Rate { completion, rating } => self.rate(header, *completion, rating),
        }
    }

    pub(super) fn begin(header: &CommandHeader, act: &TicketAct) -> Result<Self, TicketSuperseded> {
        let TicketAct::Submit {
            category,
            targets,
            store,
            description,
            equipment,
            photos,
        } = act
        else {
            return Err(TicketSuperseded::NotSubmitted);
        };
        Ok(Self {
            requester: header.author,
            store: *store,
            category: *category,
            targets: *targets,
            description: description.clone(),
            equipment: equipment.clone(),
            photos: photos.clone(),
            submitted_at: header.at,
            status: Status::Pool,
            owner: None,
            participants: BTreeSet::from([header.author]),
            rounds: Vec::new(),
            reassignments: 0,
            cancelled_at: None,
        })
    }

    /// Accepted by, or assigned to, `owner`: whoever was adopted first has it.
    fn take(&mut self, header: &CommandHeader, owner: PersonId) -> Result<(), TicketSuperseded> {
        match (self.status, self.owner) {
            (Status::Pool, _) => {}
            (_, Some(by)) => return Err(TicketSuperseded::Taken { by }),
            (_, None) => return Err(TicketSuperseded::Cancelled),
        }
        self.status = Status::InHand;
        self.rounds.push(Round::new(header.at, header.id));
        self.give_to(owner);
        Ok(())
    }

    fn give_to(&mut self, owner: PersonId) {
        self.owner = Some(owner);
        self.participants.insert(owner);
    }

    /// The round that an assignment belongs to; none if the act that was to
    /// assign the ticket had no effect.
    fn round_of(&mut self, assignment: CommandId) -> Result<&mut Round, TicketSuperseded> {
        let mut rounds = self.rounds.iter_mut();
        let round = rounds.find(|round| round.assignments.contains(&assignment));
        round.ok_or(TicketSuperseded::Groundless)
    }

    /// The round of an assignment, if that is the current one.
    fn round_if_current(&mut self, assignment: CommandId) -> Result<&mut Round, TicketSuperseded> {
        let (current, owner) = (self.assignment(), self.owner);
        let is_reopened = current.is_some();
        let round = self.round_of(assignment)?;
        match (&round.completion, owner) {
            (None, _) if current == Some(assignment) => Ok(round),
            (None, Some(to)) => Err(TicketSuperseded::Reassigned { to }),
            (Some(done), _) if !is_reopened => Err(TicketSuperseded::Completed { by: done.by }),
            (_, _) => Err(TicketSuperseded::AssignmentIsOver),
        }
    }

    fn hold(
        &mut self,
        header: &CommandHeader,
        assignment: CommandId,
    ) -> Result<(), TicketSuperseded> {
        let is_held = self.status == Status::OnHold;
        let round = self.round_if_current(assignment)?;
        if is_held {
            return Err(TicketSuperseded::AlreadyOnHold);
        }
        round.begin_hold(header.at);
        self.status = Status::OnHold;
        Ok(())
    }

    fn resume(
        &mut self,
        header: &CommandHeader,
        assignment: CommandId,
    ) -> Result<(), TicketSuperseded> {
        let is_held = self.status == Status::OnHold;
        let round = self.round_if_current(assignment)?;
        if !is_held {
            return Err(TicketSuperseded::NotOnHold);
        }
        round.end_hold(header.at);
        self.status = Status::InHand;
        Ok(())
    }

    fn reassign(
        &mut self,
        header: &CommandHeader,
        assignment: CommandId,
        to: PersonId,
    ) -> Result<(), TicketSuperseded> {
        let round = self.round_if_current(assignment)?;
        round.end_hold(header.at);
        round.assignments.push(header.id);
        self.status = Status::InHand;
        self.reassignments = self.reassignments.saturating_add(1);
        self.give_to(to);
        Ok(())
    }

    /// The work was done: a completion stands even if the ticket was meanwhile
    /// given to somebody else, as long as its round runs. A second account of
    /// the same work is kept as a note.
    fn complete(
        &mut self,
        header: &CommandHeader,
        assignment: CommandId,
        solution: &str,
        photos: &[Picture],
    ) -> Result<(), TicketSuperseded> {
        let round = self.round_of(assignment)?;
        if let Some(done) = &round.completion {
            return Err(TicketSuperseded::KeptAsNote { by: done.by });
        }
        round.end_hold(header.at);
        round.completion = Some(Completion {
            id: header.id,
            by: header.author,
            at: header.at,
            solution: solution.to_owned(),
            photos: photos.to_vec(),
            rated: None,
        });
        self.status = Status::Completed;
        self.owner = Some(header.author);
        Ok(())
    }

    fn cancel(&mut self, header: &CommandHeader) -> Result<(), TicketSuperseded> {
        match (self.status, self.owner) {
            (Status::Pool, _) => {
                self.status = Status::Cancelled;
                self.cancelled_at = Some(header.at);
                Ok(())
            }
            (Status::InHand | Status::OnHold, Some(by)) => {
                Err(TicketSuperseded::WorkHasBegun { by })
            }
            (Status::Completed, Some(by)) => Err(TicketSuperseded::Completed { by }),
            (_, _) => Err(TicketSuperseded::Cancelled),
        }
    }

    /// Back to the one who completed it, with the whole completion target anew.
    fn reopen(
        &mut self,
        header: &CommandHeader,
        completion: CommandId,
    ) -> Result<(), TicketSuperseded> {
        if self.completion_by_id(completion).is_none() {
            return Err(TicketSuperseded::Groundless);
        }
        if self.completion().map(|done| done.id) != Some(completion) {
            return Err(TicketSuperseded::AlreadyReopened);
        }
        self.status = Status::InHand;
        self.rounds.push(Round::new(header.at, header.id));
        Ok(())
    }

    fn rate(
        &mut self,
        header: &CommandHeader,
        completion: CommandId,
        rating: &Rating,
    ) -> Result<(), TicketSuperseded> {
        let rated = self
            .rounds
            .iter_mut()
            .filter_map(|round| round.completion.as_mut())
            .find(|done| done.id == completion)
            .map(|done| &mut done.rated)
            .ok_or(TicketSuperseded::Groundless)?;
        let first_at = match rated {
            Some(earlier) if !earlier.is_changeable(header.at) => {
                return Err(TicketSuperseded::RatingIsFinal);
            }
            Some(earlier) => earlier.first_at,
            None => header.at,
        };
        *rated = Some(Rated {
            rating: rating.clone(),
            first_at,
            at: header.at,
        });
        Ok(())
    }
}
