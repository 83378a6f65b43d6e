//! Places: what there is only so much of, shared out so that no key has it all.
//!
//! Each key (an address, a device) has a share of its own, and all of them together
//! have a total. Where there is no place left, whoever was idle for longest gives way:
//! of the key whose share is full, or else of the key that has most. Who works is not
//! idle. What is counted is up to the use: connections, or bytes that are held for one.

use super::overload::Overload;
use crate::{error::Error, metrics};
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{
        Arc, LazyLock, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Instant,
};
use tokio::sync::Notify;

/// When one who got no place may try again.
const RETRY_AFTER_S: u64 = 2;

/// How much there is of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Of all keys together.
    pub total: u64,
    /// Of one key.
    pub per_key: u64,
}

/// One who holds places, such as a connection: when it last did something, and
/// whether it has to give way.
#[derive(Debug, Default)]
pub struct Holder {
    last_ms: AtomicU64,
    /// How many pieces of work are under way for it.
    working: AtomicUsize,
    leave: Notify,
}

impl Holder {
    #[must_use]
    pub fn new() -> Arc<Self> {
        let holder = Self::default();
        holder.touch();
        Arc::new(holder)
    }

    /// Notes that it does something.
    pub fn touch(&self) {
        static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
        let now_ms = u64::try_from(BEGIN.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last_ms.store(now_ms, Ordering::Relaxed);
    }

    /// It works, and gives way to nobody, as long as this is held.
    #[must_use]
    pub fn work(self: &Arc<Self>) -> Working {
        self.working.fetch_add(1, Ordering::Relaxed);
        Working(self.clone())
    }

    /// Resolves once it has to give way.
    pub async fn told_to_leave(&self) {
        self.leave.notified().await;
    }

    fn is_idle(&self) -> bool {
        self.working.load(Ordering::Relaxed) == 0
    }
}

/// See [`Holder::work`].
#[derive(Debug)]
pub struct Working(Arc<Holder>);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.touch();
        self.0.working.fetch_sub(1, Ordering::Relaxed);
    }
}

/// See the module.
#[derive(Debug)]
pub struct Places<K>(Arc<Shared<K>>);

#[derive(Debug)]
struct Shared<K> {
    /// What it is called where it is metered.
    name: &'static str,
    share: Share,
    overload: Overload,
    /// A std mutex: it is held for a look through the places, never across an await.
    taken: Mutex<Taken<K>>,
}

#[derive(Debug)]
struct Taken<K> {
    next_id: u64,
    total: u64,
    by_key: HashMap<K, u64>,
    places: HashMap<u64, Held<K>>,
}

#[derive(Debug)]
struct Held<K> {
    key: K,
    weight: u64,
    holder: Arc<Holder>,
}

impl<K> Clone for Places<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Hash + Eq + Clone> Places<K> {
    #[must_use]
    pub fn new(name: &'static str, share: Share, overload: &Overload) -> Self {
        Self(Arc::new(Shared {
            name,
            share,
            overload: overload.clone(),
            taken: Mutex::new(Taken {
                next_id: 0,
                total: 0,
                by_key: HashMap::new(),
                places: HashMap::new(),
            }),
        }))
    }

    /// Takes a place of this weight.
    ///
    /// # Errors
    /// There is none, and nobody who holds one is idle.
    pub fn take(&self, key: K, weight: u64, holder: &Arc<Holder>) -> Result<Place<K>, Error> {
        let mut taken = self.0.taken();
        self.0.make_room(&mut taken, &key, weight, None)?;
        let id = taken.next_id;
        taken.next_id += 1;
        taken.add(&key, weight);
        let holder = holder.clone();
        taken.places.insert(
            id,
            Held {
                key,
                weight,
                holder,
            },
        );
        Ok(Place {
            shared: self.0.clone(),
            id,
        })
    }

    /// How much is taken, and how much there is.
    #[must_use]
    pub fn usage(&self) -> (&'static str, u64, u64) {
        (self.0.name, self.0.taken().total, self.0.share.total)
    }
}

impl<K: Hash + Eq + Clone> Shared<K> {
    fn taken(&self) -> MutexGuard<'_, Taken<K>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has others give way until there is room for so much more of a key.
    fn make_room(
        &self,
        taken: &mut Taken<K>,
        key: &K,
        more: u64,
        own: Option<u64>,
    ) -> Result<(), Error> {
        while taken.of(key) + more > self.share.per_key {
            let idlest = taken.idlest(own, |held| (held.key == *key).then_some(0));
            let idlest = idlest.filter(|_| more <= self.share.per_key);
            let busy = || Error::throttled(RETRY_AFTER_S);
            self.give_way(taken, idlest).ok_or_else(busy)?;
        }
        while taken.total + more > self.share.total {
            let most_first = |held: &Held<K>| Some(u64::MAX - taken.of(&held.key));
            let idlest = taken.idlest(own, most_first);
            let busy = || {
                self.overload.note();
                Error::unavailable("the server is busy", RETRY_AFTER_S)
            };
            self.give_way(taken, idlest).ok_or_else(busy)?;
        }
        Ok(())
    }

