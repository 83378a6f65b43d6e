//! The store by itself: full and broken disks, old files, and what it costs.

use super::{
    ActionError, FormKey, NewIds, PerformRequest, Query, QueryResult, Settings, Store, StoreFault,
    Task, schema,
};
use crate::{
    clock::{ClockReading, ServerTime},
    locale::Locale,
    store::{Session, StoreOperation, TaskOutcome},
    subject::Subject,
};
use domain::{
    capabilities::Kind,
    directory::{Category, Person, Record, Store as Shop, Targets},
    ids::{CaseId, CategoryId, CommandId, PersonId, StoreId, TeamId},
    secret::Secret,
    time::Timestamp,
    words::Language,
};
use replica::wire::{self, Answer};
use rusqlite::Connection;
use std::{collections::BTreeSet, path::Path};
use tempfile::TempDir;
use uuid::Uuid;

mod newer;
mod notices;
mod unread;

const NOW: Timestamp = Timestamp(1_767_225_600_000);
const TARGETS: Targets = Targets {
    response_min: 30,
    completion_min: 240,
};

fn wang() -> Person {
    Person {
        id: PersonId(Uuid::from_u128(1)),
        name: "王芳".to_owned(),
        store: StoreId(Uuid::from_u128(10)),
        team: None,
        roles: BTreeSet::new(),
        active: true,
        former: Vec::new(),
    }
}

pub fn session() -> Session {
    Session {
        server: "http://server".to_owned(),
        device: Uuid::from_u128(50),
        incarnation: 0,
        organisation: "恒力百货".to_owned(),
        organisation_id: Uuid::nil(),
        person: wang(),
        cursor: Vec::new(),
        restored_at: None,
        server_time: None,
        hands_in_until: None,
        certificate: None,
        authority: None,
        key: None,
    }
}

fn answer(records: Vec<Record>) -> Box<Answer> {
    Box::new(Answer {
        version: wire::VERSION,
        now: NOW,
        rulings: Vec::new(),
        cases: Vec::new(),
        forget: Vec::new(),
        records,
        notices_read: Vec::new(),
        cursor: serde_bytes::ByteBuf::from(vec![1]),
        more: false,
        is_anew: false,
        hands_in_until: None,
    })
}

fn settle(records: Vec<Record>) -> Task {
    settling(answer(records))
}

fn settling(answer: Box<Answer>) -> Task {
    Task::Settle {
        answer,
        told: Vec::new(),
        received: ClockReading::steady(NOW),
        open: None,
        locale: Locale::of(Language::Chinese),
    }
}

fn records() -> Vec<Record> {
    let shop = Shop {
        id: StoreId(Uuid::from_u128(10)),
        name: "南京路店".to_owned(),
        team: TeamId(Uuid::from_u128(30)),
        former: Vec::new(),
    };
    let category = Category {
        id: CategoryId(Uuid::from_u128(20)),
        parent: None,
        name_zh: "打印机".to_owned(),
        name_en: "Printer".to_owned(),
        targets: Some(TARGETS),
        former_targets: Vec::new(),
    };
    vec![
        Record::Person(wang()),
        Record::Store(shop),
        Record::Category(category),
    ]
}

pub fn submit(n: u128, text: &str) -> Task {
    let category = CategoryId(Uuid::from_u128(20)).to_string();
    let values = [("category", category), ("description", text.to_owned())];
    Task::Perform(Box::new(PerformRequest {
        form: FormKey::Offer(Subject::New(Kind::ALL[0]), "submit".to_owned()),
        values: values.map(|(name, value)| (name.to_owned(), value)).into(),
        ids: NewIds {
            case: CaseId(Uuid::from_u128(1_000 + n)),
            command: CommandId(Uuid::from_u128(1_000_000 + n)),
            secret: Secret(Uuid::from_u128(77)),
        },
        at: NOW,
        locale: Locale::of(Language::Chinese),
    }))
}

