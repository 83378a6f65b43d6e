//! The lock on a data folder: one store at a time works in it.
//!
//! Two stores on one file would each keep the session and the directory in memory
//! and draw the same numbers for their acts. The system takes the lock back when
//! the process ends, however it ends, so a kill leaves nothing to clear away.
//!
//! The folder is its owner's alone: what a phone holds, nobody else on the machine
//! reads, whatever SQLite makes of its files beside the database.

use super::fault::StoreFault;
use std::{fs::File, io, path::Path};

/// The file's name in the data folder.
const FILE_NAME: &str = "fieldloop.lock";

/// A folder's lock, held until this is dropped.
#[derive(Debug)]
pub struct FolderLock(File);

impl Drop for FolderLock {
    /// By itself it would go with the last descriptor of the file, of which a process
    /// that is just being started may have one for a moment.
    fn drop(&mut self) {
        let _ = unlock(&self.0);
    }
}

/// Locks a folder, which is made if there is none, and closes it to others.
///
/// # Errors
/// If another store works there, or the disk does not let us.
pub fn lock(folder: &Path) -> Result<FolderLock, StoreFault> {
    let made = make_private(folder);
    made.map_err(|_| StoreFault::Unusable)?;
    let file = File::create(folder.join(FILE_NAME)).map_err(|_| StoreFault::Unusable)?;
    match try_lock(&file) {
        Ok(()) => Ok(FolderLock(file)),
        Err(fault) if fault.kind() == io::ErrorKind::WouldBlock => Err(StoreFault::InUse),
        Err(_) => Err(StoreFault::Unusable),
    }
}

/// The standard library's own lock says on Android that there is none
/// (rust-lang/rust#148325).
#[cfg(unix)]
fn try_lock(file: &File) -> io::Result<()> {
    use rustix::fs::{FlockOperation, flock};

    Ok(flock(file, FlockOperation::NonBlockingLockExclusive)?)
}

#[cfg(unix)]
fn unlock(file: &File) -> io::Result<()> {
    use rustix::fs::{FlockOperation, flock};

    Ok(flock(file, FlockOperation::Unlock)?)
}

#[cfg(not(unix))]
fn unlock(file: &File) -> io::Result<()> {
    file.unlock()
}

#[cfg(not(unix))]
fn try_lock(file: &File) -> io::Result<()> {
    Ok(file.try_lock()?)
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::{
        fs::{DirBuilder, Permissions},
        os::unix::fs::{DirBuilderExt, PermissionsExt},
    };

    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    // It may have been there before.
    let mode = std::fs::metadata(folder)?.permissions().mode();
    if mode & 0o077 != 0 {
        std::fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)
}
