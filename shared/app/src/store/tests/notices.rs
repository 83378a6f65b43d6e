//! What a person is told of is kept by itself.

use super::{NOW, Query, Store, StoreOperation, Task, answer, opened, run, settle, submit};
use crate::store::{NoticeRow, QueryResult, notices};
use domain::case::KEPT_AFTER_CLOSING;
use domain::{
    ids::{CaseId, CommandId},
    presented::Notice,
    time::Timestamp,
    view::Tone,
    words::Message,
};
use tempfile::TempDir;
use uuid::Uuid;

fn told(store: &Store, case: CaseId, received: Timestamp) {
    let notice = Notice {
        entry: CommandId(Uuid::from_u128(7)),
        message: Message::new("ticket-notice-rated").number("stars", 5),
        tone: Tone::Active,
    };
    notices::tell(&store.connection, case, "卡纸", &notice, received).unwrap();
}

fn shown(store: &mut Store) -> Vec<NoticeRow> {
    let query = Some(Query::Notices { limit: 50 });
    let task = Task::Nothing;
    match store.run(StoreOperation { task, query }).shown.unwrap() {
        Some((_, QueryResult::Notices(rows))) => rows,
        other => panic!("no notices: {other:?}"),
    }
}

#[test]
fn a_notice_outlives_its_case_but_not_the_right_to_read_its_title() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    run(&mut store, submit(1, "卡纸")).unwrap();
    let case = CaseId(Uuid::from_u128(1_001));
    told(&store, case, NOW);
    told(&store, case, NOW);
    let rows = shown(&mut store);
    assert_eq!((rows.len(), rows[0].title.as_str()), (1, "卡纸"));

    let settled = "delete from pending; update cases set closed_at = 1;";
    store.connection.execute_batch(settled).unwrap();
    run(&mut store, settle(Vec::new())).unwrap();
    let rows = shown(&mut store);
    assert_eq!(rows[0].title, "卡纸", "the case is gone, for it is old");

    let mut forgetting = answer(Vec::new());
    forgetting.forget.push(case);
    run(&mut store, super::settling(forgetting)).unwrap();
    let rows = shown(&mut store);
    assert_eq!((rows.len(), rows[0].title.as_str()), (1, ""));
    let words = Message::new("ticket-notice-rated").number("stars", 5);
    assert_eq!(rows[0].message, words);
}

#[test]
fn one_entry_of_two_cases_is_told_of_twice_and_old_notices_go() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    told(&store, CaseId(Uuid::from_u128(1)), NOW);
    told(&store, CaseId(Uuid::from_u128(2)), NOW);
    let old = Timestamp(NOW.0 - KEPT_AFTER_CLOSING.0 - 1);
    told(&store, CaseId(Uuid::from_u128(3)), old);
    assert_eq!(shown(&mut store).len(), 3);
    run(&mut store, settle(Vec::new())).unwrap();
    assert_eq!(shown(&mut store).len(), 2);
}

/// Whoever sees a number of notices that are not read finds so many.
#[test]
fn what_another_version_has_told_is_a_line_and_is_read_with_its_case() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    let case = CaseId(Uuid::from_u128(1));
    told(&store, case, NOW);
    let newer = r#"update notices set message = '{"shape":"of tomorrow"}'"#;
    store.connection.execute_batch(newer).unwrap();
    let rows = shown(&mut store);
    let unread = |store: &Store| {
        crate::store::query::counts(&store.connection)
            .unwrap()
            .unread
    };
    assert_eq!((rows.len(), unread(&store)), (1, 1));
    assert_eq!(rows[0].message, Message::new("notice-unreadable"));
    run(&mut store, Task::OpenCase(case)).unwrap();
    assert_eq!((shown(&mut store).len(), unread(&store)), (1, 0));
}
