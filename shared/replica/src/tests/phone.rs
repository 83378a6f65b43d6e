//! A phone in memory. What it holds is kept as bytes between two steps, as in its
//! file.

use super::{
    ends::Server,
    people::{command, uuid},
};
use crate::{
    Fault,
    actor::Actor,
    document::Document,
    held::{Held, Holder, Pending, Settled, settle_forgotten},
    refusal::Refusal,
    wire::{Answer, Body, Outcome, Pushed, Request, VERSION, decode, encode},
};
use domain::{
    capabilities::{Act, Kind},
    command::Command,
    directory::{Directory, Person},
    ids::{CaseId, CommandId, PersonId},
    tickets::Ticket,
    time::Timestamp,
};
use serde_bytes::ByteBuf;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

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
    pub refetch: BTreeSet<CaseId>,
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
            refetch: BTreeSet::new(),
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
        let mut history = held.history();
        held.act_on(&mut history, command, &holder).unwrap()?;
        assert_eq!(history, held.history(), "appended as if folded anew");
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
            refetch: self.refetch.iter().copied().collect(),
            wait_ms: 0,
            more: false,
            notices_read: Vec::new(),
        })
        .unwrap()
    }

    pub fn takes(&mut self, server: &Server, answer: &[u8]) -> Answer {
        let answer: Answer = decode(answer).unwrap();
        self.clock_is_off_by = 0;
        let rulings = answer.rulings.iter().cloned();
        let outcomes: BTreeMap<_, _> = rulings.map(|ruled| (ruled.id, ruled.outcome)).collect();
        if outcomes
            .values()
            .any(|outcome| *outcome != Outcome::Adopted)
        {
            self.incarnation += 1;
        }
        self.person = server.person(self.person.id);
        let bodies: BTreeMap<CaseId, &Body> = answer
            .cases
            .iter()
            .map(|one| (one.case, &one.body))
            .collect();
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
                self.refetch.remove(&case);
                self.keep(case, &held);
                self.note(settled);
            }
            Err(Fault::Incomplete) => {
                self.refetch.insert(case);
            }
            Err(fault) => panic!("{fault}"),
        }
    }

    fn forgets(&mut self, case: CaseId, outcomes: &BTreeMap<CommandId, Outcome>) {
        self.refetch.remove(&case);
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
