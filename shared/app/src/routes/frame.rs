//! What surrounds the content of every page: the title, the tabs, the state of
//! the sync, and what the person is told.

use super::Content;
use crate::{
    event::Route,
    model::{Access, Model, UNREACHABLE},
    store::{QueryResult, Session, newer},
};
use domain::{
    capabilities::Kind,
    directory::Person,
    view::{Badge, Offer, Tone, Viewer},
    words::{Language, Message},
};
use serde::{Deserialize, Serialize};

/// What surrounds the content of every page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The title.
    pub title: String,
    /// The lists, side by side. None while nobody is signed in.
    pub tabs: Vec<Tab>,
    /// What can be begun. None while nobody is signed in.
    pub openings: Vec<Opening>,
    /// The state of the sync.
    pub sync: SyncState,
    /// How many notices are not read.
    pub unread: u32,
    /// How many acts and photos were refused and wait for the person's decision.
    pub refused: u32,
    /// What the person is to be told now.
    pub message: Option<FrameMessage>,
    /// Whether there is a way back.
    pub can_go_back: bool,
    /// The language in which the page is, and in which the shell's own words are to be.
    pub language: Language,
}

/// What the person is told besides the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameMessage {
    /// Another one for each time that they are told something, be it the same words.
    pub id: u32,
    /// The words.
    pub text: String,
    /// The tone.
    pub tone: Tone,
    /// The input of the visible form that it is about, by its name; empty if it is about
    /// none.
    pub input: String,
}

/// A list among the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tab {
    /// The list's name, to open it by.
    pub list: String,
    /// What stands on it.
    pub label: String,
    /// How many cases it has in which something is still to come.
    pub count: u32,
    /// Whether it is the visible one.
    pub is_selected: bool,
}

/// Something that can be begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The subject of its form.
    pub subject: String,
    /// What may be begun; a shell gives its name back.
    pub offer: Offer,
    /// Whether its form is half filled in.
    pub has_draft: bool,
}

/// The state of the sync, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncState {
    /// In a word or two.
    pub badge: Badge,
    /// Whether something is under way just now.
    pub is_busy: bool,
    /// How many acts wait to be sent.
    pub waiting: u32,
    /// How many photos wait to be sent, after the acts that show them.
    pub photos_waiting: u32,
    /// Whether a photo is on its way just now, up or down.
    pub is_moving_photos: bool,
    /// When it last came to an end.
    pub last: String,
    /// What is in its way; empty if nothing.
    pub problem: String,
}

pub fn frame(model: &Model, content: &Content) -> Frame {
    let viewer = model.viewer();
    let viewer = viewer.as_ref();
    Frame {
        title: title(model, content),
        tabs: viewer.map_or_else(Vec::new, |viewer| tabs(model, viewer.person)),
        openings: viewer.map_or_else(Vec::new, |viewer| openings(model, viewer)),
        sync: sync_state(model),
        unread: model.counts.unread,
        refused: model.counts.refused,
        message: message(model),
        can_go_back: model.back_stack.len() > 1,
        language: model.locale.words.language(),
    }
}

fn message(model: &Model) -> Option<FrameMessage> {
    let (message, tone) = model.message.as_ref()?;
    Some(FrameMessage {
        id: model.told,
        text: model.locale.words.say(message, &model.state.directory),
        tone: *tone,
        input: model.told_of.clone(),
    })
}