    /// Has one give way, if there is one.
    fn give_way(&self, taken: &mut Taken<K>, who: Option<u64>) -> Option<()> {
        let Some(held) = who.and_then(|id| taken.remove(id)) else {
            metrics::limited(self.name, "refused");
            return None;
        };
        metrics::limited(self.name, "gave_way");
        held.holder.leave.notify_one();
        Some(())
    }
}

impl<K: Hash + Eq + Clone> Taken<K> {
    fn of(&self, key: &K) -> u64 {
        self.by_key.get(key).copied().unwrap_or_default()
    }

    fn add(&mut self, key: &K, weight: u64) {
        self.total += weight;
        *self.by_key.entry(key.clone()).or_default() += weight;
    }

    fn remove(&mut self, id: u64) -> Option<Held<K>> {
        let held = self.places.remove(&id)?;
        self.total -= held.weight;
        if let Some(of_key) = self.by_key.get_mut(&held.key) {
            *of_key -= held.weight;
            if *of_key == 0 {
                self.by_key.remove(&held.key);
            }
        }
        Some(held)
    }

    /// The longest idle place but one's own, among those of the lowest rank.
    fn idlest(&self, own: Option<u64>, rank: impl Fn(&Held<K>) -> Option<u64>) -> Option<u64> {
        let others = self.places.iter().filter(|(id, _)| Some(**id) != own);
        let idle = others.filter(|(_, held)| held.holder.is_idle());
        let ranked = idle.filter_map(|(id, held)| {
            let last_ms = held.holder.last_ms.load(Ordering::Relaxed);
            Some((rank(held)?, last_ms, *id))
        });
        ranked.min().map(|(.., id)| id)
    }
}

/// A place that is held until this is dropped, or its holder was told to leave.
#[derive(Debug)]
pub struct Place<K: Hash + Eq + Clone> {
    shared: Arc<Shared<K>>,
    id: u64,
}

impl<K: Hash + Eq + Clone> Place<K> {
    /// Takes so much more for it.
    ///
    /// # Errors
    /// There is not so much, and nobody else who holds some is idle; or it has given way.
    pub fn grow(&self, more: u64) -> Result<(), Error> {
        let mut taken = self.shared.taken();
        let key = taken.places.get(&self.id).map(|held| held.key.clone());
        let key = key.ok_or_else(|| Error::throttled(RETRY_AFTER_S))?;
        let own = Some(self.id);
        self.shared.make_room(&mut taken, &key, more, own)?;
        taken.add(&key, more);
        if let Some(held) = taken.places.get_mut(&self.id) {
            held.weight += more;
        }
        Ok(())
    }
}

impl<K: Hash + Eq + Clone> Drop for Place<K> {
    fn drop(&mut self) {
        self.shared.taken().remove(self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::time::timeout;

    const SHARE: Share = Share {
        total: 4,
        per_key: 2,
    };

    fn at(last_ms: u64) -> Arc<Holder> {
        let holder = Holder::new();
        holder.last_ms.store(last_ms, Ordering::Relaxed);
        holder
    }

    async fn was_told(holder: &Holder) -> bool {
        let soon = Duration::from_millis(1);
        timeout(soon, holder.told_to_leave()).await.is_ok()
    }

    #[tokio::test]
    async fn of_a_key_whose_share_is_full_the_longest_idle_gives_way() {
        let places = Places::new("test", SHARE, &Overload::default());
        let holders = [at(7), at(3), at(1)];
        let _other = places.take("other", 1, &holders[2]).unwrap();
        let held: Vec<_> = (0..2)
            .map(|n| places.take("one", 1, &holders[n]).unwrap())
            .collect();
        let _third = places.take("one", 1, &at(9)).unwrap();
        assert!(was_told(&holders[1]).await);
        assert!(!was_told(&holders[0]).await && !was_told(&holders[2]).await);
        assert_eq!(places.usage(), ("test", 3, 4));
        drop(held);
        assert_eq!(places.usage(), ("test", 2, 4));
    }

    #[tokio::test]
    async fn where_all_is_taken_the_key_gives_way_that_has_most() {
        let places = Places::new("test", SHARE, &Overload::default());
        let (most, few) = (at(7), at(1));
        let _most = [(); 2].map(|()| places.take("most", 1, &most).unwrap());
        let _few = ["a", "b"].map(|key| places.take(key, 1, &few).unwrap());
        let _new = places.take("new", 1, &at(9)).unwrap();
        assert!(was_told(&most).await && !was_told(&few).await);
    }

    #[test]
    fn who_works_gives_way_to_nobody() {
        let places = Places::new("test", SHARE, &Overload::default());
        let holder = at(1);
        let working = holder.work();
        let _held = [(); 2].map(|()| places.take("one", 1, &holder).unwrap());
        assert!(places.take("one", 1, &at(9)).is_err());
        drop(working);
        assert!(places.take("one", 1, &at(9)).is_ok());
    }

    #[test]
    fn what_is_larger_than_a_share_drives_nobody_out() {
        let places = Places::new("test", SHARE, &Overload::default());
        let held = places.take("one", 1, &at(1)).unwrap();
        assert!(places.take("one", 3, &at(9)).is_err());
        assert!(held.grow(1).is_ok() && held.grow(1).is_err());
        assert_eq!(places.usage(), ("test", 2, 4));
    }
}
