//! A case as a phone holds it: the document with this phone's pending commands
//! in it, and what it takes to push them and to settle what the server ruled.
//!
//! How it is stored is the caller's affair. What is said there holds here too: an
//! act is shown as done only once this whole value is durable.

use crate::{
    Fault,
    actor::Actor,
    capacity::admits,
    document::Document,
    head_map::HeadMap,
    heads::{Hash, Heads},
    refusal::Refusal,
    seal::Seal,
    timestamps::after,
    wire::{Body, Outcome, Pushed},
};
use domain::{
    capabilities::{Kind, permit},
    case::{Asker, History, RecordedEntry},
    command::Command,
    directory::{Directory, Person},
    ids::{CaseId, CommandId, PersonId},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
};

/// A command of this phone that the server has not ruled on yet, with all that
/// has to be told about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub command: Command,
    /// The heads on which it was given.
    pub base: Heads,
    /// The actor it was executed under.
    pub actor: Actor,
    /// The number of its change among that actor's.
    pub seq: u64,
    /// The hash of its change.
    pub hash: Hash,
    /// By whose device it was executed, if this phone has it from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
    /// Whether a server that was restored from a backup has lost it, or may have lost
    /// what it depends on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<Lost>,
}

/// What becomes of a command that a restored server has lost, or whose ground it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lost {
    /// It is sent, or sent again.
    Sent,
    /// What it depends on is still to come from the phones of others. It is not sent, and
    /// is executed as soon as the case allows it. Should nothing come, it is refused for
    /// this.
    Awaiting(Refusal),
}

impl Pending {
    /// Whether it waits for what it builds on, and is not sent until then.
    #[must_use]
    pub fn is_awaiting(&self) -> bool {
        self.awaits().is_some()
    }

    /// What it is refused for, should what it waits for not come.
    #[must_use]
    pub const fn awaits(&self) -> Option<&Refusal> {
        match &self.lost {
            Some(Lost::Awaiting(refusal)) => Some(refusal),
            Some(Lost::Sent) | None => None,
        }
    }

    /// The same, to be sent if it waited.
    fn sent(&self) -> Self {
        Self {
            lost: self.lost.as_ref().map(|_| Lost::Sent),
            ..self.clone()
        }
    }

    fn awaiting(&self, refusal: Refusal) -> Self {
        Self {
            lost: Some(Lost::Awaiting(refusal)),
            ..self.clone()
        }
    }

    #[must_use]
    pub fn pushed(&self, case: CaseId) -> Pushed {
        Pushed {
            case,
            kind: self.command.act.kind(),
            id: self.command.id,
            command: self.command.to_json(),
            base: self.base.clone(),
            actor: self.actor.clone(),
            seq: self.seq,
            hash: self.hash,
            seal: self.seal,
            is_lost: self.lost.is_some(),
        }
    }
}

/// A case as a phone holds it.
#[derive(Clone, Debug)]
pub struct Held {
    /// The document, pending commands included.
    pub document: Document,
    /// The pending commands, in the order in which they were given.
    pub pending: Vec<Pending>,
}

/// What became of a phone's commands when it settled with the server.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// Adopted, by the phone's own change or the server's.
    pub adopted: Vec<CommandId>,
    /// Refused: to be kept with their reasons.
    pub refused: Vec<(Command, Refusal)>,
}

/// Who holds the phone, and under which actors it writes.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    pub person: &'a Person,
    /// The records the phone has.
    pub directory: &'a Directory,
    /// The actor it writes under now.
    pub actor: &'a Actor,
}

impl Held {
    /// A case that begins on this phone.
    #[must_use]
    pub fn begin(kind: Kind) -> Self {
        Self {
            document: Document::new(kind),
            pending: Vec::new(),
        }
    }

    /// Everything that happened, pending commands included.
    #[must_use]
    pub fn history(&self) -> History {
        self.document.history()
    }

    /// Executes a command, if it is permitted.
    ///
    /// # Errors
    /// Outer: the stored document is damaged. Inner: the rule's reason why not.
    pub fn act(
        &mut self,
        command: Command,
        holder: &Holder<'_>,
    ) -> Result<Result<(), Refusal>, Fault> {
        self.act_on(&mut self.history(), command, holder)
    }

