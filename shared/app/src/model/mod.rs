//! The model: what the app knows between two events.
//!
//! Little of it is its own. What is stored comes with every answer of the store
//! and only takes its place here to be drawn; what cannot be looked up again is
//! where the person is, and what is under way.

mod access;
mod back_stack;
mod photos;
mod retry;
mod sync;

pub use access::{Access, PutOff};
pub use back_stack::{StackEntry, WINDOW, form_of};
pub use photos::{AskedPhoto, Photos};
pub use retry::RETRY_AFTER_MAX;
pub use sync::{Sync, SyncPhase, UNREACHABLE};

use crate::{
    clock::{ClockReading, Uptime},
    event::Route,
    ids::Ids,
    locale::Locale,
    store::{
        ActionError, Counts, FormKey, QueryResult, Session, SessionState, StoreAnswer, TaskOutcome,
    },
};
use back_stack::BACK_STACK_MAX;
use domain::{
    capabilities::Kind,
    ids::{CaseId, PersonId},
    time::Timestamp,
    view::{Tone, Viewer},
    words::{Language, Message, Worded},
};
use replica::handed::CodeReader;

/// Where a person was going when they had to sign in first.
#[derive(Debug)]
pub struct Wanted {
    /// Who it was, if somebody was signed in.
    pub person: Option<PersonId>,
    pub route: Route,
}

/// What the app knows.
#[derive(Debug)]
pub struct Model {
    /// What the phone's clocks show at this event.
    pub reading: ClockReading,
    /// How long it has been running, by which what waits for a while waits.
    pub uptime: Uptime,
    /// The phone's own language.
    pub phone_language: Language,
    /// The app's version, for the settings page.
    pub version: String,
    /// How the person is spoken to.
    pub locale: Locale,
    /// Ids, and a little chance.
    pub ids: Ids,
    /// Who is signed in, the settings and the directory, as stored.
    pub state: SessionState,
    /// What tabs and badges count.
    pub counts: Counts,
    /// The back stack: where the person is, on top of where they came from.
    /// Never empty.
    pub back_stack: Vec<StackEntry>,
    /// What the visible page shows, as stored.
    pub shown: QueryResult,
    /// What the person is told besides.
    pub message: Option<(Message, Tone)>,
    /// How often they were told something.
    pub told: u32,
    /// Of which input of the visible form they were told; empty if of none.
    pub told_of: String,
    /// Where they were going when they had to sign in first.
    pub wanted: Option<Wanted>,
    /// The plain button that was taken up last, and when.
    pub taken_up: Option<(FormKey, Uptime)>,
    /// Whether it is taken up once more, at once.
    pub is_double_tap: bool,
    /// The right to talk to the server.
    pub access: Access,
    /// Whether the keychain has been asked for the token and has not answered.
    pub is_token_asked: bool,
    /// The server and the token of the session that was open last. Signing in there again
    /// tells that the phone was known, so that guesses from elsewhere do not count against
    /// it. Kept in memory alone.
    pub former: Option<(String, String)>,
    /// A sign-in that is not to be tried again yet.
    pub put_off: Option<PutOff>,
    /// What is under way with the server.
    pub sync: Sync,
    /// What is under way with photos.
    pub photos: Photos,
    /// The question to the server which case is called so, if one is under way.
    pub finding: Option<u64>,
    /// The parts of codes that were taken in so far.
    pub codes: CodeReader,
    /// The number of the last shell request.
    pub last_request: u64,
}

impl Model {
    /// A model that knows nothing but what the shell and the file say.
    pub fn new(
        reading: ClockReading,
        entropy: [u8; 32],
        phone_language: Language,
        state: SessionState,
    ) -> Self {
        let language = state.settings.language.unwrap_or(phone_language);
        let first = if state.session.is_some() {
            home()
        } else {
            Route::SignIn
        };
        Self {
            uptime: reading.uptime(),
            reading,
            phone_language,
            version: String::new(),
            locale: Locale::of(language),
            ids: Ids::new(entropy),
            state,
            counts: Counts::default(),
            back_stack: vec![StackEntry::to(first)],
            shown: QueryResult::Nothing,
            message: None,
            told: 0,
            told_of: String::new(),
            wanted: None,
            taken_up: None,
            is_double_tap: false,
            access: Access::default(),
            is_token_asked: false,
            former: None,
            put_off: None,
            sync: Sync::default(),
            photos: Photos::default(),
            finding: None,
            codes: CodeReader::default(),
            last_request: 0,
        }
    }

