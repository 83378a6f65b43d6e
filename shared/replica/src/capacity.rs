//! The capacity of a case, and that it holds no command twice.
//!
//! The replica's own part of the one rule: the phone asks it when a command is
//! given, the server when it is adopted. Whether a person may do a thing is the
//! domain's part.

use crate::refusal::Refusal;
use domain::{case::History, command::Command};

/// The most entries of one case. Reading a document takes time and memory with
/// its entries, on every phone that holds it.
pub const ENTRIES_MAX: usize = 2_000;
/// The most bytes of JSON that the entries of one case may have in all.
pub const ENTRY_BYTES_MAX: usize = 1 << 20;

/// How much of a case's capacity its entries use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// How many there are.
    pub entries: usize,
    /// How many bytes of JSON they have in all.
    pub bytes: usize,
}

impl Usage {
    /// With one entry more.
    #[must_use]
    pub const fn and(self, json: &str) -> Self {
        Self {
            entries: self.entries.saturating_add(1),
            bytes: self.bytes.saturating_add(json.len()),
        }
    }

    const fn is_too_much(self) -> bool {
        self.entries > ENTRIES_MAX || self.bytes > ENTRY_BYTES_MAX
    }
}

/// Whether a case takes in what follows from another, which no person stops: twice
/// as much as people fill it with.
#[must_use]
pub(crate) const fn admits_follow_up(usage: Usage) -> bool {
    usage.entries < 2 * ENTRIES_MAX && usage.bytes < 2 * ENTRY_BYTES_MAX
}

/// Whether a case takes in a command, whatever it says.
///
/// # Errors
/// If it has an entry with this id, or no capacity left.
pub fn admits(history: &History, usage: Usage, command: &Command) -> Result<(), Refusal> {
    if history.entries.iter().any(|entry| entry.id == command.id) {
        return Err(Refusal::IdReused);
    }
    if usage.and(&command.to_json()).is_too_much() {
        return Err(Refusal::CaseIsFull);
    }
    Ok(())
}
