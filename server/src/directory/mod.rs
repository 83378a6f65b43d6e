//! The directory: what an organisation's admins write of people, stores and the
//! service catalogue.
//!
//! One file per record holds its rules, its route and how it is written. Each
//! write notes its position in the feed in the row, and writes nothing at all
//! where nothing changes, so that repeating one costs no phone anything. Reading
//! is `records`'; who may read a case is not decided here, only announced to have
//! changed, in `changed`.

pub mod categories;
pub mod people;
pub mod stores;

pub use categories::put_category;
pub use people::put_person;
pub use stores::put_store;

use crate::{cases::renew_for_record, error::Error};
use sqlx::PgConnection;
use uuid::Uuid;

/// What follows from a changed record, in the same transaction: others may read
/// the cases that hang on it.
async fn changed(
    connection: &mut PgConnection,
    organisation: Uuid,
    record: Uuid,
) -> Result<(), Error> {
    renew_for_record(connection, organisation, record).await
}

/// Whether a record is put where its id says.
fn check_id(address: Uuid, record: Uuid) -> Result<(), Error> {
    if address == record {
        Ok(())
    } else {
        Err(Error::invalid("`id` is not the one in the address"))
    }
}
