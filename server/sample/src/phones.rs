//! The authors' phones: each executes what its person does on what it has seen,
//! by the code that real phones run, and gives what it would push.

use super::{
    equipment::Round,
    story::{Story, Visit},
};
use domain::{
    capabilities::{Act, Case, Kind},
    command::Command,
    directory::{Directory, Person},
    ids::CaseId,
    time::Timestamp,
};
use replica::{
    Fault,
    actor::Actor,
    document::Document,
    held::{Held, Holder},
    wire::Pushed,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Why a story cannot be told: a mistake in it.
#[derive(Debug, thiserror::Error)]
pub(super) enum Untold {
    /// The rules say no.
    #[error("an act of the sample is not permitted: {0}")]
    Refused(String),
    /// Its author sees nothing that the act could be meant for.
    #[error("an act of the sample is meant for nothing that its author sees")]
    Groundless,
    /// The case's document is damaged.
    #[error("failed to act on a case of the sample")]
    Damaged(#[from] Fault),
}

/// The versions of a case: as it was whenever something of it was received.
#[derive(Default)]
pub(super) struct CaseVersions(Vec<(Timestamp, Document)>);

impl CaseVersions {
    /// The case as a phone has it that has synced until then.
    fn at(&self, seen: Timestamp) -> Option<&Document> {
        let mut received = self.0.iter().rev();
        received
            .find(|(received, _)| *received <= seen)
            .map(|(_, document)| document)
    }

    /// The case as it is now.
    pub fn put(&mut self, received: Timestamp, document: Document) {
        self.0.push((received, document));
    }
}

/// What the author's phone pushes after a visit.
///
/// # Errors
/// The story is not one that could have happened.
pub(super) fn pushed(
    story: &Story,
    visit: &Visit,
    versions: &CaseVersions,
    (device, person): (Uuid, &Person),
    directory: &Directory,
) -> Result<Vec<Pushed>, Untold> {
    let actor = Actor::of_device(device, 0);
    let holder = Holder {
        person,
        directory,
        actor: &actor,
    };
    let mut held = match versions.at(visit.seen) {
        None => Held::begin(Kind::Ticket),
        Some(document) => Held {
            document: document.clone(),
            pending: Vec::new(),
        },
    };
    for given in &visit.deeds {
        let seen = held.history().case;
        let ticket = match &seen {
            Some(Case::Ticket(ticket)) => Some(ticket),
            _ => None,
        };
        let act = given.deed.act(ticket).ok_or(Untold::Groundless)?;
        let command = Command {
            id: given.id,
            author: visit.by,
            at: given.at,
            act: Act::Ticket(act),
        };
        held.act(command, &holder)?
            .map_err(|refusal| Untold::Refused(format!("{refusal:?}")))?;
    }
    let pending = held.pending.iter();
    Ok(pending.map(|pending| pending.pushed(story.id)).collect())
}

/// What an admin's phone pushes in the evening, which had everything in the morning.
///
/// # Errors
/// The round is not one that could have happened.
pub(super) fn pushed_after(
    round: &Round,
    documents: &BTreeMap<CaseId, Document>,
    (device, person): (Uuid, &Person),
    directory: &Directory,
) -> Result<Vec<Pushed>, Untold> {
    let actor = Actor::of_device(device, 0);
    let holder = Holder {
        person,
        directory,
        actor: &actor,
    };
    let mut pushed = Vec::new();
    for handled in &round.acts {
        let mut held = match documents.get(&handled.asset) {
            None => Held::begin(Kind::Asset),
            Some(document) => Held {
                document: document.clone(),
                pending: Vec::new(),
            },
        };
        let seen = held.history().case;
        let asset = match &seen {
            Some(Case::Asset(asset)) => Some(asset),
            _ => None,
        };
        let act = handled.deed.act(asset).ok_or(Untold::Groundless)?;
        let command = Command {
            id: handled.id,
            author: round.by,
            at: handled.at,
            act: Act::Asset(act),
        };
        held.act(command, &holder)?
            .map_err(|refusal| Untold::Refused(format!("{refusal:?}")))?;
        pushed.extend(held.pending.iter().map(|it| it.pushed(handled.asset)));
    }
    Ok(pushed)
}
