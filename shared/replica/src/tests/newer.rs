//! What a newer server says is read as far as this version can: a field, a role,
//! a sort of record, a kind of case and a refusal that it does not know are no
//! error.
//!
//! The types here are those of an invented newer version.

use super::people::{ANA, BUND, PRINTER, case, directory};
use crate::{
    refusal::Refusal,
    wire::{Answer, KindName, Outcome, decode},
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
    let delivered = |number, kind| NewerDelivered {
        case: case(number),
        kind,
        body: NewerBody::Whole(ByteBuf::from([1, 2, 3])),
        priority: 1,
    };
    NewerAnswer {
        version: crate::wire::VERSION,
        now: 7,
        weather: "rain",
        rulings: vec![NewerRuled {
            id: CommandId(Uuid::from_u128(1)),
            outcome: NewerOutcome::Refused(refused.into()),
        }],
        cases: vec![delivered(1, "ticket"), delivered(2, "outage")],
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
    assert_eq!(kinds, [KindName::Known(Kind::Ticket), newer]);
    assert_eq!(answer.forget, [case(3)]);
    assert_eq!(answer.cursor.as_slice(), b"as of tomorrow");

    let Outcome::Refused(refusal) = &answer.rulings[0].outcome else {
        panic!("{:?}", answer.rulings);
    };
    let words = Language::ALL.map(|language| {
        let words = Words::new(language, &[crate::refusal::words(language)]);
        words.say(&refusal.message(), &directory())
    });
    assert_eq!(words, ["月相不对", "Wrong moon"]);
    assert!(matches!(refusal, Refusal::Newer(_)));
}
