//! What the two ends of a sync say to each other.
//!
//! Named MessagePack, so that a field can be added and an old reader passes it
//! over, compressed as a whole with zstd, and bounded in every direction: bytes
//! from outside never allocate more than the limits here.
//!
//! One sync is one exchange. Up go a cursor, what is pending, and how far notices are
//! read; down come the rulings, what changed in the cases the person may read, which
//! cases to forget, what was read on other phones, and the new cursor. It is idempotent: a repeated push gets the same
//! rulings.

mod codec;
mod lenient;

pub use codec::{Message, decode, encode};

use crate::{
    actor::Actor,
    heads::{Hash, Heads},
    refusal::Refusal,
    seal::{PublicKey, Said, Seal},
};
use domain::{
    capabilities::Kind,
    directory::Record,
    ids::{CaseId, CommandId},
    time::Timestamp,
    view::Tone,
    words,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use uuid::Uuid;

/// The version of the wire. A server answers another one with a clear error.
pub const VERSION: u16 = 1;
/// The media type of both directions.
pub const MEDIA_TYPE: &str = "application/vnd.fieldloop.sync";
/// The largest request, in bytes as sent.
pub const REQUEST_BYTES_MAX: usize = 1 << 20;
/// The most commands in one request. A phone with more of them asks again.
pub const COMMANDS_MAX: usize = 500;
/// The most cases asked for whole in one request.
pub const REFETCH_MAX: usize = 100;
/// Of how many cases one request says at most how far their notices are read.
pub const NOTICES_READ_MAX: usize = 1_000;
/// The longest a server holds an empty answer, in milliseconds.
pub const WAIT_MS_MAX: u32 = 60_000;
/// Beyond so many bytes of case bodies an answer ends and says that more is to come.
pub const ANSWER_BYTES: usize = 2 << 20;

/// What a phone says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// [`VERSION`].
    pub version: u16,
    /// The cursor of the last answer; empty at first.
    pub cursor: ByteBuf,
    /// What is pending, each case's commands in the order in which they were given.
    pub commands: Vec<Pushed>,
    /// Cases to be delivered whole whatever the cursor says.
    pub refetch: Vec<CaseId>,
    /// How long the server may hold an answer that would say nothing, in milliseconds.
    pub wait_ms: u32,
    /// Whether the phone keeps more than it says here, so that what it says later may have
    /// been done before now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// What the person has read on this phone, and the server does not know yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices_read: Vec<NoticesRead>,
}

/// How far a person has read what they are told of a case. It only ever grows, so that
/// neither order nor repetition matters, and what comes later in the order of adoption
/// is not covered, whenever it was acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesRead {
    pub case: CaseId,
    /// Up to this entry, by its number in the order of adoption, from 1.
    pub upto: u16,
}

/// A command as it is pushed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pushed {
    pub case: CaseId,
    pub kind: Kind,
    /// The command's id, as in its JSON.
    pub id: CommandId,
    pub command: String,
    /// The heads on which it was given.
    pub base: Heads,
    /// The actor it was executed under.
    pub actor: Actor,
    /// The number of its change among that actor's.
    pub seq: u64,
    /// The hash of its change.
    pub hash: Hash,
    /// By whose device it was executed, if the one that pushes has it from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
    /// Whether the phone was told of another history before it was ruled on: this history
    /// may lack what it depends on until others bring that back, and what it is refused
    /// for may pass.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_lost: bool,
}

impl Pushed {
    /// Whether the device with this key has executed the command so.
    #[must_use]
    pub fn is_sealed_by(&self, key: &PublicKey, organisation: Uuid) -> bool {
        let said = Said {
            case: self.case,
            command: &self.command,
            base: &self.base,
            actor: &self.actor,
            seq: self.seq,
            hash: self.hash,
        };
        let seal = self.seal.as_ref();
        seal.is_some_and(|seal| seal.is_of(key, organisation, &said))
    }
}

/// What the server says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// [`VERSION`].
    pub version: u16,
    /// The server's time when it answered, by which the phone sets its clock right.
    pub now: Timestamp,
    /// What was ruled on each command pushed.
    pub rulings: Vec<Ruled>,
    /// What changed in cases that the person may read.
    pub cases: Vec<Delivered>,
    /// Cases that the person may no longer read, or that were asked for and are
    /// not theirs to read.
    pub forget: Vec<CaseId>,
    /// Records of the directory that changed. A sort that only a newer version
    /// knows is passed over.
    #[serde(deserialize_with = "lenient::known")]
    pub records: Vec<Record>,
    /// What the person has read since the cursor, on whichever phone of theirs. It comes
    /// before the cases that are new with it.
    #[serde(
        default,
        deserialize_with = "lenient::known",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub notices_read: Vec<NoticesRead>,
    pub cursor: ByteBuf,
    /// Whether there is more at once.
    pub more: bool,
    /// Whether the cursor was of another history than the server's, which was restored
    /// from a backup: this answer begins to tell everything anew, and nothing that was
    /// pushed was looked at.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_anew: bool,
    /// The person has left the organisation: nothing is delivered any more, and what they
    /// did before is taken until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hands_in_until: Option<Timestamp>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
const fn is_false(is: &bool) -> bool {
    !*is
}

/// What was ruled on a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruled {
    pub id: CommandId,
    pub outcome: Outcome,
    /// What its author is to be told of it where the case does not come that says so:
    /// they may not read it any more.
    #[serde(
        default,
        deserialize_with = "lenient::if_known",
        skip_serializing_if = "Option::is_none"
    )]
    pub told: Option<Told>,
}

impl Ruled {
    /// A ruling of which the case says the rest.
    #[must_use]
    pub const fn new(id: CommandId, outcome: Outcome) -> Self {
        Self {
            id,
            outcome,
            told: None,
        }
    }
}

/// Something that is told without the case that it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub message: words::Message,
    pub tone: Tone,
}

/// What became of a command. An outcome that only a newer version knows is read
/// as a refusal, in the words it carries if it has any: so the command is kept,
/// and the rest of the answer is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Outcome {
    /// Adopted as the phone executed it.
    Adopted,
    /// Adopted as the server executed it: the phone's own change is to be dropped.
    Replaced,
    Refused(Refusal),
}

/// What a case is about, as an answer says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum KindName {
    Known(Kind),
    /// A kind that only a newer version knows.
    Newer(String),
}

impl From<Kind> for KindName {
    fn from(kind: Kind) -> Self {
        Self::Known(kind)
    }
}

/// What changed in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    pub case: CaseId,
    pub kind: KindName,
    pub body: Body,
}

/// A case's changes, or all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Body {
    /// Changes since the cursor, in order, without those of this phone that were
    /// adopted as they are.
    Changes(Vec<ByteBuf>),
    Whole(ByteBuf),
    /// What only a newer version can read. The case has to be asked for whole.
    #[serde(skip)]
    Newer,
}
