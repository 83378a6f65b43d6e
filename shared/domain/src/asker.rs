//! Who asks a rule, and the records that a rule looks up.

use crate::{
    directory::{Directory, Person},
    ids::{CaseId, CategoryId, PersonId, StoreId},
    names::CaseName,
    time::Timestamp,
};
use std::collections::BTreeSet;

/// Who asks whether they may, and when, with the records at hand.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The person, with the roles held now.
    pub person: &'a Person,
    /// The time of acting.
    pub at: Timestamp,
    /// The records that the act refers to, at least.
    pub directory: &'a Directory,
}

impl<'a> Asker<'a> {
    /// The same, as one who fills in a form.
    #[must_use]
    pub const fn author(&self) -> Author<'a> {
        Author {
            person: self.person,
            directory: self.directory,
        }
    }
}

/// Who has filled in a form, with the records at hand.
#[derive(Clone, Copy, Debug)]
pub struct Author<'a> {
    pub person: &'a Person,
    pub directory: &'a Directory,
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
