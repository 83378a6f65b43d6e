//! Whether the server lives, and whether it can do its work: for whoever
//! restarts it or sends requests elsewhere. Neither answer says why; logs do. And
//! what it holds and does at this moment, for [`crate::metrics`].

use crate::{
    MIGRATOR, Server,
    error::{Chain, DATABASE_FULL, Error},
    metrics::Gauges,
};
use axum::{extract::State, http::StatusCode};
use sqlx::{Connection, migrate::Migrate, query_scalar};
use std::time::Duration;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /health/live`: the process answers.
pub async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// `GET /health/ready`: the database answers and has every table that this
/// version of the server needs, there is room on the disks, what callers share is not all
/// taken, and the server was not told to stop.
///
/// # Errors
/// Not ready.
pub async fn ready(State(server): State<Server>) -> Result<StatusCode, Error> {
    if server.is_closing() {
        return Err(Error::unavailable("the server is stopping", 5));
    }
    let free = server.settings.blobs.free_bytes();
    let is_full = free.is_some_and(|free| free < server.settings.disk_bytes_min);
    if is_full || DATABASE_FULL.is_lately() {
        return Err(Error::unavailable("the disk is full", 60));
    }
    if server.limits.overload.is_lately() {
        return Err(Error::unavailable("the server is overloaded", 5));
    }
    let missing = timeout(PATIENCE, missing_migrations(&server))
        .await
        .map_err(|_| Error::unavailable("the database does not answer", 2))??;
    if missing > 0 {
        return Err(Error::unavailable("the database is not migrated yet", 2));
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Notes how things stand, for whoever reads the metrics now.
pub async fn gauge(server: &Server) {
    let feed_lag = match timeout(PATIENCE, feed_lag(server)).await {
        Ok(Ok(lag)) => Some(lag),
        Ok(Err(error)) => {
            tracing::warn!(error = %Chain(&error), "failed to look at the feed's lag");
            None
        }
        Err(_) => None,
    };
    let (permits, free) = (
        server.settings.permits,
        server.limits.permits.available_permits(),
    );
    let connections = usize::try_from(server.pool.size()).unwrap_or(usize::MAX);
    let idle = server.pool.num_idle().min(connections);
    let gauges = Gauges {
        permits,
        permits_in_use: permits.saturating_sub(free),
        connections_used: connections - idle,
        connections_idle: idle,
        feed_lag,
        limits: server.limits.usage(),
    };
    gauges.set();
}

/// How many positions are drawn whose transactions are still running, or were
/// drawn after one that is.
async fn feed_lag(server: &Server) -> Result<i64, Error> {
    let lag = query_scalar!(
        r#"select greatest(last_value - feed_horizon(), 0) as "lag!" from feed_positions"#
    );
    Ok(lag.fetch_one(&server.pool).await?)
}

async fn missing_migrations(server: &Server) -> Result<usize, Error> {
    // Anybody may ask, and all who do take one connection between them.
    let _looking = server.limits.health.lock().await;
    let mut connection = server.pool.acquire().await?;
    connection.ping().await?;
    let applied = connection
        .list_applied_migrations(&MIGRATOR.table_name)
        .await
        .map_err(|error| Error::fault("list the applied migrations", error))?;
    let is_applied = |version| applied.iter().any(|migration| migration.version == version);
    Ok(MIGRATOR
        .iter()
        .filter(|migration| !is_applied(migration.version))
        .count())
}
