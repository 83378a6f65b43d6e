//! A case as an Automerge document.
//!
//! ```text
//! { kind, entries: { <command id>: <the command's JSON> }, order: [ <receipt> … ], texts: {} }
//! ```
//!
//! `entries` is a map with unique keys, so concurrent acts merge without a
//! conflict. `order` is written by the server alone: a receipt says that an entry
//! was adopted, as which in the row, and when. An entry without a receipt is
//! pending. What the entries mean is for the domain's fold; nothing is read out
//! of Automerge but these four.

use crate::{
    Fault,
    actor::Actor,
    capacity::Usage,
    heads::{Hash, Heads},
    packed::{pack, unpack},
};
use automerge::{
    ActorId, Automerge, Change, ChangeHash, LoadOptions, ObjId, ObjType, ROOT, ReadDoc,
    ScalarValueRef, Value, ValueRef,
    transaction::{CommitOptions, Transactable},
};
use domain::{
    capabilities::Kind,
    case::{History, RecordedEntry, fold},
    command::{Command, CommandHeader},
    ids::CommandId,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap};

/// How Automerge begins what it writes.
const AUTOMERGE: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

/// That the server has adopted an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub id: CommandId,
    /// When the server received it.
    pub received: Timestamp,
}

/// A change that was just made.
#[derive(Clone, Debug)]
pub struct Executed {
    pub hash: Hash,
    /// Its number among its actor's changes.
    pub seq: u64,
    /// Its bytes, as other replicas of the document take them in.
    pub bytes: Vec<u8>,
}

#[derive(Clone, Debug)]
pub struct Document {
    automerge: Automerge,
    kind: Kind,
    entries: ObjId,
    order: ObjId,
}

/// An entry as it was recorded: its JSON, and the change.
pub(crate) struct RecordedChange {
    pub json: String,
    pub base: Heads,
    pub actor: Actor,
    pub seq: u64,
    pub hash: Hash,
}

