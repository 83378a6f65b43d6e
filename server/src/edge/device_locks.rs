//! One exchange of a device at a time.
//!
//! Pushes of one device wait for each other in the database, and while they wait
//! they hold a connection that everybody needs. So they wait here first, where it
//! costs nothing, and not in any number: a phone sends one sync at a time, and
//! sends it again only when it got no answer.

use crate::error::Error;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Mutex as AsyncMutex, OwnedMutexGuard},
    time::timeout,
};
use uuid::Uuid;

/// How many exchanges of a device are there at once, the one under way included.
const AT_ONCE: usize = 16;
/// How long one waits for those before it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Each lock with how many hold it or wait for it.
type Locks = HashMap<Uuid, (Arc<AsyncMutex<()>>, usize)>;

/// The devices that have an exchange under way, each with its lock.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeviceLocks(Arc<Mutex<Locks>>);

/// A device's lock, held until it is dropped.
pub(crate) struct DeviceLock {
    _guard: OwnedMutexGuard<()>,
    _claim: Claim,
}

impl DeviceLocks {
    /// Waits for the device's lock.
    ///
    /// # Errors
    /// Too many exchanges of the device are there, or those before it take long.
    pub async fn lock(&self, device: Uuid) -> Result<DeviceLock, Error> {
        let claim = self.claim(device)?;
        let lock = timeout(PATIENCE, claim.lock.clone().lock_owned());
        let guard = lock.await.map_err(|_| busy())?;
        Ok(DeviceLock {
            _guard: guard,
            _claim: claim,
        })
    }

    fn claim(&self, device: Uuid) -> Result<Claim, Error> {
        let mut locks = self.locks();
        let (lock, claims) = locks.entry(device).or_default();
        if *claims == AT_ONCE {
            return Err(busy());
        }
        *claims += 1;
        Ok(Claim {
            locks: self.clone(),
            device,
            lock: lock.clone(),
        })
    }

    fn locks(&self) -> MutexGuard<'_, Locks> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn busy() -> Error {
    Error::unavailable("other syncs of this device are under way", 2)
}

/// Somebody who has or wants the lock; the last one takes it out of the map.
struct Claim {
    locks: DeviceLocks,
    device: Uuid,
    lock: Arc<AsyncMutex<()>>,
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut locks = self.locks.locks();
        if let Some((_, claims)) = locks.get_mut(&self.device) {
            *claims -= 1;
            if *claims == 0 {
                locks.remove(&self.device);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: Uuid = Uuid::from_u128(1);

    #[tokio::test]
    async fn a_device_waits_for_itself_alone() {
        let locks = DeviceLocks::default();
        let first = locks.lock(PHONE).await.ok();
        assert!(first.is_some());
        assert!(locks.lock(Uuid::from_u128(2)).await.is_ok());
        let second = tokio::spawn({
            let locks = locks.clone();
            async move { locks.lock(PHONE).await.is_ok() }
        });
        tokio::task::yield_now().await;
        assert!(!second.is_finished());
        drop(first);
        assert!(second.await.unwrap());
        assert!(
            locks.locks().is_empty(),
            "nothing is left of those who are done"
        );
    }

    #[tokio::test]
    async fn no_device_fills_the_line() {
        let locks = DeviceLocks::default();
        let first = locks.lock(PHONE).await.ok();
        let waiting: Vec<_> = (1..AT_ONCE).map(|_| locks.claim(PHONE)).collect();
        assert!(locks.lock(PHONE).await.is_err());
        drop((first, waiting));
        assert!(locks.lock(PHONE).await.is_ok());
    }
}
