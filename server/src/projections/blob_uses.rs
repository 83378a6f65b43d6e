//! `blob_uses`: which case shows which photo, and so who may look at it.

use crate::error::Error;
use domain::{case::History, ids::CaseId};
use sqlx::{PgConnection, query};
use uuid::Uuid;

/// Uses as the columns of one statement.
#[derive(Default)]
pub(super) struct Rows {
    cases: Vec<Uuid>,
    blobs: Vec<Vec<u8>>,
}

impl Rows {
    /// Adds what a case's entries show, from this one on.
    pub fn add(&mut self, case: CaseId, history: &History, from: usize) {
        let acts = history
            .entries
            .iter()
            .skip(from)
            .filter_map(|entry| entry.act.as_ref());
        for blob in acts.flat_map(|act| act.as_dyn().blobs()) {
            self.cases.push(case.0);
            self.blobs.push(blob.0.to_vec());
        }
    }

    pub async fn insert(
        self,
        connection: &mut PgConnection,
        organisation: Uuid,
    ) -> Result<(), Error> {
        if self.cases.is_empty() {
            return Ok(());
        }
        query!(
            "insert into blob_uses (organisation, case_id, sha256)
             select $1, * from unnest($2::uuid[], $3::bytea[]) on conflict do nothing",
            organisation,
            &self.cases,
            &self.blobs
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}
