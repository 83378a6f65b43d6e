//! Cases of a kind that only a newer version of the app knows.
//!
//! Each is a row that says so, in a list of its own, and nothing of what it says
//! is stored: an app that can read more of an answer than the one before it asks
//! for everything anew. What the server does not deliver again then is not the
//! person's any more, and goes.

use super::{
    SessionState, StoreFault, cases,
    session_state::{name, named},
    table::{self, case_key},
};
use domain::{
    capabilities::Kind,
    directory::{Record, Role},
    ids::CaseId,
};
use rusqlite::Connection;

/// The list in which they stand.
pub const LIST: &str = "newer";

/// Goes up with every field of a record that a later version adds, and with every
/// sort of record. A test compares it with them.
pub const RECORDS: u32 = 1;

/// Keeps that there is such a case.
pub fn put(connection: &Connection, id: CaseId, kind: &str) -> Result<(), StoreFault> {
    table::run(
        connection,
        "insert into cases (id, kind, search_text) values (?1, ?2, '')
         on conflict (id) do update set evict = 0",
        (case_key(id), kind),
    )?;
    table::run(
        connection,
        "insert or ignore into listings (list, is_closed, rank, tie, n)
         select ?2, 0, 0, 0, n from cases where id = ?1",
        (case_key(id), LIST),
    )?;
    let sql = "delete from refetch where case_id = ?1";
    table::run(connection, sql, [case_key(id)])?;
    Ok(())
}

/// Whether a case is one of them.
pub fn is_newer(connection: &Connection, id: CaseId) -> Result<bool, StoreFault> {
    let sql = "select kind from cases where id = ?1";
    let kind = table::first(connection, sql, [case_key(id)], |row| {
        row.get::<_, String>(0)
    })?;
    Ok(kind.is_some_and(|kind| Kind::named(&kind).is_none()))
}

/// Asks for everything anew if this version of the app can read more of an
/// answer, or less, than the one that opened the file before it, or if a stored
/// record cannot be read.
pub fn ask_anew(connection: &Connection, state: &mut SessionState) -> Result<(), StoreFault> {
    let kinds = Kind::ALL.iter().map(|kind| kind.as_str());
    let words: Vec<&str> = kinds
        .chain(Role::ALL.iter().map(|role| role.message_id()))
        .collect();
    let reads = format!("{RECORDS} {}", words.join(" "));
    let former = named::<String>(connection, "reads")?;
    // Counted first, for to read them all once more takes time at every start.
    let directory = &state.directory;
    let read = directory.people.len() + directory.stores.len() + directory.categories.len();
    let stored = table::count(connection, "select count(*) from records", [])?;
    let has_lost = usize::try_from(stored) != Ok(read);
    if has_lost {
        drop_unreadable(connection)?;
    }
    if former.as_ref() == Some(&reads) && !has_lost {
        return Ok(());
    }
    if let (Some(_), Some(session)) = (former, &mut state.session) {
        session.cursor.clear();
        cases::mark_all_stale(connection)?;
    }
    name(connection, "reads", Some(&reads))
}

/// Deletes the records that cannot be read.
fn drop_unreadable(connection: &Connection) -> Result<(), StoreFault> {
    let records = table::all(connection, "select name, json from records", [], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    let is_unreadable = |json: &str| serde_json::from_str::<Record>(json).is_err();
    for (name, json) in records {
        if is_unreadable(&json) {
            table::run(connection, "delete from records where name = ?1", [name])?;
        }
    }
    Ok(())
}
