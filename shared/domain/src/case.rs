//! What every capability tells about its cases, and the fold that makes a case's
//! state out of its entries.
//!
//! The fold is pure and total: an entry that can have no effect any more is
//! superseded with a reason, never an error. It does not ask whether an entry
//! was permitted; that was judged once, at the base on which the entry was
//! given.

use crate::{
    capabilities::{Act, Case, Kind, Refusal, Superseded},
    command::{Command, CommandHeader},
    directory::{Directory, Person, Role},
    ids::{BlobId, CategoryId, CommandId, PersonId, StoreId, TeamId},
    time::Timestamp,
    words::Message,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::BTreeSet, fmt};

/// One capability's cases: their state and every rule about them.
pub trait Capability: Clone + Serialize + DeserializeOwned {
    /// What can be done to a case.
    type Act;
    /// An expected no, with its reason.
    type Refusal;
    /// Why an adopted entry has no effect.
    type Superseded;

    /// The capability's own part of the one rule: may this person, who is still
    /// here and may read the case, do this now?
    ///
    /// It is asked through [`capabilities::permit`](crate::capabilities::permit)
    /// only: by the view for what it offers, by the phone, and by the server.
    fn permit(case: Option<&Self>, act: &Self::Act, asker: &Asker<'_>)
    -> Result<(), Self::Refusal>;

    /// Applies an entry, in the order of adoption.
    ///
    /// # Errors
    /// The reason why it has no effect, when something adopted earlier
    /// superseded it.
    fn apply(
        case: &mut Option<Self>,
        header: &CommandHeader,
        act: &Self::Act,
    ) -> Result<(), Self::Superseded>;

    /// Who may read the case.
    fn audience(&self, directory: &Directory) -> BTreeSet<Scope>;

    /// Since when nothing more is expected to happen; none while it is open.
    fn closed_at(&self) -> Option<Timestamp>;

    /// The records that the rules about this case look up.
    fn references(&self) -> References;

    /// The records that the rules about this act look up.
    fn act_references(act: &Self::Act) -> References;

    /// The photos and signatures that an act shows.
    fn act_blobs(act: &Self::Act) -> &[BlobId];
}

/// Ids of directory records, so that one who does not hold the whole directory
/// knows what to fetch before asking a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    pub people: BTreeSet<PersonId>,
    pub stores: BTreeSet<StoreId>,
    pub categories: BTreeSet<CategoryId>,
}

impl References {
    pub fn extend(&mut self, other: Self) {
        self.people.extend(other.people);
        self.stores.extend(other.stores);
        self.categories.extend(other.categories);
    }
}

/// Who asks whether they may, and when, with the records at hand.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The person, with the roles held now.
    pub person: &'a Person,
    /// The time of acting.
    pub at: Timestamp,
    /// The records that the act refers to, at least.
    pub directory: &'a Directory,
}

/// A group of people as far as reading goes. Who is in it follows from a
/// person's record alone, so that a change of role or team moves no case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    Person(PersonId),
    /// The engineers of a team, for what waits in their pool.
    Pool(TeamId),
    /// The dispatchers and managers.
    Desk,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Pool(id) => write!(f, "pool:{id}"),
            Self::Desk => f.write_str("desk"),
        }
    }
}

/// The scopes a person is in. One who has left is in none.
#[must_use]
pub fn scopes_of(person: &Person) -> BTreeSet<Scope> {
    let mut scopes = BTreeSet::new();
    if person.active {
        scopes.insert(Scope::Person(person.id));
    }
    if let (true, Some(team)) = (person.is(Role::Engineer), person.team) {
        scopes.insert(Scope::Pool(team));
    }
    if person.is(Role::Dispatcher) || person.is(Role::Manager) {
        scopes.insert(Scope::Desk);
    }
    scopes
}

/// Whether a person may read a case.
#[must_use]
pub fn may_read(person: &Person, case: &Case, directory: &Directory) -> bool {
    is_among(person, &case.audience(directory))
}

fn is_among(person: &Person, audience: &BTreeSet<Scope>) -> bool {
    !audience.is_disjoint(&scopes_of(person))
}

/// The one rule, for a case whose capability is known. Everybody else asks
/// [`capabilities::permit`](crate::capabilities::permit), which comes here.
pub(crate) fn permit_in<C: Capability>(
    case: Option<&C>,
    act: &C::Act,
    asker: &Asker<'_>,
) -> Result<(), Refusal>
where
    Refusal: From<C::Refusal>,
{
    if !asker.person.active {
        return Err(Refusal::HasLeft);
    }
    if case.is_some_and(|case| !is_among(asker.person, &case.audience(asker.directory))) {
        return Err(Refusal::NotYours);
    }
    Ok(C::permit(case, act, asker)?)
}

/// An entry as a document holds it.
#[derive(Clone, Debug)]
pub struct RecordedEntry {
    pub json: String,
    /// When the server adopted it; none while it is pending.
    pub received: Option<Timestamp>,
}

/// An entry as the fold has understood it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: CommandId,
    pub author: PersonId,
    /// When it was given.
    pub at: Timestamp,
    /// When the server adopted it; none while it is pending.
    pub received: Option<Timestamp>,
    /// What was done; none if only a newer version can read it.
    pub act: Option<Act>,
    /// Why it has no effect, if it has none.
    pub superseded: Option<Superseded>,
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
            Some(act) => Case::apply(&mut self.case, &header, act).err(),
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

/// Something that can be told to a person in their language.
pub trait Worded {
    fn message(&self) -> Message;
}
