//! A running Postgres seen from outside: its pid file, its readiness, its end.
//!
//! Everything here must stay true for a Postgres that somebody else started:
//! a server that was killed leaves nothing but the pid file.

use std::{
    fs, io,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use nix::{
    errno::Errno,
    sys::signal::{self, Signal},
    unistd::Pid,
};

use super::Fault;

/// The port in the socket's name. The socket's folder tells clusters apart.
pub(super) const PORT: u16 = 5432;
/// The name that Postgres gives its socket for [`PORT`].
pub(super) const SOCKET: &str = ".s.PGSQL.5432";

/// The name that Postgres gives the file which says whose that socket is.
pub(super) const SOCKET_LOCK: &str = ".s.PGSQL.5432.lock";

pub(super) const PID_FILE: &str = "postmaster.pid";
const POLL: Duration = Duration::from_millis(10);
/// How a Postgres is ended: a fast shutdown writes a checkpoint first, an immediate one
/// only kills the children.
pub(super) const ORDERLY: [(Signal, Duration); 2] = [
    (Signal::SIGINT, Duration::from_mins(1)),
    (Signal::SIGQUIT, Duration::from_secs(10)),
];
/// How what is left of a killed Postgres is ended: it has no postmaster that would do it.
const FORCED: [(Signal, Duration); 2] = [
    (Signal::SIGQUIT, Duration::from_secs(10)),
    (Signal::SIGKILL, Duration::from_secs(10)),
];
/// How long that is waited for before.
const LEFTOVERS_END: Duration = Duration::from_secs(5);

#[derive(Debug, PartialEq, Eq)]
pub(super) struct PidFile {
    pub process: i32,
    pub is_ready: bool,
}

impl PidFile {
    /// `None` if there is none, or it is not complete yet.
    pub fn read(cluster: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(cluster.join(PID_FILE)).ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        // A stand-alone backend writes its own id as a negative number.
        let process = lines
            .next()?
            .trim()
            .parse::<i32>()
            .ok()
            .filter(|id| *id > 0)?;
        let is_ready = lines.nth(6).is_some_and(|line| line.trim() == "ready");
        Some(Self { process, is_ready })
    }
}

/// Makes way for a start on this cluster with its socket in this folder: ends a Postgres
/// that still runs on it, and what a killed one has left running; then takes the pid file
/// and the socket's lock away, behind which nobody stands any more. The caller holds the
/// data folder's lock, so its server is dead.
///
/// Postgres itself takes both to be in use for as long as there is a process of
/// that id: also a killed one that nobody has reaped, which may take seconds or, in
/// a container, for ever, and another program's that has got the id since. Should
/// something still run here that cannot be seen, it has the shared memory of this
/// cluster, which Postgres looks at as well.
pub(super) fn make_way(cluster: &Path, socket: &Path) -> Result<(), Fault> {
    let file = PidFile::read(cluster);
    if let Some(PidFile { process, .. }) = file
        && is_postgres_on(process, cluster)
    {
        tracing::warn!(process, cluster = %cluster.display(), "ending a Postgres whose server is dead");
        let id = Pid::from_raw(process);
        let has_ended = end(
            &ORDERLY,
            |signal| signal::kill(id, signal),
            || !is_postgres_on(process, cluster),
        );
        must_have_ended(has_ended, process, cluster)?;
    }
    end_leftovers(cluster)?;
    remove(&socket.join(SOCKET_LOCK))?;
    if remove(&cluster.join(PID_FILE))? {
        let process = file.map(|file| file.process);
        tracing::info!(
            process,
            "a Postgres was killed here; what it had committed is taken up"
        );
    }
    Ok(())
}

/// Removes a file; false if there is none.
fn remove(path: &Path) -> Result<bool, Fault> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        removed => removed.map(|()| true).map_err(Fault::file("remove", path)),
    }
}

/// What a killed Postgres has begun ends by itself as soon as it notices, but not in
/// the middle of its work.
fn end_leftovers(cluster: &Path) -> Result<(), Fault> {
    let left = processes_on(cluster);
    let Some(first) = left.first() else {
        return Ok(());
    };
    tracing::warn!(processes = ?left, "waiting for what a killed Postgres has left running");
    let are_gone = || processes_on(cluster).is_empty();
    let signal_all = |signal| {
        for process in processes_on(cluster) {
            // It may have ended meanwhile.
            let _ = signal::kill(Pid::from_raw(process), signal);
        }
        Ok(())
    };
    let have_ended = poll(LEFTOVERS_END, || are_gone().then_some(())).is_some()
        || end(&FORCED, signal_all, are_gone);
    must_have_ended(have_ended, *first, cluster)
}

fn must_have_ended(has_ended: bool, process: i32, cluster: &Path) -> Result<(), Fault> {
    has_ended.then_some(()).ok_or_else(|| Fault::Slow {
        process,
        folder: cluster.to_path_buf(),
        act: "stop",
    })
}

