//! The supervisor: the thread that starts a Postgres, starts it again should it die, and
//! ends it.
//!
//! It is a thread of its own because the kernel ends Postgres with the
//! *thread* that started it (`runner.rs`), and because only one who reaps
//! a process may signal it without doubt that its id is still its own. Not here: how the
//! folder is guarded (`folder.rs`), how an orphan is found (`postmaster.rs`).

use std::{
    fs::{self, File},
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    process::{Child, ExitStatus, Stdio},
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    time::{Duration, Instant},
};

use nix::{sys::signal, unistd::Pid};

use super::{
    Binaries, Durability, Fault,
    cluster::USER,
    folder::{self, Folder},
    postmaster::{self, ORDERLY, PidFile},
    runner::Runner,
};

/// After a crash, Postgres replays its log before it is ready.
const START: Duration = Duration::from_mins(2);
/// How often the supervisor looks whether Postgres lives.
const LOOK: Duration = Duration::from_millis(100);
/// How long one that has died has lived to be started again at once.
const STEADY: Duration = Duration::from_secs(5);
/// The first wait before one that does not live so long is started again; each is twice the
/// one before.
const DELAY: Duration = Duration::from_millis(250);
const DELAY_MAX: Duration = Duration::from_secs(30);

/// Who is let in: whoever can enter the socket's folder, and nobody by an address, were
/// one to listen on ever set.
const RULES: &str = "local all all trust\n";

/// The major version that made the data in this folder, if there is any.
pub(super) fn major(data: &Path) -> Option<u32> {
    fs::read_to_string(folder::cluster_in(data).join("PG_VERSION"))
        .ok()?
        .trim()
        .parse()
        .ok()
}

/// What the supervisor is to start.
pub(super) struct Plan {
    pub data: PathBuf,
    pub binaries: Binaries,
    pub runner: Runner,
    pub durability: Durability,
    /// Whether the folder goes with the cluster.
    pub is_scratch: bool,
}

/// What the supervisor has started.
pub(super) struct Running {
    pub data: PathBuf,
    pub socket: PathBuf,
    /// Of the Postgres that was started last.
    pub process: Arc<AtomicI32>,
}

/// Starts it, keeps it running until it shall stop, and ends it. The folder's lock is held
/// as long.
pub(super) fn supervise(
    plan: &Plan,
    report: &mpsc::Sender<Result<Running, Fault>>,
    stop: &mpsc::Receiver<()>,
) -> Result<(), Fault> {
    let mut risen = match rise(plan, stop) {
        Ok(risen) => risen,
        Err(fault) => {
            // The receiver waits for this very message.
            let _ = report.send(Err(fault));
            if plan.is_scratch {
                folder::remove(&plan.data)?;
            }
            return Ok(());
        }
    };
    let running = Running {
        data: risen.folder.path().to_path_buf(),
        socket: risen.socket.clone(),
        process: risen.process.clone(),
    };
    let result = match report.send(Ok(running)) {
        Ok(()) => risen.keep(plan, stop),
        Err(mpsc::SendError(_)) => end(&mut risen.child, &risen.folder),
    };
    if risen.socket != risen.folder.path() {
        folder::remove(&risen.socket)?;
    }
    if plan.is_scratch && result.is_ok() {
        folder::remove(risen.folder.path())?;
    }
    result
}

/// A Postgres that came up, in its folder.
struct Risen {
    folder: Folder,
    socket: PathBuf,
    child: Child,
    process: Arc<AtomicI32>,
}

fn rise(plan: &Plan, stop: &mpsc::Receiver<()>) -> Result<Risen, Fault> {
    let Plan {
        binaries, runner, ..
    } = plan;
    runner.must_run(&binaries.program("postgres"))?;
    let folder = Folder::open(&plan.data, runner)?;
    // Where its socket is elsewhere, that folder is a new one.
    postmaster::make_way(&folder.cluster(), folder.path())?;
    match major(folder.path()) {
        Some(found) if found != binaries.major() => {
            return Err(Fault::Version {
                folder: folder.path().to_path_buf(),
                found,
                binaries: binaries.major(),
            });
        }
        _ if folder.cluster().exists() => {}
        _ => init(plan, &folder)?,
    }
    write_rules(&folder)?;
    let socket = folder.socket_folder(runner)?;
    let child = launch(plan, &folder, &socket, stop).inspect_err(|_| {
        if socket != folder.path() {
            // The fault to tell is the one that led here.
            let _ = folder::remove(&socket);
        }
    })?;
    Ok(Risen {
        process: Arc::new(AtomicI32::new(child.id().cast_signed())),
        folder,
        socket,
        child,
    })
}

