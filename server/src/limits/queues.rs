//! Queues: so much of one key's work at once, and a few more of it that wait.
//!
//! Work of one key waits for other work of the same key here first, where it costs
//! nothing, before it takes a permit or a connection that everybody needs; and it waits
//! in no great number.

use crate::{error::Error, metrics};
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// How much of one key's work there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Width {
    /// Under way at once.
    pub at_once: usize,
    /// Under way or waiting.
    pub in_all: usize,
    /// How long one waits for those before it.
    pub patience: Duration,
}

/// See the module.
#[derive(Debug)]
pub struct Queues<K>(Arc<Shared<K>>);

#[derive(Debug)]
struct Shared<K> {
    /// What it is called where it is metered.
    name: &'static str,
    width: Width,
    /// Each queue with how many are in it. A std mutex: it is held for a look-up, never
    /// across an await.
    queues: Mutex<HashMap<K, (Arc<Semaphore>, usize)>>,
}

impl<K> Clone for Queues<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Hash + Eq + Clone> Queues<K> {
    #[must_use]
    pub fn new(name: &'static str, width: Width) -> Self {
        Self(Arc::new(Shared {
            name,
            width,
            queues: Mutex::default(),
        }))
    }

    /// Waits until one more piece of the key's work may begin.
    ///
    /// # Errors
    /// Too much of it is there already, or what is before it takes long.
    pub async fn enter(&self, key: K) -> Result<Turn<K>, Error> {
        let (claim, queue) = self.claim(key)?;
        let entered = timeout(self.0.width.patience, queue.acquire_owned());
        match entered.await {
            Ok(Ok(permit)) => Ok(Turn {
                _permit: permit,
                _claim: claim,
            }),
            Ok(Err(_)) | Err(_) => Err(self.busy()),
        }
    }

    fn claim(&self, key: K) -> Result<(Claim<K>, Arc<Semaphore>), Error> {
        let width = self.0.width;
        let mut queues = self.0.queues();
        let new = || (Arc::new(Semaphore::new(width.at_once)), 0);
        let (queue, claims) = queues.entry(key.clone()).or_insert_with(new);
        if *claims >= width.in_all {
            return Err(self.busy());
        }
        *claims += 1;
        let claim = Claim {
            shared: self.0.clone(),
            key,
        };
        Ok((claim, queue.clone()))
    }

    fn busy(&self) -> Error {
        metrics::limited(self.0.name, "refused");
        Error::throttled(2)
    }
}

impl<K> Shared<K> {
    fn queues(&self) -> MutexGuard<'_, HashMap<K, (Arc<Semaphore>, usize)>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A piece of work that has begun and ends when this is dropped.
#[derive(Debug)]
pub struct Turn<K: Hash + Eq> {
    _permit: OwnedSemaphorePermit,
    _claim: Claim<K>,
}

/// One that is in a queue; the last one takes the queue out of the map.
#[derive(Debug)]
struct Claim<K: Hash + Eq> {
    shared: Arc<Shared<K>>,
    key: K,
}

impl<K: Hash + Eq> Drop for Claim<K> {
    fn drop(&mut self) {
        let mut queues = self.shared.queues();
        if let Some((_, claims)) = queues.get_mut(&self.key) {
            *claims -= 1;
            if *claims == 0 {
                queues.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: u8 = 1;

    fn queues() -> Queues<u8> {
        let width = Width {
            at_once: 1,
            in_all: 3,
            patience: Duration::from_mins(1),
        };
        Queues::new("test", width)
    }

    #[tokio::test]
    async fn a_key_waits_for_itself_alone() {
        let queues = queues();
        let first = queues.enter(PHONE).await.ok();
        assert!(first.is_some());
        assert!(queues.enter(2).await.is_ok());
        let second = tokio::spawn({
            let queues = queues.clone();
            async move { queues.enter(PHONE).await.is_ok() }
        });
        tokio::task::yield_now().await;
        assert!(!second.is_finished());
        drop(first);
        assert!(second.await.unwrap());
        assert!(
            queues.0.queues().is_empty(),
            "nothing is left of those who are done"
        );
    }

    #[tokio::test]
    async fn not_more_wait_than_one_who_repeats_a_little_has() {
        let queues = queues();
        let _first = queues.enter(PHONE).await.unwrap();
        let waiting = [(); 2].map(|()| queues.claim(PHONE).unwrap());
        assert!(queues.enter(PHONE).await.is_err());
        drop(waiting);
        assert_eq!(queues.0.queues().len(), 1);
    }
}
