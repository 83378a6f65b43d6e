//! Under whom Postgres runs, and how its programs are spawned.
//!
//! Postgres refuses to run as root, so root runs it under another user; and it
//! must never outlive its server, so on Linux the kernel is told to interrupt
//! it when its parent dies. Nothing here knows about clusters.

use std::{
    fs,
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::Path,
    process::{Command, Stdio},
};

use nix::unistd::{Uid, User};

use super::Fault;

/// Under whom Postgres runs: `None` inside is this process's own user.
#[derive(Debug, Clone)]
pub(super) struct Runner(Option<User>);

/// Whether this process is root, whom Postgres refuses.
pub(super) fn is_root() -> bool {
    Uid::effective().is_root()
}

impl Runner {
    /// This process's own user or, for root, whoever owns the existing
    /// `cluster`, or else the system's `postgres`, or else `nobody`.
    pub fn choose(cluster: &Path) -> Result<Self, Fault> {
        if !is_root() {
            return Ok(Self(None));
        }
        // Root may come to data of an ordinary user, or a `postgres` may have
        // been added to the system since `nobody` made the data.
        let owner = fs::metadata(cluster)
            .ok()
            .and_then(|metadata| User::from_uid(metadata.uid().into()).ok().flatten());
        let named = ["postgres", "nobody"]
            .into_iter()
            .filter_map(|name| User::from_name(name).ok().flatten());
        owner
            .into_iter()
            .chain(named)
            .find(|user| !user.uid.is_root())
            .map(|user| Self(Some(user)))
            .ok_or(Fault::NoUser)
    }

    /// Makes the runner the owner of one file or folder.
    pub fn own(&self, path: &Path) -> Result<(), Fault> {
        match &self.0 {
            None => Ok(()),
            Some(user) => {
                std::os::unix::fs::chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw()))
                    .map_err(Fault::file("change the owner of", path))
            }
        }
    }

    /// Whether the runner can enter this folder. Asked of the kernel by trying,
    /// because modes, groups and access lists all have a say.
    pub fn can_enter(&self, folder: &Path) -> bool {
        self.0.is_none() || self.try_in(folder, Path::new("true"))
    }

    /// A fault unless the runner can enter this folder.
    pub fn must_enter(&self, folder: &Path) -> Result<(), Fault> {
        if self.can_enter(folder) {
            return Ok(());
        }
        Err(self.unreachable(folder))
    }

    /// A fault unless the runner can run this program.
    pub fn must_run(&self, program: &Path) -> Result<(), Fault> {
        if self.0.is_none() || self.try_in(Path::new("/"), program) {
            return Ok(());
        }
        Err(self.unreachable(program.parent().unwrap_or(program)))
    }

    fn try_in(&self, folder: &Path, program: &Path) -> bool {
        self.command(program)
            .arg("--version")
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    fn unreachable(&self, folder: &Path) -> Fault {
        Fault::Unreachable {
            folder: folder.to_path_buf(),
            user: self
                .0
                .as_ref()
                .map_or_else(String::new, |user| user.name.clone()),
        }
    }

    /// A command that runs under the runner, apart from the terminal's Ctrl-C
    /// (the server decides when its database stops), and is interrupted when
    /// the *thread* that spawns it ends: spawn it from one that lives as long
    /// as the program shall.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .stdin(Stdio::null())
            .process_group(0)
            .current_dir("/");
        for (name, _) in std::env::vars_os() {
            // A person's PGDATA or PGPORT means another Postgres.
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        command.env("LC_ALL", "C").env("TZ", "UTC");
        if let Some(user) = &self.0 {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
            command.env("HOME", "/").env("USER", &user.name);
        }
        die_with_parent(&mut command);
        command
    }
}

/// Has the kernel send SIGINT (a fast and orderly shutdown of Postgres) when
/// the spawning thread ends, kill -9 included.
#[cfg(target_os = "linux")]
fn die_with_parent(command: &mut Command) {
    use nix::{sys::prctl, sys::signal::Signal, unistd};

    let parent = unistd::getpid();
    let set = move || {
        prctl::set_pdeathsig(Signal::SIGINT)?;
        // The parent may have died between fork and the line above.
        if unistd::getppid() == parent {
            Ok(())
        } else {
            Err(std::io::ErrorKind::Interrupted.into())
        }
    };
    #[expect(
        unsafe_code,
        reason = "between fork and exec only async-signal-safe calls are allowed; the closure makes \
                  two system calls, allocates nothing and takes no lock"
    )]
    unsafe {
        command.pre_exec(set);
    }
}

/// Elsewhere an orphan lives until the next start on its folder, which ends it.
#[cfg(not(target_os = "linux"))]
fn die_with_parent(_: &mut Command) {}
