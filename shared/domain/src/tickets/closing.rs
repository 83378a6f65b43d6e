//! 关单: how the service desk ends a ticket that nobody will complete.
//!
//! It may do so at any time while the ticket is open, whoever has it, and says as what.
//! The requester may reopen it, which brings it back to the pool. What others did without
//! knowing of a closing is settled here as well: work that was done stands, and whatever
//! else is meant for the ticket is without effect.

use super::{
    Status, Ticket, TicketAct, TicketRefusal, TicketSuperseded,
    rules::{ensure, fits, says},
};
use crate::{
    asker::Asker,
    directory::{Original, Role},
    form::{Blank, FormSpec, SOME_TEXT},
    header::CommandHeader,
    ids::{CaseId, CommandId, PersonId},
    refill::Refill,
    time::Timestamp,
    view::{Choice, Input, Tone},
};
use serde::{Deserialize, Serialize};

/// As what the desk closes a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ClosedAs {
    /// 重复: another ticket asks for the same.
    DuplicateOf {
        /// The other, which goes on.
        original: CaseId,
    },
    /// 已撤回: who asked has said that it is not needed any more.
    Withdrawn,
    /// 非服务事项: nothing that the department does for anybody.
    NotAService,
}

/// That the desk has closed a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// The id of its entry.
    pub id: CommandId,
    pub by: PersonId,
    pub at: Timestamp,
    pub closed_as: ClosedAs,
    /// Whether somebody had the ticket.
    pub was_in_hand: bool,
}

impl ClosedAs {
    /// The other ticket, of a duplicate.
    #[must_use]
    pub const fn original(self) -> Option<CaseId> {
        match self {
            Self::DuplicateOf { original } => Some(original),
            Self::Withdrawn | Self::NotAService => None,
        }
    }

    /// The word for it in forms and tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DuplicateOf { .. } => "duplicate",
            Self::Withdrawn => "withdrawn",
            Self::NotAService => "not_a_service",
        }
    }

    /// The message that names it.
    pub(super) const fn message_id(self) -> &'static str {
        match self {
            Self::DuplicateOf { .. } => "ticket-closed-duplicate",
            Self::Withdrawn => "ticket-closed-withdrawn",
            Self::NotAService => "ticket-closed-not-a-service",
        }
    }

    /// The message that says who closed it so.
    pub(super) const fn title_id(self) -> &'static str {
        match self {
            Self::DuplicateOf { .. } => "ticket-did-close-duplicate",
            Self::Withdrawn => "ticket-did-close-withdrawn",
            Self::NotAService => "ticket-did-close-not-a-service",
        }
    }

    /// The message by which the requester is told of it.
    pub(super) const fn notice_id(self) -> &'static str {
        match self {
            Self::DuplicateOf { .. } => "ticket-notice-closed-duplicate",
            Self::Withdrawn => "ticket-notice-closed-withdrawn",
            Self::NotAService => "ticket-notice-closed-not-a-service",
        }
    }
}

impl Ticket {
    /// The closing that stands; none once it is reopened, or the work turned out to be
    /// done.
    #[must_use]
    pub fn closing(&self) -> Option<&Closing> {
        let closing = self.closings.last();
        closing.filter(|_| self.status == Status::Closed)
    }

    /// Whether others may be closed as duplicates of it: somebody will see to what it is
    /// about, or has.
    pub(super) fn as_original(&self) -> Option<Original> {
        let opened = *self.openings.first()?;
        let is_seen_to = !matches!(self.status, Status::Cancelled | Status::Closed);
        is_seen_to.then(|| Original {
            opened,
            title: super::view::first_line(&self.description),
            store: self.store,
        })
    }

    /// Whether another ticket can be the original of this one.
    fn is_duplicate_of(&self, other: &Original) -> bool {
        self.openings.first() != Some(&other.opened)
    }

    /// 关单 is the desk's, which reads every ticket. A reason in words is needed where
    /// nothing else says why.
    pub(super) fn may_close(
        &self,
        opening: CommandId,
        closed_as: ClosedAs,
        reason: &str,
        asker: &Asker<'_>,
    ) -> Result<(), TicketRefusal> {
        ensure(
            asker.person.is(Role::Dispatcher),
            TicketRefusal::NotADispatcher,
        )?;
        let is_open = matches!(self.status, Status::Pool | Status::InHand | Status::OnHold);
        ensure(is_open, TicketRefusal::NotOpen)?;
        ensure(self.opening() == Some(opening), TicketRefusal::Outdated)?;
        let Some(original) = closed_as.original() else {
            return says(reason);
        };
        let original = asker.directory.originals.get(&original);
        let is_original = original.is_some_and(|original| self.is_duplicate_of(original));
        ensure(is_original, TicketRefusal::NotAnOriginal)?;
        fits(reason)
    }

