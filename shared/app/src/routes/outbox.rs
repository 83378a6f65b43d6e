//! The outbox: what waits to be sent, and what was refused, with its reason and
//! its text, to do again or to let go.

use crate::{
    event::Route,
    input::{Cmd, Input, ask_store, run_task},
    model::Model,
    online::sync,
    store::{ActionError, Line, Query, StoreAnswer, Task, TaskOutcome},
};
use crux_core::Command;
use domain::{command::Command as Given, ids::CommandId, view::Viewer};
use replica::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// The outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxPage {
    /// What waits to be sent, in the order in which it was done.
    pub waiting: Vec<OutboxRow>,
    /// What was refused, the latest first.
    pub refused: Vec<OutboxRow>,
}

/// An act of this person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxRow {
    /// The act, to do it again or to let it go by.
    pub command: String,
    /// The case it was done to.
    pub case: String,
    /// The case's short code.
    pub code: String,
    /// What was done.
    pub title: String,
    /// What was said with it; empty if nothing.
    pub text: String,
    /// When it was done.
    pub acted: String,
    /// Why it was refused; empty if it was not.
    pub reason: String,
}

pub fn page(waiting: &[Line], refused: &[Line], viewer: &Viewer<'_>) -> OutboxPage {
    let reason = |refusal: Option<&Refusal>| match refusal {
        Some(refusal) => viewer.tell(refusal),
        None => viewer.word("outbox-unread-reason"),
    };
    OutboxPage {
        waiting: waiting
            .iter()
            .map(|line| row(line, String::new(), viewer))
            .collect(),
        refused: refused
            .iter()
            .map(|line| row(line, reason(line.refusal.as_ref()), viewer))
            .collect(),
    }
}

fn row(line: &Line, reason: String, viewer: &Viewer<'_>) -> OutboxRow {
    let given = line.command.as_ref();
    let title = |given: &Given| {
        let title = given
            .act
            .as_dyn()
            .title()
            .text("by", viewer.word("outbox-by-you"));
        viewer.say(&title)
    };
    OutboxRow {
        command: line.id.to_string(),
        case: line.case.to_string(),
        code: line.case.code(),
        title: given.map_or_else(|| viewer.word("outbox-unread"), title),
        text: given.map_or_else(
            || viewer.word("outbox-unread-text"),
            |given| given.act.as_dyn().text().to_owned(),
        ),
        acted: given.map_or_else(String::new, |given| viewer.time(given.at)),
        reason,
    }
}

/// The person does a refused act again.
pub fn do_again(model: &mut Model, command: &str) -> Cmd {
    let Ok(refused) = command.parse::<CommandId>() else {
        model.tell(&ActionError::Gone);
        return Command::done();
    };
    let at = model.now();
    let task = Task::DoAgain {
        refused,
        ids: model.ids.for_act(at),
        at,
    };
    ask_store(task, Some(Query::Acted), Input::DidAgain)
}

/// It is done again, and the person is shown where; or it cannot be.
pub fn did_again(model: &mut Model, answer: StoreAnswer) -> Cmd {
    let Ok(TaskOutcome::Acted(id)) = model.take(answer) else {
        return Command::done();
    };
    model.message = None;
    model.go_to(Route::Case(id.to_string()));
    sync::begin_at_once(model)
}

/// The person lets a refused act go, or one that this version cannot read.
pub fn let_go(model: &mut Model, command: &str) -> Cmd {
    if let Ok(refused) = command.parse() {
        model.message = None;
        return run_task(model, Task::LetGo(refused));
    }
    model.tell(&ActionError::Gone);
    Command::done()
}
