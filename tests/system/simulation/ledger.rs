//! What people were shown as done: the test's own account, against which nothing
//! may be lost.

use super::stored_state::StoredState;
use domain::{
    capabilities::Act,
    ids::{CaseId, CommandId, PersonId},
    time::Timestamp,
    transfers::TransferAct,
};
use std::collections::BTreeMap;

/// Something that was shown as done.
pub struct Done {
    pub phone: usize,
    pub case: CaseId,
    /// What, with every word of it.
    pub act: Act,
    /// Whether its author has let it go since, knowingly.
    pub is_let_go: bool,
    /// Whether it was adopted by a server that was put back to before then.
    pub is_undone: bool,
    /// What the phone had heard of the server's time when it was done.
    pub heard: Timestamp,
    /// After which it was not done, as far as that can be known: the phone has measured
    /// the time since it heard, and none of its requests has lost its way.
    pub latest: Option<Timestamp>,
}

/// All that was shown as done.
#[derive(Default)]
pub struct Ledger(pub BTreeMap<CommandId, Done>);

impl Ledger {
    /// Enters what is pending on a phone and was not known; says how much that is.
    pub fn enter(
        &mut self,
        phone: usize,
        stored: &StoredState,
        latest: Option<Timestamp>,
    ) -> Vec<CommandId> {
        let time = stored
            .session
            .as_ref()
            .and_then(|it| it.server_time.as_ref());
        let heard = time.map_or(Timestamp(i64::MIN), |time| time.heard);
        let new = stored
            .pending
            .iter()
            .filter(|(id, _)| !self.0.contains_key(*id));
        let new: Vec<_> = new
            .map(|(id, (case, pending))| {
                let done = Done {
                    phone,
                    case: *case,
                    act: pending.command.act.clone(),
                    is_let_go: false,
                    is_undone: false,
                    heard,
                    latest,
                };
                (*id, done)
            })
            .collect();
        let ids = new.iter().map(|(id, _)| *id).collect();
        self.0.extend(new);
        ids
    }

    /// Whom its giver has named as the receiver of a hand-over.
    pub fn receiver(&self, transfer: &str) -> Option<PersonId> {
        self.0.values().find_map(|done| match &done.act {
            Act::Transfer(TransferAct::HandOut { to, .. }) if done.case.to_string() == transfer => {
                *to
            }
            _ => None,
        })
    }

    /// A request of a phone has arrived that may have been under way for long: the server
    /// takes what it does not bring for done since.
    pub fn lose_the_latest(&mut self, phone: usize) {
        for done in self.0.values_mut().filter(|done| done.phone == phone) {
            done.latest = None;
        }
    }

    /// Its author lets it go, or cannot.
    pub fn let_go(&mut self, id: CommandId, is_let_go: bool) {
        if let Some(done) = self.0.get_mut(&id) {
            done.is_let_go = is_let_go;
        }
    }
}
