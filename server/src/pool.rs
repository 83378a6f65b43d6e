//! Connections to the database, as the server wants them.

use sqlx::{
    Connection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, time::Duration};

/// A connection that was used so recently is taken as it is. One that was not is
/// asked first whether it is still there.
const FRESH: Duration = Duration::from_secs(2);

/// A pool of up to so many connections.
///
/// # Errors
/// The address cannot be read, or the database does not answer.
pub async fn connect(address: &str, connections: u32) -> Result<PgPool, sqlx::Error> {
    let options = PgConnectOptions::from_str(address)?;
    pool(connections).connect_with(options_for(options)).await
}

/// How the server's pools are made, for whoever adds something of their own.
#[must_use]
pub fn pool(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > FRESH {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
}

/// What the server wants of every session. All of its statements find their rows
/// by a key, so one plan serves whatever is asked: without `plan_cache_mode`
/// Postgres plans most of them anew each time, for arrays of a few known elements
/// look cheaper to it than arrays of a length that it does not know.
///
/// Such a plan may be made while a table is small, and serve until Postgres has
/// looked at the table again. To read all of a small table, or all that an
/// organisation has in it, then looks as cheap as a key, and is ruinous a thousand
/// rows later: so ways that need no whole key are left out.
#[must_use]
pub fn options_for(options: PgConnectOptions) -> PgConnectOptions {
    options.options([
        // A transaction that nobody goes on with would hold the feed back.
        ("idle_in_transaction_session_timeout", "60s"),
        ("plan_cache_mode", "force_generic_plan"),
        ("enable_seqscan", "off"),
        ("enable_bitmapscan", "off"),
        ("jit", "off"),
    ])
}
