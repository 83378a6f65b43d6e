//! A copy of a world's database, which can be put in its place later.

use super::{Instance, World, cluster};
use anyhow::{Context, Result};
use sqlx::{AssertSqlSafe, Connection, PgConnection, postgres::PgConnectOptions, raw_sql};
use std::sync::atomic::{AtomicU64, Ordering};

/// The name of a copy.
#[derive(Clone, Debug)]
pub struct Backup(String);

impl World {
    /// Copies the database as it is now. Connections to it are cut, those of other
    /// instances than the first to be let go of then ([`World::let_go_of_cut`]).
    pub fn back_up(&self) -> Result<Backup> {
        static BACKUPS: AtomicU64 = AtomicU64::new(0);
        let name = format!("backup_{}", BACKUPS.fetch_add(1, Ordering::SeqCst));
        self.copy(&self.name()?, &name)?;
        self.let_go_of_cut(&self.server);
        Ok(Backup(name))
    }

    /// Puts the copy in the place of the database, under the servers that are running:
    /// they connect again, as they do to a replica that was promoted.
    pub fn restore(&self, backup: &Backup) -> Result<()> {
        let name = self.name()?;
        self.maintain(&format!("drop database {name} (force)"))?;
        self.copy(&backup.0, &name)?;
        self.let_go_of_cut(&self.server);
        Ok(())
    }

    /// Has another instance let go of its connections, after they were cut. One that was
    /// used just before is not asked whether it is still there, and who got it would be
    /// told to come again.
    pub fn let_go_of_cut(&self, instance: &Instance) {
        let _within = self.runtime.enter();
        while let Some(connection) = instance.server.pool.try_acquire() {
            drop(connection.detach());
        }
    }

    /// The servers may connect again while their connections are being cut.
    fn copy(&self, from: &str, to: &str) -> Result<()> {
        let is_open = |open| format!("alter database {from} allow_connections {open}");
        self.maintain(&is_open(false))?;
        self.maintain(&format!(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{from}'"
        ))?;
        self.maintain(&format!("create database {to} template {from}"))?;
        self.maintain(&is_open(true))?;
        self.maintain(&format!("alter database {to} allow_connections true"))
    }

    fn name(&self) -> Result<String> {
        let options: PgConnectOptions = self.database.parse()?;
        let name = options.get_database().context("a database has a name")?;
        Ok(name.to_owned())
    }

    fn maintain(&self, sql: &str) -> Result<()> {
        self.runtime.block_on(async {
            let mut connection = PgConnection::connect(&cluster().url("postgres")).await?;
            let sql = AssertSqlSafe(sql.to_owned());
            raw_sql(sql).execute(&mut connection).await?;
            Ok(connection.close().await?)
        })
    }
}
