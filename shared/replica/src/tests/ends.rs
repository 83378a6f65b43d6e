//! The two ends in memory: a server that does with the judge what the real one
//! does with Postgres, and phones that store what they hold after each step.

use super::people::{self, command, uuid};
use crate::{
    Fault,
    actor::Actor,
    document::{Document, Receipt},
    held::{Held, Holder, Pending, Settled, settle_forgotten},
    judge::{Caller, Judge},
    stand::Stand,
    wire::{Answer, Body, Delivered, Outcome, Pushed, Request, Ruled, VERSION, decode, encode},
};
use domain::{
    capabilities::{Act, Kind, Refusal},
    case::{History, may_read},
    command::Command,
    directory::{Directory, Person},
    ids::{CaseId, CommandId, PersonId},
    tickets::Ticket,
    time::Timestamp,
};
use serde_bytes::ByteBuf;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// When every story begins.
pub const MORNING: Timestamp = Timestamp(1_800_000_000_000);

/// The server.
pub struct Server {
    pub now: Timestamp,
    pub directory: Directory,
    documents: BTreeMap<CaseId, Vec<u8>>,
    rulings: BTreeMap<CommandId, (String, Stand, Outcome)>,
    /// Every change, of which case, and the device that has it.
    feed: Vec<(CaseId, Vec<u8>, Option<Uuid>)>,
    /// Since where in the feed a person may read a case, or may not any more.
    readers: BTreeMap<(CaseId, PersonId), (usize, bool)>,
}

impl Server {
    pub fn new() -> Self {
        Self {
            now: MORNING,
            directory: people::directory(),
            documents: BTreeMap::new(),
            rulings: BTreeMap::new(),
            feed: Vec::new(),
            readers: BTreeMap::new(),
        }
    }

    pub fn person(&self, id: PersonId) -> Person {
        self.directory.people[&id].clone()
    }

    pub fn document(&self, case: CaseId) -> Document {
        Document::load(&self.documents[&case]).unwrap()
    }

    pub fn history(&self, case: CaseId) -> History {
        self.document(case).history()
    }

    pub fn order(&self) -> BTreeMap<CaseId, Vec<Receipt>> {
        let cases = self.documents.keys();
        cases
            .map(|case| (*case, self.document(*case).receipts()))
            .collect()
    }

    /// Answers a request that came from a phone.
    pub fn answer(&mut self, phone: &Phone, request: &[u8]) -> Vec<u8> {
        let request: Request = decode(request).unwrap();
        let cursor = request.cursor.as_slice().try_into();
        let cursor = usize::from_be_bytes(cursor.unwrap_or_default());
        let mut by_case: BTreeMap<CaseId, Vec<&Pushed>> = BTreeMap::new();
        for pushed in &request.commands {
            by_case.entry(pushed.case).or_default().push(pushed);
        }
        let mut rulings = Vec::new();
        let mut whole: BTreeSet<CaseId> = request.wanted.iter().copied().collect();
        let mut asked = whole.clone();
        for (case, pushed) in by_case {
            let ruled = self.push(case, &pushed, phone);
            let is_as_claimed = |ruled: &Ruled| ruled.outcome == Outcome::Adopted;
            if !ruled.iter().all(is_as_claimed) {
                whole.insert(case);
            }
            asked.insert(case);
            rulings.extend(ruled);
        }
        let (cases, forget) = self.pull(phone, cursor, &whole, &asked);
        encode(&Answer {
            version: VERSION,
            now: self.now,
            rulings,
            cases,
            forget,
            records: Vec::new(),
            cursor: ByteBuf::from(self.feed.len().to_be_bytes()),
            more: false,
        })
        .unwrap()
    }

    fn push(&mut self, case: CaseId, pushed: &[&Pushed], phone: &Phone) -> Vec<Ruled> {
        let mut judge = match self.documents.get(&case) {
            Some(bytes) => Judge::of(Document::load(bytes).unwrap()),
            None => Judge::open(pushed[0].kind),
        };
        let person = self.person(phone.person.id);
        let caller = Caller {
            person: &person,
            device: phone.device,
            device_since: Timestamp(MORNING.0 - 1_000_000),
            directory: &self.directory,
            received: self.now,
        };
        let mut ruled = Vec::new();
        for pushed in pushed {
            let content = format!("{case} {}", pushed.command);
            let outcome = match self.rulings.get(&pushed.id) {
                Some((earlier, _, _)) if *earlier != content => {
                    judge.refuse(pushed, Refusal::IdReused).outcome
                }
                Some((_, stands_for, outcome)) => {
                    judge.recall(pushed.hash, stands_for.clone());
                    outcome.clone()
                }
                None => {
                    let ruling = judge.rule(pushed, &caller).unwrap();
                    let noted = (content, ruling.stands_for, ruling.outcome.clone());
                    self.rulings.insert(pushed.id, noted);
                    ruling.outcome
                }
            };
            let id = pushed.id;
            ruled.push(Ruled { id, outcome });
        }
        if let Some(judged) = judge.close().unwrap() {
            let before = self.feed.len();
            for change in judged.changes {
                let is_confirmed = judged.confirmed.contains(&change.hash);
                let has_it = is_confirmed.then_some(phone.device);
                self.feed.push((case, change.bytes, has_it));
            }
            assert_eq!(judged.history, judged.document.history());
            self.documents.insert(case, judged.document.save());
            self.put_readers(case, &judged.history, before);
        }
        ruled
    }

