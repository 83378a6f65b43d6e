//! A bare client: what a push would cost if it were nothing but its rows.
//!
//! It inserts the rows that the pushes wrote, one transaction per push, over as
//! many connections as the server has. Which tables those are is not written
//! here: Postgres counted what was inserted into each, and every row names the
//! transaction that wrote it.

use crate::{bench::Site, server::CONNECTIONS};
use anyhow::{Result, ensure};
use sqlx::{AssertSqlSafe, PgPool, postgres::PgPoolOptions};
use std::{collections::BTreeMap, sync::Arc, time::Instant};
use tokio::task::JoinSet;

/// How things stood before the pushes.
pub struct Marks {
    pool: PgPool,
    /// The transaction after which the pushes' begin.
    transaction: i64,
    inserted: BTreeMap<String, i64>,
}

/// One transaction: for each table, its rows as a JSON array.
type Transaction = Vec<String>;

pub async fn mark(site: &Site<'_>) -> Result<Marks> {
    let pool = PgPoolOptions::new()
        .min_connections(CONNECTIONS)
        .max_connections(CONNECTIONS)
        .connect(&site.database)
        .await?;
    let transaction = sqlx::query_scalar("select txid_current()");
    Ok(Marks {
        transaction: transaction.fetch_one(&pool).await?,
        inserted: inserted(&pool).await?,
        pool,
    })
}

/// How many rows each table has ever got.
async fn inserted(pool: &PgPool) -> Result<BTreeMap<String, i64>> {
    let sql = "select relname::text, n_tup_ins from pg_stat_user_tables";
    Ok(sqlx::query_as(sql)
        .fetch_all(pool)
        .await?
        .into_iter()
        .collect())
}

/// Inserts what was written since the marks, in as many transactions at once as
/// phones have pushed, and as often: the seconds that it takes.
pub async fn insert(marks: &Marks, phones: usize, rounds: usize) -> Result<f64> {
    let pool = &marks.pool;
    let transactions = phones * rounds;
    let mut tables = Vec::new();
    let mut shares: Vec<Transaction> = vec![Vec::new(); transactions];
    for (table, inserted) in inserted(pool).await? {
        if Some(&inserted) == marks.inserted.get(&table) {
            continue;
        }
        let rows = format!(
            "select row_to_json(t)::text from {table} t
             where xmin::text::bigint > {} order by ctid",
            marks.transaction
        );
        let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(rows))
            .fetch_all(pool)
            .await?;
        for (n, share) in shares.iter_mut().enumerate() {
            // Rows that one push wrote lie side by side, or nearly so.
            let bound = |n: usize| n * rows.len() / transactions;
            share.push(format!("[{}]", rows[bound(n)..bound(n + 1)].join(",")));
        }
        tables.push(statement(pool, &table).await?);
    }
    ensure!(!tables.is_empty(), "the pushes have written nothing");
    let statements = Arc::new(tables);
    // Every connection has its plans, as the server's have theirs.
    let mut warm = JoinSet::new();
    for share in shares.iter().take(usize::try_from(CONNECTIONS)?) {
        warm.spawn(transact(
            pool.clone(),
            Arc::clone(&statements),
            share.clone(),
            false,
        ));
    }
    join(warm).await?;
    let mut seconds = 0.0;
    for round in shares.chunks(phones) {
        let mut inserting = JoinSet::new();
        let begun = Instant::now();
        for share in round {
            let statements = Arc::clone(&statements);
            inserting.spawn(transact(pool.clone(), statements, share.clone(), true));
        }
        join(inserting).await?;
        seconds += begun.elapsed().as_secs_f64();
    }
    Ok(seconds)
}

/// Makes a copy of a table, and the statement that fills it.
async fn statement(pool: &PgPool, table: &str) -> Result<String> {
    let copy = format!("create table bare_{table} (like {table} including all)");
    sqlx::query(AssertSqlSafe(copy)).execute(pool).await?;
    let columns: String = sqlx::query_scalar(
        "select string_agg(quote_ident(column_name), ', ' order by ordinal_position)
         from information_schema.columns
         where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER'",
    )
    .bind(table)
    .fetch_one(pool)
    .await?;
    Ok(format!(
        "insert into bare_{table} ({columns}) overriding system value
         select {columns} from json_populate_recordset(null::bare_{table}, $1::json)"
    ))
}

async fn transact(
    pool: PgPool,
    statements: Arc<Vec<String>>,
    share: Transaction,
    is_kept: bool,
) -> Result<()> {
    let mut transaction = pool.begin().await?;
    for (statement, rows) in statements.iter().zip(share) {
        let insert = sqlx::query(AssertSqlSafe(statement.clone())).bind(rows);
        insert.execute(&mut *transaction).await?;
    }
    if is_kept {
        transaction.commit().await?;
    } else {
        transaction.rollback().await?;
    }
    Ok(())
}

async fn join(mut tasks: JoinSet<Result<()>>) -> Result<()> {
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(())
}
