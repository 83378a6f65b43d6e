//! Ruling on what a device wants done, and on what follows from it in other cases.
//!
//! No statement is made here: what was read before goes in, and what is to be
//! stored comes out. A command that was refused before gets the same answer, and
//! so does one that was adopted, from its document; the same id with another
//! content is refused.

use super::{
    audience::Ties,
    batch::{Batch, OpenCase, OpenCases, cases_of},
    steps::Step,
    store::{NewRefusal, RefusedBefore, StoredCase},
};
use crate::{
    devices::{Device, Sealer},
    error::{Chain, Error},
    limits::cores::Computed,
    projections::ProjectedCase,
};
use domain::{
    capabilities::{Act, Case, Kind},
    case::{History, may_read},
    command::Command,
    directory::{Directory, Grant, Original, Person},
    follow_up::{Deed, FOLLOW_UPS_MAX, FollowUp},
    ids::{CaseId, CommandId, PersonId},
    names::CaseName,
    time::Timestamp,
};
use replica::{
    document::Document,
    incoming::Incoming,
    judge::{Caller, Followed, Judge},
    refusal::Refusal,
    wire::{Outcome, Pushed, Ruled},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    mem,
    sync::Arc,
    time::Duration,
};
use uuid::Uuid;

/// What is answered to one who acted.
#[derive(Debug, Default)]
pub struct Answered {
    /// What was ruled on each command.
    pub rulings: Vec<Ruled>,
    /// The cases concerned; true if the phone's copy has to be replaced.
    pub cases: BTreeMap<CaseId, bool>,
    /// Of whom a ruling speaks.
    pub people: BTreeSet<PersonId>,
    /// Whether something is left that gets its ruling when it is pushed again.
    pub is_partial: bool,
    /// Where what was adopted last stands in the feed.
    pub position: Option<i64>,
}

impl Answered {
    /// Whether there is something to be answered.
    #[must_use]
    pub const fn says_something(&self) -> bool {
        !self.rulings.is_empty() || self.is_partial
    }

    /// Adds what came of the next step.
    pub(super) fn extend(&mut self, next: Self) {
        self.rulings.extend(next.rulings);
        self.people.extend(next.people);
        self.position = self.position.max(next.position);
        for (case, is_replaced) in next.cases {
            *self.cases.entry(case).or_default() |= is_replaced;
        }
    }
}

/// What came of commands, to be answered and told once it is committed.
#[derive(Default)]
pub struct Acted {
    pub answered: Answered,
    /// The keys of the scopes to be told.
    pub scopes: BTreeSet<Uuid>,
    /// The cases to which something was adopted, as they are now.
    pub cases: Vec<JudgedCase>,
    /// The cases on which nothing could be ruled.
    pub(super) left_out: BTreeSet<CaseId>,
    /// How long it took to compute.
    pub(super) computed: Duration,
}

/// A case to which something was adopted.
pub struct JudgedCase {
    pub id: CaseId,
    pub kind: Kind,
    /// Whether it has begun just now.
    pub is_new: bool,
    /// How many entries it had before.
    pub entries_before: usize,
    /// What tied it to records and other cases before.
    pub(super) ties_before: Ties,
    /// How it stands now.
    pub history: History,
    /// What is to be stored.
    pub(super) stored: StoredCase,
}

impl JudgedCase {
    /// Its document, opened anew.
    ///
    /// # Errors
    /// Never: it was just written.
    pub fn document(&self) -> Result<Document, Error> {
        let document = Document::load(&self.stored.document);
        document.map_err(|fault| Error::fault("open a judged case", fault))
    }

    pub(super) const fn to_project(&self) -> ProjectedCase<'_> {
        ProjectedCase {
            id: self.id,
            history: &self.history,
            entries_before: self.entries_before,
        }
    }
}

/// What is to be stored of a batch.
#[derive(Default)]
pub(super) struct JudgedBatch {
    pub acted: Acted,
    pub refusals: Vec<NewRefusal>,
}

