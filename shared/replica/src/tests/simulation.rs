//! Random histories: three phones, a server, cuts in between.
//!
//! Each step lets somebody act, or sync with a request or an answer lost, a
//! request repeated later, or something done in the middle of it; clocks are
//! wrong and roles are lost. Checked at every step: the order of adoption only
//! grows. Checked at the end, when everything is quiet: every phone holds the
//! server's history of every case it may read, and what was given is either
//! adopted or refused, with nothing lost and nothing twice. Not tried here:
//! damaged storage, and requests that no honest phone would send.

use super::{
    ends::{Phone, Server, until_quiet},
    people::{
        ANA, BO, DORA, MEI, accept, assign, cancel, case, command, complete, note, reassign, submit,
    },
};
use domain::{capabilities::Act, ids::PersonId};
use proptest::{
    prelude::*,
    test_runner::{TestCaseError, TestRunner},
};
use std::{cell::Cell, collections::BTreeSet};

const PEOPLE: [PersonId; 4] = [MEI, ANA, BO, DORA];

#[derive(Clone, Debug)]
enum Step {
    Act { who: usize, case: u128, choice: u8 },
    Sync { who: usize, fate: Fate },
    Clock { who: usize, off_by: i64 },
    Demote { who: usize },
}

#[derive(Clone, Debug)]
enum Fate {
    Arrives,
    RequestLost,
    AnswerLost,
    RequestRepeated,
    ActMeanwhile { case: u128, choice: u8 },
    AnOldRequestFirst,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (who, case, choice) = (0..PEOPLE.len(), 1_u128..4, any::<u8>());
    let fate = prop_oneof![
        4 => Just(Fate::Arrives),
        1 => Just(Fate::RequestLost),
        2 => Just(Fate::AnswerLost),
        1 => Just(Fate::RequestRepeated),
        1 => Just(Fate::AnOldRequestFirst),
        3 => (case.clone(), choice).prop_map(|(case, choice)| Fate::ActMeanwhile { case, choice }),
    ];
    let step = prop_oneof![
        10 => (who.clone(), case, choice)
            .prop_map(|(who, case, choice)| Step::Act { who, case, choice }),
        8 => (who.clone(), fate).prop_map(|(who, fate)| Step::Sync { who, fate }),
        1 => (who.clone(), -90_000_000..90_000_000_i64)
            .prop_map(|(who, off_by)| Step::Clock { who, off_by }),
        1 => who.prop_map(|who| Step::Demote { who }),
    ];
    prop::collection::vec(step, 1..60)
}

struct World {
    server: Server,
    phones: Vec<Phone>,
    old: Vec<Option<Vec<u8>>>,
    acts: u128,
}

impl World {
    fn new() -> Self {
        let server = Server::new();
        let phones = PEOPLE.map(|person| Phone::of(&server, person)).to_vec();
        Self {
            old: vec![None; phones.len()],
            server,
            phones,
            acts: 0,
        }
    }

    /// Something that could be done; what the rule refuses at once is not given.
    fn act(&mut self, who: usize, number: u128, choice: u8) {
        self.acts += 1;
        let phone = &mut self.phones[who];
        let case = case(number);
        let is_held = phone.holds().any(|held| held == case);
        let assignment = if is_held && phone.held(case).history().case.is_some() {
            phone.ticket(case).assignment()
        } else if PEOPLE[who] == MEI && !is_held {
            let _ = phone.tries(&self.server, case, self.acts, submit());
            return;
        } else {
            return;
        };
        let assignment = assignment.unwrap_or(command(0));
        let act: Act = match choice % 8 {
            0 | 1 => accept(),
            2 => complete(assignment),
            3 => reassign(assignment, if choice > 127 { ANA } else { BO }),
            4 => assign(if choice > 127 { ANA } else { BO }),
            5 => cancel(),
            _ => note("One thing."),
        };
        let _ = phone.tries(&self.server, case, self.acts, act);
    }

