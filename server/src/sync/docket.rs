//! The judging of a push, case by case: opening the cases, ruling on their
//! commands, and remembering what was ruled before.
//!
//! The transaction around it, and what is stored in it, are `push`'s.

use super::{
    push::{JudgedCase, Noted},
    shelf,
};
use crate::{devices::Device, directory, error::Error};
use domain::{
    capabilities::{Kind, Refusal},
    case::References,
    command::Command,
    directory::Directory,
    ids::{CaseId, CommandId},
};
use replica::{
    document::Document,
    heads::Heads,
    judge::{Caller, Judge},
    wire::{Outcome, Pushed, Ruled},
};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, query};
use std::collections::{BTreeMap, HashMap};

/// A case and what is pushed to it.
pub(super) struct Docket<'a> {
    /// The case.
    pub id: CaseId,
    /// Its judge; an error if the stored document cannot be read.
    judge: Result<Judge, Error>,
    pushed: Vec<&'a Pushed>,
    changes_before: i32,
}

/// Locks the cases that are pushed to and gives each its judge.
pub(super) async fn open<'a>(
    connection: &mut PgConnection,
    device: &Device,
    commands: &'a [Pushed],
) -> Result<Vec<Docket<'a>>, Error> {
    let mut by_case: BTreeMap<CaseId, Vec<&Pushed>> = BTreeMap::new();
    for pushed in commands {
        by_case.entry(pushed.case).or_default().push(pushed);
    }
    let stored = shelf::lock(connection, device.organisation, by_case.keys()).await?;
    let dockets = by_case.into_iter().map(|(id, pushed)| {
        let found = stored.get(&id);
        let judge = match (found, pushed.first()) {
            (Some(case), _) => Document::load(&case.document)
                .map(Judge::of)
                .map_err(|fault| Error::fault("read a case", fault)),
            (None, first) => Ok(Judge::open(first.map_or(Kind::ALL[0], |first| first.kind))),
        };
        Docket {
            id,
            judge,
            pushed,
            changes_before: found.map_or(0, |case| case.changes),
        }
    });
    Ok(dockets.collect())
}

/// What was ruled on one case's commands, and what is to be stored of it.
pub(super) struct Heard<'a> {
    /// The rulings, to be answered.
    pub rulings: Vec<Ruled>,
    /// Those that are new, to be noted.
    pub noted: Vec<Noted<'a>>,
    /// Whether the phone's copy has to be replaced.
    pub is_replaced: bool,
    /// What is to be stored; none if nothing was adopted.
    pub judged: Option<JudgedCase>,
}

/// Judges what is pushed to one case.
pub(super) fn hear<'a>(
    docket: Docket<'a>,
    caller: &Caller<'_>,
    earlier: &mut HashMap<CommandId, Earlier>,
) -> Result<Heard<'a>, Error> {
    let mut judge = docket.judge?;
    let (kind, entries_before) = (judge.kind(), judge.entries());
    let (mut rulings, mut noted) = (Vec::new(), Vec::new());
    for pushed in docket.pushed {
        let (outcome, note) = rule(&mut judge, pushed, caller, earlier)?;
        noted.extend(note);
        rulings.push(Ruled {
            id: pushed.id,
            outcome,
        });
    }
    let closed = judge.close();
    let closed = closed.map_err(|fault| Error::fault("close a case", fault))?;
    Ok(Heard {
        is_replaced: rulings
            .iter()
            .any(|ruled| ruled.outcome != Outcome::Adopted),
        rulings,
        noted,
        judged: closed.map(|judged| JudgedCase {
            id: docket.id,
            kind,
            changes_before: docket.changes_before,
            entries_before,
            judged,
        }),
    })
}

/// Rules on a command, or repeats what was ruled before. Also gives what is to
/// be noted of a new ruling.
fn rule<'a>(
    judge: &mut Judge,
    pushed: &'a Pushed,
    caller: &Caller<'_>,
    earlier: &mut HashMap<CommandId, Earlier>,
) -> Result<(Outcome, Option<Noted<'a>>), Error> {
    let content = content_of(pushed);
    let command = Command::from_json(&pushed.command);
    // Not noted: else somebody could have another's command refused before they
    // push it, and be told afterwards what became of it.
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
    let now_earlier = Earlier {
        content: content.to_vec(),
        replacement: ruling.replacement.clone(),
        outcome: outcome.clone(),
    };
    earlier.insert(pushed.id, now_earlier);
    Ok((
        outcome,
        Some(Noted {
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
pub(super) struct Earlier {
    content: Vec<u8>,
    replacement: Heads,
    outcome: Outcome,
}

impl Earlier {
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
) -> Result<HashMap<CommandId, Earlier>, Error> {
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
        let earlier = Earlier {
            content: row.content_sha256,
            replacement: shelf::hashes(&row.replacement),
            outcome,
        };
        Ok((CommandId(row.command), earlier))
    });
    read.collect()
}

/// The records that the rules will look up.
pub(super) async fn directory_for(
    connection: &mut PgConnection,
    device: &Device,
    dockets: &[Docket<'_>],
) -> Result<Directory, Error> {
    let mut references = References::default();
    for docket in dockets {
        if let Ok(judge) = &docket.judge {
            references.extend(judge.references());
        }
        for pushed in &docket.pushed {
            if let Ok(command) = Command::from_json(&pushed.command) {
                references.extend(command.act.references());
            }
        }
    }
    directory::of(connection, device.organisation, references).await
}
