//! A ticket's state, and what can be read off it. How entries make it stands in
//! `fold`.

use super::Closing;
use crate::{
    date::Date,
    directory::Targets,
    ids::{CategoryId, CommandId, PersonId, StoreId},
    photos::Picture,
    rating::Rated,
    time::{Span, Timestamp},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 工单池: nobody has it yet.
    Pool,
    /// 处理中: an engineer has it.
    InHand,
    /// 挂起: an engineer has it, and work has to wait.
    OnHold,
    /// 已完单.
    Completed,
    /// 已撤单.
    Cancelled,
    /// 已关闭: by the desk.
    Closed,
}

impl Status {
    /// Every status, in the order of a ticket's life.
    pub const ALL: [Self; 6] = [
        Self::Pool,
        Self::InHand,
        Self::OnHold,
        Self::Completed,
        Self::Cancelled,
        Self::Closed,
    ];

    /// The message that names it.
    #[must_use]
    pub const fn message_id(self) -> &'static str {
        match self {
            Self::Pool => "ticket-status-pool",
            Self::InHand => "ticket-status-in-hand",
            Self::OnHold => "ticket-status-on-hold",
            Self::Completed => "ticket-status-completed",
            Self::Cancelled => "ticket-status-cancelled",
            Self::Closed => "ticket-status-closed",
        }
    }

    /// The word for it in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pool => "pool",
            Self::InHand => "in_hand",
            Self::OnHold => "on_hold",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Closed => "closed",
        }
    }
}

/// 工单: one request for help, from submission to rating.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    pub requester: PersonId,
    /// Where help is needed.
    pub store: StoreId,
    /// What kind of help.
    pub category: CategoryId,
    pub targets: Targets,
    /// What is the matter.
    pub description: String,
    pub equipment: Vec<String>,
    pub photos: Vec<Picture>,
    pub submitted_at: Timestamp,
    /// When it entered the pool, the last time.
    pub pooled_at: Timestamp,
    pub status: Status,
    /// The entries since which it was open: its submission, and each reopening.
    pub openings: Vec<CommandId>,
    /// Who has it, or had it last.
    pub owner: Option<PersonId>,
    /// Since when whoever has it has left; none if they are here.
    pub owner_left_at: Option<Timestamp>,
    /// Its requester, and everybody who has had it or done something to it that had an
    /// effect; they keep reading it.
    pub participants: BTreeSet<PersonId>,
    /// From each acceptance to its completion or closing; a reopening begins another.
    pub rounds: Vec<Round>,
    /// How often the desk has closed it; reopened since or not.
    pub closings: Vec<Closing>,
    /// How often it was reassigned. Twice or more is an exception (bounced).
    pub reassignments: u32,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
}

/// The work from an acceptance, or a reopening, to a completion or a closing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Since when it had stood in the pool; none if a reopening began the round.
    pub pooled_at: Option<Timestamp>,
    /// When work could begin.
    pub began_at: Timestamp,
    /// The entries by which its owners got it, in order: accept, assign,
    /// reassign, reopen.
    pub assignments: Vec<CommandId>,
    /// When work had to wait.
    pub holds: Vec<Hold>,
    pub completion: Option<Completion>,
    /// When the desk closed the ticket, which ended the round; none once it turns out
    /// that the work was done before that was known.
    pub closed_at: Option<Timestamp>,
}

/// A time in which work had to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// The id of its entry.
    pub id: CommandId,
    pub since: Timestamp,
    /// The last day on which it was to wait.
    pub until: Date,
    /// When that day is over.
    pub over_at: Timestamp,
    /// When both sides were reminded that it is.
    pub reminded_at: Option<Timestamp>,
    /// When it ended; none while it lasts.
    pub ended_at: Option<Timestamp>,
}

/// A completion, and what the requester said about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The id of its entry.
    pub id: CommandId,
    pub by: PersonId,
    pub at: Timestamp,
    pub solution: String,
    pub photos: Vec<Picture>,
    /// 评价.
    pub rated: Option<Rated>,
}

impl Hold {
    /// When it ended; while it lasts, the time after which nothing is known.
    pub(super) fn end(&self) -> Timestamp {
        self.ended_at.unwrap_or(Timestamp(i64::MAX))
    }
}