pub fn run(store: &mut Store, task: Task) -> Result<TaskOutcome, ActionError> {
    let query = Some(Query::Nothing);
    store.run(StoreOperation { task, query }).outcome
}

fn rows(store: &mut Store) -> u32 {
    found(store, "")
}

/// How many of the person's tickets a search finds.
fn found(store: &mut Store, search: &str) -> u32 {
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
}

pub fn opened(folder: &Path) -> Store {
    let mut store = Store::open(folder).unwrap();
    run(
        &mut store,
        Task::SignIn(Box::new(session()), Settings::default()),
    )
    .unwrap();
    run(&mut store, settle(records())).unwrap();
    store
}

#[test]
fn a_record_relists_the_cases_that_name_it_and_no_others() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    for n in 0..30 {
        run(&mut store, submit(n, "打不开")).unwrap();
    }
    let shop = |n, name: &str| {
        Record::Store(Shop {
            id: StoreId(Uuid::from_u128(n)),
            name: name.to_owned(),
            team: TeamId(Uuid::from_u128(30)),
            former: Vec::new(),
        })
    };
    let mut rows_written = |records| {
        let before = store.connection.total_changes();
        run(&mut store, settle(records)).unwrap();
        let written = store.connection.total_changes() - before;
        (
            written,
            found(&mut store, "南京路"),
            found(&mut store, "淮海路"),
        )
    };
    let (written, ..) = rows_written(vec![shop(11, "淮海路店")]);
    assert!(
        written < 30,
        "{written} rows for a store that no case names"
    );
    let (written, as_before, as_now) = rows_written(vec![shop(10, "淮海路店")]);
    assert!(written > 30, "{written} rows for the store of all cases");
    assert_eq!((as_before, as_now), (0, 30));
}

#[test]
fn a_full_disk_refuses_and_keeps_what_was_there() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    run(&mut store, submit(1, "一")).unwrap();
    let pages: i64 = store
        .connection
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    store
        .connection
        .pragma_update(None, "max_page_count", pages)
        .unwrap();
    let long = "长".repeat(3_000);
    let full = (2..200).find_map(|n| run(&mut store, submit(n, &long)).err());
    assert_eq!(full, Some(ActionError::Fault(StoreFault::Full)));
    let kept = rows(&mut store);
    assert!(kept >= 1);
    let setting = Settings {
        login: "长".repeat(100_000),
        ..Settings::default()
    };
    assert!(run(&mut store, Task::Set(setting)).is_err());
    assert_eq!(store.state().settings.login, "", "memory and file agree");
    drop(store);
    let mut store = Store::open(folder.path()).unwrap();
    assert_eq!(rows(&mut store), kept);
    run(&mut store, submit(999, "还有")).unwrap();
    assert_eq!(rows(&mut store), kept + 1);
}

#[test]
fn a_disk_that_cannot_be_written_refuses() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    store
        .connection
        .pragma_update(None, "query_only", true)
        .unwrap();
    let refused = run(&mut store, submit(1, "一"));
    assert_eq!(
        refused.unwrap_err(),
        ActionError::Fault(StoreFault::ReadOnly)
    );
    assert_eq!(rows(&mut store), 0);
}

#[test]
fn a_damaged_file_is_told_of() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join(schema::FILE_NAME), [7; 8_192]).unwrap();
    assert_eq!(Store::open(folder.path()).unwrap_err(), StoreFault::Damaged);
    std::fs::write(folder.path().join("file"), "").unwrap();
    let not_a_folder = Store::open(&folder.path().join("file"));
    assert_eq!(not_a_folder.unwrap_err(), StoreFault::Unusable);
}