    /// Executes a command, if it is permitted, on a case whose history the caller
    /// has folded: the new entry is appended to it, as folding anew would.
    ///
    /// # Errors
    /// As [`act`](Self::act) says.
    pub fn act_on(
        &mut self,
        history: &mut History,
        command: Command,
        holder: &Holder<'_>,
    ) -> Result<Result<(), Refusal>, Fault> {
        // What may be lost of the case is ground of what is done now.
        let is_lost = self.pending.iter().any(|pending| pending.lost.is_some());
        let given = execute(&mut self.document, history, command, holder.actor, holder)?;
        Ok(given.map(|mut pending| {
            pending.lost = is_lost.then_some(Lost::Sent);
            let recorded = RecordedEntry {
                json: pending.command.to_json(),
                received: None,
            };
            history.append(self.document.kind(), &recorded);
            self.pending.push(pending);
        }))
    }

    /// Settles with what the server ruled and delivered.
    ///
    /// When the server holds another document than this phone thought (a command
    /// was refused, or adopted in the server's own version), the delivered body
    /// takes the document's place, and what is still pending is executed anew, as
    /// [`rebuild`](Self::rebuild) says; so is what the holder had done and the
    /// delivered document lacks, because its server was restored from a backup.
    /// `holder.actor` must be one that has never written before then.
    ///
    /// # Errors
    /// If the body cannot be read, is missing where it is needed, or builds on
    /// what is not here. Nothing is settled then: the case has to be asked for
    /// whole, and the same outcomes be settled with that.
    pub fn settle(
        &mut self,
        outcomes: &BTreeMap<CommandId, Outcome>,
        body: Option<&Body>,
        holder: &Holder<'_>,
    ) -> Result<Settled, Fault> {
        if let Some(Body::Whole(bytes)) = body {
            let document = Document::load(bytes)?;
            let mut pending = self.adopted_by(holder.person.id)?;
            pending.retain(|pending| document.entry(pending.command.id).is_none());
            pending.extend(self.pending.iter().cloned());
            let (anew, settled) = Self::rebuild(document, &pending, outcomes, holder)?;
            *self = anew;
            return Ok(settled);
        }
        if diverges(&self.pending, outcomes) || matches!(body, Some(Body::Newer)) {
            return Err(Fault::Incomplete);
        }
        if let Some(Body::Changes(changes)) = body {
            // What waits for the case to come so far is executed on the whole of it.
            if self.pending.iter().any(Pending::is_awaiting) {
                return Err(Fault::Incomplete);
            }
            let mut document = self.document.clone();
            document.take(changes.iter().map(|change| change.as_slice()))?;
            self.document = document;
        }
        let is_ruled = |pending: &Pending| outcomes.contains_key(&pending.command.id);
        let (ruled, surviving): (Vec<_>, _) =
            mem::take(&mut self.pending).into_iter().partition(is_ruled);
        self.pending = surviving;
        Ok(Settled {
            adopted: ruled.iter().map(|pending| pending.command.id).collect(),
            refused: Vec::new(),
        })
    }

