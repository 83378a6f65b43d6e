//! What a person is told of, as it stands in the file; the words come from the case.

use super::{
    StoreFault,
    cases::{self, Found},
    table::{self, case_key, case_of, command_of},
};
use domain::{
    case::History,
    ids::{CaseId, CommandId},
    time::Timestamp,
};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Something a person is told of.
#[derive(Clone, Debug)]
pub struct NoticeRow {
    /// The entry it is about.
    pub entry: CommandId,
    pub id: CaseId,
    /// When the server received the entry.
    pub received: Timestamp,
    /// Whether it was read.
    pub is_read: bool,
    /// The case's history, out of which the words come.
    pub history: History,
}

/// The notices, the latest first.
pub fn latest(connection: &Connection, limit: u32) -> Result<Vec<NoticeRow>, StoreFault> {
    let sql = "select entry, case_id, received, is_read from notices
               order by received desc, entry desc limit ?1";
    let rows = table::all(connection, sql, [limit], |row| {
        Ok((
            command_of(row.get(0)?),
            case_of(row.get(1)?),
            Timestamp(row.get(2)?),
            row.get::<_, bool>(3)?,
        ))
    })?;
    let mut histories: BTreeMap<CaseId, History> = BTreeMap::new();
    let mut notices = Vec::new();
    for (entry, id, received, is_read) in rows {
        if !histories.contains_key(&id)
            && let Found::Here(held) = cases::load(connection, id)?
        {
            histories.insert(id, held.history());
        }
        if let Some(history) = histories.get(&id) {
            notices.push(NoticeRow {
                entry,
                id,
                received,
                is_read,
                history: history.clone(),
            });
        }
    }
    Ok(notices)
}

/// Marks the notices of a case as read, or all of them.
pub fn mark_read(connection: &Connection, case: Option<CaseId>) -> Result<(), StoreFault> {
    let set = "update notices set is_read = 1 where is_read = 0";
    match case {
        Some(id) => table::run(
            connection,
            &format!("{set} and case_id = ?1"),
            [case_key(id)],
        )?,
        None => table::run(connection, set, [])?,
    };
    Ok(())
}
