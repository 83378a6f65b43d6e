//! The cast of every story, and what they do.

use domain::{
    capabilities::Act,
    directory::{Category, Directory, Person, Record, Role, Store, Targets},
    ids::{CaseId, CategoryId, CommandId, PersonId, StoreId, TeamId},
    tickets::TicketAct,
};
use uuid::Uuid;

pub const fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + number)
}

/// Asks for help at the Bund store, which the east team serves.
pub const MEI: PersonId = PersonId(uuid(1));
/// Engineers of the east team.
pub const ANA: PersonId = PersonId(uuid(2));
pub const BO: PersonId = PersonId(uuid(3));
/// At the service desk.
pub const DORA: PersonId = PersonId(uuid(4));
/// Works at another store.
pub const ZOE: PersonId = PersonId(uuid(5));

pub const BUND: StoreId = StoreId(uuid(101));
pub const HARBOUR: StoreId = StoreId(uuid(102));
pub const EAST: TeamId = TeamId(uuid(201));
pub const PRINTER: CategoryId = CategoryId(uuid(301));
pub const PROMISE: Targets = Targets {
    response_min: 30,
    completion_min: 240,
};

pub const fn case(number: u128) -> CaseId {
    CaseId(uuid(1_000 + number))
}

pub const fn command(number: u128) -> CommandId {
    CommandId(uuid(1_000_000 + number))
}

fn person(id: PersonId, name: &str, store: StoreId, role: Option<Role>) -> Record {
    Record::Person(Person {
        id,
        name: name.to_owned(),
        store,
        team: (role == Some(Role::Engineer)).then_some(EAST),
        roles: role.into_iter().collect(),
        active: true,
        former: Vec::new(),
    })
}

pub fn directory() -> Directory {
    let store = |id, name: &str| {
        let (name, team) = (name.to_owned(), EAST);
        Record::Store(Store {
            id,
            name,
            team,
            former: Vec::new(),
        })
    };
    Directory::from_iter([
        person(MEI, "Mei", BUND, None),
        person(ZOE, "Zoe", HARBOUR, None),
        person(ANA, "Ana", HARBOUR, Some(Role::Engineer)),
        person(BO, "Bo", HARBOUR, Some(Role::Engineer)),
        person(DORA, "Dora", HARBOUR, Some(Role::Dispatcher)),
        store(BUND, "The Bund"),
        store(HARBOUR, "Harbour"),
        Record::Category(Category {
            id: PRINTER,
            parent: None,
            name_zh: "打印机".to_owned(),
            name_en: "Printer".to_owned(),
            targets: Some(PROMISE),
            former_targets: Vec::new(),
        }),
    ])
}

pub fn submit() -> Act {
    Act::Ticket(TicketAct::Submit {
        category: PRINTER,
        targets: PROMISE,
        store: BUND,
        description: "The printer at till 3 prints blank receipts.".to_owned(),
        equipment: vec!["EPS-0031".to_owned()],
        photos: Vec::new(),
    })
}

pub fn accept() -> Act {
    Act::Ticket(TicketAct::Accept)
}

pub fn note(text: &str) -> Act {
    Act::Ticket(TicketAct::Note {
        text: text.to_owned(),
        photos: Vec::new(),
    })
}

pub fn assign(to: PersonId) -> Act {
    Act::Ticket(TicketAct::Assign { to })
}

pub fn reassign(assignment: CommandId, to: PersonId) -> Act {
    Act::Ticket(TicketAct::Reassign {
        assignment,
        to,
        reason: "Bo is nearer.".to_owned(),
    })
}

pub fn complete(assignment: CommandId) -> Act {
    Act::Ticket(TicketAct::Complete {
        assignment,
        solution: "Replaced the print head, test print fine.".to_owned(),
        photos: Vec::new(),
    })
}

pub fn cancel() -> Act {
    Act::Ticket(TicketAct::Cancel {
        reason: String::new(),
    })
}
