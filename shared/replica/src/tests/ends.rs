//! The server's end in memory, which does with the judge what the real one does
//! with Postgres, and how both ends are brought together.

pub use super::phone::Phone;

use super::people;
use crate::{
    document::{Document, Receipt},
    heads::Heads,
    judge::{Caller, Judge},
    refusal::Refusal,
    wire::{Answer, Body, Delivered, Outcome, Pushed, Request, Ruled, VERSION, decode, encode},
};
use domain::{
    capabilities::Kind,
    case::{History, may_read},
    directory::{Directory, Person},
    ids::{CaseId, CommandId, PersonId},
    time::Timestamp,
};
use serde_bytes::ByteBuf;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// When every story begins.
pub const MORNING: Timestamp = Timestamp(1_800_000_000_000);

pub struct Server {
    pub now: Timestamp,
    pub directory: Directory,
    documents: BTreeMap<CaseId, Vec<u8>>,
    /// What was refused, with its content and its base.
    refused: BTreeMap<(CaseId, CommandId), (String, Heads, Outcome)>,
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
            refused: BTreeMap::new(),
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
        let mut whole: BTreeSet<CaseId> = request.refetch.iter().copied().collect();
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
            notices_read: Vec::new(),
            cursor: ByteBuf::from(self.feed.len().to_be_bytes()),
            more: false,
            is_anew: false,
            hands_in_until: None,
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
            acts_since: Timestamp(MORNING.0 - 1_000_000),
            directory: &self.directory,
            received: self.now,
        };
        let mut ruled = Vec::new();
        for pushed in pushed {
            let content = &pushed.command;
            let outcome = match self.refused.get(&(case, pushed.id)) {
                Some((earlier, _, _)) if earlier != content => {
                    judge.refuse(pushed, Refusal::IdReused).outcome
                }
                Some((_, replacement, outcome)) => {
                    judge.recall(pushed.hash, replacement.clone());
                    outcome.clone()
                }
                None => {
                    let incoming = Pushed::clone(pushed).into();
                    let ruling = judge.rule(&incoming, &caller).unwrap();
                    if ruling.is_to_be_kept(pushed) {
                        let kept = (content.clone(), ruling.replacement, ruling.outcome.clone());
                        self.refused.insert((case, pushed.id), kept);
                    }
                    ruling.outcome
                }
            };
            let id = pushed.id;
            ruled.push(Ruled::new(id, outcome));
        }
        let is_unread = |case| !may_read(&person, case, &self.directory);
        if judge.case().is_some_and(is_unread) {
            let mut told = judge.told_to(&person);
            for ruled in &mut ruled {
                ruled.told = told.remove(&ruled.id);
            }
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
                let changes =
                    news.filter(|(of, _, has_it)| *of == case && *has_it != Some(phone.device));
                Body::Changes(changes.map(|(_, bytes, _)| bytes.clone().into()).collect())
            };
            let kind = Kind::Ticket.into();
            cases.push(Delivered { case, kind, body });
        }
        (cases, forget)
    }
}

/// Lets every phone sync until none has anything to say or to hear.
pub fn until_quiet(server: &mut Server, phones: &mut [&mut Phone]) {
    for _ in 0..20 {
        let mut is_quiet = true;
        for phone in phones.iter_mut() {
            let answer = phone.syncs(server);
            is_quiet &= answer.rulings.is_empty() && answer.cases.is_empty();
            is_quiet &= phone.pending().is_empty() && phone.refetch.is_empty();
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
