//! A pushed command as the server handles it: its text beside what was read out
//! of it, once, at the door.

use crate::wire::Pushed;
use domain::{
    command::{Command, CommandHeader},
    ids::PersonId,
};
use serde_json::Value;

/// A command that was pushed.
#[derive(Clone, Debug)]
pub struct Incoming {
    pub pushed: Pushed,
    /// What its text says; none if this version does not understand it.
    pub command: Option<Command>,
}

impl From<Pushed> for Incoming {
    fn from(pushed: Pushed) -> Self {
        Self {
            command: Command::from_json(&pushed.command).ok(),
            pushed,
        }
    }
}

impl Incoming {
    /// Whom it names as its author, as far as its text can be read.
    #[must_use]
    pub fn author(&self) -> Option<PersonId> {
        let header = || serde_json::from_str::<CommandHeader>(&self.pushed.command).ok();
        let read = self.command.as_ref().map(|command| command.author);
        read.or_else(|| header().map(|header| header.author))
    }

    /// Whether it says the same as a recorded entry, but for the time of acting,
    /// which the judge brings inside its bounds. Works for what only a newer
    /// version understands, too.
    #[must_use]
    pub fn says_the_same_as(&self, entry: &str) -> bool {
        let timeless = |json: &str| {
            let mut value: Value = serde_json::from_str(json).ok()?;
            value.as_object_mut()?.remove("at");
            Some(value)
        };
        let said = timeless(&self.pushed.command);
        said.is_some() && said == timeless(entry)
    }
}
