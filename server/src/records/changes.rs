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

use super::rows::RecordRow;
use crate::error::Error;
use domain::directory::{Person, Record, Targets};
use sqlx::{PgConnection, query_as, types::Json as Stored};
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
    let rows = query_as!(
        RecordRow,
        r#"with own as (
               select case when position >= $3 then 0 else $3 end as since
               from people where organisation = $1 and id = $2)
           select 'store' as "what!", id as "id!", name as "name!", null::text as name_en,
               null::uuid as within, team, null::text[] as roles, null::bool as active,
               null::jsonb as "targets: Stored<Targets>",
               null::jsonb as "former_targets: Stored<Vec<Targets>>"
           from stores
           where organisation = $1 and position >= (select since from own) and position < $4
               and ($5 or id = $6)
           union all
           select 'category', id, name_zh, name_en, parent, null, null, null, targets,
               former_targets
           from categories
           where organisation = $1 and position >= (select since from own) and position < $4
           union all
           select 'person', id, name, null, store, team, roles, active, null, null
           from people
           where organisation = $1 and position >= (select since from own) and position < $4
               and (served or id = $2 or $6 = any (known_in))"#,
        organisation,
        person.id.0,
        since,
        below,
        person.is_service(),
        person.store.0
    );
    let rows = rows.fetch_all(connection).await?;
    let records = rows.into_iter().map(Record::try_from);
    let mut records = records.collect::<Result<Vec<_>, _>>()?;
    records.sort_by_key(|record| match record {
        Record::Store(store) => (0, store.id.0),
        Record::Category(category) => (1, category.id.0),
        Record::Person(person) => (2, person.id.0),
    });
    Ok(records)
}
