//! What a newer server says is read as far as this version can: a field, a role,
//! a sort of record, a kind of case, an outcome, a body and a refusal that it does
//! not know are no error.
//!
//! The types here are those of an invented newer version.

use super::{
    executing::actor,
    people::{ANA, BUND, PRINTER, case, directory},
};
use crate::{
    Fault,
    held::{Held, Holder},
    refusal::Refusal,
    wire::{Answer, Body, KindName, Outcome, decode},
};
use domain::{
    capabilities::Kind,
    directory::{Record, Role, Targets},
    ids::{CaseId, CategoryId, CommandId, PersonId, StoreId},
    words::{Language, Worded, Words},
};
use serde::Serialize;
use serde_bytes::ByteBuf;
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Serialize)]
struct NewerAnswer {
    version: u16,
    now: i64,
    weather: &'static str,
    rulings: Vec<NewerRuled>,
    cases: Vec<NewerDelivered>,
    forget: Vec<CaseId>,
    records: Vec<NewerRecord>,
    cursor: ByteBuf,
    more: bool,
}

#[derive(Serialize)]
struct NewerRuled {
    id: CommandId,
    outcome: NewerOutcome,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum NewerOutcome {
    Parked,
    Postponed(BTreeMap<&'static str, &'static str>),
    Refused(BTreeMap<&'static str, &'static str>),
}

#[derive(Serialize)]
struct NewerDelivered {
    case: CaseId,
    kind: &'static str,
    body: NewerBody,
    priority: u8,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum NewerBody {
    Delta { since: u64, bytes: ByteBuf },
    Whole(ByteBuf),
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum NewerRecord {
    Person {
        id: PersonId,
        name: &'static str,
        nickname: &'static str,
        store: StoreId,
        team: Option<Uuid>,
        roles: Vec<&'static str>,
        active: bool,
    },
    Store {
        id: StoreId,
        name: &'static str,
        team: Uuid,
        opens: &'static str,
    },
    Category {
        id: CategoryId,
        parent: Option<Uuid>,
        name_zh: &'static str,
        name_en: &'static str,
        name_fr: &'static str,
        targets: NewerTargets,
        former_targets: Vec<NewerTargets>,
    },
    Planet {
        id: Uuid,
        moons: Vec<BTreeMap<&'static str, ByteBuf>>,
    },
}

#[derive(Clone, Copy, Serialize)]
struct NewerTargets {
    response_min: u32,
    completion_min: u32,
    weekends: bool,
}

fn category() -> NewerRecord {
    let targets = NewerTargets {
        response_min: 30,
        completion_min: 240,
        weekends: true,
    };
    NewerRecord::Category {
        id: PRINTER,
        parent: None,
        name_zh: "打印机",
        name_en: "Printer",
        name_fr: "Imprimante",
        targets,
        former_targets: vec![targets],
    }
}

fn said() -> NewerAnswer {
    let refused = [
        ("reason", r#"{"rule":{"outage":{"moon":3}}}"#),
        ("zh", "月相不对"),
        ("en", "Wrong moon"),
        ("mood", "sorry"),
    ];
    let postponed = [
        ("reason", "\"postponed\""),
        ("zh", "稍后再定"),
        ("en", "Decided later"),
    ];
    let outcomes = [
        NewerOutcome::Refused(refused.into()),
        NewerOutcome::Postponed(postponed.into()),
        NewerOutcome::Parked,
    ];
    let delivered = |number, kind, body| NewerDelivered {
        case: case(number),
        kind,
        body,
        priority: 1,
    };
    let whole = || NewerBody::Whole(ByteBuf::from([1, 2, 3]));
    let delta = NewerBody::Delta {
        since: 3,
        bytes: ByteBuf::from([0xff]),
    };
    NewerAnswer {
        version: crate::wire::VERSION,
        now: 7,
        weather: "rain",
        rulings: (1..)
            .zip(outcomes)
            .map(|(number, outcome)| NewerRuled {
                id: CommandId(Uuid::from_u128(number)),
                outcome,
            })
            .collect(),
        cases: vec![
            delivered(1, "ticket", whole()),
            delivered(2, "outage", whole()),
            delivered(4, "ticket", delta),
        ],
        forget: vec![case(3)],
        records: vec![
            NewerRecord::Planet {
                id: Uuid::from_u128(9),
                moons: vec![BTreeMap::from([("name", ByteBuf::from([0xff]))])],
            },
            NewerRecord::Person {
                id: ANA,
                name: "Ana",
                nickname: "A",
                store: directory().people[&ANA].store,
                team: None,
                roles: vec!["engineer", "astronaut"],
                active: true,
            },
            NewerRecord::Store {
                id: BUND,
                name: "The Bund",
                team: Uuid::from_u128(8),
                opens: "10:00",
            },
            category(),
        ],
        cursor: ByteBuf::from(b"as of tomorrow"),
        more: false,
    }
}

#[test]
fn what_a_newer_server_says_is_read_as_far_as_it_can_be() {
    let plain = rmp_serde::to_vec_named(&said()).unwrap();
    let bytes = zstd::bulk::compress(&plain, 3).unwrap();
    let answer: Answer = decode(&bytes).unwrap();

    let [
        Record::Person(ana),
        Record::Store(bund),
        Record::Category(printer),
    ] = answer.records.as_slice()
    else {
        panic!("{:?}", answer.records);
    };
    assert_eq!(bund.name, "The Bund");
    let promised = Targets {
        response_min: 30,
        completion_min: 240,
    };
    assert_eq!(printer.targets, Some(promised));
    assert_eq!(printer.former_targets, [promised]);
    assert_eq!((ana.name.as_str(), ana.roles.len()), ("Ana", 1));
    assert!(ana.is(Role::Engineer));
    let kinds: Vec<_> = answer.cases.iter().map(|it| it.kind.clone()).collect();
    let newer = KindName::Newer("outage".to_owned());
    let ticket = KindName::Known(Kind::Ticket);
    assert_eq!(kinds, [ticket.clone(), newer, ticket]);
    let bodies = answer.cases.iter().map(|it| it.body == Body::Newer);
    assert_eq!(bodies.collect::<Vec<_>>(), [false, false, true]);
    assert_eq!(answer.forget, [case(3)]);
    assert_eq!(answer.cursor.as_slice(), b"as of tomorrow");

    let refusals: Vec<_> = answer
        .rulings
        .iter()
        .map(|ruled| match &ruled.outcome {
            Outcome::Refused(refusal) => refusal,
            other => panic!("{other:?}"),
        })
        .collect();
    let said = |refusal: &Refusal| {
        Language::ALL.map(|language| {
            let words = Words::new(language, &[crate::refusal::words(language)]);
            words.say(&refusal.message(), &directory())
        })
    };
    assert_eq!(said(refusals[0]), ["月相不对", "Wrong moon"]);
    assert!(matches!(refusals[0], Refusal::Newer(_)));
    assert_eq!(said(refusals[1]), ["稍后再定", "Decided later"]);
    assert_eq!(refusals[2], &Refusal::UnknownOutcome);
}

#[test]
fn a_body_of_a_newer_version_is_a_reason_to_ask_for_the_case_whole() {
    let directory = directory();
    let holder = Holder {
        person: &directory.people[&ANA],
        directory: &directory,
        actor: &actor(),
    };
    let mut held = Held::begin(Kind::Ticket);
    let settled = held.settle(&BTreeMap::new(), Some(&Body::Newer), &holder);
    assert!(matches!(settled, Err(Fault::Incomplete)));
}
