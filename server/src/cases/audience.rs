//! Who may read a case.
//!
//! It can hang on the directory: a ticket in the pool is read by the team that
//! serves its store. When that changes, so must the reading rights.

use crate::{clock::to_sql, directory, error::Error};
use domain::{
    capabilities::Case,
    case::References,
    directory::Directory,
    ids::{CaseId, StoreId},
};
use replica::document::Document;
use sqlx::{PgConnection, query, query_scalar};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Writes who may read these cases now. Every scope that may is brought to this
/// transaction's position in the feed; one that no longer may is told so there.
/// Gives the scopes concerned.
pub(super) async fn put_audience<'a>(
    connection: &mut PgConnection,
    organisation: Uuid,
    cases: impl Iterator<Item = (CaseId, &'a Case)>,
    directory: &Directory,
) -> Result<BTreeSet<String>, Error> {
    let (mut ids, mut scopes, mut of, mut closed) = (vec![], vec![], vec![], vec![]);
    for (id, case) in cases {
        ids.push(id.0);
        for scope in case.as_dyn().audience(directory) {
            of.push(id.0);
            scopes.push(scope.to_string());
            closed.push(case.as_dyn().closed_at().map(to_sql));
        }
    }
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    query!(
        "insert into audience as old (organisation, scope, case_id, position, since, gone, closed_at)
         select $1, scope, case_id, position, position, false, closed_at
         from unnest($2::text[], $3::uuid[], $4::timestamptz[])
                 as new (scope, case_id, closed_at),
             (select feed_position() as position) as own
         on conflict (organisation, scope, case_id) do update set
             position = excluded.position, gone = false, closed_at = excluded.closed_at,
             since = case when old.gone then excluded.position else old.since end",
        organisation,
        &scopes,
        &of,
        &closed as &[Option<sqlx::types::time::OffsetDateTime>]
    )
    .execute(&mut *connection)
    .await?;
    let left = query_scalar!(
        "update audience set gone = true, position = feed_position()
         where organisation = $1 and case_id = any ($2) and not gone
             and (scope, case_id) not in (select * from unnest($3::text[], $4::uuid[]))
         returning scope",
        organisation,
        &ids,
        &scopes,
        &of
    );
    let left = left.fetch_all(connection).await?;
    Ok(scopes.into_iter().chain(left).collect())
}

/// Works out anew who may read these cases, after a record that decides it was
/// changed. Cases whose readers stay the same are left alone, so that no phone is
/// told anything of them.
pub(crate) async fn renew_audience(
    connection: &mut PgConnection,
    organisation: Uuid,
    cases: &[(CaseId, Case)],
    directory: &Directory,
) -> Result<(), Error> {
    let ids: Vec<Uuid> = cases.iter().map(|(id, _)| id.0).collect();
    let rows = query!(
        "select case_id, scope from audience
         where organisation = $1 and case_id = any ($2) and not gone",
        organisation,
        &ids
    );
    let mut stored: HashMap<CaseId, BTreeSet<String>> = HashMap::new();
    for row in rows.fetch_all(&mut *connection).await? {
        stored
            .entry(CaseId(row.case_id))
            .or_default()
            .insert(row.scope);
    }
    let changed = cases.iter().filter(|(id, case)| {
        let scopes = case
            .as_dyn()
            .audience(directory)
            .iter()
            .map(ToString::to_string)
            .collect();
        stored.get(id) != Some(&scopes)
    });
    let changed = changed.map(|(id, case)| (*id, case));
    put_audience(connection, organisation, changed, directory).await?;
    Ok(())
}

/// Works out anew who may read the open cases of a store that was changed.
///
/// # Errors
/// A stored case cannot be read, or the database did not answer.
pub(crate) async fn renew_for_store(
    connection: &mut PgConnection,
    organisation: Uuid,
    store: StoreId,
) -> Result<(), Error> {
    let rows = query!(
        "select c.id, c.document from tickets t
             join cases c on c.organisation = t.organisation and c.id = t.case_id
         where t.organisation = $1 and t.store = $2 and c.closed_at is null
         order by c.id for update of c",
        organisation,
        store.0
    );
    let mut cases = Vec::new();
    let mut references = References::default();
    for row in rows.fetch_all(&mut *connection).await? {
        let (id, case) = read(row.id, &row.document)?;
        if let Some(case) = case {
            references.extend(case.as_dyn().references());
            cases.push((id, case));
        }
    }
    let directory = directory::of(connection, organisation, references).await?;
    renew_audience(connection, organisation, &cases, &directory).await
}

fn read(id: Uuid, document: &[u8]) -> Result<(CaseId, Option<Case>), Error> {
    let document = Document::load(document).map_err(|fault| Error::fault("read a case", fault))?;
    Ok((CaseId(id), document.history().case))
}
