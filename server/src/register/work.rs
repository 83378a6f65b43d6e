//! Working off what was sent, away from the request that brought it.
//!
//! Every instance looks for runs under way, and a lock in the database says whose turn
//! it is, so that of several instances one works on a run, and another goes on where
//! one that died has left off. A file is checked whole before anything of it is done.
//! Then its lines are done some at a time, each time in a transaction of its own: one
//! that took in thousands of cases would hold the feed back for everybody until its
//! end, and be lost whole with its last line.

use super::{
    WORDS,
    file::{FileLine, Table},
    plan::{Errors, Planned, Planner, Verdict, about_line},
    progress::{self, Counts, Run, State, StoredError},
};
use crate::{
    Server,
    advisory::{REGISTER, key_of},
    cases,
    devices::Device,
    edge::detached::run_detached,
    error::Error,
    limits::cores::Effort,
};
use domain::{
    register::Unreadable,
    words::{Message, Worded},
};
use replica::wire::Outcome;
use sqlx::{Connection, PgConnection, query, query_scalar};
use std::collections::{BTreeMap, BTreeSet};

/// How many lines are looked up, and done, at once.
const BATCH: usize = 200;
/// How many lines a file has at most.
pub(super) const LINES_MAX: usize = 50_000;
/// How often a line is tried that others have come before.
const ATTEMPTS: usize = 2;

/// Works on the runs that are under way and that no other instance works on.
pub(crate) async fn next(server: &Server) -> Result<(), Error> {
    for (organisation, id, kind) in progress::open(&server.pool).await? {
        let mut connection = server.pool.acquire().await?;
        let mut lock = connection.begin().await?;
        let is_ours = query_scalar!(
            r#"select pg_try_advisory_xact_lock($1, $2) as "is_ours!""#,
            REGISTER,
            key_of(organisation)
        );
        if !is_ours.fetch_one(&mut *lock).await? {
            continue;
        }
        let run = progress::load(&server.pool, organisation, kind, Some(id)).await?;
        if let Some(run) = run.into_iter().next().filter(|run| run.ended_at.is_none()) {
            tracing::info!(run = %id, state = ?run.state, "works on a file of the register");
            let ended = Work::new(server, run).run(&mut lock).await?;
            tracing::info!(run = %id, state = ?ended, "has worked on a file of the register");
        }
        lock.commit().await?;
    }
    Ok(())
}

/// A run that is worked on.
struct Work<'a> {
    server: &'a Server,
    run: Run,
}

/// Why it is not gone on with.
enum Ended {
    As(State),
    Failed(Error),
}

impl From<Error> for Ended {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<sqlx::Error> for Ended {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl<'a> Work<'a> {
    const fn new(server: &'a Server, run: Run) -> Self {
        Self { server, run }
    }

    /// Works until the run has ended.
    async fn run(mut self, lock: &mut PgConnection) -> Result<State, Error> {
        let state = match self.work(lock).await {
            Ok(state) | Err(Ended::As(state)) => state,
            Err(Ended::Failed(error)) => return Err(error),
        };
        let (run, now) = (
            (self.run.organisation, self.run.id),
            self.server.clock.now(),
        );
        let mut connection = self.server.pool.acquire().await?;
        progress::end(&mut connection, run, state, now).await?;
        Ok(state)
    }

    async fn work(&mut self, lock: &mut PgConnection) -> Result<State, Ended> {
        let Run {
            organisation,
            id,
            kind,
            ..
        } = self.run;
        let file = progress::file(&self.server.pool, organisation, id).await?;
        let opened = tokio::task::spawn_blocking(move || {
            Table::open(&file, kind.as_dyn().columns(), &*WORDS)
        });
        let opened = opened
            .await
            .map_err(|error| Error::fault("read a file", error))?;
        let table = match opened {
            Ok(table) => table,
            Err(error) => return self.is_unreadable(error.line, error.why).await,
        };
        if self.run.state == State::Checking {
            self.check(lock, &table).await?;
            let has_refused = self.run.counts.refused > 0;
            if has_refused || self.run.is_dry {
                return Ok(if has_refused {
                    State::Refused
                } else {
                    State::Checked
                });
            }
            self.run.state = State::Acting;
            self.run.counts = Counts::default();
            self.run.passed = 0;
            self.note(lock, &Errors::new()).await?;
        }
        self.act(lock, &table).await?;
        Ok(State::Done)
    }

