//! How entries make a ticket: every row of the clash table that concerns one.
//!
//! Total: what can have no effect any more is superseded with its reason.
//! Whether an act was permitted is not asked here but in `rules`.

use super::{Completion, Hold, Round, Status, Ticket, TicketAct, TicketSuperseded};
use crate::{
    date::Date,
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
            pooled_at: None,
            began_at,
            assignments: vec![assignment],
            holds: Vec::new(),
            completion: None,
            closed_at: None,
        }
    }

    /// Begins a hold, not before the one before it ended: no moment counts twice.
    fn begin_hold(&mut self, header: &CommandHeader, until: Date, over_at: Timestamp) {
        let earliest = self.holds.last().map_or(self.began_at, Hold::end);
        self.holds.push(Hold {
            id: header.id,
            since: header.at.max(earliest),
            until,
            over_at,
            reminded_at: None,
            ended_at: None,
        });
    }

    pub(super) fn end_hold(&mut self, at: Timestamp) {
        if let Some(hold) = self.holds.last_mut()
            && hold.ended_at.is_none()
        {
            hold.ended_at = Some(at.max(hold.since));
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
        if !matches!(act, TicketAct::Note { .. }) && !act.is_by_system() {
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
            TicketAct::Hold {
                assignment,
                until,
                over_at,
                ..
            } => self.begin_hold(header, *assignment, *until, *over_at),
            TicketAct::Resume { assignment } => self.resume(header, *assignment),
            TicketAct::Reassign { assignment, to, .. } => self.reassign(header, *assignment, *to),
            TicketAct::Complete {
                assignment,
                solution,
                photos,
            } => self.complete(header, *assignment, solution, photos),
            TicketAct::Cancel { .. } => self.cancel(header),
            TicketAct::Close {
                opening, closed_as, ..
            } => self.close(header, *opening, *closed_as),
            TicketAct::Reopen { ending, .. } => self.reopen(header, *ending),
            TicketAct::Rate { completion, rating } => self.rate(header, *completion, rating),
            TicketAct::Remind { hold } => self.remind(header, *hold),
            TicketAct::MarkDeparture { of, assignment } => {
                self.mark_departure(header, *of, *assignment)
            }
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
            pooled_at: header.at,
            status: Status::Pool,
            openings: vec![header.id],
            owner: None,
            owner_left_at: None,
            participants: BTreeSet::from([header.author]),
            rounds: Vec::new(),
            closings: Vec::new(),
            reassignments: 0,
            cancelled_at: None,
        })
    }

    /// Accepted by, or assigned to, `owner`: whoever was adopted first has it.
    fn take(&mut self, header: &CommandHeader, owner: PersonId) -> Result<(), TicketSuperseded> {
        match (self.status, self.owner, self.closing()) {
            (Status::Pool, ..) => {}
            (.., Some(closing)) => return Err(TicketSuperseded::Closed { by: closing.by }),
            (_, Some(by), _) => return Err(TicketSuperseded::Taken { by }),
            (_, None, _) => return Err(TicketSuperseded::Cancelled),
        }
        self.status = Status::InHand;
        self.rounds.push(Round {
            pooled_at: Some(self.pooled_at),
            ..Round::new(header.at, header.id)
        });
        self.give_to(owner);
        Ok(())
    }

    fn give_to(&mut self, owner: PersonId) {
        self.owner = Some(owner);
        self.owner_left_at = None;
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
        let (current, owner, status) = (self.assignment(), self.owner, self.status);
        let closed_by = self.closing().map(|closing| closing.by);
        let round = self.round_of(assignment)?;
        match (&round.completion, closed_by, owner) {
            (None, ..) if current == Some(assignment) => Ok(round),
            (_, Some(by), _) => Err(TicketSuperseded::Closed { by }),
            (None, _, Some(to)) if round.closed_at.is_none() => {
                Err(TicketSuperseded::Reassigned { to })
            }
            (Some(done), ..) if status == Status::Completed => {
                Err(TicketSuperseded::Completed { by: done.by })
            }
            (..) => Err(TicketSuperseded::AssignmentIsOver),
        }
    }

    fn begin_hold(
        &mut self,
        header: &CommandHeader,
        assignment: CommandId,
        until: Date,
        over_at: Timestamp,
    ) -> Result<(), TicketSuperseded> {
        let is_held = self.status == Status::OnHold;
        let round = self.round_if_current(assignment)?;
        if is_held {
            return Err(TicketSuperseded::AlreadyOnHold);
        }
        round.begin_hold(header, until, over_at);
        self.status = Status::OnHold;
        Ok(())
    }

    fn remind(&mut self, header: &CommandHeader, hold: CommandId) -> Result<(), TicketSuperseded> {
        let is_held = self.status == Status::OnHold;
        let round = self.rounds.last_mut().filter(|_| is_held);
        let last = round.and_then(|round| round.holds.last_mut());
        let meant = last.filter(|last| last.id == hold);
        meant.ok_or(TicketSuperseded::NotOnHold)?.reminded_at = Some(header.at);
        Ok(())
    }

    fn mark_departure(
        &mut self,
        header: &CommandHeader,
        of: PersonId,
        assignment: CommandId,
    ) -> Result<(), TicketSuperseded> {
        self.round_if_current(assignment)?;
        if self.owner != Some(of) {
            return Err(TicketSuperseded::AssignmentIsOver);
        }
        self.owner_left_at = Some(header.at);
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
    /// given to somebody else, or closed, as long as nobody has reopened it since. A
    /// second account of the same work is kept as a note.
    fn complete(
        &mut self,
        header: &CommandHeader,
        assignment: CommandId,
        solution: &str,
        photos: &[Picture],
    ) -> Result<(), TicketSuperseded> {
        let may_be_completed = self.may_be_completed_under(assignment);
        let round = self.round_of(assignment)?;
        if let Some(done) = &round.completion {
            return Err(TicketSuperseded::KeptAsNote { by: done.by });
        }
        if !may_be_completed {
            return Err(TicketSuperseded::AssignmentIsOver);
        }
        round.end_hold(header.at);
        round.closed_at = None;
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
        self.owner_left_at = None;
        Ok(())
    }

    fn cancel(&mut self, header: &CommandHeader) -> Result<(), TicketSuperseded> {
        match (self.status, self.owner, self.closing()) {
            (Status::Pool, ..) => {
                self.status = Status::Cancelled;
                self.cancelled_at = Some(header.at);
                Ok(())
            }
            (.., Some(closing)) => Err(TicketSuperseded::Closed { by: closing.by }),
            (Status::InHand | Status::OnHold, Some(by), _) => {
                Err(TicketSuperseded::WorkHasBegun { by })
            }
            (Status::Completed, Some(by), _) => Err(TicketSuperseded::Completed { by }),
            (..) => Err(TicketSuperseded::Cancelled),
        }
    }

    /// What was closed goes back to the pool; what was completed to the one who did, with
    /// the whole completion target anew.
    fn reopen(
        &mut self,
        header: &CommandHeader,
        ending: CommandId,
    ) -> Result<(), TicketSuperseded> {
        if self.closings.iter().any(|closing| closing.id == ending) {
            return self.reopen_closed(header, ending);
        }
        if self.completion_by_id(ending).is_none() {
            return Err(TicketSuperseded::Groundless);
        }
        if self.completion().map(|done| done.id) != Some(ending) {
            return Err(TicketSuperseded::AlreadyReopened);
        }
        self.status = Status::InHand;
        self.openings.push(header.id);
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
