//! The judging of a push: ruling on the commands of each case, remembering what
//! was ruled before, and storing what was adopted.
//!
//! The transaction around it is its caller's. A command that was ruled on before
//! gets the same ruling; the same id with another content is refused.

use super::{
    audience,
    batch::{CaseBatch, directory_for, open_batches},
    store,
};
use crate::{
    devices::Device,
    error::{Chain, Error},
    organisations, projections,
};
use domain::{
    capabilities::Kind,
    command::Command,
    ids::{CaseId, CommandId},
    time::Timestamp,
};
use replica::{
    heads::Heads,
    judge::{Caller, Judge, Judged, Ruling},
    refusal::Refusal,
    wire::{Outcome, Pushed, Ruled},
};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, query};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What became of a push.
#[derive(Debug, Default)]
pub struct Answered {
    /// What was ruled on each command.
    pub rulings: Vec<Ruled>,
    /// The cases concerned; true if the phone's copy has to be replaced.
    pub cases: BTreeMap<CaseId, bool>,
}

/// A case whose commands were judged.
pub struct JudgedCase {
    pub id: CaseId,
    pub kind: Kind,
    /// How many changes were stored of it before.
    pub changes_before: i32,
    /// How many entries it had before.
    pub entries_before: usize,
    /// What is to be stored.
    pub judged: Judged,
}

/// A ruling to be stored.
pub(super) struct NewRuling<'a> {
    /// The command as it was pushed.
    pub pushed: &'a Pushed,
    pub content: [u8; 32],
    pub ruling: Ruling,
}

/// What a push has done, once its transaction is committed.
pub struct JudgedPush {
    /// What is to be answered.
    pub answered: Answered,
    /// The scopes to be told.
    pub scopes: BTreeSet<String>,
    /// The cases to which something was adopted, as they are now.
    pub cases: Vec<JudgedCase>,
}

/// Judges a push in a transaction that the caller commits.
///
/// # Errors
/// The database did not answer. A refused command is no error.
pub async fn judge(
    connection: &mut PgConnection,
    device: &Device,
    received: Timestamp,
    commands: &[Pushed],
) -> Result<JudgedPush, Error> {
    if commands.iter().any(may_begin) {
        organisations::keep_teams(connection, device.organisation).await?;
    }
    let batches = open_batches(connection, device, commands).await?;
    let mut earlier = earlier_rulings(connection, device, commands).await?;
    let directory = directory_for(connection, device, &batches).await?;
    let caller = Caller {
        person: &device.person,
        device: device.id,
        device_since: device.since,
        directory: &directory,
        received,
    };
    let mut answered = Answered::default();
    let mut new_rulings = Vec::new();
    let mut cases = Vec::new();
    for batch in batches {
        let id = batch.id;
        match judge_batch(batch, &caller, &mut earlier) {
            Ok(judged) => {
                answered.cases.insert(id, judged.is_replaced);
                answered.rulings.extend(judged.rulings);
                new_rulings.extend(judged.new_rulings);
                cases.extend(judged.case);
            }
            // A damaged document must not stop the others. Its commands get no
            // ruling, so their phone keeps them until it is mended.
            Err(fault) => tracing::error!(case = %id, error = %Chain(&fault), "a case is damaged"),
        }
    }

    store::store_rulings(connection, device, received, &new_rulings).await?;
    store::store_cases(connection, device, received, &cases).await?;
    let audiences = cases
        .iter()
        .filter_map(|case| Some((case.id, case.judged.history.case.as_ref()?)));
    let scopes =
        audience::put_audience(connection, device.organisation, audiences, &directory).await?;
    projections::extend(connection, device.organisation, &cases).await?;
    Ok(JudgedPush {
        answered,
        scopes,
        cases,
    })
}

/// Whether a command may begin a case.
fn may_begin(pushed: &Pushed) -> bool {
    Command::from_json(&pushed.command).is_ok_and(|command| command.act.as_dyn().opens())
}

/// What was ruled on one case's commands, and what is to be stored of it.
pub(super) struct JudgedBatch<'a> {
    /// The rulings, to be answered.
    pub rulings: Vec<Ruled>,
    /// Those that are new, to be stored.
    pub new_rulings: Vec<NewRuling<'a>>,
    /// Whether the phone's copy has to be replaced.
    pub is_replaced: bool,
    /// What is to be stored; none if nothing was adopted.
    pub case: Option<JudgedCase>,
}

