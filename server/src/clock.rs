//! The server's clock, handed in rather than read, and how times are stored.
//!
//! Only `main` makes the real one; tests hand in their own. Nothing else of the
//! server asks the system what time it is.

use domain::time::Timestamp;
use sqlx::types::time::OffsetDateTime;
use std::{
    fmt,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

/// Whoever is asked what time it is.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// A clock that tells what `tell` tells.
    pub fn new(tell: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    #[must_use]
    pub fn system() -> Self {
        Self::new(|| {
            let since_epoch = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            Timestamp(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
        })
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now().0)
    }
}

/// The time as Postgres stores it; brought inside the years that it knows.
#[must_use]
pub fn to_sql(time: Timestamp) -> OffsetDateTime {
    const YEAR_1: i64 = -62_135_596_800_000;
    const YEAR_9999: i64 = 253_402_300_799_999;
    let bounded = time.0.clamp(YEAR_1, YEAR_9999);
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(bounded) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// The time that Postgres stored, to the millisecond.
#[must_use]
pub fn from_sql(time: OffsetDateTime) -> Timestamp {
    let milliseconds = time.unix_timestamp_nanos().div_euclid(1_000_000);
    Timestamp(i64::try_from(milliseconds).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_survives_being_stored() {
        for milliseconds in [0, -1, 1_795_296_202_123, 253_402_300_799_999] {
            let time = Timestamp(milliseconds);
            assert_eq!(from_sql(to_sql(time)), time);
        }
    }

    #[test]
    fn a_time_beyond_the_calendar_is_brought_inside_it() {
        assert_eq!(to_sql(Timestamp(i64::MAX)).year(), 9999);
        assert_eq!(to_sql(Timestamp(i64::MIN)).year(), 1);
    }
}
