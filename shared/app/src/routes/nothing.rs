//! What stands in the place of rows where there are none: why, and what is to be done.

use super::frame;
use crate::{model::Model, store::Session};
use domain::words::Message;
use serde::{Deserialize, Serialize};

/// What stands in the place of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nothing {
    /// What there is not.
    pub text: String,
    /// Why, or what to do.
    pub hint: String,
}

/// That there is nothing, as these two messages say it.
fn said(model: &Model, text: &Message, hint: &'static str) -> Nothing {
    let words = &model.locale.words;
    Nothing {
        text: words.say(text, &model.state.directory),
        hint: words.word(hint),
    }
}

/// Of a list, or of what is searched for in it. Before the first answer of the server
/// nobody knows whether there is something.
pub fn in_list(model: &Model, search: &str) -> Nothing {
    if !search.is_empty() {
        let text = Message::new("nothing-found").text("search", search);
        return said(model, &text, "nothing-found-hint");
    }
    of_server(model, "nothing-here", "nothing-here-hint")
}

/// Of the notices.
pub fn to_tell(model: &Model) -> Nothing {
    of_server(model, "nothing-to-tell", "nothing-to-tell-hint")
}

/// Of the outbox.
pub fn to_send(model: &Model) -> Nothing {
    said(
        model,
        &Message::new("nothing-to-send"),
        "nothing-to-send-hint",
    )
}

fn of_server(model: &Model, text: &'static str, hint: &'static str) -> Nothing {
    if model.session().and_then(Session::synced_at).is_some() {
        return said(model, &Message::new(text), hint);
    }
    let sync = frame::sync_state(model);
    if sync.is_busy {
        let fetching = Message::new("nothing-yet");
        return said(model, &fetching, "nothing-yet-hint");
    }
    let unknown = said(model, &Message::new("nothing-known"), "nothing-known-hint");
    let hint = Some(sync.problem).filter(|problem| !problem.is_empty());
    Nothing {
        hint: hint.unwrap_or(unknown.hint),
        ..unknown
    }
}
