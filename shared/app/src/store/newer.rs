//! Cases of a kind that only a newer version of the app knows.
//!
//! Each is a row that says so, in a list of its own, and nothing of what it says
//! is stored: an app that can read more of an answer than the one before it asks
//! for everything anew.

use super::{
    SessionState, StoreFault,
    session_state::{name, named},
    table::{self, case_key},
};
use domain::{capabilities::Kind, ids::CaseId};
use rusqlite::Connection;

/// The list in which they stand.
pub const LIST: &str = "newer";

/// The sorts of records that this version can read. It goes up with each.
const RECORDS: u32 = 3;

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
    let sql = "select count(*) from listings l join cases c on c.n = l.n
               where c.id = ?1 and l.list = ?2";
    Ok(table::count(connection, sql, (case_key(id), LIST))? > 0)
}

/// Asks for everything anew if this version of the app can read more of an
/// answer, or less, than the one that opened the file before it.
pub fn ask_anew(connection: &Connection, state: &mut SessionState) -> Result<(), StoreFault> {
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    let reads = format!("{RECORDS} {}", kinds.join(" "));
    let former = named::<String>(connection, "reads")?;
    if former.as_ref() == Some(&reads) {
        return Ok(());
    }
    if let (Some(_), Some(session)) = (former, &mut state.session) {
        session.cursor.clear();
    }
    name(connection, "reads", Some(&reads))
}
