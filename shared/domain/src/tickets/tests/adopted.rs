//! What people's acts make, adopted one a minute: for the tests of every capability.

pub use super::story::minute;

use super::people::uuid;
use crate::{
    asker::Asker,
    capabilities::{Act, Kind},
    case::{History, RecordedEntry, fold},
    command::Command,
    directory::Directory,
    ids::{CommandId, PersonId},
};

/// The entry that the act of this number becomes.
pub fn entry(nth: u128) -> CommandId {
    CommandId(uuid(20_000 + nth))
}

/// Somebody who asks the rule an hour after the first act.
pub fn asker(directory: &Directory, who: PersonId) -> Asker<'_> {
    Asker {
        person: &directory.people[&who],
        at: minute(60),
        directory,
    }
}

/// What some people's acts make, in the order of adoption, one a minute.
pub fn adopted(kind: Kind, acts: impl IntoIterator<Item = (PersonId, impl Into<Act>)>) -> History {
    let entries = acts.into_iter().zip(0..).map(|((author, act), nth)| {
        let command = Command {
            id: entry(nth),
            author,
            at: minute(i64::try_from(nth).expect("few")),
            act: act.into(),
        };
        RecordedEntry {
            json: command.to_json(),
            received: Some(minute(100)),
        }
    });
    fold(kind, &entries.collect::<Vec<_>>())
}