/// What the judge knows of a step before it begins.
pub(super) struct Sitting {
    pub batch: Arc<Batch>,
    pub refused: Refused,
    pub callers: Callers,
    pub received: Timestamp,
    pub directory: Directory,
}

/// Who pushes: a device, and those from which it has taken something in.
pub(super) struct Callers {
    pub device: Device,
    pub sealers: HashMap<Uuid, Sealer>,
}

impl Callers {
    /// Forgets how their records stood too long ago for what they do.
    pub fn forget_former(&mut self, now: Timestamp) {
        self.device.person.forget_former(now);
        for sealer in self.sealers.values_mut() {
            sealer.person.forget_former(now);
        }
    }

    /// Whose command it is: the device's that pushes, or of one that has sealed it. None
    /// if that has not, or may not act.
    fn of<'c>(
        &'c self,
        pushed: &Pushed,
        directory: &'c Directory,
        received: Timestamp,
    ) -> Option<Caller<'c>> {
        let Some(seal) = &pushed.seal else {
            return Some(Caller {
                person: &self.device.person,
                device: self.device.id,
                acts_since: self.device.since,
                directory,
                received,
            });
        };
        let sealer = self.sealers.get(&seal.device)?;
        let is_of = pushed.is_sealed_by(&sealer.key, self.device.organisation);
        is_of.then_some(Caller {
            person: &sealer.person,
            device: seal.device,
            acts_since: sealer.since,
            directory,
            received,
        })
    }
}

/// What was refused before, by the case and the command.
pub(super) type Refused = HashMap<(CaseId, CommandId), RefusedBefore>;

/// Rules on all commands, in the order in which they were pushed, and on what follows
/// from them.
///
/// A case whose document is found damaged on the way must not stop the others: all of
/// it begins anew without that case. What acts on it, or may lead to something in it,
/// gets no ruling, so that its phone keeps it until the case is mended.
///
/// Once it has computed for as long as the step may, the rest is left.
pub(super) fn judge(sitting: &Sitting, open: OpenCases) -> JudgedBatch {
    let computed = Computed::since_now();
    let batch = &sitting.batch;
    let mut left_out = BTreeSet::new();
    for (case, fault) in open.damaged {
        tracing::error!(%case, error = %Chain(&fault), "a case is damaged");
        left_out.insert(case);
    }
    let mut cases = open.cases;
    loop {
        let session = Session {
            cases,
            left_out: left_out.clone(),
            refused: sitting.refused.clone(),
            received: sitting.received,
            directory: sitting.directory.clone(),
        };
        match session.judge(&batch.step, &sitting.callers, &computed) {
            Ok(mut judged) => {
                judged.acted.computed = computed.so_far();
                return judged;
            }
            Err(Damaged { case, fault }) => {
                tracing::error!(%case, error = %Chain(&fault), "a case is damaged");
                left_out.insert(case);
                cases = batch.open().cases;
                cases.retain(|id, _| !left_out.contains(id));
            }
        }
    }
}

/// What the system does to a case, by the id of the entry that it becomes.
pub(super) type SystemAct = (CommandId, Act);

/// The entry that an act becomes which the system does to a case because somebody has
/// left. What comes back to them later is another act.
pub(super) fn departure(of: PersonId, case: CaseId, act: &Act) -> CommandId {
    let act = serde_json::to_vec(act).unwrap_or_default();
    CommandId(Uuid::new_v5(&CommandId(of.0).following_in(case).0, &act))
}

