//! The lock on a data folder: one store at a time works in it.
//!
//! Two stores on one file would each keep the session and the directory in memory
//! and draw the same numbers for their acts. The system takes the lock back when
//! the process ends, however it ends, so a kill leaves nothing to clear away.

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

/// Locks a folder, which is made if there is none.
///
/// # Errors
/// If another store works there, or the disk does not let us.
pub fn lock(folder: &Path) -> Result<FolderLock, StoreFault> {
    let made = std::fs::create_dir_all(folder);
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
