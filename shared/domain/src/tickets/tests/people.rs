//! The cast of every story: who works where, and what the catalogue promises.

use crate::{
    directory::{Category, Directory, Person, Record, Role, Store, Targets},
    ids::{CategoryId, PersonId, StoreId, TeamId},
};
use std::collections::BTreeSet;
use uuid::Uuid;

pub const fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + number)
}

/// Asks for help at the Bund store, which the east team serves.
pub const MEI: PersonId = PersonId(uuid(1));
/// Works at the Bund store too.
pub const LAN: PersonId = PersonId(uuid(2));
/// Works at another store.
pub const ZOE: PersonId = PersonId(uuid(3));
/// Engineers of the east team.
pub const ANA: PersonId = PersonId(uuid(4));
pub const BO: PersonId = PersonId(uuid(5));
pub const CAI: PersonId = PersonId(uuid(6));
/// An engineer of the west team.
pub const WEN: PersonId = PersonId(uuid(7));
/// At the service desk.
pub const DORA: PersonId = PersonId(uuid(8));
pub const MAX: PersonId = PersonId(uuid(9));
pub const ADA: PersonId = PersonId(uuid(10));
pub const LIN: PersonId = PersonId(uuid(11));
/// Keeps the equipment's records.
pub const KAI: PersonId = PersonId(uuid(12));
/// Was an engineer of the east team, and has left.
pub const IVO: PersonId = PersonId(uuid(13));

pub const BUND: StoreId = StoreId(uuid(101));
pub const HARBOUR: StoreId = StoreId(uuid(102));
pub const EAST: TeamId = TeamId(uuid(201));
pub const WEST: TeamId = TeamId(uuid(202));
pub const DEVICES: CategoryId = CategoryId(uuid(301));
pub const PRINTER: CategoryId = CategoryId(uuid(302));

/// To be accepted within half an hour, completed within four.
pub const PROMISE: Targets = Targets {
    response_min: 30,
    completion_min: 240,
};
pub const FORMER_PROMISE: Targets = Targets {
    response_min: 60,
    completion_min: 480,
};

/// Everybody, with the name under which the tables list them.
pub const EVERYBODY: [(PersonId, &str); 13] = [
    (MEI, "Mei"),
    (LAN, "Lan"),
    (ZOE, "Zoe"),
    (ANA, "Ana"),
    (BO, "Bo"),
    (CAI, "Cai"),
    (WEN, "Wen"),
    (DORA, "Dora"),
    (MAX, "Max"),
    (ADA, "Ada"),
    (LIN, "Lin"),
    (KAI, "Kai"),
    (IVO, "Ivo"),
];

fn person(id: PersonId, name: &str) -> Person {
    let role = match id {
        ANA | BO | CAI | WEN | IVO => Some(Role::Engineer),
        DORA => Some(Role::Dispatcher),
        MAX => Some(Role::Manager),
        ADA => Some(Role::Admin),
        LIN => Some(Role::Approver),
        KAI => Some(Role::AssetAdmin),
        _ => None,
    };
    Person {
        id,
        name: name.to_owned(),
        store: if id == MEI || id == LAN {
            BUND
        } else {
            HARBOUR
        },
        team: match id {
            ANA | BO | CAI | IVO => Some(EAST),
            WEN => Some(WEST),
            _ => None,
        },
        roles: role.into_iter().collect::<BTreeSet<_>>(),
        active: id != IVO,
        former: Vec::new(),
    }
}

pub fn directory() -> Directory {
    let people = EVERYBODY.map(|(id, name)| Record::Person(person(id, name)));
    let store = |id, name: &str, team| {
        let name = name.to_owned();
        Record::Store(Store {
            id,
            name,
            team,
            former: Vec::new(),
        })
    };
    let category = |id, parent, name_zh: &str, name_en: &str, targets| {
        Record::Category(Category {
            id,
            parent,
            name_zh: name_zh.to_owned(),
            name_en: name_en.to_owned(),
            targets,
            former_targets: vec![FORMER_PROMISE],
        })
    };
    people
        .into_iter()
        .chain([
            store(BUND, "The Bund", EAST),
            store(HARBOUR, "Harbour", WEST),
            category(DEVICES, None, "设备", "Devices", None),
            category(PRINTER, Some(DEVICES), "打印机", "Printer", Some(PROMISE)),
        ])
        .collect()
}
