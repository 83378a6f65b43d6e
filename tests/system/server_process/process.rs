//! The server's program, built once, and one process of it.

use std::{
    env,
    ffi::OsStr,
    fs::File,
    io::{BufRead, BufReader, Read, Seek},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio},
    sync::{
        OnceLock,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use serde_json::Value;
use tests::world::PASSWORD;

/// The program as cargo builds it, with the features it has for these tests, so
/// that nothing is compiled twice.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args([
            "build",
            "--package",
            "fieldloop-server-bin",
            "--package",
            "fieldloop-tests",
        ]);
        cargo.args(["--bin", "fieldloop-server", "--message-format", "json"]);
        if !cfg!(debug_assertions) {
            cargo.arg("--release");
        }
        // What cargo has told this test about its package would make some build
        // scripts believe that they have moved, and everything after them be
        // compiled anew.
        for (name, _) in env::vars_os() {
            let is_told = [
                "CARGO_PKG_",
                "CARGO_MANIFEST_",
                "CARGO_BIN_",
                "CARGO_CRATE_",
            ];
            if is_told
                .iter()
                .any(|told| name.to_string_lossy().starts_with(told))
            {
                cargo.env_remove(name);
            }
        }
        let built = cargo.stderr(Stdio::inherit()).output().unwrap();
        assert!(built.status.success(), "the server does not build");
        let built = String::from_utf8(built.stdout).unwrap();
        let messages = built
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let mut programs = messages.filter_map(|message| {
            let is_it = message["target"]["name"] == "fieldloop-server";
            let program = message["executable"].as_str().filter(|_| is_it)?;
            Some(PathBuf::from(program))
        });
        programs.next().unwrap()
    })
}

/// The program with these words; nothing is taken from our own environment that
/// would set it.
fn command<S: AsRef<OsStr>>(words: &[S]) -> Command {
    let mut command = Command::new(program());
    command.args(words);
    for variable in [
        "DATABASE_URL",
        "FIELDLOOP_DATA",
        "FIELDLOOP_LISTEN",
        "RUST_LOG",
    ] {
        command.env_remove(variable);
    }
    command.env(
        "FIELDLOOP_BLOBS",
        concat!(env!("CARGO_TARGET_TMPDIR"), "/blobs"),
    );
    command
}

/// Runs the program to its end.
pub fn run<S: AsRef<OsStr>>(words: &[S]) -> Output {
    let mut command = command(words);
    command.env("FIELDLOOP_PASSWORD", PASSWORD);
    command.output().unwrap()
}

/// A running server, killed when it is dropped.
pub struct Process {
    child: Child,
    logs: File,
    pub address: SocketAddr,
    /// What it says; held, so that it can.
    out: BufReader<ChildStdout>,
}

impl Process {
    /// Starts one with these words besides where it listens, and waits until it
    /// says that it runs.
    pub fn start<S: AsRef<OsStr>>(words: &[S]) -> Self {
        Starting::new(words).started()
    }

    /// The same, listening elsewhere than on loopback.
    pub fn start_at<S: AsRef<OsStr>>(listen: &str, words: &[S]) -> Self {
        Starting::at(listen, words, &[]).started()
    }

    /// As [`start`](Self::start), with these variables set.
    pub fn start_with<S: AsRef<OsStr>>(words: &[S], variables: &[(&str, &str)]) -> Self {
        Starting::with(words, variables).started()
    }

    /// What it says of something in its greeting, after what was read of that.
    pub fn told(&mut self, of: &str) -> String {
        let mut line = String::new();
        while self.out.read_line(&mut line).unwrap() > 0 {
            if let Some(told) = line.trim().strip_prefix(of) {
                return told.trim().to_owned();
            }
            line.clear();
        }
        panic!("the server does not tell its {of}");
    }

    /// What it has logged so far.
    pub fn logs(&mut self) -> String {
        let mut logs = String::new();
        self.logs.rewind().unwrap();
        self.logs.read_to_string(&mut logs).unwrap();
        logs
    }

    /// Its address, as phones are given it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Tells it to stop, as an operator would.
    pub fn terminate(&self) {
        kill(id_of(&self.child), Signal::SIGTERM).unwrap();
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Waits for its end.
    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Ends it in the middle of whatever it does.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One that was started and has not said yet that it runs.
pub struct Starting {
    child: Child,
    logs: File,
}

impl Starting {
    pub fn new<S: AsRef<OsStr>>(words: &[S]) -> Self {
        Self::with(words, &[])
    }

    fn with<S: AsRef<OsStr>>(words: &[S], variables: &[(&str, &str)]) -> Self {
        Self::at("127.0.0.1:0", words, variables)
    }

    fn at<S: AsRef<OsStr>>(listen: &str, words: &[S], variables: &[(&str, &str)]) -> Self {
        let logs = tempfile::tempfile().unwrap();
        let child = command(words)
            .envs(variables.iter().copied())
            .args(["--listen", listen])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(logs.try_clone().unwrap())
            .spawn()
            .unwrap();
        Self { child, logs }
    }

    /// Waits until it says that it runs, and where.
    pub fn started(self) -> Process {
        self.told_where()
            .unwrap_or_else(|logs| panic!("the server did not start:\n{logs}"))
    }

    /// The same; what it has logged if it ends before that, or takes longer than this.
    pub fn started_within(self, patience: Duration) -> Result<Process, String> {
        let id = id_of(&self.child);
        let (started, watch) = mpsc::channel::<()>();
        let watching = thread::spawn(move || {
            if watch.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
                // Its end is what is waited for below, and nobody has reaped it before.
                let _ = kill(id, Signal::SIGKILL);
            }
        });
        let told = self.told_where();
        drop(started);
        watching.join().unwrap();
        told
    }

    /// Ends it before it says so, or right after.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn told_where(mut self) -> Result<Process, String> {
        let mut out = BufReader::new(self.child.stdout.take().unwrap());
        let mut line = String::new();
        while out.read_line(&mut line).unwrap() > 0 {
            if let Some((_, address)) = line.split_once("http://") {
                let address = address.trim().trim_end_matches('/').parse().unwrap();
                return Ok(Process {
                    child: self.child,
                    logs: self.logs,
                    address,
                    out,
                });
            }
            line.clear();
        }
        // It is over, or will be as soon as it is noticed that nobody listens.
        let _ = self.child.kill();
        self.child.wait().unwrap();
        let mut logs = String::new();
        self.logs.rewind().unwrap();
        self.logs.read_to_string(&mut logs).unwrap();
        Err(logs)
    }
}

fn id_of(child: &Child) -> Pid {
    Pid::from_raw(child.id().cast_signed())
}