    fn put_readers(&mut self, id: CaseId, history: &History, at: usize) {
        let Some(case) = &history.case else { return };
        for person in self.directory.people.values() {
            let may = may_read(person, case, &self.directory);
            let known = self.readers.get(&(id, person.id)).map(|(_, may)| *may);
            if may != known.unwrap_or(false) {
                self.readers.insert((id, person.id), (at, may));
            }
        }
    }

    fn pull(
        &self,
        phone: &Phone,
        cursor: usize,
        whole: &BTreeSet<CaseId>,
        asked: &BTreeSet<CaseId>,
    ) -> (Vec<Delivered>, Vec<CaseId>) {
        let news = self.feed.iter().skip(cursor).map(|(case, _, _)| *case);
        let due: BTreeSet<CaseId> = news.chain(asked.iter().copied()).collect();
        let (mut cases, mut forget) = (Vec::new(), Vec::new());
        for case in due {
            let Some((since, true)) = self.readers.get(&(case, phone.person.id)) else {
                forget.push(case);
                continue;
            };
            let body = if whole.contains(&case) || *since >= cursor {
                Body::Whole(ByteBuf::from(self.documents[&case].clone()))
            } else {
                let news = self.feed.iter().skip(cursor);
                let changes = news.filter(|(of, _, has_it)| {
                    *of == case && *has_it != Some(phone.device)
                });
                Body::Changes(changes.map(|(_, bytes, _)| bytes.clone().into()).collect())
            };
            let kind = Kind::Ticket;
            cases.push(Delivered { case, kind, body });
        }
        (cases, forget)
    }
}

/// A phone. Its cases are kept as bytes, as in its file.
#[derive(Clone)]
pub struct Phone {
    pub person: Person,
    pub device: Uuid,
    pub incarnation: u32,
    /// How far its clock is off, in milliseconds.
    pub clock_is_off_by: i64,
    pub given: BTreeSet<CommandId>,
    pub adopted: BTreeSet<CommandId>,
    pub refused: BTreeMap<CommandId, Refusal>,
    pub wanted: BTreeSet<CaseId>,
    cases: BTreeMap<CaseId, (Vec<u8>, String)>,
    cursor: ByteBuf,
}

impl Phone {
    pub fn of(server: &Server, person: PersonId) -> Self {
        Self {
            person: server.person(person),
            device: uuid(person.0.as_u128() + 10_000),
            incarnation: 0,
            clock_is_off_by: 0,
            given: BTreeSet::new(),
            adopted: BTreeSet::new(),
            refused: BTreeMap::new(),
            wanted: BTreeSet::new(),
            cases: BTreeMap::new(),
            cursor: ByteBuf::new(),
        }
    }

    pub fn actor(&self) -> Actor {
        Actor::of_device(self.device, self.incarnation)
    }

