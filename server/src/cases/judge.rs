//! Ruling, case by case, on what a device wants done.
//!
//! No statement is made here: what was read before goes in, and what is to be
//! stored comes out. A command that was refused before gets the same answer, and
//! so does one that was adopted, from its document; the same id with another
//! content is refused.

use super::{
    batch::CaseBatch,
    store::{NewRefusal, RefusedBefore},
};
use crate::{
    devices::Device,
    error::{Chain, Error},
    projections::ProjectedCase,
};
use domain::{
    capabilities::Kind,
    case::References,
    directory::Directory,
    ids::{CaseId, CommandId},
    names::CaseName,
    time::Timestamp,
};
use replica::{
    incoming::Incoming,
    judge::{Caller, Judge, Judged},
    refusal::Refusal,
    wire::{Outcome, Ruled},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What is answered to one who acted.
#[derive(Debug, Default)]
pub struct Answered {
    /// What was ruled on each command.
    pub rulings: Vec<Ruled>,
    /// The cases concerned; true if the phone's copy has to be replaced.
    pub cases: BTreeMap<CaseId, bool>,
}

/// What came of commands, to be answered and told once it is committed.
#[derive(Default)]
pub struct Acted {
    pub answered: Answered,
    /// The keys of the scopes to be told.
    pub scopes: BTreeSet<Uuid>,
    /// The cases to which something was adopted, as they are now.
    pub cases: Vec<JudgedCase>,
}

/// A case to which something was adopted.
pub struct JudgedCase {
    pub id: CaseId,
    pub kind: Kind,
    /// Whether it has begun just now.
    pub is_new: bool,
    /// How many entries it had before.
    pub entries_before: usize,
    /// The records that it hung on before.
    pub references_before: References,
    /// The names that it bore before.
    pub names_before: BTreeSet<CaseName>,
    /// What is to be stored.
    pub judged: Judged,
}

impl JudgedCase {
    pub(super) const fn to_project(&self) -> ProjectedCase<'_> {
        ProjectedCase {
            id: self.id,
            history: &self.judged.history,
            entries_before: self.entries_before,
        }
    }
}

/// What is to be stored.
#[derive(Default)]
pub(super) struct JudgedBatches<'a> {
    pub acted: Acted,
    pub refusals: Vec<NewRefusal<'a>>,
}

/// What was refused before, by the case and the command.
pub(super) type Refused = HashMap<(CaseId, CommandId), RefusedBefore>;

/// Rules on all commands. What a case has taken of names is taken for the next.
pub(super) fn judge<'a>(
    batches: Vec<CaseBatch<'a>>,
    mut refused: Refused,
    device: &Device,
    received: Timestamp,
    directory: &mut Directory,
) -> JudgedBatches<'a> {
    let mut all = JudgedBatches::default();
    for batch in batches {
        let id = batch.id;
        let caller = Caller {
            person: &device.person,
            device: device.id,
            acts_since: device.since,
            directory,
            received,
        };
        match judge_batch(batch, &caller, &mut refused) {
            Ok(judged) => {
                let rulings = &judged.rulings;
                let is_replaced = rulings.iter().any(|it| it.outcome != Outcome::Adopted);
                all.acted.answered.cases.insert(id, is_replaced);
                all.acted.answered.rulings.extend(judged.rulings);
                all.refusals.extend(judged.refusals);
                let case = judged.case.as_ref();
                let case = case.and_then(|it| it.judged.history.case.as_ref());
                let names = case.map(|case| case.as_dyn().names());
                let taken = names.into_iter().flatten().map(|name| (name, id));
                directory.names.extend(taken);
                all.acted.cases.extend(judged.case);
            }
            // A damaged document must not stop the others. Its commands get no
            // ruling, so their phone keeps them until it is mended.
            Err(fault) => tracing::error!(case = %id, error = %Chain(&fault), "a case is damaged"),
        }
    }
    all
}

/// What was ruled on one case's commands, and what is to be stored of it.
struct JudgedBatch<'a> {
    rulings: Vec<Ruled>,
    refusals: Vec<NewRefusal<'a>>,
    /// None if nothing was adopted.
    case: Option<JudgedCase>,
}

fn judge_batch<'a>(
    batch: CaseBatch<'a>,
    caller: &Caller<'_>,
    refused: &mut Refused,
) -> Result<JudgedBatch<'a>, Error> {
    let mut judge = batch.judge?;
    let (kind, entries_before) = (judge.kind(), judge.entries());
    let (references_before, names_before) = (judge.references(), judge.names());
    let (mut rulings, mut refusals) = (Vec::new(), Vec::new());
    for incoming in batch.commands {
        let (outcome, refusal) = rule(&mut judge, incoming, caller, refused)?;
        refusals.extend(refusal);
        rulings.push(Ruled {
            id: incoming.pushed.id,
            outcome,
        });
    }
    let closed = judge.close();
    let closed = closed.map_err(|fault| Error::fault("close a case", fault))?;
    Ok(JudgedBatch {
        rulings,
        refusals,
        case: closed.map(|judged| JudgedCase {
            id: batch.id,
            kind,
            is_new: batch.is_new,
            entries_before,
            references_before,
            names_before,
            judged,
        }),
    })
}

/// Rules on a command, or repeats that it was refused. Also gives what is to be
/// stored of a new refusal.
fn rule<'a>(
    judge: &mut Judge,
    incoming: &'a Incoming,
    caller: &Caller<'_>,
    refused: &mut Refused,
) -> Result<(Outcome, Option<NewRefusal<'a>>), Error> {
    let pushed = &incoming.pushed;
    // Of another's command nobody learns what became of it.
    let is_foreign = incoming.author().is_some_and(|by| by != caller.person.id);
    if !is_foreign && let Some(earlier) = refused.get(&(pushed.case, pushed.id)) {
        if !earlier.said_the_same(pushed) {
            return Ok((judge.refuse(pushed, Refusal::IdReused).outcome, None));
        }
        judge.recall(pushed.hash, earlier.base.clone());
        return Ok((earlier.outcome.clone(), None));
    }
    let ruling = judge.rule(incoming, caller);
    let ruling = ruling.map_err(|fault| Error::fault("rule on a command", fault))?;
    if !ruling.is_to_be_kept() {
        return Ok((ruling.outcome, None));
    }
    let outcome = ruling.outcome.clone();
    let refusal = NewRefusal { pushed, ruling };
    // Commands may come twice at once.
    refused.insert((pushed.case, pushed.id), refusal.as_before());
    Ok((outcome, Some(refusal)))
}
