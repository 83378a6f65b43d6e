//! How a person is spoken to: in which words, and by which clock.

use crate::words::words;
use domain::{
    time::TimeZone,
    words::{Language, Words},
};
use std::sync::Arc;

/// In which words, and by which clock. It is cheap to clone, for it goes to the
/// store with whatever makes something to be read.
#[derive(Clone, Debug)]
pub struct Locale {
    pub words: Arc<Words>,
    /// Where the phone is.
    pub time_zone: TimeZone,
}

impl Locale {
    /// A language, where the clocks show UTC.
    pub fn of(language: Language) -> Self {
        Self {
            words: Arc::new(words(language)),
            time_zone: TimeZone::UTC,
        }
    }

    /// Speaks another language from now on.
    pub fn speak(&mut self, language: Language) {
        if language != self.words.language() {
            self.words = Arc::new(words(language));
        }
    }
}
