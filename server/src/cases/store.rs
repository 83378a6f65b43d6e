//! How cases and refusals are stored.
//!
//! Everything is written in batches, one statement for all cases, for what costs
//! most is the way to the database and back.

use super::judge::{JudgedCase, Refused};
use crate::{clock::to_sql, error::Error};
use domain::{
    case::History,
    ids::{CaseId, CommandId},
};
use replica::{
    changes::Bundle,
    heads::{Hash, Heads},
    incoming::Incoming,
    judge::Ruling,
    wire::{Outcome, Pushed},
};
use sqlx::{PgConnection, query, query_scalar, types::time::OffsetDateTime};
use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
};
use uuid::Uuid;

/// Locks cases until the transaction ends, always in the order of their ids, and
/// gives their documents. Those that do not exist are missing from the result.
pub(super) async fn lock(
    connection: &mut PgConnection,
    organisation: Uuid,
    ids: impl Iterator<Item = &CaseId>,
) -> Result<HashMap<CaseId, Vec<u8>>, Error> {
    let mut ids: Vec<Uuid> = ids.map(|id| id.0).collect();
    ids.sort_unstable();
    // One by one, in the order of the array.
    let rows = query!(
        "select locked.id, locked.document
         from unnest($2::uuid[]) as own (id)
             cross join lateral (
                 select id, document from cases
                 where organisation = $1 and id = own.id
                 limit 1 for update) as locked",
        organisation,
        &ids
    );
    let rows = rows.fetch_all(connection).await?;
    let documents = rows.into_iter().map(|row| (CaseId(row.id), row.document));
    Ok(documents.collect())
}

/// Locks the open cases that hang on a record until the transaction ends, in the order
/// of their ids, and gives their documents in that order.
pub(super) async fn lock_hanging_on(
    connection: &mut PgConnection,
    organisation: Uuid,
    record: Uuid,
) -> Result<Vec<(CaseId, Vec<u8>)>, Error> {
    let rows = query!(
        "select c.id, c.document from case_refs r
             join cases c on c.organisation = r.organisation and c.id = r.case_id
         where r.organisation = $1 and r.record = $2 and c.closed_at is null
         order by c.id for update of c",
        organisation,
        record
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (CaseId(row.id), row.document)).collect())
}

/// A stored case, by a name that it bears.
pub(crate) struct Bearer {
    pub name: String,
    pub id: CaseId,
    pub document: Vec<u8>,
}

/// The cases that bear these names, as far as one does.
pub(crate) async fn bearers(
    connection: &mut PgConnection,
    organisation: Uuid,
    names: &[String],
) -> Result<Vec<Bearer>, Error> {
    let rows = query!(
        "select n.name, c.id, c.document
         from unnest($2::text[]) as asked (name)
             cross join lateral (
                 select name, case_id from case_names
                 where organisation = $1 and name = asked.name limit 1) as n
             cross join lateral (
                 select id, document from cases
                 where organisation = $1 and id = n.case_id limit 1) as c",
        organisation,
        names
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let bearers = rows.map(|row| Bearer {
        name: row.name,
        id: CaseId(row.id),
        document: row.document,
    });
    Ok(bearers.collect())
}

/// That a command was refused before.
#[derive(Clone)]
pub(super) struct RefusedBefore {
    said: String,
    /// The base on which it was given, as the server's document has it.
    pub base: Heads,
    pub outcome: Outcome,
}

impl RefusedBefore {
    pub fn said_the_same(&self, pushed: &Pushed) -> bool {
        self.said == storable(&pushed.command)
    }
}

/// What a command said. Postgres keeps no zero characters; nor does any text that
/// people write.
fn storable(said: &str) -> Cow<'_, str> {
    if said.contains('\0') {
        said.replace('\0', "\u{fffd}").into()
    } else {
        said.into()
    }
}

/// A refusal to be stored.
pub(super) struct NewRefusal<'a> {
    pub pushed: &'a Pushed,
    pub ruling: Ruling,
}

impl NewRefusal<'_> {
    pub fn as_before(&self) -> RefusedBefore {
        RefusedBefore {
            said: storable(&self.pushed.command).into_owned(),
            base: self.ruling.replacement.clone(),
            outcome: self.ruling.outcome.clone(),
        }
    }
}

/// Which of these commands were refused before.
pub(super) async fn refused_before(
    connection: &mut PgConnection,
    organisation: Uuid,
    commands: &[Incoming],
) -> Result<Refused, Error> {
    let of = commands
        .iter()
        .map(|incoming| (incoming.pushed.case.0, incoming.pushed.id.0));
    let (cases, ids): (Vec<Uuid>, Vec<Uuid>) = of.unzip();
    let rows = query!(
        r#"select r.case_id, r.command, r.said, r.base, r.outcome
           from unnest($2::uuid[], $3::uuid[]) as own (case_id, command)
               cross join lateral (
                   select case_id, command, said, base, outcome from refusals
                   where organisation = $1 and case_id = own.case_id
                       and command = own.command
                   limit 1) as r"#,
        organisation,
        &cases,
        &ids
    );
    let rows = rows.fetch_all(connection).await?;
    let read = rows.into_iter().map(|row| {
        let outcome = serde_json::from_value(row.outcome)
            .map_err(|error| Error::fault("read a refusal", error))?;
        let earlier = RefusedBefore {
            said: row.said,
            base: hashes(&row.base),
            outcome,
        };
        Ok(((CaseId(row.case_id), CommandId(row.command)), earlier))
    });
    read.collect()
}

