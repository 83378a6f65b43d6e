//! The one entrance: transactions in which commands are judged and what comes
//! of them is stored, tried again where two collide, and told once they are durable.
//!
//! A push goes step by step, each of which is one transaction that opens so many cases
//! and computes for so long (`steps`). The usual push is one step.
//!
//! The cases are locked in one order, so that two who write to the same cases
//! wait for each other but never in a circle.

use super::{
    audience,
    batch::Batch,
    judge::{Acted, Answered, Callers, JudgedCase, Sitting, judge},
    steps::{Left, Step},
    store,
};
use crate::{
    Server,
    advisory::{DEVICES, key_of},
    devices::{self, Device},
    error::Error,
    limits::cores::{self, Computed, Effort},
    organisations, projections,
};
use domain::{case::References, directory::Directory, time::Timestamp};
use replica::incoming::Incoming;
use sqlx::{AssertSqlSafe, Connection, PgConnection, error::DatabaseError, raw_sql};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use uuid::Uuid;

/// How often it is tried when two that begin the same case, or repeat the same
/// commands, meet.
const TRIES: usize = 4;

/// Acts on cases as a device that calls. What is adopted is durable when this
/// returns, and everybody concerned is told. What takes more effort than it is given gets
/// no ruling yet.
///
/// # Errors
/// The database did not answer; the commands are to be sent again. A refused command is
/// no error.
pub(crate) async fn act(
    server: &Server,
    connection: &mut PgConnection,
    device: &Device,
    commands: &Arc<[Incoming]>,
    effort: Effort,
) -> Result<Answered, Error> {
    let mut answered = Answered::default();
    let mut left = Left::of(commands);
    let mut computed = Duration::ZERO;
    while !left.is_empty() {
        if answered.says_something() && computed >= effort.push {
            answered.is_partial = true;
            break;
        }
        let step = left.step(connection, device.organisation, effort).await?;
        let done = try_step(server, connection, device, &step).await?;
        server.live.tell(device.organisation, done.scopes);
        computed += done.computed;
        left.done(&step, &done.answered, &done.left_out);
        answered.extend(done.answered);
    }
    answered.is_partial |= left.has_put_off();
    Ok(answered)
}

async fn try_step(
    server: &Server,
    connection: &mut PgConnection,
    device: &Device,
    step: &Step,
) -> Result<Acted, Error> {
    let mut tries = 0;
    loop {
        tries += 1;
        match act_once(server, connection, device, step).await {
            Err(Error::Database(error)) if tries < TRIES && is_collision(&error) => {}
            outcome => return outcome,
        }
    }
}

/// Another transaction has written the same row first: unique violation,
/// serialization failure, deadlock.
fn is_collision(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.is_some_and(|code| ["23505", "40001", "40P01"].contains(&code.as_ref()))
}

async fn act_once(
    server: &Server,
    connection: &mut PgConnection,
    device: &Device,
    step: &Step,
) -> Result<Acted, Error> {
    let received = server.clock.now();
    let mut transaction = connection.begin().await?;
    // Within the transaction that sqlx knows of, so that one which gets no lock is
    // rolled back and leaves the connection as it was.
    raw_sql(locks(device, step, server.settings.lock_time))
        .execute(&mut *transaction)
        .await?;
    let acted = act_in_step(&mut transaction, device, received, step).await?;
    transaction.commit().await?;
    Ok(acted)
}

/// The locks with which the transaction begins, on one way to the database. Whoever
/// waits for a lock holds a connection, so none waits for long: a push that finds
/// the cases locked by a rebuild is answered that it is to be sent again.
///
/// A phone that got no answer sends the same again, maybe while its first push is
/// still under way, and the cases that begin with it are no rows yet that could be
/// waited for. So pushes of one device wait for each other.
fn locks(device: &Device, step: &Step, time: Duration) -> AssertSqlSafe<String> {
    let (key, time) = (key_of(device.id), time.as_millis());
    let mut locks =
        format!("set local lock_timeout = {time}; select pg_advisory_xact_lock({DEVICES}, {key})");
    if step.commands().any(may_hang_on_a_record) {
        locks.push_str("; ");
        locks.push_str(&organisations::keep_records(device.organisation));
    }
    // Nothing that anybody wrote is in it, only numbers.
    AssertSqlSafe(locks)
}