    fn sync(&mut self, who: usize, fate: &Fate) {
        let request = self.phones[who].request();
        if let (Fate::AnOldRequestFirst, Some(old)) = (fate, &self.old[who]) {
            self.server.answer(&self.phones[who], old);
        }
        self.old[who] = Some(request.clone());
        if matches!(fate, Fate::RequestLost) {
            return;
        }
        let mut answer = self.server.answer(&self.phones[who], &request);
        if matches!(fate, Fate::AnswerLost) {
            return;
        }
        if matches!(fate, Fate::RequestRepeated) {
            answer = self.server.answer(&self.phones[who], &request);
        }
        if let Fate::ActMeanwhile { case, choice } = fate {
            self.act(who, *case, *choice);
        }
        self.phones[who].takes(&self.server, &answer);
    }

    fn step(&mut self, step: &Step) {
        self.server.now.0 += 60_000;
        match step {
            Step::Act { who, case, choice } => self.act(*who, *case, *choice),
            Step::Sync { who, fate } => self.sync(*who, fate),
            Step::Clock { who, off_by } => self.phones[*who].clock_is_off_by = *off_by,
            Step::Demote { who } => {
                let id = PEOPLE[*who];
                let person = self.server.directory.people.get_mut(&id).unwrap();
                person.roles.clear();
            }
        }
    }
}

/// What all histories together have come to at least: of random steps, many come to
/// nothing, and a simulation of nothing would hold, too.
const ADOPTED_MIN: usize = 400;
const SUPERSEDED_MIN: usize = 1;
const REFUSED_MIN: usize = 1;

/// What a history has come to.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    adopted: usize,
    superseded: usize,
    refused: usize,
}

#[test]
fn whatever_happens_every_history_is_one_in_the_end_and_no_act_is_lost() {
    let config = ProptestConfig {
        source_file: Some(file!()),
        ..ProptestConfig::with_cases(192)
    };
    let all = Cell::new(Tally::default());
    let tried = TestRunner::new(config).run(&steps(), |steps| {
        let one = live_through(&steps)?;
        let sum = all.get();
        all.set(Tally {
            adopted: sum.adopted + one.adopted,
            superseded: sum.superseded + one.superseded,
            refused: sum.refused + one.refused,
        });
        Ok(())
    });
    if let Err(failure) = tried {
        panic!("{failure}");
    }
    let all = all.get();
    assert!(
        all.adopted >= ADOPTED_MIN
            && all.superseded >= SUPERSEDED_MIN
            && all.refused >= REFUSED_MIN,
        "too little was tried: {all:?}"
    );
}

fn live_through(steps: &[Step]) -> Result<Tally, TestCaseError> {
    let mut world = World::new();
    let mut order = world.server.order();
    for step in steps {
        world.step(step);
        let now = world.server.order();
        for (case, before) in &order {
            prop_assert!(now[case].starts_with(before));
        }
        order = now;
    }
    let mut phones: Vec<&mut Phone> = world.phones.iter_mut().collect();
    until_quiet(&mut world.server, &mut phones);
    let mut adopted = BTreeSet::new();
    let mut tally = Tally::default();
    for phone in &world.phones {
        for case in phone.holds() {
            prop_assert_eq!(phone.held(case).history(), world.server.history(case));
        }
        let refused: BTreeSet<_> = phone.refused.keys().copied().collect();
        prop_assert!(phone.adopted.is_disjoint(&refused));
        let settled: BTreeSet<_> = phone.adopted.union(&refused).copied().collect();
        prop_assert_eq!(&phone.given, &settled);
        adopted.extend(phone.adopted.iter().copied());
        tally.refused += refused.len();
    }
    let order = world.server.order();
    let recorded: Vec<_> = order.values().flatten().map(|receipt| receipt.id).collect();
    prop_assert_eq!(recorded.len(), adopted.len());
    tally.adopted = recorded.len();
    prop_assert_eq!(recorded.into_iter().collect::<BTreeSet<_>>(), adopted);
    let histories = order.keys().map(|case| world.server.history(*case));
    let entries = histories.flat_map(|history| history.entries);
    tally.superseded = entries.filter(|entry| entry.superseded.is_some()).count();
    Ok(tally)
}
