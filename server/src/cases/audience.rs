//! Who may read a case.
//!
//! It can hang on the directory: a ticket in the pool is read by the team that
//! serves its store. When that changes, so must the reading rights. Which case
//! hangs on which record is kept in `case_refs`, as the cases' own references
//! say, so that nothing here knows one capability from another.

use super::{judge::JudgedCase, store};
use crate::{clock::to_sql, error::Error, limits::cores, records};
use domain::{
    capabilities::Case,
    case::{History, References},
    directory::Directory,
    ids::CaseId,
    names::{CaseName, Mention},
};
use replica::document::Document;
use sqlx::{PgConnection, query, query_scalar, types::time::OffsetDateTime};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Reading rights as the columns of one statement.
#[derive(Default)]
struct AudienceRows {
    /// Every case whose rights are written.
    cases: Vec<Uuid>,
    /// Who may read, one by one.
    of: Vec<Uuid>,
    scopes: Vec<Uuid>,
    closed: Vec<Option<OffsetDateTime>>,
    in_feed: Vec<bool>,
    /// The names that cases bear from now on, and those that they no longer do.
    named: (Vec<String>, Vec<Uuid>),
    unnamed: Vec<String>,
    /// The cases that hang on a record from now on, and those that no longer do.
    hung: (Vec<Uuid>, Vec<Uuid>),
    loosed: (Vec<Uuid>, Vec<Uuid>),
    /// The cases that are about another from now on, and those that no longer are.
    about: (Vec<String>, Vec<Uuid>),
    not_about: (Vec<String>, Vec<Uuid>),
}

/// What ties a case to records and to other cases.
#[derive(Clone, Debug, Default)]
pub(super) struct Ties {
    pub references: References,
    pub names: BTreeSet<CaseName>,
    pub mentions: BTreeSet<Mention>,
}

impl Ties {
    pub fn of(case: Option<&Case>) -> Self {
        let Some(case) = case.map(Case::as_dyn) else {
            return Self::default();
        };
        Self {
            references: case.references(),
            names: case.names(),
            mentions: case.mentions(),
        }
    }
}

impl AudienceRows {
    fn add(&mut self, id: CaseId, case: &Case, directory: &Directory) {
        self.cases.push(id.0);
        for reader in Reader::all_of(case, directory) {
            self.of.push(id.0);
            self.scopes.push(reader.scope);
            self.closed.push(reader.closed_at);
            self.in_feed.push(reader.in_feed);
        }
    }

    fn add_ties(&mut self, id: CaseId, before: &Ties, now: &Ties) {
        let (begun, ended) = differences(&before.names, &now.names);
        push(&mut self.named, id, begun.iter().map(ToString::to_string));
        self.unnamed.extend(ended.iter().map(ToString::to_string));
        let hung_before = records_of(&before.references);
        let (begun, ended) = differences(&hung_before, &records_of(&now.references));
        push(&mut self.hung, id, begun);
        push(&mut self.loosed, id, ended);
        let (begun, ended) = differences(&before.mentions, &now.mentions);
        push(&mut self.about, id, begun.iter().map(ToString::to_string));
        push(
            &mut self.not_about,
            id,
            ended.iter().map(ToString::to_string),
        );
    }

