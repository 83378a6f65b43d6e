//! What a person is told of is kept by itself.

use super::{NOW, Query, Store, StoreOperation, Task, answer, opened, run, settle, submit};
use crate::store::{NoticeRow, QueryResult, TaskOutcome, notices, notices_read};
use domain::case::KEPT_AFTER_CLOSING;
use domain::{
    ids::{CaseId, CommandId},
    presented::Notice,
    time::Timestamp,
    view::Tone,
    words::Message,
};
use replica::wire::{Answer, NoticesRead};
use tempfile::TempDir;
use uuid::Uuid;

fn told(store: &Store, case: CaseId, received: Timestamp) {
    told_of(store, case, 7, received);
}

/// Tells of an entry, by its number in the case.
fn told_of(store: &Store, case: CaseId, number: u8, received: Timestamp) {
    let notice = Notice {
        entry: CommandId(Uuid::from_u128(number.into())),
        message: Message::new("ticket-notice-rated").number("stars", 5),
        tone: Tone::Active,
    };
    let number = number.into();
    notices::tell(&store.connection, case, "卡纸", &notice, number, received).unwrap();
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

fn unread(store: &mut Store) -> usize {
    let rows = shown(store);
    rows.iter().filter(|row| !row.is_read).count()
}

fn gathered(store: &mut Store) -> Vec<NoticesRead> {
    match run(store, Task::Gather) {
        Ok(TaskOutcome::Gathered(gathered)) => gathered.notices_read,
        other => panic!("nothing gathered: {other:?}"),
    }
}

/// Settles an answer to a request that told this, and in which this was read elsewhere.
fn settled(store: &mut Store, told: Vec<NoticesRead>, elsewhere: Vec<NoticesRead>) {
    let answer = Box::new(Answer {
        notices_read: elsewhere,
        ..*answer(Vec::new())
    });
    let mut task = super::settling(answer);
    if let Task::Settle { told: said, .. } = &mut task {
        *said = told;
    }
    run(store, task).unwrap();
}

const CASE: CaseId = CaseId(Uuid::from_u128(1));

fn read(upto: u16) -> NoticesRead {
    NoticesRead { case: CASE, upto }
}

#[test]
fn what_is_read_waits_to_be_told_once() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    told_of(&store, CASE, 2, NOW);
    told_of(&store, CASE, 4, NOW);
    assert!(gathered(&mut store).is_empty());
    let opened = run(&mut store, Task::OpenCase(CASE)).unwrap();
    let TaskOutcome::Opened(opened) = opened else {
        panic!("not opened: {opened:?}");
    };
    assert!(opened.has_read);
    assert_eq!(gathered(&mut store), [read(4)]);
    // It is read on while that is told.
    told_of(&store, CASE, 5, NOW);
    let done = run(&mut store, Task::ReadNotices).unwrap();
    assert!(matches!(done, TaskOutcome::NoticesRead(true)));
    settled(&mut store, vec![read(4)], Vec::new());
    assert_eq!(gathered(&mut store), [read(5)]);
    settled(&mut store, vec![read(5)], Vec::new());
    assert!(gathered(&mut store).is_empty());
    let done = run(&mut store, Task::ReadNotices).unwrap();
    assert!(matches!(done, TaskOutcome::NoticesRead(false)));
}

#[test]
fn what_was_read_elsewhere_is_read_here_and_what_came_after_it_is_not() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    for number in [2, 4, 5] {
        told_of(&store, CASE, number, NOW);
    }
    settled(&mut store, Vec::new(), vec![read(4)]);
    let rows = shown(&mut store);
    let is_read: Vec<bool> = rows.iter().rev().map(|row| row.is_read).collect();
    assert_eq!(is_read, [true, true, false]);
    assert!(gathered(&mut store).is_empty(), "who said so knows it");
    // What was said before says nothing new, and takes nothing back.
    settled(&mut store, Vec::new(), vec![read(1)]);
    assert_eq!(unread(&mut store), 1);
    run(&mut store, Task::ReadNotices).unwrap();
    settled(&mut store, Vec::new(), vec![read(4)]);
    assert_eq!(gathered(&mut store), [read(5)], "that is still to be told");
    // Whatever time an entry was acted or received at: its number counts.
    told_of(&store, CASE, 6, Timestamp(NOW.0 - 1_000));
    assert_eq!(unread(&mut store), 1);
}

#[test]
fn a_new_phone_tells_of_what_was_not_read_only() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    settled(&mut store, Vec::new(), vec![read(4)]);
    for number in 2..=6 {
        told_of(&store, CASE, number, NOW);
    }
    let entries: Vec<_> = shown(&mut store).iter().map(|row| row.entry).collect();
    let entry = |number| CommandId(Uuid::from_u128(number));
    assert_eq!(entries, [entry(6), entry(5)]);
    assert_eq!(unread(&mut store), 2);
}

/// Entries have other numbers there, and what was read is known by them all the same.
#[test]
fn what_was_read_is_told_again_to_another_history() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    for number in [2, 3, 4] {
        told_of(&store, CASE, number, NOW);
    }
    settled(&mut store, Vec::new(), vec![read(3)]);
    let mut anew = answer(Vec::new());
    anew.is_anew = true;
    run(&mut store, super::settling(anew)).unwrap();
    assert!(gathered(&mut store).is_empty(), "no case has come yet");
    assert_eq!(unread(&mut store), 1);
    // The entry that was the third is the second now, and that which was the second is
    // not there yet.
    let renumber = "update notices set number = case substr(hex(entry), 32)
        when '3' then 2 when '4' then 3 else 0 end";
    store.connection.execute_batch(renumber).unwrap();
    notices_read::settle(&store.connection, CASE).unwrap();
    assert_eq!(gathered(&mut store), [read(2)]);
}

#[test]
fn what_was_read_long_ago_is_kept_no_longer_than_what_it_covers() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    told_of(&store, CASE, 2, NOW);
    run(&mut store, Task::ReadNotices).unwrap();
    settled(&mut store, vec![read(2)], vec![]);
    let count = |store: &Store| {
        let sql = "select count(*) from notices_read";
        crate::store::table::count(&store.connection, sql, []).unwrap()
    };
    assert_eq!(count(&store), 1);
    let mut later = answer(Vec::new());
    later.now = Timestamp(NOW.0 + KEPT_AFTER_CLOSING.0 + 1);
    run(&mut store, super::settling(later)).unwrap();
    assert_eq!((count(&store), shown(&mut store).len()), (0, 0));
}
