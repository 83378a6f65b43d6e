//! The lock on a data folder: one store at a time works in it.
//!
//! Two stores on one file would each keep the session and the directory in memory
//! and draw the same numbers for their acts. The system takes the lock back when
//! the process ends, however it ends, so a kill leaves nothing to clear away.

use super::fault::StoreFault;
use std::{
    fs::{File, TryLockError},
    path::Path,
};

/// The file's name in the data folder.
const FILE_NAME: &str = "fieldloop.lock";

/// Locks a folder, which is made if there is none, until the file is dropped.
///
/// # Errors
/// If another store works there, or the disk does not let us.
pub fn lock(folder: &Path) -> Result<File, StoreFault> {
    let made = std::fs::create_dir_all(folder);
    made.map_err(|_| StoreFault::Unusable)?;
    let file = File::create(folder.join(FILE_NAME)).map_err(|_| StoreFault::Unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreFault::InUse),
        Err(TryLockError::Error(_)) => Err(StoreFault::Unusable),
    }
}
