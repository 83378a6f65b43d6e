//! What is answered is kept, and what was not answered is done once, whenever a
//! server ends and however.

use super::{
    now,
    process::{Process, Starting, run},
    proxy::Proxy,
};
use crate::fixture::{Fixture, assert_same, fixture, note};
use domain::ids::{CaseId, CommandId};
use replica::wire::Outcome;
use std::{
    net::TcpStream,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
};
use tests::{
    client::{Client, mint},
    world::{Someone, empty_database},
};

/// A server of its own process on the fixture's database.
fn server_on(fixture: &Fixture) -> Process {
    Process::start(&["--database", &fixture.world.database, "--empty"])
}

fn client_of(url: &str, who: &Someone) -> Client {
    let mut client = Client::sign_in(url, who).unwrap();
    client.sync().unwrap();
    client
}

/// Asks for help, by the real clock, without telling the server.
fn submit(fixture: &Fixture, client: &mut Client) -> CaseId {
    let case = CaseId(mint(now()));
    client
        .act(case, fixture.submission("收银机打不开"), now())
        .unwrap();
    case
}

/// Every entry that the server has adopted.
fn adopted(fixture: &Fixture) -> Vec<CommandId> {
    fixture.world.adopted().unwrap()
}

fn count(fixture: &Fixture, table: &str) -> usize {
    fixture.world.rows(&[table]).unwrap()[table].len()
}

/// A transaction that keeps every push to a case from coming to its end.
struct Stopped<'a> {
    fixture: &'a Fixture,
    blocking: sqlx::Transaction<'static, sqlx::Postgres>,
}

impl<'a> Stopped<'a> {
    fn pushes_on(fixture: &'a Fixture) -> Self {
        let lock = async {
            let mut blocking = fixture.world.pool.begin().await.unwrap();
            let lock = sqlx::query("select from audience for update");
            lock.execute(&mut *blocking).await.unwrap();
            blocking
        };
        let blocking = fixture.world.runtime.block_on(lock);
        Self { fixture, blocking }
    }

    /// Until a push stands before the lock.
    fn until_reached(&self) {
        let waiting = "select count(*) from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock'";
        let mut count = 0_i64;
        while count == 0 {
            thread::yield_now();
            let asked = sqlx::query_scalar(waiting).fetch_one(&self.fixture.world.pool);
            count = self.fixture.world.runtime.block_on(asked).unwrap();
        }
    }

    fn go_on(self) {
        self.fixture
            .world
            .runtime
            .block_on(self.blocking.rollback())
            .unwrap();
    }
}

#[test]
fn killed_between_commit_and_answer_it_has_adopted_once_and_says_so_when_asked_again() {
    let fixture = fixture();
    let server = server_on(&fixture);
    let proxy = Proxy::before(server.address);
    let mut fang = client_of(&proxy.url(), &fixture.fang);
    let case = submit(&fixture, &mut fang);
    fang.act(case, note("很急"), now()).unwrap();

    let mut doomed = server;
    proxy.trap(move || doomed.kill());
    fang.sync().unwrap_err();
    assert_eq!(fang.pending().len(), 2, "nothing was answered");
    assert_eq!(
        (count(&fixture, "cases"), adopted(&fixture).len()),
        (1, 2),
        "and yet it is done"
    );

    let server = server_on(&fixture);
    proxy.point_to(server.address);
    let answer = fang.sync().unwrap();
    let outcomes: Vec<_> = answer
        .rulings
        .into_iter()
        .map(|ruled| ruled.outcome)
        .collect();
    assert_eq!(outcomes, [Outcome::Adopted, Outcome::Adopted]);
    assert!(fang.pending().is_empty());
    assert_eq!((count(&fixture, "cases"), adopted(&fixture).len()), (1, 2));
    let lin = client_of(&server.url(), &fixture.lin);
    assert_same(case, &[&fang, &lin]);
}

#[test]
fn killed_before_its_commit_it_has_adopted_nothing_and_does_so_when_asked_again() {
    let fixture = fixture();
    let mut server = server_on(&fixture);
    let mut fang = client_of(&server.url(), &fixture.fang);
    let case = submit(&fixture, &mut fang);
    fang.sync().unwrap();
    fang.act(case, note("很急"), now()).unwrap();
    let before = fixture.world.records().unwrap();
    let stopped = Stopped::pushes_on(&fixture);
    let mut fang = thread::scope(|scope| {
        let pushing = scope.spawn(move || {
            fang.sync().unwrap_err();
            fang
        });
        stopped.until_reached();
        server.kill();
        stopped.go_on();
        pushing.join().unwrap()
    });
    assert_eq!(before, fixture.world.records().unwrap());
    let server = server_on(&fixture);
    fang.move_to(&server.url());
    fang.sync().unwrap();
    assert!(fang.pending().is_empty());
    assert_eq!(adopted(&fixture).len(), 2);
}

#[test]
fn told_to_stop_it_answers_what_is_under_way_and_takes_no_more() {
    let fixture = fixture();
    let mut server = server_on(&fixture);
    let mut fang = client_of(&server.url(), &fixture.fang);
    let case = submit(&fixture, &mut fang);
    fang.sync().unwrap();
    fang.act(case, note("很急"), now()).unwrap();
    let stopped = Stopped::pushes_on(&fixture);
    thread::scope(|scope| {
        let pushing = scope.spawn(move || {
            let answer = fang.sync().unwrap();
            assert_eq!(answer.rulings[0].outcome, Outcome::Adopted);
            assert!(fang.pending().is_empty());
        });
        stopped.until_reached();
        server.terminate();
        while TcpStream::connect(server.address).is_ok() {
            thread::yield_now();
        }
        stopped.go_on();
        pushing.join().unwrap();
    });
    assert!(server.wait().success());
    assert_eq!(adopted(&fixture).len(), 2);
}

