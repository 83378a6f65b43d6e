//! The outbox: what waits to be sent, and what was refused, with its reason and
//! its text, to do again or to let go.

use crate::{
    app::{Cmd, Input, look, store},
    event::Place,
    model::Model,
    places::Visit,
    store::{Parked, StoreAnswer, Task, Trouble, Upshot},
    sync,
};
use crux_core::Command;
use domain::{
    command::Command as Given,
    ids::{CaseId, CommandId},
    view::Viewer,
};
use replica::held::Pending;
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

pub fn page(waiting: &[(CaseId, Pending)], parked: &[Parked], viewer: &Viewer<'_>) -> OutboxPage {
    let row = |case: CaseId, given: &Given, reason: String| OutboxRow {
        command: given.id.to_string(),
        case: case.to_string(),
        code: case.code(),
        title: viewer.say(&given.act.title().text("by", viewer.word("outbox-by-you"))),
        text: given.act.text().to_owned(),
        acted: viewer.time(given.at),
        reason,
    };
    OutboxPage {
        waiting: waiting
            .iter()
            .map(|(case, pending)| row(*case, &pending.command, String::new()))
            .collect(),
        refused: parked
            .iter()
            .map(|parked| row(parked.case, &parked.command, viewer.tell(&parked.refusal)))
            .collect(),
    }
}

/// The person does a refused act again.
pub fn do_again(model: &mut Model, command: &str) -> Cmd {
    let Ok(refused) = command.parse::<CommandId>() else {
        model.tell(&Trouble::Gone);
        return Command::done();
    };
    let at = model.now();
    let task = Task::DoAgain {
        refused,
        new_case: model.dice.case(at),
        new_id: model.dice.command(at),
        at,
    };
    store(model, task, Input::DidAgain)
}

/// It is done again, and the person is shown where; or it cannot be.
pub fn did_again(model: &mut Model, answer: StoreAnswer) -> Cmd {
    let Ok(Upshot::DidAgain(id)) = model.take(answer) else {
        return Command::done();
    };
    model.message = None;
    model.visits.push(Visit::to(Place::Case(id.to_string())));
    look(model, Task::Nothing).and(sync::begin_at_once(model))
}

/// The person lets a refused act go.
pub fn let_go(model: &mut Model, command: &str) -> Cmd {
    if let Ok(refused) = command.parse() {
        return look(model, Task::LetGo(refused));
    }
    model.tell(&Trouble::Gone);
    Command::done()
}
