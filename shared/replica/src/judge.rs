//! The judge: the server's end of a case. It executes what phones say they have
//! executed, and adopts or refuses it.
//!
//! One judge serves one case while its row is locked. It is asked about each
//! pushed command in turn and in the end gives what has to be stored. It reads
//! no clock and looks nothing up: who calls, what the directory says, and which
//! commands were refused before is handed in. What was adopted before, the
//! document itself says.

use crate::{
    Fault,
    actor::Actor,
    capacity::{Usage, admits, admits_follow_up},
    document::{Document, Executed, Receipt},
    head_map::HeadMap,
    heads::{Hash, Heads},
    incoming::Incoming,
    refusal::Refusal,
    timestamps::clamp,
    wire::{Outcome, Pushed, Told},
};
use automerge::AutomergeError;
use domain::{
    capabilities::{self, Act, Case, Kind, permit},
    case::{Asker, History, RecordedEntry, References},
    command::Command,
    directory::{Directory, Grant, Person},
    follow_up::{Deed, FollowUp},
    ids::{CaseId, CommandId, PersonId},
    names::CaseName,
    presented::Notice,
    time::Timestamp,
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};
use uuid::Uuid;

/// How often a judge sets the document back to an older base. A phone pushes
/// all it has, so that what is pending of a case was given on one or two older
/// bases; and setting a long document back takes long.
const FORKS_MAX: usize = 16;

/// Who pushes, from where, and when it arrived.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    /// The person, as their record is now.
    pub person: &'a Person,
    pub device: Uuid,
    /// Before this time the person cannot have acted: they were signed in nowhere, or
    /// their device had brought everything since.
    pub acts_since: Timestamp,
    /// The records that the commands refer to, at least.
    pub directory: &'a Directory,
    /// The time of receipt.
    pub received: Timestamp,
}

/// What was ruled on one command.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// The outcome, which the phone is told.
    pub outcome: Outcome,
    /// What the server's document has in the place of the change that
    /// the phone claims: the change itself, the server's own, or, for a refused
    /// one, the base it was given on. To be kept, for later commands that build
    /// on it.
    pub replacement: Heads,
    /// The command as it is adopted now; none if refused, or adopted before.
    pub adopted: Option<Command>,
}

impl Ruling {
    /// Whether it has to be kept, for the command to get the same answer again:
    /// what was adopted stands in the document, and that an author is another or
    /// an id was used shows anew each time. Whether there is something to build on can
    /// be another answer the next time: what a restored server lacks is sent again. So it
    /// is with what may depend on that.
    #[must_use]
    pub const fn is_to_be_kept(&self, pushed: &Pushed) -> bool {
        match &self.outcome {
            Outcome::Adopted | Outcome::Replaced => false,
            Outcome::Refused(refusal) if pushed.is_lost && refusal.may_pass() => false,
            Outcome::Refused(refusal) => !matches!(
                refusal,
                Refusal::ForeignAuthor
                    | Refusal::IdReused
                    | Refusal::NotSealed
                    | Refusal::UnknownBase
            ),
        }
    }
}

/// What has to be stored and delivered when a judge is done.
#[derive(Clone, Debug)]
pub struct Judged {
    pub document: Document,
    /// How the case stands now.
    pub history: History,
    /// The changes to deliver to other phones, in order.
    pub changes: Vec<Executed>,
    /// The changes that the calling device has already.
    pub confirmed: Vec<Hash>,
}

/// What became of a follow-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    Now,
    /// The same cause had been followed.
    Before,
    /// Nothing of the sort can happen to this case, or it has no room.
    Impossible,
}

/// The judge of one case.
#[derive(Debug)]
pub struct Judge {
    document: Document,
    /// How the document folds, with what was adopted in this session.
    history: History,
    usage: Usage,
    /// The document at the older base that was asked for last, with what was
    /// adopted there: the next command of a chain finds its base ready.
    fork: Option<Document>,
    forks: usize,
    head_map: HeadMap,
    receipts: Vec<Receipt>,
    changes: Vec<Executed>,
    confirmed: Vec<Hash>,
}

impl Judge {
    /// A judge of a case that begins now.
    #[must_use]
    pub fn open(kind: Kind) -> Self {
        Self::of(Document::new(kind))
    }

