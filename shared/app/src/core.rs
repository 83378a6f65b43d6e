//! The core as a shell drives it: events in, requests to the shell out, a page
//! to draw.
//!
//! One synchronous loop around crux. Requests to the store are run at once, by
//! the core itself; those to the shell are kept by their number until it
//! answers, or until their time is over, so that a shell that forgets one does
//! not stop the app. There is no thread, no clock and no randomness in here:
//! every call brings the time, and opening brings the entropy.

use crate::{
    app::Fieldloop,
    clock::{ClockReading, Uptime},
    effect::{Effect, HttpAnswer, HttpRequest, SecretAnswer, SecretRequest},
    event::Event,
    input::Input,
    model::Model,
    pictures::Photo,
    routes::Page,
    store::{ActionError, Store, StoreFault, note_unopened},
    words::{language_of, words},
};
use crux_core::RequestHandle;
use domain::{
    directory::Directory,
    time::{Span, time_zone},
    words::Worded,
};
use std::{
    collections::{BTreeMap, VecDeque},
    path::PathBuf,
};

/// How much longer than it may take a request is waited for, in milliseconds: a
/// shell that keeps time itself answers before.
const GRACE_MS: i64 = 5_000;
/// How long the keychain may take, in milliseconds.
const SECRET_TIMEOUT_MS: i64 = 30_000;

/// What a shell says when it opens the core.
#[derive(Clone, Debug)]
pub struct Config {
    /// A folder that only this app reads and that the system does not clear.
    /// One core at a time opens it; a second is refused in words.
    pub data_folder: PathBuf,
    /// The languages that the phone's person prefers, as BCP 47 tags, the dearest first.
    pub languages: Vec<String>,
    /// Where the phone is: the name of a time zone in the IANA's database, as the system
    /// gives it, or a fixed offset such as `GMT+08:00`.
    pub time_zone: String,
    /// The app's version, as people are shown it.
    pub version: String,
    /// Fresh randomness from the system.
    pub entropy: [u8; 32],
}

/// Something that the shell has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShellRequest {
    /// Draw the page anew.
    Draw,
    /// Perform an HTTP request and answer by [`Core::answer_http`].
    Http {
        /// Its number.
        id: u64,
        /// The request.
        request: HttpRequest,
    },
    /// Give up an HTTP request, which may still be under way. No answer to it is
    /// waited for any more; one that comes nevertheless is [`NotWaiting`] and
    /// harmless.
    Cancel {
        /// Its number.
        id: u64,
    },
    /// Do something with the keychain and answer by [`Core::answer_secret`].
    Secret {
        /// Its number.
        id: u64,
        /// What is to be done.
        request: SecretRequest,
    },
}

/// Nobody waits for this answer: the request is unknown, of another sort, was
/// answered before, was given up, or its time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no request waits for this answer")]
pub struct NotWaiting;

/// The core cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("failed to open the store: {source}")]
pub struct OpenFault {
    /// What to tell the person, in their language.
    pub words: String,
    /// Whether only a newer version of the app can open it.
    pub needs_update: bool,
    source: StoreFault,
}

/// The core.
pub struct Core {
    crux: crux_core::Core<Fieldloop>,
    store: Store,
    waiting: BTreeMap<u64, Waiting>,
    requests: Vec<ShellRequest>,
    clock: ClockReading,
}

impl std::fmt::Debug for Core {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Core")
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}

/// A request to the shell that is not answered yet.
struct Waiting {
    until: Uptime,
    answer: Answer,
}

enum Answer {
    Http(RequestHandle<HttpAnswer>),
    Secret(RequestHandle<SecretAnswer>),
}

impl Core {
    /// Opens the core. The requests that it begins with are taken by the first
    /// [`Self::send`]; there is a page to draw at once.
    ///
    /// # Errors
    /// If the store cannot be opened.
    pub fn open(config: Config, clock: ClockReading) -> Result<Self, OpenFault> {
        let language = language_of(&config.languages);
        let mut store = Store::open(&config.data_folder).map_err(|source| {
            note_unopened(&config.data_folder, clock.wall(), source);
            OpenFault {
                words: words(language).say(&source.message(), &Directory::default()),
                needs_update: source == StoreFault::Newer,
                source,
            }
        })?;
        store.note(clock.wall(), &format!("opened, app {}", config.version));
        let mut model = Model::new(clock.clone(), config.entropy, language, store.state());
        model.locale.time_zone = time_zone(&config.time_zone);
        model.version = config.version;
        let mut core = Self {
            crux: crux_core::Core::new_with(Fieldloop, model),
            store,
            waiting: BTreeMap::new(),
            requests: Vec::new(),
            clock,
        };
        core.set_clock(core.clock.clone());
        core.process(Input::Started);
        Ok(core)
    }

    /// Tells the core an event, and takes the requests that come of it, in the
    /// order in which they are to be begun.
    pub fn send(&mut self, event: Event, clock: ClockReading) -> Vec<ShellRequest> {
        self.set_clock(clock);
        self.process(Input::Event(event));
        self.take_requests()
    }