/// Sends one signal after the other, until something has ended; tells whether it did.
pub(super) fn end(
    signals: &[(Signal, Duration)],
    send: impl Fn(Signal) -> Result<(), Errno>,
    mut has_ended: impl FnMut() -> bool,
) -> bool {
    signals.iter().any(|(signal, patience)| {
        // A process that is gone cannot be signalled, and that is well.
        let _ = send(*signal);
        poll(*patience, || has_ended().then_some(())).is_some()
    })
}

/// Asks `question` until it has an answer or patience ends. Postgres offers
/// nothing better to wait for than its pid file.
pub(super) fn poll<T>(patience: Duration, mut question: impl FnMut() -> Option<T>) -> Option<T> {
    let since = Instant::now();
    loop {
        if let Some(answer) = question() {
            return Some(answer);
        }
        if since.elapsed() > patience {
            return None;
        }
        thread::sleep(POLL);
    }
}

/// Whether this process is one of a Postgres on this cluster: all of them work in its
/// folder, and the postmaster names it. A pid file may be old, and the id in it another
/// program's by now, or that of a dead process that nobody has reaped.
#[cfg(target_os = "linux")]
pub(super) fn is_postgres_on(process: i32, cluster: &Path) -> bool {
    let of = Path::new("/proc").join(process.to_string());
    let read = |name| fs::read(of.join(name)).unwrap_or_default();
    if read("comm").trim_ascii() != b"postgres" {
        return false;
    }
    let works_in = fs::read_link(of.join("cwd")).ok();
    let works_here =
        works_in.is_some_and(|it| fs::canonicalize(cluster).is_ok_and(|real| it == real));
    works_here || contains(&read("cmdline"), cluster.as_os_str().as_encoded_bytes())
}

/// Elsewhere only the postmaster is known, by its command line.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_postgres_on(process: i32, cluster: &Path) -> bool {
    processes_on(cluster).contains(&process)
}

/// Every process of a Postgres on this cluster.
#[cfg(target_os = "linux")]
fn processes_on(cluster: &Path) -> Vec<i32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = processes.filter_map(|process| process.file_name().to_str()?.parse().ok());
    ids.filter(|id| is_postgres_on(*id, cluster)).collect()
}

#[cfg(not(target_os = "linux"))]
fn processes_on(cluster: &Path) -> Vec<i32> {
    let listed = std::process::Command::new("ps")
        .args(["-A", "-ww", "-o", "pid=,command="])
        .output();
    let listed = listed.map(|output| output.stdout).unwrap_or_default();
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let processes = listed.lines().filter_map(|line| {
        let (id, command) = line.trim_start().split_once(' ')?;
        let is_postgres = command.split(' ').next()?.ends_with("postgres");
        let is_here = command.contains(&*cluster.to_string_lossy());
        id.parse().ok().filter(|_| is_postgres && is_here)
    });
    processes.collect()
}

#[cfg(target_os = "linux")]
fn contains(line: &[u8], path: &[u8]) -> bool {
    line.windows(path.len()).any(|window| window == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pid_file_tells_the_process_and_whether_it_is_ready() {
        let start = "4711\n/data/cluster\n1700000000\n5432\n/data\n\n  12345 6\n";
        assert_eq!(
            PidFile::parse(&format!("{start}starting\n")),
            Some(PidFile {
                process: 4711,
                is_ready: false
            })
        );
        assert_eq!(
            PidFile::parse(&format!("{start}ready   \n")),
            Some(PidFile {
                process: 4711,
                is_ready: true
            })
        );
        assert_eq!(PidFile::parse(""), None);
        assert_eq!(PidFile::parse("-4711\n"), None);
    }

    #[test]
    fn another_program_with_the_same_id_is_not_taken_for_postgres() {
        let own = i32::try_from(std::process::id()).unwrap();
        assert!(!is_postgres_on(own, Path::new("/nowhere/cluster")));
    }

    #[test]
    fn a_process_that_ignores_the_orderly_signal_gets_the_other() {
        let quickly = ORDERLY.map(|(signal, _)| (signal, Duration::ZERO));
        for (heeded, expected) in [
            (Some(Signal::SIGINT), &ORDERLY[..1]),
            (Some(Signal::SIGQUIT), &ORDERLY),
            (None, &ORDERLY),
        ] {
            let sent = std::cell::RefCell::new(Vec::new());
            let has_ended = end(
                &quickly,
                |signal| {
                    sent.borrow_mut().push(signal);
                    Ok(())
                },
                || sent.borrow().last().copied() == heeded,
            );
            assert_eq!(has_ended, heeded.is_some());
            let expected: Vec<Signal> = expected.iter().map(|(signal, _)| *signal).collect();
            assert_eq!(*sent.borrow(), expected);
        }
    }
}
