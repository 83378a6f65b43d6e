//! Scopes: the groups of people by which reading rights are told.

use crate::{
    directory::{Person, Role},
    ids::{PersonId, StoreId, TeamId},
};
use std::{collections::BTreeSet, fmt};
use uuid::Uuid;

/// A group of people as far as reading goes. Who is in it follows from a
/// person's record alone, so that a change of role or team moves no case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    Person(PersonId),
    /// The engineers of a team, for what waits in their pool.
    Pool(TeamId),
    /// The dispatchers and managers.
    Desk,
    /// Those who keep the equipment's records.
    AssetAdmins,
    /// The same, for equipment at which they have to look. Apart, because their phones
    /// have it by themselves only as long as that is so.
    AssetExceptions,
    /// Those who work at a store.
    Store(StoreId),
}

impl Scope {
    /// The scope as it is stored: a UUID of version 5 over its text.
    #[must_use]
    pub fn key(&self) -> Uuid {
        Uuid::new_v5(&Uuid::NAMESPACE_OID, self.to_string().as_bytes())
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Pool(id) => write!(f, "pool:{id}"),
            Self::Desk => f.write_str("desk"),
            Self::AssetAdmins => f.write_str("asset_admins"),
            Self::AssetExceptions => f.write_str("asset_exceptions"),
            Self::Store(id) => write!(f, "store:{id}"),
        }
    }
}

/// The scopes a person is in. One who has left is in none.
#[must_use]
pub fn scopes_of(person: &Person) -> BTreeSet<Scope> {
    let mut scopes = BTreeSet::new();
    if person.active {
        scopes.insert(Scope::Person(person.id));
        scopes.insert(Scope::Store(person.store));
    }
    scopes.extend(person.engineers_team().map(Scope::Pool));
    if person.is_of_the_desk() {
        scopes.insert(Scope::Desk);
    }
    if person.is(Role::AssetAdmin) {
        scopes.extend([Scope::AssetAdmins, Scope::AssetExceptions]);
    }
    scopes
}

/// Whether a person is in one of these scopes.
pub(crate) fn is_among(person: &Person, audience: &BTreeSet<Scope>) -> bool {
    !audience.is_disjoint(&scopes_of(person))
}
