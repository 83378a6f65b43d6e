//! A case's story as a script: who had synced until when, did what, and when
//! the server received it. What can be done to cases of a kind stands elsewhere (`deed`,
//! `handing`), and what becomes of it is not said at all: the judge rules.

use super::rng::SampleRng;
use domain::{
    capabilities::{Act, Case, Kind},
    directory::{Directory, Person},
    ids::{CaseId, CommandId, PersonId},
    time::{Span, Timestamp},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Story<D> {
    pub id: CaseId,
    /// In the order in which they were received.
    pub visits: Vec<Visit<D>>,
}

/// A spell of somebody's work on the case between two syncs of their phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Visit<D> {
    pub by: PersonId,
    /// The phone had everything that was received until then.
    pub seen: Timestamp,
    /// What was done, and when.
    pub deeds: Vec<Given<D>>,
    /// When the server received it.
    pub received: Timestamp,
    /// Whether all of it came too late to have an effect.
    pub is_superseded: bool,
}

/// A deed with its time and the id of the command that it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Given<D> {
    pub id: CommandId,
    pub at: Timestamp,
    pub deed: D,
}

/// What somebody does with a case as they see it.
pub(super) trait Meant {
    /// What sort of case that is.
    const KIND: Kind;

    /// The act that it means for the case as its author sees it, who knows these records;
    /// none if there is nothing that it could be meant for.
    fn act(&self, seen: Option<&Case>, by: &Person, directory: &Directory) -> Option<Act>;
}

impl<D> Story<D> {
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
    pub fn online(&mut self, rng: &mut SampleRng, by: PersonId, at: Timestamp, deed: D) {
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
        deeds: Vec<(Timestamp, D)>,
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
