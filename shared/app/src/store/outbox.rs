//! The outbox as it stands in the file: what waits and what was refused, read as
//! far as this version of the app can.
//!
//! A command that only another version can read is kept for it as it is, and is a
//! line without its words until then. It is not sent, and neither is what the
//! person did after it to the same case, for that builds on it.
//!
//! What becomes of a waiting command:
//!
//! | its row says | sent | until |
//! |---|---|---|
//! | nothing of these | yes | the server has ruled |
//! | `is_stuck` | no | an app that can read it is here, or the person gives it up |
//! | `is_kept_back` | no | the person acts on the case that came with a code, or 90 days are over |
//! | `lost`: sent | yes | the server has ruled; what may pass makes it wait |
//! | `lost`: awaiting | no | what it depends on is delivered, or 7 days are over |
//!
//! And of its case: `evict` says whether it goes once nothing of it waits, or unless it is
//! delivered again; a row of `refetch` has it delivered whole.

use super::{
    cases::EVICT_WHEN_SETTLED,
    fault::{ActionError, StoreFault},
    photos,
    session_state::SessionState,
    table::{self, case_key, case_of, command_key, command_of},
};
use domain::{
    capabilities::Case,
    command::Command,
    ids::{CaseId, CommandId},
    time::Timestamp,
};
use replica::{held::Pending, refusal::Refusal};
use rusqlite::{Connection, Row};
use std::collections::BTreeSet;

/// Which pending commands are to be sent.
pub const TO_SEND: &str =
    "is_stuck = 0 and is_kept_back = 0 and json_extract(json, '$.lost.awaiting') is null";

/// A command of the outbox.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: CommandId,
    /// The case it was given for.
    pub case: CaseId,
    /// The command; none if only another version of the app can read it.
    pub command: Option<Command>,
    /// Why it was refused; none if it was not, or as above.
    pub refusal: Option<Refusal>,
    /// Whether it waits for what a restored server has lost.
    pub is_awaiting: bool,
    /// The case of a refused one as it stands, if it is here.
    pub on: Option<Case>,
}

/// What waits to be sent, in the order in which it was given.
pub fn waiting(connection: &Connection, limit: u32) -> Result<Vec<Line>, StoreFault> {
    let sql = "select command_id, case_id, json from pending where is_kept_back = 0
               order by n limit ?1";
    let line = |row: &Row<'_>| {
        let pending: Option<Pending> = read(&row.get::<_, String>(2)?);
        Ok(Line {
            id: command_of(row.get(0)?),
            case: case_of(row.get(1)?),
            is_awaiting: pending.as_ref().is_some_and(Pending::is_awaiting),
            command: pending.map(|pending| pending.command),
            refusal: None,
            on: None,
        })
    };
    table::all(connection, sql, [limit], line)
}

/// What was refused, the latest first.
pub fn all_refused(connection: &Connection, limit: u32) -> Result<Vec<Line>, StoreFault> {
    let which = "order by at desc, command_id desc limit ?1";
    refused_by(connection, which, [limit])
}

pub fn refused(connection: &Connection, id: CommandId) -> Result<Option<Line>, StoreFault> {
    let mut found = refused_by(connection, "where command_id = ?1", [command_key(id)])?;
    Ok(found.pop())
}

fn refused_by(
    connection: &Connection,
    which: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<Line>, StoreFault> {
    let sql = format!("select command_id, case_id, command, refusal from refused {which}");
    table::all(connection, &sql, params, |row| {
        Ok(Line {
            id: command_of(row.get(0)?),
            case: case_of(row.get(1)?),
            command: read(&row.get::<_, String>(2)?),
            refusal: read(&row.get::<_, String>(3)?),
            is_awaiting: false,
            on: None,
        })
    })
}

/// What is kept as JSON; none if only another version of the app can read it.
pub fn read<T: serde::de::DeserializeOwned>(json: &str) -> Option<T> {
    serde_json::from_str(json).ok()
}

/// Notes which pending commands this version of the app can read and send. The
/// cases of those that it could not before are asked for whole: what was settled
/// in them meanwhile was settled without these commands.
pub fn examine(connection: &Connection) -> Result<(), StoreFault> {
    let sql = "select n, case_id, json, is_stuck from pending order by n";
    let rows = table::all(connection, sql, [], |row| {
        let is_read = read::<Pending>(&row.get::<_, String>(2)?).is_some();
        Ok((
            row.get::<_, i64>(0)?,
            case_of(row.get(1)?),
            is_read,
            row.get::<_, bool>(3)?,
        ))
    })?;
    let mut stuck = BTreeSet::new();
    for (n, case, is_read, was_stuck) in rows {
        if !is_read {
            stuck.insert(case);
        }
        let is_stuck = stuck.contains(&case);
        if is_stuck != was_stuck {
            let sql = "update pending set is_stuck = ?2 where n = ?1";
            table::run(connection, sql, (n, is_stuck))?;
        }
        if was_stuck && !is_stuck {
            refetch(connection, case)?;
        }
    }
    Ok(())
}

/// Keeps back what came with a code until the person acts on the case.
pub fn keep_back(connection: &Connection, case: CaseId) -> Result<(), StoreFault> {
    let sql = "update pending set is_kept_back = 1 where case_id = ?1";
    table::run(connection, sql, [case_key(case)])?;
    let sql = "update cases set evict = ?2 where id = ?1";
    table::run(connection, sql, (case_key(case), EVICT_WHEN_SETTLED))?;
    Ok(())
}

/// The person has acted on a case: what was kept back of it goes with that.
pub fn send_on(connection: &Connection, case: CaseId) -> Result<(), StoreFault> {
    let sql = "update pending set is_kept_back = 0 where case_id = ?1 and is_kept_back = 1";
    table::run(connection, sql, [case_key(case)])?;
    Ok(())
}

/// Lets go of what was kept back and given before a time: nobody is going to act on it.
pub fn let_go_kept_back(connection: &Connection, before: Timestamp) -> Result<(), StoreFault> {
    let sql = "delete from pending where is_kept_back = 1
               and json_extract(json, '$.command.at') < ?1";
    table::run(connection, sql, [before.0])?;
    Ok(())
}

/// Has a case delivered whole.
pub fn refetch(connection: &Connection, case: CaseId) -> Result<(), StoreFault> {
    let sql = "insert or ignore into refetch (case_id) values (?1)";
    table::run(connection, sql, [case_key(case)])?;
    Ok(())
}

/// Forgets a waiting command that this version of the app cannot read. Its change
/// stands in the case's document until that is delivered whole, and its actor
/// never writes again.
///
/// # Errors
/// If there is none, or the file cannot be written.
pub fn give_up(
    connection: &Connection,
    state: &mut SessionState,
    command: CommandId,
) -> Result<(), ActionError> {
    let sql = "select case_id, json from pending where command_id = ?1";
    let found = table::first(connection, sql, [command_key(command)], |row| {
        Ok((case_of(row.get(0)?), row.get::<_, String>(1)?))
    })?;
    let (case, json) = found.ok_or(ActionError::Gone)?;
    if read::<Pending>(&json).is_some() {
        return Err(ActionError::Gone);
    }
    let session = state.session.as_mut().ok_or(ActionError::SignedOut)?;
    session.incarnation = session.incarnation.saturating_add(1);
    let sql = "delete from pending where command_id = ?1";
    table::run(connection, sql, [command_key(command)])?;
    photos::hold_back(connection, command)?;
    refetch(connection, case)?;
    Ok(examine(connection)?)
}
