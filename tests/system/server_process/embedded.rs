//! The server with nothing set up: a Postgres of its own in a data folder, which
//! outlives every server and is never left running.

use super::{
    now,
    process::{Process, run},
};
use crate::fixture::note;
use domain::{
    capabilities::Act,
    directory::{Category, Targets},
    ids::{CaseId, CategoryId, CommandId},
    tickets::TicketAct,
};
use nix::unistd::Pid;
use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::mpsc,
    thread,
};
use tempfile::TempDir;
use tests::client::{Client, mint};
use uuid::Uuid;

/// A data folder, which also another user may enter: root's Postgres runs as one.
pub fn folder() -> TempDir {
    let open = Permissions::from_mode(0o755);
    tempfile::Builder::new()
        .permissions(open)
        .tempdir()
        .unwrap()
}

/// Founds an organisation in a new data folder, with somebody who keeps it.
pub fn found(data: &Path) {
    let data = data.to_str().unwrap();
    let founded = run(&[
        "found",
        "--data",
        data,
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
    ]);
    assert!(
        founded.status.success(),
        "{}",
        String::from_utf8_lossy(&founded.stderr)
    );
}

fn start(data: &Path) -> Process {
    Process::start(&["--data", data.to_str().unwrap(), "--empty"])
}

/// The processes that name this folder in their command line, or work in it.
pub fn processes_on(data: &Path) -> Vec<Pid> {
    let name = data.to_str().unwrap().as_bytes();
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let are_on = processes.filter(|process| {
        let line = fs::read(process.path().join("cmdline")).unwrap_or_default();
        let works_in = fs::read_link(process.path().join("cwd")).unwrap_or_default();
        line.windows(name.len()).any(|part| part == name) || works_in.starts_with(data)
    });
    let ids = are_on.filter_map(|process| process.file_name().to_str()?.parse().ok());
    ids.map(Pid::from_raw).collect()
}

/// A ticket of the admin, in a category that is put for it.
fn submit(admin: &mut Client) -> CaseId {
    let targets = Targets {
        response_min: 30,
        completion_min: 240,
    };
    let category = Category {
        id: CategoryId(Uuid::from_u128(2)),
        parent: None,
        name_zh: "收银系统".to_owned(),
        name_en: "Point of sale".to_owned(),
        targets: Some(targets),
        former_targets: Vec::new(),
    };
    let path = format!("/v1/categories/{}", category.id);
    let body = serde_json::to_vec(&category).unwrap();
    let answered = admin.send("PUT", &path, "application/json", &body).unwrap();
    assert_eq!(answered.status, 200, "{}", answered.json());
    admin.sync().unwrap();
    let case = CaseId(mint(now()));
    let submission = TicketAct::Submit {
        category: category.id,
        targets,
        store: admin.person.store,
        description: "收银机打不开".to_owned(),
        equipment: Vec::new(),
        photos: Vec::new(),
    };
    admin.act(case, Act::Ticket(submission), now()).unwrap();
    admin.sync().unwrap();
    case
}

#[test]
fn killed_while_it_is_pushed_to_it_keeps_what_it_has_answered_and_leaves_no_postgres() {
    let folder = folder();
    let data = folder.path();
    found(data);
    assert_eq!(processes_on(data), [], "a command leaves nothing running");
    let mut server = start(data);
    let mut admin = Client::sign_in_as(&server.url(), "admin@hengli").unwrap();
    let case = submit(&mut admin);

    let (answered, answers) = mpsc::channel();
    let (mut admin, mut kept) = thread::scope(|scope| {
        let pushing = scope.spawn(move || {
            loop {
                let id = admin.act(case, note("还在"), now()).unwrap();
                let Ok(_) = admin.sync() else {
                    return admin;
                };
                answered.send(id).unwrap();
            }
        });
        let mut kept: Vec<CommandId> = answers.iter().take(10).collect();
        server.kill();
        kept.extend(answers.iter());
        (pushing.join().unwrap(), kept)
    });
    // The kernel tells Postgres; it ends by itself.
    while !processes_on(data).is_empty() {
        thread::yield_now();
    }

    let mut server = start(data);
    let mut fresh = Client::sign_in_as(&server.url(), "admin@hengli").unwrap();
    fresh.sync().unwrap();
    let history = fresh.held[&case].history();
    kept.retain(|id| !history.entries.iter().any(|entry| entry.id == *id));
    assert_eq!(kept, [], "answered and lost");
    admin.move_to(&server.url());
    admin.sync().unwrap();
    fresh.sync().unwrap();
    assert!(admin.pending().is_empty());
    crate::fixture::assert_same(case, &[&admin, &fresh]);

    server.terminate();
    assert!(server.wait().success());
    assert_eq!(processes_on(data), []);
}

#[test]
fn a_second_server_on_the_same_folder_is_told_so_and_the_first_goes_on() {
    let folder = folder();
    let data = folder.path();
    found(data);
    let server = start(data);
    let words = [
        "--data",
        data.to_str().unwrap(),
        "--empty",
        "--listen",
        "127.0.0.1:0",
    ];
    let second = run(&words);
    assert!(!second.status.success());
    let said = [second.stdout, second.stderr].concat();
    assert!(!String::from_utf8_lossy(&said).contains("panicked"));
    let mut admin = Client::sign_in_as(&server.url(), "admin@hengli").unwrap();
    let case = submit(&mut admin);
    assert_eq!(admin.held[&case].history().entries.len(), 1);
}
