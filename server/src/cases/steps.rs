//! How a push is divided: which of its commands are judged in the next transaction.
//!
//! What one step opens is bounded, by cases and by the bytes of their documents. A
//! command goes with all cases that it concerns, and never before one that was given
//! earlier in the same case. Of those before it that were ruled on in an earlier step, the
//! judge is told again: they get the same answer, and what builds on them finds its base.

use super::{batch::cases_of, judge::Answered, store};
use crate::{error::Error, limits::cores::Effort};
use domain::ids::{CaseId, CommandId};
use replica::{
    incoming::Incoming,
    refusal::Refusal,
    wire::{Outcome, Ruled},
};
use sqlx::PgConnection;
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::Arc,
    time::Duration,
};
use uuid::Uuid;

/// No document has more bytes than this, as its entries are bounded.
const CASE_BYTES_MAX: u64 = 4 << 20;

/// What of a push has no ruling yet.
pub(super) struct Left {
    commands: Arc<[Incoming]>,
    /// Their places, in their order.
    places: Vec<usize>,
    /// The cases of which nothing more is ruled on in this push.
    put_off: BTreeSet<CaseId>,
    has_put_off: bool,
}

/// Commands that are judged together.
#[derive(Clone)]
pub(super) struct Step {
    commands: Arc<[Incoming]>,
    /// The places of the commands that are judged, in their order.
    places: Vec<usize>,
    /// Those of them that are ruled on for the first time.
    new: HashSet<CommandId>,
    /// The cases that they concern.
    pub concerned: BTreeSet<CaseId>,
    /// How long the judge computes before what is left waits for another step.
    pub time: Duration,
    /// What is refused because it needs too much at once.
    pub too_much: Vec<(CaseId, Ruled)>,
}

impl Step {
    /// All of a push at once.
    pub fn of_all(commands: Arc<[Incoming]>) -> Self {
        let concerned = commands.iter().flat_map(concerned_by).collect();
        Self {
            places: (0..commands.len()).collect(),
            new: commands.iter().map(|incoming| incoming.pushed.id).collect(),
            concerned,
            time: Duration::MAX,
            too_much: Vec::new(),
            commands,
        }
    }

    pub fn commands(&self) -> impl Iterator<Item = &Incoming> {
        self.places
            .iter()
            .filter_map(|place| self.commands.get(*place))
    }

    /// Whether a command is ruled on for the first time.
    pub fn is_new(&self, id: CommandId) -> bool {
        self.new.contains(&id)
    }
}

impl Left {
    pub fn of(commands: &Arc<[Incoming]>) -> Self {
        Self {
            places: (0..commands.len()).collect(),
            commands: commands.clone(),
            put_off: BTreeSet::new(),
            has_put_off: false,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether something that was left out can be ruled on once the phone has heard of
    /// what came before it.
    pub const fn has_put_off(&self) -> bool {
        self.has_put_off
    }

    /// What is judged next.
    pub async fn step(
        &self,
        connection: &mut PgConnection,
        organisation: Uuid,
        effort: Effort,
    ) -> Result<Step, Error> {
        let cases: BTreeSet<CaseId> = self.left().flat_map(concerned_by).collect();
        let count = u64::try_from(cases.len()).unwrap_or(u64::MAX);
        let sizes = if count.saturating_mul(CASE_BYTES_MAX) <= effort.step_bytes {
            // Whatever they have, it is not too much.
            BTreeMap::new()
        } else {
            store::sizes(connection, organisation, &cases).await?
        };
        Ok(self.plan(&sizes, effort))
    }

    fn left(&self) -> impl Iterator<Item = &Incoming> {
        self.places
            .iter()
            .filter_map(|place| self.commands.get(*place))
    }

    fn plan(&self, sizes: &BTreeMap<CaseId, u64>, effort: Effort) -> Step {
        let size = |case: &CaseId| sizes.get(case).copied().unwrap_or_default();
        let mut step = Step {
            commands: self.commands.clone(),
            places: Vec::new(),
            new: HashSet::new(),
            concerned: BTreeSet::new(),
            time: effort.step,
            too_much: Vec::new(),
        };
        let mut acted_on = BTreeSet::new();
        let mut taken = HashSet::new();
        let mut waits: BTreeSet<CaseId> = BTreeSet::new();
        let mut bytes = 0;
        for (place, incoming) in self.places.iter().zip(self.left()) {
            let case = incoming.pushed.case;
            let concerned = concerned_by(incoming);
            if !concerned.is_disjoint(&waits) {
                waits.insert(case);
                continue;
            }
            if concerned.iter().map(size).sum::<u64>() > effort.command_bytes {
                let refused = Outcome::Refused(Refusal::TooMuchAtOnce);
                let refused = Ruled::new(incoming.pushed.id, refused);
                step.too_much.push((case, refused));
                waits.insert(case);
                continue;
            }
            let more: Vec<CaseId> = concerned.difference(&step.concerned).copied().collect();
            let more_bytes: u64 = more.iter().map(size).sum();
            let fits = step.concerned.len() + more.len() <= effort.step_cases
                && bytes + more_bytes <= effort.step_bytes;
            if !fits && !step.new.is_empty() {
                waits.insert(case);
                continue;
            }
            bytes += more_bytes;
            step.concerned.extend(more);
            step.new.insert(incoming.pushed.id);
            taken.insert(*place);
            acted_on.insert(case);
        }
        let left: HashSet<usize> = self.places.iter().copied().collect();
        let judged = self
            .commands
            .iter()
            .enumerate()
            .filter(|(place, incoming)| {
                let is_repeated = !left.contains(place) && acted_on.contains(&incoming.pushed.case);
                is_repeated || taken.contains(place)
            });
        step.places = judged.map(|(place, _)| place).collect();
        step
    }

    /// Takes out what was ruled on, and what cannot be in this push.
    pub fn done(&mut self, step: &Step, answered: &Answered, left_out: &BTreeSet<CaseId>) {
        let ruled: HashSet<CommandId> = answered.rulings.iter().map(|ruled| ruled.id).collect();
        // What comes after one that was refused so builds on what the judge has not seen.
        self.put_off
            .extend(step.too_much.iter().map(|(case, _)| *case));
        let commands = self.commands.clone();
        let before = self.places.len();
        self.places.retain(|place| {
            let Some(incoming) = commands.get(*place) else {
                return false;
            };
            if ruled.contains(&incoming.pushed.id) {
                return false;
            }
            let concerned = concerned_by(incoming);
            let is_put_off = !concerned.is_disjoint(&self.put_off);
            self.has_put_off |= is_put_off;
            !is_put_off && concerned.is_disjoint(left_out)
        });
        if self.places.len() == before {
            // Nothing came of it, so nothing would come of it again.
            self.places.clear();
        }
    }
}

/// The case that a command acts on, and those in which something may follow.
fn concerned_by(incoming: &Incoming) -> BTreeSet<CaseId> {
    let mut concerned = cases_of(incoming);
    concerned.insert(incoming.pushed.case);
    concerned
}
