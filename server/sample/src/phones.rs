//! The authors' phones: each executes what its person does on what it has seen,
//! by the code that real phones run, and gives what it would push.

use super::{
    equipment::Round,
    story::{Meant, Visit},
};
use domain::{
    capabilities::{Act, Case, Kind},
    command::Command,
    directory::{Directory, Person},
    ids::{CaseId, CommandId},
    time::Timestamp,
};
use replica::{
    Fault,
    actor::Actor,
    document::Document,
    held::{Held, Holder},
    wire::Pushed,
};
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
    pub fn at(&self, seen: Timestamp) -> Option<&Document> {
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

/// A case as a phone has it that has sent all of its own.
fn synced(document: Option<&Document>, kind: Kind) -> Held {
    match document {
        None => Held::begin(kind),
        Some(document) => Held {
            document: document.clone(),
            pending: Vec::new(),
        },
    }
}

/// Executes an act as its author's phone does.
fn give(
    held: &mut Held,
    holder: &Holder<'_>,
    (id, at): (CommandId, Timestamp),
    act: Act,
) -> Result<(), Untold> {
    let command = Command {
        id,
        author: holder.person.id,
        at,
        act,
    };
    let given = held.act(command, holder)?;
    given.map_err(|refusal| Untold::Refused(format!("{refusal:?}")))
}

/// What the author's phone pushes after a visit to a case, which it has as it was seen.
///
/// # Errors
/// The story is not one that could have happened.
pub(super) fn pushed<D: Meant>(
    (case, visit): (CaseId, &Visit<D>),
    seen: Option<&Document>,
    (device, person): (Uuid, &Person),
    directory: &Directory,
) -> Result<Vec<Pushed>, Untold> {
    let actor = Actor::of_device(device, 0);
    let holder = Holder {
        person,
        directory,
        actor: &actor,
    };
    let mut held = synced(seen, D::KIND);
    for given in &visit.deeds {
        let seen = held.history().case;
        let act = given.deed.act(seen.as_ref(), person, directory);
        let act = act.ok_or(Untold::Groundless)?;
        give(&mut held, &holder, (given.id, given.at), act)?;
    }
    let pending = held.pending.iter();
    Ok(pending.map(|pending| pending.pushed(case)).collect())
}

/// What an admin's phone pushes in the evening, which had everything in the morning.
///
/// # Errors
/// The round is not one that could have happened.
pub(super) fn pushed_after<'a>(
    round: &Round,
    known: impl Fn(CaseId) -> Option<&'a Document>,
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
        let mut held = synced(known(handled.asset), Kind::Asset);
        let seen = held.history().case;
        let asset = match &seen {
            Some(Case::Asset(asset)) => Some(asset),
            _ => None,
        };
        let act = handled.deed.act(asset).ok_or(Untold::Groundless)?;
        let id = (handled.id, handled.at);
        give(&mut held, &holder, id, Act::Asset(act))?;
        pushed.extend(held.pending.iter().map(|it| it.pushed(handled.asset)));
    }
    Ok(pushed)
}
