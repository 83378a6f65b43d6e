//! A case of a kind that this version of the app does not know is a row that
//! says so, and is asked for anew by one that does.

use super::{NOW, Query, Store, StoreOperation, Task, answer, opened, run, settling};
use crate::store::{QueryResult, TaskOutcome, newer};
use domain::ids::CaseId;
use replica::wire::{Body, Delivered, KindName};
use serde_bytes::ByteBuf;
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
    assert!(store.state().session.unwrap().synced_at >= Some(NOW));
}

#[test]
fn an_app_that_can_read_more_asks_for_everything_anew() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    deliver(&mut store);
    drop(store);
    let store = Store::open(folder.path()).unwrap();
    assert!(!store.state().session.unwrap().cursor.is_empty());
    let older = r#"update meta set value = '"3 ticket"' where name = 'reads'"#;
    store.connection.execute(older, []).unwrap();
    drop(store);
    let store = Store::open(folder.path()).unwrap();
    assert!(store.state().session.unwrap().cursor.is_empty());
}
