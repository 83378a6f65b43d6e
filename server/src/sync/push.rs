//! What comes up: each command is judged, and what is adopted becomes durable
//! before anything is answered.
//!
//! One transaction for all of a push. Its cases are locked in one order, so that
//! two pushes wait for each other but never in a circle. A command that was
//! ruled on before gets the same ruling; the same id with another content is
//! refused.

use super::shelf;
use crate::{Server, devices::Device, directory, error::Error, projections};
use domain::{
    capabilities::{Kind, Refusal},
    case::References,
    command::Command,
    directory::Directory,
    ids::{CaseId, CommandId},
    time::Timestamp,
};
use replica::{
    document::Document,
    judge::{Caller, Judge, Judged, Ruling},
    wire::{Outcome, Pushed, Ruled},
};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, error::DatabaseError, query};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How often a push is tried when two that open the same case, or repeat the
/// same push, meet.
const TRIES: usize = 4;

/// What became of a push.
#[derive(Debug, Default)]
pub(crate) struct Answered {
    /// What was ruled on each command.
    pub rulings: Vec<Ruled>,
    /// The cases concerned; true if the phone's copy has to be replaced.
    pub cases: BTreeMap<CaseId, bool>,
}

/// A case whose commands were judged.
pub(crate) struct JudgedCase {
    /// The case.
    pub id: CaseId,
    /// Its kind.
    pub kind: Kind,
    /// How many changes were stored of it before.
    pub changes_before: i32,
    /// How many entries it had before.
    pub entries_before: usize,
    /// What is to be stored.
    pub judged: Judged,
}

/// A ruling to be stored.
pub(super) struct Noted<'a> {
    /// The command as it was pushed.
    pub pushed: &'a Pushed,
    /// Its content's hash.
    pub content: [u8; 32],
    /// The ruling.
    pub ruling: Ruling,
}

/// Judges a push.
///
/// # Errors
/// The database did not answer; nothing was adopted then, and the push is to be
/// repeated.
pub(super) async fn push(
    server: &Server,
    device: &Device,
    commands: &[Pushed],
) -> Result<Answered, Error> {
    if commands.is_empty() {
        return Ok(Answered::default());
    }
    let mut tries = 0;
    loop {
        tries += 1;
        match push_once(server, device, commands).await {
            Err(Error::Database(error)) if tries < TRIES && is_collision(&error) => {}
            Err(error) => return Err(error),
            Ok(done) => {
                server.live.tell(device.organisation, done.scopes);
                return Ok(done.answered);
            }
        }
    }
}

/// Another push has written the same row first: unique violation, serialization
/// failure, deadlock.
fn is_collision(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.is_some_and(|code| ["23505", "40001", "40P01"].contains(&code.as_ref()))
}

async fn push_once(server: &Server, device: &Device, commands: &[Pushed]) -> Result<Done, Error> {
    let received = server.clock.now();
    let mut transaction = server.pool.begin().await?;
    let done = judge(&mut transaction, device, received, commands).await?;
    transaction.commit().await?;
    Ok(done)
}

/// What a push has done, once its transaction is committed.
pub(crate) struct Done {
    /// What is to be answered.
    pub answered: Answered,
    /// The scopes to be told.
    pub scopes: BTreeSet<String>,
    /// The cases to which something was adopted, as they are now.
    pub cases: Vec<JudgedCase>,
}

/// Judges a push in a transaction that the caller commits.
pub(crate) async fn judge(
    connection: &mut PgConnection,
    device: &Device,
    received: Timestamp,
    commands: &[Pushed],
) -> Result<Done, Error> {
    let dockets = open(connection, device, commands).await?;
    let mut earlier = earlier_rulings(connection, device, commands).await?;
    let directory = directory_for(connection, device, &dockets).await?;
    let caller = Caller {
        person: &device.person,
        device: device.id,
        device_since: device.since,
        directory: &directory,
        received,
    };
    let mut answered = Answered::default();
    let mut noted = Vec::new();
    let mut cases = Vec::new();
    for docket in dockets {
        let heard = hear(docket, &caller, &mut earlier, &mut noted, &mut answered)?;
        cases.extend(heard);
    }

    shelf::note(connection, device, received, &noted).await?;
    shelf::store(connection, device, received, &cases).await?;
    let audiences = cases
        .iter()
        .filter_map(|case| Some((case.id, case.judged.history.case.as_ref()?)));
    let scopes =
        shelf::put_audience(connection, device.organisation, audiences, &directory).await?;
    projections::extend(connection, device.organisation, &cases).await?;
    Ok(Done {
        answered,
        scopes,
        cases,
    })
}

