//! How cases are stored: documents, changes and rulings.
//!
//! Everything is written in batches, one statement per table and push, for what
//! costs most is the way to the database and back.

use super::judge::{JudgedCase, NewRuling};
use crate::{clock::to_sql, devices::Device, error::Error};
use domain::{ids::CaseId, time::Timestamp};
use replica::{
    heads::{Hash, Heads},
    wire::Outcome,
};
use sqlx::{PgConnection, query};
use std::collections::HashMap;
use uuid::Uuid;

/// A case as stored.
pub(super) struct StoredCase {
    pub document: Vec<u8>,
    /// How many changes are stored of it.
    pub changes: i32,
}

/// Locks cases until the transaction ends, always in the order of their ids.
/// Those that do not exist are missing from the result.
pub(super) async fn lock(
    connection: &mut PgConnection,
    organisation: Uuid,
    ids: impl Iterator<Item = &CaseId>,
) -> Result<HashMap<CaseId, StoredCase>, Error> {
    let ids: Vec<Uuid> = ids.map(|id| id.0).collect();
    let rows = query!(
        "select id, document, changes from cases
         where organisation = $1 and id = any ($2) order by id for update",
        organisation,
        &ids
    );
    let rows = rows.fetch_all(connection).await?;
    let cases = rows.into_iter().map(|row| {
        let case = StoredCase {
            document: row.document,
            changes: row.changes,
        };
        (CaseId(row.id), case)
    });
    Ok(cases.collect())
}

/// Stores rulings, refused commands with all that they said.
pub(super) async fn store_rulings(
    connection: &mut PgConnection,
    device: &Device,
    received: Timestamp,
    rulings: &[NewRuling<'_>],
) -> Result<(), Error> {
    for new in rulings {
        let is_refused = matches!(new.ruling.outcome, Outcome::Refused(_));
        // Postgres keeps no zero characters; nor does any text that people write.
        let said = new.pushed.command.replace('\0', "\u{fffd}");
        let replacement: Vec<Vec<u8>> = new
            .ruling
            .replacement
            .iter()
            .map(|hash| hash.0.to_vec())
            .collect();
        let outcome = serde_json::to_value(&new.ruling.outcome)
            .map_err(|error| Error::fault("write a ruling", error))?;
        query!(
            "insert into rulings (organisation, command, case_id, device, content_sha256,
                 replacement, outcome, refused_command, received_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            device.organisation,
            new.pushed.id.0,
            new.pushed.case.0,
            device.id,
            &new.content,
            &replacement,
            outcome,
            is_refused.then_some(said),
            to_sql(received)
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Stores judged cases and their changes.
pub(super) async fn store_cases(
    connection: &mut PgConnection,
    device: &Device,
    received: Timestamp,
    cases: &[JudgedCase],
) -> Result<(), Error> {
    let mut changes = ChangeRows::default();
    for case in cases {
        let count = i32::try_from(case.judged.changes.len())
            .map_err(|error| Error::fault("count changes", error))?;
        let closed_at = case
            .judged
            .history
            .case
            .as_ref()
            .and_then(|case| case.as_dyn().closed_at());
        let document = case.judged.document.save();
        if case.changes_before == 0 {
            query!(
                "insert into cases (organisation, id, kind, document, changes, closed_at, updated_at)
                 values ($1, $2, $3, $4, $5, $6, $7)",
                device.organisation,
                case.id.0,
                case.kind.as_str(),
                document,
                count,
                closed_at.map(to_sql),
                to_sql(received)
            )
            .execute(&mut *connection)
            .await?;
        } else {
            query!(
                "update cases set document = $3, changes = $4, closed_at = $5, updated_at = $6
                 where organisation = $1 and id = $2",
                device.organisation,
                case.id.0,
                document,
                case.changes_before + count,
                closed_at.map(to_sql),
                to_sql(received)
            )
            .execute(&mut *connection)
            .await?;
        }
        changes.add(case, device.id);
    }
    changes.insert(connection, device.organisation).await
}

/// Changes as the columns of one statement.
#[derive(Default)]
struct ChangeRows {
    cases: Vec<Uuid>,
    numbers: Vec<i32>,
    devices: Vec<Option<Uuid>>,
    bytes: Vec<Vec<u8>>,
}

impl ChangeRows {
    fn add(&mut self, case: &JudgedCase, device: Uuid) {
        for (number, change) in (case.changes_before..).zip(&case.judged.changes) {
            let is_confirmed = case.judged.confirmed.contains(&change.hash);
            self.cases.push(case.id.0);
            self.numbers.push(number);
            self.devices.push(is_confirmed.then_some(device));
            self.bytes.push(change.bytes.clone());
        }
    }

    async fn insert(self, connection: &mut PgConnection, organisation: Uuid) -> Result<(), Error> {
        query!(
            "insert into changes (organisation, case_id, n, position, device, bytes)
             select $1, case_id, n, position, device, bytes
             from unnest($2::uuid[], $3::int[], $4::uuid[], $5::bytea[])
                     as new (case_id, n, device, bytes),
                 (select feed_position() as position) as own",
            organisation,
            &self.cases,
            &self.numbers,
            &self.devices as &[Option<Uuid>],
            &self.bytes
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// Change hashes as stored.
pub(super) fn hashes(stored: &[Vec<u8>]) -> Heads {
    let hashes = stored
        .iter()
        .filter_map(|bytes| bytes.as_slice().try_into().ok());
    hashes.map(Hash).collect()
}
