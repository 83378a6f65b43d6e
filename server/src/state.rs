//! What a running server is, as its handlers share it.

use crate::{
    clock::Clock, home::Cache, last_syncs::LastSyncs, limits::all::Limits, live::Live,
    passwords::Passwords, register::limits, settings::Settings,
};
use sqlx::PgPool;
use std::sync::Arc;
use tokio::sync::watch;

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
    /// What the register has of it.
    pub(crate) register: Arc<limits::Limits>,
    pub(crate) summary: Cache,
    pub(crate) last_syncs: LastSyncs,
    closing: watch::Sender<bool>,
}

impl Server {
    /// A server over a migrated database.
    #[must_use]
    pub fn new(pool: PgPool, settings: Settings, clock: Clock) -> Self {
        let limits = Limits::new(&settings, &clock);
        Self {
            pool,
            clock,
            passwords: Passwords::new(&settings),
            live: Live::default(),
            settings: Arc::new(settings),
            limits: Arc::new(limits),
            register: Arc::default(),
            summary: Cache::default(),
            last_syncs: LastSyncs::default(),
            closing: watch::Sender::new(false),
        }
    }

    /// How much is taken of what is shared out by this name; nothing if nothing is.
    #[must_use]
    pub fn usage_of(&self, limit: &str) -> u64 {
        let usage = self.limits.usage().into_iter();
        let named = usage.filter(|(name, ..)| *name == limit);
        named.map(|(_, used, _)| used).sum()
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