    /// Ends the run for a file that cannot be read.
    async fn is_unreadable(&mut self, line: usize, why: Unreadable) -> Result<State, Ended> {
        self.run.counts = Counts::default();
        let errors = vec![(line, vec![about_line(why.message())])];
        let mut connection = self.server.pool.acquire().await?;
        progress::note(&mut connection, &self.run, &errors).await?;
        Ok(State::Unreadable)
    }

    /// Finds out what every line does, and does nothing.
    async fn check(&mut self, lock: &mut PgConnection, table: &Table) -> Result<(), Ended> {
        self.run.counts = Counts::default();
        self.run.passed = 0;
        self.run.lines = None;
        let mut connection = self.server.pool.acquire().await?;
        progress::note_reading(&mut connection, &self.run, &table.reading()).await?;
        let run = self.run.clone();
        let mut planner = Planner::new(&mut connection, &run).await?;
        let mut lines = table.lines();
        loop {
            let batch = self.take(&mut lines).await?;
            let is_last = batch.len() < BATCH;
            let device = self.device().await?;
            let who = (&device.person, self.server.clock.now(), 0);
            let looked_at = planner.look_at(&mut connection, who, &batch).await?;
            let errors = self.count(looked_at.into_iter().map(|it| (it.line, it.outcome)));
            if is_last {
                self.run.lines = Some(self.run.passed);
            }
            self.note(lock, &errors).await?;
            if is_last {
                return Ok(());
            }
        }
    }

    /// The next lines of a file.
    async fn take(
        &mut self,
        lines: &mut impl Iterator<Item = Result<FileLine, super::file::FileError>>,
    ) -> Result<Vec<FileLine>, Ended> {
        let mut batch = Vec::with_capacity(BATCH);
        let passed = usize::try_from(self.run.passed).unwrap_or_default();
        for line in lines.take(BATCH) {
            match line {
                Ok(line) if passed + batch.len() < LINES_MAX => batch.push(line),
                Ok(line) => {
                    let why = Unreadable::TooManyLines { max: LINES_MAX };
                    return Err(Ended::As(self.is_unreadable(line.number, why).await?));
                }
                Err(error) => {
                    return Err(Ended::As(self.is_unreadable(error.line, error.why).await?));
                }
            }
        }
        Ok(batch)
    }

    /// Does what the lines say that are not behind yet.
    async fn act(&mut self, lock: &mut PgConnection, table: &Table) -> Result<(), Ended> {
        let mut connection = self.server.pool.acquire().await?;
        let run = self.run.clone();
        let mut planner = Planner::new(&mut connection, &run).await?;
        drop(connection);
        let behind = usize::try_from(self.run.passed).unwrap_or_default();
        let mut lines = table.lines().skip(behind);
        loop {
            let batch = self.take(&mut lines).await?;
            if batch.is_empty() {
                return Ok(());
            }
            let outcomes = self.act_on(&mut planner, batch).await?;
            let errors = self.count(outcomes.into_iter());
            self.note(lock, &errors).await?;
        }
    }