/// Acts on cases in a transaction of the caller's, who commits it, tells the
/// scopes concerned, and has made sure that the teams of the stores, and who is here,
/// stay as they are meanwhile. All at once, whatever it takes.
///
/// # Errors
/// The database did not answer. A refused command is no error.
pub async fn act_within(
    connection: &mut PgConnection,
    device: &Device,
    received: Timestamp,
    commands: Vec<Incoming>,
) -> Result<Acted, Error> {
    let step = Step::of_all(commands.into());
    act_in_step(connection, device, received, &step).await
}

async fn act_in_step(
    connection: &mut PgConnection,
    device: &Device,
    received: Timestamp,
    step: &Step,
) -> Result<Acted, Error> {
    let organisation = device.organisation;
    let batch = Batch::lock(connection, organisation, step).await?;
    let refused = store::refused_before(connection, organisation, step).await?;
    let _open = cores::open(batch.plain_bytes).await?;
    let batch = Arc::new(batch);
    let (open, opened_in) = {
        let batch = batch.clone();
        let open = move || {
            let computed = Computed::since_now();
            (batch.open(), computed.so_far())
        };
        cores::run(open).await?
    };
    let mut directory = batch.directory(connection, organisation, &open).await?;
    let seals = step.commands().filter_map(|it| it.pushed.seal);
    let seals: Vec<Uuid> = seals.map(|seal| seal.device).collect();
    let mut callers = Callers {
        device: device.clone(),
        sealers: devices::sealers(connection, organisation, &seals).await?,
    };
    directory.forget_former(received);
    callers.forget_former(received);
    let sitting = Sitting {
        batch,
        refused,
        callers,
        received,
        directory: directory.clone(),
    };
    let mut judged = cores::run(move || judge(&sitting, open)).await?;
    judged.acted.computed += opened_in;
    store::store_refusals(connection, organisation, &judged.refusals).await?;
    let by = (organisation, device.id);
    let stored = store_judged(connection, by, &judged.acted.cases, &directory).await?;
    judged.acted.scopes = stored.scopes;
    judged.acted.answered.position = stored.position;
    Ok(judged.acted)
}

/// What was stored of judged cases.
#[derive(Default)]
pub(super) struct Stored {
    /// The scopes to be told.
    pub scopes: BTreeSet<Uuid>,
    /// Where it stands in the feed; none if nothing was stored.
    pub position: Option<i64>,
}

/// Stores what was adopted by a device, or by the system (nil), with all that follows
/// from the documents.
pub(super) async fn store_judged(
    connection: &mut PgConnection,
    (organisation, by): (Uuid, Uuid),
    cases: &[JudgedCase],
    directory: &Directory,
) -> Result<Stored, Error> {
    if cases.is_empty() {
        return Ok(Stored::default());
    }
    let position = store::store_cases(connection, organisation, by, cases).await?;
    let scopes = audience::put_judged(connection, organisation, position, cases, directory).await?;
    let cases = cases.iter().map(JudgedCase::to_project);
    projections::write(connection, organisation, cases).await?;
    Ok(Stored {
        scopes,
        position: Some(position),
    })
}

/// Whether a case may hang on another store or person after a command, or after what
/// follows from it: who reads it then depends on that store's team, and on whether the
/// person is here.
fn may_hang_on_a_record(incoming: &Incoming) -> bool {
    incoming.command.as_ref().is_some_and(|command| {
        let references = command.act.as_dyn().references();
        let References {
            people,
            stores,
            cases,
            ..
        } = references;
        !(people.is_empty() && stores.is_empty() && cases.is_empty())
    })
}
