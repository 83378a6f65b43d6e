//! The year of the equipment as the server would judge it, without a database: each
//! command where it stands, what follows from it in other cases, and what falls due.

use crate::{
    Sample,
    timeline::{Versions, arrivals},
};
use domain::{
    case::History,
    directory::Directory,
    ids::{CaseId, CommandId},
    time::Timestamp,
};
use replica::{
    document::Document,
    incoming::Incoming,
    judge::{Caller, Followed, Judge},
    wire::{Outcome, Pushed},
};
use std::collections::{BTreeMap, VecDeque};
use uuid::Uuid;

/// The documents of a server that has no others.
#[derive(Default)]
struct Judged {
    documents: BTreeMap<CaseId, Document>,
    versions: Versions,
    deadlines: BTreeMap<CaseId, Timestamp>,
}

/// What becomes of everything that is received, handed over and done to equipment.
pub fn judged(sample: &Sample) -> BTreeMap<CaseId, History> {
    let directory = sample.world.directory();
    let mut judged = Judged::default();
    for arrival in arrivals(sample) {
        judged.meet_deadlines(arrival.received());
        let person = &directory.people[&arrival.by()];
        let device = Uuid::from_u128(person.id.0.as_u128() + 1);
        let pushed = arrival.pushed(&judged.versions, (device, person), &directory);
        for command in pushed.unwrap() {
            let directory = judged.knowing(&command, &directory);
            let caller = Caller {
                person,
                device,
                acts_since: sample.world.founded,
                directory: &directory,
                received: arrival.received(),
            };
            judged.rule(command, &caller);
        }
    }
    judged.meet_deadlines(sample.world.now);
    let documents = judged.documents.into_iter();
    documents.map(|(id, it)| (id, it.history())).collect()
}

impl Judged {
    /// The records with what people may hand on of the cases that a command concerns.
    fn knowing(&self, command: &Pushed, directory: &Directory) -> Directory {
        let incoming = Incoming::from(command.clone());
        let act = incoming.command.unwrap().act;
        let cases = act.as_dyn().references().cases.into_iter();
        let grants = cases.map(|id| {
            let case = self.documents[&id].history().case.unwrap();
            (id, case.as_dyn().grants())
        });
        Directory {
            grants: grants.collect(),
            ..directory.clone()
        }
    }

    fn open(&self, id: CaseId) -> Judge {
        Judge::of(self.documents[&id].clone())
    }

    fn close(&mut self, id: CaseId, judge: Judge, received: Timestamp) {
        let Some(judged) = judge.close().unwrap() else {
            return;
        };
        let case = judged.history.case.unwrap();
        match case.as_dyn().deadline() {
            Some((at, _)) => self.deadlines.insert(id, at),
            None => self.deadlines.remove(&id),
        };
        self.documents.insert(id, judged.document.clone());
        self.versions.put(id, received, judged.document);
    }

    fn rule(&mut self, command: Pushed, caller: &Caller<'_>) {
        let (id, kind) = (command.case, command.kind);
        let mut judge = if self.documents.contains_key(&id) {
            self.open(id)
        } else {
            Judge::open(kind)
        };
        let ruling = judge.rule(&command.into(), caller).unwrap();
        assert_eq!(ruling.outcome, Outcome::Adopted);
        let command = ruling.adopted.unwrap();
        let follow_ups = judge.follow_ups(id).into_iter();
        let mut due: VecDeque<_> = follow_ups.map(|next| (command.id, next)).collect();
        self.close(id, judge, caller.received);
        while let Some((after, follow_up)) = due.pop_front() {
            let case = follow_up.case;
            let entry = after.following_in(case);
            let mut judge = self.open(case);
            let deed = (entry, &follow_up.deed);
            let followed = judge.follow(deed, command.at, caller.received).unwrap();
            assert_eq!(followed, Followed::Now);
            due.extend(judge.follow_ups(case).into_iter().map(|next| (entry, next)));
            self.close(case, judge, caller.received);
        }
    }

    fn meet_deadlines(&mut self, by: Timestamp) {
        loop {
            let due = self.deadlines.iter().filter(|(_, at)| **at <= by);
            let Some((&id, &at)) = due.min_by_key(|(_, at)| **at) else {
                return;
            };
            let mut judge = self.open(id);
            let (_, act) = judge.case().unwrap().as_dyn().deadline().unwrap();
            let done = judge.act_by_system((CommandId(id.0), act), at, at);
            assert_eq!(done.unwrap(), Followed::Now);
            self.close(id, judge, at);
        }
    }
}
