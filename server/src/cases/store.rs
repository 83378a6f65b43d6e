//! How cases and refusals are stored.
//!
//! Everything is written in batches, one statement for all cases, for what costs
//! most is the way to the database and back.

use super::{
    judge::{JudgedCase, Refused},
    steps::Step,
};
use crate::{clock::to_sql, error::Error};
use domain::{
    capabilities::Kind,
    case::History,
    ids::{CaseId, CommandId, PersonId},
};
use replica::{
    changes::Bundle,
    heads::{Hash, Heads},
    judge::{Judged, Ruling},
    wire::{Outcome, Pushed},
};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, query, query_scalar, types::time::OffsetDateTime};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How many bytes of documents are open at once where many cases follow from one thing.
const PORTION_BYTES: u64 = 16 << 20;
/// How much of a refused command is kept beside its digest, in bytes.
const SAID_BYTES_MAX: usize = 1024;

/// Locks cases until the transaction ends, always in the order of their ids, and
/// gives their documents. Those that do not exist are missing from the result.
pub(super) async fn lock(
    connection: &mut PgConnection,
    organisation: Uuid,
    ids: impl Iterator<Item = &CaseId>,
) -> Result<Vec<LockedCase>, Error> {
    let mut ids: Vec<Uuid> = ids.map(|id| id.0).collect();
    ids.sort_unstable();
    // One by one, in the order of the array.
    let rows = query!(
        "select locked.id, locked.document, locked.plain_bytes
         from unnest($2::uuid[]) as own (id)
             cross join lateral (
                 select id, document, plain_bytes from cases
                 where organisation = $1 and id = own.id
                 limit 1 for update) as locked",
        organisation,
        &ids
    );
    let rows = rows.fetch_all(connection).await?;
    let locked = rows.into_iter().map(|row| LockedCase {
        id: CaseId(row.id),
        document: row.document,
        plain_bytes: bytes_of(row.plain_bytes),
    });
    Ok(locked.collect())
}

/// A case that is locked until the transaction ends.
pub(super) struct LockedCase {
    pub id: CaseId,
    pub document: Vec<u8>,
    /// How many bytes the document has when it is open.
    pub plain_bytes: u64,
}

fn bytes_of(stored: i32) -> u64 {
    u64::try_from(stored).unwrap_or_default()
}

/// How many cases of these kinds are open that these people have begun, counted as far as
/// it matters.
pub(super) async fn open(
    connection: &mut PgConnection,
    organisation: Uuid,
    asked: &BTreeSet<(PersonId, Kind)>,
) -> Result<BTreeMap<(PersonId, &'static str), usize>, Error> {
    let limited = asked
        .iter()
        .filter_map(|(by, kind)| Some((by, kind, kind.open_max()?)));
    let (mut people, mut kinds, mut most) = (vec![], vec![], vec![]);
    for (by, kind, max) in limited {
        people.push(by.0);
        kinds.push(kind.as_str().to_owned());
        most.push(i64::try_from(max).unwrap_or(i64::MAX));
    }
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = query!(
        r#"select asked.person as "person!", asked.kind as "kind!",
               (select count(*) from (
                   select from cases
                   where organisation = $1 and opened_by = asked.person
                       and kind = asked.kind and closed_at is null
                   limit asked.most) as open) as "open!"
           from unnest($2::uuid[], $3::text[], $4::bigint[]) as asked (person, kind, most)"#,
        organisation,
        &people,
        &kinds,
        &most
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let counted = rows.filter_map(|row| {
        let kind = Kind::named(&row.kind)?;
        let open = usize::try_from(row.open).unwrap_or_default();
        Some(((PersonId(row.person), kind.as_str()), open))
    });
    Ok(counted.collect())
}

/// How many bytes the documents of these cases have, as far as the cases exist.
pub(super) async fn sizes(
    connection: &mut PgConnection,
    organisation: Uuid,
    ids: &BTreeSet<CaseId>,
) -> Result<BTreeMap<CaseId, u64>, Error> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = query!(
        "select found.id, found.plain_bytes
         from unnest($2::uuid[]) as own (id)
             cross join lateral (
                 select id, plain_bytes from cases
                 where organisation = $1 and id = own.id limit 1) as found",
        organisation,
        &ids
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows
        .map(|row| (CaseId(row.id), bytes_of(row.plain_bytes)))
        .collect())
}

