//! What time it is in a story.

use crate::phone::SystemClock;
use domain::time::{Span, Timestamp};
use server::clock::Clock;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};

/// The clock of a story. It stands still unless the story moves it, or it goes
/// on by itself, for stories in which real phones play.
#[derive(Clone, Debug)]
pub struct StoryClock {
    at_ms: Arc<AtomicI64>,
    runs_since: Option<Instant>,
}

impl StoryClock {
    /// A clock that stands.
    #[must_use]
    pub fn standing(at: Timestamp) -> Self {
        Self {
            at_ms: Arc::new(AtomicI64::new(at.0)),
            runs_since: None,
        }
    }

    /// A clock that shows the system's time and goes on.
    #[must_use]
    pub fn running() -> Self {
        Self {
            runs_since: Some(Instant::now()),
            ..Self::standing(Timestamp(SystemClock::now_ms()))
        }
    }

    /// What time it is in the story.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let run = self.runs_since.map_or(0, |since| {
            i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX)
        });
        Timestamp(self.at_ms.load(Ordering::SeqCst).saturating_add(run))
    }

    pub fn pass(&self, span: Span) {
        self.at_ms.fetch_add(span.0, Ordering::SeqCst);
    }

    /// The same, as the server asks it.
    #[must_use]
    pub fn for_server(&self) -> Clock {
        let clock = self.clone();
        Clock::new(move || clock.now())
    }
}
