//! The outbox: what waits to be sent, and what was refused, with its reason and
//! its text, to do again or to let go; and how far the photos are.

use crate::{
    event::Route,
    input::{Cmd, Input, ask_store, run_task},
    model::{Model, Photos},
    online::sync,
    store::{ActionError, Line, PhotoLine, Query, StoreAnswer, Task, TaskOutcome},
};
use crux_core::Command;
use domain::{
    command::Command as Given,
    ids::{CaseId, CommandId},
    view::{Badge, Tone, Viewer},
    words::Message,
};
use replica::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// The outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxPage {
    /// What waits to be sent, in the order in which it was done.
    pub waiting: Vec<OutboxRow>,
    /// What was refused, the latest first.
    pub refused: Vec<OutboxRow>,
    /// The photos on their way, after the acts that show them; those that the server
    /// does not take stand first.
    pub photos: Vec<PhotoRow>,
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
    /// Why it was refused, or what it waits for if not for a network; empty if neither.
    pub reason: String,
}

/// A photo on its way to the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoRow {
    /// The photo, to send it again or to let it go by if it was refused.
    pub photo: String,
    /// The case that shows it, to open it by.
    pub case: String,
    /// The case's short code.
    pub code: String,
    /// Whether it waits, is sent just now, or was refused.
    pub state: Badge,
    /// How many bytes the server has.
    pub sent_bytes: u32,
    /// How many bytes it has in all.
    pub bytes: u32,
    /// How far it is, in words.
    pub progress: String,
    /// Why it was refused; empty if it was not.
    pub reason: String,
}

pub fn page(
    (waiting, refused): (&[Line], &[Line]),
    photos: &[PhotoLine],
    moving: &Photos,
    viewer: &Viewer<'_>,
) -> OutboxPage {
    let reason = |refusal: Option<&Refusal>| match refusal {
        Some(refusal) => viewer.tell(refusal),
        None => viewer.word("outbox-unread-reason"),
    };
    let awaits = |line: &Line| {
        let awaits = line.is_awaiting.then(|| viewer.word("outbox-awaiting"));
        awaits.unwrap_or_default()
    };
    OutboxPage {
        waiting: waiting
            .iter()
            .map(|line| row(line, awaits(line), viewer))
            .collect(),
        refused: refused
            .iter()
            .map(|line| row(line, reason(line.refusal.as_ref()), viewer))
            .collect(),
        photos: photos
            .iter()
            .map(|line| photo_row(line, moving.is_sending(line.photo), viewer))
            .collect(),
    }
}

fn photo_row(line: &PhotoLine, is_sending: bool, viewer: &Viewer<'_>) -> PhotoRow {
    let (state, tone) = match (&line.refusal, is_sending) {
        (Some(_), _) => ("outbox-photo-refused", Tone::Alarm),
        (None, true) => ("outbox-photo-sending", Tone::Active),
        (None, false) => ("outbox-photo-waiting", Tone::Quiet),
    };
    let kilobytes = |bytes: u32| i64::from(bytes.div_ceil(1024));
    let progress = Message::new("outbox-photo-progress")
        .number("sent", kilobytes(line.received))
        .number("size", kilobytes(line.size));
    PhotoRow {
        photo: line.photo.to_string(),
        case: line.case.map_or_else(String::new, |case| case.to_string()),
        code: line.case.map_or_else(String::new, CaseId::code),
        state: Badge {
            text: viewer.word(state),
            tone,
        },
        sent_bytes: line.received,
        bytes: line.size,
        progress: viewer.say(&progress),
        reason: line
            .refusal
            .as_ref()
            .map_or_else(String::new, |refusal| viewer.say(refusal)),
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
