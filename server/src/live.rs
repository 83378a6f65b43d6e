//! Live mode: waking those who wait for news, on every instance.
//!
//! An instance that has committed something tells its own waiters at once and
//! the others through Postgres' NOTIFY, by the keys of the scopes concerned.
//! The NOTIFY is sent after the commit, not in it: a transaction that notifies
//! takes a lock over the whole database until it is durable, which would end the
//! group commit of all others. An instance that dies in between delays its news
//! until the waiters' time limit, and loses nothing.

use crate::error::Chain;
use serde::{Deserialize, Serialize};
use sqlx::{PgPool, postgres::PgListener};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Notify, broadcast},
    task::JoinHandle,
};
use uuid::Uuid;

const CHANNEL: &str = "fieldloop";
/// How many scopes one NOTIFY names; its payload may have 8,000 bytes.
const SCOPES_PER_NOTIFY: usize = 100;
/// How many pieces of news a waiter may be behind before it simply looks.
const BACKLOG: usize = 256;
/// How long to wait before connecting to Postgres again.
const RECONNECT: Duration = Duration::from_secs(1);
/// The scope of everybody, for when the directory has changed; no scope's key is
/// this one.
const EVERYBODY: Uuid = Uuid::nil();

/// That something changed for some scopes of an organisation.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct News {
    organisation: Uuid,
    scopes: BTreeSet<Uuid>,
}

/// Where news comes in and those who wait for it listen.
#[derive(Clone, Debug)]
pub struct Live(Arc<Hub>);

#[derive(Debug)]
struct Hub {
    news: broadcast::Sender<Arc<News>>,
    /// News that other instances have not been told yet. A std mutex: it is held
    /// for an insertion, never across an await.
    untold: Mutex<BTreeMap<Uuid, BTreeSet<Uuid>>>,
    has_untold: Notify,
}

impl Default for Live {
    fn default() -> Self {
        Self(Arc::new(Hub {
            news: broadcast::Sender::new(BACKLOG),
            untold: Mutex::default(),
            has_untold: Notify::new(),
        }))
    }
}

/// Waits for news that concern one person.
#[derive(Debug)]
pub struct Listening {
    organisation: Uuid,
    scopes: BTreeSet<Uuid>,
    news: broadcast::Receiver<Arc<News>>,
}

impl Listening {
    /// Resolves when something may have changed for the person.
    pub async fn changed(&mut self) {
        loop {
            match self.news.recv().await {
                Ok(news) if news.organisation != self.organisation => {}
                Ok(news) if news.scopes.contains(&EVERYBODY) => return,
                Ok(news) if news.scopes.is_disjoint(&self.scopes) => {}
                // Too far behind, or the server ends: look for oneself.
                Ok(_) | Err(_) => return,
            }
        }
    }
}

impl Live {
    /// Listens for a person who is in these scopes. What happens from now on is
    /// heard, so begin before looking at what there is.
    #[must_use]
    pub fn listen(&self, organisation: Uuid, scopes: Vec<Uuid>) -> Listening {
        Listening {
            organisation,
            scopes: scopes.into_iter().collect(),
            news: self.0.news.subscribe(),
        }
    }

    /// Tells everybody in these scopes, here and on other instances. To be called
    /// after the commit.
    pub fn tell(&self, organisation: Uuid, scopes: BTreeSet<Uuid>) {
        if scopes.is_empty() {
            return;
        }
        let mut untold = self.0.untold.lock().unwrap_or_else(PoisonError::into_inner);
        untold
            .entry(organisation)
            .or_default()
            .extend(scopes.iter().copied());
        drop(untold);
        self.0.has_untold.notify_one();
        self.hear(News {
            organisation,
            scopes,
        });
    }

    /// Tells all of an organisation, because the directory has changed.
    pub fn tell_everybody(&self, organisation: Uuid) {
        self.tell(organisation, BTreeSet::from([EVERYBODY]));
    }

    fn hear(&self, news: News) {
        // It fails only if nobody waits.
        let _ = self.0.news.send(Arc::new(news));
    }

    /// Begins to exchange news with other instances. The tasks end with the
    /// handles.
    #[must_use]
    pub fn connect(&self, pool: &PgPool) -> [JoinHandle<()>; 2] {
        let (teller, hearer) = (self.clone(), self.clone());
        let (to, from) = (pool.clone(), pool.clone());
        [
            tokio::spawn(async move { teller.tell_others(&to).await }),
            tokio::spawn(async move { hearer.hear_others(&from).await }),
        ]
    }

    /// While one NOTIFY is under way, further news gathers for the next.
    async fn tell_others(&self, pool: &PgPool) {
        loop {
            self.0.has_untold.notified().await;
            let untold = {
                let mut untold = self.0.untold.lock().unwrap_or_else(PoisonError::into_inner);
                std::mem::take(&mut *untold)
            };
            let payloads = payloads(untold);
            let told = sqlx::query("select pg_notify($1, payload) from unnest($2::text[]) payload")
                .bind(CHANNEL)
                .bind(&payloads)
                .execute(pool)
                .await;
            if let Err(error) = told {
                tracing::warn!(error = %Chain(&error), "failed to tell other instances the news");
            }
        }
    }

    async fn hear_others(&self, pool: &PgPool) {
        loop {
            if let Err(error) = self.hear_until_cut(pool).await {
                tracing::warn!(error = %Chain(&error), "lost the news of other instances");
                tokio::time::sleep(RECONNECT).await;
            }
        }
    }

    async fn hear_until_cut(&self, pool: &PgPool) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        loop {
            // Its own news comes back too: a look too many, where it was heard already.
            let notification = listener.recv().await?;
            if let Ok(news) = serde_json::from_str(notification.payload()) {
                self.hear(news);
            }
        }
    }
}

fn payloads(untold: BTreeMap<Uuid, BTreeSet<Uuid>>) -> Vec<String> {
    let mut payloads = Vec::new();
    for (organisation, scopes) in untold {
        let scopes: Vec<Uuid> = scopes.into_iter().collect();
        for some in scopes.chunks(SCOPES_PER_NOTIFY) {
            let scopes = some.iter().copied().collect();
            payloads.extend(serde_json::to_string(&News {
                organisation,
                scopes,
            }));
        }
    }
    payloads
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_fits_into_one_notify() {
        let scopes = (0..250).map(Uuid::from_u128).collect();
        let untold = BTreeMap::from([(Uuid::nil(), scopes)]);
        let payloads = payloads(untold);
        assert_eq!(payloads.len(), 3);
        assert!(payloads.iter().all(|payload| payload.len() < 8_000));
    }
}
