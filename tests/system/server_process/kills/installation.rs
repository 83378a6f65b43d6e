//! A server on a data folder, as it is killed and started again.

use super::{
    super::{
        embedded::{folder, found, processes_on},
        process::{Process, Starting},
    },
    Faults,
};
use crate::simulation::rng::SimRng;
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// How long a start may take, Postgres' recovery included.
const START: Duration = Duration::from_mins(1);
/// A start is tried so often before the test gives up; one that fails is a fault already.
const TRIES: usize = 3;
/// Within what time of a start or a stop its server is killed, in milliseconds.
const AMID_MS: usize = 1_500;
/// How much of a log is told of a start that failed, in bytes.
const TOLD: usize = 4_000;

/// What is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Victim {
    Server,
    /// Postgres' first process. Its children notice, and end.
    Postmaster,
    /// Another process of Postgres', after which it begins anew by itself.
    Child,
    Both,
    /// The server, then the one that is started in its place, amid its start.
    Starting,
    /// The same, and each time its Postgres with it.
    BothStarting,
    /// A server that was told to stop, before it has.
    Stopping,
}

/// How often each is.
pub const VICTIMS: [(usize, Victim); 7] = [
    (3, Victim::Server),
    (3, Victim::Postmaster),
    (2, Victim::Child),
    (3, Victim::Both),
    (2, Victim::Starting),
    (2, Victim::BothStarting),
    (1, Victim::Stopping),
];

/// Where the server is, for those who push to it.
#[derive(Clone, Default)]
pub struct Address(Arc<Mutex<String>>);

impl Address {
    pub fn url(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

/// A server on a data folder of its own.
pub struct Installation {
    folder: TempDir,
    server: Option<Process>,
    address: Address,
    pub faults: Faults,
    /// How many of each sort were killed.
    pub killed: BTreeMap<Victim, usize>,
    pub starts: usize,
    pub slowest_start: Duration,
}

impl Installation {
    /// Founds an organisation in a new folder, after the making of its database was killed
    /// so often, and starts its server.
    pub fn found(rng: &mut SimRng, killed: usize) -> Self {
        let folder = folder();
        for _ in 0..killed {
            let starting = Starting::new(&words(folder.path()));
            pass(rng.below(2 * AMID_MS));
            starting.kill();
        }
        found(folder.path());
        let mut installation = Self {
            folder,
            server: None,
            address: Address::default(),
            faults: Faults::default(),
            killed: BTreeMap::new(),
            starts: 0,
            slowest_start: Duration::ZERO,
        };
        installation.start();
        installation
    }

    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    pub fn address(&self) -> Address {
        self.address.clone()
    }

    pub fn url(&self) -> String {
        self.address.url()
    }

    fn server(&mut self) -> &mut Process {
        self.server.as_mut().expect("a server was started")
    }

    /// Kills somebody, and starts what does not start again by itself.
    pub fn kill(&mut self, victim: Victim, rng: &mut SimRng) {
        *self.killed.entry(victim).or_default() += 1;
        match victim {
            Victim::Postmaster => self.kill_postmaster(),
            Victim::Child => self.kill_child(rng),
            Victim::Server => {
                self.kill_server();
                self.start();
            }
            Victim::Both => {
                if rng.once_in(2) {
                    self.kill_postmaster();
                    self.kill_server();
                } else {
                    self.kill_server();
                    self.kill_postmaster();
                }
                self.start();
            }
            Victim::Starting | Victim::BothStarting => {
                self.kill_server();
                for _ in 0..=rng.below(3) {
                    let starting = Starting::new(&words(self.data()));
                    pass(rng.below(AMID_MS));
                    if victim == Victim::BothStarting {
                        self.kill_postmaster();
                    }
                    starting.kill();
                }
                self.start();
            }
            Victim::Stopping => {
                self.server().terminate();
                pass(rng.below(AMID_MS));
                self.kill_server();
                self.start();
            }
        }
    }

    fn kill_server(&mut self) {
        self.server().kill();
        self.look_into_logs();
    }

    fn kill_postmaster(&self) {
        if let Some(postmaster) = self.postmaster() {
            // It may have ended by itself since, with its server.
            let _ = kill(postmaster, Signal::SIGKILL);
        }
    }

    fn kill_child(&self, rng: &mut SimRng) {
        let postmaster = self.postmaster();
        let mut children = processes_on(&cluster(self.data()));
        children.retain(|process| Some(*process) != postmaster);
        if let Some(child) = rng.one_of(&children) {
            let _ = kill(child, Signal::SIGKILL);
        }
    }

    /// As its file names it, if it still runs.
    fn postmaster(&self) -> Option<Pid> {
        let cluster = cluster(self.data());
        let file = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
        let named = Pid::from_raw(file.lines().next()?.trim().parse().ok()?);
        processes_on(&cluster).contains(&named).then_some(named)
    }

    fn start(&mut self) {
        for _ in 0..TRIES {
            self.starts += 1;
            let begun = Instant::now();
            match Starting::new(&words(self.data())).started_within(START) {
                Ok(server) => {
                    self.slowest_start = self.slowest_start.max(begun.elapsed());
                    *self.address.0.lock().unwrap() = server.url();
                    self.server = Some(server);
                    return;
                }
                Err(logs) => self.fail_to_start(&logs),
            }
        }
        self.faults.assert_none();
    }

    fn fail_to_start(&mut self, logs: &str) {
        let postgres = fs::read(self.data().join("postgres/postgres.log"));
        let postgres = String::from_utf8_lossy(&postgres.unwrap_or_default()).into_owned();
        let fault = format!("{}\n--- Postgres:\n{}", end_of(logs), end_of(&postgres));
        self.faults.failed_starts.push(fault);
    }

    /// That the server has survived its Postgres.
    pub fn check_server(&mut self) {
        if self.server().has_ended() {
            let logs = self.server().logs();
            self.fail_to_start(&format!("the server ended by itself: {logs}"));
            self.start();
        }
    }

    fn look_into_logs(&mut self) {
        let logs = self.server().logs();
        let panics = logs.lines().filter(|line| line.contains("a panic"));
        let panics = panics.map(ToOwned::to_owned);
        self.faults.wrong_answers.extend(panics);
    }

    /// Stops it in good order.
    pub fn stop(&mut self) {
        self.server().terminate();
        assert!(self.server().wait().success());
        assert_eq!(processes_on(&cluster(self.data())), []);
        self.look_into_logs();
    }
}

fn words(data: &Path) -> Vec<String> {
    let blobs = data.join("blobs");
    let words = [
        "--data",
        data.to_str().unwrap(),
        "--empty",
        "--blobs",
        blobs.to_str().unwrap(),
    ];
    words.map(ToOwned::to_owned).to_vec()
}

/// Where a data folder has Postgres' own.
pub fn cluster(data: &Path) -> PathBuf {
    data.join("postgres/cluster")
}

fn end_of(log: &str) -> &str {
    let start = log.len().saturating_sub(TOLD);
    let starts = (start..=log.len()).find(|at| log.is_char_boundary(*at));
    &log[starts.unwrap_or_default()..]
}

/// A kill comes at any instant, whatever its victim is doing.
fn pass(milliseconds: usize) {
    thread::sleep(Duration::from_millis(milliseconds as u64));
}
