//! Old changes go.
//!
//! Every change stands in its document. Beside it, it is kept for phones that have
//! the case and lack the change, and almost all of them have synced within
//! [`KEPT`]. One that was away for longer gets its cases whole instead, and loses
//! nothing that it has pending: what it did is judged on the base that it saw,
//! which the document has.
//!
//! First it is said from which position on changes are there, then older ones are
//! deleted, in small batches. So a reader that still counts on them sees them, by
//! the snapshot that it has, and a later one does not count on them.
//!
//! So do the nonces by which a phone's history is known again, later: a phone that was
//! away for longer than they are kept is told everything anew.

use crate::{clock::to_sql, error::Error};
use domain::{
    case::KEPT_AFTER_CLOSING,
    time::{Span, Timestamp},
};
use sqlx::{PgPool, query, query_scalar};

/// How long a change is kept beside its document.
pub const KEPT: Span = Span::days(14);
/// How long the nonces of the feed are kept.
const TRACED: Span = KEPT_AFTER_CLOSING;
/// How often it is noted where the feed is.
const NOTED_EVERY: Span = Span(60 * 60 * 1000);
/// How many rows go at once.
const BATCH: i64 = 2_000;

/// Deletes what is old, and gives how many rows that were.
///
/// # Errors
/// The database did not answer; what was deleted until then is gone.
pub async fn compact(pool: &PgPool, now: Timestamp) -> Result<u64, Error> {
    note_time(pool, now).await?;
    forget_traces(pool, now).await?;
    let Some(since) = drawn_by(pool, now + Span(-KEPT.0)).await? else {
        return Ok(0);
    };
    // Where it says so already, what is older is deleted already.
    let moved = query!(
        "update organisations set changes_since = $1 where changes_since < $1",
        since
    );
    if moved.execute(pool).await?.rows_affected() == 0 {
        return Ok(0);
    }
    let mut deleted = 0;
    loop {
        // Another instance may be at it: each takes what the other does not hold.
        let mut transaction = pool.begin().await?;
        // The index by positions is one of ranges of pages, which this alone reads.
        query!("set local enable_bitmapscan = on")
            .execute(&mut *transaction)
            .await?;
        let batch = query!(
            "delete from changes where ctid = any (array(
                 select ctid from changes where position < $1 limit $2 for update skip locked))",
            since,
            BATCH
        );
        let batch = batch.execute(&mut *transaction).await?.rows_affected();
        transaction.commit().await?;
        deleted += batch;
        if batch == 0 {
            return Ok(deleted);
        }
    }
}

/// Notes where the feed is, once an hour, and forgets what is not asked any more.
async fn note_time(pool: &PgPool, now: Timestamp) -> Result<(), Error> {
    query!(
        "insert into feed_times (at, position)
         select $1, last_value from feed_positions
         where not exists (select from feed_times where at > $2)
         on conflict do nothing",
        to_sql(now),
        to_sql(now + Span(-NOTED_EVERY.0))
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Below which position everything was drawn by a time; none if that was not noted.
///
/// What was drawn before a note was taken may have been committed after it, but
/// not two weeks after.
async fn drawn_by(pool: &PgPool, time: Timestamp) -> Result<Option<i64>, Error> {
    let drawn = query_scalar!(
        r#"select max(position) as position from feed_times where at <= $1"#,
        to_sql(time)
    );
    Ok(drawn.fetch_one(pool).await?)
}

/// Deletes the nonces before the last checkpoint that is old enough, and the notes of
/// times that are older still.
async fn forget_traces(pool: &PgPool, now: Timestamp) -> Result<(), Error> {
    let before = now + Span(-TRACED.0);
    let Some(drawn) = drawn_by(pool, before).await? else {
        return Ok(());
    };
    loop {
        let batch = query!(
            "delete from feed_nonces where position in (
                 select position from feed_nonces
                 where position <= (
                     select max(position) from feed_checkpoints where position <= $1)
                 order by position limit $2)",
            drawn,
            BATCH
        );
        if batch.execute(pool).await?.rows_affected() == 0 {
            break;
        }
    }
    query!(
        "delete from feed_checkpoints
         where position < (select max(position) from feed_checkpoints where position <= $1)",
        drawn
    )
    .execute(pool)
    .await?;
    query!(
        "delete from feed_times
         where at < (select max(at) from feed_times where at <= $1)",
        to_sql(before)
    )
    .execute(pool)
    .await?;
    Ok(())
}
