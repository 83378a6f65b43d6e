//! What shells load: one object, [`FieldloopCore`], with typed records and enums.
//!
//! There is no logic here. The types are those of the app and the domain, which
//! know nothing of this crate; they are declared once more, in `events`, `pages`,
//! `parts`, `samples` and `shell_words`, for the generator, and the compiler sees to it that both
//! are the same. No panic crosses: one would be a bug, is caught, and becomes
//! [`CoreFault::Broken`].

mod events;
mod fault;
mod pages;
mod parts;
mod samples;
mod shell_words;

pub use app::{
    CaseContent, ClockReading, CodePage, Content, DraftRow, Event, FormPage, Frame, FrameMessage,
    HttpAnswer, HttpHeader, HttpRequest, ListPage, Nothing, NoticeLine, NoticesPage, Opening,
    OutboxPage, OutboxRow, Page, Photo, PhotoRow, RelatedCases, Route, RowOffer, Sample,
    SecretAnswer, SecretRequest, SettingsPage, ShellRequest, ShellWords, SignInPage, SyncState,
    Tab,
};
pub use domain::{
    presented::{CasePage, CaseRow},
    signature::{Drawing, Point, Stroke},
    view::{Badge, Choice, Field, Input, InputKind, Offer, ShownPicture, TimelineEntry, Tone},
    words::Language,
};
pub use fault::CoreFault;
pub use samples::samples;
pub use shell_words::shell_words;

use app::Core;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::Mutex,
};

uniffi::setup_scaffolding!();

/// What a shell says when it opens the core.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Config {
    /// A folder that only this app reads and that the system does not clear.
    /// One core at a time opens it; a second is refused in words.
    pub data_folder: String,
    /// The languages that the phone's person prefers, as BCP 47 tags (`zh-Hans-CN`), the
    /// dearest first.
    pub languages: Vec<String>,
    /// Where the phone is: the name of a time zone in the IANA's database, as the system
    /// gives it, or a fixed offset such as `GMT+08:00`.
    pub time_zone: String,
    /// The app's version, as people are shown it.
    pub version: String,
    /// 32 bytes of fresh randomness from the system.
    pub entropy: Vec<u8>,
}

/// The core. It is driven by one queue of the shell: send an event or answer a
/// request, begin the requests that come back in their order, and draw the page
/// when one of them says so. Calls take a few milliseconds and never wait for
/// the network.
#[derive(Debug, uniffi::Object)]
pub struct FieldloopCore {
    /// None once it is broken.
    core: Mutex<Option<Core>>,
}

#[uniffi::export]
impl FieldloopCore {
    /// Opens the core. There is a page to draw at once. Then send
    /// `Foregrounded` or `Tick`, which returns the first requests.
    ///
    /// # Errors
    /// The store cannot be opened, or the entropy is not 32 bytes.
    #[uniffi::constructor]
    pub fn open(config: Config, clock: ClockReading) -> Result<Self, CoreFault> {
        let entropy = config.entropy.try_into().map_err(|_| CoreFault::Misused)?;
        let config = app::Config {
            data_folder: PathBuf::from(config.data_folder),
            languages: config.languages,
            time_zone: config.time_zone,
            version: config.version,
            entropy,
        };
        let opened = catch_unwind(AssertUnwindSafe(|| Core::open(config, clock)));
        let core = opened.map_err(|_| CoreFault::Broken)??;
        Ok(Self {
            core: Mutex::new(Some(core)),
        })
    }

    /// Tells the core an event; begin the requests that come back.
    ///
    /// # Errors
    /// The core is broken.
    pub fn send(&self, event: Event, clock: ClockReading) -> Result<Vec<ShellRequest>, CoreFault> {
        self.drive(|core| Ok(core.send(event, clock)))
    }

