//! What goes wrong at the boundary, as far as a shell acts differently on it.

use app::{NotWaiting, OpenFault};

/// What went wrong. The text is for the person where one is meant to read it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum CoreFault {
    /// The phone's storage does not work: show the text and offer to try again.
    #[error("{0}")]
    Storage(String),
    /// A newer version of the app has written the data: show the text.
    #[error("{0}")]
    NeedsUpdate(String),
    /// Nobody waits for this answer. Harmless: requests are given up, or
    /// answered too late.
    #[error("no request waits for this answer")]
    NotWaiting,
    /// The shell has called it wrongly.
    #[error("the core was called with values that cannot be")]
    Misused,
    /// The core has a bug and has stopped. Nothing stored is lost: open it anew.
    #[error("the core has stopped")]
    Broken,
}

impl From<OpenFault> for CoreFault {
    fn from(fault: OpenFault) -> Self {
        if fault.needs_update {
            Self::NeedsUpdate(fault.words)
        } else {
            Self::Storage(fault.words)
        }
    }
}

impl From<NotWaiting> for CoreFault {
    fn from(NotWaiting: NotWaiting) -> Self {
        Self::NotWaiting
    }
}