/// Does what the system has to do to cases, each as it stands, and adopts what follows.
/// A damaged case is left alone. Gives the cases to which something was adopted.
pub(super) fn act_by_system(
    open: OpenCases,
    received: Timestamp,
    directory: Directory,
    act: impl Fn(CaseId, &Case) -> Option<SystemAct>,
) -> Result<Vec<JudgedCase>, Error> {
    for (case, fault) in open.damaged {
        tracing::error!(%case, error = %Chain(&fault), "a case is damaged");
    }
    let mut session = Session {
        cases: open.cases,
        left_out: BTreeSet::new(),
        refused: Refused::new(),
        received,
        directory,
    };
    let ids: Vec<CaseId> = session.cases.keys().copied().collect();
    for id in ids {
        let Some(open) = session.cases.get_mut(&id) else {
            continue;
        };
        let Some((entry, act)) = open.judge.case().and_then(|case| act(id, case)) else {
            continue;
        };
        let done = open.judge.act_by_system((entry, act), received, received);
        match done.map_err(|fault| Error::fault("act by the system", fault))? {
            Followed::Now => session
                .follow(id, entry, received)
                .map_err(|damaged| damaged.fault)?,
            Followed::Before | Followed::Impossible => {}
        }
    }
    session.close().map_err(|damaged| damaged.fault)
}

/// A case was found to be damaged.
struct Damaged {
    case: CaseId,
    fault: Error,
}

/// One try to rule on all commands.
struct Session {
    cases: BTreeMap<CaseId, OpenCase>,
    /// The cases on which nothing is ruled.
    left_out: BTreeSet<CaseId>,
    refused: Refused,
    received: Timestamp,
    /// The records at hand, with the names that were taken on the way, and with what
    /// people may hand on of the cases that a command concerns.
    directory: Directory,
}

impl Session {
    fn judge(
        mut self,
        step: &Step,
        callers: &Callers,
        computed: &Computed,
    ) -> Result<JudgedBatch, Damaged> {
        let mut all = JudgedBatch::default();
        let mut ruled_in = Vec::new();
        for (case, ruled) in &step.too_much {
            all.acted.answered.cases.insert(*case, true);
            all.acted.answered.rulings.push(ruled.clone());
            ruled_in.push(*case);
        }
        for incoming in step.commands() {
            let is_new = step.is_new(incoming.pushed.id);
            let has_begun = all.acted.answered.rulings.len() > step.too_much.len();
            if is_new && has_begun && computed.so_far() >= step.time {
                break;
            }
            let id = incoming.pushed.case;
            let concerned = cases_of(incoming);
            if self.left_out.contains(&id) || !concerned.is_disjoint(&self.left_out) {
                // What comes after it in the same case builds on it.
                self.left_out.insert(id);
                continue;
            }
            let is_strangers = self.is_unread(id, &callers.device.person);
            let own = self.release_names(id);
            self.directory.grants = self.grants_of(&concerned);
            self.directory.originals = self.originals_of(&concerned);
            let (outcome, refusal, adopted) = self.rule(incoming, callers)?;
            self.directory.names.extend(own);
            if is_new {
                let is_replaced = all.acted.answered.cases.entry(id).or_default();
                // Whoever is let in by an act of theirs lacks what came before.
                *is_replaced |= outcome != Outcome::Adopted || is_strangers;
                let ruled = Ruled::new(incoming.pushed.id, outcome);
                all.acted.answered.rulings.push(ruled);
                ruled_in.push(id);
            }
            all.refusals.extend(refusal);
            if let Some(command) = adopted {
                let begun = (command.author, command.act.kind().as_str());
                if command.act.as_dyn().opens()
                    && let Some(open) = self.directory.open.get_mut(&begun)
                {
                    *open += 1;
                }
                self.take_names(id);
                self.follow(id, command.id, command.at)?;
                self.end_for_departed(id)?;
            }
        }
        self.tell(&mut all.acted.answered, &ruled_in, &callers.device.person);
        all.acted.left_out = mem::take(&mut self.left_out);
        all.acted.cases = self.close()?;
        Ok(all)
    }

    /// Says beside the rulings what came of a person's own acts in cases that they may
    /// not read any more: to them no case says it.
    fn tell(&self, answered: &mut Answered, ruled_in: &[CaseId], person: &Person) {
        let mut told = BTreeMap::new();
        for id in ruled_in.iter().filter(|id| self.is_unread(**id, person)) {
            let open = self.cases.get(id);
            let of_case = || open.map(|open| open.judge.told_to(person));
            told.entry(*id).or_insert_with(of_case);
        }
        for (ruled, id) in answered.rulings.iter_mut().zip(ruled_in) {
            let of_case = told.get(id).and_then(Option::as_ref);
            ruled.told = of_case.and_then(|told| told.get(&ruled.id)).cloned();
            let told = ruled.told.iter();
            answered
                .people
                .extend(told.flat_map(|told| told.message.people()));
        }
    }

