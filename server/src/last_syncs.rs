//! When devices last synced, as their people see it in the list of their devices; and
//! when they had last brought everything, before which nothing was done that they bring
//! later.
//!
//! A sync notes it in memory; once in a while all that was noted is written by one
//! statement. An instance that dies in between loses a minute of it, and another knows
//! it a minute later: then a bound is a little wider. No sync is to cost a write of its
//! own for that.

use crate::{clock::to_sql, error::Error};
use domain::time::Timestamp;
use sqlx::{PgPool, query, types::time::OffsetDateTime};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};
use uuid::Uuid;

/// What was noted and not yet written, and what was written last: by organisation and
/// device, in the order in which every instance writes, so that no two wait for each
/// other. A std mutex: it is held for an insertion, never across an await.
#[derive(Clone, Debug, Default)]
pub(crate) struct LastSyncs(Arc<Mutex<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    synced: BTreeMap<Key, Timestamp>,
    settled: BTreeMap<Key, Timestamp>,
    /// What `settled` held when it was last written. Whoever has read a device's row
    /// before that was committed finds here what the row did not say.
    written: BTreeMap<Key, Timestamp>,
}

/// Organisation and device.
type Key = (Uuid, Uuid);

impl LastSyncs {
    /// Notes that a device has synced, and whether it has brought everything.
    pub fn note(&self, organisation: Uuid, device: Uuid, now: Timestamp, has_settled: bool) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (organisation, device);
        noted.synced.insert(key, now);
        if has_settled {
            noted.settled.insert(key, now);
        }
    }

    /// Forgets when a device had last brought everything: it was to another history.
    pub fn forget_settled(&self, organisation: Uuid, device: Uuid) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = &(organisation, device);
        noted.settled.remove(key);
        noted.written.remove(key);
    }

    /// When a device had last brought everything, if its row may not say it yet. Asked
    /// after the row was read.
    pub fn settled(&self, organisation: Uuid, device: Uuid) -> Option<Timestamp> {
        let noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = &(organisation, device);
        let settled = noted.settled.get(key).or_else(|| noted.written.get(key));
        settled.copied()
    }

    /// Writes what was noted.
    ///
    /// # Errors
    /// The database did not answer; what was noted is forgotten.
    pub async fn write(&self, pool: &PgPool) -> Result<(), Error> {
        let (synced, settled) = {
            let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if noted.synced.is_empty() {
                return Ok(());
            }
            let settled = std::mem::take(&mut noted.settled);
            noted.written.clone_from(&settled);
            (std::mem::take(&mut noted.synced), settled)
        };
        let (mut organisations, mut devices) = (vec![], vec![]);
        let (mut times, mut settled_times) = (vec![], vec![]);
        for ((organisation, device), at) in synced {
            let settled = settled.get(&(organisation, device));
            settled_times.push(settled.map(|at| to_sql(*at)));
            organisations.push(organisation);
            devices.push(device);
            times.push(to_sql(at));
        }
        // Several instances may know of one device; the later time is right.
        query!(
            "update devices d set last_sync_at = greatest(d.last_sync_at, own.at),
                 settled_at = greatest(d.settled_at, own.settled_at)
             from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[])
                 as own (organisation, id, at, settled_at)
             where d.organisation = own.organisation and d.id = own.id",
            &organisations,
            &devices,
            &times,
            &settled_times as &[Option<OffsetDateTime>]
        )
        .execute(pool)
        .await?;
        Ok(())
    }
}
