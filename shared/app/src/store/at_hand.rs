//! What the cases on this phone put at hand of rules and forms: what people may hand on
//! of them, how forms offer those that bear a label and those of which another can be a
//! duplicate, and the secrets that came with codes.
//!
//! It is kept in memory as part of the directory. Like its names, a case that was only
//! asked for leaves it behind.

use super::{
    fault::StoreFault,
    session_state::{Session, SessionState},
    table::{self, case_key, case_of},
};
use domain::{
    capabilities::Case,
    directory::{Grant, Labelled, Original},
    ids::CaseId,
    secret::{Secret, SecretHash},
};
use rusqlite::Connection;
use std::{collections::BTreeMap, sync::Arc};

/// Of how many cases each is kept in memory: those first that are the person's own,
/// then those of their store.
const CASES_MAX: u32 = 500;

/// Writes what a case puts at hand in the place of what it did.
pub fn put(connection: &Connection, id: CaseId, case: Option<&Case>) -> Result<(), StoreFault> {
    let mut changed = 0;
    for sql in [
        "delete from grants where case_id = ?1",
        "delete from labelled where case_id = ?1",
    ] {
        changed += table::run(connection, sql, [case_key(id)])?;
    }
    let grants = case.map(|case| case.as_dyn().grants()).unwrap_or_default();
    if !grants.is_empty() {
        let sql = "insert into grants (case_id, holder, json) values (?1, ?2, ?3)";
        let standing = grants.iter().find(|grant| grant.stands);
        let holder = standing.map(|grant| *grant.to.0.as_bytes());
        let json = serde_json::to_string(&grants)?;
        changed += table::run(connection, sql, (case_key(id), holder, json))?;
    }
    if let Some(labelled) = case.and_then(|case| case.as_dyn().labelled()) {
        let sql = "insert into labelled (case_id, store, holder, json) values (?1, ?2, ?3, ?4)";
        let store = *labelled.store.0.as_bytes();
        let holder = labelled.holder.map(|holder| *holder.0.as_bytes());
        let json = serde_json::to_string(&labelled)?;
        changed += table::run(connection, sql, (case_key(id), store, holder, json))?;
    }
    changed += put_original(connection, id, case)?;
    if changed > 0 {
        touch(connection)
    } else {
        Ok(())
    }
}

/// Writes how forms offer a case as the original of a duplicate, while it is open. Most
/// acts change nothing of that.
fn put_original(
    connection: &Connection,
    id: CaseId,
    case: Option<&Case>,
) -> Result<usize, StoreFault> {
    let open = case.filter(|case| case.as_dyn().closed_at().is_none());
    let Some(original) = open.and_then(|case| case.as_dyn().original()) else {
        let sql = "delete from originals where case_id = ?1";
        return table::run(connection, sql, [case_key(id)]);
    };
    let sql = "insert into originals (case_id, json) values (?1, ?2)
         on conflict (case_id) do update set json = excluded.json where json <> excluded.json";
    table::run(
        connection,
        sql,
        (case_key(id), serde_json::to_string(&original)?),
    )
}

/// Keeps a secret that was given out or came with a code.
pub fn keep_secret(connection: &Connection, secret: Secret) -> Result<(), StoreFault> {
    let sql = "insert or ignore into secrets (secret) values (?1)";
    table::run(connection, sql, [secret.0.as_bytes()])?;
    touch(connection)
}

/// Something of it has changed, or of the marks that take from it.
pub fn touch(connection: &Connection) -> Result<(), StoreFault> {
    table::run(connection, "update revision set n = n + 1", [])?;
    Ok(())
}

/// Brings what is kept in memory to what the file says, if that is something else.
pub fn refresh(connection: &Connection, state: &mut SessionState) -> Result<(), StoreFault> {
    let Some(session) = &state.session else {
        return Ok(());
    };
    let person = &session.person;
    let n = table::first(connection, "select n from revision", [], |row| row.get(0))?;
    // Nobody else acts on them, and they are many.
    let needs_originals = person.is_of_the_desk();
    let at_hand = n.map(|n: i64| (n, person.id, person.store, needs_originals));
    if at_hand == state.at_hand {
        return Ok(());
    }
    let grants = grants(connection, session)?;
    let labelled = labelled(connection, session)?;
    let originals = if needs_originals {
        originals(connection)?
    } else {
        BTreeMap::new()
    };
    let secrets = secrets(connection)?;
    let directory = Arc::make_mut(&mut state.directory);
    directory.grants = grants;
    directory.labelled = labelled;
    directory.originals = originals;
    directory.secrets = secrets;
    state.at_hand = at_hand;
    Ok(())
}

/// What people may hand on. What is marked is on its way already, and cannot be handed
/// on now.
fn grants(
    connection: &Connection,
    session: &Session,
) -> Result<BTreeMap<CaseId, Vec<Grant>>, StoreFault> {
    let person = *session.person.id.0.as_bytes();
    let rows = table::all(
        connection,
        "select case_id, json, exists (select 1 from marks where about = grants.case_id)
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

fn labelled(connection: &Connection, session: &Session) -> Result<Vec<Labelled>, StoreFault> {
    let person = *session.person.id.0.as_bytes();
    let store = *session.person.store.0.as_bytes();
    let rows = table::all(
        connection,
        "select json from labelled
         order by holder is not ?1, store is not ?2, case_id limit ?3",
        (person, store, CASES_MAX),
        |row| row.get::<_, String>(0),
    )?;
    let read = rows.iter().map(|json| serde_json::from_str(json));
    Ok(read.collect::<Result<_, _>>()?)
}

/// The newest of them.
fn originals(connection: &Connection) -> Result<BTreeMap<CaseId, Original>, StoreFault> {
    let rows = table::all(
        connection,
        "select case_id, json from originals order by case_id desc limit ?1",
        [CASES_MAX],
        |row| Ok((case_of(row.get(0)?), row.get::<_, String>(1)?)),
    )?;
    let rows = rows.into_iter();
    let read = rows.map(|(id, json)| Ok((id, serde_json::from_str(&json)?)));
    read.collect()
}

fn secrets(connection: &Connection) -> Result<BTreeMap<SecretHash, Secret>, StoreFault> {
    let secrets = table::all(connection, "select secret from secrets", [], |row| {
        Ok(Secret(uuid::Uuid::from_bytes(row.get(0)?)))
    })?;
    let secrets = secrets.into_iter();
    Ok(secrets.map(|secret| (secret.hash(), secret)).collect())
}
