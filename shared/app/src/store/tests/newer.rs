//! A case of a kind that this version of the app does not know is a row that
//! says so, and is asked for anew by one that does.

use super::{NOW, Query, Store, StoreOperation, Task, answer, opened, run, settling};
use crate::store::{QueryResult, TaskOutcome, newer};
use domain::{
    directory::{Category, Person, Record, Targets},
    ids::{CaseId, CategoryId, PersonId, StoreId, TeamId},
};
use replica::wire::{Body, Delivered, KindName};
use serde_bytes::ByteBuf;
use serde_json::Value;
use std::collections::BTreeSet;
use tempfile::TempDir;
use uuid::Uuid;

const CASE: CaseId = CaseId(Uuid::from_u128(77));

fn shown(store: &mut Store, query: Query) -> QueryResult {
    let (task, query) = (Task::Nothing, Some(query));
    let (_, shown) = store
        .run(StoreOperation { task, query })
        .shown
        .unwrap()
        .unwrap();
    shown
}

fn rows(store: &mut Store) -> Vec<(CaseId, bool)> {
    let query = Query::List {
        list: newer::LIST.to_owned(),
        search: String::new(),
        limit: 50,
    };
    match shown(store, query) {
        QueryResult::List { rows, .. } => {
            let rows = rows.iter().map(|row| (row.id, row.case.is_some()));
            rows.collect()
        }
        other => panic!("no list: {other:?}"),
    }
}

fn deliver(store: &mut Store) {
    let mut newer = answer(Vec::new());
    newer.cursor = ByteBuf::from(b"as of now");
    newer.cases.push(Delivered {
        case: CASE,
        kind: KindName::Newer("outage".to_owned()),
        body: Body::Whole(ByteBuf::from([1, 2, 3])),
    });
    let outcome = run(store, settling(newer));
    assert!(
        matches!(outcome, Ok(TaskOutcome::Settled(_))),
        "{outcome:?}"
    );
}

#[test]
fn a_case_of_a_newer_kind_is_a_row_until_it_is_forgotten() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    deliver(&mut store);
    deliver(&mut store);
    assert_eq!(rows(&mut store), [(CASE, false)]);
    run(&mut store, Task::OpenCase(CASE)).unwrap();
    let page = shown(&mut store, Query::Case(CASE));
    assert!(matches!(page, QueryResult::Newer), "{page:?}");

    let mut forgetting = answer(Vec::new());
    forgetting.forget.push(CASE);
    run(&mut store, settling(forgetting)).unwrap();
    assert_eq!(rows(&mut store), []);
    assert!(store.state().session.unwrap().synced_at() >= Some(NOW));
}

#[test]
fn an_app_that_can_read_more_asks_for_everything_anew() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    deliver(&mut store);
    drop(store);
    let store = Store::open(folder.path()).unwrap();
    assert!(!store.state().session.unwrap().cursor.is_empty());
    let older = r#"update meta set value = '"0 ticket"' where name = 'reads'"#;
    store.connection.execute(older, []).unwrap();
    drop(store);
    let mut store = Store::open(folder.path()).unwrap();
    assert!(store.state().session.unwrap().cursor.is_empty());
    // To an empty cursor the server names nothing that was lost: it only does not
    // deliver it.
    run(&mut store, settling(answer(Vec::new()))).unwrap();
    assert_eq!(rows(&mut store), []);
}

#[test]
fn a_case_whose_kind_is_known_by_now_is_asked_for() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    deliver(&mut store);
    let known = "update cases set kind = 'ticket'";
    store.connection.execute(known, []).unwrap();
    run(&mut store, Task::OpenCase(CASE)).unwrap();
    let page = shown(&mut store, Query::Case(CASE));
    assert!(matches!(page, QueryResult::ToFetch), "{page:?}");
}

/// Whoever adds a field has the phones of the version before ask for it: the
/// number goes up, and this list with it.
#[test]
fn the_fields_of_records_are_those_of_the_number() {
    let id = Uuid::nil();
    let person = Person {
        id: PersonId(id),
        name: String::new(),
        store: StoreId(id),
        team: None,
        roles: BTreeSet::new(),
        active: true,
        former: Vec::new(),
    };
    let store = domain::directory::Store {
        id: StoreId(id),
        name: String::new(),
        team: TeamId(id),
        former: Vec::new(),
    };
    let targets = Targets {
        response_min: 1,
        completion_min: 1,
    };
    let category = Category {
        id: CategoryId(id),
        parent: None,
        name_zh: String::new(),
        name_en: String::new(),
        targets: Some(targets),
        former_targets: vec![targets],
    };
    let records = [
        Record::Person(person),
        Record::Store(store),
        Record::Category(category),
    ];
    let fields = records.map(|record| fields(&serde_json::to_value(record).unwrap()));
    assert_eq!(newer::RECORDS, 1);
    assert_eq!(
        fields,
        [
            "person(active id name roles store team)",
            "store(id name team)",
            "category(former_targets(completion_min response_min) id name_en name_zh parent \
             targets(completion_min response_min))",
        ]
    );
}

fn fields(value: &Value) -> String {
    match value {
        Value::Object(fields_of) => {
            let fields_of = fields_of.iter().map(|(name, value)| match fields(value) {
                within if within.is_empty() => name.clone(),
                within => format!("{name}({within})"),
            });
            fields_of.collect::<Vec<_>>().join(" ")
        }
        Value::Array(values) => values.first().map(fields).unwrap_or_default(),
        _ => String::new(),
    }
}
