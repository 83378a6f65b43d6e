//! The outbox: what waits to be sent, and what was refused, with its reason and
//! everything it says, to change, to do again or to let go; what is half done; and how
//! far the photos are.

use super::nothing::Nothing;
use crate::{
    event::{Event, Route},
    input::{Cmd, Input, ask_store, run_task},
    model::{Model, Photos},
    offers,
    online::sync,
    store::{
        ActionError, Draft, DraftLine, FormKey, Line, PhotoLine, Query, StoreAnswer, Task,
        TaskOutcome, refilled,
    },
};
use crux_core::Command;
use domain::{
    command::Command as Given,
    ids::{CaseId, CommandId},
    refill::{Said, typed, typed_blindly},
    view::{Badge, Field, ShownPicture, Tone, Viewer},
    words::Message,
};
use serde::{Deserialize, Serialize};

/// The outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxPage {
    /// What waits to be sent, in the order in which it was done.
    pub waiting: Vec<OutboxRow>,
    /// What was refused, the latest first.
    pub refused: Vec<OutboxRow>,
    /// What is half done: it stays on this phone until it is done or let go.
    pub drafts: Vec<DraftRow>,
    /// The photos on their way, after the acts that show them; those that the server
    /// does not take stand first.
    pub photos: Vec<PhotoRow>,
    /// What stands in the place of rows if there are none of any sort.
    pub nothing: Option<Nothing>,
}

impl OutboxPage {
    /// Whether it has no rows of any sort.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let acts = self.waiting.len() + self.refused.len();
        acts + self.drafts.len() + self.photos.len() == 0
    }
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
    /// Of what was refused, everything that it says.
    pub fields: Vec<Field>,
    /// Of what was refused, the photos and signatures.
    pub photos: Vec<ShownPicture>,
    /// What can be done with it now.
    pub offers: Vec<RowOffer>,
}

/// A form that is half filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRow {
    /// The short code of the case that it is about; empty if it begins one.
    pub code: String,
    /// What it is to do.
    pub title: String,
    /// What stands in it. What cannot be told without its case, which is not on this
    /// phone, is left out.
    pub fields: Vec<Field>,
    /// The photos in it.
    pub photos: Vec<ShownPicture>,
    /// What can be done with it now.
    pub offers: Vec<RowOffer>,
}

/// Something that can be done with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowOffer {
    /// What stands on the button.
    pub label: String,
    /// Its tone.
    pub tone: Tone,
    /// What the person is asked before; empty if nothing.
    pub question: String,
    /// What a shell tells the core when it is taken up, and the question answered by yes.
    pub event: Event,
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
    /// What can be done with it now.
    pub offers: Vec<RowOffer>,
}

pub fn page(
    (waiting, refused): (&[Line], &[Line]),
    drafts: &[DraftLine],
    (photos, moving): (&[PhotoLine], &Photos),
    viewer: &Viewer<'_>,
) -> OutboxPage {
    OutboxPage {
        waiting: waiting.iter().map(|line| row(line, viewer)).collect(),
        refused: refused
            .iter()
            .map(|line| refused_row(line, viewer))
            .collect(),
        drafts: drafts.iter().map(|line| draft_row(line, viewer)).collect(),
        photos: photos
            .iter()
            .map(|line| photo_row(line, moving.is_sending(line.photo), viewer))
            .collect(),
        nothing: None,
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
        offers: match &line.refusal {
            Some(_) => photo_offers(&line.photo.to_string(), viewer),
            None => Vec::new(),
        },
    }
}

fn photo_offers(id: &str, viewer: &Viewer<'_>) -> Vec<RowOffer> {
    vec![
        RowOffer {
            label: viewer.word("outbox-resend-photo"),
            tone: Tone::Calm,
            question: String::new(),
            event: Event::ResendPhoto { id: id.to_owned() },
        },
        let_go_of(
            "outbox-let-photo-go-question",
            Event::LetGoPhoto { id: id.to_owned() },
            viewer,
        ),
    ]
}

