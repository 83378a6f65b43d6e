//! The server as its own process, started, stopped and killed as it is in life.
//!
//! What it serves is tested elsewhere, in-process. Here it is about what survives.

mod embedded;
mod kills;
mod metrics;
mod process;
mod proxy;
mod restarts;
mod restored;
mod s3;
mod sample;

use std::time::{SystemTime, UNIX_EPOCH};

use domain::time::Timestamp;

/// What time it is: a server of its own process has the real clock.
fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp(i64::try_from(since_epoch.as_millis()).unwrap())
}
