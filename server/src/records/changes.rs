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
//!
//! Records are told in the order in which they were written, as many at once as an
//! answer has room for: an organisation may have a hundred thousand people.

use super::rows::{PersonRow, RecordRow};
use crate::error::Error;
use domain::directory::{FormerPerson, Person, Record, Targets};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, query, query_as, types::Json as Stored};
use uuid::Uuid;

/// How many records are told at once.
const RECORDS_MAX: i64 = 10_000;
/// About how many bytes of them.
const BYTES_MAX: i64 = 2 << 20;

/// By what records are told in order: where one was written last in the feed, and
/// which it is among those that stand there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordKey {
    pub position: i64,
    /// None before all of them.
    pub id: Option<Uuid>,
}

/// Records to be told.
#[derive(Debug, Default)]
pub struct Changes {
    /// Those that others refer to come first.
    pub records: Vec<Record>,
    /// The last of them, if there are more.
    pub left_after: Option<RecordKey>,
}

/// A person's own record, and where it was written last.
pub async fn own(
    connection: &mut PgConnection,
    organisation: Uuid,
    person: &Person,
) -> Result<Option<(Person, i64)>, Error> {
    let row = query!(
        r#"select id, name, store, team, roles, active,
             former as "former: Stored<Vec<FormerPerson>>", position
         from people where organisation = $1 and id = $2"#,
        organisation,
        person.id.0
    );
    let Some(row) = row.fetch_optional(connection).await? else {
        return Ok(None);
    };
    let person = PersonRow {
        id: row.id,
        name: row.name,
        store: row.store,
        team: row.team,
        roles: row.roles,
        active: row.active,
        former: row.former,
    };
    Ok(Some((person.try_into()?, row.position)))
}

/// The records after `after` and below the position `below` that the person may see, as
/// many as one answer has room for.
pub async fn changes(
    connection: &mut PgConnection,
    organisation: Uuid,
    person: &Person,
    after: RecordKey,
    below: i64,
) -> Result<Changes, Error> {
    let rows = query_as!(
        ChangedRow,
        r#"with changed as (
               (select 'store' as what, id, name, null::text as name_en, null::uuid as within,
                   team, null::text[] as roles, null::bool as active, null::jsonb as targets,
                   former, position
               from stores
               where organisation = $1 and (position, id) > ($3, $7) and position < $4
                   and ($5 or id = $6)
               order by position, id limit $8)
               union all
               (select 'category', id, name_zh, name_en, parent, null, null, null, targets,
                   former_targets, position
               from categories
               where organisation = $1 and (position, id) > ($3, $7) and position < $4
               order by position, id limit $8)
               union all
               (select 'person', id, name, null, store, team, roles, active, null, former,
                   position
               from people
               where organisation = $1 and (position, id) > ($3, $7) and position < $4
                   and (served or id = $2 or $6 = any (known_in))
               order by position, id limit $8)),
           sized as (
               select *, count(*) over () as all, sum(200 + octet_length(name)
                   + coalesce(octet_length(name_en), 0)
                   + octet_length(former::text))
                   over (order by position, id rows between unbounded preceding and 1 preceding)
                   as bytes_before
               from changed)
           select what as "what!", id as "id!", name as "name!", name_en, within, team, roles,
               active, targets as "targets: Stored<Targets>",
               former as "former!", position as "position!", "all" as "all!"
           from sized where coalesce(bytes_before, 0) <= $9
           order by position, id limit $8"#,
        organisation,
        person.id.0,
        after.position,
        below,
        person.is_service(),
        person.store.0,
        after.id.unwrap_or_default(),
        RECORDS_MAX,
        BYTES_MAX
    );
    let rows = rows.fetch_all(connection).await?;
    let is_whole = rows.first().is_none_or(|row| {
        let told = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        told == row.all && told < RECORDS_MAX
    });
    let last = rows.last().map(|row| RecordKey {
        position: row.position,
        id: Some(row.id),
    });
    let records = rows.into_iter().map(|row| row.record().try_into());
    let mut records = records.collect::<Result<Vec<_>, _>>()?;
    records.sort_by_key(|record| match record {
        Record::Store(store) => (0, store.id.0),
        Record::Category(category) => (1, category.id.0),
        Record::Person(person) => (2, person.id.0),
    });
    Ok(Changes {
        records,
        left_after: last.filter(|_| !is_whole),
    })
}

/// A record with its place among those that are told.
struct ChangedRow {
    what: String,
    id: Uuid,
    name: String,
    name_en: Option<String>,
    within: Option<Uuid>,
    team: Option<Uuid>,
    roles: Option<Vec<String>>,
    active: Option<bool>,
    targets: Option<Stored<Targets>>,
    former: serde_json::Value,
    position: i64,
    /// How many there are, of each sort at most as many as one answer takes.
    all: i64,
}

impl ChangedRow {
    fn record(self) -> RecordRow {
        RecordRow {
            what: self.what,
            id: self.id,
            name: self.name,
            name_en: self.name_en,
            within: self.within,
            team: self.team,
            roles: self.roles,
            active: self.active,
            targets: self.targets,
            former: self.former,
        }
    }
}
