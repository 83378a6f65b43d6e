//! The server is put back to an earlier state of its database, as from a backup, or
//! because a replica takes over that lags behind: what was adopted since is undone, and
//! has to come back from the phones that still have it.

use super::{run::Run, server_state::ServerState};
use anyhow::Result;
use domain::ids::{CommandId, PersonId};
use replica::document::Document;
use std::collections::{BTreeMap, BTreeSet};
use tests::world::Backup;

/// The server's database at some time, and who could sign in to it then.
pub struct Copy {
    backup: Backup,
    step: usize,
    bearers: BTreeMap<String, PersonId>,
    revoked: BTreeSet<String>,
}

/// A copy that is no older, in steps, is called a replica's.
const LAG: usize = 40;

impl Run {
    /// The database is copied.
    pub fn copy_server(&mut self) -> Result<()> {
        if self.is_calm || self.network.stopped.is_some() {
            return Ok(());
        }
        self.tell("the server's database is copied");
        let world = &self.organisation.world;
        let backup = world.back_up()?;
        self.network.let_go_of_cut(world);
        self.copy = Some(Copy {
            backup,
            step: self.step,
            bearers: self.bearers.clone(),
            revoked: self.revoked.clone(),
        });
        Ok(())
    }

    /// The last copy takes the database's place.
    pub fn restore(&mut self) -> Result<()> {
        let Some(copy) = self.copy.take_if(|_| self.network.stopped.is_none()) else {
            return Ok(());
        };
        let is_replicas = self.step - copy.step <= LAG;
        self.mark(if is_replicas { "promoted" } else { "restored" });
        self.tell(format!("the server is put back to step {}", copy.step));
        let world = &self.organisation.world;
        world.restore(&copy.backup)?;
        self.network.let_go_of_cut(world);
        self.organisation.disturbed.all = true;
        self.organisation.read_directory()?;
        // Who signed in since is not known, and who signed out since is in again.
        let is_new = |token: &&String| !copy.bearers.contains_key(*token);
        let new = self.bearers.keys().filter(is_new).cloned();
        self.revoked = copy.revoked.into_iter().chain(new).collect();
        let before = std::mem::take(&mut self.server_state);
        self.look_at_server()?;
        for (in_flight, _) in &mut self.network.returning {
            in_flight.is_of_former = true;
        }
        for phone in &mut self.phones {
            phone.is_behind = true;
        }
        self.note_undone(&before)
    }

    /// Notes what is undone. What its phone does not have any more went with the server.
    fn note_undone(&mut self, before: &ServerState) -> Result<()> {
        let is_undone = |id: &&CommandId| !self.server_state.adopted.contains_key(*id);
        for id in before.adopted.keys().filter(is_undone) {
            let Some(done) = self.ledger.0.get_mut(id) else {
                continue;
            };
            let stored = &self.phones[done.phone].stored;
            done.is_undone = true;
            done.is_let_go |= !stored.has(*id, done.case)?;
            self.marks
                .entry("undone")
                .and_modify(|n| *n += 1)
                .or_insert(1);
        }
        Ok(())
    }

    /// What a phone was told of in an earlier history and lets go of before it hears of
    /// this one goes with the server; so does what was on a phone that is somebody else's.
    pub fn forget_undone(&mut self, phone: usize, has_new_owner: bool) {
        let gone = std::mem::take(&mut self.phones[phone].gone);
        let holder = &self.phones[phone];
        for (id, done) in &mut self.ledger.0 {
            let is_in_outbox =
                holder.stored.pending.contains_key(id) || holder.stored.refused.contains_key(id);
            let is_gone = has_new_owner || holder.is_behind && gone.contains(&done.case);
            done.is_let_go |= done.phone == phone && done.is_undone && is_gone && !is_in_outbox;
        }
    }
}

/// Whether a document has an entry.
pub fn has_entry(document: &[u8], id: CommandId) -> Result<bool> {
    let history = Document::load(document)?.history();
    Ok(history.entries.iter().any(|entry| entry.id == id))
}
