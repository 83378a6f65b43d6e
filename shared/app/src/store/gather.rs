//! Gathering what is to be said to the server: as much of the outbox as fits into
//! one request, and what is to be delivered whole.

use super::{
    cases::EVICT_UNLESS_DELIVERED,
    fault::ActionError,
    notices_read,
    outbox::TO_SEND,
    session_state::SessionState,
    table::{self, case_of},
};
use domain::ids::CaseId;
use replica::{
    held::Pending,
    wire::{COMMANDS_MAX, NoticesRead, Pushed, REFETCH_MAX, REQUEST_BYTES_MAX},
};
use rusqlite::Connection;

/// What is to be said to the server.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    pub cursor: Vec<u8>,
    /// The commands that fit into one request.
    pub commands: Vec<Pushed>,
    /// Whether the phone keeps some that are not among them.
    pub more: bool,
    /// The cases to be asked for whole.
    pub refetch: Vec<CaseId>,
    /// What was read here and the server does not know, as much as fits.
    pub notices_read: Vec<NoticesRead>,
}

/// Gathers what is to be said to the server.
pub fn gather(connection: &Connection, state: &SessionState) -> Result<Gathered, ActionError> {
    let session = state.session.as_ref().ok_or(ActionError::SignedOut)?;
    let rows = table::all(
        connection,
        &format!("select case_id, json from pending where {TO_SEND} order by n limit ?1"),
        [i64::try_from(COMMANDS_MAX + 1).unwrap_or(i64::MAX)],
        |row| Ok((case_of(row.get(0)?), row.get::<_, String>(1)?)),
    )?;
    let mut commands = Vec::new();
    // As it is stored, in JSON, a command is longer than on the wire.
    let mut capacity = REQUEST_BYTES_MAX - (REQUEST_BYTES_MAX >> 4);
    for (case, json) in rows.into_iter().take(COMMANDS_MAX) {
        if json.len() > capacity && !commands.is_empty() {
            break;
        }
        capacity = capacity.saturating_sub(json.len());
        let pending: Pending = serde_json::from_str(&json)?;
        commands.push(pending.pushed(case));
    }
    let limit = i64::try_from(REFETCH_MAX).unwrap_or(i64::MAX);
    let sql = "select case_id from refetch limit ?1";
    let refetch = table::all(connection, sql, [limit], |row| Ok(case_of(row.get(0)?)))?;
    // Those that wait for something else count, too, and what may prove lost.
    let sql = "select (select count(*) from pending)
                   + (select count(*) from cases where evict <> 0 and evict = ?1)";
    let kept = table::count(connection, sql, [EVICT_UNLESS_DELIVERED])?;
    Ok(Gathered {
        cursor: session.cursor.clone(),
        more: usize::try_from(kept).is_ok_and(|kept| kept > commands.len()),
        commands,
        refetch,
        notices_read: notices_read::untold(connection)?,
    })
}
