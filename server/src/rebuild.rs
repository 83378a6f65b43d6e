//! Making the projections anew from the documents.

use crate::{
    cases::{authors_of, readable, rebuild_audience},
    clock::to_sql,
    error::Error,
    projections::{self, ProjectedCase},
};
use domain::{capabilities::Case, case::History, ids::CaseId};
use sqlx::{AssertSqlSafe, PgConnection, PgPool, query, query_scalar, types::time::OffsetDateTime};
use uuid::Uuid;

/// How many documents are in memory at once.
const BATCH: i64 = 500;

/// What a rebuild has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    pub cases: usize,
    pub entries: usize,
    /// Cases whose documents cannot be read: logged, and left out.
    pub damaged: usize,
}

/// Drops every projection and makes it anew, in one transaction: whoever reads
/// meanwhile sees the old ones. A push waits for the lock as long as the settings let it,
/// and is then answered that it is to be sent again.
///
/// Reading rights, and what else of a case follows from its document, are worked
/// out anew too; where they are as they were, no phone is told anything.
///
/// # Errors
/// The database did not answer; nothing has changed then.
pub async fn rebuild(pool: &PgPool) -> Result<Rebuilt, Error> {
    let mut transaction = pool.begin().await?;
    // Against pushes and whatever renews reading rights: both lock cases first.
    // Not against readers.
    query!("lock table cases in exclusive mode")
        .execute(&mut *transaction)
        .await?;
    for table in
        projections::tables()
            .into_iter()
            .chain(["case_refs", "case_names", "case_mentions"])
    {
        // The names are ours.
        let delete = AssertSqlSafe(format!("delete from {table}"));
        query(delete).execute(&mut *transaction).await?;
    }
    let organisations = query_scalar!("select id from organisations order by id");
    let mut rebuilt = Rebuilt::default();
    for organisation in organisations.fetch_all(&mut *transaction).await? {
        let mut after = Uuid::nil();
        while let Some(last) =
            rebuild_batch(&mut transaction, organisation, after, &mut rebuilt).await?
        {
            after = last;
        }
    }
    transaction.commit().await?;
    Ok(rebuilt)
}

/// Rebuilds the next cases; gives the last one's id, none if there was none.
async fn rebuild_batch(
    connection: &mut PgConnection,
    organisation: Uuid,
    after: Uuid,
    rebuilt: &mut Rebuilt,
) -> Result<Option<Uuid>, Error> {
    let rows = query!(
        "select id, document from cases where organisation = $1 and id > $2
         order by id limit $3",
        organisation,
        after,
        BATCH
    );
    let rows = rows.fetch_all(&mut *connection).await?;
    let last = rows.last().map(|row| row.id);
    let mut histories = Vec::new();
    for row in rows {
        let Some(history) = readable(CaseId(row.id), &row.document) else {
            rebuilt.damaged += 1;
            continue;
        };
        rebuilt.cases += 1;
        rebuilt.entries += history.entries.len();
        histories.push((CaseId(row.id), history));
    }
    let cases = histories.iter().map(|(id, history)| ProjectedCase {
        id: *id,
        history,
        entries_before: 0,
    });
    projections::write(connection, organisation, cases).await?;
    rebuild_columns(connection, organisation, &histories).await?;
    let cases: Vec<(CaseId, Case)> = histories
        .into_iter()
        .filter_map(|(id, history)| Some((id, history.case?)))
        .collect();
    rebuild_audience(connection, organisation, &cases).await?;
    Ok(last)
}

/// Writes what a case's own row says of its document, where it is otherwise.
async fn rebuild_columns(
    connection: &mut PgConnection,
    organisation: Uuid,
    histories: &[(CaseId, History)],
) -> Result<(), Error> {
    let mut ids = Vec::new();
    let mut closed: Vec<Option<OffsetDateTime>> = Vec::new();
    let mut authors = Vec::new();
    for (id, history) in histories {
        ids.push(id.0);
        let case = history.case.as_ref();
        let closed_at = case.and_then(|case| case.as_dyn().closed_at());
        closed.push(closed_at.map(to_sql));
        authors.push(authors_of(history));
    }
    query!(
        "update cases c set closed_at = now.closed_at, authors = now.authors::uuid[]
         from unnest($2::uuid[], $3::timestamptz[], $4::text[]) as now (id, closed_at, authors)
         where c.organisation = $1 and c.id = any ($2) and c.id = now.id
             and (c.closed_at, c.authors) is distinct from (now.closed_at, now.authors::uuid[])",
        organisation,
        &ids,
        &closed as &[Option<OffsetDateTime>],
        &authors
    )
    .execute(connection)
    .await?;
    Ok(())
}
