//! What is collected: blobs that no case has shown for a day, uploads that were
//! not gone on with for a day, and objects that a crash has left in the store.
//!
//! A row goes before its object, and an object goes only if it was noted as left
//! over: what the database knows nothing of may belong to a database that was
//! restored, and is left alone.

use super::{
    store::{BlobStore, Object},
    unavailable,
};
use crate::{clock::to_sql, error::Error};
use domain::{
    ids::BlobId,
    time::{Span, Timestamp},
};
use sqlx::{PgPool, query, types::time::OffsetDateTime};

/// How long something stays that nothing shows.
pub const UNSHOWN_KEPT: Span = Span::days(1);
/// How many go in one transaction.
const BATCH: i64 = 200;

/// How many went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Blobs that no case shows.
    pub blobs: u64,
    /// Uploads that were not gone on with.
    pub uploads: u64,
    /// Objects of the store.
    pub objects: u64,
}

/// Collects what is to go. Any number of instances may do so at once.
///
/// # Errors
/// The database or the store did not answer; the rest goes the next time.
pub async fn collect(pool: &PgPool, store: &BlobStore, now: Timestamp) -> Result<Collected, Error> {
    let before = to_sql(now + Span(-UNSHOWN_KEPT.0));
    mark_shown(pool).await?;
    let mut collected = Collected::default();
    while let gone @ 1.. = drop_blobs(pool, before).await? {
        collected.blobs += gone;
    }
    while let gone @ 1.. = drop_uploads(pool, before).await? {
        collected.uploads += gone;
    }
    while let gone @ 1.. = delete_objects(pool, store, before).await? {
        collected.objects += gone;
    }
    Ok(collected)
}

/// A blob that became whole while the act that shows it was adopted may have missed
/// it.
async fn mark_shown(pool: &PgPool) -> Result<(), Error> {
    query!(
        "update blobs b set unshown_since = null
         where unshown_since is not null and exists (select from blob_uses u
             where u.organisation = b.organisation and u.sha256 = b.sha256)"
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Drops rows of blobs that were not shown, and notes their objects as left over.
async fn drop_blobs(pool: &PgPool, before: OffsetDateTime) -> Result<u64, Error> {
    let dropped = query!(
        "with old as (
             select organisation, sha256 from blobs b
             where unshown_since < $1 and not exists (select from blob_uses u
                 where u.organisation = b.organisation and u.sha256 = b.sha256)
             limit $2 for update skip locked),
         dropped as (
             delete from blobs b using old
             where b.organisation = old.organisation and b.sha256 = old.sha256
             returning b.organisation, b.object, b.sha256, b.unshown_since),
         unheld as (
             delete from blob_holders h using old
             where h.organisation = old.organisation and h.sha256 = old.sha256)
         insert into blob_leftovers (organisation, object, sha256, since)
         select * from dropped",
        before,
        BATCH
    );
    Ok(dropped.execute(pool).await?.rows_affected())
}

async fn drop_uploads(pool: &PgPool, before: OffsetDateTime) -> Result<u64, Error> {
    let dropped = query!(
        "delete from blob_uploads where ctid = any (array(
             select ctid from blob_uploads where continued_at < $1
             limit $2 for update skip locked))",
        before,
        BATCH
    );
    Ok(dropped.execute(pool).await?.rows_affected())
}

/// Deletes objects that were left over. A day has passed since: whoever wrote one
/// has ended, with a row that names it and took it from the leftovers, or without.
async fn delete_objects(
    pool: &PgPool,
    store: &BlobStore,
    before: OffsetDateTime,
) -> Result<u64, Error> {
    let mut transaction = pool.begin().await?;
    let left = query!(
        "delete from blob_leftovers where ctid = any (array(
             select ctid from blob_leftovers where since < $1
             limit $2 for update skip locked))
         returning organisation, object, sha256",
        before,
        BATCH
    );
    let left = left.fetch_all(&mut *transaction).await?;
    let mut deleted = 0;
    for row in left {
        let blob = <[u8; 32]>::try_from(row.sha256)
            .map_err(|_| Error::fault("read a blob's name", "it is no SHA-256"))?;
        let object = Object {
            organisation: row.organisation,
            blob: BlobId(blob),
            id: row.object,
        };
        let done = store.delete(object).await;
        done.map_err(|error| unavailable(&error))?;
        deleted += 1;
    }
    transaction.commit().await?;
    Ok(deleted)
}
