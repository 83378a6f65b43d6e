//! Projections: what the documents say, as tables that can be asked: `tickets`,
//! `ratings`, `assets` and `transfers` for figures, `case_deadlines` for what the system
//! has to do, `blob_uses` for who may see a photo.
//!
//! They hold nothing of their own. `cases::act` writes what was adopted,
//! in its transaction; [`crate::rebuild`] drops everything and makes it anew from
//! the documents, and the two must come to the same. A new one is a file here and
//! a line in `all`.

mod assets;
mod blob_uses;
mod deadlines;
mod ratings;
mod tickets;
mod transfers;

use crate::error::Error;
use domain::{case::History, ids::CaseId};
use sqlx::PgConnection;
use std::pin::Pin;
use uuid::Uuid;

#[derive(Clone, Copy)]
pub(crate) struct ProjectedCase<'a> {
    pub id: CaseId,
    pub history: &'a History,
    /// How many of its entries were projected before.
    pub entries_before: usize,
}

/// What a projection writes, under way.
type Writing<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// What some cases come to in some tables: gathered case by case, then written,
/// one statement per table.
trait Projection: Send + Sync {
    /// The tables that it fills, and nobody else does.
    fn tables(&self) -> &'static [&'static str];

    /// Adds what a case comes to.
    fn add(&mut self, case: ProjectedCase<'_>);

    /// Writes what was gathered. What is there of these cases is replaced.
    fn write<'a>(&'a self, connection: &'a mut PgConnection, organisation: Uuid) -> Writing<'a>;
}

fn all() -> Vec<Box<dyn Projection>> {
    vec![
        Box::new(tickets::Tickets::default()),
        Box::new(ratings::Ratings::default()),
        Box::new(assets::Assets::default()),
        Box::new(transfers::Transfers::default()),
        Box::new(deadlines::Deadlines::default()),
        Box::new(blob_uses::BlobUses::default()),
    ]
}

/// The tables of all projections.
#[must_use]
pub fn tables() -> Vec<&'static str> {
    let all = all();
    let tables = all.iter().flat_map(|projection| projection.tables());
    tables.copied().collect()
}

/// Projects cases, as they are now.
pub(crate) async fn write<'a>(
    connection: &mut PgConnection,
    organisation: Uuid,
    cases: impl Iterator<Item = ProjectedCase<'a>>,
) -> Result<(), Error> {
    let mut projections = all();
    for case in cases {
        for projection in &mut projections {
            projection.add(case);
        }
    }
    for projection in &projections {
        projection.write(connection, organisation).await?;
    }
    Ok(())
}

/// A text as Postgres stores it, which keeps no zero characters.
fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
