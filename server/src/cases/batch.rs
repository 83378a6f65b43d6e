//! What is done to each case: the case with its judge, locked until the
//! transaction ends, and the commands for it.

use super::store;
use crate::{error::Error, records};
use domain::{capabilities::Kind, case::References, directory::Directory, ids::CaseId};
use replica::{document::Document, incoming::Incoming, judge::Judge};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A case and the commands for it.
pub(super) struct CaseBatch<'a> {
    pub id: CaseId,
    /// Its judge; an error if the stored document cannot be read.
    pub judge: Result<Judge, Error>,
    pub commands: Vec<&'a Incoming>,
    /// Whether it would begin with these commands.
    pub is_new: bool,
}

/// Locks the cases that the commands are for and gives each its judge.
pub(super) async fn open_batches<'a>(
    connection: &mut PgConnection,
    organisation: Uuid,
    commands: &'a [Incoming],
) -> Result<Vec<CaseBatch<'a>>, Error> {
    let mut by_case: BTreeMap<CaseId, (Kind, Vec<&Incoming>)> = BTreeMap::new();
    for incoming in commands {
        let (_, of_case) = by_case
            .entry(incoming.pushed.case)
            .or_insert_with(|| (incoming.pushed.kind, Vec::new()));
        of_case.push(incoming);
    }
    let stored = store::lock(connection, organisation, by_case.keys()).await?;
    let batches = by_case.into_iter().map(|(id, (kind, commands))| {
        let document = stored.get(&id);
        let judge = match document {
            Some(document) => Document::load(document)
                .map(Judge::of)
                .map_err(|fault| Error::fault("read a case", fault)),
            None => Ok(Judge::open(kind)),
        };
        CaseBatch {
            id,
            judge,
            commands,
            is_new: document.is_none(),
        }
    });
    Ok(batches.collect())
}

/// The records that the rules will look up.
pub(super) async fn directory_for(
    connection: &mut PgConnection,
    organisation: Uuid,
    batches: &[CaseBatch<'_>],
) -> Result<Directory, Error> {
    let mut references = References::default();
    for batch in batches {
        if let Ok(judge) = &batch.judge {
            references.extend(judge.references());
        }
        let commands = batch.commands.iter();
        for command in commands.filter_map(|incoming| incoming.command.as_ref()) {
            references.extend(command.act.as_dyn().references());
        }
    }
    records::lookup(connection, organisation, references).await
}