/// Stores refusals, with all that the commands said. Most often there is none.
pub(super) async fn store_refusals(
    connection: &mut PgConnection,
    organisation: Uuid,
    refusals: &[NewRefusal<'_>],
) -> Result<(), Error> {
    if refusals.is_empty() {
        return Ok(());
    }
    let (mut cases, mut commands, mut said) = (vec![], vec![], vec![]);
    let (mut bases, mut outcomes) = (vec![], vec![]);
    for NewRefusal { pushed, ruling } in refusals {
        cases.push(pushed.case.0);
        commands.push(pushed.id.0);
        said.push(storable(&pushed.command).into_owned());
        // As Postgres writes an array, for arrays of one length alone can be
        // unnested.
        let base = ruling.replacement.iter();
        let base = base.map(|hash| format!("\"\\\\x{}\"", hex::encode(hash.0)));
        bases.push(format!("{{{}}}", base.collect::<Vec<_>>().join(",")));
        let outcome = serde_json::to_value(&ruling.outcome);
        outcomes.push(outcome.map_err(|error| Error::fault("write a refusal", error))?);
    }
    query!(
        "insert into refusals (organisation, case_id, command, said, base, outcome)
         select $1, case_id, command, said, base::bytea[], outcome
         from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[])
             as refused (case_id, command, said, base, outcome)",
        organisation,
        &cases,
        &commands,
        &said,
        &bases,
        &outcomes
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Change hashes as stored.
fn hashes(stored: &[Vec<u8>]) -> Heads {
    let hashes = stored
        .iter()
        .filter_map(|bytes| bytes.as_slice().try_into().ok());
    hashes.map(Hash).collect()
}

/// Stores judged cases and the changes that a device has made, or the system (nil); gives the transaction's position in the
/// feed.
pub(super) async fn store_cases(
    connection: &mut PgConnection,
    organisation: Uuid,
    by: Uuid,
    cases: &[JudgedCase],
) -> Result<i64, Error> {
    let mut rows = CaseRows::default();
    for case in cases {
        rows.add(case)?;
    }
    let position = query_scalar!(
        r#"with own as materialized (select feed_next_position() as position),
               judged as materialized (
                   select * from unnest($3::uuid[], $4::bool[], $5::text[], $6::timestamptz[],
                       $7::text[], $8::bytea[], $9::int[], $10::bytea[])
                   as judged (id, is_new, kind, closed_at, authors, document, plain_bytes, changes)),
               begun as (
                   insert into cases (organisation, id, kind, closed_at, authors, document)
                   select $1, id, kind, closed_at, authors::uuid[], document
                   from judged where is_new),
               gone_on as (
                   update cases c set closed_at = judged.closed_at,
                       authors = judged.authors::uuid[], document = judged.document
                   from judged cross join lateral (
                       select ctid from cases
                       where organisation = $1 and id = judged.id limit 1) as locked
                   where c.ctid = locked.ctid and not judged.is_new),
               told as (
                   insert into changes (organisation, case_id, position, device, plain_bytes, bytes)
                   select $1, id, position, $2, plain_bytes, changes from judged, own)
           select position as "position!" from own"#,
        organisation,
        by,
        &rows.ids,
        &rows.is_new,
        &rows.kinds,
        &rows.closed as &[Option<OffsetDateTime>],
        &rows.authors,
        &rows.documents,
        &rows.plain_bytes,
        &rows.changes
    );
    Ok(position.fetch_one(connection).await?)
}

/// Cases as the columns of one statement.
#[derive(Default)]
struct CaseRows {
    ids: Vec<Uuid>,
    is_new: Vec<bool>,
    kinds: Vec<String>,
    closed: Vec<Option<OffsetDateTime>>,
    authors: Vec<String>,
    documents: Vec<Vec<u8>>,
    plain_bytes: Vec<i32>,
    changes: Vec<Vec<u8>>,
}

impl CaseRows {
    fn add(&mut self, case: &JudgedCase) -> Result<(), Error> {
        let judged = &case.judged;
        let changes = judged.changes.iter();
        let bundle = Bundle::of(
            changes.map(|change| (&*change.bytes, judged.confirmed.contains(&change.hash))),
        );
        let plain_bytes = i32::try_from(bundle.plain_bytes)
            .map_err(|error| Error::fault("measure changes", error))?;
        let state = judged.history.case.as_ref();
        let closed = state.and_then(|case| case.as_dyn().closed_at());
        self.ids.push(case.id.0);
        self.is_new.push(case.is_new);
        self.kinds.push(case.kind.as_str().to_owned());
        self.closed.push(closed.map(to_sql));
        self.authors.push(authors_of(&judged.history));
        self.documents.push(judged.document.save());
        self.plain_bytes.push(plain_bytes);
        self.changes.push(bundle.bytes);
        Ok(())
    }
}

/// Those who have acted in a case or are named in it, as Postgres writes an array:
/// arrays of several lengths cannot be unnested together.
pub(crate) fn authors_of(history: &History) -> String {
    let entries = history.entries.iter();
    let case = history.case.as_ref();
    let named = case.map(|case| case.as_dyn().people()).unwrap_or_default();
    let people = entries.map(|entry| entry.author).chain(named);
    let authors: BTreeSet<String> = people.map(|person| person.to_string()).collect();
    let authors: Vec<String> = authors.into_iter().collect();
    format!("{{{}}}", authors.join(","))
}