#[test]
fn a_damaged_case_is_asked_for_whole_and_loses_no_work() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    run(&mut store, submit(1, "一")).unwrap();
    let id = CaseId(Uuid::from_u128(1_001));
    let whole: Vec<u8> = store
        .connection
        .query_row("select document from documents", [], |row| row.get(0))
        .unwrap();
    store
        .connection
        .execute("update documents set document = x'00'", [])
        .unwrap();
    // Opened, it is asked for, and what is done meanwhile is done.
    let query = Some(Query::Case(id));
    let task = Task::OpenCase(id);
    let opened = store.run(StoreOperation { task, query });
    assert!(opened.outcome.is_ok());
    assert!(matches!(opened.shown, Ok(Some((_, QueryResult::ToFetch)))));
    let mut touched = answer(Vec::new());
    touched.cases.push(wire::Delivered {
        case: id,
        kind: Kind::Ticket.into(),
        body: wire::Body::Changes(Vec::new()),
    });
    run(&mut store, settling(touched.clone())).unwrap();
    let Ok(TaskOutcome::Gathered(gathered)) = run(&mut store, Task::Gather) else {
        panic!("nothing gathered");
    };
    assert_eq!((gathered.refetch, gathered.commands.len()), (vec![id], 1));

    touched.cases[0].body = wire::Body::Whole(serde_bytes::ByteBuf::from(whole));
    let id = CommandId(Uuid::from_u128(1_000_001));
    let adopted = wire::Ruled::new(id, wire::Outcome::Adopted);
    touched.rulings.push(adopted);
    run(&mut store, settling(touched)).unwrap();
    let Ok(TaskOutcome::Gathered(gathered)) = run(&mut store, Task::Gather) else {
        panic!("nothing gathered");
    };
    assert_eq!((gathered.refetch, gathered.commands.len()), (vec![], 0));
    assert_eq!(rows(&mut store), 1);
}

#[test]
fn a_record_that_cannot_be_read_is_asked_for_and_shuts_nobody_out() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    run(&mut store, submit(1, "一")).unwrap();
    let mut told = answer(Vec::new());
    told.cursor = serde_bytes::ByteBuf::from(b"as of now");
    run(&mut store, settling(told)).unwrap();
    let people = store.state().directory.people.len();
    let sql = "insert into records (name, json) values ('person:x', '{\"robot\":1}')";
    store.connection.execute(sql, []).unwrap();
    drop(store);
    let mut store = Store::open(folder.path()).unwrap();
    assert_eq!(rows(&mut store), 1);
    assert_eq!(store.state().directory.people.len(), people);
    assert!(store.state().session.unwrap().cursor.is_empty());
    let sql = "select count(*) from records where name = 'person:x'";
    let left: i64 = store
        .connection
        .query_row(sql, [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0, "asked for once");
}

#[test]
fn what_was_done_is_done_though_it_cannot_be_shown() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    store
        .connection
        .execute_batch("drop table notices")
        .unwrap();
    let query = Some(Query::Notices { limit: 9 });
    let task = submit(1, "一");
    let done = store.run(StoreOperation { task, query });
    assert!(done.outcome.is_ok());
    assert!(done.shown.is_err());
}

#[test]
fn what_is_executed_anew_keeps_its_turn() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    for n in [1, 2] {
        run(&mut store, submit(n, "一")).unwrap();
    }
    let id = CaseId(Uuid::from_u128(1_001));
    let commands = |store: &Store| -> Vec<Vec<u8>> {
        let sql = "select command_id from pending order by n";
        let mut found = store.connection.prepare(sql).unwrap();
        let rows = found.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let before = commands(&store);
    let mut pending = super::cases::pending_of(&store.connection, id).unwrap();
    pending[0].seq += 1;
    super::cases::put_pending(&store.connection, id, &pending).unwrap();
    assert_eq!(commands(&store), before);
    assert_eq!(
        super::cases::pending_of(&store.connection, id).unwrap(),
        pending
    );
}

