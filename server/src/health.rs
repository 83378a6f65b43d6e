//! Whether the server lives, and whether it can do its work: for whoever
//! restarts it or sends requests elsewhere. Neither answer says why; logs do.

use crate::{MIGRATOR, Server, error::Error};
use axum::{extract::State, http::StatusCode};
use sqlx::{Connection, migrate::Migrate};
use std::time::Duration;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /health/live`: the process answers.
pub async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// `GET /health/ready`: the database answers and has every table that this
/// version of the server needs, and the server was not told to stop.
///
/// # Errors
/// Not ready.
pub async fn ready(State(server): State<Server>) -> Result<StatusCode, Error> {
    if server.is_closing() {
        return Err(Error::unavailable("the server is stopping", 5));
    }
    let missing = timeout(PATIENCE, missing_migrations(&server))
        .await
        .map_err(|_| Error::unavailable("the database does not answer", 2))??;
    if missing > 0 {
        return Err(Error::unavailable("the database is not migrated yet", 2));
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn missing_migrations(server: &Server) -> Result<usize, Error> {
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
