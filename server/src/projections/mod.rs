//! Projections: what the documents say, as tables that can be asked.
//!
//! They hold nothing of their own. `extend` writes what a push adds, in its
//! transaction; [`rebuild()`] drops everything and makes it anew from the
//! documents, and the two must come to the same.

mod blob_uses;
mod entries;
mod rebuild;
mod tickets;

pub use rebuild::{Rebuilt, rebuild};

use crate::{cases::JudgedCase, error::Error};
use domain::{capabilities::Case, case::History, ids::CaseId};
use sqlx::PgConnection;
use uuid::Uuid;

/// Projects what a push has added to these cases.
pub(crate) async fn extend(
    connection: &mut PgConnection,
    organisation: Uuid,
    cases: &[JudgedCase],
) -> Result<(), Error> {
    let mut rows = entries::Rows::default();
    let mut uses = blob_uses::Rows::default();
    for case in cases {
        rows.add(case.id, &case.judged.history, case.entries_before)?;
        uses.add(case.id, &case.judged.history, case.entries_before);
    }
    rows.insert(connection, organisation).await?;
    uses.insert(connection, organisation).await?;
    for case in cases {
        state(connection, organisation, case.id, &case.judged.history).await?;
    }
    Ok(())
}

/// Projects how a case stands.
async fn state(
    connection: &mut PgConnection,
    organisation: Uuid,
    id: CaseId,
    history: &History,
) -> Result<(), Error> {
    match &history.case {
        Some(Case::Ticket(ticket)) => tickets::put(connection, organisation, id, ticket).await,
        // No figure asks for assets yet.
        Some(Case::Asset(_)) | None => Ok(()),
    }
}
