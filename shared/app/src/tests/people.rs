//! The people of the stories: Wang in a store, and the engineers Ana and Ben who
//! serve it.

use domain::{
    directory::{Category, Directory, Person, Record, Role, Store, Targets},
    ids::{CategoryId, PersonId, StoreId, TeamId},
};
use uuid::Uuid;

pub const WANG: u128 = 1;
pub const ANA: u128 = 2;
pub const BEN: u128 = 3;
pub const STORE: u128 = 10;
pub const PRINTER: u128 = 20;

pub fn person_id(id: u128) -> PersonId {
    PersonId(Uuid::from_u128(id))
}

fn person(id: u128, name: &str, roles: &[Role]) -> Person {
    Person {
        id: person_id(id),
        name: name.to_owned(),
        store: StoreId(Uuid::from_u128(STORE)),
        team: roles
            .contains(&Role::Engineer)
            .then(|| TeamId(Uuid::from_u128(30))),
        roles: roles.iter().copied().collect(),
        active: true,
        former: Vec::new(),
    }
}

pub fn directory() -> Directory {
    let targets = Targets {
        response_min: 30,
        completion_min: 240,
    };
    let category = Category {
        id: CategoryId(Uuid::from_u128(PRINTER)),
        parent: None,
        name_zh: "打印机".to_owned(),
        name_en: "Printer".to_owned(),
        targets: Some(targets),
        former_targets: Vec::new(),
    };
    let store = Store {
        id: StoreId(Uuid::from_u128(STORE)),
        name: "南京路店".to_owned(),
        team: TeamId(Uuid::from_u128(30)),
        former: Vec::new(),
    };
    [
        Record::Person(person(WANG, "王芳", &[])),
        Record::Person(person(ANA, "安娜", &[Role::Engineer])),
        Record::Person(person(BEN, "本", &[Role::Engineer])),
        Record::Store(store),
        Record::Category(category),
    ]
    .into_iter()
    .collect()
}

pub fn records(directory: &Directory) -> Vec<Record> {
    let people = directory.people.values().cloned().map(Record::Person);
    let stores = directory.stores.values().cloned().map(Record::Store);
    let categories = directory.categories.values().cloned();
    people
        .chain(stores)
        .chain(categories.map(Record::Category))
        .collect()
}
