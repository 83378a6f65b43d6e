//! Fieldloop's app: the session, where a person is and what they are typing, the
//! store on the phone, and the talk with the server.
//!
//! A crux app behind one synchronous object, [`Core`]: a shell sends an
//! [`Event`], runs the [`ShellRequest`]s that come of it (HTTP, the keychain),
//! answers them, and draws the [`Page`]. It has no rule, no status and no role
//! in it: what can be done to a case comes as offers from the domain and goes
//! back to it as filled forms. It knows nothing of threads, sockets, clocks and
//! randomness.
//!
//! Where to start: [`Event`] says what can happen, `routes` what is shown,
//! `store` how an act becomes durable before it is shown as done, and `online` how
//! it reaches the server and photos follow it. [`samples`](samples())
//! hands out every page in every state.

mod app;
mod clock;
mod core;
mod effect;
mod event;
mod forms;
mod ids;
mod input;
mod locale;
mod model;
mod offers;
mod online;
mod pictures;
mod routes;
mod samples;
mod shell_words;
mod store;
mod subject;
mod words;

#[cfg(test)]
mod tests;

pub use crate::core::{Config, Core, NotWaiting, OpenFault, ShellRequest};
pub use clock::ClockReading;
pub use effect::{HttpAnswer, HttpHeader, HttpRequest, SecretAnswer, SecretRequest};
pub use event::{Event, Route};
pub use pictures::Photo;
pub use routes::{
    Content, Page,
    case::{CaseContent, RelatedCases},
    code::{CodePage, ShownCode},
    form::FormPage,
    frame::{Frame, FrameMessage, Opening, SyncState, Tab},
    list::ListPage,
    nothing::Nothing,
    notices::{NoticeLine, NoticesPage},
    outbox::{DraftRow, OutboxPage, OutboxRow, PhotoRow, RowOffer},
    settings::SettingsPage,
    sign_in::SignInPage,
};
pub use samples::{Sample, samples};
pub use shell_words::ShellWords;
