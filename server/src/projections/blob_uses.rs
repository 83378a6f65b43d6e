//! `blob_uses`: which case shows which photo, who named it there, and so who may
//! look at it.

use super::{ProjectedCase, Projection, Writing};
use domain::photos::Picture;
use sqlx::{PgConnection, query};
use uuid::Uuid;

/// Uses as the columns of one statement.
#[derive(Default)]
pub(super) struct BlobUses {
    cases: Vec<Uuid>,
    blobs: Vec<Vec<u8>>,
    authors: Vec<Uuid>,
}

impl Projection for BlobUses {
    fn tables(&self) -> &'static [&'static str] {
        &["blob_uses"]
    }

    fn add(&mut self, case: ProjectedCase<'_>) {
        let entries = case.history.entries.iter().skip(case.entries_before);
        for entry in entries {
            let pictures = entry.act.as_ref().map(|act| act.as_dyn().pictures());
            let pictures = pictures.into_iter().flatten();
            for blob in pictures.flat_map(Picture::blobs) {
                self.cases.push(case.id.0);
                self.blobs.push(blob.0.to_vec());
                self.authors.push(entry.author.0);
            }
        }
    }

    fn write<'a>(&'a self, connection: &'a mut PgConnection, organisation: Uuid) -> Writing<'a> {
        Box::pin(async move {
            if self.cases.is_empty() {
                return Ok(());
            }
            // What a case shows is not collected. That stays so, even should the case
            // be damaged when this is made anew.
            query!(
                "with used as (
                     insert into blob_uses (organisation, case_id, sha256, author)
                     select $1, * from unnest($2::uuid[], $3::bytea[], $4::uuid[])
                     on conflict do nothing)
                 update blobs set unshown_since = null
                 where organisation = $1 and sha256 = any ($3) and unshown_since is not null",
                organisation,
                &self.cases,
                &self.blobs,
                &self.authors
            )
            .execute(connection)
            .await?;
            Ok(())
        })
    }
}