    /// Ends the session; gives the cases to which something was adopted.
    fn close(self) -> Result<Vec<JudgedCase>, Damaged> {
        let mut cases = Vec::new();
        for (id, case) in self.cases {
            let closed = case.judge.close().map_err(|fault| Damaged {
                case: id,
                fault: Error::fault("close a case", fault),
            })?;
            let Some(judged) = closed else { continue };
            let stored = StoredCase::of(&judged).map_err(|fault| Damaged { case: id, fault })?;
            cases.push(JudgedCase {
                id,
                kind: judged.document.kind(),
                is_new: case.is_new,
                entries_before: case.entries_before,
                ties_before: case.ties_before,
                history: judged.history,
                stored,
            });
        }
        Ok(cases)
    }

    /// Whether a case has begun that a person may not read.
    fn is_unread(&self, id: CaseId, person: &Person) -> bool {
        let case = self.cases.get(&id).and_then(|open| open.judge.case());
        case.is_some_and(|case| !may_read(person, case, &self.directory))
    }

    /// What people may hand on of these cases, as they stand now.
    fn grants_of(&self, cases: &BTreeSet<CaseId>) -> BTreeMap<CaseId, Vec<Grant>> {
        let open = cases
            .iter()
            .filter_map(|id| Some((*id, self.cases.get(id)?)));
        open.map(|(id, open)| (id, open.judge.grants())).collect()
    }

    /// Those of these cases of which another can be a duplicate.
    fn originals_of(&self, cases: &BTreeSet<CaseId>) -> BTreeMap<CaseId, Original> {
        let original = |id: &CaseId| {
            let case = self.cases.get(id)?.judge.case()?;
            Some((*id, case.as_dyn().original()?))
        };
        cases.iter().filter_map(original).collect()
    }

    /// Rules on a command. Also gives what is to be stored of a refusal, and what was
    /// adopted now.
    fn rule(
        &mut self,
        incoming: &Incoming,
        callers: &Callers,
    ) -> Result<(Outcome, Option<NewRefusal>, Option<Command>), Damaged> {
        let id = incoming.pushed.case;
        let caller = callers.of(&incoming.pushed, &self.directory, self.received);
        let case = self.cases.get_mut(&id).ok_or_else(|| Damaged {
            case: id,
            fault: Error::fault("rule on a command", "its case is not open".to_owned()),
        })?;
        let Some(caller) = caller else {
            let refused = case.judge.refuse(&incoming.pushed, Refusal::NotSealed);
            return Ok((refused.outcome, None, None));
        };
        let ruled = rule(&mut case.judge, incoming, &caller, &mut self.refused);
        ruled.map_err(|fault| Damaged { case: id, fault })
    }

    /// A name is not taken by the case that bears it: takes a case's own out of those
    /// that are, and gives them.
    fn release_names(&mut self, id: CaseId) -> BTreeMap<CaseName, CaseId> {
        let names = mem::take(&mut self.directory.names);
        let (own, others) = names.into_iter().partition(|(_, bearer)| *bearer == id);
        self.directory.names = others;
        own
    }

    /// What a case has taken of names is taken for the next, and what it bears no more
    /// is free.
    fn take_names(&mut self, id: CaseId) {
        let open = self.cases.get(&id);
        let names = open.map(|open| open.judge.names()).unwrap_or_default();
        let directory = &mut self.directory;
        let is_borne = |name: &CaseName, bearer: &mut CaseId| *bearer != id || names.contains(name);
        directory.names.retain(is_borne);
        directory
            .names
            .extend(names.into_iter().map(|name| (name, id)));
    }

