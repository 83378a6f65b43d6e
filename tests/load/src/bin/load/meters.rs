//! What a stretch of time cost: CPU of the phones, the server and Postgres
//! apart, statements, bytes of WAL and how often it was made durable.

use crate::{bench::Bench, server::ServerProcess};
use anyhow::{Context, Result};
use nix::{
    time::{ClockId, clock_getcpuclockid, clock_gettime},
    unistd::Pid,
};
use sqlx::{Connection, PgConnection};
use std::{fs, ops::AddAssign, time::Instant};

/// What was spent between two readings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spent {
    pub seconds: f64,
    pub phones_ms: f64,
    pub server_ms: f64,
    pub postgres_ms: f64,
    pub statements: f64,
    pub wal_bytes: f64,
    pub wal_syncs: f64,
}

impl Spent {
    /// The server and its Postgres together.
    pub const fn served_ms(&self) -> f64 {
        self.server_ms + self.postgres_ms
    }
}

impl AddAssign for Spent {
    fn add_assign(&mut self, other: Self) {
        self.seconds += other.seconds;
        self.phones_ms += other.phones_ms;
        self.server_ms += other.server_ms;
        self.postgres_ms += other.postgres_ms;
        self.statements += other.statements;
        self.wal_bytes += other.wal_bytes;
        self.wal_syncs += other.wal_syncs;
    }
}

/// Where the meters stand. All of them only ever grow.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    at: Instant,
    cpu: [f64; 3],
    counted: [i64; 3],
}

pub struct Meters {
    connection: PgConnection,
    version: i32,
    postmaster: i32,
}

impl Meters {
    pub async fn on(bench: &Bench, database: &str) -> Result<Self> {
        let mut connection = PgConnection::connect(database).await?;
        // What the meters ask is not to be counted.
        for prepare in [
            "create extension if not exists pg_stat_statements",
            "set pg_stat_statements.track = 'none'",
        ] {
            sqlx::query(prepare).execute(&mut connection).await?;
        }
        let sql = "select current_setting('server_version_num')::int";
        let version = sqlx::query_scalar(sql).fetch_one(&mut connection).await?;
        Ok(Self {
            connection,
            version,
            postmaster: bench.cluster.process(),
        })
    }

    /// Reads the meters before what is to be measured.
    pub async fn before(&mut self, server: &mut ServerProcess) -> Result<Reading> {
        server.flush()?;
        let counted = self.counted().await?;
        let cpu = self.cpu_ms(server)?;
        Ok(Reading {
            at: Instant::now(),
            cpu,
            counted,
        })
    }

    pub async fn since(&mut self, before: Reading, server: &mut ServerProcess) -> Result<Spent> {
        let seconds = before.at.elapsed().as_secs_f64();
        let cpu = self.cpu_ms(server)?;
        let flushed = server.flush()?;
        let counted = self.counted().await?;
        let more = |n: usize| (counted[n] - before.counted[n]) as f64;
        Ok(Spent {
            seconds,
            phones_ms: cpu[0] - before.cpu[0],
            server_ms: cpu[1] - before.cpu[1],
            postgres_ms: cpu[2] - before.cpu[2],
            statements: more(0) - flushed,
            wal_bytes: more(1),
            wal_syncs: more(2),
        })
    }

    /// Statements, bytes of WAL, and syncs of it. When phones synced last the server
    /// notes by itself, for all of them at once, and by itself it looks for what is due
    /// and for files that were left: those statements are nobody's.
    async fn counted(&mut self) -> Result<[i64; 3]> {
        let sql = "select
            (select coalesce(sum(calls), 0)::bigint from pg_stat_statements
                where dbid = (select oid from pg_database where datname = current_database())
                    and query not like 'update devices d set last_sync_at%'
                    and query not like '%from case_deadlines d%for update of c skip locked'
                    and query not like '%from register_runs where ended_at is null%'),
            (pg_current_wal_insert_lsn() - '0/0')::bigint";
        let (statements, wal_bytes) = sqlx::query_as(sql).fetch_one(&mut self.connection).await?;
        // Since Postgres 18 the syncs stand among all other IO.
        let sql = if self.version >= 180_000 {
            "select sum(fsyncs)::bigint from pg_stat_io where object = 'wal'"
        } else {
            "select wal_sync from pg_stat_wal"
        };
        let wal_syncs = sqlx::query_scalar(sql)
            .fetch_one(&mut self.connection)
            .await?;
        Ok([statements, wal_bytes, wal_syncs])
    }

    /// CPU of the phones, the server and Postgres, in milliseconds.
    fn cpu_ms(&self, server: &ServerProcess) -> Result<[f64; 3]> {
        let phones = clock_ms(ClockId::CLOCK_PROCESS_CPUTIME_ID)?;
        let postmaster = self.postmaster;
        let mut postgres = process_ms(postmaster)?;
        for entry in fs::read_dir("/proc").context("the benchmark reads /proc: Linux only")? {
            let Ok(process) = entry?.file_name().to_string_lossy().parse::<i32>() else {
                continue;
            };
            let parent = stat(process).ok().and_then(|it| it.get(1)?.parse().ok());
            if parent == Some(postmaster) {
                // One that ends meanwhile is counted among those that have.
                postgres += process_ms(process).unwrap_or_default();
            }
        }
        Ok([
            phones,
            process_ms(server.process())?,
            postgres + ended_ms(postmaster)?,
        ])
    }
}

fn clock_ms(clock: ClockId) -> Result<f64> {
    let time = clock_gettime(clock)?;
    Ok(time.tv_sec() as f64 * 1e3 + time.tv_nsec() as f64 / 1e6)
}

pub fn process_ms(process: i32) -> Result<f64> {
    clock_ms(clock_getcpuclockid(Pid::from_raw(process))?)
}

/// CPU of the children of a process that have ended.
fn ended_ms(process: i32) -> Result<f64> {
    let fields = stat(process)?;
    let ticks = |n: usize| -> Result<f64> { Ok(fields.get(n).context("a short stat")?.parse()?) };
    // Linux counts in hundredths of a second, whatever its timer does.
    Ok((ticks(13)? + ticks(14)?) * 10.0)
}

/// The fields of a process after its name: state, parent, …
fn stat(process: i32) -> Result<Vec<String>> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, fields) = stat.rsplit_once(')').context("a process without a name")?;
    Ok(fields.split_whitespace().map(str::to_owned).collect())
}