    /// Does what some lines say; gives what became of each. What others have done since
    /// the line was read is looked at, and the line is tried once more.
    async fn act_on(
        &self,
        planner: &mut Planner<'_>,
        mut batch: Vec<FileLine>,
    ) -> Result<BTreeMap<usize, Result<Verdict, Vec<StoredError>>>, Ended> {
        let mut outcomes = BTreeMap::new();
        for attempt in 0..ATTEMPTS {
            let device = self.device().await?;
            let mut connection = self.server.pool.acquire().await?;
            let who = (&device.person, self.server.clock.now(), attempt);
            let looked_at = planner.look_at(&mut connection, who, &batch).await?;
            drop(connection);
            let refused = give(self.server, device, &looked_at).await?;
            let again: BTreeSet<usize> = refused.keys().copied().collect();
            outcomes.extend(looked_at.into_iter().map(|it| (it.line, it.outcome)));
            let refused = refused.into_iter();
            outcomes.extend(refused.map(|(line, why)| (line, Err(vec![about_line(why)]))));
            batch.retain(|line| again.contains(&line.number));
            if batch.is_empty() {
                break;
            }
        }
        Ok(outcomes)
    }

    /// The device whose person sent the file, as long as both may do this.
    async fn device(&self) -> Result<Device, Ended> {
        let Run {
            organisation,
            device,
            kind,
            ..
        } = self.run;
        let device = match Device::by_id(self.server, organisation, device).await {
            Err(Error::Problem(_)) => return Err(Ended::As(State::Stopped)),
            other => other?,
        };
        let may = kind.as_dyn().may_keep_register(&device.person);
        may.map(|()| device).map_err(|_| Ended::As(State::Stopped))
    }

    /// Counts what became of lines; gives what is wrong with those that were refused.
    fn count(
        &mut self,
        outcomes: impl Iterator<Item = (usize, Result<Verdict, Vec<StoredError>>)>,
    ) -> Errors {
        let mut errors = Errors::new();
        let counts = &mut self.run.counts;
        for (line, outcome) in outcomes {
            match outcome {
                Ok(Verdict::Creates) => counts.created += 1,
                Ok(Verdict::Changes) => counts.changed += 1,
                Ok(Verdict::Unchanged) => counts.unchanged += 1,
                Err(why) => {
                    counts.refused += 1;
                    errors.push((line, why));
                }
            }
        }
        self.run.passed = counts.passed();
        errors
    }

    /// Notes how far it is, and sees to it that the lock is still held: its connection
    /// is taken for dead when nothing is said on it for long.
    async fn note(&self, lock: &mut PgConnection, errors: &Errors) -> Result<(), Ended> {
        query!("select 1 as one").fetch_one(lock).await?;
        let mut connection = self.server.pool.acquire().await?;
        if !progress::note(&mut connection, &self.run, errors).await? {
            return Err(Ended::As(State::Stopped));
        }
        if self.server.is_closing() {
            let closing = Error::unavailable("the server is stopping", 2);
            return Err(Ended::Failed(closing));
        }
        Ok(())
    }
}

/// Gives what lines do to the one entrance; gives those of which something was refused,
/// and why.
async fn give(
    server: &Server,
    device: Device,
    planned: &[Planned],
) -> Result<BTreeMap<usize, Message>, Error> {
    let mut commands = Vec::new();
    let mut line_of = BTreeMap::new();
    for line in planned {
        line_of.extend(line.commands.iter().map(|it| (it.pushed.id, line.line)));
        commands.extend(line.commands.iter().cloned());
    }
    let given = {
        let server = server.clone();
        // Finished, whether or not the instance stops meanwhile.
        run_detached(async move {
            let mut connection = server.pool.acquire().await?;
            let whatever = Effort::WHATEVER_IT_TAKES;
            cases::act(
                &server,
                &mut connection,
                &device,
                &commands.into(),
                whatever,
            )
            .await
        })
        .await?
    };
    let mut refused = BTreeMap::new();
    for ruled in given.rulings {
        let line = line_of.remove(&ruled.id);
        if let (Some(line), Outcome::Refused(refusal)) = (line, ruled.outcome) {
            refused.entry(line).or_insert_with(|| refusal.message());
        }
    }
    // What gets no ruling acts on a case that cannot be read.
    for line in line_of.into_values() {
        refused
            .entry(line)
            .or_insert_with(|| Unreadable::Damaged.message());
    }
    Ok(refused)
}
