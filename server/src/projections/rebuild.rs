//! Making the projections anew from the documents.

use super::{blob_uses, entries, state};
use crate::{cases::renew_audience, clock::to_sql, error::Error};
use domain::{capabilities::Case, directory::Directory, ids::CaseId};
use replica::document::Document;
use sqlx::{PgConnection, PgPool, query, query_scalar};
use uuid::Uuid;

/// How many documents are in memory at once.
const BATCH: i64 = 500;

/// What a rebuild has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    pub cases: usize,
    pub entries: usize,
}

/// Drops every projection and makes it anew, in one transaction: whoever reads
/// meanwhile sees the old ones. Pushes wait for its end.
///
/// Reading rights are worked out anew too; where they are as they were, no phone
/// is told anything.
///
/// # Errors
/// A document cannot be read, or the database did not answer; nothing has
/// changed then.
pub async fn rebuild(pool: &PgPool) -> Result<Rebuilt, Error> {
    let mut transaction = pool.begin().await?;
    // Against pushes and whatever renews reading rights: both lock cases first.
    // Not against readers.
    query!("lock table cases in exclusive mode")
        .execute(&mut *transaction)
        .await?;
    query!("delete from entries")
        .execute(&mut *transaction)
        .await?;
    query!("delete from tickets")
        .execute(&mut *transaction)
        .await?;
    query!("delete from blob_uses")
        .execute(&mut *transaction)
        .await?;
    query!("delete from ratings")
        .execute(&mut *transaction)
        .await?;
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
    let mut entry_rows = entries::Rows::default();
    let mut uses = blob_uses::Rows::default();
    let mut cases = Vec::new();
    for row in rows {
        let id = CaseId(row.id);
        let document =
            Document::load(&row.document).map_err(|fault| Error::fault("read a case", fault))?;
        let history = document.history();
        entry_rows.add(id, &history, 0)?;
        uses.add(id, &history, 0);
        state(connection, organisation, id, &history).await?;
        rebuilt.cases += 1;
        rebuilt.entries += history.entries.len();
        if let Some(case) = history.case {
            close(connection, organisation, id, &case).await?;
            cases.push((id, case));
        }
    }
    entry_rows.insert(connection, organisation).await?;
    uses.insert(connection, organisation).await?;
    let directory = directory_of(connection, organisation, &cases).await?;
    renew_audience(connection, organisation, &cases, &directory).await?;
    Ok(last)
}

async fn close(
    connection: &mut PgConnection,
    organisation: Uuid,
    id: CaseId,
    case: &Case,
) -> Result<(), Error> {
    query!(
        "update cases set closed_at = $3 where organisation = $1 and id = $2
             and closed_at is distinct from $3",
        organisation,
        id.0,
        case.as_dyn().closed_at().map(to_sql)
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn directory_of(
    connection: &mut PgConnection,
    organisation: Uuid,
    cases: &[(CaseId, Case)],
) -> Result<Directory, Error> {
    let mut references = domain::case::References::default();
    for (_, case) in cases {
        references.extend(case.as_dyn().references());
    }
    crate::directory::of(connection, organisation, references).await
}
