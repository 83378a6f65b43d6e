//! Signing in: for the first time, again, and with somebody's work on the phone.

use super::{Sample, SamplePhone, State, phone_of};
use crate::{
    event::Route,
    model::{Access, Model, StackEntry},
    online::session,
    store::{Counts, QueryResult, SessionState, Settings},
};
use domain::{samples::Part, view::Tone, words::Message};

/// Each state by its name, and what it is besides one in which the engineer is
/// signed in, with work that is not sent.
const STATES: &[State] = &[
    ("fresh", |model| {
        leave(model);
        model.state.settings = Settings::default();
    }),
    ("known", leave),
    ("busy", |model| {
        leave(model);
        model.access = Access::SigningIn;
    }),
    ("wrong", |model| {
        leave(model);
        model.say(Message::new("sign-in-wrong"), Tone::Alarm);
    }),
    ("again", |model| {
        model.access = Access::Ended("sign-in-ended");
    }),
    ("left", |model| model.access = Access::Ended("sign-in-left")),
    ("foreign_work", |model| {
        model.access = Access::Ended("sign-in-ended");
        session::warn_of_foreign_work(model);
    }),
    ("foreign_work_and_drafts", |model| {
        model.access = Access::Ended("sign-in-ended");
        model.counts.drafts = 2;
        session::warn_of_foreign_work(model);
    }),
    ("foreign_drafts", |model| {
        model.access = Access::Ended("sign-in-ended");
        model.counts = Counts {
            drafts: 2,
            ..Counts::default()
        };
        session::warn_of_foreign_work(model);
    }),
];

pub fn samples(phones: &mut [SamplePhone]) -> Vec<Sample> {
    let phone = phone_of(phones, Part::Engineer);
    let show = |(name, state): &State| {
        let name = format!("sign_in/{name}");
        phone.sample(name, Route::SignIn, QueryResult::Nothing, state)
    };
    STATES.iter().map(show).collect()
}

/// The phone as it is after signing out.
fn leave(model: &mut Model) {
    model.access = Access::None;
    model.counts = Counts::default();
    model.back_stack = vec![StackEntry::to(Route::SignIn)];
    model.state = SessionState {
        settings: model.state.settings.clone(),
        ..SessionState::default()
    };
}
