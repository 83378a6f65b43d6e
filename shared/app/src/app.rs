//! The crux app: every input goes to the one who handles it, and each ends in a
//! redrawn page.
//!
//! Screens grow in [`crate::routes`], the talk with the server in
//! [`crate::online`]; nothing grows here.

use crate::{
    effect::Effect,
    event::Event,
    forms,
    input::{Cmd, Input, store},
    model::Model,
    online::{photos, session, sync},
    routes::{self, Page, code, find},
    store::Task,
};
use crux_core::{Command, render::render};
use domain::{time::time_zone, view::Values};

#[derive(Debug, Default)]
pub struct Fieldloop;

impl crux_core::App for Fieldloop {
    type Event = Input;
    type Model = Model;
    type ViewModel = Page;
    type Effect = Effect;

    fn update(&self, input: Input, model: &mut Model) -> Cmd {
        let then = match input {
            Input::Clock(reading) => {
                model.uptime = reading.uptime();
                model.reading = reading;
                return session::keep_time(model);
            }
            Input::TimeKept(answer) => return session::time_kept(model, answer),
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
            Input::Sought { text, answer } => find::sought(model, text, answer),
            Input::Found { id, text, answer } => find::answered(model, id, &text, answer),
            Input::CaseOpened(answer) => routes::case_opened(model, answer),
            Input::NoticesRead(answer) => routes::notices::read(model, answer),
            Input::TokenLoaded(answer) => session::token_loaded(model, answer),
            Input::SignedIn(attempt, answer) => session::answered(model, *attempt, answer),
            Input::TokenNotSaved(former) => session::token_not_saved(model, former),
            Input::SessionBegun(token, answer) => {
                let begun = session::session_begun(model, token, answer);
                begun.and(routes::go_on(model))
            }
            Input::TakenIn(answer) => code::taken(model, answer),
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
        Event::AddPhoto { input, bytes } => forms::add_photo(model, &input, &bytes),
        Event::DrawStroke {
            input,
            width,
            height,
            points,
        } => forms::draw_stroke(model, &input, (width, height), &points),
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
        Event::LetGoDraft(route) => forms::let_go_draft(model, &route),
        Event::ResendPhoto { id } => photos::resend(model, &id),
        Event::LetGoPhoto { id } => photos::let_go(model, &id),
        Event::Find { text } => find::find(model, text),
        Event::ReadNotices => store(model, Task::ReadNotices, Input::NoticesRead),
        Event::SetLanguage(language) => routes::settings::set_language(model, language),
        event => event_of_phone(&event, model),
    }
}

/// What happens to the phone, and not by the person's hand.
fn event_of_phone(event: &Event, model: &mut Model) -> Cmd {
    match event {
        Event::Refresh => session::load_token(model).and(sync::refresh(model)),
        Event::Foregrounded => {
            model.sync.is_foreground = true;
            // Should the shell have lost the question.
            model.is_token_asked = false;
            session::load_token(model).and(sync::refresh(model))
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
            session::load_token(model).and(sync::refresh(model))
        }
        Event::Disconnected => {
            model.sync.is_connected = false;
            let stopped = sync::stop(model);
            stopped.and(photos::stop(model))
        }
        Event::TimeZone { name } => {
            model.locale.time_zone = time_zone(name);
            Command::done()
        }
        Event::Tick => {
            let loaded = session::load_token(model);
            let synced = sync::tick(model);
            loaded.and(synced).and(photos::begin(model))
        }
        _ => Command::done(),
    }
}
