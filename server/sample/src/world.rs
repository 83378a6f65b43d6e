//! The sample's world: stores, people, catalogue, and the days on which
//! something changed in it. The stories happen in it.

use super::{
    calendar::{self, YEAR, day_of, time_of},
    catalogue::{Asked, Catalogue, Listed},
    people::People,
    rng::SampleRng,
    stores::{SampleStore, stores},
};
use domain::{
    directory::{Directory, Person, Record, Role},
    ids::{PersonId, TeamId},
    time::{Span, Timestamp},
};

/// How an engineer is: how fast, and how well liked last month and this month.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// Of the usual time, in hundredths.
    pub pace: i64,
    /// The mean of the ratings to come, in hundredths of a star.
    pub liked_before: i64,
    pub liked_now: i64,
    /// How much of the team's work the engineer takes.
    pub share: i64,
    /// Whether the engineer began only this month.
    pub is_new: bool,
}

const fn manner(pace: i64, liked_before: i64, liked_now: i64, share: i64) -> Manner {
    Manner {
        pace,
        liked_before,
        liked_now,
        share,
        is_new: false,
    }
}

/// In the order of the engineers: some get better, some worse, one is new.
const MANNERS: [Manner; 13] = [
    manner(75, 420, 480, 5),
    manner(110, 450, 430, 4),
    manner(90, 470, 475, 5),
    manner(95, 390, 455, 4),
    manner(120, 440, 380, 3),
    Manner {
        is_new: true,
        ..manner(100, 450, 450, 4)
    },
    manner(85, 460, 490, 4),
    manner(130, 400, 350, 3),
    manner(100, 430, 440, 4),
    manner(95, 480, 470, 4),
    manner(80, 360, 430, 4),
    manner(105, 450, 415, 3),
    manner(125, 370, 370, 3),
];
/// For how long before leaving one takes no new work.
const NOTICE_DAYS: i64 = 8;

pub(super) struct World {
    pub now: Timestamp,
    /// When everybody came, and the first equipment.
    pub founded: Timestamp,
    /// When this month began.
    pub month: Timestamp,
    /// When the catalogue's promises were changed.
    pub changed: Timestamp,
    /// When the one who has left did so.
    pub left: Timestamp,
    pub stores: Vec<SampleStore>,
    pub people: People,
    pub catalogue: Catalogue,
}

impl World {
    /// The world as this generator makes it, up to now.
    pub fn new(rng: &mut SampleRng, now: Timestamp) -> Self {
        let today = day_of(now);
        let founded = time_of(today - YEAR, 0);
        let stores = stores(rng, founded);
        Self {
            now,
            founded,
            month: time_of(calendar::month_of(now), 0),
            changed: time_of(today - 15, 0),
            left: time_of(today - 21, 18 * 60),
            people: People::new(rng, founded, &stores),
            catalogue: Catalogue::new(rng, founded),
            stores,
        }
    }

    /// Its records, those that others refer to first.
    pub fn records(&self) -> Vec<Record> {
        let stores = self.stores.iter().map(|store| store.record.clone());
        let headings = self.catalogue.headings.iter().cloned();
        let listed = self.catalogue.listed.iter();
        let categories = headings.chain(listed.map(|listed| listed.category.clone()));
        let people = self.people.all.iter().cloned();
        stores
            .map(Record::Store)
            .chain(categories.map(Record::Category))
            .chain(people.map(Record::Person))
            .collect()
    }

    /// Its records by id.
    pub fn directory(&self) -> Directory {
        self.records().into_iter().collect()
    }

    /// Somebody who could ask for help.
    pub fn requester(&self, rng: &mut SampleRng) -> Option<&Person> {
        let store = rng.weighted(&self.stores, |store| store.weight)?;
        let staff: Vec<_> = self.people.staff(store).collect();
        rng.of(&staff).copied()
    }

    /// Where somebody works, and what they could ask for there.
    pub fn request(&self, rng: &mut SampleRng, of: &Person) -> Option<(&SampleStore, &Listed)> {
        let mut stores = self.stores.iter();
        let store = stores.find(|store| store.record.id == of.store)?;
        let can_ask =
            |listed: &&Listed| store.has_tills() || listed.offer.asked == Asked::Everywhere;
        let offers: Vec<_> = self.catalogue.listed.iter().filter(can_ask).collect();
        let listed = rng.weighted(&offers, |listed| listed.offer.weight)?;
        Some((store, listed))
    }

    /// How an engineer is.
    pub fn manner(&self, id: PersonId) -> Manner {
        let mut engineers = self.people.holding(Role::Engineer);
        let index = engineers.position(|engineer| engineer.id == id);
        index
            .and_then(|index| MANNERS.get(index))
            .copied()
            .unwrap_or(manner(100, 440, 440, 1))
    }

    /// An engineer of the team who takes work at this time, other than somebody.
    pub fn engineer(
        &self,
        rng: &mut SampleRng,
        team: TeamId,
        at: Timestamp,
        other_than: Option<PersonId>,
    ) -> Option<PersonId> {
        let is_there = |person: &&Person| {
            person.team == Some(team)
                && Some(person.id) != other_than
                && (at >= self.month || !self.manner(person.id).is_new)
                && (person.id != self.people.leaver || at < self.left_less(Span::days(NOTICE_DAYS)))
        };
        let engineers: Vec<PersonId> = self
            .people
            .holding(Role::Engineer)
            .filter(is_there)
            .map(|person| person.id)
            .collect();
        rng.weighted(&engineers, |id| self.manner(*id).share)
            .copied()
    }

    pub fn dispatcher(&self, rng: &mut SampleRng) -> Option<PersonId> {
        let desk: Vec<_> = self.people.holding(Role::Dispatcher).collect();
        rng.of(&desk).map(|person| person.id)
    }

    fn left_less(&self, span: Span) -> Timestamp {
        Timestamp(self.left.0 - span.0)
    }
}
