//! What a ticket takes of the disk, by table, indexes and overflow included.

use crate::bench::Site;
use anyhow::Result;
use domain::time::Span;
use load::report::{Report, Unit::Bytes};
use server::cases::compaction::{KEPT, compact};
use sqlx::{Connection, PgConnection, PgPool};

const PACK: &str = "vacuum (full, analyze)";

/// Prints the tables of the cases from the largest down, as they were written and
/// packed.
pub fn show(site: &Site<'_>, report: &mut Report, tickets: usize) -> Result<()> {
    let (written, packed) = site
        .bench
        .runtime
        .block_on(measure(&site.database, i64::try_from(tickets)?))?;
    let per_ticket = |bytes: i64| bytes as f64 / tickets as f64;
    let total = |sizes: &Sizes| per_ticket(sizes.iter().map(|(_, bytes)| bytes).sum());
    for (how, sizes) in [("as written", &written), ("packed", &packed)] {
        let budget = "disk, per ticket of 9 acts";
        report.judged_as(budget, &format!("{budget}, {how}"), total(sizes))?;
    }
    for (table, bytes) in packed {
        let figure = format!("disk, of it {table}");
        report.plain(&figure, per_ticket(bytes), Bytes);
    }
    Ok(())
}

/// Prints what is left of them once their changes are old and compacted.
pub fn show_old(site: &Site<'_>, report: &mut Report) -> Result<()> {
    let (bytes, cases) = site.bench.runtime.block_on(compacted(&site.database))?;
    report.judged("disk, per old ticket", bytes as f64 / cases as f64)
}

async fn compacted(database: &str) -> Result<(i64, i64)> {
    let pool = PgPool::connect(database).await?;
    let now = server::clock::Clock::system().now();
    compact(&pool, now).await?;
    compact(&pool, now + KEPT + Span::days(1)).await?;
    let count = sqlx::query_scalar("select count(*) from cases");
    let cases: i64 = count.fetch_one(&pool).await?;
    sqlx::query(PACK).execute(&pool).await?;
    let sizes = sizes(&mut *pool.acquire().await?, cases).await?;
    pool.close().await;
    Ok((sizes.iter().map(|(_, bytes)| bytes).sum(), cases))
}

/// Lets later rows fill the room of dead ones, and has the planner look at what is
/// there, as autovacuum does.
pub fn vacuum(site: &Site<'_>) -> Result<()> {
    vacuum_with(site, "vacuum (analyze)")
}

/// Gives back the room of dead rows.
pub fn pack(site: &Site<'_>) -> Result<()> {
    vacuum_with(site, PACK)
}

fn vacuum_with(site: &Site<'_>, sql: &'static str) -> Result<()> {
    site.bench.runtime.block_on(async {
        let mut connection = PgConnection::connect(&site.database).await?;
        sqlx::query(sql).execute(&mut connection).await?;
        Ok(connection.close().await?)
    })
}

/// The tables that have a row for each ticket at least, with their bytes.
type Sizes = Vec<(String, i64)>;

/// Sizes before and after the room of dead rows was given back. Rows that are
/// updated in their life leave such room, which later rows fill.
async fn measure(database: &str, tickets: i64) -> Result<(Sizes, Sizes)> {
    let mut connection = PgConnection::connect(database).await?;
    sqlx::query("analyze").execute(&mut connection).await?;
    let written = sizes(&mut connection, tickets).await?;
    sqlx::query(PACK).execute(&mut connection).await?;
    let packed = sizes(&mut connection, tickets).await?;
    connection.close().await?;
    Ok((written, packed))
}

async fn sizes(connection: &mut PgConnection, tickets: i64) -> Result<Sizes> {
    let sql = "select relname::text, pg_total_relation_size(oid) from pg_class
               where relkind = 'r' and relnamespace = 'public'::regnamespace
                   and reltuples >= $1 order by 2 desc, 1";
    let sizes = sqlx::query_as(sql).bind(tickets);
    Ok(sizes.fetch_all(connection).await?)
}
