//! Whether this instance has lately turned away honest work because all of it was
//! taken: whoever sends requests here should send some elsewhere.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long it counts as overloaded after it turned something away.
const LATELY: Duration = Duration::from_secs(5);

/// When something was last turned away.
#[derive(Clone, Debug, Default)]
pub struct Overload(Arc<Mutex<Option<Instant>>>);

impl Overload {
    /// Notes that something is turned away because others have all there is.
    pub fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    #[must_use]
    pub fn is_lately(&self) -> bool {
        let noted = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.is_some_and(|at| at.elapsed() < LATELY)
    }
}