    /// Writes them at a position of the feed: every scope that may read is
    /// brought there, and one that no longer may is told so there. Gives the
    /// scopes concerned.
    async fn write(
        self,
        connection: &mut PgConnection,
        organisation: Uuid,
        position: i64,
    ) -> Result<BTreeSet<Uuid>, Error> {
        // Before, for another case may bear such a name from now on. Most often there
        // is none.
        if !self.unnamed.is_empty() {
            query!(
                "delete from case_names where organisation = $1 and name = any ($2)",
                organisation,
                &self.unnamed
            )
            .execute(&mut *connection)
            .await?;
        }
        let left = query_scalar!(
            "with put as (
                 insert into audience as old
                     (organisation, case_id, scope, position, since, closed_at, gone, in_feed)
                 select $1, case_id, scope, $2, $2, closed_at, false, in_feed
                 from unnest($4::uuid[], $5::uuid[], $6::timestamptz[], $7::bool[])
                     as new (case_id, scope, closed_at, in_feed)
                 on conflict (organisation, case_id, scope) do update set
                     position = excluded.position, gone = false, closed_at = excluded.closed_at,
                     was_gone = old.was_gone or old.gone,
                     in_feed = excluded.in_feed,
                     since = case when old.gone or excluded.in_feed and not old.in_feed
                         then excluded.position else old.since end),
             hung as (
                 insert into case_refs (organisation, record, case_id)
                 select $1, * from unnest($8::uuid[], $9::uuid[]) on conflict do nothing),
             loosed as (
                 delete from case_refs where organisation = $1 and record = any ($10)
                     and (record, case_id) in (select * from unnest($10::uuid[], $11::uuid[]))),
             named as (
                 insert into case_names (organisation, name, case_id)
                 select $1, * from unnest($12::text[], $13::uuid[])),
             about as (
                 insert into case_mentions (organisation, about, case_id)
                 select $1, * from unnest($14::text[], $15::uuid[]) on conflict do nothing),
             not_about as (
                 delete from case_mentions where organisation = $1 and about = any ($16)
                     and (about, case_id) in (select * from unnest($16::text[], $17::uuid[])))
             update audience set gone = true, in_feed = true, position = $2
             where organisation = $1 and case_id = any ($3) and not gone
                 and (case_id, scope) not in (select * from unnest($4::uuid[], $5::uuid[]))
             returning scope",
            organisation,
            position,
            &self.cases,
            &self.of,
            &self.scopes,
            &self.closed as &[Option<OffsetDateTime>],
            &self.in_feed,
            &self.hung.0,
            &self.hung.1,
            &self.loosed.0,
            &self.loosed.1,
            &self.named.0,
            &self.named.1,
            &self.about.0,
            &self.about.1,
            &self.not_about.0,
            &self.not_about.1
        );
        let left = left.fetch_all(connection).await?;
        // Whom the feed does not tell of it, nobody has to wake.
        let told = self.scopes.into_iter().zip(self.in_feed);
        let told = told.filter_map(|(scope, in_feed)| in_feed.then_some(scope));
        Ok(told.chain(left).collect())
    }
}

/// One scope that may read a case, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Reader {
    scope: Uuid,
    closed_at: Option<OffsetDateTime>,
    in_feed: bool,
}

impl Reader {
    fn all_of(case: &Case, directory: &Directory) -> BTreeSet<Self> {
        let case = case.as_dyn();
        let closed_at = case.closed_at().map(to_sql);
        let carriers = case.carriers(directory);
        let readers = case.audience(directory).into_iter().map(|scope| Self {
            scope: scope.key(),
            closed_at,
            in_feed: carriers.contains(&scope),
        });
        readers.collect()
    }
}

/// The records among which a case is found again when one of them changes.
fn records_of(references: &References) -> BTreeSet<Uuid> {
    let people = references.people.iter().map(|id| id.0);
    let stores = references.stores.iter().map(|id| id.0);
    let categories = references.categories.iter().map(|id| id.0);
    people.chain(stores).chain(categories).collect()
}

/// What is now and was not before, and what was before and is not now.
fn differences<T: Ord + Clone>(before: &BTreeSet<T>, now: &BTreeSet<T>) -> (Vec<T>, Vec<T>) {
    let begun = now.difference(before).cloned().collect();
    let ended = before.difference(now).cloned().collect();
    (begun, ended)
}

/// Adds rows of a case to two columns.
fn push<T>(columns: &mut (Vec<T>, Vec<Uuid>), id: CaseId, of_case: impl IntoIterator<Item = T>) {
    for value in of_case {
        columns.0.push(value);
        columns.1.push(id.0);
    }
}

/// Writes who may read cases to which something was adopted, and what ties them to
/// records and other cases. Gives the scopes concerned.
pub(super) async fn put_judged(
    connection: &mut PgConnection,
    organisation: Uuid,
    position: i64,
    cases: &[JudgedCase],
    directory: &Directory,
) -> Result<BTreeSet<Uuid>, Error> {
    let mut rows = AudienceRows::default();
    for judged in cases {
        if let Some(case) = &judged.history.case {
            rows.add(judged.id, case, directory);
            rows.add_ties(judged.id, &judged.ties_before, &Ties::of(Some(case)));
        }
    }
    rows.write(connection, organisation, position).await
}

