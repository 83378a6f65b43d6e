//! What the store is asked, and what it answers.
//!
//! How each thing is done stands in the file that it is named after.

use super::{
    acts::{NewIds, Opened, PerformRequest},
    drafts::{FieldEdit, FormKey},
    fault::{ActionError, StoreFault},
    gather::Gathered,
    left::Found,
    photos::{PhotoOutcome, PhotoTask},
    query::{Counts, Query, QueryResult},
    session_state::{Session, SessionState, Settings},
    settle::Settled,
};
use crate::{
    clock::{ClockReading, ServerTime},
    locale::Locale,
};
use crux_core::capability::Operation;
use domain::{
    ids::{CaseId, CommandId},
    time::Timestamp,
};
use replica::{
    handed::{Handed, Key},
    wire::{Answer, NoticesRead},
};

/// What the store is asked: to do something, and to answer a query
/// after it.
#[derive(Clone, Debug)]
pub struct StoreOperation {
    /// What is to be done.
    pub task: Task,
    /// What the page asks that is visible then; none if the task changes nothing
    /// that is shown.
    pub query: Option<Query>,
}

impl Operation for StoreOperation {
    type Output = StoreAnswer;
}

/// Something to be done in one transaction.
#[derive(Clone, Debug)]
pub enum Task {
    /// Nothing: only run the query.
    Nothing,
    /// Take up an offer.
    Perform(Box<PerformRequest>),
    /// Do a refused command again.
    DoAgain {
        refused: CommandId,
        ids: NewIds,
        /// The time of acting.
        at: Timestamp,
    },
    /// Forget a refused command, or one that cannot be read.
    LetGo(CommandId),
    /// Keep what was typed into a form.
    Fill(FieldEdit),
    /// Forget what was typed into a form.
    LetGoDraft(FormKey),
    Photo(PhotoTask),
    /// A case is opened: mark its notices as read, and ask for it if it
    /// is not here.
    OpenCase(CaseId),
    /// Tell which case on this phone is called so.
    Find(String),
    /// Take in what another phone has handed over.
    TakeIn(Box<Handed>),
    /// The keychain has told the key by which this phone signs.
    Unlock(Key),
    /// Mark all notices as read.
    ReadNotices,
    /// Tell what is to be said to the server.
    Gather,
    /// Keep how the server's time follows from the phone's clocks.
    KeepTime(ServerTime),
    /// Take in what the server said.
    Settle {
        answer: Box<Answer>,
        /// What the request had told to be read.
        told: Vec<NoticesRead>,
        /// What the phone's clocks showed when it was received.
        received: ClockReading,
        /// The case that is open, which stays however old it is.
        open: Option<CaseId>,
        /// How the person is told what others did.
        locale: Locale,
    },
    /// Begin a session. What another person left on the phone goes, but for their
    /// drafts; what the same person left stays, unsent work above all.
    SignIn(Box<Session>, Settings),
    /// End the session and forget everything that was the person's, but for their drafts.
    SignOut,
    Set(Settings),
}

/// What has come of a task.
#[derive(Clone, Debug)]
pub enum TaskOutcome {
    Done,
    /// Something was done to this case.
    Acted(CaseId),
    Opened(Opened),
    /// The notices are read; whether the server is to be told.
    NoticesRead(bool),
    /// The case that is called so, if it is on this phone.
    Found(Option<CaseId>),
    /// What is to be said to the server.
    Gathered(Gathered),
    /// The answer was taken in.
    Settled(Settled),
    Photo(PhotoOutcome),
    /// A session has begun; what its person has found again here.
    SignedIn(Found),
}

#[derive(Clone, Debug)]
pub struct StoreAnswer {
    /// What has come of the task.
    pub outcome: Result<TaskOutcome, ActionError>,
    /// Who is signed in, the settings and the directory, as they are now.
    pub state: SessionState,
    /// What is shown; none if it was not asked for. If it cannot be read, what is
    /// on the screen stays there; what was done is done all the same.
    pub shown: Result<Option<(Counts, QueryResult)>, StoreFault>,
}