    pub fn holds(&self) -> impl Iterator<Item = CaseId> + '_ {
        self.cases.keys().copied()
    }

    pub fn held(&self, case: CaseId) -> Held {
        let (document, pending) = &self.cases[&case];
        Held {
            document: Document::load(document).unwrap(),
            pending: serde_json::from_str(pending).unwrap(),
        }
    }

    pub fn keep(&mut self, case: CaseId, held: &Held) {
        let pending = serde_json::to_string(&held.pending).unwrap();
        self.cases.insert(case, (held.document.save(), pending));
    }

    pub fn pending(&self) -> Vec<Pending> {
        let all = self.cases.keys().flat_map(|case| self.held(*case).pending);
        all.collect()
    }

    pub fn ticket(&self, case: CaseId) -> Ticket {
        let Some(domain::capabilities::Case::Ticket(ticket)) = self.held(case).history().case
        else {
            panic!("no ticket")
        };
        ticket
    }

    /// Does something, if the rule lets it.
    pub fn tries(
        &mut self,
        server: &Server,
        case: CaseId,
        number: u128,
        act: Act,
    ) -> Result<CommandId, Refusal> {
        let mut held = if self.cases.contains_key(&case) {
            self.held(case)
        } else {
            Held::begin(act.kind())
        };
        let id = command(number);
        let command = Command {
            id,
            author: self.person.id,
            at: Timestamp(server.now.0 + self.clock_is_off_by),
            act,
        };
        let actor = self.actor();
        let holder = self.holder(&server.directory, &actor);
        held.act(command, &holder).unwrap()?;
        self.keep(case, &held);
        self.given.insert(id);
        Ok(id)
    }

    pub fn does(&mut self, server: &Server, case: CaseId, number: u128, act: Act) -> CommandId {
        self.tries(server, case, number, act).unwrap()
    }

    pub fn holder<'a>(&'a self, directory: &'a Directory, actor: &'a Actor) -> Holder<'a> {
        Holder {
            person: &self.person,
            directory,
            actor,
        }
    }

    pub fn pushed(&self) -> Vec<Pushed> {
        let commands = self.cases.keys().flat_map(|case| {
            let pending = self.held(*case).pending;
            pending.into_iter().map(|pending| pending.pushed(*case))
        });
        commands.collect()
    }

    pub fn request(&self) -> Vec<u8> {
        self.request_of(self.pushed())
    }

    pub fn request_of(&self, commands: Vec<Pushed>) -> Vec<u8> {
        encode(&Request {
            version: VERSION,
            cursor: self.cursor.clone(),
            commands,
            wanted: self.wanted.iter().copied().collect(),
            wait_ms: 0,
        })
        .unwrap()
    }

    /// Takes in an answer.
    pub fn takes(&mut self, server: &Server, answer: &[u8]) -> Answer {
        let answer: Answer = decode(answer).unwrap();
        self.clock_is_off_by = 0;
        let rulings = answer.rulings.iter().cloned();
        let outcomes: BTreeMap<_, _> = rulings.map(|ruled| (ruled.id, ruled.outcome)).collect();
        if outcomes.values().any(|outcome| *outcome != Outcome::Adopted) {
            self.incarnation += 1;
        }
        self.person = server.person(self.person.id);
        let bodies: BTreeMap<CaseId, &Body> =
            answer.cases.iter().map(|one| (one.case, &one.body)).collect();
        let concerned: BTreeSet<CaseId> = self.holds().chain(bodies.keys().copied()).collect();
        for case in concerned {
            if answer.forget.contains(&case) {
                self.forgets(case, &outcomes);
            } else {
                self.settles(server, case, &outcomes, bodies.get(&case).copied());
            }
        }
        self.cursor = answer.cursor.clone();
        answer
    }

    fn settles(
        &mut self,
        server: &Server,
        case: CaseId,
        outcomes: &BTreeMap<CommandId, Outcome>,
        body: Option<&Body>,
    ) {
        let mut held = if self.cases.contains_key(&case) {
            self.held(case)
        } else {
            Held::begin(Kind::Ticket)
        };
        let actor = self.actor();
        let holder = self.holder(&server.directory, &actor);
        match held.settle(outcomes, body, &holder) {
            Ok(settled) => {
                self.wanted.remove(&case);
                self.keep(case, &held);
                self.note(settled);
            }
            Err(Fault::Incomplete) => {
                self.wanted.insert(case);
            }
            Err(fault) => panic!("{fault}"),
        }
    }

    fn forgets(&mut self, case: CaseId, outcomes: &BTreeMap<CommandId, Outcome>) {
        self.wanted.remove(&case);
        let mut held = self.held(case);
        let (left, settled) = settle_forgotten(held.pending, outcomes);
        self.note(settled);
        held.pending = left;
        if held.pending.is_empty() {
            self.cases.remove(&case);
        } else {
            self.keep(case, &held);
        }
    }

    fn note(&mut self, settled: Settled) {
        self.adopted.extend(settled.adopted);
        let refused = settled.refused.into_iter();
        self.refused
            .extend(refused.map(|(command, refusal)| (command.id, refusal)));
    }

    /// One sync in which nothing is lost.
    pub fn syncs(&mut self, server: &mut Server) -> Answer {
        let answer = server.answer(self, &self.request());
        self.takes(server, &answer)
    }
}

/// Lets every phone sync until none has anything to say or to hear.
pub fn until_quiet(server: &mut Server, phones: &mut [&mut Phone]) {
    for _ in 0..20 {
        let mut is_quiet = true;
        for phone in phones.iter_mut() {
            let answer = phone.syncs(server);
            is_quiet &= answer.rulings.is_empty() && answer.cases.is_empty();
            is_quiet &= phone.pending().is_empty() && phone.wanted.is_empty();
        }
        if is_quiet {
            return;
        }
    }
    panic!("still not quiet");
}

/// Mei's ticket, adopted, and the phones of Mei, Ana, Bo and Dora, who have it.
pub fn a_ticket(server: &mut Server) -> (CaseId, [Phone; 4]) {
    let case = people::case(1);
    let people = [people::MEI, people::ANA, people::BO, people::DORA];
    let mut phones = people.map(|person| Phone::of(server, person));
    phones[0].does(server, case, 1, people::submit());
    for phone in &mut phones {
        phone.syncs(server);
    }
    server.now.0 += 60_000;
    (case, phones)
}
