//! The folder a cluster lives in: made, guarded and swept.
//!
//! ```text
//! <data>/lock            held while a process serves from the folder
//! <data>/cluster/        Postgres' own; complete or absent
//! <data>/unfinished/     an initdb at work, or what a crash left of one
//! <data>/postgres.log
//! <data>/.s.PGSQL.5432   the socket
//! ```
//! The lock is the kernel's (it cannot outlive its holder), and the folder is
//! its owner's alone. Not here: what Postgres does in it.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    os::unix::{ffi::OsStrExt, fs::PermissionsExt},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use super::{Fault, postmaster, runner::Runner};

const LOCK: &str = "lock";
const SCRATCH: &str = "fieldloop-scratch-";
/// A socket's address holds 104 bytes on macOS, the terminating zero included.
const SOCKET_PATH_BYTES_MAX: usize = 103;
/// A log beyond this size is set aside at the next start.
const LOG_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Younger folders are left alone by [`sweep`]: they may not have been locked yet.
const SWEEP_AGE_MIN: Duration = Duration::from_mins(1);
/// How long a killed server may keep the lock: what it was about to start has it, too,
/// until that has become another program, or has noticed the death.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);

/// A data folder, locked for this process until dropped.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Makes the folder if it is not there, refuses it if it is somebody
    /// else's, and locks it.
    pub fn open(path: &Path, runner: &Runner) -> Result<Self, Fault> {
        let path = std::path::absolute(path).map_err(Fault::file("find", path))?;
        if let Some(parent) = path.parent() {
            create_enterable(parent)?;
            runner.must_enter(parent)?;
        }
        match fs::create_dir(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => refuse_foreign(&path)?,
            created => created.map_err(Fault::file("create", &path))?,
        }
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join(LOCK))
            .map_err(Fault::file("open", path.join(LOCK)))?;
        let locked = postmaster::poll(LOCK_PATIENCE, || match lock.try_lock() {
            Err(TryLockError::WouldBlock) => None,
            locked => Some(locked),
        });
        match locked {
            Some(Ok(())) => {}
            Some(Err(TryLockError::Error(source))) => {
                return Err(Fault::file("lock", path)(source));
            }
            Some(Err(TryLockError::WouldBlock)) | None => return Err(Fault::Busy(path)),
        }
        make_private(&path, runner)?;
        runner.must_enter(&path)?;
        Ok(Self { path, _lock: lock })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the finished cluster is, or will be.
    pub fn cluster(&self) -> PathBuf {
        cluster_in(&self.path)
    }

    /// An empty folder to make a cluster in. What a crash left there is removed.
    pub fn unfinished(&self, runner: &Runner) -> Result<PathBuf, Fault> {
        let path = self.path.join("unfinished");
        remove(&path)?;
        fs::create_dir(&path).map_err(Fault::file("create", &path))?;
        make_private(&path, runner)?;
        Ok(path)
    }

    /// Gives a cluster that is complete its name, durably.
    pub fn finish(&self, unfinished: &Path) -> Result<(), Fault> {
        fs::rename(unfinished, self.cluster()).map_err(Fault::file("rename", unfinished))?;
        File::open(&self.path)
            .and_then(|folder| folder.sync_all())
            .map_err(Fault::file("write", &self.path))
    }

    /// The log, open at its end, and its size so far.
    pub fn log(&self) -> Result<(File, u64), Fault> {
        let path = self.log_path();
        let size = || fs::metadata(&path).map_or(0, |metadata| metadata.len());
        if size() > LOG_BYTES_MAX {
            let aside = path.with_extension("log.old");
            fs::rename(&path, &aside).map_err(Fault::file("set aside", &path))?;
        }
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(Fault::file("open", &path))?;
        Ok((log, size()))
    }

    pub fn log_path(&self) -> PathBuf {
        self.path.join("postgres.log")
    }

    /// Where the socket goes: here or, where this path is too long for
    /// a socket's address, in a private folder of the system's temporary ones.
    pub fn socket_folder(&self, runner: &Runner) -> Result<PathBuf, Fault> {
        if fits_a_socket(&self.path) {
            return Ok(self.path.clone());
        }
        let short = fresh("fieldloop-socket-", runner)?;
        if fits_a_socket(&short) {
            return Ok(short);
        }
        Err(Fault::Socket(self.path.clone()))
    }
}

/// Where the cluster of a data folder is.
pub(super) fn cluster_in(data: &Path) -> PathBuf {
    data.join("cluster")
}

/// Removes a folder and all that is in it, if it is there.
pub(super) fn remove(path: &Path) -> Result<(), Fault> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Fault::file("remove", path)(error))
        }
        _ => Ok(()),
    }
}

/// A new folder for a throw-away cluster. Those whose process died without
/// removing its own are removed on the way.
pub(super) fn scratch(runner: &Runner) -> Result<PathBuf, Fault> {
    for base in temporary_folders() {
        sweep(&base);
    }
    fresh(SCRATCH, runner)
}

fn sweep(base: &Path) {
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_old = || {
            entry
                .metadata()?
                .modified()?
                .elapsed()
                .map_err(io::Error::other)
        };
        if !entry.file_name().as_bytes().starts_with(SCRATCH.as_bytes())
            || !is_old().is_ok_and(|age| age > SWEEP_AGE_MIN)
        {
            continue;
        }
        // Whatever cannot be opened or locked is somebody's; whatever cannot be
        // removed will be met again by the next sweep.
        if let Ok(lock) = File::open(path.join(LOCK))
            && lock.try_lock().is_ok()
            && postmaster::make_way(&cluster_in(&path), &path).is_ok()
        {
            let _ = remove(&path);
        }
    }
}

/// A new private folder in the first temporary folder that the runner can enter.
fn fresh(prefix: &str, runner: &Runner) -> Result<PathBuf, Fault> {
    static COUNT: AtomicU32 = AtomicU32::new(0);

    let bases = temporary_folders();
    let base = bases
        .iter()
        .find(|base| runner.can_enter(base))
        .unwrap_or(&bases[0]);
    loop {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = base.join(format!("{prefix}{}-{number}", process::id()));
        match fs::create_dir(&path) {
            // Left by an earlier process of the same id.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            created => {
                created.map_err(Fault::file("create", &path))?;
                make_private(&path, runner)?;
                return Ok(path);
            }
        }
    }
}

fn temporary_folders() -> [PathBuf; 3] {
    [std::env::temp_dir(), "/tmp".into(), "/var/tmp".into()]
}

fn fits_a_socket(folder: &Path) -> bool {
    folder.join(postmaster::SOCKET).as_os_str().len() <= SOCKET_PATH_BYTES_MAX
}

fn make_private(path: &Path, runner: &Runner) -> Result<(), Fault> {
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
        .map_err(Fault::file("set the permissions of", path))?;
    runner.own(path)
}

/// Makes a folder and its parents. Those that are made here can be entered by
/// all, whatever the umask: as root, Postgres' user must pass through them.
fn create_enterable(path: &Path) -> Result<(), Fault> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        create_enterable(parent)?;
    }
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        created => created
            .and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(0o755)))
            .map_err(Fault::file("create", path)),
    }
}

/// Changing owner and mode of a folder that is not ours would do harm (think
/// of a home folder named by mistake), so it must be empty or bear the lock.
fn refuse_foreign(path: &Path) -> Result<(), Fault> {
    let mut entries = fs::read_dir(path).map_err(Fault::file("read", path))?;
    if entries.next().is_none() || path.join(LOCK).is_file() {
        Ok(())
    } else {
        Err(Fault::Foreign(path.to_path_buf()))
    }
}
