//! When devices last synced, as their people see it in the list of their devices.
//!
//! A sync notes it in memory; once in a while all that was noted is written by one
//! statement. An instance that dies in between loses a minute of it, which nobody
//! relies on: no sync is to cost a write of its own for that.

use crate::{clock::to_sql, error::Error};
use domain::time::Timestamp;
use sqlx::{PgPool, query};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};
use uuid::Uuid;

/// What was noted and not yet written: by organisation and device, in the order in
/// which every instance writes, so that no two wait for each other. A std mutex: it
/// is held for an insertion, never across an await.
#[derive(Clone, Debug, Default)]
pub(crate) struct LastSyncs(Arc<Mutex<BTreeMap<(Uuid, Uuid), Timestamp>>>);

impl LastSyncs {
    /// Notes that a device has synced.
    pub fn note(&self, organisation: Uuid, device: Uuid, now: Timestamp) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.insert((organisation, device), now);
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
        if noted.is_empty() {
            return Ok(());
        }
        let (mut organisations, mut devices, mut times) = (vec![], vec![], vec![]);
        for ((organisation, device), at) in noted {
            organisations.push(organisation);
            devices.push(device);
            times.push(to_sql(at));
        }
        // Several instances may know of one device; the later time is right.
        query!(
            "update devices d set last_sync_at = greatest(d.last_sync_at, own.at)
             from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as own (organisation, id, at)
             where d.organisation = own.organisation and d.id = own.id",
            &organisations,
            &devices,
            &times
        )
        .execute(pool)
        .await?;
        Ok(())
    }
}
