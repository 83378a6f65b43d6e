//! The store: one SQLite file inside the core, which shells never see.
//!
//! A [`Task`] is one transaction: when [`Store::run`] has answered that it is
//! done, it is durable; when it answers [`ActionError`], nothing has changed,
//! in the file or in memory. With each answer comes what the visible page
//! needs, so that what is shown is always what is stored.
//!
//! It reads no clock and draws no ids; the app hands them in with the task.

mod acts;
mod at_hand;
mod cases;
mod drafts;
mod fault;
mod gather;
mod handed;
mod holding;
mod left;
mod list;
mod lock;
mod log;
mod lost;
mod names;
pub mod newer;
mod notices;
mod notices_read;
mod operation;
mod outbox;
mod photos;
mod query;
mod relations;
mod revision;
mod schema;
mod search;
mod session_state;
mod settle;
mod signatures;
mod table;
mod thumbnails;

#[cfg(test)]
pub mod tests;

pub use acts::{NewIds, PerformRequest};
pub use drafts::{Draft, FieldEdit, FormKey};
pub use fault::{ActionError, StoreFault};
pub use handed::code_texts;
pub use holding::{HeldCases, Holding};
pub use left::Found;
pub use list::FoldedRow;
pub use notices::NoticeRow;
pub use operation::{StoreAnswer, StoreOperation, Task, TaskOutcome};
pub use outbox::Line;
pub use photos::{PhotoLine, PhotoOutcome, PhotoTask, Piece, Progress};
pub use query::{Counts, DraftLine, Query, QueryResult};
pub use revision::refilled;
pub use session_state::{Session, SessionState, Settings};

use crate::{clock::ServerTime, pictures::Photo};
use cases::Folded;
use domain::{ids::BlobId, time::Timestamp};
use lock::FolderLock;
use log::Log;
use rusqlite::{Connection, TransactionBehavior};
use std::{path::Path, sync::Arc};

/// How many lines of the log the settings show.
const LOG_LINES: usize = 50;

/// Notes in the log of a folder why its store cannot be opened.
pub fn note_unopened(folder: &Path, at: Timestamp, fault: StoreFault) {
    Log::open(folder).note(at, &format!("not opened: {fault}"));
}

/// What a task has come to, with the case that it has folded on the way.
struct Done {
    outcome: TaskOutcome,
    folded: Option<Folded>,
}

impl From<TaskOutcome> for Done {
    fn from(outcome: TaskOutcome) -> Self {
        Self {
            outcome,
            folded: None,
        }
    }
}

impl From<()> for Done {
    fn from((): ()) -> Self {
        Self::from(TaskOutcome::Done)
    }
}

impl From<PhotoOutcome> for Done {
    fn from(outcome: PhotoOutcome) -> Self {
        Self::from(TaskOutcome::Photo(outcome))
    }
}

impl From<Folded> for Done {
    fn from(folded: Folded) -> Self {
        Self {
            outcome: TaskOutcome::Acted(folded.id),
            folded: Some(folded),
        }
    }
}

#[derive(Debug)]
pub struct Store {
    connection: Connection,
    state: SessionState,
    log: Log,
    /// Held for as long as the connection is open.
    _lock: FolderLock,
}

impl Store {
    /// Opens the store in a folder.
    ///
    /// # Errors
    /// If another store works there, the disk does not let us, the file is
    /// damaged, or a newer app wrote it.
    pub fn open(folder: &Path) -> Result<Self, StoreFault> {
        let lock = lock::lock(folder)?;
        let connection = schema::open(folder)?;
        let mut store = Self {
            state: SessionState::load(&connection)?,
            connection,
            log: Log::open(folder),
            _lock: lock,
        };
        // What fails is no reason to keep the person from their work, or to leave out
        // the others: what another version has folded can still be read, or is told
        // of when it is opened.
        let prepared = [
            store.write(|connection, _| Ok(outbox::examine(connection)?)),
            store.write(|connection, state| Ok(newer::ask_anew(connection, state)?)),
            store.write(|connection, state| Ok(cases::refold(connection, state)?)),
        ];
        for error in prepared.iter().filter_map(|done| done.as_ref().err()) {
            // No time is told before the first event.
            store.note(Timestamp(0), &format!("store: not prepared: {error:?}"));
        }
        Ok(store)
    }