    /// Answers an HTTP request, and takes the requests that come of it.
    ///
    /// # Errors
    /// If nobody waits for the answer.
    pub fn answer_http(
        &mut self,
        id: u64,
        answer: HttpAnswer,
        clock: ClockReading,
    ) -> Result<Vec<ShellRequest>, NotWaiting> {
        self.set_clock(clock);
        match self.waiting.remove(&id) {
            Some(Waiting {
                answer: Answer::Http(mut handle),
                ..
            }) => {
                let effects = self.crux.resolve(&mut handle, answer);
                self.run(effects.map_err(|_| NotWaiting)?);
                Ok(self.take_requests())
            }
            other => self.put_back(id, other),
        }
    }

    /// Answers a request to the keychain, and takes the requests that come of
    /// it.
    ///
    /// # Errors
    /// If nobody waits for the answer.
    pub fn answer_secret(
        &mut self,
        id: u64,
        answer: SecretAnswer,
        clock: ClockReading,
    ) -> Result<Vec<ShellRequest>, NotWaiting> {
        self.set_clock(clock);
        match self.waiting.remove(&id) {
            Some(Waiting {
                answer: Answer::Secret(mut handle),
                ..
            }) => {
                let effects = self.crux.resolve(&mut handle, answer);
                self.run(effects.map_err(|_| NotWaiting)?);
                Ok(self.take_requests())
            }
            other => self.put_back(id, other),
        }
    }

    /// The page to draw.
    pub fn page(&self) -> Page {
        self.crux.view()
    }

    /// A photo, a signature or a thumbnail that a page or a form names, if it is on
    /// this phone. Thumbnails come by themselves; a whole that is not here comes by
    /// [`Event::FetchPhoto`].
    pub fn photo(&self, id: &str) -> Option<Photo> {
        self.store.photo(id.parse().ok()?)
    }

    /// The log as a text, the oldest line first, to be shared with whoever helps:
    /// what the core did and what went wrong. Nothing personal stands in it.
    pub fn log(&self) -> String {
        self.store.log()
    }

    fn put_back(
        &mut self,
        id: u64,
        waiting: Option<Waiting>,
    ) -> Result<Vec<ShellRequest>, NotWaiting> {
        self.waiting.extend(waiting.map(|waiting| (id, waiting)));
        Err(NotWaiting)
    }

    fn take_requests(&mut self) -> Vec<ShellRequest> {
        std::mem::take(&mut self.requests)
    }

    /// Tells the app the time, and ends what has taken too long.
    fn set_clock(&mut self, clock: ClockReading) {
        let now = clock.uptime();
        self.clock = clock.clone();
        self.process(Input::Clock(clock));
        let late: Vec<u64> = self
            .waiting
            .iter()
            .filter(|(_, waiting)| waiting.until < now)
            .map(|(id, _)| *id)
            .collect();
        for id in late {
            match self.waiting.remove(&id).map(|waiting| waiting.answer) {
                Some(Answer::Http(mut handle)) => {
                    self.requests.push(ShellRequest::Cancel { id });
                    let effects = self.crux.resolve(&mut handle, HttpAnswer::TimedOut);
                    self.run(effects.unwrap_or_default());
                }
                Some(Answer::Secret(mut handle)) => {
                    let effects = self.crux.resolve(&mut handle, SecretAnswer::Failed);
                    self.run(effects.unwrap_or_default());
                }
                None => {}
            }
        }
    }

    fn wait_for(&mut self, id: u64, span_ms: i64, answer: Answer) {
        let until = self.clock.uptime() + Span(span_ms);
        self.waiting.insert(id, Waiting { until, answer });
    }

    fn process(&mut self, input: Input) {
        let effects = self.crux.process_event(input);
        self.run(effects);
    }

    /// Runs what the core can do itself until nothing of it is left, and notes
    /// the rest for the shell.
    fn run(&mut self, effects: Vec<Effect>) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Render(_) => {
                    if !self.requests.contains(&ShellRequest::Draw) {
                        self.requests.push(ShellRequest::Draw);
                    }
                }
                Effect::Store(request) => {
                    let (operation, mut handle) = request.split();
                    let answer = self.store.run(operation);
                    if let Err(ActionError::Fault(fault)) = &answer.outcome {
                        self.store
                            .note(self.clock.wall(), &format!("store: {fault}"));
                    }
                    effects.extend(self.crux.resolve(&mut handle, answer).unwrap_or_default());
                }
                Effect::Http(request) => {
                    let (operation, handle) = request.split();
                    let span = i64::from(operation.request.timeout_ms) + GRACE_MS;
                    self.wait_for(operation.id, span, Answer::Http(handle));
                    self.requests.push(ShellRequest::Http {
                        id: operation.id,
                        request: operation.request,
                    });
                }
                Effect::Secret(request) => {
                    let (operation, handle) = request.split();
                    self.wait_for(operation.id, SECRET_TIMEOUT_MS, Answer::Secret(handle));
                    self.requests.push(ShellRequest::Secret {
                        id: operation.id,
                        request: operation.request,
                    });
                }
                Effect::Log(request) => self.store.note(self.clock.wall(), &request.operation.0),
                Effect::Cancel(request) => {
                    let id = request.operation.id;
                    if let Some(Waiting {
                        answer: Answer::Http(mut handle),
                        ..
                    }) = self.waiting.remove(&id)
                    {
                        self.requests.push(ShellRequest::Cancel { id });
                        let answer = HttpAnswer::Cancelled;
                        effects.extend(self.crux.resolve(&mut handle, answer).unwrap_or_default());
                    }
                }
            }
        }
    }
}
