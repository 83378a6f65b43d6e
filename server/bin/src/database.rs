//! The database that the program is given, or in a build with the feature
//! `embedded` and without being given one, a private Postgres of its own.

use crate::Common;
use anyhow::Context;
use server::pool;
use sqlx::{PgPool, postgres::PgConnectOptions};
use std::time::Duration;

pub struct Database {
    pub pool: PgPool,
    /// What has to be stopped after the database's last use.
    #[cfg(feature = "embedded")]
    private: Option<embedded::Cluster>,
}

impl Database {
    pub async fn open(common: &Common) -> anyhow::Result<Self> {
        #[cfg(feature = "embedded")]
        let (url, private) = given_or_private(common).await?;
        #[cfg(not(feature = "embedded"))]
        let url = given(common)?;
        let options: PgConnectOptions = url
            .parse()
            .context("failed to read the database's address")?;
        let pool = pool::pool(common.connections)
            .acquire_timeout(Duration::from_secs(5))
            .connect_with(pool::options_for(options))
            .await
            .context("failed to connect to the database")?;
        server::migrate(&pool)
            .await
            .context("failed to migrate the database")?;
        Ok(Self {
            pool,
            #[cfg(feature = "embedded")]
            private,
        })
    }

    /// To be called last, when nobody asks the database any more.
    pub async fn close(self) -> anyhow::Result<()> {
        self.pool.close().await;
        #[cfg(feature = "embedded")]
        if let Some(cluster) = self.private {
            tokio::task::spawn_blocking(|| cluster.stop())
                .await?
                .context("failed to stop the private Postgres")?;
        }
        Ok(())
    }
}

#[cfg(feature = "embedded")]
async fn given_or_private(common: &Common) -> anyhow::Result<(String, Option<embedded::Cluster>)> {
    if let Some(url) = &common.database {
        return Ok((url.clone(), None));
    }
    let data = match &common.data {
        Some(data) => data.join("postgres"),
        None => embedded::default_folder(&std::env::current_dir()?)?,
    };
    tracing::info!(data = %data.display(), "starting a private Postgres");
    let cluster = embedded::start(&data).await?;
    Ok((cluster.create("fieldloop").await?, Some(cluster)))
}

#[cfg(not(feature = "embedded"))]
fn given(common: &Common) -> anyhow::Result<String> {
    common.database.clone().context(
        "no database is given: set DATABASE_URL to the address of a Postgres, for this build has \
         no private one",
    )
}