/// Judges what is pushed to one case.
pub(super) fn judge_batch<'a>(
    batch: CaseBatch<'a>,
    caller: &Caller<'_>,
    earlier: &mut HashMap<CommandId, EarlierRuling>,
) -> Result<JudgedBatch<'a>, Error> {
    let mut judge = batch.judge?;
    let (kind, entries_before) = (judge.kind(), judge.entries());
    let (mut rulings, mut new_rulings) = (Vec::new(), Vec::new());
    for pushed in batch.pushed {
        let (outcome, new) = rule(&mut judge, pushed, caller, earlier)?;
        new_rulings.extend(new);
        rulings.push(Ruled {
            id: pushed.id,
            outcome,
        });
    }
    let closed = judge.close();
    let closed = closed.map_err(|fault| Error::fault("close a case", fault))?;
    Ok(JudgedBatch {
        is_replaced: rulings
            .iter()
            .any(|ruled| ruled.outcome != Outcome::Adopted),
        rulings,
        new_rulings,
        case: closed.map(|judged| JudgedCase {
            id: batch.id,
            kind,
            changes_before: batch.changes_before,
            entries_before,
            judged,
        }),
    })
}

/// Rules on a command, or repeats what was ruled before. Also gives what is to
/// be stored of a new ruling.
fn rule<'a>(
    judge: &mut Judge,
    pushed: &'a Pushed,
    caller: &Caller<'_>,
    earlier: &mut HashMap<CommandId, EarlierRuling>,
) -> Result<(Outcome, Option<NewRuling<'a>>), Error> {
    let content = content_of(pushed);
    let command = Command::from_json(&pushed.command);
    // Not stored: else somebody could have another's command refused before
    // they push it, and be told afterwards what became of it.
    let is_of = |command: &Command| command.author == caller.person.id;
    if command.as_ref().is_ok_and(|command| !is_of(command)) {
        return Ok((judge.refuse(pushed, Refusal::ForeignAuthor).outcome, None));
    }
    if let Some(earlier) = earlier.get(&pushed.id) {
        if earlier.content != content {
            return Ok((judge.refuse(pushed, Refusal::IdReused).outcome, None));
        }
        judge.recall(pushed.hash, earlier.replacement.clone());
        return Ok((earlier.outcome_for(pushed), None));
    }
    let ruling = judge.rule(pushed, caller);
    let ruling = ruling.map_err(|fault| Error::fault("rule on a command", fault))?;
    let outcome = ruling.outcome.clone();
    // One push may say the same twice.
    let now_earlier = EarlierRuling {
        content: content.to_vec(),
        replacement: ruling.replacement.clone(),
        outcome: outcome.clone(),
    };
    earlier.insert(pushed.id, now_earlier);
    Ok((
        outcome,
        Some(NewRuling {
            pushed,
            content,
            ruling,
        }),
    ))
}

fn content_of(pushed: &Pushed) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(pushed.case.0.as_bytes());
    hasher.update(pushed.command.as_bytes());
    hasher.finalize().into()
}

/// What was ruled before.
pub(super) struct EarlierRuling {
    content: Vec<u8>,
    replacement: Heads,
    outcome: Outcome,
}

impl EarlierRuling {
    /// The outcome as told again: a phone that has executed the command anew
    /// meanwhile holds another change than the one that was adopted.
    fn outcome_for(&self, pushed: &Pushed) -> Outcome {
        let is_another = self.replacement != [pushed.hash];
        match &self.outcome {
            Outcome::Adopted if is_another => Outcome::Replaced,
            outcome => outcome.clone(),
        }
    }
}

pub(super) async fn earlier_rulings(
    connection: &mut PgConnection,
    device: &Device,
    commands: &[Pushed],
) -> Result<HashMap<CommandId, EarlierRuling>, Error> {
    let ids: Vec<uuid::Uuid> = commands.iter().map(|pushed| pushed.id.0).collect();
    let rows = query!(
        "select command, content_sha256, replacement, outcome from rulings
         where organisation = $1 and command = any ($2)",
        device.organisation,
        &ids
    );
    let rows = rows.fetch_all(connection).await?;
    let read = rows.into_iter().map(|row| {
        let outcome = serde_json::from_value(row.outcome)
            .map_err(|error| Error::fault("read a ruling", error))?;
        let earlier = EarlierRuling {
            content: row.content_sha256,
            replacement: store::hashes(&row.replacement),
            outcome,
        };
        Ok((CommandId(row.command), earlier))
    });
    read.collect()
}