impl Round {
    /// The time spent waiting from its beginning to `end`.
    ///
    /// A hold can lie after the completion: of a colleague to whom the ticket
    /// was given while the completion was still on its way.
    #[must_use]
    pub fn held(&self, end: Timestamp) -> Span {
        self.holds
            .iter()
            .map(|hold| hold.end().min(end).since(hold.since))
            .fold(Span::default(), |sum, span| sum + span)
    }

    /// 完单用时: from its beginning to its completion or closing (or `now`), holds
    /// excluded.
    #[must_use]
    pub fn worked(&self, now: Timestamp) -> Span {
        let completed_at = self.completion.as_ref().map(|done| done.at);
        let end = completed_at.or(self.closed_at).unwrap_or(now);
        let worked = end.since(self.began_at) - self.held(end);
        worked.max(Span::default())
    }

    /// Whether it was completed within the target; none while it is not completed.
    #[must_use]
    pub fn is_in_time(&self, targets: Targets) -> Option<bool> {
        let done = self.completion.as_ref()?;
        Some(self.worked(done.at) <= targets.completion())
    }
}

impl Ticket {
    /// The entry by which its owner has it now; none while nobody has.
    #[must_use]
    pub fn assignment(&self) -> Option<CommandId> {
        match self.status {
            Status::InHand | Status::OnHold => self.round()?.assignments.last().copied(),
            Status::Pool | Status::Completed | Status::Cancelled | Status::Closed => None,
        }
    }

    /// The entry since which it is open, or was open last.
    pub(super) fn opening(&self) -> Option<CommandId> {
        self.openings.last().copied()
    }

    /// The completion or closing that stands: what a reopening is meant for.
    pub(super) fn ending(&self) -> Option<CommandId> {
        let completion = self.completion().map(|done| done.id);
        completion.or_else(|| self.closing().map(|closing| closing.id))
    }

    /// The hold that lasts.
    #[must_use]
    pub fn hold(&self) -> Option<&Hold> {
        let hold = self.round()?.holds.last()?;
        (self.status == Status::OnHold).then_some(hold)
    }

    /// The round that runs, or ran last.
    #[must_use]
    pub fn round(&self) -> Option<&Round> {
        self.rounds.last()
    }

    /// The completion that stands; none once it is reopened.
    #[must_use]
    pub fn completion(&self) -> Option<&Completion> {
        self.round()?.completion.as_ref()
    }

    /// The last time it was completed, reopened since or not: what a rating is
    /// offered for.
    #[must_use]
    pub fn latest_completion(&self) -> Option<&Completion> {
        self.completions().last()
    }

    /// A completion by the id of its entry, reopened ones included.
    #[must_use]
    pub fn completion_by_id(&self, id: CommandId) -> Option<&Completion> {
        self.completions().find(|completion| completion.id == id)
    }

    pub fn completions(&self) -> impl Iterator<Item = &Completion> {
        self.rounds
            .iter()
            .filter_map(|round| round.completion.as_ref())
    }

    /// How often it was reopened.
    #[must_use]
    pub fn reopenings(&self) -> usize {
        self.openings.len().saturating_sub(1)
    }

    /// When it was accepted or assigned.
    #[must_use]
    pub fn accepted_at(&self) -> Option<Timestamp> {
        self.rounds.first().map(|round| round.began_at)
    }

    /// 接单用时: from entering the pool to its first acceptance.
    #[must_use]
    pub fn waited(&self) -> Option<Span> {
        let first = self.rounds.first()?;
        Some(first.began_at.since(first.pooled_at?))
    }

    /// Whether it was accepted within the response target; none before.
    #[must_use]
    pub fn is_accepted_in_time(&self) -> Option<bool> {
        Some(self.waited()? <= self.targets.response())
    }

    /// By when the step it is at is due: acceptance or completion. None while on
    /// hold, when the clock stands, and none when it is closed.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        match self.status {
            Status::Pool => Some(self.pooled_at + self.targets.response()),
            Status::InHand => {
                let round = self.round()?;
                // Every hold has ended, so all of them count, up to whatever end.
                let held = round.held(Timestamp(i64::MAX));
                Some(round.began_at + self.targets.completion() + held)
            }
            Status::OnHold | Status::Completed | Status::Cancelled | Status::Closed => None,
        }
    }
}
