//! Commands that pass from hand to hand: one phone shows them as a code, the other
//! takes them in, and neither needs a network.
//!
//! A device signs what it has executed with a key of its own (Ed25519). The server
//! signed the key's public half when the device was enrolled, so a phone that has never
//! heard of the other knows that it is a device of the same organisation, and whose.
//! Whoever takes a command in executes it at the base that its author saw, and gets the
//! very same change; and pushes it with its seal, so that the server can adopt it before
//! its author has a network. The server asks the rule as if the author had pushed it: a
//! code gives nobody a right.
//!
//! What only the server knows is not said here: whether the device was revoked, and
//! whether the rule permits the command.

mod code;

pub use code::{CODE_CHARS_MAX, CodeReader, NoCode, PARTS_MAX, Read, codes};

pub use crate::seal::{Key, PublicKey, Seal};
use crate::{
    Fault,
    actor::Actor,
    document::Document,
    heads::{Hash, Heads},
    held::{Held, Pending},
    seal::{Said, is_signed},
    wire::Pushed,
};
use domain::{
    command::Command,
    ids::{CaseId, CommandId, PersonId},
    secret::Secret,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;
use uuid::Uuid;

/// That a device is one of a person's, in an organisation: said by the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    pub organisation: Uuid,
    pub person: PersonId,
    pub device: Uuid,
    /// The device's key.
    pub key: PublicKey,
    /// By the organisation's key.
    pub signature: ByteArray<64>,
}

impl Certificate {
    /// Certifies a device's key by the organisation's own.
    #[must_use]
    pub fn issue(
        authority: &Key,
        organisation: Uuid,
        person: PersonId,
        device: Uuid,
        key: PublicKey,
    ) -> Self {
        let mut certificate = Self {
            organisation,
            person,
            device,
            key,
            signature: ByteArray::new([0; 64]),
        };
        certificate.signature = authority.sign(&certificate.said());
        certificate
    }

    fn said(&self) -> Vec<u8> {
        let mut said = b"fieldloop device 1".to_vec();
        said.extend(self.organisation.as_bytes());
        said.extend(self.person.0.as_bytes());
        said.extend(self.device.as_bytes());
        said.extend(self.key.as_slice());
        said
    }

    fn is_issued_by(&self, authority: &PublicKey) -> bool {
        is_signed(authority, &self.said(), &self.signature)
    }
}

/// What passes from hand to hand: what a person has done to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    pub certificate: Certificate,
    pub case: CaseId,
    /// In the order in which they were given.
    pub commands: Vec<HandedCommand>,
    /// What lets in whoever was not named.
    pub secret: Option<Secret>,
}

/// One of the commands, as its author's device has executed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedCommand {
    command: String,
    base: Heads,
    actor: Actor,
    seq: u64,
    hash: Hash,
    signature: ByteArray<64>,
}

/// Why a code is not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// It is of another organisation.
    Foreign,
    /// Something of it is not what a device of this organisation has signed.
    Forged,
    /// It is the person's own.
    Own,
    /// Only a newer version of the app can read it.
    Newer,
    /// It builds on what this phone does not have.
    UnknownBase,
}

/// Who takes a code in.
#[derive(Clone, Copy, Debug)]
pub struct Taker<'a> {
    pub person: PersonId,
    pub organisation: Uuid,
    /// The organisation's key.
    pub authority: &'a PublicKey,
}

impl Handed {
    /// What a person has done to a case, signed by their device.
    ///
    /// # Errors
    /// If the document is damaged.
    pub fn out_of(
        document: &Document,
        case: CaseId,
        certificate: Certificate,
        key: &Key,
        secret: Option<Secret>,
    ) -> Result<Self, Fault> {
        let mut commands = Vec::new();
        for entry in document.history().entries {
            if entry.author != certificate.person {
                continue;
            }
            let recorded = document.recorded_change(entry.id)?;
            let mut handed = HandedCommand {
                command: recorded.json,
                base: recorded.base,
                actor: recorded.actor,
                seq: recorded.seq,
                hash: recorded.hash,
                signature: ByteArray::new([0; 64]),
            };
            let said = handed.said(case);
            handed.signature = key.sign(&said.by(certificate.organisation, certificate.device));
            commands.push(handed);
        }
        Ok(Self {
            certificate,
            case,
            commands,
            secret,
        })
    }