fn title(model: &Model, content: &Content) -> String {
    let word = |id| model.locale.words.word(id);
    if model.session().is_none() {
        return word("page-sign-in");
    }
    match (&model.current().route, &model.shown) {
        (Route::SignIn, _) => word("page-sign-in"),
        (Route::Outbox, _) => word("page-outbox"),
        (Route::Notices, _) => word("page-notices"),
        (Route::Settings, _) => word("page-settings"),
        (Route::List(list), _) => list_title(list, model),
        (Route::Code(_), QueryResult::Gone) => word("code-over"),
        (_, QueryResult::Gone) => word("page-not-here"),
        (_, QueryResult::Newer) => word("newer-case"),
        (_, QueryResult::ToFetch) if model.sync.is_busy() => word("page-fetching"),
        (_, QueryResult::ToFetch) => word("page-to-fetch"),
        (Route::Case(_), QueryResult::Case { id, .. }) => id.code(),
        (Route::Code(_), QueryResult::Code { .. }) => word("page-code"),
        (Route::Form { .. } | Route::Revision(_), _) => match content {
            Content::Form(form) => form.offer.label.clone(),
            _ => String::new(),
        },
        (Route::Case(_) | Route::Code(_), _) => String::new(),
    }
}

fn list_title(list: &str, model: &Model) -> String {
    if list == newer::LIST {
        return model.locale.words.word("list-newer");
    }
    let title = Kind::ALL
        .iter()
        .find_map(|kind| kind.as_dyn().list_title(list));
    title.map_or_else(
        || list.to_owned(),
        |title| model.locale.words.say(&title, &model.state.directory),
    )
}

fn tabs(model: &Model, person: &Person) -> Vec<Tab> {
    let visible = match &model.current().route {
        Route::List(list) => list.as_str(),
        _ => "",
    };
    let lists = Kind::ALL
        .iter()
        .flat_map(|kind| kind.as_dyn().lists_of(person));
    let count = |list: &str| model.counts.lists.get(list).copied().unwrap_or_default();
    let newer = [newer::LIST].into_iter().filter(|list| count(list) > 0);
    lists
        .chain(newer)
        .map(|list| Tab {
            list: list.to_owned(),
            label: list_title(list, model),
            count: count(list),
            is_selected: list == visible,
        })
        .collect()
}

fn openings(model: &Model, viewer: &Viewer<'_>) -> Vec<Opening> {
    let of_kind = |kind: &Kind| {
        let subject = kind.as_str();
        let offers = kind.as_dyn().openings(viewer).into_iter();
        offers.map(move |offer| Opening {
            has_draft: model.has_draft(subject, &offer.name),
            subject: subject.to_owned(),
            offer,
        })
    };
    Kind::ALL.iter().flat_map(of_kind).collect()
}

pub fn sync_state(model: &Model) -> SyncState {
    let word = |id| model.locale.words.word(id);
    let state = &model.sync;
    let synced_at = model.session().and_then(Session::synced_at);
    let ended = match model.access {
        Access::Ended(why) if model.session().is_some() => Some(Message::new(why)),
        _ => None,
    };
    let is_restored = model
        .session()
        .is_some_and(|session| session.restored_at.is_some());
    let restored = is_restored.then(|| Message::new("sync-restored"));
    let problem = ended.as_ref().or(state.problem.as_ref());
    let problem = problem.or(restored.as_ref());
    let (badge, tone) = if !state.is_connected {
        ("sync-offline", Tone::Quiet)
    } else if state.is_busy() || model.access == Access::SigningIn {
        ("sync-running", Tone::Active)
    } else if problem.is_some_and(|problem| problem.id == UNREACHABLE) {
        ("sync-offline", Tone::Warning)
    } else if problem.is_some() {
        ("sync-stalled", Tone::Warning)
    } else if synced_at.is_none() {
        ("sync-never", Tone::Quiet)
    } else {
        ("sync-done", Tone::Calm)
    };
    SyncState {
        badge: Badge {
            text: word(badge),
            tone,
        },
        is_busy: state.is_busy() || model.access == Access::SigningIn,
        waiting: model.counts.waiting,
        photos_waiting: model.counts.photos,
        is_moving_photos: model.photos.is_moving(),
        last: match (model.viewer(), synced_at) {
            (Some(viewer), Some(at)) => {
                viewer.say(&Message::new("sync-at").text("time", viewer.time(at)))
            }
            _ => word("sync-never"),
        },
        problem: problem
            .or(model.photos.problem.as_ref())
            .map_or_else(String::new, |problem| {
                model.locale.words.say(problem, &model.state.directory)
            }),
    }
}