    /// Who is signed in.
    pub fn session(&self) -> Option<&Session> {
        self.state.session.as_ref()
    }

    /// The time by the server's clock, as far as it is known.
    pub fn now(&self) -> Timestamp {
        let session = self.session();
        let time = session.and_then(|session| session.server_time.as_ref());
        time.map_or_else(|| self.reading.wall(), |time| time.now(&self.reading))
    }

    /// Who looks; none while nobody is signed in.
    pub fn viewer(&self) -> Option<Viewer<'_>> {
        self.state.viewer(&self.locale, self.now())
    }

    /// Where the person is.
    pub fn current(&self) -> &StackEntry {
        self.back_stack
            .last()
            .expect("because the first entry is never taken away")
    }

    /// Where the person is, to change it.
    pub fn current_mut(&mut self) -> &mut StackEntry {
        self.back_stack
            .last_mut()
            .expect("because the first entry is never taken away")
    }

    /// The person comes to a route. One that they came through before is not
    /// gone through again on the way back.
    pub fn go_to(&mut self, route: Route) {
        self.back_stack.retain(|entry| entry.route != route);
        if self.back_stack.len() >= BACK_STACK_MAX {
            self.back_stack.remove(0);
        }
        self.back_stack.push(StackEntry::to(route));
    }

    /// The case that is open, if one is.
    pub fn open_case(&self) -> Option<CaseId> {
        self.back_stack.iter().rev().find_map(StackEntry::case)
    }

    /// How much of the person's work would be lost with this phone.
    pub const fn unsent(&self) -> u32 {
        let acts = self.counts.waiting.saturating_add(self.counts.refused);
        acts.saturating_add(self.counts.photos)
    }

    /// Whether the form of an offer is half filled in.
    pub fn has_draft(&self, subject: &str, offer: &str) -> bool {
        let form = (subject.to_owned(), offer.to_owned());
        self.counts.begun.contains(&form)
    }

    /// The number of the next shell request.
    pub fn next_request_id(&mut self) -> u64 {
        self.last_request += 1;
        self.last_request
    }

    /// Takes over what the store answers, and tells the person of an error.
    pub fn take(&mut self, answer: StoreAnswer) -> Result<TaskOutcome, ActionError> {
        let StoreAnswer {
            outcome,
            state,
            shown,
        } = answer;
        let language = state.settings.language.unwrap_or(self.phone_language);
        self.locale.speak(language);
        self.state = state;
        match shown {
            Ok(Some((counts, result))) => {
                self.counts = counts;
                self.shown = result;
            }
            Ok(None) => {}
            Err(_) => self.say(Message::new("error-not-shown"), Tone::Alarm),
        }
        if let Err(error) = &outcome {
            self.tell_failed(error);
        }
        outcome
    }

    /// Tells the person of an error.
    pub fn tell(&mut self, error: &impl Worded) {
        self.say(error.message(), Tone::Alarm);
    }

    /// Tells the person why something was not done, and at which input.
    pub fn tell_failed(&mut self, error: &ActionError) {
        self.tell(error);
        if let ActionError::NotFilledIn { input, .. } = error {
            self.told_of.clone_from(input);
        }
    }

    /// Tells the person something. To be told the same twice is to be told two things.
    pub fn say(&mut self, message: Message, tone: Tone) {
        self.told = self.told.wrapping_add(1);
        self.told_of.clear();
        self.message = Some((message, tone));
    }
}

/// Where a person is who has gone nowhere yet.
pub fn home() -> Route {
    let list = Kind::ALL
        .first()
        .and_then(|kind| kind.as_dyn().lists().first());
    list.map_or(Route::Settings, |list| Route::List((*list).to_owned()))
}
