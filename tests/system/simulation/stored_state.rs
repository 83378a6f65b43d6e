//! The state that a phone has stored in its file, read beside the core.
//!
//! Pages show what a person may see; whether a promise holds shows in the file.
//! It is read with a connection of our own, which never writes, and by the types
//! of the replica: the core has no door for this, and needs none.

use super::{drafts::Drafts, restores::has_entry};
use anyhow::{Context, Result};
use domain::{
    command::Command,
    directory::Person,
    ids::{CaseId, CommandId, PersonId},
    time::Timestamp,
};
use replica::{held::Pending, refusal::Refusal};
use rusqlite::Connection;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use uuid::Uuid;

/// The file's name in a phone's folder.
pub const FILE: &str = "fieldloop.sqlite";

/// What is in a phone's file.
#[derive(Default)]
pub struct StoredState {
    /// Who is signed in.
    pub session: Option<Session>,
    /// The cases that it holds.
    pub cases: BTreeMap<CaseId, Case>,
    /// The outbox: what the server has not ruled on, as far as this phone knows.
    pub pending: BTreeMap<CommandId, (CaseId, Pending)>,
    /// Of it, what came with a code and waits for the person to act on it.
    pub kept_back: BTreeSet<CommandId>,
    /// The outbox: what was refused.
    pub refused: BTreeMap<CommandId, (CaseId, Command, Refusal)>,
    /// What is half done.
    pub drafts: Drafts,
    /// What others have left half done.
    pub left: BTreeMap<PersonId, Drafts>,
}

/// Who is signed in.
#[derive(Clone, Deserialize)]
pub struct Session {
    pub person: Person,
    pub server_time: Option<ServerTime>,
    pub cursor: Vec<u8>,
}

/// What the phone knows of the server's time.
#[derive(Clone, Deserialize)]
pub struct ServerTime {
    pub heard: Timestamp,
}

/// A case as stored.
#[derive(PartialEq, Eq)]
pub struct Case {
    pub document: Vec<u8>,
    /// The state as lists are drawn from it.
    pub folded: Option<String>,
    /// Whether it may go, because the server has not delivered it again.
    pub is_stale: bool,
}

impl StoredState {
    /// Reads what is in a phone's folder, whether its core is open or not.
    pub fn of(folder: &Path) -> Result<Self> {
        let connection = Connection::open(folder.join(FILE)).context("open a phone's file")?;
        connection.pragma_update(None, "query_only", true)?;
        let mut stored = Self::default();
        let mut rows = connection.prepare("select value from meta where name = 'session'")?;
        if let Some(json) = rows.query_map([], |row| row.get::<_, String>(0))?.next() {
            stored.session = Some(serde_json::from_str(&json?)?);
        }
        let mut rows = connection.prepare(
            "select c.id, coalesce(d.document, x''), c.folded, c.evict <> 0
             from cases c left join documents d on d.case_id = c.id",
        )?;
        let cases = rows.query_map([], |row| {
            let case = Case {
                document: row.get(1)?,
                folded: row.get(2)?,
                is_stale: row.get(3)?,
            };
            Ok((row.get::<_, [u8; 16]>(0)?, case))
        })?;
        for case in cases {
            let (id, case) = case?;
            stored.cases.insert(case_of(id), case);
        }
        let mut rows =
            connection.prepare("select case_id, json, is_kept_back from pending order by n")?;
        let pending = rows.query_map([], |row| {
            let json = row.get::<_, String>(1)?;
            Ok((row.get(0)?, json, row.get::<_, bool>(2)?))
        })?;
        for one in pending {
            let (case, json, is_kept_back) = one?;
            let pending: Pending = serde_json::from_str(&json)?;
            let id = pending.command.id;
            if is_kept_back {
                stored.kept_back.insert(id);
            }
            stored.pending.insert(id, (case_of(case), pending));
        }
        let mut rows = connection.prepare("select case_id, command, refusal from refused")?;
        let refused = rows.query_map([], |row| {
            let texts = (row.get::<_, String>(1)?, row.get::<_, String>(2)?);
            Ok((row.get(0)?, texts))
        })?;
        for one in refused {
            let (case, (command, refusal)) = one?;
            let command: Command = serde_json::from_str(&command)?;
            let refusal = serde_json::from_str(&refusal)?;
            let refused = (case_of(case), command.clone(), refusal);
            stored.refused.insert(command.id, refused);
        }
        stored.read_drafts(&connection)?;
        Ok(stored)
    }

    fn read_drafts(&mut self, connection: &Connection) -> Result<()> {
        let mut rows = connection.prepare(
            "select null, subject, offer, revises, fields from drafts
             union all select person, subject, offer, revises, fields
             from left_drafts join left_by using (n)",
        )?;
        let drafts = rows.query_map([], |row| {
            let key = (row.get(1)?, row.get(2)?, row.get::<_, Vec<u8>>(3)?);
            Ok((row.get::<_, Option<[u8; 16]>>(0)?, key, row.get(4)?))
        })?;
        for draft in drafts {
            let (person, (subject, offer, revises), fields): (_, _, String) = draft?;
            let revises = Uuid::from_slice(&revises);
            let revises = revises.map_or_else(|_| String::new(), |id| id.to_string());
            let drafts = match person {
                Some(id) => self.left.entry(PersonId(Uuid::from_bytes(id))).or_default(),
                None => &mut self.drafts,
            };
            drafts.insert((subject, offer, revises), serde_json::from_str(&fields)?);
        }
        Ok(())
    }

    /// Whether a case may hold what the server has lost.
    pub fn has_lost(&self, id: CaseId) -> bool {
        let mut pending = self.pending.values().filter(|(case, _)| *case == id);
        self.cases.get(&id).is_some_and(|case| case.is_stale)
            || pending.any(|(_, pending)| pending.lost.is_some())
    }

    /// Whether a command is here: in the outbox, or in its case.
    pub fn has(&self, id: CommandId, case: CaseId) -> Result<bool> {
        if self.pending.contains_key(&id) || self.refused.contains_key(&id) {
            return Ok(true);
        }
        let case = self.cases.get(&case);
        case.map_or(Ok(false), |case| has_entry(&case.document, id))
    }

    /// What waits for others to bring back what it depends on.
    pub fn awaiting(&self) -> impl Iterator<Item = CommandId> {
        let awaiting = self.pending.values().filter(|(_, it)| it.is_awaiting());
        awaiting.map(|(_, pending)| pending.command.id)
    }

    /// What is to be sent.
    pub fn waiting(&self) -> impl Iterator<Item = CommandId> {
        let pending = self.pending.keys().copied();
        pending.filter(|id| !self.kept_back.contains(id))
    }

    /// What the person did on this phone that is still in its outbox.
    pub fn outbox(&self) -> impl Iterator<Item = CommandId> {
        self.waiting().chain(self.refused.keys().copied())
    }
}

fn case_of(bytes: [u8; 16]) -> CaseId {
    CaseId(Uuid::from_bytes(bytes))
}