    /// Puts the server's document in the place of one that differs from it, or
    /// that was damaged on this phone, and executes anew what is still pending.
    ///
    /// Each command keeps its base as far as the server has it; a change that
    /// the server does not have is passed over as the server passes it over. So
    /// no command is suddenly judged by what its author could not see. Where a
    /// base is as it was, the command's own actor writes, and the very same
    /// change comes about; otherwise `holder.actor`, which must be one that has
    /// never written before.
    ///
    /// # Errors
    /// If the document is damaged, or an actor's numbers are used up in it.
    pub fn rebuild(
        document: Document,
        pending: &[Pending],
        outcomes: &BTreeMap<CommandId, Outcome>,
        holder: &Holder<'_>,
    ) -> Result<(Self, Settled), Fault> {
        let mut anew = Self {
            document,
            pending: Vec::new(),
        };
        let mut settled = Settled::default();
        let mut head_map = HeadMap::default();
        for former in pending {
            let id = former.command.id;
            if let (None, Some((_, change))) = (outcomes.get(&id), anew.document.entry(id)) {
                // It came to the server by another way, before its ruling came here.
                settled.adopted.push(id);
                head_map.note(former.hash, vec![change]);
                continue;
            }
            let ruled = Verdict::on(former, outcomes);
            let base = head_map.own(&former.base, &anew.document);
            // Another history lacks what it was given on, until its author brings it back.
            let is_groundless = base.is_none() && former.seal.is_none();
            let is_lost = former.lost.is_some() || is_groundless;
            // Where the server has found none, it is not asked for the same one again.
            let base = base.filter(|_| ruled != Verdict::Groundless);
            let base = base.unwrap_or_else(|| anew.document.heads());
            let replacement = match ruled {
                Verdict::Adopted => {
                    settled.adopted.push(id);
                    let server = Actor::for_command(id);
                    anew.document.first_change_of(&server).into_iter().collect()
                }
                Verdict::Refused(refusal) => {
                    settled.refused.push((former.command.clone(), refusal));
                    base
                }
                Verdict::Awaits(refusal) => {
                    anew.pending.push(former.awaiting(refusal));
                    base
                }
                Verdict::Groundless | Verdict::Not => {
                    match anew.execute_at(&base, former, holder)? {
                        Ok(hash) => vec![hash],
                        Err(refusal) if is_lost => {
                            let is_known = !is_groundless && ruled != Verdict::Groundless;
                            let refusal = if is_known {
                                refusal
                            } else {
                                Refusal::UnknownBase
                            };
                            anew.pending.push(former.awaiting(refusal));
                            base
                        }
                        Err(refusal) => {
                            settled.refused.push((former.command.clone(), refusal));
                            base
                        }
                    }
                }
            };
            head_map.note(former.hash, replacement);
        }
        Ok((anew, settled))
    }

    fn execute_at(
        &mut self,
        base: &Heads,
        former: &Pending,
        holder: &Holder<'_>,
    ) -> Result<Result<Hash, Refusal>, Fault> {
        let actor = if *base == former.base {
            &former.actor
        } else {
            holder.actor
        };
        let mut fork = self.document.at(base)?;
        if former.seal.is_some() {
            return self.take_sealed(fork, base, former);
        }
        let seen = fork.history();
        let pending = match execute(&mut fork, &seen, former.command.clone(), actor, holder)? {
            Ok(pending) => pending,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.document.join(fork)?;
        let hash = pending.hash;
        self.pending.push(Pending {
            lost: former.lost.as_ref().map(|_| Lost::Sent),
            ..pending
        });
        Ok(Ok(hash))
    }

    /// What a person has done to the case and the server had adopted, as it is sent
    /// again to a server of which it is not known whether it still has it; also that of
    /// which the phone knows only the ruling and not yet the place in the order. What
    /// only a newer version of the app understands is not among it.
    ///
    /// # Errors
    /// If the document is damaged.
    pub fn adopted_by(&self, person: PersonId) -> Result<Vec<Pending>, Fault> {
        let pending = self.pending.iter().map(|pending| pending.command.id);
        let pending: BTreeSet<CommandId> = pending.collect();
        let recorded = self.document.recorded().into_iter();
        let commands = recorded.filter_map(|it| Command::from_json(&it.json).ok());
        let adopted = commands
            .filter(|command| command.author == person && !pending.contains(&command.id))
            .map(|command| {
                let recorded = self.document.recorded_change(command.id)?;
                Ok(Pending {
                    command,
                    base: recorded.base,
                    actor: recorded.actor,
                    seq: recorded.seq,
                    hash: recorded.hash,
                    seal: None,
                    lost: Some(Lost::Sent),
                })
            });
        adopted.collect()
    }
}

impl Held {
    /// Executes what another device has executed, at the same base; elsewhere it is not
    /// what was signed.
    fn take_sealed(
        &mut self,
        mut fork: Document,
        base: &Heads,
        former: &Pending,
    ) -> Result<Result<Hash, Refusal>, Fault> {
        if *base != former.base {
            return Ok(Err(Refusal::UnknownBase));
        }
        let executed = fork.record(&former.actor, &former.command)?;
        self.document.join(fork)?;
        self.pending.push(former.sent());
        Ok(Ok(executed.hash))
    }
}

/// Settles what was pending of a case that the person may no longer read, so that
/// nothing is delivered of it. Gives also what is still to be pushed, as it is:
/// it was given while the person could read the case, and the server has what it
/// builds on. The case can go once nothing is left.
///
/// What builds on a command that the server has not adopted as it was cannot be
/// executed anew without a document. Then nothing is settled before everything is
/// ruled on: pushed together once more, the server finds the ground of each. What the
/// server has found no ground for was given on what it has lost: that waits for the
/// case to come back. Where nothing was ruled on, the case was asked for because
/// something has come that it may have waited for: what waits is sent once more.
#[must_use]
pub fn settle_forgotten(
    pending: Vec<Pending>,
    outcomes: &BTreeMap<CommandId, Outcome>,
) -> (Vec<Pending>, Settled) {
    let is_ruled = |pending: &Pending| outcomes.contains_key(&pending.command.id);
    let is_any_ruled = pending.iter().any(is_ruled);
    let is_any_unruled = pending.iter().any(|it| !is_ruled(it) && !it.is_awaiting());
    let has_diverged = pending.iter().any(|pending| {
        let is_other = outcomes.get(&pending.command.id) != Some(&Outcome::Adopted);
        let verdict = Verdict::on(pending, outcomes);
        is_other && matches!(verdict, Verdict::Adopted | Verdict::Refused(_))
    });
    if has_diverged && is_any_unruled {
        return (pending, Settled::default());
    }
    let (mut left, mut settled) = (Vec::new(), Settled::default());
    for pending in pending {
        match Verdict::on(&pending, outcomes) {
            Verdict::Adopted => settled.adopted.push(pending.command.id),
            Verdict::Groundless => left.push(pending.awaiting(Refusal::UnknownBase)),
            Verdict::Awaits(refusal) => left.push(pending.awaiting(refusal)),
            Verdict::Refused(refusal) => settled.refused.push((pending.command, refusal)),
            Verdict::Not if is_any_ruled => left.push(pending),
            Verdict::Not => left.push(pending.sent()),
        }
    }
    (left, settled)
}

/// Whether the server holds another document than this phone thought.
fn diverges(pending: &[Pending], outcomes: &BTreeMap<CommandId, Outcome>) -> bool {
    pending
        .iter()
        .filter_map(|pending| outcomes.get(&pending.command.id))
        .any(|outcome| *outcome != Outcome::Adopted)
}

/// What the server's ruling means for a command.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// It has not ruled.
    Not,
    /// As the phone executed it, or in its own way.
    Adopted,
    /// For good.
    Refused(Refusal),
    /// It has found nothing that the command builds on.
    Groundless,
    /// The command may have been refused only because what it depends on is lost.
    Awaits(Refusal),
}

