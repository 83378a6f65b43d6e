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

/// What was noted and not yet written: by organisation and device, in the order in
/// which every instance writes, so that no two wait for each other. A std mutex: it
/// is held for an insertion, never across an await.
#[derive(Clone, Debug, Default)]
pub(crate) struct LastSyncs(Arc<Mutex<Noted>>);

/// By organisation and device.
#[derive(Debug, Default)]
struct Noted {
    synced: BTreeMap<(Uuid, Uuid), Timestamp>,
    settled: BTreeMap<(Uuid, Uuid), Timestamp>,
}

impl LastSyncs {
    /// Notes that a device has synced.
    pub fn note(&self, organisation: Uuid, device: Uuid, now: Timestamp) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.synced.insert((organisation, device), now);
    }

    /// Notes that a device has brought everything.
    pub fn note_settled(&self, organisation: Uuid, device: Uuid, now: Timestamp) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.settled.insert((organisation, device), now);
    }

    /// When a device had last brought everything, if it has since this was last written.
    pub fn settled(&self, organisation: Uuid, device: Uuid) -> Option<Timestamp> {
        let noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.settled.get(&(organisation, device)).copied()
    }

    /// Writes what was noted.
    ///
    /// # Errors
    /// The database did not answer; what was noted is forgotten.
    pub async fn write(&self, pool: &PgPool) -> Result<(), Error> {
        let noted = {
            let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *noted)
        };
        let Noted { synced, settled } = noted;
        if synced.is_empty() {
            return Ok(());
        }
        let (mut organisations, mut devices) = (vec![], vec![]);
        let (mut times, mut settled_times) = (vec![], vec![]);
        // Whatever has settled has synced.
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
