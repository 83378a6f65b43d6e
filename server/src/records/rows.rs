//! Rows of the directory, and what they say.

use crate::error::Error;
use domain::{
    directory::{Category, FormerPerson, Person, Record, Role, Store, Targets},
    ids::{CategoryId, PersonId, StoreId, TeamId},
};
use serde::{
    Deserialize,
    de::{DeserializeOwned, IntoDeserializer, value},
};
use sqlx::types::Json as Stored;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A record of any sort, for one statement to read them all.
pub(super) struct RecordRow {
    /// `store`, `category` or `person`.
    pub what: String,
    pub id: Uuid,
    pub name: String,
    pub name_en: Option<String>,
    /// A person's store, a category's parent.
    pub within: Option<Uuid>,
    pub team: Option<Uuid>,
    pub roles: Option<Vec<String>>,
    pub active: Option<bool>,
    pub targets: Option<Stored<Targets>>,
    /// A category's former targets; how another record stood before.
    pub former: serde_json::Value,
}

impl TryFrom<RecordRow> for Record {
    type Error = Error;

    fn try_from(row: RecordRow) -> Result<Self, Error> {
        Ok(match row.what.as_str() {
            "store" => Self::Store(Store {
                id: StoreId(row.id),
                name: row.name,
                team: TeamId(row.team.unwrap_or_default()),
                former: former(row.former)?,
            }),
            "category" => Self::Category(Category {
                id: CategoryId(row.id),
                parent: row.within.map(CategoryId),
                name_zh: row.name,
                name_en: row.name_en.unwrap_or_default(),
                targets: row.targets.map(|targets| targets.0),
                former_targets: former(row.former)?,
            }),
            _ => Self::Person(Person {
                id: PersonId(row.id),
                name: row.name,
                store: StoreId(row.within.unwrap_or_default()),
                team: row.team.map(TeamId),
                roles: roles_from_names(&row.roles.unwrap_or_default())?,
                active: row.active.unwrap_or_default(),
                former: former(row.former)?,
            }),
        })
    }
}

fn former<T: DeserializeOwned>(stored: serde_json::Value) -> Result<Vec<T>, Error> {
    serde_json::from_value(stored).map_err(|error| Error::fault("read a record's history", error))
}

/// A person as stored.
pub(crate) struct PersonRow {
    pub id: Uuid,
    pub name: String,
    pub store: Uuid,
    pub team: Option<Uuid>,
    pub roles: Vec<String>,
    pub active: bool,
    pub former: Stored<Vec<FormerPerson>>,
}

impl TryFrom<PersonRow> for Person {
    type Error = Error;

    fn try_from(row: PersonRow) -> Result<Self, Error> {
        Ok(Self {
            id: PersonId(row.id),
            name: row.name,
            store: StoreId(row.store),
            team: row.team.map(TeamId),
            roles: roles_from_names(&row.roles)?,
            active: row.active,
            former: row.former.0,
        })
    }
}

/// A category as stored.
pub(crate) struct CategoryRow {
    pub id: Uuid,
    pub parent: Option<Uuid>,
    pub name_zh: String,
    pub name_en: String,
    pub targets: Option<Stored<Targets>>,
    pub former_targets: Stored<Vec<Targets>>,
}

impl From<CategoryRow> for Category {
    fn from(row: CategoryRow) -> Self {
        Self {
            id: CategoryId(row.id),
            parent: row.parent.map(CategoryId),
            name_zh: row.name_zh,
            name_en: row.name_en,
            targets: row.targets.map(|targets| targets.0),
            former_targets: row.former_targets.0,
        }
    }
}

fn roles_from_names(names: &[String]) -> Result<BTreeSet<Role>, Error> {
    let roles = names
        .iter()
        .map(|name| Role::deserialize(name.as_str().into_deserializer()));
    roles
        .collect::<Result<_, value::Error>>()
        .map_err(|error| Error::fault("read a person's roles", error))
}

pub(crate) fn names_of_roles(roles: &BTreeSet<Role>) -> Result<Vec<String>, Error> {
    serde_json::to_value(roles)
        .and_then(serde_json::from_value)
        .map_err(|error| Error::fault("name a person's roles", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_read_as_it_was_written() {
        let roles = BTreeSet::from(Role::ALL);
        let names = names_of_roles(&roles).unwrap();
        assert!(names.contains(&"asset_admin".to_owned()));
        assert_eq!(roles_from_names(&names).unwrap(), roles);
        assert!(roles_from_names(&["king".to_owned()]).is_err());
    }
}