    /// Closes it, whoever has it meanwhile: the desk speaks of what was asked, not of who
    /// does it. What the requester has reopened since stays open.
    pub(super) fn close(
        &mut self,
        header: &CommandHeader,
        opening: CommandId,
        closed_as: ClosedAs,
    ) -> Result<(), TicketSuperseded> {
        match (self.status, self.owner, self.closing()) {
            (Status::Pool | Status::InHand | Status::OnHold, ..) => {}
            (Status::Completed, Some(by), _) => return Err(TicketSuperseded::Completed { by }),
            (.., Some(closing)) => return Err(TicketSuperseded::Closed { by: closing.by }),
            (..) => return Err(TicketSuperseded::Cancelled),
        }
        if !self.openings.contains(&opening) {
            return Err(TicketSuperseded::Groundless);
        }
        if self.opening() != Some(opening) {
            return Err(TicketSuperseded::ReopenedSince);
        }
        let was_in_hand = self.assignment().is_some();
        if let Some(round) = self.rounds.last_mut().filter(|_| was_in_hand) {
            round.end_hold(header.at);
            round.closed_at = Some(header.at);
        }
        self.status = Status::Closed;
        self.owner_left_at = None;
        self.closings.push(Closing {
            id: header.id,
            by: header.author,
            at: header.at,
            closed_as,
            was_in_hand,
        });
        Ok(())
    }

    /// Back to the pool, with the whole response target anew.
    pub(super) fn reopen_closed(
        &mut self,
        header: &CommandHeader,
        closing: CommandId,
    ) -> Result<(), TicketSuperseded> {
        if self.closing().map(|stands| stands.id) != Some(closing) {
            return Err(match (self.status, self.owner) {
                (Status::Completed, Some(by)) => TicketSuperseded::Completed { by },
                _ => TicketSuperseded::AlreadyReopened,
            });
        }
        self.status = Status::Pool;
        self.owner = None;
        self.pooled_at = header.at;
        self.openings.push(header.id);
        Ok(())
    }

    /// Whether the round of an assignment, not completed yet, can be: it runs, or the
    /// closing that stands has ended it.
    pub(super) fn may_be_completed_under(&self, assignment: CommandId) -> bool {
        let last = self.rounds.last();
        let last = last.filter(|round| round.assignments.contains(&assignment));
        let is_ended_by_closing = self.closing().is_some_and(|closing| closing.was_in_hand);
        last.is_some_and(|round| round.closed_at.is_none() || is_ended_by_closing)
    }
}

/// Ends it with words for a reason.
pub(super) const CLOSE: FormSpec<Ticket> = FormSpec {
    name: "close",
    label: "ticket-offer-close",
    tone: Tone::Warning,
    inputs: Some(|blank| {
        let words = [ClosedAs::Withdrawn, ClosedAs::NotAService];
        let words = words.map(|word| (word.as_str(), word.message_id()));
        vec![
            blank.word("closed_as", "ticket-input-closed-as", words),
            blank.reason(),
        ]
    }),
    probe: |blank| {
        Some(TicketAct::Close {
            opening: blank.case?.opening()?,
            closed_as: ClosedAs::Withdrawn,
            reason: SOME_TEXT.to_owned(),
        })
    },
    act: |filled| {
        let opening = filled.case.and_then(Ticket::opening);
        Ok(TicketAct::Close {
            opening: opening.ok_or(TicketRefusal::NotOpen)?,
            closed_as: match filled.text("closed_as").as_str() {
                "withdrawn" => ClosedAs::Withdrawn,
                "not_a_service" => ClosedAs::NotAService,
                _ => return Err(TicketRefusal::NotFilledIn),
            },
            reason: filled.text("reason"),
        })
    },
    refill: |act, _| match act {
        TicketAct::Close {
            closed_as, reason, ..
        } if closed_as.original().is_none() => Some(
            Refill::default()
                .value("closed_as", closed_as.as_str())
                .value("reason", reason),
        ),
        _ => None,
    },
};

/// Ends it in favour of another.
pub(super) const CLOSE_DUPLICATE: FormSpec<Ticket> = FormSpec {
    name: "close_duplicate",
    label: "ticket-offer-close-duplicate",
    tone: Tone::Warning,
    inputs: Some(|blank| vec![blank.original(), blank.reason().optional()]),
    probe: |blank| {
        let (original, _) = blank.originals().next()?;
        Some(TicketAct::Close {
            opening: blank.case?.opening()?,
            closed_as: ClosedAs::DuplicateOf { original },
            reason: String::new(),
        })
    },
    act: |filled| {
        let opening = filled.case.and_then(Ticket::opening);
        Ok(TicketAct::Close {
            opening: opening.ok_or(TicketRefusal::NotOpen)?,
            closed_as: ClosedAs::DuplicateOf {
                original: filled.read("original")?,
            },
            reason: filled.text("reason"),
        })
    },
    refill: |act, _| match act {
        TicketAct::Close {
            closed_as: ClosedAs::DuplicateOf { original },
            reason,
            ..
        } => Some(
            Refill::default()
                .value("original", original)
                .value("reason", reason),
        ),
        _ => None,
    },
};

impl Blank<'_, Ticket> {
    /// The tickets at hand of which this one can be a duplicate.
    fn originals(&self) -> impl Iterator<Item = (CaseId, &Original)> {
        let case = self.case;
        let all = self.viewer.directory.originals.iter();
        let all = all.map(|(id, original)| (*id, original));
        all.filter(move |(_, it)| case.is_some_and(|case| case.is_duplicate_of(it)))
    }

    /// One of them, those of its store first.
    fn original(&self) -> Input {
        let viewer = self.viewer;
        let choice = |(id, original): (CaseId, &Original)| {
            let is_near = self.case.is_some_and(|case| case.store == original.store);
            let choice = Choice {
                value: id.to_string(),
                label: format!("{} · {}", id.code(), original.title),
                heading: viewer.store(original.store),
            };
            (is_near, choice)
        };
        let choices = self.originals().map(choice).collect();
        self.choice("original", "ticket-input-original", choices)
    }
}
