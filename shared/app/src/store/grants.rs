//! What the cases on this phone say of each other: what people may hand on of them,
//! what marks one case puts on another, and the secrets that came with codes.
//!
//! What people may hand on is kept in memory as part of the directory at hand, so that
//! forms offer it and the rule finds it. Like its names, a case that was only asked for
//! leaves it behind.

use super::{
    fault::StoreFault,
    session_state::SessionState,
    table::{self, case_key, case_of},
};
use domain::{
    capabilities::Case,
    directory::Grant,
    ids::CaseId,
    secret::{Secret, SecretHash},
    words::Message,
};
use rusqlite::Connection;
use std::{collections::BTreeMap, sync::Arc};

/// Of how many cases it is kept in memory what people may hand on: those first of which
/// the person may.
const CASES_MAX: u32 = 500;

/// Writes what a case says in the place of what it said.
pub fn put(
    connection: &Connection,
    id: CaseId,
    case: Option<&Case>,
    is_pending: bool,
) -> Result<(), StoreFault> {
    forget(connection, id)?;
    let Some(case) = case.map(Case::as_dyn) else {
        return Ok(());
    };
    let grants = case.grants();
    if !grants.is_empty() {
        let sql = "insert into grants (case_id, holder, json) values (?1, ?2, ?3)";
        let standing = grants.iter().find(|grant| grant.stands);
        let holder = standing.map(|grant| *grant.to.0.as_bytes());
        let json = serde_json::to_string(&grants)?;
        table::run(connection, sql, (case_key(id), holder, json))?;
    }
    for (about, message) in case.marks(is_pending) {
        let sql = "insert or replace into marks (about, case_id, message) values (?1, ?2, ?3)";
        let json = serde_json::to_string(&message)?;
        table::run(connection, sql, (case_key(about), case_key(id), json))?;
    }
    Ok(())
}

/// Deletes what a case says.
pub fn forget(connection: &Connection, id: CaseId) -> Result<(), StoreFault> {
    let sql = "delete from grants where case_id = ?1";
    table::run(connection, sql, [case_key(id)])?;
    unmark(connection, id)
}

/// Takes away the marks that a case puts on others.
pub fn unmark(connection: &Connection, id: CaseId) -> Result<(), StoreFault> {
    let sql = "delete from marks where case_id = ?1";
    table::run(connection, sql, [case_key(id)])?;
    Ok(())
}

/// What another case says of this one, as its row has it.
pub fn mark(json: Option<String>) -> Option<Message> {
    serde_json::from_str(&json?).ok()
}

/// Keeps a secret that was given out or came with a code.
pub fn keep_secret(connection: &Connection, secret: Secret) -> Result<(), StoreFault> {
    let sql = "insert or ignore into secrets (secret) values (?1)";
    table::run(connection, sql, [secret.0.as_bytes()])?;
    Ok(())
}

/// Brings what is kept in memory of all this to what the file says.
pub fn refresh(connection: &Connection, state: &mut SessionState) -> Result<(), StoreFault> {
    let (grants, secrets) = match &state.session {
        None => Default::default(),
        Some(session) => {
            let person = *session.person.id.0.as_bytes();
            (grants(connection, person)?, secrets(connection)?)
        }
    };
    if state.directory.grants != grants || state.directory.secrets != secrets {
        let directory = Arc::make_mut(&mut state.directory);
        directory.grants = grants;
        directory.secrets = secrets;
    }
    Ok(())
}

/// What people may hand on. What is marked is on its way already, and cannot be handed
/// on now.
fn grants(
    connection: &Connection,
    person: [u8; 16],
) -> Result<BTreeMap<CaseId, Vec<Grant>>, StoreFault> {
    let rows = table::all(
        connection,
        "select case_id, json, exists (select 1 from marks where about = case_id)
         from grants order by holder is not ?1, case_id limit ?2",
        (person, CASES_MAX),
        |row| {
            let json: String = row.get(1)?;
            Ok((case_of(row.get(0)?), json, row.get::<_, bool>(2)?))
        },
    )?;
    let mut all = BTreeMap::new();
    for (id, json, is_marked) in rows {
        let mut grants: Vec<Grant> = serde_json::from_str(&json)?;
        for grant in &mut grants {
            grant.stands &= !is_marked;
        }
        all.insert(id, grants);
    }
    Ok(all)
}

fn secrets(connection: &Connection) -> Result<BTreeMap<SecretHash, Secret>, StoreFault> {
    let secrets = table::all(connection, "select secret from secrets", [], |row| {
        Ok(Secret(uuid::Uuid::from_bytes(row.get(0)?)))
    })?;
    let secrets = secrets.into_iter();
    Ok(secrets.map(|secret| (secret.hash(), secret)).collect())
}
