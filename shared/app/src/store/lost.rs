//! What a server that was restored from a backup may have lost.
//!
//! The phone has it still: commands, and the ids of photos, stand in the documents. After
//! everything is told anew, a case that was not delivered again is not simply gone. Its
//! person may read it no more, or the server lacks it, and only the server knows. So what
//! the person has done there is sent again first. The server has it (then the case goes),
//! adopts it anew, or lacks what it depends on: then it waits here for the phones of others
//! to bring that back. What a delivered case lacks, [`replica::held`] finds. What was
//! unsent when the phone was told of another history is treated alike.

use super::{
    acts::{self, RefusedCommand},
    cases::{self, EVICT_UNLESS_DELIVERED, EVICT_WHEN_SETTLED, Found},
    fault::{ActionError, StoreFault},
    outbox, photos,
    session_state::SessionState,
    table::{self, case_key, case_of},
};
use domain::{
    ids::CaseId,
    time::{Span, Timestamp},
};
use replica::held::{Held, Pending};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// For how long is waited for what others have to bring back.
const AWAITED: Span = Span::days(7);

/// Whether a case was not delivered again since everything began to be told anew.
pub fn is_stale(connection: &Connection, id: CaseId) -> Result<bool, StoreFault> {
    let sql = "select count(*) from cases where id = ?1 and evict = ?2";
    let stale = table::count(connection, sql, (case_key(id), EVICT_UNLESS_DELIVERED))?;
    Ok(stale > 0)
}

/// Sends the photos of what the person has done to a case once more: the server may have
/// the act and not its photos.
pub fn send_photos_again(
    connection: &Connection,
    id: CaseId,
    held: &Held,
    state: &SessionState,
) -> Result<(), StoreFault> {
    let Some(session) = &state.session else {
        return Ok(());
    };
    // One that cannot be read was delivered so, and shows no photo here either.
    let adopted = held.adopted_by(session.person.id).unwrap_or_default();
    for done in adopted.iter().chain(&held.pending) {
        let command = &done.command;
        photos::send_with(connection, id, command.id, &command.act)?;
    }
    Ok(())
}

/// Everything was told anew: what the person has done to the cases that were not
/// delivered again is sent once more. The cases stay until the server has ruled on it.
pub fn offer_again(connection: &Connection, state: &SessionState) -> Result<(), StoreFault> {
    let Some(session) = &state.session else {
        return Ok(());
    };
    let sql = "select id from cases where evict = ?1";
    let ids = table::all(connection, sql, [EVICT_UNLESS_DELIVERED], |row| {
        Ok(case_of(row.get(0)?))
    })?;
    for id in ids {
        // What is damaged or only a newer version can read says nothing more here.
        let Found::Here(mut held) = cases::load(connection, id)? else {
            continue;
        };
        let adopted = held.adopted_by(session.person.id).unwrap_or_default();
        if adopted.is_empty() {
            continue;
        }
        for done in &adopted {
            photos::send_with(connection, id, done.command.id, &done.command.act)?;
        }
        held.pending.splice(0..0, adopted);
        let history = held.history();
        cases::put(connection, id, &held, &history, state)?;
        let sql = "update cases set evict = ?2 where id = ?1";
        table::run(connection, sql, (case_key(id), EVICT_WHEN_SETTLED))?;
    }
    Ok(())
}

/// The server is of another history than the one in which this was done: it is sent like
/// what it has lost. What is kept back until the person acts on it is not.
pub fn mark_unsent(connection: &Connection) -> Result<(), StoreFault> {
    let sql = "update pending set json = json_set(json, '$.lost', 'sent')
               where is_stuck = 0 and is_kept_back = 0 and json_extract(json, '$.lost') is null";
    table::run(connection, sql, [])?;
    Ok(())
}

/// These cases were delivered, and the person's own record if that is said: what waits
/// and depends on that is tried once more, by having its own case delivered whole. A
/// document that does not come, because the server does not know the case, stays as it
/// is, and what waits in it is sent.
pub fn try_again(
    connection: &Connection,
    delivered: &BTreeSet<CaseId>,
    is_own_record: bool,
) -> Result<(), StoreFault> {
    if delivered.is_empty() && !is_own_record {
        return Ok(());
    }
    for (id, pending) in awaiting(connection)? {
        let mut depends_on = pending.command.act.as_dyn().references();
        let sql = "select folded from cases where id = ?1";
        let folded = table::first(connection, sql, [case_key(id)], |row| row.get(0))?;
        if let Some(case) = cases::folded(connection, id, folded.flatten())? {
            depends_on.extend(case.as_dyn().references());
        }
        if is_own_record || !depends_on.cases.is_disjoint(delivered) {
            outbox::refetch(connection, id)?;
        }
    }
    Ok(())
}

/// What waits for others to bring back what it depends on, with its case. What only
/// another version of the app can read is left to that.
fn awaiting(connection: &Connection) -> Result<Vec<(CaseId, Pending)>, StoreFault> {
    let sql = "select case_id, json from pending
               where json_extract(json, '$.lost.awaiting') is not null order by n";
    let rows = table::all(connection, sql, [], |row| {
        Ok((case_of(row.get(0)?), row.get::<_, String>(1)?))
    })?;
    let read = rows
        .into_iter()
        .map(|(case, json)| Some((case, outbox::read(&json)?)));
    Ok(read.flatten().collect())
}

/// Notes when something was found lost, and lets nothing of it wait for ever: what waited
/// in vain is refused, and so the person's to decide. Gives how much that is.
pub fn give_up(
    connection: &Connection,
    state: &mut SessionState,
    now: Timestamp,
) -> Result<u32, ActionError> {
    let session = state.session.as_mut().ok_or(ActionError::SignedOut)?;
    let sql = "select count(*) from pending where json_extract(json, '$.lost') is not null";
    if table::count(connection, sql, [])? == 0 {
        session.restored_at = None;
        return Ok(0);
    }
    let since = *session.restored_at.get_or_insert(now);
    if now < since + AWAITED {
        return Ok(0);
    }
    let mut given_up = 0;
    for (case, pending) in awaiting(connection)? {
        let Some(refusal) = pending.awaits().cloned() else {
            continue;
        };
        let refused = RefusedCommand {
            case,
            command: pending.command,
            refusal,
            at: now,
        };
        let sql = "delete from pending where command_id = ?1";
        table::run(connection, sql, [table::command_key(refused.command.id)])?;
        acts::keep_refused(connection, &refused)?;
        given_up += 1;
    }
    Ok(given_up)
}