    /// Who is signed in, the settings and the directory.
    pub fn state(&self) -> SessionState {
        self.state.clone()
    }

    /// Notes a line of the log.
    pub fn note(&mut self, at: Timestamp, what: &str) {
        self.log.note(at, what);
    }

    /// The log, the oldest line first.
    pub fn log(&self) -> String {
        self.log.text()
    }

    /// A photo, if it is on this phone and somebody is signed in.
    pub fn photo(&self, id: BlobId) -> Option<Photo> {
        self.state.session.as_ref()?;
        photos::photo(&self.connection, id).ok().flatten()
    }

    /// Does a task, and runs the query.
    pub fn run(&mut self, operation: StoreOperation) -> StoreAnswer {
        let StoreOperation { task, query } = operation;
        let (outcome, folded) = match self.perform(task) {
            Ok(done) => (Ok(done.outcome), done.folded),
            Err(error) => (Err(error), None),
        };
        let query = query.filter(|query| outcome.is_ok() || *query != Query::Acted);
        let shown = query.map(|query| self.show(&query, folded)).transpose();
        StoreAnswer {
            outcome,
            state: self.state.clone(),
            shown,
        }
    }

    fn show(
        &self,
        query: &Query,
        folded: Option<Folded>,
    ) -> Result<(Counts, QueryResult), StoreFault> {
        let counts = query::counts(&self.connection)?;
        if *query == Query::Settings {
            let result = QueryResult::Settings {
                log: self.log.latest(LOG_LINES),
                holding: holding::holding(&self.connection)?,
            };
            return Ok((counts, result));
        }
        let result = query::query(&self.connection, &self.state, query, folded)?;
        Ok((counts, result))
    }

    fn perform(&mut self, task: Task) -> Result<Done, ActionError> {
        match task {
            Task::Nothing => Ok(().into()),
            Task::Gather => {
                let gathered = gather::gather(&self.connection, &self.state)?;
                Ok(TaskOutcome::Gathered(gathered).into())
            }
            Task::Perform(request) => {
                self.write(|connection, state| acts::perform(connection, state, &request))
            }
            Task::DoAgain { refused, ids, at } => {
                self.write(|connection, state| acts::do_again(connection, state, refused, ids, at))
            }
            Task::LetGo(command) => {
                self.write(|connection, state| acts::let_go(connection, state, command))
            }
            Task::Fill(edit) => self.write_lightly(|connection, _| {
                drafts::fill(connection, &edit)?;
                Ok(photos::sweep(connection)?)
            }),
            Task::LetGoDraft(form) => self.write(|connection, _| drafts::let_go(connection, &form)),
            Task::Photo(task) => {
                self.write(|connection, state| photos::perform(connection, state, task))
            }
            Task::OpenCase(case) => self.write(|connection, _| {
                let (opened, folded) = acts::open_case(connection, case)?;
                let outcome = TaskOutcome::Opened(opened);
                Ok(Done { outcome, folded })
            }),
            Task::Find(text) => self.write_lightly(|connection, _| {
                let found = names::find(connection, &text)?;
                Ok(TaskOutcome::Found(found))
            }),
            Task::TakeIn(handed) => {
                self.write(|connection, state| handed::take_in(connection, state, &handed))
            }
            Task::Unlock(key) => self.write_lightly(|_, state| {
                if let Some(session) = &mut state.session {
                    session.key = Some(key);
                }
                Ok(())
            }),
            Task::ReadNotices => self.write(|connection, _| {
                let has_read = notices_read::read(connection, None)?;
                Ok(TaskOutcome::NoticesRead(has_read))
            }),
            Task::KeepTime(time) => self.keep_time(time),
            Task::Settle {
                answer,
                told,
                received,
                open,
                locale,
            } => self.write(|connection, state| {
                let (settled, folded) =
                    settle::settle(connection, state, &answer, &told, &received, open, &locale)?;
                let outcome = TaskOutcome::Settled(settled);
                Ok(Done { outcome, folded })
            }),
            Task::SignIn(session, settings) => self.sign_in(*session, settings),
            Task::SignOut => {
                let done = self.write(|connection, state| Ok(leave(connection, state)?))?;
                self.wipe();
                Ok(done)
            }
            Task::Set(settings) => self.write(|_, state| {
                state.settings = settings;
                Ok(())
            }),
        }
    }

