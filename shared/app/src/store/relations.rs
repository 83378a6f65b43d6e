//! What the cases on this phone have to do with each other: the marks that one puts on
//! another, and which others each is about.

use super::{
    at_hand,
    fault::StoreFault,
    list::{self, FoldedRow},
    table::{self, case_key},
};
use domain::{
    capabilities::Case,
    ids::{CaseId, CommandId},
    names::Mention,
    words::Message,
};
use rusqlite::Connection;

/// How many related cases a page leads to: the latest.
const RELATED_MAX: u32 = 50;

/// The ids of the cases that are about one (`?1`), and of those that it is about.
pub const OF_EACH_OTHER: &str = "
    select case_id from mentions
        where about = ?1 or about in (select name from names where case_id = ?1)
    union
    select n.case_id from mentions m cross join names n on n.name = m.about
        where m.case_id = ?1
    union
    select about from mentions where case_id = ?1";

/// Writes what a case says of others in the place of what it said.
pub fn put(
    connection: &Connection,
    id: CaseId,
    case: Option<&Case>,
    pending: &[CommandId],
) -> Result<(), StoreFault> {
    forget(connection, id)?;
    let Some(case) = case.map(Case::as_dyn) else {
        return Ok(());
    };
    let marks = case.marks(pending);
    for (about, message) in &marks {
        let sql = "insert or replace into marks (about, case_id, message) values (?1, ?2, ?3)";
        let json = serde_json::to_string(message)?;
        table::run(connection, sql, (case_key(*about), case_key(id), json))?;
    }
    for mention in case.mentions() {
        let sql = "insert into mentions (about, case_id) values (?1, ?2)";
        match mention {
            Mention::Case(about) => table::run(connection, sql, (case_key(about), case_key(id)))?,
            Mention::Name(name) => table::run(connection, sql, (name.as_str(), case_key(id)))?,
        };
    }
    if marks.is_empty() {
        Ok(())
    } else {
        at_hand::touch(connection)
    }
}

/// Deletes what a case says of others.
pub fn forget(connection: &Connection, id: CaseId) -> Result<(), StoreFault> {
    let sql = "delete from mentions where case_id = ?1";
    table::run(connection, sql, [case_key(id)])?;
    let sql = "delete from marks where case_id = ?1";
    match table::run(connection, sql, [case_key(id)])? {
        0 => Ok(()),
        _ => at_hand::touch(connection),
    }
}

/// What another case says of this one, as its row has it.
pub fn mark(json: Option<String>) -> Option<Message> {
    serde_json::from_str(&json?).ok()
}

/// What another case says of this one.
pub fn mark_on(connection: &Connection, id: CaseId) -> Result<Option<Message>, StoreFault> {
    let sql = "select message from marks where about = ?1 limit 1";
    let json = table::first(connection, sql, [case_key(id)], |row| row.get(0))?;
    Ok(mark(json))
}

/// The cases on this phone that are about this one, those that it is about, and those
/// that are about the same, the latest first.
pub fn related(connection: &Connection, id: CaseId) -> Result<Vec<FoldedRow>, StoreFault> {
    let condition = format!(
        "c.id in (
            {OF_EACH_OTHER}
            union
            select other.case_id from mentions own cross join mentions other
                on other.about = own.about where own.case_id = ?1)
        and c.id <> ?1 order by c.n desc limit ?2"
    );
    list::matching(connection, &condition, (case_key(id), RELATED_MAX))
}
