//! The store: one SQLite file inside the core, which shells never see.
//!
//! A [`Task`] is one transaction: when [`Store::run`] has answered that it is
//! done, it is durable; when it answers [`ActionError`], nothing has changed,
//! in the file or in memory. With each answer comes what the visible page
//! needs, so that what is shown is always what is stored.
//!
//! It reads no clock and draws no ids; the app hands them in with the task.

mod acts;
mod cases;
mod fault;
mod gather;
mod notices;
mod outbox;
mod photos;
mod query;
mod schema;
mod session_state;
mod settle;
mod table;

#[cfg(test)]
pub mod tests;

pub use acts::NewCommand;
pub use fault::{ActionError, StoreFault};
pub use gather::Gathered;
pub use notices::NoticeRow;
pub use outbox::Line;
pub use photos::{MEDIA_TYPES, PHOTO_BYTES_MAX, Photo, PhotoTask, Piece, Progress};
pub use query::{Counts, FieldEdit, FoldedRow, Query, QueryResult};
pub use session_state::{Session, SessionState, Settings};
pub use settle::Settled;

use crux_core::capability::Operation;
use domain::{
    ids::{BlobId, CaseId, CommandId},
    time::Timestamp,
};
use replica::wire::Answer;
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

/// What the store is asked: to do something, and to answer a query
/// after it.
#[derive(Clone, Debug)]
pub struct StoreOperation {
    /// What is to be done.
    pub task: Task,
    /// What the visible page asks the store.
    pub query: Query,
}

impl Operation for StoreOperation {
    type Output = StoreAnswer;
}

/// Something to be done in one transaction.
#[derive(Clone, Debug)]
pub enum Task {
    /// Nothing: only run the query.
    Nothing,
    /// Execute a command. The draft that it was made of goes with it.
    Act(Box<NewCommand>, Option<(String, String)>),
    /// Do a refused command again. The ids are for what it begins anew.
    DoAgain {
        refused: CommandId,
        /// The case that begins, if the refused one was to begin a case.
        new_case: CaseId,
        /// The new command's id.
        new_id: CommandId,
        /// The time of acting.
        at: Timestamp,
    },
    /// Forget a refused command, or one that cannot be read.
    LetGo(CommandId),
    /// Keep what was typed into a form.
    Fill(FieldEdit),
    Photo(PhotoTask),
    /// A case is opened: mark its notices as read, and ask for it if it
    /// is not here.
    OpenCase(CaseId),
    /// Mark the notices of a case as read, or all.
    ReadNotices(Option<CaseId>),
    /// Tell what is to be said to the server.
    Gather,
    /// Take in what the server said, received at a time of the phone's clock.
    Settle {
        answer: Box<Answer>,
        /// When it was received.
        received_at: Timestamp,
        /// The case that is open, which stays however old it is.
        open: Option<CaseId>,
    },
    /// Begin a session. What another person left on the phone goes; what the
    /// same person left stays, unsent work above all.
    SignIn(Box<Session>, Settings),
    /// End the session and forget everything that was the person's.
    SignOut,
    Set(Settings),
}

/// What has come of a task.
#[derive(Clone, Debug)]
pub enum TaskOutcome {
    Done,
    /// A command was done again, in this case.
    DidAgain(CaseId),
    /// What is to be said to the server.
    Gathered(Gathered),
    /// The answer was taken in.
    Settled(Settled),
    /// The next piece of a photo to be sent; none if there is nothing to send.
    Piece(Option<Piece>),
    /// Whether a photo is on this phone.
    Sought(bool),
}

/// What the store answers.
#[derive(Clone, Debug)]
pub struct StoreAnswer {
    /// What has come of the task.
    pub outcome: Result<TaskOutcome, ActionError>,
    /// Who is signed in, the settings and the directory, as they are now.
    pub state: SessionState,
    /// What is shown; none if it could not be read, so that what is on
    /// the screen stays there.
    pub shown: Option<(Counts, QueryResult)>,
}

#[derive(Debug)]
pub struct Store {
    connection: Connection,
    state: SessionState,
}

impl Store {
    /// Opens the store in a folder.
    ///
    /// # Errors
    /// If the disk does not let us, the file is damaged, or a newer app wrote it.
    pub fn open(folder: &Path) -> Result<Self, StoreFault> {
        Self::of(schema::open(folder)?)
    }

    fn of(connection: Connection) -> Result<Self, StoreFault> {
        let state = SessionState::load(&connection)?;
        let mut store = Self { connection, state };
        let prepare = |connection: &Connection, state: &mut SessionState| {
            outbox::examine(connection)?;
            Ok(cases::refold(connection, state)?)
        };
        match store.write(prepare) {
            // What another version has folded can still be read, or is told of
            // when it is opened: no reason to keep the person from their work.
            Ok(()) | Err(_) => Ok(store),
        }
    }

    /// Who is signed in, the settings and the directory.
    pub fn state(&self) -> SessionState {
        self.state.clone()
    }

    /// A photo, if it is on this phone and somebody is signed in.
    pub fn photo(&self, id: BlobId) -> Option<Photo> {
        self.state.session.as_ref()?;
        photos::photo(&self.connection, id).ok().flatten()
    }

