//! What is pushed, case by case: each case with its judge, locked until the
//! transaction ends.

use super::store;
use crate::{devices::Device, directory, error::Error};
use domain::{
    capabilities::Kind, case::References, command::Command, directory::Directory, ids::CaseId,
};
use replica::{document::Document, judge::Judge, wire::Pushed};
use sqlx::PgConnection;
use std::collections::BTreeMap;

/// A case and what is pushed to it.
pub(super) struct CaseBatch<'a> {
    pub id: CaseId,
    /// Its judge; an error if the stored document cannot be read.
    pub judge: Result<Judge, Error>,
    pub pushed: Vec<&'a Pushed>,
    pub changes_before: i32,
}

/// Locks the cases that are pushed to and gives each its judge.
pub(super) async fn open_batches<'a>(
    connection: &mut PgConnection,
    device: &Device,
    commands: &'a [Pushed],
) -> Result<Vec<CaseBatch<'a>>, Error> {
    let mut by_case: BTreeMap<CaseId, Vec<&Pushed>> = BTreeMap::new();
    for pushed in commands {
        by_case.entry(pushed.case).or_default().push(pushed);
    }
    let stored = store::lock(connection, device.organisation, by_case.keys()).await?;
    let batches = by_case.into_iter().map(|(id, pushed)| {
        let found = stored.get(&id);
        let judge = match (found, pushed.first()) {
            (Some(case), _) => Document::load(&case.document)
                .map(Judge::of)
                .map_err(|fault| Error::fault("read a case", fault)),
            (None, first) => Ok(Judge::open(first.map_or(Kind::ALL[0], |first| first.kind))),
        };
        CaseBatch {
            id,
            judge,
            pushed,
            changes_before: found.map_or(0, |case| case.changes),
        }
    });
    Ok(batches.collect())
}

/// The records that the rules will look up.
pub(super) async fn directory_for(
    connection: &mut PgConnection,
    device: &Device,
    batches: &[CaseBatch<'_>],
) -> Result<Directory, Error> {
    let mut references = References::default();
    for batch in batches {
        if let Ok(judge) = &batch.judge {
            references.extend(judge.references());
        }
        for pushed in &batch.pushed {
            if let Ok(command) = Command::from_json(&pushed.command) {
                references.extend(command.act.as_dyn().references());
            }
        }
    }
    directory::of(connection, device.organisation, references).await
}
