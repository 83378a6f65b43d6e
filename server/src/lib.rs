//! Fieldloop's server: accounts and devices, the directory, the cases with
//! their judge and the feed, over Postgres.
//!
//! Start with [`routes`], which shows every route; each resource has one file,
//! with its SQL in it. The process and its command line are a package of their own
//! (`bin`), so that what only it needs can depend on this one: the sample
//! organisation (`sample`), the private Postgres (`embedded`). Everything here can
//! be run inside a test.

pub mod accounts;
mod advisory;
pub mod blobs;
pub mod cases;
pub mod clock;
pub mod devices;
pub mod directory;
pub mod edge;
pub mod error;
pub mod founding;
pub mod health;
pub mod home;
mod last_syncs;
pub mod limits;
pub mod live;
pub mod metrics;
pub mod names;
pub mod organisations;
pub mod passwords;
pub mod pool;
pub mod problem;
pub mod projections;
mod random;
pub mod rebuild;
pub mod records;
pub mod register;
pub mod routes;
mod serve;
pub mod settings;
mod state;
pub mod sync;
mod workers;

pub use serve::serve;
pub use state::Server;

use error::Error;
use sqlx::{PgPool, migrate::Migrator};

/// The migrations that this version of the server needs.
pub static MIGRATOR: Migrator = {
    let mut migrator = sqlx::migrate!("./migrations");
    // While instances are replaced one by one, the old ones meet newer tables.
    migrator.ignore_missing = true;
    migrator
};

/// Brings the database's tables up to this version, under a lock, so that
/// instances that start together do not collide.
///
/// # Errors
/// The database did not answer, or a migration that was applied has been altered.
pub async fn migrate(pool: &PgPool) -> Result<(), Error> {
    let migrated = MIGRATOR.run(pool).await;
    migrated.map_err(|error| Error::fault("migrate the database", error))
}
