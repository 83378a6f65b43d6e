//! The few forms in which the store speaks SQL: every statement is prepared
//! once and kept.

use super::fault::StoreFault;
use domain::ids::{CaseId, CommandId};
use rusqlite::{Connection, Params, Row};
use uuid::Uuid;

/// Runs a statement and tells how many rows it changed.
pub fn run(connection: &Connection, sql: &str, params: impl Params) -> Result<usize, StoreFault> {
    Ok(connection.prepare_cached(sql)?.execute(params)?)
}

/// Every row of a query.
pub fn all<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreFault> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params, read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The first row of a query.
pub fn first<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, StoreFault> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query_map(params, read)?;
    Ok(rows.next().transpose()?)
}

/// The number that a query counts.
pub fn count(connection: &Connection, sql: &str, params: impl Params) -> Result<u32, StoreFault> {
    let number = first(connection, sql, params, |row| row.get::<_, i64>(0))?;
    Ok(u32::try_from(number.unwrap_or_default()).unwrap_or(u32::MAX))
}

#[must_use]
pub fn case_key(id: CaseId) -> [u8; 16] {
    *id.0.as_bytes()
}

#[must_use]
pub fn command_key(id: CommandId) -> [u8; 16] {
    *id.0.as_bytes()
}

#[must_use]
pub fn case_of(key: [u8; 16]) -> CaseId {
    CaseId(Uuid::from_bytes(key))
}

#[must_use]
pub fn command_of(key: [u8; 16]) -> CommandId {
    CommandId(Uuid::from_bytes(key))
}
