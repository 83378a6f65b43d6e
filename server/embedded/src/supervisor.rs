//! The supervisor: the thread that starts a Postgres, waits, and ends it.
//!
//! It is a thread of its own because the kernel ends Postgres with the
//! *thread* that started it (`runner.rs`), and because only one who reaps
//! a process may signal it without doubt that its id is still its own. Not here: how the
//! folder is guarded (`folder.rs`), how an orphan is found (`postmaster.rs`).

use std::{
    fs::{self, File},
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    process::{Child, Stdio},
    sync::mpsc,
    time::Duration,
};

use nix::{sys::signal, unistd::Pid};

use super::{
    Binaries, Durability, Fault,
    cluster::USER,
    folder::{self, Folder},
    postmaster::{self, PidFile},
    runner::Runner,
};

/// After a crash, Postgres replays its log before it is ready.
const START: Duration = Duration::from_mins(2);

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
    pub process: i32,
}

/// Starts it, waits until it shall stop, and ends it. The folder's lock is held
/// as long.
pub(super) fn supervise(
    plan: &Plan,
    report: &mpsc::Sender<Result<Running, Fault>>,
    stop: &mpsc::Receiver<()>,
) -> Result<(), Fault> {
    let (folder, mut child, running) = match rise(plan) {
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
    let socket = running.socket.clone();
    // Nobody ever sends: the other end is dropped, on purpose or with its owner.
    if report.send(Ok(running)).is_ok() {
        let _ = stop.recv();
    }
    let result = end(&mut child, &folder);
    if socket != folder.path() {
        folder::remove(&socket)?;
    }
    if plan.is_scratch && result.is_ok() {
        folder::remove(folder.path())?;
    }
    result
}

fn rise(plan: &Plan) -> Result<(Folder, Child, Running), Fault> {
    let Plan {
        binaries, runner, ..
    } = plan;
    runner.must_run(&binaries.program("postgres"))?;
    let folder = Folder::open(&plan.data, runner)?;
    postmaster::end_orphan(&folder.cluster())?;
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
    let child = launch(plan, &folder, &socket).inspect_err(|_| {
        if socket != folder.path() {
            // The fault to tell is the one that led here.
            let _ = folder::remove(&socket);
        }
    })?;
    let running = Running {
        data: folder.path().to_path_buf(),
        socket,
        process: child.id().cast_signed(),
    };
    Ok((folder, child, running))
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

/// Starts Postgres on a finished cluster and waits until it is ready.
fn launch(plan: &Plan, folder: &Folder, socket: &Path) -> Result<Child, Fault> {
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
        Ok(None) => PidFile::read(&folder.cluster())
            .is_some_and(|file| file.is_ready && file.process == process)
            .then_some(true),
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
    postmaster::end(|signal| signal::kill(id, signal), has_ended)
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
