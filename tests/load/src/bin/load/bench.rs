//! The private Postgres of a run, and the databases in it with their servers.

use crate::{
    meters::{Meters, Spent},
    phone::Phone,
    server::{REQUESTERS, ServerProcess},
};
use anyhow::{Context, Result, ensure};
use embedded::{Binaries, Cluster, Durability, Source};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// What counts the statements. Postgres brings it along, but only loads it when
/// it is told to at its start.
const COUNTER: &str = "pg_stat_statements";

/// A cluster that waits for its disk, and counts statements.
pub struct Bench {
    pub runtime: Runtime,
    pub cluster: Cluster,
    /// Where it lives; removed with this.
    _folder: TempDir,
}

impl Bench {
    pub fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("postgres");
        let runtime = Runtime::new()?;
        let binaries = runtime.block_on(embedded::binaries(Source::Auto, None))?;
        let start = |binaries: &Binaries| Cluster::start(&data, binaries, Durability::Durable);
        let cluster = start(&binaries)?;
        runtime.block_on(load_counter(&cluster.url("postgres")))?;
        cluster.stop()?;
        Ok(Self {
            runtime,
            cluster: start(&binaries)?,
            _folder: folder,
        })
    }

    /// A new database with a server on it, and so many people who ask for help.
    pub fn site(&self, name: &str, requesters: usize) -> Result<Site<'_>> {
        self.site_of(name, requesters, false)
    }

    /// The same, with the limits of a real server.
    pub fn limited_site(&self, name: &str, requesters: usize) -> Result<Site<'_>> {
        self.site_of(name, requesters, true)
    }

    fn site_of(&self, name: &str, requesters: usize, is_limited: bool) -> Result<Site<'_>> {
        let database = self.runtime.block_on(self.cluster.create(name))?;
        let server = ServerProcess::start(&database, requesters, is_limited)?;
        let meters = self.runtime.block_on(Meters::on(self, &database))?;
        Ok(Site {
            bench: self,
            database,
            server,
            meters,
        })
    }

    pub fn stop(self) -> Result<()> {
        self.cluster.stop().context("Postgres does not stop")
    }
}

/// A database, the server on it, and the meters at both.
pub struct Site<'a> {
    pub bench: &'a Bench,
    pub database: String,
    pub server: ServerProcess,
    meters: Meters,
}

impl Site<'_> {
    /// Does something, and says what it cost.
    pub fn measure<T>(&mut self, run: impl FnOnce() -> Result<T>) -> Result<(T, Spent)> {
        let runtime = &self.bench.runtime;
        let before = runtime.block_on(self.meters.before(&mut self.server))?;
        let done = run()?;
        let spent = runtime.block_on(self.meters.since(before, &mut self.server))?;
        Ok((done, spent))
    }

    pub fn phone(&self, person: usize) -> Result<Phone> {
        Phone::sign_in(self.server.address, person)
    }

    /// The phones of those who ask for help, each with its directory.
    pub fn requesters(&self, count: usize) -> Result<Vec<Phone>> {
        let phones = (0..count).map(|n| {
            let mut phone = self.phone(REQUESTERS + n)?;
            phone.sync()?;
            Ok(phone)
        });
        phones.collect()
    }
}

async fn load_counter(url: &str) -> Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    let is_there: bool = sqlx::query_scalar(
        "select exists (select from pg_available_extensions where name = $1)
             and current_setting('server_version_num')::int >= 150000",
    )
    .bind(COUNTER)
    .fetch_one(&mut connection)
    .await?;
    ensure!(
        is_there,
        "the benchmark needs Postgres 15 or later, with {COUNTER}"
    );
    sqlx::query("alter system set shared_preload_libraries = 'pg_stat_statements'")
        .execute(&mut connection)
        .await?;
    Ok(connection.close().await?)
}