/// Works out anew who may read these cases, after a record that decides it was
/// changed. Cases whose readers stay the same are left alone, so that no phone is
/// told anything of them.
async fn renew_audience(
    connection: &mut PgConnection,
    organisation: Uuid,
    cases: &[(CaseId, Case)],
    directory: &Directory,
) -> Result<(), Error> {
    let ids: Vec<Uuid> = cases.iter().map(|(id, _)| id.0).collect();
    let stored = query!(
        "select case_id, scope, closed_at, in_feed from audience
         where organisation = $1 and case_id = any ($2) and not gone",
        organisation,
        &ids
    );
    let mut readers: HashMap<Uuid, BTreeSet<Reader>> = HashMap::new();
    for row in stored.fetch_all(&mut *connection).await? {
        let readers = readers.entry(row.case_id).or_default();
        readers.insert(Reader {
            scope: row.scope,
            closed_at: row.closed_at,
            in_feed: row.in_feed,
        });
    }
    let mut rows = AudienceRows::default();
    for (id, case) in cases {
        if readers.get(&id.0) != Some(&Reader::all_of(case, directory)) {
            rows.add(*id, case, directory);
        }
    }
    if rows.cases.is_empty() {
        return Ok(());
    }
    let position = query_scalar!(r#"select feed_position() as "position!""#);
    let position = position.fetch_one(&mut *connection).await?;
    rows.write(connection, organisation, position).await?;
    Ok(())
}

/// What a stored document says; none if it is damaged, which is logged.
pub(crate) fn readable(id: CaseId, document: &[u8]) -> Option<History> {
    match Document::load(document) {
        Ok(document) => Some(document.history()),
        Err(fault) => {
            tracing::error!(case = %id, %fault, "a stored case is damaged");
            None
        }
    }
}

/// Works out anew who may read the open cases that hang on a record which was
/// changed.
///
/// # Errors
/// A stored case cannot be read, or the database did not answer.
pub(crate) async fn renew_for_record(
    connection: &mut PgConnection,
    organisation: Uuid,
    record: Uuid,
) -> Result<(), Error> {
    for portion in store::lock_hanging_on(&mut *connection, organisation, record).await? {
        let documents = store::documents(&mut *connection, organisation, &portion).await?;
        let _open = cores::open(portion.plain_bytes).await?;
        let (cases, references) = cores::run(move || states_of(documents)).await?;
        let directory = records::lookup(&mut *connection, organisation, references).await?;
        renew_audience(connection, organisation, &cases, &directory).await?;
    }
    Ok(())
}

/// How cases stand, and what their rules look up. A damaged one keeps its readers, and
/// holds up nobody.
fn states_of(documents: Vec<(CaseId, Vec<u8>)>) -> (Vec<(CaseId, Case)>, References) {
    let mut cases = Vec::new();
    let mut references = References::default();
    for (id, document) in documents {
        if let Some(case) = readable(id, &document).and_then(|history| history.case) {
            references.extend(case.as_dyn().references());
            cases.push((id, case));
        }
    }
    (cases, references)
}

/// Works out anew who may read these cases, and what ties them to records and other
/// cases, of which nothing is there any more.
pub(crate) async fn rebuild_audience(
    connection: &mut PgConnection,
    organisation: Uuid,
    cases: &[(CaseId, Case)],
) -> Result<(), Error> {
    let mut rows = AudienceRows::default();
    let mut all = References::default();
    for (id, case) in cases {
        let ties = Ties::of(Some(case));
        rows.add_ties(*id, &Ties::default(), &ties);
        all.extend(ties.references);
    }
    let written = query!(
        "with hung as (
             insert into case_refs (organisation, record, case_id)
             select $1, * from unnest($2::uuid[], $3::uuid[])),
         about as (
             insert into case_mentions (organisation, about, case_id)
             select $1, * from unnest($6::text[], $7::uuid[]))
         insert into case_names (organisation, name, case_id)
         select $1, * from unnest($4::text[], $5::uuid[])
         on conflict do nothing",
        organisation,
        &rows.hung.0,
        &rows.hung.1,
        &rows.named.0,
        &rows.named.1,
        &rows.about.0,
        &rows.about.1
    );
    let count = written.execute(&mut *connection).await?.rows_affected();
    // Two bear one name where a damaged case was mended after its name was taken.
    let lost = rows
        .named
        .0
        .len()
        .saturating_sub(usize::try_from(count).unwrap_or_default());
    if lost > 0 {
        tracing::error!(
            lost,
            "names are borne by two cases; the first found has them"
        );
    }
    let directory = records::lookup(connection, organisation, all).await?;
    renew_audience(connection, organisation, cases, &directory).await
}
