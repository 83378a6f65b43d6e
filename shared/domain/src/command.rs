//! The command: what a person wants done to a case, and, once recorded in the
//! case, the entry.
//!
//! A command carries everything its execution needs. Its JSON is what a document
//! holds for good and what two machines must agree on to the byte, so a released
//! act never changes its shape or its effect: what has to differ becomes a new
//! variant beside the old one.

pub use crate::header::CommandHeader;

use crate::{
    capabilities::Act,
    ids::{CommandId, PersonId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// What a person wants done to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// Minted by the author's device; the same command is adopted once.
    pub id: CommandId,
    /// Who gives it. The server knows who calls, and admits no other author.
    pub author: PersonId,
    /// The time of acting, by the author's clock as corrected at the last sync.
    pub at: Timestamp,
    /// What is to be done.
    pub act: Act,
}

/// The longest command, in bytes of its JSON.
pub const COMMAND_BYTES_MAX: usize = 64 * 1024;

/// A text that is no command of this version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotUnderstood {
    /// What the reader stumbled over. For logs; it repeats nothing of the text.
    pub why: String,
}

impl Command {
    /// The JSON by which the command travels and is recorded.
    ///
    /// # Panics
    /// Never: every part of a command has a JSON form.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("because ids, numbers and texts always have a JSON form")
    }

    /// Reads a command's JSON.
    ///
    /// # Errors
    /// If it is too long, no JSON, or says what this version does not know. An
    /// unknown field is an error too: dropping it would lose what was entered.
    pub fn from_json(text: &str) -> Result<Self, NotUnderstood> {
        if text.len() > COMMAND_BYTES_MAX {
            let why = format!("{} bytes, at most {COMMAND_BYTES_MAX}", text.len());
            return Err(NotUnderstood { why });
        }
        serde_json::from_str(text).map_err(|error| NotUnderstood {
            why: format!("{:?} at column {}", error.classify(), error.column()),
        })
    }
}
