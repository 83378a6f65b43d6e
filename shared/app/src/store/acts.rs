//! Acts: executing a command on the phone, doing a refused one again, letting
//! one go. Each is one transaction, after which it is durable.
//!
//! Whether an act is permitted is the domain's rule, asked by the replica.

use super::{
    ActionError, SessionState, StoreFault,
    cases::{self, Found},
    outbox, photos,
    table::{self, command_key},
};
use domain::{
    capabilities::{Act, Case, Refusal},
    command::Command,
    command::CommandHeader,
    ids::{CaseId, CommandId},
    time::Timestamp,
};
use replica::held::{Held, Holder};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// What is to be done to which case, with the ids and the time that the app has
/// drawn for it.
#[derive(Clone, Debug)]
pub struct NewCommand {
    /// The case; one that does not exist yet begins with the act.
    pub case: CaseId,
    pub id: CommandId,
    /// The time of acting.
    pub at: Timestamp,
    pub act: Act,
}

/// A command that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedCommand {
    /// The case it was meant for.
    pub case: CaseId,
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
    state: &SessionState,
    new_command: &NewCommand,
    draft: Option<&(String, String)>,
) -> Result<(), ActionError> {
    let held = match cases::load(connection, new_command.case)? {
        Found::Absent => Box::new(Held::begin(new_command.act.kind())),
        found => found.here()?,
    };
    execute(connection, state, held, new_command)?;
    if let Some((subject, offer)) = draft {
        table::run(
            connection,
            "delete from drafts where subject = ?1 and offer = ?2",
            (subject, offer),
        )?;
    }
    Ok(photos::sweep(connection)?)
}

fn execute(
    connection: &Connection,
    state: &SessionState,
    mut held: Box<Held>,
    new_command: &NewCommand,
) -> Result<(), ActionError> {
    let session = state.session.as_ref().ok_or(ActionError::SignedOut)?;
    let command = Command {
        id: new_command.id,
        author: session.person.id,
        at: new_command.at,
        act: new_command.act.clone(),
    };
    let holder = Holder {
        person: &session.person,
        directory: &state.directory,
        actor: &session.actor(),
    };
    held.act(command, &holder)?.map_err(ActionError::Refused)?;
    let history = held.history();
    cases::put(connection, new_command.case, &held, &history, state)?;
    Ok(photos::send_with(
        connection,
        new_command.case,
        new_command.id,
        &new_command.act,
    )?)
}

/// Does a refused command again, as a new one meant for the case as it stands
/// now. One that began a case begins `new_case`, for the old id is used up.
///
/// # Errors
/// If it is not permitted now either, or the case or the command is gone.
pub fn do_again(
    connection: &Connection,
    state: &mut SessionState,
    refused: CommandId,
    new_case: CaseId,
    new_id: CommandId,
    at: Timestamp,
) -> Result<CaseId, ActionError> {
    let line = outbox::refused(connection, refused)?.ok_or(ActionError::Gone)?;
    let act = line.command.ok_or(ActionError::Unread)?.act;
    let (case, held, act) = match cases::load(connection, line.case)? {
        Found::Absent if opens(&refused, state, &act) => {
            (new_case, Box::new(Held::begin(act.kind())), act)
        }
        found => {
            let held = found.here()?;
            let case = held.history().case.ok_or(ActionError::Gone)?;
            (line.case, held, case.anew(&act))
        }
    };
    let id = new_id;
    execute(connection, state, held, &NewCommand { case, id, at, act })?;
    let_go(connection, state, refused)?;
    Ok(case)
}

/// Whether an act can be the first of its case.
fn opens(id: &CommandId, state: &SessionState, act: &Act) -> bool {
    let Some(session) = &state.session else {
        return false;
    };
    let header = CommandHeader {
        id: *id,
        author: session.person.id,
        at: Timestamp::default(),
    };
    Case::apply(&mut None, &header, act).is_ok()
}

/// Forgets a refused command, as its author wishes; or one that waits, if this
/// version of the app cannot read it and so never sends it.
///
/// # Errors
/// If there is none, or the file cannot be written.
pub fn let_go(
    connection: &Connection,
    state: &mut SessionState,
    command: CommandId,
) -> Result<(), ActionError> {
    let sql = "delete from refused where command_id = ?1";
    if table::run(connection, sql, [command_key(command)])? == 0 {
        outbox::give_up(connection, state, command)?;
    }
    Ok(photos::sweep(connection)?)
}

/// Keeps a refused command until its author has decided.
pub fn keep_refused(connection: &Connection, refused: &RefusedCommand) -> Result<(), StoreFault> {
    table::run(
        connection,
        "insert or replace into refused (command_id, case_id, command, refusal, at)
         values (?1, ?2, ?3, ?4, ?5)",
        (
            command_key(refused.command.id),
            table::case_key(refused.case),
            refused.command.to_json(),
            serde_json::to_string(&refused.refusal)?,
            refused.at.0,
        ),
    )?;
    photos::hold_back(connection, refused.command.id)
}
