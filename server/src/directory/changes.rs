//! What a phone is told of the directory: the records that its person may see
//! and that were written since it last asked.
//!
//! Everybody sees the whole catalogue, themselves, everyone who ever held a role
//! (whoever serves is known by name) and everyone who ever worked in their store.
//! The service sees all stores, others only their own. The service does not get
//! every requester of the organisation, which would be most of the bytes of a
//! first sync: the names in the cases that they see come along with those cases.
//!
//! What one sees follows from one's own record, so when that changes, everything
//! visible is told anew. Nothing is ever taken back: a record that a phone has no
//! right to any more is one that it has long shown.

use super::{
    categories::CategoryRow,
    people::{self, PersonRow},
    stores::StoreRow,
};
use crate::error::Error;
use domain::directory::{Person, Record, Targets};
use sqlx::{PgConnection, query_as, query_scalar, types::Json as Stored};
use uuid::Uuid;

/// The records with `since` <= position < `below` that the person may see;
/// those that others refer to come first.
pub async fn changes(
    connection: &mut PgConnection,
    organisation: Uuid,
    person: &Person,
    since: i64,
    below: i64,
) -> Result<Vec<Record>, Error> {
    let own = query_scalar!(
        "select position from people where organisation = $1 and id = $2",
        organisation,
        person.id.0
    );
    let own = own.fetch_optional(&mut *connection).await?;
    let since = if own.is_some_and(|position| position >= since) {
        0
    } else {
        since
    };

    let mut records = stores(connection, organisation, person, since, below).await?;
    records.extend(categories(connection, organisation, since, below).await?);
    records.extend(people(connection, organisation, person, since, below).await?);
    Ok(records)
}

async fn stores(
    connection: &mut PgConnection,
    organisation: Uuid,
    person: &Person,
    since: i64,
    below: i64,
) -> Result<Vec<Record>, Error> {
    let rows = query_as!(
        StoreRow,
        "select id, name, team from stores
         where organisation = $1 and position >= $2 and position < $3 and ($4 or id = $5) order by id",
        organisation,
        since,
        below,
        person.is_service(),
        person.store.0
    );
    Ok(rows
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(Record::from)
        .collect())
}

async fn categories(
    connection: &mut PgConnection,
    organisation: Uuid,
    since: i64,
    below: i64,
) -> Result<Vec<Record>, Error> {
    let rows = query_as!(
        CategoryRow,
        r#"select id, parent, name_zh, name_en, targets as "targets: Stored<Targets>",
               former_targets as "former_targets: Stored<Vec<Targets>>"
           from categories where organisation = $1 and position >= $2 and position < $3 order by id"#,
        organisation,
        since,
        below
    );
    let rows = rows.fetch_all(connection).await?;
    Ok(rows
        .into_iter()
        .map(|row| Record::Category(row.into()))
        .collect())
}

async fn people(
    connection: &mut PgConnection,
    organisation: Uuid,
    person: &Person,
    since: i64,
    below: i64,
) -> Result<Vec<Record>, Error> {
    let rows = query_as!(
        PersonRow,
        "select id, name, store, team, roles, active from people
         where organisation = $1 and position >= $2 and position < $3
             and (served or id = $4 or $5 = any (known_in)) order by id",
        organisation,
        since,
        below,
        person.id.0,
        person.store.0
    );
    people::records(rows.fetch_all(connection).await?)
}