    /// A judge of a case as stored.
    #[must_use]
    pub fn of(document: Document) -> Self {
        Self {
            history: document.history(),
            usage: document.usage(),
            document,
            fork: None,
            forks: 0,
            head_map: HeadMap::default(),
            receipts: Vec::new(),
            changes: Vec::new(),
            confirmed: Vec::new(),
        }
    }

    /// Tells the base of a command that was refused before, so that commands
    /// which build on it find theirs.
    pub fn recall(&mut self, claimed: Hash, replacement: Heads) {
        self.head_map.note(claimed, replacement);
    }

    /// Rules on a command. One that the case has adopted already is answered
    /// from the document.
    ///
    /// # Errors
    /// If the stored document is damaged. A command, whatever it says, is no error.
    pub fn rule(&mut self, incoming: &Incoming, caller: &Caller<'_>) -> Result<Ruling, Fault> {
        let pushed = &incoming.pushed;
        if incoming.author().is_some_and(|by| by != caller.person.id) {
            return Ok(self.refuse(pushed, Refusal::ForeignAuthor));
        }
        if let Some((entry, change)) = self.document.entry(pushed.id) {
            return Ok(self.repeat(incoming, &entry, change));
        }
        let base = self.head_map.own(&pushed.base, &self.document);
        let verdict = match &base {
            None => Err(Refusal::UnknownBase),
            Some(base) => self.examine(incoming, base, caller)?,
        };
        let ruling = match verdict {
            Ok((fork, command)) => self.adopt(pushed, fork, command, caller)?,
            Err(refusal) => Ruling {
                outcome: Outcome::Refused(refusal),
                replacement: base.unwrap_or_default(),
                adopted: None,
            },
        };
        self.head_map.note(pushed.hash, ruling.replacement.clone());
        Ok(ruling)
    }

    /// Rules on a command whose id the case has. The phone may have executed it
    /// anew meanwhile, and hold another change than the one that was adopted.
    fn repeat(&mut self, incoming: &Incoming, entry: &str, change: Hash) -> Ruling {
        let pushed = &incoming.pushed;
        if !incoming.says_the_same_as(entry) {
            return self.refuse(pushed, Refusal::IdReused);
        }
        self.head_map.note(pushed.hash, vec![change]);
        Ruling {
            outcome: if change == pushed.hash {
                Outcome::Adopted
            } else {
                Outcome::Replaced
            },
            replacement: vec![change],
            adopted: None,
        }
    }

    /// Refuses a command without looking at what it says.
    pub fn refuse(&mut self, pushed: &Pushed, refusal: Refusal) -> Ruling {
        let base = self.head_map.own(&pushed.base, &self.document);
        let replacement = base.unwrap_or_default();
        self.head_map.note(pushed.hash, replacement.clone());
        Ruling {
            outcome: Outcome::Refused(refusal),
            replacement,
            adopted: None,
        }
    }

