//! How far the person has read what they are told of each case, on any of their phones.
//!
//! It is said by the number of an entry in the order of adoption, which is the same on
//! every phone, and it only ever grows. What is read here waits to be told to the server;
//! what the server says was read elsewhere. What covers a notice that is not here yet is
//! kept for it: a new phone tells its person only of what they have not read.

use super::{
    fault::StoreFault,
    table::{self, case_key, case_of},
};
use domain::{ids::CaseId, time::Timestamp};
use replica::wire::{NOTICES_READ_MAX, NoticesRead};
use rusqlite::Connection;

/// Notes that the notices of a case are read, or all of them. Gives whether the server is
/// to be told.
pub fn read(connection: &Connection, case: Option<CaseId>) -> Result<bool, StoreFault> {
    let case = case.map(case_key);
    let noted = table::run(
        connection,
        "insert into notices_read (case_id, upto, since, is_told)
         select case_id, max(number), max(received), 0 from notices
         where is_read = 0 and number > 0 and (?1 is null or case_id = ?1)
         group by case_id
         on conflict (case_id) do update
             set upto = excluded.upto, since = max(since, excluded.since), is_told = 0
             where upto < excluded.upto",
        [case],
    )?;
    table::run(
        connection,
        "update notices set is_read = 1 where is_read = 0 and (?1 is null or case_id = ?1)",
        [case],
    )?;
    Ok(noted > 0)
}

/// As much as fits into one request of what the server is to be told.
pub fn untold(connection: &Connection) -> Result<Vec<NoticesRead>, StoreFault> {
    let limit = i64::try_from(NOTICES_READ_MAX).unwrap_or(i64::MAX);
    let sql = "select case_id, upto from notices_read where is_told = 0 limit ?1";
    table::all(connection, sql, [limit], |row| {
        Ok(NoticesRead {
            case: case_of(row.get(0)?),
            upto: row.get(1)?,
        })
    })
}

/// The server was told this. What was read on meanwhile it was not.
pub fn are_told(connection: &Connection, told: &[NoticesRead]) -> Result<(), StoreFault> {
    let sql = "update notices_read set is_told = 1 where case_id = ?1 and upto = ?2";
    for read in told {
        table::run(connection, sql, (case_key(read.case), read.upto))?;
    }
    Ok(())
}

/// Takes in what was read on whichever phone.
pub fn take(
    connection: &Connection,
    read: &[NoticesRead],
    now: Timestamp,
) -> Result<(), StoreFault> {
    for NoticesRead { case, upto } in read {
        let sql = "insert into notices_read (case_id, upto, since, is_told)
                   values (?1, ?2, ?3, 1)
                   on conflict (case_id) do update
                       set upto = excluded.upto, since = max(since, excluded.since), is_told = 1
                       where upto <= excluded.upto";
        table::run(connection, sql, (case_key(*case), upto, now.0))?;
        cover(connection, *case)?;
    }
    Ok(())
}

/// The notices of a case are here, each with the number of its entry: what is known to be
/// read is so, and where the server was told less, or nothing since it was put back from a
/// backup, it is told.
pub fn settle(connection: &Connection, case: CaseId) -> Result<(), StoreFault> {
    cover(connection, case)?;
    table::run(
        connection,
        "insert into notices_read (case_id, upto, since, is_told)
         select case_id, max(number), max(received), 0 from notices
         where case_id = ?1 and is_read = 1 and number > 0 and number < coalesce(
             (select min(number) from notices
                 where case_id = ?1 and is_read = 0 and number > 0), ?2)
         group by case_id
         on conflict (case_id) do update
             set upto = excluded.upto, since = max(since, excluded.since), is_told = 0
             where upto < excluded.upto",
        (case_key(case), i64::MAX),
    )?;
    Ok(())
}

fn cover(connection: &Connection, case: CaseId) -> Result<(), StoreFault> {
    let sql = "update notices set is_read = 1
               where case_id = ?1 and is_read = 0 and number > 0
                   and number <= (select upto from notices_read where case_id = ?1)";
    table::run(connection, sql, [case_key(case)])?;
    Ok(())
}

/// Everything is about to be told anew, maybe of another history, in which entries have
/// other numbers: these are found again as the cases come, and what was read by them.
pub fn begin_anew(connection: &Connection) -> Result<(), StoreFault> {
    table::run(connection, "delete from notices_read", [])?;
    let sql = "update notices set number = 0 where number > 0";
    table::run(connection, sql, [])?;
    Ok(())
}

/// Lets go of what covers only notices that are older than this, and told no more.
pub fn sweep(connection: &Connection, older_than: Timestamp) -> Result<(), StoreFault> {
    let sql = "delete from notices_read where since < ?1";
    table::run(connection, sql, [older_than.0])?;
    Ok(())
}
