//! What reaches the app, and how what it leads to is asked of the store.

use crate::{
    clock::ClockReading,
    effect::{Effect, HttpAnswer, LogOperation, SecretAnswer},
    event::Event,
    model::{Access, AskedPhoto, Model},
    store::{Query, StoreAnswer, StoreOperation, Task},
};
use crux_core::Command;
use domain::{ids::BlobId, words::Message};
use replica::handed::Key;

/// What an input leads to.
pub type Cmd = Command<Effect, Input>;

/// What reaches the app: an event of the shell, or an answer to what it asked for.
#[derive(Debug)]
pub enum Input {
    /// What the phone's clocks show. Precedes every other input.
    Clock(ClockReading),
    /// The store has kept how the server's time follows from them, or has not.
    TimeKept(StoreAnswer),
    /// The app has started.
    Started,
    Event(Event),
    /// The store has done a task after which the page is only drawn anew.
    TaskDone(StoreAnswer),
    /// The store has done what an offer comes to, or has not.
    Acted(StoreAnswer),
    /// The store has done a refused command again, or has not.
    DidAgain(StoreAnswer),
    /// The store tells what is to be said to the server.
    Gathered {
        id: u64,
        /// Whether the server may hold its answer.
        may_wait: bool,
        /// What is to be said.
        answer: StoreAnswer,
    },
    /// The server has answered a sync.
    Answered {
        id: u64,
        answer: HttpAnswer,
    },
    /// The store has taken in what the server said.
    Settled {
        id: u64,
        /// Whether the server answered a long poll early, and with nothing.
        answered_early: bool,
        /// Whether it was taken in.
        answer: StoreAnswer,
    },
    /// A photo's way goes on.
    Photo(PhotoStep),
    /// The store tells whether a case on this phone is called so.
    Sought {
        text: String,
        answer: StoreAnswer,
    },
    /// The server has answered which case is called so.
    Found {
        id: u64,
        text: String,
        answer: HttpAnswer,
    },
    /// The store has noted that a case was opened.
    CaseOpened(StoreAnswer),
    /// The store has noted that the notices were read.
    NoticesRead(StoreAnswer),
    /// The store has taken in what another phone has handed over, or has not.
    TakenIn(StoreAnswer),
    /// The keychain tells the token.
    TokenLoaded(SecretAnswer),
    /// The server has answered a sign-in.
    SignedIn(Box<SignInAttempt>, HttpAnswer),
    /// The keychain has not saved the token of a sign-in; this was the right to talk
    /// to the server before it.
    TokenNotSaved(Access),
    /// The store has begun a session with this token.
    SessionBegun(String, StoreAnswer),
    /// The store has ended a session.
    SignedOut(StoreAnswer),
    /// Something is done of which nobody needs to know how it went.
    Over,
}

/// A sign-in that was sent.
#[derive(Debug)]
pub struct SignInAttempt {
    pub server: String,
    pub login: String,
    pub discard_unsent: bool,
    /// The key by which the device will sign what it hands over.
    pub key: Key,
    /// What the person is asked for again if it fails.
    pub former: Access,
}

/// A step on a photo's way.
#[derive(Debug)]
pub enum PhotoStep {
    /// The store tells whether a photo that is asked for is here.
    Sought(AskedPhoto, StoreAnswer),
    /// The store tells which piece is to be sent.
    Read(u64, StoreAnswer),
    /// The server has answered a piece that began with this byte.
    Sent(u64, BlobId, u32, HttpAnswer),
    /// The store has noted how far the sending is; the problem, if there was one.
    Noted(u64, Option<Message>, StoreAnswer),
    /// The server has answered somebody's wish to see a photo.
    Fetched(u64, AskedPhoto, HttpAnswer),
    /// The store tells which thumbnail is missing.
    Missing(u64, StoreAnswer),
    /// The server has answered the wish for a missing thumbnail.
    ThumbnailFetched(u64, BlobId, HttpAnswer),
    /// The store has noted what came of a missing thumbnail, or not.
    ThumbnailKept(u64, StoreAnswer),
    /// The store has kept a photo that came, or not.
    Kept(u64, StoreAnswer),
    /// The store has done what the person wants of a photo that was refused, or not.
    Decided(StoreAnswer),
}

/// Notes a line of the log. Nothing personal may stand in it.
pub fn log(what: impl Into<String>) -> Cmd {
    Command::notify_shell(LogOperation(what.into())).build()
}

/// Has the store do a task, and run the query of the visible page then.
pub fn store(
    model: &Model,
    task: Task,
    then: impl FnOnce(StoreAnswer) -> Input + Send + 'static,
) -> Cmd {
    ask_store(task, Some(model.current().query()), then)
}

/// Has the store do a task, and answer a query then; with none, what is on the
/// screen stays.
pub fn ask_store(
    task: Task,
    query: Option<Query>,
    then: impl FnOnce(StoreAnswer) -> Input + Send + 'static,
) -> Cmd {
    Command::request_from_shell(StoreOperation { task, query }).then_send(then)
}

/// Has the store do a task after which the page is only drawn anew.
pub fn run_task(model: &Model, task: Task) -> Cmd {
    store(model, task, Input::TaskDone)
}
