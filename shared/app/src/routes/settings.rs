//! The settings: who is signed in where, and in which language.

use crate::{
    input::{Cmd, run_task},
    model::Model,
    store::{HeldCases, Holding, QueryResult, Settings, Task},
};
use domain::{
    capabilities::Kind,
    view::{Field, Viewer},
    words::{Language, Message},
};
use serde::{Deserialize, Serialize};

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsPage {
    /// The person's name.
    pub person: String,
    /// What they are here.
    pub roles: String,
    /// Where they work.
    pub store: String,
    /// The organisation.
    pub organisation: String,
    /// The login.
    pub login: String,
    /// The server.
    pub server: String,
    /// The language.
    pub language: Language,
    /// The app's version.
    pub version: String,
    /// How many acts and photos would be lost by signing out now. If there are any,
    /// [`Event::SignOut`](crate::Event::SignOut) has to say that they may be.
    pub unsent: u32,
    /// How many forms are half filled in. They stay on this phone over signing out, which
    /// the person has to be told too.
    pub drafts: u32,
    /// What is on this phone, and how much of it.
    pub held: Vec<Field>,
    /// Why it is, and for how long.
    pub held_why: String,
    /// The latest lines of the log, the latest first: what the core did and what
    /// went wrong. Nothing personal stands in it; [`Core::log`](crate::Core::log)
    /// gives all of it, to be shared.
    pub log: Vec<String>,
}

pub fn page(model: &Model, viewer: &Viewer<'_>) -> SettingsPage {
    let session = model.session();
    let (log, held) = match &model.shown {
        QueryResult::Settings { log, holding } => (log.clone(), held(holding, viewer)),
        _ => Default::default(),
    };
    SettingsPage {
        person: viewer.person.name.clone(),
        roles: viewer.words.roles(viewer.person),
        store: viewer.store(viewer.person.store),
        organisation: session.map_or_else(String::new, |it| it.organisation.clone()),
        login: model.state.settings.login.clone(),
        server: session.map_or_else(String::new, |it| it.server.clone()),
        language: model.locale.words.language(),
        version: model.version.clone(),
        unsent: model.unsent(),
        drafts: model.counts.drafts,
        held,
        held_why: viewer.word("settings-held-why"),
        log,
    }
}

fn held(holding: &Holding, viewer: &Viewer<'_>) -> Vec<Field> {
    let of_kind = |(kind, held): &(Kind, HeldCases)| {
        let count = Message::new("settings-held-cases")
            .number("open", held.open.into())
            .number("over", held.over.into());
        Field {
            label: viewer.say(&kind.as_dyn().cases()),
            text: viewer.say(&count),
        }
    };
    let megabytes = holding.photo_bytes.div_ceil(1 << 20);
    let photos = Message::new("settings-held-photos")
        .number("count", holding.photos.into())
        .number("megabytes", i64::try_from(megabytes).unwrap_or(i64::MAX));
    let photos = Field {
        label: viewer.word("settings-photos"),
        text: viewer.say(&photos),
    };
    holding.cases.iter().map(of_kind).chain([photos]).collect()
}

/// The person chooses a language.
pub fn set_language(model: &mut Model, language: Language) -> Cmd {
    model.message = None;
    let settings = Settings {
        language: Some(language),
        ..model.state.settings.clone()
    };
    run_task(model, Task::Set(settings))
}
