//! Acts: executing a command on the phone, doing a refused one again, letting
//! one go. Each is one transaction, after which it is durable.
//!
//! Whether an act is permitted is the domain's rule, asked by the replica.

use super::{
    Memory, StoreFault, Trouble,
    cases::{self, Found},
    table::{self, case_of, command_key},
};
use domain::{
    capabilities::{Act, Case, Refusal},
    case::Entry,
    command::Command,
    ids::{CaseId, CommandId},
    time::Timestamp,
};
use replica::held::{Held, Holder};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// What is to be done to which case, with the ids and the time that the app has
/// drawn for it.
#[derive(Clone, Debug)]
pub struct ToDo {
    /// The case; one that does not exist yet begins with the act.
    pub case: CaseId,
    /// The command's id.
    pub id: CommandId,
    /// The time of acting.
    pub at: Timestamp,
    /// The act.
    pub act: Act,
}

/// A command that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parked {
    /// The case it was meant for.
    pub case: CaseId,
    /// The command.
    pub command: Command,
    /// Why it was refused.
    pub refusal: Refusal,
    /// When that became known, by the server's clock.
    pub at: Timestamp,
}

/// Executes a command; the draft it was made of goes with it.
///
/// # Errors
/// If it is not permitted, or the file cannot be written.
pub fn act(
    connection: &Connection,
    memory: &Memory,
    to_do: &ToDo,
    draft: Option<&(String, String)>,
) -> Result<(), Trouble> {
    let held = match cases::load(connection, to_do.case)? {
        Found::Absent => Box::new(Held::begin(to_do.act.kind())),
        found => found.here()?,
    };
    execute(connection, memory, held, to_do)?;
    if let Some((subject, offer)) = draft {
        table::run(
            connection,
            "delete from drafts where subject = ?1 and offer = ?2",
            (subject, offer),
        )?;
    }
    Ok(())
}

fn execute(
    connection: &Connection,
    memory: &Memory,
    mut held: Box<Held>,
    to_do: &ToDo,
) -> Result<(), Trouble> {
    let session = memory.session.as_ref().ok_or(Trouble::SignedOut)?;
    let command = Command {
        id: to_do.id,
        author: session.person.id,
        at: to_do.at,
        act: to_do.act.clone(),
    };
    let holder = Holder {
        person: &session.person,
        directory: &memory.directory,
        actor: &session.actor(),
    };
    held.act(command, &holder)?.map_err(Trouble::Refused)?;
    let history = held.history();
    Ok(cases::put(connection, to_do.case, &held, &history, memory)?)
}

/// Does a refused command again, as a new one meant for the case as it stands
/// now. One that began a case begins `new_case`, for the old id is used up.
///
/// # Errors
/// If it is not permitted now either, or the case or the command is gone.
pub fn do_again(
    connection: &Connection,
    memory: &Memory,
    refused: CommandId,
    new_case: CaseId,
    new_id: CommandId,
    at: Timestamp,
) -> Result<CaseId, Trouble> {
    let parked = parked(connection, refused)?.ok_or(Trouble::Gone)?;
    let act = parked.command.act;
    let (case, held, act) = match cases::load(connection, parked.case)? {
        Found::Absent if opens(&parked.command.id, memory, &act) => {
            (new_case, Box::new(Held::begin(act.kind())), act)
        }
        found => {
            let held = found.here()?;
            let case = held.history().case.ok_or(Trouble::Gone)?;
            (parked.case, held, case.anew(&act))
        }
    };
    let id = new_id;
    execute(connection, memory, held, &ToDo { case, id, at, act })?;
    let_go(connection, refused)?;
    Ok(case)
}

/// Whether an act can be the first of its case.
fn opens(id: &CommandId, memory: &Memory, act: &Act) -> bool {
    let Some(session) = &memory.session else {
        return false;
    };
    let entry = Entry {
        id: *id,
        author: session.person.id,
        at: Timestamp::default(),
    };
    Case::apply(&mut None, &entry, act).is_ok()
}

/// Forgets a refused command, as its author wishes.
///
/// # Errors
/// If there is none, or the file cannot be written.
pub fn let_go(connection: &Connection, refused: CommandId) -> Result<(), Trouble> {
    let sql = "delete from parked where command_id = ?1";
    match table::run(connection, sql, [command_key(refused)])? {
        0 => Err(Trouble::Gone),
        _ => Ok(()),
    }
}

/// Keeps a refused command until its author has decided.
///
/// # Errors
/// If the file cannot be written.
pub fn park(connection: &Connection, parked: &Parked) -> Result<(), StoreFault> {
    table::run(
        connection,
        "insert or replace into parked (command_id, case_id, command, refusal, at)
         values (?1, ?2, ?3, ?4, ?5)",
        (
            command_key(parked.command.id),
            table::case_key(parked.case),
            parked.command.to_json(),
            serde_json::to_string(&parked.refusal)?,
            parked.at.0,
        ),
    )?;
    Ok(())
}

fn parked(connection: &Connection, id: CommandId) -> Result<Option<Parked>, StoreFault> {
    let mut found = parked_by(connection, "where command_id = ?1", [command_key(id)])?;
    Ok(found.pop())
}

/// The parked commands, the latest first.
///
/// # Errors
/// If the file cannot be read.
pub fn all_parked(connection: &Connection, limit: u32) -> Result<Vec<Parked>, StoreFault> {
    parked_by(
        connection,
        "order by at desc, command_id desc limit ?1",
        [limit],
    )
}

fn parked_by(
    connection: &Connection,
    which: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<Parked>, StoreFault> {
    let sql = format!("select case_id, command, refusal, at from parked {which}");
    let rows = table::all(connection, &sql, params, |row| {
        Ok((
            case_of(row.get(0)?),
            row.get::<_, String>(1)?,
            row.get::<_, String>(2)?,
            Timestamp(row.get(3)?),
        ))
    })?;
    rows.into_iter()
        .map(|(case, command, refusal, at)| {
            Ok(Parked {
                case,
                command: serde_json::from_str(&command)?,
                refusal: serde_json::from_str(&refusal)?,
                at,
            })
        })
        .collect()
}
