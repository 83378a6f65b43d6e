//! What a running server is, as its handlers share it.

use crate::{
    clock::Clock, edge::device_locks::DeviceLocks, home::Cache, last_syncs::LastSyncs, live::Live,
    passwords::Passwords, register::limits, settings::Settings, throttle::Throttle,
};
use sqlx::PgPool;
use std::sync::Arc;
use tokio::sync::{Mutex, Semaphore, watch};

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
    pub(crate) summary: Cache,
    pub(crate) last_syncs: LastSyncs,
    closing: watch::Sender<bool>,
}

/// How much and how often, of what is bounded for all requests together.
pub(crate) struct Limits {
    pub permits: Arc<Semaphore>,
    pub device_locks: DeviceLocks,
    /// Held by who looks whether the server is ready.
    pub looks: Mutex<()>,
    pub anonymous: Throttle,
    pub devices: Throttle,
    pub sign_ins_by_login: Throttle,
    pub sign_ins_by_address: Throttle,
    pub register: limits::Limits,
}

impl Server {
    /// A server over a migrated database.
    #[must_use]
    pub fn new(pool: PgPool, settings: Settings, clock: Clock) -> Self {
        let limits = Limits {
            permits: Arc::new(Semaphore::new(settings.permits)),
            device_locks: DeviceLocks::default(),
            looks: Mutex::default(),
            register: limits::Limits::default(),
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
            summary: Cache::default(),
            last_syncs: LastSyncs::default(),
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