    /// Takes the commands into a case, so that they wait to be pushed like one's own.
    /// What the case has already is passed over, and so is what was given after the
    /// server had been heard, once there is something before it: the server will tell
    /// that here, too.
    ///
    /// # Errors
    /// Outer: the case is damaged. Inner: why it is not taken in; nothing is, then.
    pub fn take_into(
        &self,
        held: Option<&Held>,
        taker: &Taker<'_>,
    ) -> Result<Result<Held, NotTaken>, Fault> {
        if let Err(why) = self.check(taker) {
            return Ok(Err(why));
        }
        let mut anew = held.cloned();
        let mut is_begun = false;
        for handed in &self.commands {
            let Ok(command) = Command::from_json(&handed.command) else {
                return Ok(Err(NotTaken::Newer));
            };
            let kind = command.act.kind();
            let held = anew.get_or_insert_with(|| Held::begin(kind));
            if held.document.kind() != kind || command.author != self.certificate.person {
                return Ok(Err(NotTaken::Forged));
            }
            if let Some((entry, _)) = held.document.entry(command.id) {
                // Of another content under the same id, it is not what was signed.
                let is_same = handed
                    .incoming(self.case, &command)
                    .says_the_same_as(&entry);
                if is_same {
                    is_begun = true;
                    continue;
                }
                return Ok(Err(NotTaken::Forged));
            }
            let Ok(mut fork) = held.document.at(&handed.base) else {
                if is_begun {
                    break;
                }
                return Ok(Err(NotTaken::UnknownBase));
            };
            is_begun = true;
            let Ok(executed) = fork.record(&handed.actor, &command) else {
                return Ok(Err(NotTaken::Forged));
            };
            if (executed.hash, executed.seq) != (handed.hash, handed.seq)
                || held.document.join(fork).is_err()
            {
                return Ok(Err(NotTaken::Forged));
            }
            held.pending.push(Pending {
                command,
                base: handed.base.clone(),
                actor: handed.actor.clone(),
                seq: handed.seq,
                hash: handed.hash,
                seal: Some(Seal {
                    device: self.certificate.device,
                    signature: handed.signature,
                }),
                lost: None,
            });
        }
        Ok(anew.ok_or(NotTaken::Forged))
    }

    /// The first of its commands, by which it is known.
    #[must_use]
    pub fn first(&self) -> Option<CommandId> {
        let first = self.commands.first()?;
        let command = Command::from_json(&first.command).ok()?;
        Some(command.id)
    }

    fn check(&self, taker: &Taker<'_>) -> Result<(), NotTaken> {
        let certificate = &self.certificate;
        if certificate.organisation != taker.organisation {
            return Err(NotTaken::Foreign);
        }
        let is_signed = |handed: &HandedCommand| {
            let said = handed.said(self.case);
            let said = said.by(certificate.organisation, certificate.device);
            is_signed(&certificate.key, &said, &handed.signature)
        };
        if !certificate.is_issued_by(taker.authority) || !self.commands.iter().all(is_signed) {
            return Err(NotTaken::Forged);
        }
        if certificate.person == taker.person {
            return Err(NotTaken::Own);
        }
        Ok(())
    }
}

impl HandedCommand {
    /// What its author's device has signed of it.
    fn said(&self, case: CaseId) -> Said<'_> {
        Said {
            case,
            command: &self.command,
            base: &self.base,
            actor: &self.actor,
            seq: self.seq,
            hash: self.hash,
        }
    }

    fn incoming(&self, case: CaseId, command: &Command) -> crate::incoming::Incoming {
        Pushed {
            case,
            kind: command.act.kind(),
            id: command.id,
            command: self.command.clone(),
            base: self.base.clone(),
            actor: self.actor.clone(),
            seq: self.seq,
            hash: self.hash,
            seal: None,
            is_lost: false,
        }
        .into()
    }
}
