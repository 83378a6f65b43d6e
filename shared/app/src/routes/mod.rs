//! The routes of the app, a file for each: what its page shows, and what can be
//! done there.
//!
//! A page is ready to draw and holds what is visible only: one variant per
//! route, lists in windows. Where a person came from is kept here as a
//! back stack; what a case or a form looks like is the domain's affair.

pub mod case;
pub mod code;
pub mod find;
pub mod form;
pub mod frame;
pub mod list;
pub mod nothing;
pub mod notices;
pub mod outbox;
pub mod settings;
pub mod sign_in;

use crate::{
    event::Route,
    input::{Cmd, Input, run_task, store},
    model::{Model, WINDOW, Wanted},
    online::{photos, sync},
    store::{QueryResult, StoreAnswer, Task, TaskOutcome},
};
use case::CaseContent;
use code::CodePage;
use crux_core::Command;
use form::FormPage;
use frame::Frame;
use list::ListPage;
use notices::NoticesPage;
use outbox::OutboxPage;
use serde::{Deserialize, Serialize};
use settings::SettingsPage;
use sign_in::SignInPage;

/// However often more is asked for, no page has more rows than this: who looks
/// for something further down searches.
const WINDOW_MAX: u32 = 1_000;
/// The longest text that is searched for, in characters.
const SEARCH_CHARS_MAX: usize = 100;

/// What is visible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// What surrounds the content of every page.
    pub frame: Frame,
    /// What the route shows.
    pub content: Content,
}

/// What the visible route shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one at a time, and most often it is the largest"
)]
pub enum Content {
    /// Signing in.
    SignIn(SignInPage),
    /// A list.
    List(ListPage),
    /// A form.
    Form(FormPage),
    /// A case.
    Case(CaseContent),
    /// The codes by which a case is handed over.
    Code(CodePage),
    /// The outbox.
    Outbox(OutboxPage),
    /// The notices.
    Notices(NoticesPage),
    /// The settings.
    Settings(SettingsPage),
    /// What was to be seen here is not on this phone.
    Gone,
}

/// The person goes somewhere.
pub fn open(model: &mut Model, route: Route) -> Cmd {
    let person = model.session().map(|session| session.person.id);
    if person.is_none() {
        let is_case = matches!(route, Route::Case(_));
        model.wanted = is_case.then_some(Wanted { person, route });
        return Command::done();
    }
    if route == Route::SignIn {
        let route = model.current().route.clone();
        let is_case = matches!(route, Route::Case(_));
        model.wanted = is_case.then_some(Wanted { person, route });
    }
    let stopped = find::stop(model);
    model.message = None;
    // Tabs stand side by side: from one to the other there is no way back.
    if matches!(route, Route::List(_)) {
        model.back_stack.clear();
    }
    model.go_to(route);
    stopped.and(arrive(model))
}

/// The person has signed in, and comes to where they were going before: a case that a
/// notification told of, or the one that was open. It was not for whoever else signs in.
pub fn go_on(model: &mut Model) -> Cmd {
    let person = model.session().map(|session| session.person.id);
    let wanted = model.wanted.take_if(|_| person.is_some());
    let is_theirs = |wanted: &Wanted| wanted.person.is_none() || wanted.person == person;
    let Some(wanted) = wanted.filter(is_theirs) else {
        return Command::done();
    };
    model.go_to(wanted.route);
    arrive(model)
}

/// The person is somewhere else now: a case that is seen there is read, and asked for
/// if it is not here.
fn arrive(model: &mut Model) -> Cmd {
    match model.current().case() {
        Some(id) => store(model, Task::OpenCase(id), Input::CaseOpened),
        None => run_task(model, Task::Nothing),
    }
}