impl Document {
    /// The document of a case to which nothing has happened yet. Every machine
    /// makes the same bytes, so that documents begun apart are one.
    ///
    /// # Panics
    /// Never: writing to a fresh document cannot fail.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        let mut automerge = Automerge::new().with_actor((&Actor::skeleton()).into());
        let mut transaction = automerge.transaction();
        let mut part = |name, of| {
            transaction
                .put_object(ROOT, name, of)
                .expect("because a fresh document takes any key")
        };
        let entries = part("entries", ObjType::Map);
        let order = part("order", ObjType::List);
        part("texts", ObjType::Map);
        transaction
            .put(ROOT, "kind", kind.as_str())
            .expect("because a fresh document takes any key");
        transaction.commit_with(CommitOptions::default().with_time(0));
        Self {
            automerge,
            kind,
            entries,
            order,
        }
    }

    /// Reads a stored document, or one as Automerge itself writes it.
    ///
    /// Only for bytes that this code wrote, here or on the server: hostile bytes
    /// can crash the process (see the crate's documentation).
    ///
    /// # Errors
    /// If the bytes are no document of ours.
    pub fn load(bytes: &[u8]) -> Result<Self, Fault> {
        let unpacked = if bytes.starts_with(&AUTOMERGE) {
            Cow::Borrowed(bytes)
        } else {
            Cow::Owned(unpack(bytes)?)
        };
        Self::of(Automerge::load_with_options(&unpacked, LoadOptions::new())?)
    }

    fn of(automerge: Automerge) -> Result<Self, Fault> {
        let part = |name: &'static str| match automerge.get(ROOT, name)? {
            Some((Value::Object(_), id)) => Ok(id),
            _ => Err(Fault::Misshapen(name)),
        };
        let (entries, order) = (part("entries")?, part("order")?);
        let word = match automerge.get(ROOT, "kind")? {
            Some((Value::Scalar(word), _)) => word.as_str().map(str::to_owned),
            _ => None,
        };
        let kind = Kind::ALL
            .iter()
            .find(|kind| word.as_deref() == Some(kind.as_str()))
            .ok_or(Fault::Misshapen("kind"))?;
        Ok(Self {
            automerge,
            kind: *kind,
            entries,
            order,
        })
    }

    /// The document as bytes to store.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        self.save_measured().0
    }

    /// The document as bytes to store, and how many they are before they are compressed.
    #[must_use]
    pub fn save_measured(&self) -> (Vec<u8>, usize) {
        let plain = self.automerge.save_nocompress();
        (pack(&plain), plain.len())
    }

    /// What the case is about.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The changes on which nothing in it builds yet, in order.
    #[must_use]
    pub fn heads(&self) -> Heads {
        let mut heads: Heads = self
            .automerge
            .get_heads()
            .into_iter()
            .map(Hash::from)
            .collect();
        heads.sort_unstable();
        heads
    }

    /// Whether a change is among its own.
    #[must_use]
    pub fn has(&self, hash: Hash) -> bool {
        self.automerge
            .get_change_meta_by_hash(&hash.into())
            .is_some()
    }

    /// An actor's first change, if it has made any.
    pub(crate) fn first_change_of(&self, actor: &Actor) -> Option<Hash> {
        let actor = ActorId::from(actor);
        let changes = self.automerge.get_changes_meta(&[]);
        let mut of_actor = changes.iter().filter(|change| *change.actor == actor);
        let first = of_actor.find(|change| change.seq == 1)?;
        Some(first.hash.into())
    }

    /// How much of a case's capacity its entries use.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.automerge
            .map_range(&self.entries, ..)
            .filter_map(|item| text(&item.value).map(|json| Usage::default().and(json)))
            .fold(Usage::default(), |sum, one| Usage {
                entries: sum.entries + one.entries,
                bytes: sum.bytes + one.bytes,
            })
    }

    /// The document as it was at heads of its past.
    ///
    /// # Errors
    /// If a hash among them is none of its changes.
    pub fn at(&self, heads: &[Hash]) -> Result<Self, Fault> {
        let heads: Vec<ChangeHash> = heads.iter().copied().map(Into::into).collect();
        let automerge = self.automerge.fork_at(&heads)?;
        Ok(Self {
            automerge,
            kind: self.kind,
            entries: self.entries.clone(),
            order: self.order.clone(),
        })
    }

    /// Everything that happened, and how the case stands.
    #[must_use]
    pub fn history(&self) -> History {
        fold(self.kind, &self.recorded())
    }

    /// The entries, in the order of adoption, pending ones last in the order in
    /// which they were given.
    pub(crate) fn recorded(&self) -> Vec<RecordedEntry> {
        let mut entries: BTreeMap<String, String> = self
            .automerge
            .map_range(&self.entries, ..)
            .filter_map(|item| Some((item.key.to_string(), text(&item.value)?.to_owned())))
            .collect();
        let mut recorded: Vec<RecordedEntry> = self
            .receipts()
            .into_iter()
            .filter_map(|receipt| {
                Some(RecordedEntry {
                    json: entries.remove(&receipt.id.to_string())?,
                    received: Some(receipt.received),
                })
            })
            .collect();
        let mut pending: Vec<(Timestamp, String, String)> = entries
            .into_iter()
            .filter_map(|(id, json)| {
                let header: CommandHeader = serde_json::from_str(&json).ok()?;
                Some((header.at, id, json))
            })
            .collect();
        pending.sort_unstable();
        recorded.extend(pending.into_iter().map(|(_, _, json)| RecordedEntry {
            json,
            received: None,
        }));
        recorded
    }

    /// An entry's JSON, and the change by which it was recorded.
    pub(crate) fn entry(&self, id: CommandId) -> Option<(String, Hash)> {
        let (value, put) = self.automerge.get(&self.entries, id.to_string()).ok()??;
        let Value::Scalar(json) = value else {
            return None;
        };
        let change = self.automerge.hash_for_opid(&put)?;
        Some((json.as_str()?.to_owned(), change.into()))
    }

    /// An entry, with the change by which it was recorded.
    ///
    /// # Errors
    /// If there is no such entry.
    pub(crate) fn recorded_change(&self, id: CommandId) -> Result<RecordedChange, Fault> {
        let missing = || Fault::Misshapen("entry");
        let (json, hash) = self.entry(id).ok_or_else(missing)?;
        let change = self.automerge.get_change_by_hash(&hash.into());
        let change = change.ok_or_else(missing)?;
        let mut base: Heads = change.deps().iter().copied().map(Hash::from).collect();
        base.sort_unstable();
        Ok(RecordedChange {
            json,
            base,
            actor: Actor(change.actor_id().to_bytes().to_vec()),
            seq: change.seq(),
            hash,
        })
    }

    /// The receipts, in the order of adoption.
    #[must_use]
    pub fn receipts(&self) -> Vec<Receipt> {
        self.automerge
            .list_range(&self.order, ..)
            .filter_map(|item| serde_json::from_str(text(&item.value)?).ok())
            .collect()
    }

    /// Records a command as an entry, under an actor.
    ///
    /// The same command, actor and document give the same change to the bit.
    ///
    /// # Errors
    /// If it is recorded already, or the storage that gave the document was damaged.
    pub fn record(&mut self, actor: &Actor, command: &Command) -> Result<Executed, Fault> {
        let entries = self.entries.clone();
        // Automerge counts in whole seconds.
        let time_s = command.at.0.div_euclid(1000);
        self.change(actor, time_s, |transaction| {
            transaction.put(&entries, command.id.to_string(), command.to_json())
        })
    }

    /// Appends receipts to the order of adoption. For the server alone.
    ///
    /// # Errors
    /// If there are none, or the storage that gave the document was damaged.
    ///
    /// # Panics
    /// Never: a receipt always has a JSON form.
    pub fn adopt(&mut self, receipts: &[Receipt]) -> Result<Executed, Fault> {
        let order = self.order.clone();
        let time_s = receipts.last().map_or(0, |last| last.received.0 / 1000);
        self.change(&Actor::receipts(), time_s, |transaction| {
            for receipt in receipts {
                let end = transaction.length(&order);
                let json = serde_json::to_string(receipt)
                    .expect("because ids and numbers always have a JSON form");
                transaction.insert(&order, end, json)?;
            }
            Ok(())
        })
    }

    fn change(
        &mut self,
        actor: &Actor,
        time_s: i64,
        write: impl FnOnce(
            &mut automerge::transaction::Transaction<'_>,
        ) -> Result<(), automerge::AutomergeError>,
    ) -> Result<Executed, Fault> {
        self.automerge.set_actor(actor.into());
        let mut transaction = self.automerge.transaction();
        write(&mut transaction)?;
        let (hash, _) = transaction.commit_with(CommitOptions::default().with_time(time_s));
        // Writing what is there already makes no change.
        let change = hash.and_then(|hash| self.automerge.get_change_by_hash(&hash));
        let change = change.ok_or(Fault::Repeated)?;
        Ok(Executed {
            hash: change.hash().into(),
            seq: change.seq(),
            bytes: change.raw_bytes().to_vec(),
        })
    }

    /// Takes in what a fork of this document has got since.
    ///
    /// # Errors
    /// If a change of the fork bears a number that its actor has used here
    /// already; nothing is taken in then.
    pub fn join(&mut self, mut fork: Self) -> Result<(), Fault> {
        self.automerge.merge(&mut fork.automerge)?;
        Ok(())
    }

    /// Takes in changes that the server delivered.
    ///
    /// # Errors
    /// If they are no changes, or build on what is not here. The document is to
    /// be thrown away then and asked for whole.
    pub fn take<'a>(&mut self, changes: impl IntoIterator<Item = &'a [u8]>) -> Result<(), Fault> {
        let changes: Vec<Change> = changes
            .into_iter()
            .map(|bytes| Change::from_bytes(bytes.to_vec()))
            .collect::<Result<_, _>>()
            .map_err(automerge::AutomergeError::from)?;
        self.automerge.apply_changes(changes)?;
        if self.automerge.get_missing_deps(&[]).is_empty() {
            Ok(())
        } else {
            Err(Fault::Incomplete)
        }
    }
}

fn text<'a>(value: &'a ValueRef<'_>) -> Option<&'a str> {
    match value {
        ValueRef::Scalar(ScalarValueRef::Str(text)) => Some(text),
        _ => None,
    }
}
