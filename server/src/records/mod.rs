//! The directory as stored: the records of people, stores and categories, read.
//!
//! The lower half of the directory: whoever has to know what a record says asks
//! here. What an admin may write, and what follows from it, is `directory`'s.

mod changes;
mod rows;

pub use changes::{Changes, RecordKey, changes, own};

pub(crate) use rows::{CategoryRow, PersonRow, names_of_roles};

use crate::error::Error;
use domain::{
    case::References,
    directory::{Directory, FormerPerson, Person, Record, Targets},
    ids::{CaseId, PersonId},
    names::CaseName,
    text::{is_line, shows_something},
};
use rows::RecordRow;
use sqlx::{PgConnection, query, query_as, types::Json as Stored};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const NAME_CHARS_MAX: usize = 100;

/// These records, as far as they exist.
pub async fn lookup(
    connection: &mut PgConnection,
    organisation: Uuid,
    references: References,
) -> Result<Directory, Error> {
    let people: Vec<Uuid> = references.people.into_iter().map(|id| id.0).collect();
    let stores: Vec<Uuid> = references.stores.into_iter().map(|id| id.0).collect();
    let categories: Vec<Uuid> = references.categories.into_iter().map(|id| id.0).collect();
    let names = bearers(&mut *connection, organisation, &references.names).await?;
    if people.is_empty() && stores.is_empty() && categories.is_empty() {
        return Ok(Directory {
            names,
            ..Directory::default()
        });
    }
    let rows = query_as!(
        RecordRow,
        r#"select 'store' as "what!", id as "id!", name as "name!", null::text as name_en,
               null::uuid as within, team, null::text[] as roles, null::bool as active,
               null::jsonb as "targets: Stored<Targets>", former as "former!"
           from stores where organisation = $1 and id = any ($2)
           union all
           select 'category', id, name_zh, name_en, parent, null, null, null, targets,
               former_targets
           from categories where organisation = $1 and id = any ($3)
           union all
           select 'person', id, name, null, store, team, roles, active, null, former
           from people where organisation = $1 and id = any ($4)"#,
        organisation,
        &stores,
        &categories,
        &people
    );
    let rows = rows.fetch_all(connection).await?;
    let records = rows.into_iter().map(Record::try_from);
    let directory: Directory = records.collect::<Result<_, _>>()?;
    Ok(Directory { names, ..directory })
}

/// Which case bears these names, as far as one does. Most often nobody asks.
async fn bearers(
    connection: &mut PgConnection,
    organisation: Uuid,
    names: &BTreeSet<CaseName>,
) -> Result<BTreeMap<CaseName, CaseId>, Error> {
    if names.is_empty() {
        return Ok(BTreeMap::new());
    }
    let asked: Vec<String> = names.iter().map(|name| name.as_str().to_owned()).collect();
    let rows = query!(
        "select name, case_id from case_names where organisation = $1 and name = any ($2)",
        organisation,
        &asked
    );
    let rows = rows.fetch_all(connection).await?;
    let bearer = |name: &CaseName| {
        let row = rows.iter().find(|row| row.name == name.as_str())?;
        Some((name.clone(), CaseId(row.case_id)))
    };
    Ok(names.iter().filter_map(bearer).collect())
}

/// Those of these people of whom one who works in a store learns only where they
/// have acted: those who never held a role, of other stores.
pub(crate) async fn otherwise_unknown(
    connection: &mut PgConnection,
    organisation: Uuid,
    to: &Person,
    people: &[Uuid],
) -> Result<Vec<Record>, Error> {
    let rows = query_as!(
        PersonRow,
        r#"select id, name, store, team, roles, active,
             former as "former: Stored<Vec<FormerPerson>>"
         from people
         where organisation = $1 and id = any ($2)
             and not served and not ($3 = any (known_in)) order by id"#,
        organisation,
        people,
        to.store.0
    );
    let rows = rows.fetch_all(connection).await?;
    let people = rows
        .into_iter()
        .map(|row| row.try_into().map(Record::Person));
    people.collect()
}

/// The person with this id.
pub async fn person(
    connection: &mut PgConnection,
    organisation: Uuid,
    id: PersonId,
) -> Result<Option<Person>, Error> {
    let row = query_as!(
        PersonRow,
        r#"select id, name, store, team, roles, active,
             former as "former: Stored<Vec<FormerPerson>>"
         from people where organisation = $1 and id = $2"#,
        organisation,
        id.0
    );
    row.fetch_optional(connection)
        .await?
        .map(Person::try_from)
        .transpose()
}

/// Whether a name is fit to be shown: not blank, not endless, one line.
pub(crate) fn check_name(field: &str, name: &str) -> Result<(), Error> {
    if !shows_something(name) {
        return Err(Error::invalid(format!("`{field}` is empty")));
    }
    if name.chars().count() > NAME_CHARS_MAX {
        return Err(Error::invalid(format!(
            "`{field}` is longer than {NAME_CHARS_MAX} characters"
        )));
    }
    if !is_line(name, NAME_CHARS_MAX) {
        return Err(Error::invalid(format!(
            "`{field}` contains a character that controls, separates or turns a text around"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_be_shown_on_one_line() {
        assert!(check_name("name", "林伟").is_ok());
        assert!(check_name("name", &"店".repeat(100)).is_ok());
        for name in [
            "",
            "  ",
            "\u{200b}",
            "a\nb",
            "a\0b",
            "a\u{202e}b",
            "a\u{2028}b",
            &"x".repeat(101),
        ] {
            assert!(check_name("name", name).is_err(), "{name:?}");
        }
    }
}