impl Risen {
    /// Starts Postgres again whenever it has died, until it shall stop, and ends it then.
    fn keep(&mut self, plan: &Plan, stop: &mpsc::Receiver<()>) -> Result<(), Fault> {
        let mut delays = Delays::default();
        loop {
            let began = Instant::now();
            let Some(status) = self.until_dead(stop) else {
                return end(&mut self.child, &self.folder);
            };
            tracing::warn!(%status, "the private Postgres died; it is started again");
            delays.note(began.elapsed());
            loop {
                if is_to_stop(stop, delays.next()) {
                    return Ok(());
                }
                match self.revive(plan, stop) {
                    Ok(()) => break,
                    Err(fault) => {
                        tracing::error!(
                            error = %fault,
                            next_try_ms = delays.peek().as_millis(),
                            "the private Postgres does not start"
                        );
                    }
                }
            }
            tracing::info!("the private Postgres runs again");
        }
    }

    /// How it died; none if it is to stop.
    fn until_dead(&mut self, stop: &mpsc::Receiver<()>) -> Option<ExitStatus> {
        while !is_to_stop(stop, LOOK) {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status);
            }
        }
        None
    }

    fn revive(&mut self, plan: &Plan, stop: &mpsc::Receiver<()>) -> Result<(), Fault> {
        postmaster::make_way(&self.folder.cluster(), &self.socket)?;
        self.child = launch(plan, &self.folder, &self.socket, stop)?;
        let process = self.child.id().cast_signed();
        self.process.store(process, Ordering::Relaxed);
        Ok(())
    }
}

/// Waits so long; true as soon as it is told to stop. Nobody ever sends: the other end is
/// dropped, on purpose or with its owner.
fn is_to_stop(stop: &mpsc::Receiver<()>, patience: Duration) -> bool {
    stop.recv_timeout(patience) == Err(RecvTimeoutError::Disconnected)
}

/// How long to wait before Postgres is started again: not at all, then longer and longer
/// while it dies or fails each time.
#[derive(Default)]
struct Delays {
    failures: u32,
}

impl Delays {
    /// What lived so long did not die of how it was started.
    fn note(&mut self, lived: Duration) {
        if lived >= STEADY {
            self.failures = 0;
        }
    }

    fn peek(&self) -> Duration {
        match self.failures {
            0 => Duration::ZERO,
            failures => DELAY_MAX.min(DELAY * 2_u32.saturating_pow(failures - 1)),
        }
    }

    fn next(&mut self) -> Duration {
        let delay = self.peek();
        self.failures = self.failures.saturating_add(1);
        delay
    }
}

/// Makes the cluster beside its place, so that a crash leaves no half of one.
fn init(plan: &Plan, folder: &Folder) -> Result<(), Fault> {
    let unfinished = folder.unfinished(&plan.runner)?;
    let program = plan.binaries.program("initdb");
    let mut command = plan.runner.command(&program);
    command
        .arg("--pgdata")
        .arg(&unfinished)
        .args(["--username", USER, "--encoding", "UTF8", "--locale", "C"])
        // Who is let in, `write_rules` says.
        .args(["--auth-local", "trust", "--auth-host", "reject"])
        .args(["--data-checksums", "--no-instructions"]);
    if plan.durability == Durability::Volatile {
        command.arg("--no-sync");
    }
    let output = command
        .output()
        .map_err(|source| Fault::Run { program, source })?;
    if output.status.success() {
        return folder.finish(&unfinished);
    }
    Err(Fault::Initdb {
        folder: folder.path().to_path_buf(),
        said: last_lines(&output.stderr),
    })
}