/// A row of what was refused, with everything that it says.
fn refused_row(line: &Line, viewer: &Viewer<'_>) -> OutboxRow {
    let said = line.command.as_ref().map_or_else(Said::default, |given| {
        let kind = given.act.kind().as_dyn();
        kind.said(&given.act, line.on.as_ref(), viewer)
    });
    OutboxRow {
        reason: match &line.refusal {
            Some(refusal) => viewer.tell(refusal),
            None => viewer.word("outbox-unread-reason"),
        },
        fields: said.fields,
        photos: said.pictures,
        offers: offers(line, viewer),
        ..row(line, viewer)
    }
}

/// What can be done with an act that was refused: to change it, where there is something
/// to change and its case is at hand; to do it as it is, unless only a newer version of
/// the app can read it; or to let it go.
fn offers(line: &Line, viewer: &Viewer<'_>) -> Vec<RowOffer> {
    let command = line.id.to_string();
    let given = line.command.as_ref();
    let form = given.and_then(|given| refilled(line.case, line.on.as_ref(), &given.act));
    let revise = form.is_some().then(|| RowOffer {
        label: viewer.word("outbox-revise"),
        tone: Tone::Active,
        question: String::new(),
        event: Event::Open(Route::Revision(command.clone())),
    });
    let again = given.is_some().then(|| RowOffer {
        label: viewer.word("outbox-do-again"),
        tone: Tone::Calm,
        question: String::new(),
        event: Event::DoAgain {
            command: command.clone(),
        },
    });
    let let_go = let_go_of("outbox-let-go-question", Event::LetGo { command }, viewer);
    [revise, again, Some(let_go)]
        .into_iter()
        .flatten()
        .collect()
}

fn let_go_of(question: &'static str, event: Event, viewer: &Viewer<'_>) -> RowOffer {
    RowOffer {
        label: viewer.word("outbox-let-go"),
        tone: Tone::Warning,
        question: viewer.word(question),
        event,
    }
}

fn draft_row(DraftLine { draft, case }: &DraftLine, viewer: &Viewer<'_>) -> DraftRow {
    let Draft {
        subject,
        offer,
        values,
        ..
    } = draft;
    let form = offers::form(*subject, case.as_ref(), offer, viewer);
    let (title, said) = match form {
        Some(form) => (form.offer.label, typed(&form.inputs, values, viewer)),
        None => (viewer.word("outbox-draft"), typed_blindly(values)),
    };
    let route = match draft.form() {
        FormKey::Offer(subject, offer) => Route::Form {
            subject: subject.to_string(),
            offer,
        },
        FormKey::Revision(command) => Route::Revision(command.to_string()),
    };
    let go_on = RowOffer {
        label: viewer.word("outbox-go-on"),
        tone: Tone::Active,
        question: String::new(),
        event: Event::Open(route.clone()),
    };
    let question = "outbox-let-draft-go-question";
    DraftRow {
        code: subject.case().map_or_else(String::new, CaseId::code),
        title,
        fields: said.fields,
        photos: said.pictures,
        offers: vec![go_on, let_go_of(question, Event::LetGoDraft(route), viewer)],
    }
}

fn row(line: &Line, viewer: &Viewer<'_>) -> OutboxRow {
    let given = line.command.as_ref();
    let title = |given: &Given| {
        let title = given
            .act
            .as_dyn()
            .title()
            .text("by", viewer.word("outbox-by-you"));
        viewer.say(&title)
    };
    let awaits = line.is_awaiting.then(|| viewer.word("outbox-awaiting"));
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
        reason: awaits.unwrap_or_default(),
        fields: Vec::new(),
        photos: Vec::new(),
        // What this version cannot read, it never sends.
        offers: match given {
            Some(_) => Vec::new(),
            None => offers(line, viewer),
        },
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