    /// Ends what waits in a case for somebody who has left: its author could not know
    /// that, and whoever left has ended only what waited for them then.
    fn end_for_departed(&mut self, id: CaseId) -> Result<(), Damaged> {
        let open = self.cases.get(&id);
        let people = open.map(|open| open.judge.references().people);
        let mut people = people.unwrap_or_default();
        people.retain(|person| self.directory.has_left(*person));
        for person in people {
            let Some(open) = self.cases.get_mut(&id) else {
                continue;
            };
            let case = open.judge.case();
            let Some(act) = case.and_then(|case| case.as_dyn().after_departure(person)) else {
                continue;
            };
            let entry = departure(person, id, &act);
            let ended = open
                .judge
                .act_by_system((entry, act), self.received, self.received);
            let ended = ended.map_err(|fault| Damaged {
                case: id,
                fault: Error::fault("end what waits for somebody who left", fault),
            })?;
            if ended == Followed::Now {
                self.follow(id, entry, self.received)?;
            }
        }
        Ok(())
    }

    /// Adopts what follows in other cases from what was adopted in this one.
    fn follow(&mut self, from: CaseId, entry: CommandId, at: Timestamp) -> Result<(), Damaged> {
        let mut due = self.due_after(from, entry);
        for _ in 0..FOLLOW_UPS_MAX {
            let Some((after, follow_up)) = due.pop_front() else {
                return Ok(());
            };
            let (case, id) = (follow_up.case, after.following_in(follow_up.case));
            match self.follow_one(case, (id, &follow_up.deed), at)? {
                Followed::Now => due.extend(self.due_after(case, id)),
                Followed::Before => {}
                Followed::Impossible => {
                    due.extend(follow_up.returned().map(|returned| (id, returned)));
                }
            }
        }
        tracing::error!(case = %from, %entry, "an act has too many follow-ups");
        Ok(())
    }

    /// What follows from the entry that a case has adopted last.
    fn due_after(&self, case: CaseId, entry: CommandId) -> VecDeque<(CommandId, FollowUp)> {
        let open = self.cases.get(&case);
        let follow_ups = open.map(|open| open.judge.follow_ups(case));
        let due = follow_ups.into_iter().flatten();
        due.map(|follow_up| (entry, follow_up)).collect()
    }

    fn follow_one(
        &mut self,
        case: CaseId,
        follow_up: (CommandId, &Deed),
        at: Timestamp,
    ) -> Result<Followed, Damaged> {
        let Some(open) = self.cases.get_mut(&case) else {
            return Ok(Followed::Impossible);
        };
        let followed = open.judge.follow(follow_up, at, self.received);
        followed.map_err(|fault| Damaged {
            case,
            fault: Error::fault("follow up in a case", fault),
        })
    }
}

/// Rules on a command, or repeats that it was refused. Also gives what is to be
/// stored of a new refusal, and what was adopted now.
fn rule(
    judge: &mut Judge,
    incoming: &Incoming,
    caller: &Caller<'_>,
    refused: &mut Refused,
) -> Result<(Outcome, Option<NewRefusal>, Option<Command>), Error> {
    let pushed = &incoming.pushed;
    // Of another's command nobody learns what became of it.
    let is_foreign = incoming.author().is_some_and(|by| by != caller.person.id);
    if !is_foreign && let Some(earlier) = refused.get(&(pushed.case, pushed.id)) {
        if !earlier.said_the_same(pushed) {
            return Ok((judge.refuse(pushed, Refusal::IdReused).outcome, None, None));
        }
        judge.recall(pushed.hash, earlier.base.clone());
        return Ok((earlier.outcome.clone(), None, None));
    }
    let ruling = judge.rule(incoming, caller);
    let ruling = ruling.map_err(|fault| Error::fault("rule on a command", fault))?;
    if !ruling.is_to_be_kept(pushed) {
        return Ok((ruling.outcome, None, ruling.adopted));
    }
    let outcome = ruling.outcome.clone();
    let refusal = NewRefusal::of(pushed, ruling);
    // Commands may come twice at once.
    refused.insert((pushed.case, pushed.id), refusal.as_before());
    Ok((outcome, Some(refusal), None))
}
