//! What comes up: each command is judged, and what is adopted becomes durable
//! before anything is answered.
//!
//! One transaction for all of a push. Its cases are locked in one order, so that
//! two pushes wait for each other but never in a circle. A command that was
//! ruled on before gets the same ruling; the same id with another content is
//! refused.

use super::{
    docket::{directory_for, earlier_rulings, hear, open},
    shelf,
};
use crate::{
    Server,
    devices::Device,
    error::{Chain, Error},
    organisations, projections,
};
use domain::{capabilities::Kind, ids::CaseId, time::Timestamp};
use replica::{
    document::Document,
    heads::Heads,
    judge::{Caller, Judged, Ruling},
    wire::{Pushed, Ruled},
};
use sqlx::{PgConnection, error::DatabaseError};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

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
    if commands.iter().any(may_begin) {
        organisations::keep_teams(connection, device.organisation).await?;
    }
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
        let id = docket.id;
        match hear(docket, &caller, &mut earlier) {
            Ok(heard) => {
                answered.cases.insert(id, heard.is_replaced);
                answered.rulings.extend(heard.rulings);
                noted.extend(heard.noted);
                cases.extend(heard.judged);
            }
            // A damaged document must not stop the others. Its commands get no
            // ruling, so their phone keeps them until it is mended.
            Err(fault) => tracing::error!(case = %id, error = %Chain(&fault), "a case is damaged"),
        }
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

/// Whether a command may begin a case: only on the heads that every document
/// has before its first entry.
fn may_begin(pushed: &Pushed) -> bool {
    static BEGINNINGS: LazyLock<Vec<Heads>> = LazyLock::new(|| {
        let kinds = Kind::ALL.iter();
        kinds.map(|kind| Document::new(*kind).heads()).collect()
    });
    BEGINNINGS.contains(&pushed.base)
}
