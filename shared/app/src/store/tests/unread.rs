//! Commands that only another version of the app can read: they are kept, and
//! hurt nothing else.

use super::{NOW, NewIds, Query, Store, Task, TaskOutcome, opened, rows, run, submit};
use crate::store::{ActionError, QueryResult, StoreOperation, outbox::Line};
use domain::{
    ids::{CaseId, CommandId},
    secret::Secret,
};
use tempfile::TempDir;
use uuid::Uuid;

fn lines(store: &mut Store) -> (Vec<Line>, Vec<Line>) {
    let query = Some(Query::Outbox { limit: 50 });
    let task = Task::Nothing;
    match store.run(StoreOperation { task, query }).shown.unwrap() {
        Some((
            _,
            QueryResult::Outbox {
                waiting, refused, ..
            },
        )) => (waiting, refused),
        other => panic!("no outbox: {other:?}"),
    }
}

fn sent(store: &mut Store) -> Vec<CommandId> {
    match run(store, Task::Gather) {
        Ok(TaskOutcome::Gathered(gathered)) => gathered.commands.iter().map(|it| it.id).collect(),
        other => panic!("nothing gathered: {other:?}"),
    }
}

fn command(n: u128) -> CommandId {
    CommandId(Uuid::from_u128(1_000_000 + n))
}

#[test]
fn a_waiting_command_of_another_version_holds_nothing_up_and_can_be_let_go() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    for n in [1, 2] {
        run(&mut store, submit(n, "一")).unwrap();
    }
    let sql = "update pending set json = replace(json, 'submit', 'teleport') where n = 1";
    store.connection.execute(sql, []).unwrap();
    drop(store);

    let mut store = Store::open(folder.path()).unwrap();
    assert_eq!(rows(&mut store), 2);
    assert_eq!(sent(&mut store), [command(2)]);
    let (waiting, _) = lines(&mut store);
    let read: Vec<bool> = waiting.iter().map(|it| it.command.is_some()).collect();
    assert_eq!(read, [false, true]);
    let own = run(&mut store, Task::LetGo(command(2)));
    assert_eq!(own.unwrap_err(), ActionError::Gone, "what can be sent is");

    run(&mut store, Task::LetGo(command(1))).unwrap();
    assert_eq!(lines(&mut store).0.len(), 1);
    let session = store.state().session.unwrap();
    assert_eq!(session.incarnation, 1, "its actor never writes again");
    let Ok(TaskOutcome::Gathered(gathered)) = run(&mut store, Task::Gather) else {
        panic!("nothing gathered");
    };
    assert_eq!(gathered.refetch, [CaseId(Uuid::from_u128(1_001))]);
}

#[test]
fn an_update_of_the_app_sends_what_the_older_version_could_not_read() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    run(&mut store, submit(1, "一")).unwrap();
    let rename = |store: &Store, from: &str, to: &str| {
        let sql = "update pending set json = replace(json, ?1, ?2)";
        store.connection.execute(sql, [from, to]).unwrap();
    };
    rename(&store, "submit", "teleport");
    drop(store);
    let store = Store::open(folder.path()).unwrap();
    rename(&store, "teleport", "submit");
    drop(store);
    let mut store = Store::open(folder.path()).unwrap();
    assert_eq!(sent(&mut store), [command(1)]);
}

#[test]
fn a_refused_command_of_another_version_is_a_line_that_can_be_let_go() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    let insert = "insert into refused values (?1, ?2, '{\"act\":{}}', '\"bored\"', 7)";
    let (id, case) = (command(9).0, CaseId(Uuid::from_u128(5)).0);
    store
        .connection
        .execute(insert, (id.as_bytes(), case.as_bytes()))
        .unwrap();
    let (_, refused) = lines(&mut store);
    assert!(refused[0].command.is_none() && refused[0].refusal.is_none());
    let again = Task::DoAgain {
        refused: command(9),
        ids: NewIds {
            case: CaseId(case),
            command: command(10),
            secret: Secret(Uuid::from_u128(77)),
        },
        at: NOW,
    };
    assert_eq!(run(&mut store, again).unwrap_err(), ActionError::Unread);
    run(&mut store, Task::LetGo(command(9))).unwrap();
    assert!(lines(&mut store).1.is_empty());
}

#[test]
fn a_search_finds_a_case_by_its_code() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    run(&mut store, submit(1, "一")).unwrap();
    let code = CaseId(Uuid::from_u128(1_001)).code();
    let mut found = |search: &str| {
        let query = Some(Query::List {
            list: "ticket.mine".to_owned(),
            search: search.to_owned(),
            limit: 50,
        });
        let task = Task::Nothing;
        match store.run(StoreOperation { task, query }).shown.unwrap() {
            Some((_, QueryResult::List { total, .. })) => total,
            other => panic!("no list: {other:?}"),
        }
    };
    for search in [&code, &code.to_lowercase(), &code.replace('-', "")] {
        assert_eq!(found(search), 1, "{search}");
    }
    assert_eq!(found("ZZZZ-ZZZZ"), 0);
}