/// A case was opened: one that is not here, or may be out of date, is asked for, and of
/// one that is here the thumbnails that are missing.
pub fn case_opened(model: &mut Model, answer: StoreAnswer) -> Cmd {
    match model.take(answer) {
        Ok(TaskOutcome::Opened(opened)) if opened.is_asked_for => sync::ask_for_case(model),
        Ok(TaskOutcome::Opened(opened)) if opened.has_read => {
            let said = sync::say_what_was_read(model);
            said.and(photos::begin(model))
        }
        Ok(_) => photos::begin(model),
        // An error is told by `take`.
        Err(_) => Command::done(),
    }
}

/// The person goes back.
pub fn back(model: &mut Model) -> Cmd {
    if model.back_stack.len() < 2 {
        return Command::done();
    }
    let stopped = find::stop(model);
    model.back_stack.pop();
    model.message = None;
    stopped.and(arrive(model))
}

/// The person searches the visible list.
pub fn search(model: &mut Model, text: &str) -> Cmd {
    let current = model.current_mut();
    current.search = text.chars().take(SEARCH_CHARS_MAX).collect();
    current.limit = WINDOW;
    run_task(model, Task::Nothing)
}

/// The person wants to see more rows.
pub fn show_more(model: &mut Model) -> Cmd {
    let current = model.current_mut();
    current.limit = current.limit.saturating_add(WINDOW).min(WINDOW_MAX);
    run_task(model, Task::Nothing)
}

/// A case that says which of its offers have a form that is half filled in.
fn with_drafts(page: CaseContent, model: &Model) -> CaseContent {
    let offers = page.case.offers.iter().map(|offer| &offer.name);
    let begun = offers.filter(|offer| model.has_draft(&page.subject, offer));
    CaseContent {
        drafts: begun.cloned().collect(),
        ..page
    }
}

/// What is visible.
pub fn page(model: &Model) -> Page {
    let content = content(model);
    Page {
        frame: frame::frame(model, &content),
        content,
    }
}

fn content(model: &Model) -> Content {
    let current = model.current();
    let Some(viewer) = model.viewer() else {
        return Content::SignIn(sign_in::page(model));
    };
    match (&current.route, &model.shown) {
        (Route::SignIn, _) => Content::SignIn(sign_in::page(model)),
        (Route::Settings, _) => Content::Settings(settings::page(model, &viewer)),
        (Route::List(list), QueryResult::List { rows, total }) => {
            let page = list::page(list, current, rows, *total, &viewer);
            let nothing = || nothing::in_list(model, &current.search);
            Content::List(ListPage {
                nothing: page.rows.is_empty().then(nothing),
                ..page
            })
        }
        (
            Route::Case(_),
            QueryResult::Case {
                id,
                history,
                mark,
                related,
            },
        ) => {
            let page = case::page(*id, history, mark.as_ref(), related, &viewer);
            page.map_or(Content::Gone, |page| {
                Content::Case(with_drafts(page, model))
            })
        }
        (Route::Code(_), QueryResult::Code { id, history, texts }) => {
            code::page(*id, history, texts, &viewer).map_or(Content::Gone, Content::Code)
        }
        (Route::Form { .. } | Route::Revision(_), QueryResult::Form { case, draft }) => {
            Content::Form(form::page(case.as_ref(), draft, &viewer))
        }
        (
            Route::Outbox,
            QueryResult::Outbox {
                waiting,
                refused,
                drafts,
                photos,
            },
        ) => {
            let photos = (photos.as_slice(), &model.photos);
            let page = outbox::page((waiting, refused), drafts, photos, &viewer);
            Content::Outbox(OutboxPage {
                nothing: page.is_empty().then(|| nothing::to_send(model)),
                ..page
            })
        }
        (Route::Notices, QueryResult::Notices(rows)) => {
            let page = notices::page(rows, current, &viewer);
            Content::Notices(NoticesPage {
                nothing: page.rows.is_empty().then(|| nothing::to_tell(model)),
                ..page
            })
        }
        _ => Content::Gone,
    }
}
