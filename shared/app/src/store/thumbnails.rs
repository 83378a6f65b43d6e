//! Thumbnails that cases on this phone show and that are not here: which ones are to
//! be asked for, and when.
//!
//! Whoever comes to a list or a case without a signal shall see what it shows, so they
//! come before they are looked at: those of cases that are open, by themselves, the
//! latest first and only so many; those of any case, once it is opened. An act waits
//! for no photo, so one may not be on the server yet: it is asked for again, later and
//! later. Thumbnails that are here are photos like others (`photos`).

use super::{
    fault::StoreFault,
    table::{self, case_key, case_of},
};
use domain::{
    case::History,
    ids::{BlobId, CaseId},
    photos::Picture,
    time::{Span, Timestamp},
};
use rusqlite::Connection;

/// How many thumbnails can be missing. On a phone that begins with a thousand cases the
/// older ones come when they are looked at.
const MISSING_MAX: u32 = 500;
/// How long one that the server has not is waited for at first, and at most.
const PUT_OFF_MS: (i64, i64) = (60_000, 24 * 60 * 60 * 1_000);

/// Notes what is missing of a case.
pub fn note(connection: &Connection, case: CaseId, history: &History) -> Result<(), StoreFault> {
    let sql = "insert or ignore into missing_thumbnails (id, case_id)
               select ?1, ?2 where not exists (select 1 from photos where id = ?1)";
    let mut noted = 0;
    for thumbnail in thumbnails(history) {
        noted += table::run(connection, sql, (thumbnail.0, case_key(case)))?;
    }
    if noted == 0 {
        return Ok(());
    }
    let sql = "delete from missing_thumbnails where n <= (
                   select n from missing_thumbnails order by n desc limit 1 offset ?1)";
    table::run(connection, sql, [MISSING_MAX])?;
    Ok(())
}

/// Somebody looks at a case: what is missing of it is asked for at once, before what
/// nobody looks at.
pub fn hasten(connection: &Connection, case: CaseId, history: &History) -> Result<(), StoreFault> {
    forget(connection, case)?;
    note(connection, case, history)
}

fn thumbnails(history: &History) -> impl Iterator<Item = BlobId> {
    let acts = history
        .entries
        .iter()
        .filter_map(|entry| entry.act.as_ref());
    let pictures = acts.flat_map(|act| act.as_dyn().pictures());
    pictures.map(|Picture { thumbnail, .. }| thumbnail)
}

/// How many are missing, whether or not they may be asked for now.
pub fn missing(connection: &Connection) -> Result<u32, StoreFault> {
    table::count(connection, "select count(*) from missing_thumbnails", [])
}

/// The one to be asked for now.
pub fn next(connection: &Connection, now: Timestamp) -> Result<Option<BlobId>, StoreFault> {
    let sql = "select id from missing_thumbnails where not_before <= ?1 order by n desc limit 1";
    table::first(connection, sql, [now.0], |row| Ok(BlobId(row.get(0)?)))
}

/// It is missing no more. Gives the case that shows it.
pub fn take(connection: &Connection, id: BlobId) -> Result<Option<CaseId>, StoreFault> {
    let sql = "delete from missing_thumbnails where id = ?1 returning case_id";
    table::first(connection, sql, [id.0], |row| Ok(case_of(row.get(0)?)))
}

/// The server has it not, or not yet.
pub fn put_off(connection: &Connection, id: BlobId, now: Timestamp) -> Result<(), StoreFault> {
    let sql = "select failures from missing_thumbnails where id = ?1";
    let failures = table::first(connection, sql, [id.0], |row| row.get::<_, u32>(0))?;
    let (first, most) = PUT_OFF_MS;
    let factor = 1 << failures.unwrap_or_default().min(20);
    let not_before = now + Span((first * factor).min(most));
    let sql = "update missing_thumbnails set failures = failures + 1, not_before = ?2
               where id = ?1";
    table::run(connection, sql, (id.0, not_before.0))?;
    Ok(())
}

/// Nothing is missing for a case any more.
pub fn forget(connection: &Connection, case: CaseId) -> Result<(), StoreFault> {
    let sql = "delete from missing_thumbnails where case_id = ?1";
    table::run(connection, sql, [case_key(case)])?;
    Ok(())
}
