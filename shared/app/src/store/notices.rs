//! What a person is told of, as it stands in the file. It is kept with its words,
//! so that it can be read without the case, and when the case has left the phone.

use super::{
    fault::StoreFault,
    table::{self, case_key, case_of, command_key, command_of},
};
use domain::{
    ids::{CaseId, CommandId},
    presented::Notice,
    time::Timestamp,
    view::Tone,
    words::Message,
};
use rusqlite::Connection;

/// Something a person is told of.
#[derive(Clone, Debug)]
pub struct NoticeRow {
    pub case: CaseId,
    /// The entry it is about.
    pub entry: CommandId,
    /// What the case was about when it was told; empty once the person may not
    /// read the case any more.
    pub title: String,
    pub message: Message,
    pub tone: Tone,
    /// When the server received the entry.
    pub received: Timestamp,
    pub is_read: bool,
}

/// Tells of something once, and not if the person has read it on another phone. Its entry
/// has this number in the order of adoption; 0 if that is not known.
pub fn tell(
    connection: &Connection,
    case: CaseId,
    title: &str,
    notice: &Notice,
    number: usize,
    received: Timestamp,
) -> Result<(), StoreFault> {
    table::run(
        connection,
        "insert into notices (case_id, entry, number, title, message, tone, received, is_read)
         select ?1, ?2, ?3, ?4, ?5, ?6, ?7, 0
         where not exists (select 1 from notices_read
                 where case_id = ?1 and ?3 between 1 and upto)
             or exists (select 1 from notices where case_id = ?1 and entry = ?2)
         on conflict (case_id, entry) do update set number = excluded.number
             where number <> excluded.number and excluded.number > 0",
        (
            case_key(case),
            command_key(notice.entry),
            i64::try_from(number).unwrap_or(i64::MAX),
            title,
            serde_json::to_string(&notice.message)?,
            serde_json::to_string(&notice.tone)?,
            received.0,
        ),
    )?;
    Ok(())
}

/// The notices, the latest first.
pub fn latest(connection: &Connection, limit: u32) -> Result<Vec<NoticeRow>, StoreFault> {
    let sql = "select case_id, entry, title, message, tone, received, is_read from notices
               order by received desc, entry desc limit ?1";
    let rows = table::all(connection, sql, [limit], |row| {
        let (message, tone): (String, String) = (row.get(3)?, row.get(4)?);
        let is_read = row.get(6)?;
        // What another version of the app has told, and this one cannot say, is a line
        // all the same: it counts among those that are not read.
        let said = serde_json::from_str(&message).ok();
        let message = said.unwrap_or_else(|| Message::new("notice-unreadable"));
        let tone = serde_json::from_str(&tone).unwrap_or_default();
        let (case, entry) = (case_of(row.get(0)?), command_of(row.get(1)?));
        let (title, received) = (row.get(2)?, Timestamp(row.get(5)?));
        Ok(NoticeRow {
            case,
            entry,
            title,
            message,
            tone,
            received,
            is_read,
        })
    })?;
    Ok(rows)
}

/// A case may not be read any more: what it is about goes from what was told.
pub fn forget_title(connection: &Connection, case: CaseId) -> Result<(), StoreFault> {
    let sql = "update notices set title = '' where case_id = ?1";
    table::run(connection, sql, [case_key(case)])?;
    Ok(())
}

/// Lets go of what is older than this.
pub fn sweep(connection: &Connection, older_than: Timestamp) -> Result<(), StoreFault> {
    let sql = "delete from notices where received < ?1";
    table::run(connection, sql, [older_than.0])?;
    Ok(())
}
