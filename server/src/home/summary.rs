//! The numbers of the page, counted at most every few seconds.

use crate::{clock, error::Error};
use domain::{
    capabilities::Kind,
    time::{Span, Timestamp},
};
use sqlx::{PgPool, query, query_as, query_scalar};
use std::sync::Arc;
use tokio::sync::Mutex;

/// How long the numbers are good for.
const FRESH: Span = Span(5_000);
/// How many organisations are named; of the others only the number is.
const NAMED_MAX: i64 = 6;

#[derive(Clone, Debug, Default)]
pub(super) struct Summary {
    /// The names of the first organisations, and how many there are in all.
    pub organisations: Vec<String>,
    pub organisations_count: i64,
    pub stores: i64,
    pub people: i64,
    pub cases: Vec<Cases>,
    pub devices: i64,
    pub last_sync: Option<Timestamp>,
}

/// The cases of one kind.
#[derive(Clone, Debug)]
pub(super) struct Cases {
    pub kind: String,
    pub all: i64,
    pub open: i64,
}

/// The summary that was last made, and when.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cache(Arc<Mutex<Option<(Timestamp, Summary)>>>);

impl Cache {
    /// The numbers as they are, or were a moment ago.
    pub(super) async fn get(&self, pool: &PgPool, now: Timestamp) -> Result<Summary, Error> {
        let mut cached = self.0.lock().await;
        if let Some((made, summary)) = &*cached
            && now >= *made
            && now.since(*made) < FRESH
        {
            return Ok(summary.clone());
        }
        let summary = count(pool).await?;
        *cached = Some((now, summary.clone()));
        Ok(summary)
    }
}

async fn count(pool: &PgPool) -> Result<Summary, Error> {
    let mut connection = pool.begin().await?;
    // All rows are counted, which goes fastest one after the other.
    query!("set local enable_seqscan = on")
        .execute(&mut *connection)
        .await?;
    let organisations = query_scalar!(
        "select name from organisations order by slug limit $1",
        NAMED_MAX
    )
    .fetch_all(&mut *connection)
    .await?;
    let row = query!(
        r#"select
               (select count(*) from organisations) as "organisations!",
               (select count(*) from stores) as "stores!",
               (select count(*) from people where active) as "people!",
               (select count(*) from devices where revoked_at is null) as "devices!",
               (select max(last_sync_at) from devices) as last_sync"#
    )
    .fetch_one(&mut *connection)
    .await?;
    let mut cases = query_as!(
        Cases,
        r#"select kind, count(*) as "all!", count(*) filter (where closed_at is null) as "open!"
           from cases group by kind order by kind"#
    )
    .fetch_all(&mut *connection)
    .await?;
    // As people meet them on the phone; what only a newer server knows stands last.
    let place = |kind: &str| Kind::ALL.iter().position(|known| known.as_str() == kind);
    cases.sort_by_key(|cases| place(&cases.kind).unwrap_or(usize::MAX));
    Ok(Summary {
        organisations,
        organisations_count: row.organisations,
        stores: row.stores,
        people: row.people,
        cases,
        devices: row.devices,
        last_sync: row.last_sync.map(clock::from_sql),
    })
}