    /// Does a task, and runs the query.
    pub fn run(&mut self, operation: StoreOperation) -> StoreAnswer {
        let outcome = self.perform(operation.task);
        let counts = query::counts(&self.connection);
        let result = query::query(&self.connection, &self.state, &operation.query);
        let (outcome, shown) = match (counts, result) {
            (Ok(counts), Ok(result)) => (outcome, Some((counts, result))),
            (Err(fault), _) | (_, Err(fault)) => {
                (outcome.and(Err(ActionError::Fault(fault))), None)
            }
        };
        StoreAnswer {
            outcome,
            state: self.state.clone(),
            shown,
        }
    }

    fn perform(&mut self, task: Task) -> Result<TaskOutcome, ActionError> {
        match task {
            Task::Nothing => Ok(TaskOutcome::Done),
            Task::Gather => {
                gather::gather(&self.connection, &self.state).map(TaskOutcome::Gathered)
            }
            Task::Act(new_command, draft) => self.write(|connection, state| {
                acts::act(connection, state, &new_command, draft.as_ref())
                    .map(|()| TaskOutcome::Done)
            }),
            Task::DoAgain {
                refused,
                new_case,
                new_id,
                at,
            } => self.write(|connection, state| {
                acts::do_again(connection, state, refused, new_case, new_id, at)
                    .map(TaskOutcome::DidAgain)
            }),
            Task::LetGo(command) => self.write(|connection, state| {
                acts::let_go(connection, state, command).map(|()| TaskOutcome::Done)
            }),
            Task::Fill(edit) => self.write_lightly(|connection, _| {
                query::fill(connection, &edit)?;
                photos::sweep(connection)?;
                Ok(TaskOutcome::Done)
            }),
            Task::Photo(task) => {
                self.write(|connection, state| photos::perform(connection, state, task))
            }
            Task::OpenCase(case) => self.write(|connection, _| {
                query::open_case(connection, case)?;
                Ok(TaskOutcome::Done)
            }),
            Task::ReadNotices(case) => self.write(|connection, _| {
                notices::mark_read(connection, case)?;
                Ok(TaskOutcome::Done)
            }),
            Task::Settle {
                answer,
                received_at,
                open,
            } => self.write(|connection, state| {
                settle::settle(connection, state, &answer, received_at, open)
                    .map(TaskOutcome::Settled)
            }),
            Task::SignIn(session, settings) => self.write(|connection, state| {
                sign_in(connection, state, *session, settings)?;
                Ok(TaskOutcome::Done)
            }),
            Task::SignOut => {
                self.write(|connection, state| Ok(clear(connection, state)?))?;
                self.wipe();
                Ok(TaskOutcome::Done)
            }
            Task::Set(settings) => self.write(|_, state| {
                state.settings = settings;
                Ok(TaskOutcome::Done)
            }),
        }
    }

    /// Takes what was deleted out of the file too. If the disk does not let us,
    /// it is gone for the app nevertheless.
    fn wipe(&self) {
        let wiping = "vacuum; pragma wal_checkpoint(truncate);";
        let _ = self.connection.execute_batch(wiping);
    }

    /// A transaction that survives the app's end at once, and the phone's with
    /// the next act: with every letter that is typed the disk is not waited for.
    fn write_lightly<T>(
        &mut self,
        task: impl FnOnce(&Connection, &mut SessionState) -> Result<T, ActionError>,
    ) -> Result<T, ActionError> {
        self.connection
            .pragma_update(None, "synchronous", "normal")?;
        let done = self.write(task);
        self.connection.pragma_update(None, "synchronous", "full")?;
        done
    }

    /// One transaction over the file and what is kept of it in memory.
    fn write<T>(
        &mut self,
        task: impl FnOnce(&Connection, &mut SessionState) -> Result<T, ActionError>,
    ) -> Result<T, ActionError> {
        let mut state = self.state.clone();
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = task(&transaction, &mut state)?;
        state.save(&self.state, &transaction)?;
        transaction.commit()?;
        self.state = state;
        Ok(done)
    }
}

fn sign_in(
    connection: &Connection,
    state: &mut SessionState,
    mut session: Session,
    settings: Settings,
) -> Result<(), StoreFault> {
    match state.session.take() {
        Some(former)
            if former.person.id == session.person.id && former.server == session.server =>
        {
            session.filled_at = former.filled_at;
            session.offset_ms = former.offset_ms;
            session.synced_at = former.synced_at;
            settle::mark_all_stale(connection)?;
        }
        _ => clear(connection, state)?,
    }
    state.session = Some(session);
    state.settings = settings;
    Ok(())
}

/// Everything of a person goes; what they had set stays.
fn clear(connection: &Connection, state: &mut SessionState) -> Result<(), StoreFault> {
    for table in [
        "cases",
        "documents",
        "listings",
        "pending",
        "refused",
        "notices",
        "records",
        "drafts",
        "refetch",
        "photos",
        "photo_uses",
    ] {
        table::run(connection, &format!("delete from {table}"), [])?;
    }
    state.session = None;
    state.directory = std::sync::Arc::default();
    Ok(())
}