#[test]
fn what_closed_long_ago_leaves_unless_it_is_open() {
    let folder = TempDir::new().unwrap();
    let mut store = opened(folder.path());
    for n in [1, 2] {
        run(&mut store, submit(n, "旧")).unwrap();
    }
    let settled = "delete from pending; update cases set closed_at = 1;";
    store.connection.execute_batch(settled).unwrap();
    let open = Some(CaseId(Uuid::from_u128(1_001)));
    let task = Task::Settle {
        answer: answer(Vec::new()),
        told: Vec::new(),
        received: ClockReading::steady(NOW),
        open,
        locale: Locale::of(Language::Chinese),
    };
    run(&mut store, task).unwrap();
    assert_eq!(rows(&mut store), 1);
    run(&mut store, settle(Vec::new())).unwrap();
    assert_eq!(rows(&mut store), 0);
}

#[test]
fn a_second_store_in_a_folder_is_refused_until_the_first_is_gone() {
    let folder = TempDir::new().unwrap();
    let store = opened(folder.path());
    assert_eq!(Store::open(folder.path()).unwrap_err(), StoreFault::InUse);
    drop(store);
    assert_eq!(rows(&mut Store::open(folder.path()).unwrap()), 0);
}

#[cfg(unix)]
#[test]
fn the_folder_is_its_owners_alone_also_one_that_was_open_before() {
    use std::os::unix::fs::PermissionsExt;

    let folder = TempDir::new().unwrap();
    let (new, open) = (folder.path().join("a/new"), folder.path().join("open"));
    std::fs::create_dir(&open).unwrap();
    std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o755)).unwrap();
    for data in [&new, &open] {
        drop(opened(data));
        let mode = std::fs::metadata(data).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{}", data.display());
    }
}

#[test]
fn a_newer_file_is_left_alone() {
    let folder = TempDir::new().unwrap();
    drop(opened(folder.path()));
    let connection = Connection::open(folder.path().join(schema::FILE_NAME)).unwrap();
    connection.pragma_update(None, "user_version", 999).unwrap();
    drop(connection);
    assert_eq!(Store::open(folder.path()).unwrap_err(), StoreFault::Newer);
}

/// `fixtures/version_1.sql` is a dump of a file as version 1 of the schema left
/// it, with a ticket that is pending, a draft and a refused act. It never changes.
#[test]
fn a_file_of_version_1_can_still_be_opened() {
    let folder = TempDir::new().unwrap();
    let connection = Connection::open(folder.path().join(schema::FILE_NAME)).unwrap();
    let dump = include_str!("fixtures/version_1.sql");
    connection.execute_batch(dump).unwrap();
    drop(connection);
    let mut store = Store::open(folder.path()).unwrap();
    assert_eq!(
        store.state().session,
        Some(Session {
            server_time: Some(ServerTime::heard(NOW, &ClockReading::steady(NOW))),
            cursor: vec![1],
            ..session()
        })
    );
    assert_eq!(store.state().directory.stores.len(), 1);
    assert_eq!(rows(&mut store), 1);
    let Ok(TaskOutcome::Gathered(gathered)) = run(&mut store, Task::Gather) else {
        panic!("nothing gathered");
    };
    assert_eq!(gathered.commands.len(), 1);
    let id = CaseId(Uuid::from_u128(1_001));
    let query = Some(Query::Case(id));
    let task = Task::Nothing;
    let shown = store.run(StoreOperation { task, query }).shown;
    let Ok(Some((counts, QueryResult::Case { history, .. }))) = shown else {
        panic!("no case");
    };
    assert_eq!((history.entries.len(), counts.refused), (1, 1));
    let notices = super::notices::latest(&store.connection, 50).unwrap();
    let told: Vec<_> = notices.iter().map(|row| row.message.id.as_ref()).collect();
    assert_eq!(told, ["ticket-notice-accepted"]);
    let refused = CommandId(Uuid::from_u128(77));
    run(&mut store, Task::LetGo(refused)).unwrap();
    run(&mut store, submit(2, "二")).unwrap();
}
