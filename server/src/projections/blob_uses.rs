//! `blob_uses`: which case shows which photo, and so who may look at it.

use super::{ProjectedCase, Projection, Writing};
use domain::photos::Picture;
use sqlx::{PgConnection, query};
use uuid::Uuid;

/// Uses as the columns of one statement.
#[derive(Default)]
pub(super) struct BlobUses {
    cases: Vec<Uuid>,
    blobs: Vec<Vec<u8>>,
}

impl Projection for BlobUses {
    fn tables(&self) -> &'static [&'static str] {
        &["blob_uses"]
    }

    fn add(&mut self, case: ProjectedCase<'_>) {
        let entries = case.history.entries.iter().skip(case.entries_before);
        let acts = entries.filter_map(|entry| entry.act.as_ref());
        let pictures = acts.flat_map(|act| act.as_dyn().pictures());
        for blob in pictures.flat_map(Picture::blobs) {
            self.cases.push(case.id.0);
            self.blobs.push(blob.0.to_vec());
        }
    }

    fn write<'a>(&'a self, connection: &'a mut PgConnection, organisation: Uuid) -> Writing<'a> {
        Box::pin(async move {
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
        })
    }
}