impl Verdict {
    fn on(pending: &Pending, outcomes: &BTreeMap<CommandId, Outcome>) -> Self {
        match outcomes.get(&pending.command.id) {
            None => Self::Not,
            Some(Outcome::Adopted | Outcome::Replaced) => Self::Adopted,
            // What another device has executed is bound to its base.
            Some(Outcome::Refused(Refusal::UnknownBase)) if pending.seal.is_none() => {
                Self::Groundless
            }
            Some(Outcome::Refused(refusal)) if pending.lost.is_some() && refusal.may_pass() => {
                Self::Awaits(refusal.clone())
            }
            Some(Outcome::Refused(refusal)) => Self::Refused(refusal.clone()),
        }
    }
}

/// Executes a command at the heads of a document, if it is permitted there.
/// `seen` is the document's history.
fn execute(
    document: &mut Document,
    seen: &History,
    mut command: Command,
    actor: &Actor,
    holder: &Holder<'_>,
) -> Result<Result<Pending, Refusal>, Fault> {
    if let Err(refusal) = admits(seen, document.usage(), &command) {
        return Ok(Err(refusal));
    }
    command.at = after(command.at, seen);
    let asker = Asker {
        person: holder.person,
        at: command.at,
        directory: holder.directory,
    };
    if let Err(refusal) = permit(seen.case.as_ref(), &command.act, &asker) {
        return Ok(Err(refusal.into()));
    }
    let base = document.heads();
    let executed = document.record(actor, &command)?;
    Ok(Ok(Pending {
        command,
        base,
        actor: actor.clone(),
        seq: executed.seq,
        hash: executed.hash,
        seal: None,
        lost: None,
    }))
}