/// Writes who is let in, whatever an earlier version of this program had made of it.
fn write_rules(folder: &Folder) -> Result<(), Fault> {
    let path = folder.cluster().join("pg_hba.conf");
    fs::write(&path, RULES).map_err(Fault::file("write", &path))
}

/// Starts Postgres on a finished cluster and waits until it is ready, or is to stop
/// again.
fn launch(
    plan: &Plan,
    folder: &Folder,
    socket: &Path,
    stop: &mpsc::Receiver<()>,
) -> Result<Child, Fault> {
    let (log, said_before) = folder.log()?;
    let errors = log
        .try_clone()
        .map_err(Fault::file("open", folder.log_path()))?;
    let socket = socket
        .to_str()
        .ok_or_else(|| Fault::Socket(socket.to_path_buf()))?;
    let program = plan.binaries.program("postgres");
    let mut command = plan.runner.command(&program);
    command.arg("-D").arg(folder.cluster());
    for setting in settings(plan.durability) {
        command.args(["-c", setting]);
    }
    command
        .arg("-c")
        .arg(format!(
            "unix_socket_directories=\"{}\"",
            socket.replace('"', "\"\"")
        ))
        .arg("-c")
        .arg(format!("port={}", postmaster::PORT))
        .stdout(Stdio::from(log))
        .stderr(Stdio::from(errors));
    let mut child = command
        .spawn()
        .map_err(|source| Fault::Run { program, source })?;

    let process = child.id().cast_signed();
    let outcome = postmaster::poll(START, || match child.try_wait() {
        Ok(None) => {
            let file = PidFile::read(&folder.cluster());
            let is_ready = file.is_some_and(|file| file.is_ready && file.process == process);
            (is_ready || is_to_stop(stop, Duration::ZERO)).then_some(true)
        }
        Ok(Some(_)) | Err(_) => Some(false),
    });
    match outcome {
        Some(true) => Ok(child),
        Some(false) => Err(Fault::Start {
            folder: folder.path().to_path_buf(),
            said: log_since(&folder.log_path(), said_before),
        }),
        None => {
            end(&mut child, folder)?;
            Err(Fault::Slow {
                process,
                folder: folder.path().to_path_buf(),
                act: "start",
            })
        }
    }
}

/// What differs from Postgres' defaults, and why.
fn settings(durability: Durability) -> impl Iterator<Item = &'static str> {
    let always = [
        // The socket is the only way in.
        "listen_addresses=",
        "unix_socket_permissions=0700",
        // Several servers, or a whole test run with its pools, on one cluster.
        "max_connections=200",
        // Short queries only: compiling them costs more than it gains.
        "jit=off",
        "timezone=UTC",
        "log_timezone=UTC",
    ];
    let volatile = [
        "fsync=off",
        "full_page_writes=off",
        "wal_level=minimal",
        "max_wal_senders=0",
    ];
    let extra = match durability {
        Durability::Durable => &[][..],
        Durability::Volatile => &volatile[..],
    };
    always.into_iter().chain(extra.to_vec())
}

fn end(child: &mut Child, folder: &Folder) -> Result<(), Fault> {
    let process = child.id().cast_signed();
    let mut has_ended = || !matches!(child.try_wait(), Ok(None));
    // Once reaped, the id may be another program's.
    if has_ended() {
        return Ok(());
    }
    let id = Pid::from_raw(process);
    postmaster::end(&ORDERLY, |signal| signal::kill(id, signal), has_ended)
        .then_some(())
        .ok_or_else(|| Fault::Slow {
            process,
            folder: folder.path().to_path_buf(),
            act: "stop",
        })
}

fn log_since(path: &Path, position: u64) -> String {
    let mut said = Vec::new();
    let read = File::open(path).and_then(|mut log| {
        log.seek(SeekFrom::Start(position))?;
        log.read_to_end(&mut said)
    });
    match read {
        Ok(_) if !said.is_empty() => last_lines(&said),
        _ => format!("nothing ({})", path.display()),
    }
}

/// Enough of an output to see what went wrong, in one line.
fn last_lines(output: &[u8]) -> String {
    let text = String::from_utf8_lossy(output);
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines[lines.len().saturating_sub(4)..].join(" / ")
}
