//! The year of the equipment in the order in which it arrives: what the admins' rounds
//! and people's hand-overs bring, whichever case it concerns.

use super::{
    Sample,
    equipment::Round,
    handing::Handing,
    phones::{self, CaseVersions, Untold},
    story::{Story, Visit},
};
use domain::{
    directory::{Directory, Grant, Person},
    ids::{CaseId, PersonId},
    time::Timestamp,
};
use replica::{document::Document, wire::Pushed};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What arrives at once.
#[derive(Clone, Copy, Debug)]
pub(super) enum Arrival<'a> {
    Round(&'a Round),
    Visit(&'a Story<Handing>, &'a Visit<Handing>),
}

/// Everything that arrives, the first first.
pub(super) fn arrivals(sample: &Sample) -> Vec<Arrival<'_>> {
    let rounds = sample.rounds.iter().map(Arrival::Round);
    let visits = sample.hand_overs.stories.iter().flat_map(|story| {
        let visits = story.visits.iter();
        visits.map(move |visit| Arrival::Visit(story, visit))
    });
    let mut all: Vec<_> = rounds.chain(visits).collect();
    all.sort_by_key(Arrival::received);
    all
}

/// The cases of the year, as they were whenever something of them was received.
#[derive(Default)]
pub(super) struct Versions(BTreeMap<CaseId, CaseVersions>);

impl Versions {
    /// A case as it is now.
    pub fn put(&mut self, id: CaseId, received: Timestamp, document: Document) {
        self.0.entry(id).or_default().put(received, document);
    }

    fn at(&self, id: CaseId, seen: Timestamp) -> Option<&Document> {
        self.0.get(&id)?.at(seen)
    }

    /// What a phone that has synced until then knows that people may hand on.
    fn grants(&self, cases: &[CaseId], seen: Timestamp) -> BTreeMap<CaseId, Vec<Grant>> {
        let grants = cases.iter().filter_map(|id| {
            let case = self.at(*id, seen)?.history().case?;
            Some((*id, case.as_dyn().grants()))
        });
        grants.collect()
    }
}

impl Arrival<'_> {
    pub const fn received(&self) -> Timestamp {
        match self {
            Self::Round(round) => round.received,
            Self::Visit(_, visit) => visit.received,
        }
    }

    pub const fn by(&self) -> PersonId {
        match self {
            Self::Round(round) => round.by,
            Self::Visit(_, visit) => visit.by,
        }
    }

    /// What its author's phone pushes.
    ///
    /// # Errors
    /// It is nothing that could have happened.
    pub fn pushed(
        &self,
        versions: &Versions,
        phone: (Uuid, &Person),
        directory: &Directory,
    ) -> Result<Vec<Pushed>, Untold> {
        match self {
            Self::Round(round) => {
                let known = |asset| versions.at(asset, round.received);
                phones::pushed_after(round, known, phone, directory)
            }
            Self::Visit(story, visit) => {
                let deeds = visit.deeds.iter();
                let handed_on: Vec<CaseId> = deeds
                    .flat_map(|given| given.deed.hands_on())
                    .copied()
                    .collect();
                let knowing = Directory {
                    grants: versions.grants(&handed_on, visit.seen),
                    ..directory.clone()
                };
                let seen = versions.at(story.id, visit.seen);
                phones::pushed((story.id, visit), seen, phone, &knowing)
            }
        }
    }
}
