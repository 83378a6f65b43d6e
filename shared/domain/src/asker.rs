//! Who asks a rule, and the records that a rule looks up.

use crate::{
    directory::{Directory, Person, Record},
    ids::{CaseId, CategoryId, PersonId, StoreId},
    names::CaseName,
    time::{TimeZone, Timestamp, UTC},
};
use std::collections::BTreeSet;

/// Who asks whether they may, and when, with the records at hand.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The person, as their record is now.
    pub person: &'a Person,
    /// The time of acting.
    pub at: Timestamp,
    /// The records that the act refers to, at least.
    pub directory: &'a Directory,
}

impl<'a> Asker<'a> {
    /// The records as they were at the time of acting, as far as a rule looks at them;
    /// none if they have not changed since.
    #[must_use]
    pub fn then(&self, references: &References) -> Option<Then> {
        let person = self.person.as_of(self.at);
        let people = references.people.iter();
        let people = people.filter_map(|id| self.directory.people.get(id)?.as_of(self.at));
        let stores = references.stores.iter();
        let stores = stores.filter_map(|id| self.directory.stores.get(id)?.as_of(self.at));
        let former: Vec<Record> = people
            .map(Record::Person)
            .chain(stores.map(Record::Store))
            .collect();
        if person.is_none() && former.is_empty() {
            return None;
        }
        let mut directory = self.directory.clone();
        for record in former {
            directory.put(record);
        }
        Some(Then {
            person: person.unwrap_or_else(|| self.person.clone()),
            at: self.at,
            directory,
        })
    }

    /// The same, as one who fills in a form where no place is known.
    #[must_use]
    pub fn author(&self) -> Author<'a> {
        Author {
            person: self.person,
            directory: self.directory,
            now: self.at,
            time_zone: &UTC,
        }
    }
}

/// Who asked, with the records as they were at the time of acting.
#[derive(Clone, Debug)]
pub struct Then {
    person: Person,
    at: Timestamp,
    directory: Directory,
}

impl Then {
    #[must_use]
    pub const fn asker(&self) -> Asker<'_> {
        Asker {
            person: &self.person,
            at: self.at,
            directory: &self.directory,
        }
    }
}

/// Who has filled in a form, when and where, and with the records at hand.
#[derive(Clone, Copy, Debug)]
pub struct Author<'a> {
    pub person: &'a Person,
    pub directory: &'a Directory,
    pub now: Timestamp,
    /// By which a day ends.
    pub time_zone: &'a TimeZone,
}

/// Ids of directory records and of other cases, and names of cases, so that one who does not hold the whole directory
/// knows what to fetch before asking a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    pub people: BTreeSet<PersonId>,
    pub stores: BTreeSet<StoreId>,
    pub categories: BTreeSet<CategoryId>,
    /// Other cases in which something may follow.
    pub cases: BTreeSet<CaseId>,
    /// Names, to know which case bears them.
    pub names: BTreeSet<CaseName>,
}

impl References {
    pub fn extend(&mut self, other: Self) {
        self.people.extend(other.people);
        self.stores.extend(other.stores);
        self.categories.extend(other.categories);
        self.cases.extend(other.cases);
        self.names.extend(other.names);
    }
}
