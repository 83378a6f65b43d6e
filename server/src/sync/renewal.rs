//! Who may read a case can hang on the directory: a ticket in the pool is read by
//! the team that serves its store. When that changes, so must the reading rights.

use super::shelf::renew_audience;
use crate::{directory, error::Error};
use domain::{
    capabilities::Case,
    case::References,
    ids::{CaseId, StoreId},
};
use replica::document::Document;
use sqlx::{PgConnection, query};
use uuid::Uuid;

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
            references.extend(case.references());
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
