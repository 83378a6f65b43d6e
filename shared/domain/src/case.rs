//! A case as folded from its entries, and the terms in which others speak of
//! cases.
//!
//! The fold is pure and total: an entry that can have no effect any more is
//! superseded with a reason, never an error. It does not ask whether an entry
//! was permitted; that was judged once, at the base on which the entry was
//! given.

pub use crate::{
    asker::{Asker, Author, References},
    capabilities::Entry,
    scope::{Scope, scopes_of},
};

use crate::{
    capabilities::{Act, Case, Kind, Superseded},
    command::{Command, CommandHeader},
    directory::{Directory, Person},
    scope::is_among,
    time::{Span, Timestamp},
};

/// How long a phone keeps what is closed. What closed longer ago is delivered
/// when it is asked for.
pub const KEPT_AFTER_CLOSING: Span = Span::days(90);

/// Whether a person may read a case.
#[must_use]
pub fn may_read(person: &Person, case: &Case, directory: &Directory) -> bool {
    is_among(person, &case.as_dyn().audience(directory))
}

/// Whether a person's phone has a case by itself, while it is open and for a while
/// after ([`KEPT_AFTER_CLOSING`]). Not so only if it is certain that the person reads
/// it otherwise: a phone that lacks a record cannot say who reads, and the server does.
#[must_use]
pub fn is_carried(person: &Person, case: &Case, directory: &Directory) -> bool {
    !may_read(person, case, directory) || is_among(person, &case.as_dyn().carriers(directory))
}

/// An entry as a document holds it.
#[derive(Clone, Debug)]
pub struct RecordedEntry {
    pub json: String,
    /// When the server adopted it; none while it is pending.
    pub received: Option<Timestamp>,
}

/// A case as folded: how it stands, and how it came to that.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct History {
    /// The state; none before the first entry stands.
    pub case: Option<Case>,
    /// Every entry, in the order of adoption, pending ones last.
    pub entries: Vec<Entry>,
}

impl History {
    /// Applies one more entry.
    ///
    /// An entry of which not even the header can be read is passed over: no
    /// server of ours records one.
    pub fn append(&mut self, kind: Kind, recorded: &RecordedEntry) {
        let Ok(header) = serde_json::from_str::<CommandHeader>(&recorded.json) else {
            return;
        };
        let act = Command::from_json(&recorded.json)
            .ok()
            .map(|command| command.act)
            .filter(|act| act.kind() == kind);
        let superseded = match &act {
            Some(act) => self.apply(&header, act).err(),
            None => Some(Superseded::NotUnderstood),
        };
        self.entries.push(Entry {
            id: header.id,
            author: header.author,
            at: header.at,
            received: recorded.received,
            act,
            superseded,
        });
    }

    fn apply(&mut self, header: &CommandHeader, act: &Act) -> Result<(), Superseded> {
        if let Some(case) = &mut self.case {
            return case.as_dyn_mut().apply(header, act);
        }
        self.case = Some(act.kind().as_dyn().begin(header, act)?);
        Ok(())
    }

    /// The latest time of acting among the entries.
    #[must_use]
    pub fn latest(&self) -> Option<Timestamp> {
        self.entries.iter().map(|entry| entry.at).max()
    }
}

/// Folds a case's entries, given in the order of adoption with pending ones last.
#[must_use]
pub fn fold<'a>(kind: Kind, entries: impl IntoIterator<Item = &'a RecordedEntry>) -> History {
    let mut history = History::default();
    for recorded in entries {
        history.append(kind, recorded);
    }
    history
}