#[test]
fn killed_while_many_push_it_keeps_what_it_has_answered() {
    let fixture = fixture();
    let mut server = server_on(&fixture);
    let url = server.url();
    let clients: Vec<Client> = (0..4).map(|_| client_of(&url, &fixture.fang)).collect();
    let (answered, answers) = mpsc::channel();
    let mut clients = thread::scope(|scope| {
        let pushing: Vec<_> = clients
            .into_iter()
            .map(|mut client| {
                let (answered, fixture) = (answered.clone(), &fixture);
                scope.spawn(move || {
                    // Until the server is gone.
                    loop {
                        submit(fixture, &mut client);
                        let pushed = client.pending();
                        let Ok(_) = client.sync() else {
                            return client;
                        };
                        answered.send(pushed[0].id).unwrap();
                    }
                })
            })
            .collect();
        drop(answered);
        let mut kept: Vec<_> = answers.iter().take(20).collect();
        server.kill();
        kept.extend(answers.iter());
        let adopted = adopted(&fixture);
        assert!(kept.iter().all(|id| adopted.contains(id)));
        let clients = pushing.into_iter().map(|thread| thread.join().unwrap());
        clients.collect::<Vec<_>>()
    });
    let server = server_on(&fixture);
    for client in &mut clients {
        client.move_to(&server.url());
        client.sync().unwrap();
        assert!(client.pending().is_empty());
    }
    for client in &mut clients {
        client.sync().unwrap();
        assert_eq!(client.held.len(), count(&fixture, "cases"));
    }
    assert_eq!(
        count(&fixture, "cases"),
        adopted(&fixture).len(),
        "each adopted once"
    );
}

#[test]
fn two_that_start_at_once_on_an_empty_database_both_come_up() {
    let database = empty_database().unwrap();
    let words = ["--database", &*database, "--empty"];
    let starting = [
        Starting::new(&words),
        Starting::new(&words),
        Starting::new(&words),
    ];
    for server in starting.map(Starting::started) {
        let url = format!("{}/health/ready", server.url());
        let answered = tests::client::send(&url, "GET", None, "", b"").unwrap();
        assert_eq!(answered.status, 204);
    }
}

#[test]
fn an_organisation_is_founded_once_and_its_admin_signs_in() {
    let database = empty_database().unwrap();
    let found = || {
        run(&[
            "found",
            "--database",
            &database,
            "--slug",
            "hengli",
            "--name",
            "恒利百货",
            "--store",
            "总部",
            "--admin",
            "管理员",
            "--login",
            "admin",
        ])
    };
    let founded = found();
    assert!(
        founded.status.success(),
        "{}",
        String::from_utf8_lossy(&founded.stderr)
    );
    let again = found();
    assert!(!again.status.success());
    let said = [again.stdout, again.stderr].concat();
    assert!(String::from_utf8_lossy(&said).contains("there is such an organisation already"));
    let server = Process::start(&["--database", &*database]);
    let mut admin = Client::sign_in_as(&server.url(), "admin@hengli").unwrap();
    admin.sync().unwrap();
    assert_eq!(admin.directory.stores.len(), 1);
    assert!(
        admin.held.is_empty(),
        "no sample where there is somebody already"
    );
}

#[test]
fn projections_are_rebuilt_while_it_serves() {
    let fixture = fixture();
    let server = server_on(&fixture);
    let mut fang = client_of(&server.url(), &fixture.fang);
    let case = submit(&fixture, &mut fang);
    fang.sync().unwrap();
    let rebuild = || run(&["rebuild", "--database", &fixture.world.database]);
    let is_over = AtomicBool::new(false);
    let pushed = thread::scope(|scope| {
        let pushes = scope.spawn(|| {
            let mut pushed = 0;
            while !is_over.load(Ordering::SeqCst) {
                fang.act(case, note("还在"), now()).unwrap();
                // One that meets the rebuild is asked to come again.
                pushed += usize::from(fang.sync().is_ok());
            }
            pushed
        });
        for _ in 0..3 {
            let said = String::from_utf8(rebuild().stdout).unwrap();
            assert!(said.contains("rebuilt from 1 cases"), "{said}");
        }
        is_over.store(true, Ordering::SeqCst);
        pushes.join().unwrap()
    });
    assert!(pushed > 1, "it serves");
    fang.sync().unwrap();
    assert!(fang.pending().is_empty());
    let entries = fang.held[&case].history().entries.len();
    assert_eq!(adopted(&fixture).len(), entries);
    fixture.assert_unchanged(rebuild);
}

#[test]
fn a_database_that_is_not_there_is_told_in_words() {
    let nowhere = "postgres://nobody@127.0.0.1:1/nowhere";
    let ended = run(&["--database", nowhere, "--listen", "127.0.0.1:0"]);
    assert!(!ended.status.success());
    let said = [ended.stdout, ended.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(said.contains("failed to connect to the database"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}
