//! The crux app: every input goes to the one who handles it, and each ends in a
//! redrawn page.
//!
//! Screens grow in [`crate::routes`], the talk with the server in
//! [`crate::sync`] and [`crate::session`]; nothing grows here.

use crate::{
    effect::{Effect, HttpAnswer, SecretAnswer},
    event::Event,
    forms,
    model::Model,
    photos,
    routes::{self, Page},
    session,
    store::{Photo, Query, StoreAnswer, StoreOperation, Task},
    sync,
};
use crux_core::{Command, render::render};
use domain::{time::Timestamp, view::Values};

/// What an input leads to.
pub type Cmd = Command<Effect, Input>;

#[derive(Debug, Default)]
pub struct Fieldloop;

/// What reaches the app: an event of the shell, or an answer to what it asked for.
#[derive(Debug)]
pub enum Input {
    /// It is this late, by the phone's clock. Precedes every other input.
    Clock(Timestamp),
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
    Photo(photos::Step),
    /// The store has noted that a case was opened.
    CaseOpened(StoreAnswer),
    /// The keychain tells the token.
    TokenLoaded(SecretAnswer),
    /// The server has answered a sign-in.
    SignedIn(Box<session::SignInAttempt>, HttpAnswer),
    /// The keychain has saved the token of a sign-in, or has not.
    TokenSaved(Box<session::NewSession>, SecretAnswer),
    /// The store has begun a session.
    SessionBegun(StoreAnswer),
    /// The store has ended a session.
    SignedOut(StoreAnswer),
    /// Something is done of which nobody needs to know how it went.
    Over,
}

impl crux_core::App for Fieldloop {
    type Event = Input;
    type Model = Model;
    type ViewModel = Page;
    type Effect = Effect;

    fn update(&self, input: Input, model: &mut Model) -> Cmd {
        let then = match input {
            Input::Clock(now) => {
                model.clock = now;
                return Command::done();
            }
            Input::Over => return Command::done(),
            Input::Started => session::start(model),
            Input::Event(event) => event_of_shell(event, model),
            Input::TaskDone(answer) => {
                // An error is told by `take`.
                let _ = model.take(answer);
                Command::done()
            }
            Input::Acted(answer) => forms::acted(model, answer),
            Input::DidAgain(answer) => routes::outbox::did_again(model, answer),
            Input::Gathered {
                id,
                may_wait,
                answer,
            } => sync::gathered(model, id, may_wait, answer),
            Input::Answered { id, answer } => sync::answered(model, id, answer),
            Input::Settled {
                id,
                answered_early,
                answer,
            } => sync::settled(model, id, answered_early, answer),
            Input::Photo(step) => photos::step(model, step),
            Input::CaseOpened(answer) => routes::case_opened(model, answer),
            Input::TokenLoaded(answer) => session::token_loaded(model, answer),
            Input::SignedIn(attempt, answer) => session::answered(model, *attempt, answer),
            Input::TokenSaved(new, answer) => session::token_saved(model, *new, &answer),
            Input::SessionBegun(answer) => session::session_begun(model, answer),
            Input::SignedOut(answer) => session::signed_out(model, answer),
        };
        then.and(render())
    }

    fn view(&self, model: &Model) -> Page {
        routes::page(model)
    }
}

fn event_of_shell(event: Event, model: &mut Model) -> Cmd {
    match event {
        Event::SignIn {
            server,
            login,
            password,
            device,
            discard_unsent,
        } => {
            let credentials = session::Credentials {
                login: login.trim(),
                password: &password,
                device: device.trim(),
            };
            session::sign_in(model, &server, &credentials, discard_unsent)
        }
        Event::SignOut { discard_unsent } => session::sign_out(model, discard_unsent),
        Event::Open(route) => routes::open(model, route),
        Event::Back => routes::back(model),
        Event::Search(text) => routes::search(model, &text),
        Event::ShowMore => routes::show_more(model),
        Event::Dismiss => {
            model.message = None;
            Command::done()
        }
        Event::Fill { input, value } => forms::fill(model, input, value),
        Event::AddPhoto {
            input,
            media_type,
            bytes,
        } => forms::add_photo(model, &input, Photo { media_type, bytes }),
        Event::RemovePhoto { input, id } => forms::remove_photo(model, &input, &id),
        Event::FetchPhoto { id } => photos::fetch(model, &id),
        Event::Submit => forms::submit(model),
        Event::Perform {
            subject,
            offer,
            values,
        } => forms::perform(model, &subject, offer, Values::from_iter(values)),
        Event::DoAgain { command } => routes::outbox::do_again(model, &command),
        Event::LetGo { command } => routes::outbox::let_go(model, &command),
        Event::ReadNotices => run_task(model, Task::ReadNotices(None)),
        Event::SetLanguage(language) => routes::settings::set_language(model, language),
        event => event_of_phone(&event, model),
    }
}

/// What happens to the phone, and not by the person's hand.
fn event_of_phone(event: &Event, model: &mut Model) -> Cmd {
    match event {
        Event::Refresh => sync::begin_at_once(model),
        Event::Foregrounded => {
            model.sync.is_foreground = true;
            session::load_token(model).and(sync::begin_at_once(model))
        }
        Event::Backgrounded => {
            model.sync.is_foreground = false;
            if model.sync.is_busy() {
                Command::done()
            } else {
                sync::stop(model)
            }
        }
        Event::Connected => {
            model.sync.is_connected = true;
            sync::begin_at_once(model)
        }
        Event::Disconnected => {
            model.sync.is_connected = false;
            let stopped = sync::stop(model);
            stopped.and(photos::stop(model))
        }
        Event::TimeZone { utc_offset_min } => {
            model.locale.utc_offset_min = *utc_offset_min;
            Command::done()
        }
        Event::Tick => {
            let synced = sync::tick(model);
            synced.and(photos::begin(model))
        }
        _ => Command::done(),
    }
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