/// Locks the open cases that hang on a record until the transaction ends, in the order
/// of their ids. Gives them in that order and in portions, each of which is few enough to
/// have their documents open at once.
pub(super) async fn lock_hanging_on(
    connection: &mut PgConnection,
    organisation: Uuid,
    record: Uuid,
) -> Result<Vec<Portion>, Error> {
    let rows = query!(
        "select c.id, c.plain_bytes from case_refs r
             join cases c on c.organisation = r.organisation and c.id = r.case_id
         where r.organisation = $1 and r.record = $2 and c.closed_at is null
         order by c.id for update of c",
        organisation,
        record
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(portions(rows.map(|row| (row.id, row.plain_bytes))))
}

/// Cases whose documents are open at once.
#[derive(Default)]
pub(super) struct Portion {
    ids: Vec<Uuid>,
    pub plain_bytes: u64,
}

impl Portion {
    pub fn ids(&self) -> impl Iterator<Item = CaseId> {
        self.ids.iter().map(|id| CaseId(*id))
    }
}

/// Divides cases by the bytes of their documents.
pub(super) fn portions(cases: impl Iterator<Item = (Uuid, i32)>) -> Vec<Portion> {
    let mut portions: Vec<Portion> = Vec::new();
    for (id, plain_bytes) in cases {
        let bytes = bytes_of(plain_bytes);
        match portions.last_mut() {
            Some(last) if last.plain_bytes + bytes <= PORTION_BYTES => {
                last.ids.push(id);
                last.plain_bytes += bytes;
            }
            _ => portions.push(Portion {
                ids: vec![id],
                plain_bytes: bytes,
            }),
        }
    }
    portions
}

/// The documents of a portion, in its order.
pub(super) async fn documents(
    connection: &mut PgConnection,
    organisation: Uuid,
    portion: &Portion,
) -> Result<Vec<(CaseId, Vec<u8>)>, Error> {
    let rows = query!(
        "select found.id, found.document
         from unnest($2::uuid[]) with ordinality as own (id, n)
             cross join lateral (
                 select id, document from cases
                 where organisation = $1 and id = own.id limit 1) as found
         order by own.n",
        organisation,
        &portion.ids
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
    said_sha256: Vec<u8>,
    /// The base on which it was given, as the server's document has it.
    pub base: Heads,
    pub outcome: Outcome,
}

impl RefusedBefore {
    pub fn said_the_same(&self, pushed: &Pushed) -> bool {
        self.said_sha256 == Sha256::digest(&pushed.command).as_slice()
    }
}

/// How a command begins. Postgres keeps no zero characters; nor does any text that
/// people write.
fn beginning(said: &str) -> String {
    let end = said.floor_char_boundary(SAID_BYTES_MAX);
    said[..end].replace('\0', "\u{fffd}")
}

/// A refusal to be stored: of what the command said no more than tells it from others.
pub(super) struct NewRefusal {
    case: CaseId,
    command: CommandId,
    said_sha256: Vec<u8>,
    said: String,
    ruling: Ruling,
}

impl NewRefusal {
    pub fn of(pushed: &Pushed, ruling: Ruling) -> Self {
        Self {
            case: pushed.case,
            command: pushed.id,
            said_sha256: Sha256::digest(&pushed.command).to_vec(),
            said: beginning(&pushed.command),
            ruling,
        }
    }

    pub fn as_before(&self) -> RefusedBefore {
        RefusedBefore {
            said_sha256: self.said_sha256.clone(),
            base: self.ruling.replacement.clone(),
            outcome: self.ruling.outcome.clone(),
        }
    }
}

/// Which of these commands were refused before.
pub(super) async fn refused_before(
    connection: &mut PgConnection,
    organisation: Uuid,
    step: &Step,
) -> Result<Refused, Error> {
    let of = step
        .commands()
        .map(|incoming| (incoming.pushed.case.0, incoming.pushed.id.0));
    let (cases, ids): (Vec<Uuid>, Vec<Uuid>) = of.unzip();
    let rows = query!(
        r#"select r.case_id, r.command, r.said_sha256, r.base, r.outcome
           from unnest($2::uuid[], $3::uuid[]) as own (case_id, command)
               cross join lateral (
                   select case_id, command, said_sha256, base, outcome from refusals
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
            said_sha256: row.said_sha256,
            base: hashes(&row.base),
            outcome,
        };
        Ok(((CaseId(row.case_id), CommandId(row.command)), earlier))
    });
    read.collect()
}

/// Stores refusals. Most often there is none.
pub(super) async fn store_refusals(
    connection: &mut PgConnection,
    organisation: Uuid,
    refusals: &[NewRefusal],
) -> Result<(), Error> {
    if refusals.is_empty() {
        return Ok(());
    }
    let (mut cases, mut commands) = (vec![], vec![]);
    let (mut digests, mut said) = (vec![], vec![]);
    let (mut bases, mut outcomes) = (vec![], vec![]);
    for refusal in refusals {
        let ruling = &refusal.ruling;
        cases.push(refusal.case.0);
        commands.push(refusal.command.0);
        digests.push(refusal.said_sha256.clone());
        said.push(refusal.said.clone());
        // As Postgres writes an array, for arrays of one length alone can be
        // unnested.
        let base = ruling.replacement.iter();
        let base = base.map(|hash| format!("\"\\\\x{}\"", hex::encode(hash.0)));
        bases.push(format!("{{{}}}", base.collect::<Vec<_>>().join(",")));
        let outcome = serde_json::to_value(&ruling.outcome);
        outcomes.push(outcome.map_err(|error| Error::fault("write a refusal", error))?);
    }
    query!(
        "insert into refusals (organisation, case_id, command, said_sha256, said, base, outcome)
         select $1, case_id, command, said_sha256, said, base::bytea[], outcome
         from unnest($2::uuid[], $3::uuid[], $4::bytea[], $5::text[], $6::text[], $7::jsonb[])
             as refused (case_id, command, said_sha256, said, base, outcome)",
        organisation,
        &cases,
        &commands,
        &digests,
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
        rows.add(case);
    }
    let position = query_scalar!(
        r#"with own as materialized (select feed_next_position() as position),
               judged as materialized (
                   select * from unnest($3::uuid[], $4::bool[], $5::text[], $6::timestamptz[],
                       $7::text[], $8::bytea[], $9::int[], $10::int[], $11::bytea[], $12::uuid[])
                   as judged (id, is_new, kind, closed_at, authors, document, document_bytes,
                       plain_bytes, changes, opened_by)),
               begun as (
                   insert into cases (organisation, id, kind, closed_at, authors, document,
                       plain_bytes, opened_by)
                   select $1, id, kind, closed_at, authors::uuid[], document, document_bytes,
                       opened_by
                   from judged where is_new),
               gone_on as (
                   update cases c set closed_at = judged.closed_at,
                       authors = judged.authors::uuid[], document = judged.document,
                       plain_bytes = judged.document_bytes
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
        &rows.documents as &[&[u8]],
        &rows.document_bytes,
        &rows.plain_bytes,
        &rows.changes as &[&[u8]],
        &rows.opened_by
    );
    Ok(position.fetch_one(connection).await?)
}

/// Cases as the columns of one statement.
#[derive(Default)]
struct CaseRows<'a> {
    ids: Vec<Uuid>,
    is_new: Vec<bool>,
    kinds: Vec<String>,
    closed: Vec<Option<OffsetDateTime>>,
    authors: Vec<String>,
    documents: Vec<&'a [u8]>,
    document_bytes: Vec<i32>,
    plain_bytes: Vec<i32>,
    changes: Vec<&'a [u8]>,
    opened_by: Vec<Uuid>,
}

/// What of a case is stored as it is: made where it holds up nobody, and instead of the
/// open document, which takes many times as much.
pub(super) struct StoredCase {
    pub document: Vec<u8>,
    document_bytes: i32,
    changes: Vec<u8>,
    plain_bytes: i32,
}

impl StoredCase {
    pub fn of(judged: &Judged) -> Result<Self, Error> {
        let changes = judged.changes.iter();
        let bundle = Bundle::of(
            changes.map(|change| (&*change.bytes, judged.confirmed.contains(&change.hash))),
        );
        let (document, document_bytes) = judged.document.save_measured();
        let counted = |bytes: usize| {
            i32::try_from(bytes).map_err(|error| Error::fault("measure a case", error))
        };
        Ok(Self {
            document,
            document_bytes: counted(document_bytes)?,
            changes: bundle.bytes,
            plain_bytes: counted(bundle.plain_bytes)?,
        })
    }
}

impl<'a> CaseRows<'a> {
    fn add(&mut self, case: &'a JudgedCase) {
        let state = case.history.case.as_ref();
        let closed = state.and_then(|case| case.as_dyn().closed_at());
        self.ids.push(case.id.0);
        self.is_new.push(case.is_new);
        self.kinds.push(case.kind.as_str().to_owned());
        self.closed.push(closed.map(to_sql));
        self.authors.push(authors_of(&case.history));
        self.documents.push(&case.stored.document);
        self.document_bytes.push(case.stored.document_bytes);
        self.plain_bytes.push(case.stored.plain_bytes);
        self.changes.push(&case.stored.changes);
        let opening = case.history.entries.first();
        let opened_by = opening.map_or(PersonId::SYSTEM, |entry| entry.author);
        self.opened_by.push(opened_by.0);
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