/// A case and what is pushed to it.
struct Docket<'a> {
    id: CaseId,
    judge: Judge,
    pushed: Vec<&'a Pushed>,
    changes_before: i32,
}

/// Locks the cases that are pushed to and gives each its judge.
async fn open<'a>(
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
        let (judge, changes_before) = match (stored.get(&id), pushed.first()) {
            (Some(case), _) => {
                let document = Document::load(&case.document)
                    .map_err(|fault| Error::fault("read a case", fault))?;
                (Judge::of(document), case.changes)
            }
            (None, first) => (
                Judge::open(first.map_or(Kind::ALL[0], |first| first.kind)),
                0,
            ),
        };
        Ok(Docket {
            id,
            judge,
            pushed,
            changes_before,
        })
    });
    dockets.collect()
}

/// Judges what is pushed to one case; gives what is to be stored of it.
fn hear<'a>(
    docket: Docket<'a>,
    caller: &Caller<'_>,
    earlier: &mut HashMap<CommandId, Earlier>,
    noted: &mut Vec<Noted<'a>>,
    answered: &mut Answered,
) -> Result<Option<JudgedCase>, Error> {
    let mut judge = docket.judge;
    let (kind, entries_before) = (judge.kind(), judge.entries());
    let mut is_replaced = false;
    for pushed in docket.pushed {
        let (outcome, note) = rule(&mut judge, pushed, caller, earlier)?;
        is_replaced |= outcome != Outcome::Adopted;
        noted.extend(note);
        answered.rulings.push(Ruled {
            id: pushed.id,
            outcome,
        });
    }
    answered.cases.insert(docket.id, is_replaced);
    let closed = judge.close();
    let closed = closed.map_err(|fault| Error::fault("close a case", fault))?;
    Ok(closed.map(|judged| JudgedCase {
        id: docket.id,
        kind,
        changes_before: docket.changes_before,
        entries_before,
        judged,
    }))
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
    if let Some(earlier) = earlier.get(&pushed.id) {
        if earlier.content != content {
            return Ok((judge.refuse(pushed, Refusal::IdReused).outcome, None));
        }
        judge.recall(pushed.hash, earlier.stands_for.clone());
        return Ok((earlier.outcome.clone(), None));
    }
    // The id under which it is noted must be the one under which it is recorded.
    let command = Command::from_json(&pushed.command);
    let ruling = if command.is_ok_and(|command| command.id != pushed.id) {
        judge.refuse(pushed, Refusal::NotUnderstood)
    } else {
        let ruling = judge.rule(pushed, caller);
        ruling.map_err(|fault| Error::fault("rule on a command", fault))?
    };
    let outcome = ruling.outcome.clone();
    // One push may say the same twice.
    let now_earlier = Earlier {
        content: content.to_vec(),
        stands_for: ruling.stands_for.clone(),
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
struct Earlier {
    content: Vec<u8>,
    stands_for: Vec<replica::stand::Hash>,
    outcome: Outcome,
}

async fn earlier_rulings(
    connection: &mut PgConnection,
    device: &Device,
    commands: &[Pushed],
) -> Result<HashMap<CommandId, Earlier>, Error> {
    let ids: Vec<uuid::Uuid> = commands.iter().map(|pushed| pushed.id.0).collect();
    let rows = query!(
        "select command, content_sha256, stands_for, outcome from rulings
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
            stands_for: shelf::hashes(&row.stands_for),
            outcome,
        };
        Ok((CommandId(row.command), earlier))
    });
    read.collect()
}

/// The records that the rules will look up.
async fn directory_for(
    connection: &mut PgConnection,
    device: &Device,
    dockets: &[Docket<'_>],
) -> Result<Directory, Error> {
    let mut references = References::default();
    for docket in dockets {
        references.extend(docket.judge.references());
        for pushed in &docket.pushed {
            if let Ok(command) = Command::from_json(&pushed.command) {
                references.extend(command.act.references());
            }
        }
    }
    directory::of(connection, device.organisation, references).await
}