    /// What the case is about.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.document.kind()
    }

    /// How many entries it has.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.usage.entries
    }

    /// The records that the rules about the case look up.
    #[must_use]
    pub fn references(&self) -> References {
        let case = self.history.case.as_ref();
        case.map(|case| case.as_dyn().references())
            .unwrap_or_default()
    }

    /// The names that the case bears.
    #[must_use]
    pub fn names(&self) -> BTreeSet<CaseName> {
        let case = self.history.case.as_ref();
        case.map(|case| case.as_dyn().names()).unwrap_or_default()
    }

    /// What follows in other cases from what was adopted last.
    #[must_use]
    pub fn follow_ups(&self, id: CaseId) -> Vec<FollowUp> {
        match (&self.history.case, self.history.entries.last()) {
            (Some(case), Some(entry)) => case.as_dyn().follow_ups(id, entry),
            _ => Vec::new(),
        }
    }

    /// What came of a person's own acts, as far as that is news to them: to be told with
    /// the rulings to one who may not read the case any more, for it does not come to
    /// say so.
    #[must_use]
    pub fn told_to(&self, person: &Person) -> BTreeMap<CommandId, Told> {
        let entries = &self.history.entries;
        let own = entries.iter().filter(|entry| entry.author == person.id);
        let own: BTreeSet<CommandId> = own.map(|entry| entry.id).collect();
        let case = self.history.case.as_ref();
        let notices = case.map(|case| case.as_dyn().notices(entries, person));
        let notices = notices.into_iter().flatten();
        let told = notices.map(
            |Notice {
                 entry,
                 message,
                 tone,
             }| (entry, Told { message, tone }),
        );
        told.filter(|(entry, _)| own.contains(entry)).collect()
    }

    /// The case as it stands; none if it has not begun.
    #[must_use]
    pub const fn case(&self) -> Option<&Case> {
        self.history.case.as_ref()
    }

    /// What people may hand on of the case.
    #[must_use]
    pub fn grants(&self) -> Vec<Grant> {
        let case = self.history.case.as_ref();
        case.map(|case| case.as_dyn().grants()).unwrap_or_default()
    }

    /// Adopts what follows here from an entry of another case, as the case stands now.
    /// The same cause has one effect, however often it is followed.
    ///
    /// # Errors
    /// If the stored document is damaged.
    pub fn follow(
        &mut self,
        (id, deed): (CommandId, &Deed),
        at: Timestamp,
        received: Timestamp,
    ) -> Result<Followed, Fault> {
        match self.kind().as_dyn().act_for(deed) {
            Some(act) => self.act_by_system((id, act), at, received),
            None => Ok(Followed::Impossible),
        }
    }

    /// Adopts what the system does, as the case stands now. The same id has one
    /// effect.
    ///
    /// # Errors
    /// If the stored document is damaged.
    pub fn act_by_system(
        &mut self,
        (id, act): (CommandId, Act),
        at: Timestamp,
        received: Timestamp,
    ) -> Result<Followed, Fault> {
        if self.history.case.is_none() || !admits_follow_up(self.usage) {
            return Ok(Followed::Impossible);
        }
        if let Some(entry) = self.history.entries.iter().find(|entry| entry.id == id) {
            // Somebody who has taken the id in vain has not done what follows.
            let is_follow_up = entry.author == PersonId::SYSTEM;
            return Ok(if is_follow_up {
                Followed::Before
            } else {
                Followed::Impossible
            });
        }
        let command = Command {
            id,
            author: PersonId::SYSTEM,
            at,
            act,
        };
        let actor = Actor::for_command(id);
        let done = self.execute(&actor, self.document.clone(), &command)?;
        self.take_in(&command, done, received);
        Ok(Followed::Now)
    }

    /// Ends the session: writes the receipts and gives what is to be stored. None
    /// if nothing was adopted.
    pub fn close(mut self) -> Result<Option<Judged>, Fault> {
        if self.receipts.is_empty() {
            return Ok(None);
        }
        self.changes.push(self.document.adopt(&self.receipts)?);
        Ok(Some(Judged {
            history: self.history,
            document: self.document,
            changes: self.changes,
            confirmed: self.confirmed,
        }))
    }

    /// Whether the command is permitted at its base; if so, the document there
    /// and the command with its time brought inside its bounds.
    fn examine(
        &mut self,
        incoming: &Incoming,
        base: &Heads,
        caller: &Caller<'_>,
    ) -> Result<Result<(Document, Command), Refusal>, Fault> {
        let understood = incoming.command.clone().filter(|command| {
            command.id == incoming.pushed.id && command.act.kind() == self.kind()
        });
        let Some(mut command) = understood else {
            return Ok(Err(Refusal::NotUnderstood));
        };
        if let Err(refusal) = admits(&self.history, self.usage, &command) {
            return Ok(Err(refusal));
        }
        let is_at_heads = *base == self.document.heads();
        let fork = if is_at_heads {
            self.document.clone()
        } else if let Some(fork) = self.fork_at(base)? {
            fork
        } else {
            return Ok(Err(Refusal::UnknownBase));
        };
        let seen = if is_at_heads {
            Cow::Borrowed(&self.history)
        } else {
            Cow::Owned(fork.history())
        };
        command.at = clamp(command.at, &seen, caller.acts_since, caller.received);
        if !caller.person.may_hand_in(caller.received) {
            return Ok(Err(capabilities::Refusal::HasLeft.into()));
        }
        let asker = Asker {
            person: caller.person,
            at: command.at,
            directory: caller.directory,
        };
        if let Err(refusal) = permit(seen.case.as_ref(), &command.act, &asker) {
            return Ok(Err(refusal.into()));
        }
        // A case that exists cannot be begun again by somebody who names a
        // base before the first entry: that would let a stranger in. Asked
        // last, so that every other act there is answered as if there were no case.
        let begun_by = self.history.entries.first().map(|entry| entry.author);
        let is_strangers = begun_by.is_some_and(|by| by != caller.person.id);
        if command.act.as_dyn().opens() && is_strangers {
            return Ok(Err(capabilities::Refusal::NotYours.into()));
        }
        Ok(Ok((fork, command)))
    }

    /// The document at an older base; none if that was asked for too often.
    fn fork_at(&mut self, base: &Heads) -> Result<Option<Document>, Fault> {
        if let Some(fork) = &self.fork
            && fork.heads() == *base
        {
            return Ok(Some(fork.clone()));
        }
        if self.forks == FORKS_MAX {
            return Ok(None);
        }
        self.forks += 1;
        Ok(self.fork.insert(self.document.at(base)?).clone().into())
    }

    fn adopt(
        &mut self,
        pushed: &Pushed,
        fork: Document,
        command: Command,
        caller: &Caller<'_>,
    ) -> Result<Ruling, Fault> {
        let confirmed = self.confirm(pushed, &fork, &command, caller)?;
        let is_confirmed = confirmed.is_some();
        let done = match confirmed {
            Some(confirmed) => confirmed,
            None => self.execute(&Actor::for_command(command.id), fork, &command)?,
        };
        let replacement = vec![done.executed.hash];
        if is_confirmed {
            self.confirmed.push(done.executed.hash);
        }
        self.take_in(&command, done, caller.received);
        Ok(Ruling {
            outcome: if is_confirmed {
                Outcome::Adopted
            } else {
                Outcome::Replaced
            },
            replacement,
            adopted: Some(command),
        })
    }

    /// Takes in a command that was executed: its entry, its receipt and its change.
    fn take_in(&mut self, command: &Command, done: Done, received: Timestamp) {
        let Done {
            document,
            fork,
            executed,
        } = done;
        self.document = document;
        self.fork = fork.or(self.fork.take());
        let recorded = RecordedEntry {
            json: command.to_json(),
            received: Some(received),
        };
        self.usage = self.usage.and(&recorded.json);
        self.history.append(self.kind(), &recorded);
        self.receipts.push(Receipt {
            id: command.id,
            received,
        });
        self.changes.push(executed);
    }

    /// Executes as the phone says it did. None if that gives another change than
    /// it claims, or one that cannot stand in this document.
    fn confirm(
        &self,
        pushed: &Pushed,
        fork: &Document,
        command: &Command,
        caller: &Caller<'_>,
    ) -> Result<Option<Done>, Fault> {
        if !pushed.actor.is_of(caller.device) {
            return Ok(None);
        }
        let done = match self.execute(&pushed.actor, fork.clone(), command) {
            Ok(done) => done,
            // The actor's numbers are used up otherwise in this document.
            Err(Fault::Unreadable(error))
                if matches!(*error, AutomergeError::DuplicateSeqNumber(..)) =>
            {
                return Ok(None);
            }
            Err(fault) => return Err(fault),
        };
        let is_equal = done.executed.hash == pushed.hash && done.executed.seq == pushed.seq;
        Ok(is_equal.then_some(done))
    }

    fn execute(&self, actor: &Actor, mut fork: Document, command: &Command) -> Result<Done, Fault> {
        let is_at_heads = fork.heads() == self.document.heads();
        let executed = fork.record(actor, command)?;
        if is_at_heads {
            return Ok(Done {
                document: fork,
                fork: None,
                executed,
            });
        }
        let mut document = self.document.clone();
        document.join(fork.clone())?;
        Ok(Done {
            document,
            fork: Some(fork),
            executed,
        })
    }
}

/// A command executed at its base.
struct Done {
    document: Document,
    /// The document at that base with it, if the base is an older one.
    fork: Option<Document>,
    executed: Executed,
}