    /// Answers an HTTP request; begin the requests that come back.
    ///
    /// # Errors
    /// Nobody waits for the answer, which is harmless, or the core is broken.
    pub fn answer_http(
        &self,
        id: u64,
        answer: HttpAnswer,
        clock: ClockReading,
    ) -> Result<Vec<ShellRequest>, CoreFault> {
        self.drive(|core| Ok(core.answer_http(id, answer, clock)?))
    }

    /// Answers a request to the keychain; begin the requests that come back.
    ///
    /// # Errors
    /// Nobody waits for the answer, which is harmless, or the core is broken.
    pub fn answer_secret(
        &self,
        id: u64,
        answer: SecretAnswer,
        clock: ClockReading,
    ) -> Result<Vec<ShellRequest>, CoreFault> {
        self.drive(|core| Ok(core.answer_secret(id, answer, clock)?))
    }

    /// The page to draw.
    ///
    /// # Errors
    /// The core is broken.
    pub fn page(&self) -> Result<Page, CoreFault> {
        self.drive(|core| Ok(core.page()))
    }

    /// A photo, a signature or a thumbnail that a page or a form names, if it is on
    /// this phone. Thumbnails come by themselves; a whole that is not here comes by
    /// `FetchPhoto`, after which the page is to be drawn.
    ///
    /// # Errors
    /// The core is broken.
    pub fn photo(&self, id: &str) -> Result<Option<Photo>, CoreFault> {
        self.drive(|core| Ok(core.photo(id)))
    }

    /// The log as a text, the oldest line first, to be shared with whoever helps:
    /// what the core did and what went wrong. Nothing personal stands in it.
    ///
    /// # Errors
    /// The core is broken.
    pub fn log(&self) -> Result<String, CoreFault> {
        self.drive(|core| Ok(core.log()))
    }
}

impl FieldloopCore {
    /// Calls into the core. After a panic it is not called again: what is stored
    /// is whole, what is in memory may not be.
    fn drive<T>(
        &self,
        call: impl FnOnce(&mut Core) -> Result<T, CoreFault>,
    ) -> Result<T, CoreFault> {
        let mut guard = self.core.lock().map_err(|_| CoreFault::Broken)?;
        let core = guard.as_mut().ok_or(CoreFault::Broken)?;
        if let Ok(result) = catch_unwind(AssertUnwindSafe(|| call(core))) {
            return result;
        }
        *guard = None;
        Err(CoreFault::Broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Timestamp;

    fn config(data_folder: &str, entropy: usize) -> Config {
        Config {
            data_folder: data_folder.to_owned(),
            languages: vec!["en".to_owned()],
            time_zone: "UTC".to_owned(),
            version: "1.0".to_owned(),
            entropy: vec![1; entropy],
        }
    }

    fn clock() -> ClockReading {
        ClockReading::steady(Timestamp(0))
    }

    #[test]
    fn opening_says_in_words_what_is_wrong() {
        let misused = FieldloopCore::open(config("", 31), clock());
        assert_eq!(misused.unwrap_err(), CoreFault::Misused);
        let storage = FieldloopCore::open(config("/dev/null/x", 32), clock());
        let words = storage.unwrap_err().to_string();
        assert!(words.contains("storage"), "{words}");
    }

    #[test]
    fn samples_need_no_core() {
        let samples = samples(Language::English).unwrap();
        assert!(samples.iter().any(|sample| sample.name == "sign_in/fresh"));
    }

    #[test]
    fn a_panic_stops_the_core_and_does_not_cross() {
        let folder = std::env::temp_dir().join(format!("fieldloop-ffi-{}", std::process::id()));
        let core = FieldloopCore::open(config(&folder.to_string_lossy(), 32), clock()).unwrap();
        let broken = core.drive(|_| -> Result<(), CoreFault> { panic!("on purpose") });
        assert_eq!(broken, Err(CoreFault::Broken));
        assert_eq!(core.page(), Err(CoreFault::Broken));
        assert_eq!(core.send(Event::Tick, clock()), Err(CoreFault::Broken));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
