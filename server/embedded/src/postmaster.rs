//! A running Postgres seen from outside: its pid file, its readiness, its end.
//!
//! Everything here must stay true for a Postgres that somebody else started:
//! a server that was killed leaves nothing but the pid file.

use std::{
    fs,
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

const POLL: Duration = Duration::from_millis(10);
/// A fast shutdown writes a checkpoint first.
const ORDERLY_END: Duration = Duration::from_mins(1);
/// An immediate shutdown only kills the children.
const IMMEDIATE_END: Duration = Duration::from_secs(10);

#[derive(Debug, PartialEq, Eq)]
pub(super) struct PidFile {
    pub process: i32,
    pub is_ready: bool,
}

impl PidFile {
    /// `None` if there is none, or it is not complete yet.
    pub fn read(cluster: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(cluster.join("postmaster.pid")).ok()?)
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

/// Ends a Postgres that still runs on this cluster. The caller holds the data
/// folder's lock, so its server is dead.
pub(super) fn end_orphan(cluster: &Path) -> Result<(), Fault> {
    let Some(PidFile { process, .. }) = PidFile::read(cluster) else {
        return Ok(());
    };
    if !is_postgres_on(process, cluster) {
        return Ok(());
    }
    tracing::warn!(process, cluster = %cluster.display(), "ending a Postgres whose server is dead");
    let id = Pid::from_raw(process);
    end(
        |signal| signal::kill(id, signal),
        || !is_postgres_on(process, cluster),
    )
    .then_some(())
    .ok_or_else(|| Fault::Slow {
        process,
        folder: cluster.to_path_buf(),
        act: "stop",
    })
}

/// Asks Postgres to end in good order and, if it does not, at once. Tells
/// whether it did.
pub(super) fn end(
    send: impl Fn(Signal) -> Result<(), Errno>,
    mut has_ended: impl FnMut() -> bool,
) -> bool {
    [
        (Signal::SIGINT, ORDERLY_END),
        (Signal::SIGQUIT, IMMEDIATE_END),
    ]
    .into_iter()
    .any(|(signal, patience)| {
        // A process that is gone cannot be signalled, and that is well.
        let _ = send(signal);
        poll(patience, || has_ended().then_some(())).is_some()
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

/// Whether this process is a Postgres on this cluster. A pid file may be old,
/// and the id in it another program's by now.
pub(super) fn is_postgres_on(process: i32, cluster: &Path) -> bool {
    command_line(process)
        .is_some_and(|line| contains(&line, cluster.as_os_str().as_encoded_bytes()))
}

#[cfg(target_os = "linux")]
fn command_line(process: i32) -> Option<Vec<u8>> {
    fs::read(format!("/proc/{process}/cmdline")).ok()
}

#[cfg(not(target_os = "linux"))]
fn command_line(process: i32) -> Option<Vec<u8>> {
    std::process::Command::new("ps")
        .args(["-ww", "-o", "command=", "-p", &process.to_string()])
        .output()
        .ok()
        .map(|output| output.stdout)
}

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
        let sent = std::cell::RefCell::new(Vec::new());
        let has_ended = end(
            |signal| {
                sent.borrow_mut().push(signal);
                Ok(())
            },
            || true,
        );
        assert!(has_ended);
        assert_eq!(*sent.borrow(), [Signal::SIGINT]);
    }
}