    fn keep_time(&mut self, time: ServerTime) -> Result<Done, ActionError> {
        self.write(|_, state| {
            if let Some(session) = &mut state.session {
                session.server_time = Some(time);
            }
            Ok(())
        })
    }

    /// Begins a session; what another person left is wiped out, but for their drafts.
    fn sign_in(&mut self, session: Session, settings: Settings) -> Result<Done, ActionError> {
        let is_other = |former: &Session| !former.is_same_person(&session);
        let must_wipe = self.state.session.as_ref().is_some_and(is_other);
        let begin = |connection: &Connection, state: &mut SessionState| {
            Ok(sign_in(connection, state, session, settings)?)
        };
        let done = self.write(begin)?;
        if must_wipe {
            self.wipe();
        }
        Ok(done)
    }

    /// Takes what was deleted out of the file too. If the disk does not let us,
    /// it is gone for the app nevertheless.
    fn wipe(&self) {
        let wiping = "vacuum; pragma wal_checkpoint(truncate);";
        let _ = self.connection.execute_batch(wiping);
    }

    /// A transaction that survives the app's end at once, and the phone's with
    /// the next act: with every letter that is typed the disk is not waited for. Nor is
    /// read anew what people may hand on, for it touches no case.
    fn write_lightly<T: Into<Done>>(
        &mut self,
        task: impl FnOnce(&Connection, &mut SessionState) -> Result<T, ActionError>,
    ) -> Result<Done, ActionError> {
        self.connection
            .pragma_update(None, "synchronous", "normal")?;
        let done = self.transact(task);
        self.connection.pragma_update(None, "synchronous", "full")?;
        done
    }

    /// A transaction after which what people may hand on is known as the cases say.
    fn write<T: Into<Done>>(
        &mut self,
        task: impl FnOnce(&Connection, &mut SessionState) -> Result<T, ActionError>,
    ) -> Result<Done, ActionError> {
        self.transact(|connection, state| {
            let done = task(connection, state)?;
            at_hand::refresh(connection, state)?;
            Ok(done)
        })
    }

    /// One transaction over the file and what is kept of it in memory.
    fn transact<T: Into<Done>>(
        &mut self,
        task: impl FnOnce(&Connection, &mut SessionState) -> Result<T, ActionError>,
    ) -> Result<Done, ActionError> {
        let mut state = self.state.clone();
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = task(&transaction, &mut state)?;
        state.save(&self.state, &transaction)?;
        transaction.commit()?;
        self.state = state;
        Ok(done.into())
    }
}

fn sign_in(
    connection: &Connection,
    state: &mut SessionState,
    mut session: Session,
    settings: Settings,
) -> Result<TaskOutcome, StoreFault> {
    let mut found = Found::default();
    match &state.session {
        Some(former) if former.is_same_person(&session) => {
            session.restored_at = former.restored_at;
            session.server_time.clone_from(&former.server_time);
            cases::mark_all_stale(connection)?;
        }
        _ => {
            leave(connection, state)?;
            found = left::give_back(connection, &session)?;
        }
    }
    state.session = Some(session);
    state.settings = settings;
    Ok(TaskOutcome::SignedIn(found))
}

/// Everything of the person who is signed in goes, but for their drafts; what they had set
/// stays.
fn leave(connection: &Connection, state: &mut SessionState) -> Result<(), StoreFault> {
    if let Some(session) = &state.session {
        left::put_apart(connection, session)?;
    }
    clear(connection, state)
}

/// Everything of a person goes; what they had set stays.
fn clear(connection: &Connection, state: &mut SessionState) -> Result<(), StoreFault> {
    for table in [
        "cases",
        "documents",
        "listings",
        "names",
        "grants",
        "labelled",
        "originals",
        "marks",
        "mentions",
        "secrets",
        "pending",
        "refused",
        "notices",
        "notices_read",
        "records",
        "drafts",
        "drawings",
        "refetch",
        "photos",
        "photo_uses",
        "missing_thumbnails",
    ] {
        table::run(connection, &format!("delete from {table}"), [])?;
    }
    search::clear(connection)?;
    at_hand::touch(connection)?;
    state.session = None;
    state.directory = Arc::default();
    Ok(())
}
