//! Fieldloop's server: accounts and devices, the directory, the cases with
//! their judge and the feed, over Postgres.
//!
//! Start with [`routes`], which shows every route; each resource has one file,
//! with its SQL in it. The process and its command line are a package of their own
//! (`bin`), so that what only it needs can depend on this one: the sample
//! organisation (`sample`), the private Postgres (`embedded`). Everything here can
//! be run inside a test.

pub mod accounts;
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
pub mod metrics;
pub mod organisations;
pub mod passwords;
pub mod problem;
pub mod projections;
mod random;
pub mod routes;
mod serve;
pub mod settings;
pub mod sync;
pub mod throttle;

pub use serve::serve;

use clock::Clock;
use error::Error;
use passwords::Passwords;
use settings::Settings;
use sqlx::{PgPool, migrate::Migrator};
use std::sync::Arc;
use sync::live::Live;
use throttle::Throttle;
use tokio::sync::{Semaphore, watch};

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

/// Everything a handler needs; all clones are one server.
#[derive(Clone)]
pub struct Server {
    pub pool: PgPool,
    /// What time it is.
    pub clock: Clock,
    /// Where those who wait for news listen.
    pub live: Live,
    pub(crate) settings: Arc<Settings>,
    pub(crate) passwords: Passwords,
    pub(crate) limits: Arc<Limits>,
    pub(crate) summary: home::Cache,
    closing: watch::Sender<bool>,
}

/// How much and how often, of what is bounded for all requests together.
pub(crate) struct Limits {
    pub permits: Arc<Semaphore>,
    pub anonymous: Throttle,
    pub devices: Throttle,
    pub sign_ins_by_login: Throttle,
    pub sign_ins_by_address: Throttle,
}

impl Server {
    /// A server over a migrated database.
    #[must_use]
    pub fn new(pool: PgPool, settings: Settings, clock: Clock) -> Self {
        let limits = Limits {
            permits: Arc::new(Semaphore::new(settings.permits)),
            anonymous: Throttle::new(settings.anonymous_per_address, &clock),
            devices: Throttle::new(settings.requests_per_device, &clock),
            sign_ins_by_login: Throttle::new(settings.sign_ins_per_login, &clock),
            sign_ins_by_address: Throttle::new(settings.sign_ins_per_address, &clock),
        };
        Self {
            pool,
            clock,
            passwords: Passwords::new(&settings),
            live: Live::default(),
            settings: Arc::new(settings),
            limits: Arc::new(limits),
            summary: home::Cache::default(),
            closing: watch::Sender::new(false),
        }
    }

    /// Resolves once the server is told to stop: whoever only waits must end then.
    pub async fn closing(&self) {
        // It fails only without a sender, and `self` holds one.
        let _ = self
            .closing
            .subscribe()
            .wait_for(|is_closing| *is_closing)
            .await;
    }

    /// Whether the server was told to stop.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        *self.closing.borrow()
    }

    /// Ends whatever only waits; called when the server is told to stop.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }
}
