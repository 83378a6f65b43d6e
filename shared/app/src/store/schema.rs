//! The database file: how it is opened, and the numbered migrations that bring
//! an older one up to date.
//!
//! A released migration never changes; `tests.rs` opens a frozen file of every
//! version. What the tables mean to the app is not decided here.

use super::fault::StoreFault;
use rusqlite::Connection;
use std::path::Path;

/// One for each version, from an empty file on.
const MIGRATIONS: [&str; 1] = [include_str!("sql/0001_first.sql")];

/// The file's name in the data folder.
pub const FILE_NAME: &str = "fieldloop.sqlite";

/// Opens the database in a folder.
///
/// # Errors
/// If the disk does not let us, the file is damaged, or a newer app wrote it.
pub fn open(folder: &Path) -> Result<Connection, StoreFault> {
    let mut connection = Connection::open(folder.join(FILE_NAME))?;
    prepare(&mut connection)?;
    Ok(connection)
}

/// Sets a connection up and migrates its database.
pub fn prepare(connection: &mut Connection) -> Result<(), StoreFault> {
    // FULL: in WAL mode anything less loses the last acts when the power goes.
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "cache_size", -4_000)?;
    connection.set_prepared_statement_cache_capacity(64);
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if version > known {
        return Err(StoreFault::Newer);
    }
    for (number, sql) in (1i64..).zip(MIGRATIONS) {
        if number > version {
            let transaction = connection.transaction()?;
            transaction.execute_batch(sql)?;
            transaction.pragma_update(None, "user_version", number)?;
            transaction.commit()?;
        }
    }
    Ok(())
}
