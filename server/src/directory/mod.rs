//! The directory: people, stores and the service catalogue of an organisation.
//!
//! One file per record holds its SQL, its rules and its route; [`changes()`] is
//! what a phone is told of them. Each write notes its position in the feed in
//! the row, and writes nothing at all where nothing changes, so that repeating
//! one costs no phone anything. Who may read a case is not decided here, only
//! announced to have changed, in `changed`.

pub mod categories;
mod changes;
pub mod people;
pub mod stores;

pub use categories::put_category;
pub use changes::changes;
pub use people::{person, put_person};
pub use stores::put_store;

pub(crate) use people::PersonRow;

use crate::{cases::renew_for_store, error::Error};
use domain::{
    case::References,
    directory::{Directory, Record},
    ids::{CategoryId, PersonId, StoreId},
};
use sqlx::PgConnection;
use uuid::Uuid;

const NAME_CHARS_MAX: usize = 100;

/// What follows from a changed record, in the same transaction: a store's new
/// team may read what waits there.
async fn changed(
    connection: &mut PgConnection,
    organisation: Uuid,
    record: &Record,
) -> Result<(), Error> {
    match record {
        Record::Store(store) => renew_for_store(connection, organisation, store.id).await,
        Record::Person(_) | Record::Category(_) => Ok(()),
    }
}

/// These records, as far as they exist.
pub async fn lookup(
    connection: &mut PgConnection,
    organisation: Uuid,
    people: &[PersonId],
    stores: &[StoreId],
    categories: &[CategoryId],
) -> Result<Directory, Error> {
    let mut records = Vec::new();
    if !people.is_empty() {
        let ids: Vec<Uuid> = people.iter().map(|id| id.0).collect();
        records.extend(people::by_ids(connection, organisation, &ids).await?);
    }
    if !stores.is_empty() {
        let ids: Vec<Uuid> = stores.iter().map(|id| id.0).collect();
        records.extend(stores::by_ids(connection, organisation, &ids).await?);
    }
    if !categories.is_empty() {
        let ids: Vec<Uuid> = categories.iter().map(|id| id.0).collect();
        records.extend(categories::by_ids(connection, organisation, &ids).await?);
    }
    Ok(records.into_iter().collect())
}

/// The records that a rule will look up.
pub(crate) async fn of(
    connection: &mut PgConnection,
    organisation: Uuid,
    references: References,
) -> Result<Directory, Error> {
    let people: Vec<_> = references.people.into_iter().collect();
    let stores: Vec<_> = references.stores.into_iter().collect();
    let categories: Vec<_> = references.categories.into_iter().collect();
    lookup(connection, organisation, &people, &stores, &categories).await
}

/// Whether a name is fit to be shown: not blank, not endless, one line.
pub(crate) fn check_name(field: &str, name: &str) -> Result<(), Error> {
    if name.trim().is_empty() {
        return Err(Error::invalid(format!("`{field}` is empty")));
    }
    if name.chars().count() > NAME_CHARS_MAX {
        return Err(Error::invalid(format!(
            "`{field}` is longer than {NAME_CHARS_MAX} characters"
        )));
    }
    if name.chars().any(char::is_control) {
        return Err(Error::invalid(format!(
            "`{field}` contains a control character"
        )));
    }
    Ok(())
}

/// Whether a record is put where its id says.
fn check_id(address: Uuid, record: Uuid) -> Result<(), Error> {
    if address == record {
        Ok(())
    } else {
        Err(Error::invalid("`id` is not the one in the address"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_be_shown_on_one_line() {
        assert!(check_name("name", "林伟").is_ok());
        assert!(check_name("name", &"店".repeat(100)).is_ok());
        for name in ["", "  ", "a\nb", "a\0b", &"x".repeat(101)] {
            assert!(check_name("name", name).is_err(), "{name:?}");
        }
    }
}
