//! The server's process: its command line, its database, its clock and its end.
//!
//! A package above the server's library, because the sample organisation is
//! loaded through that library and cargo allows no circle of packages. Built with
//! `--no-default-features`, as for real work, it has neither the sample nor a
//! private Postgres. Nothing about requests is here.

mod database;
mod logs;
mod metrics;
mod sample;

use anyhow::Context;
use clap::{Parser, Subcommand};
use database::Database;
use logs::LogFormat;
use sample::AboutSample;
use server::{
    Server, blobs::store::BlobStore, clock::Clock, error::Chain, founding::Founding, rebuild,
    serve, settings::Settings,
};
use sqlx::PgPool;
use std::{io::Write, net::SocketAddr, process::ExitCode};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
};

/// Fieldloop's server.
#[derive(Parser)]
#[command(name = "fieldloop-server", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
    #[command(flatten)]
    common: Common,
}

#[derive(Subcommand)]
enum Command {
    /// Serve: what is done without a command, too.
    Serve(Serve),
    /// Found an organisation with its first store and its first admin, whose
    /// password is read from `FIELDLOOP_PASSWORD`.
    Found(Found),
    /// Make the tables that are projections anew from the documents.
    Rebuild,
}

/// What every command takes.
#[derive(clap::Args)]
struct Common {
    /// An existing Postgres; a build with its own starts that one without this.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    database: Option<String>,
    /// Where a private Postgres keeps its data [default: .fieldloop].
    #[cfg(feature = "embedded")]
    #[arg(long, env = "FIELDLOOP_DATA", global = true)]
    data: Option<std::path::PathBuf>,
    /// How many connections to the database are held; one of them only listens.
    #[arg(
        long,
        value_parser = clap::value_parser!(u32).range(2..),
        env = "FIELDLOOP_CONNECTIONS",
        default_value_t = 16,
        global = true
    )]
    connections: u32,
    /// How log lines are written.
    #[arg(
        long,
        env = "FIELDLOOP_LOG_FORMAT",
        value_enum,
        default_value_t,
        global = true
    )]
    log_format: LogFormat,
}

#[derive(clap::Args)]
struct Serve {
    /// Where to listen.
    #[arg(long, env = "FIELDLOOP_LISTEN", default_value = "127.0.0.1:8300")]
    listen: SocketAddr,
    /// How many reverse proxies stand before the server, whose word about
    /// addresses is believed.
    #[arg(long, env = "FIELDLOOP_PROXIES", default_value_t = 0)]
    proxies: usize,
    /// Where photos are kept: a folder, or `s3://bucket` with a prefix or without,
    /// which is reached as the variables `AWS_…` say [default: .fieldloop/blobs, or
    /// beside the data of a private Postgres].
    #[arg(long, env = "FIELDLOOP_BLOBS")]
    blobs: Option<String>,
    /// How many MiB of photos that no case shows one person may have stored.
    #[arg(
        long,
        value_parser = clap::value_parser!(u32).range(1..),
        env = "FIELDLOOP_UNSHOWN_PER_PERSON",
        default_value_t = 128
    )]
    unshown_per_person: u32,
    /// The same, of a whole organisation.
    #[arg(
        long,
        value_parser = clap::value_parser!(u32).range(1..),
        env = "FIELDLOOP_UNSHOWN_PER_ORGANISATION",
        default_value_t = 4096
    )]
    unshown_per_organisation: u32,
    /// Where to show metrics to Prometheus [default: nowhere].
    #[arg(long, env = "FIELDLOOP_METRICS")]
    metrics: Option<SocketAddr>,
    /// Load no sample organisation into an empty database. A build without the
    /// sample never does.
    #[arg(long)]
    empty: bool,
    /// Load and serve the sample organisation also where others can reach it. Its
    /// passwords are public, so without this it is served to this machine alone.
    #[cfg(feature = "sample")]
    #[arg(long, conflicts_with = "empty")]
    sample: bool,
}

impl Serve {
    /// Whether nobody but this machine can call, as far as the settings tell: a proxy
    /// hands on what comes from elsewhere.
    const fn is_for_this_machine(&self) -> bool {
        self.listen.ip().is_loopback() && self.proxies == 0
    }

    /// What is done about the sample organisation.
    const fn about_sample(&self) -> AboutSample {
        #[cfg(feature = "sample")]
        let is_wanted = self.sample;
        #[cfg(not(feature = "sample"))]
        let is_wanted = false;
        AboutSample {
            may_load: !self.empty && (is_wanted || self.is_for_this_machine()),
            may_serve: is_wanted || self.is_for_this_machine(),
            is_exposed: !self.is_for_this_machine(),
        }
    }
}

#[derive(clap::Args)]
struct Found {
    /// What ends every login: `hengli` in `lin.wei@hengli`.
    #[arg(long)]
    slug: String,
    /// The organisation's name.
    #[arg(long)]
    name: String,
    /// The name of the first store or office.
    #[arg(long)]
    store: String,
    /// The name of the first admin.
    #[arg(long)]
    admin: String,
    /// The admin's login, without its end.
    #[arg(long)]
    login: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    logs::start(arguments.common.log_format);
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = %Chain(error.as_ref()), "the server cannot go on");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    // Listened to before anything is started that must be stopped in order.
    let mut stop = Stop::listen()?;
    let Arguments {
        command,
        serve,
        common,
    } = arguments;
    let database = tokio::select! {
        opened = Database::open(&common) => opened?,
        () = stop.wait() => return Ok(()),
    };
    let pool = database.pool.clone();
    let outcome = match command.unwrap_or(Command::Serve(serve)) {
        Command::Serve(serve) => {
            let blobs = BlobStore::open(&place_of_blobs(&serve, &common))?;
            serve_until(stop, serve, pool, blobs).await
        }
        Command::Found(found) => found_organisation(found, pool).await,
        Command::Rebuild => rebuild(&pool).await,
    };
    database.close().await?;
    outcome
}

fn place_of_blobs(serve: &Serve, common: &Common) -> String {
    if let Some(place) = &serve.blobs {
        return place.clone();
    }
    #[cfg(feature = "embedded")]
    if let Some(data) = &common.data {
        return data.join("blobs").to_string_lossy().into_owned();
    }
    #[cfg(not(feature = "embedded"))]
    let _ = common;
    ".fieldloop/blobs".to_owned()
}

async fn serve_until(
    mut stop: Stop,
    arguments: Serve,
    pool: PgPool,
    blobs: BlobStore,
) -> anyhow::Result<()> {
    let settings = Settings {
        proxies: arguments.proxies,
        blobs,
        unshown_bytes_per_person: i64::from(arguments.unshown_per_person) << 20,
        unshown_bytes_per_organisation: i64::from(arguments.unshown_per_organisation) << 20,
        ..Settings::default()
    };
    tracing::info!(place = settings.blobs.place(), "photos are kept");
    let server = Server::new(pool, settings, Clock::system());
    // Left half-way, loading is rolled back, and begun again at the next start.
    let has_sample = tokio::select! {
        prepared = sample::prepare(&server, arguments.about_sample()) => prepared?,
        () = stop.wait() => return Ok(()),
    };
    let metrics = match arguments.metrics {
        Some(address) => Some(metrics::serve(address, server.clone()).await?),
        None => None,
    };
    let listener = TcpListener::bind(arguments.listen)
        .await
        .with_context(|| format!("failed to listen on {}", arguments.listen))?;
    greet(listener.local_addr()?, metrics, has_sample)?;
    serve(server, listener, stop.wait()).await;
    Ok(())
}

async fn found_organisation(found: Found, pool: PgPool) -> anyhow::Result<()> {
    // Not an argument, because everybody on the machine can read those.
    let password = std::env::var("FIELDLOOP_PASSWORD").context("no FIELDLOOP_PASSWORD is set")?;
    let server = Server::new(pool, Settings::default(), Clock::system());
    let Found {
        slug,
        name,
        store,
        admin,
        login,
    } = found;
    let founding = Founding {
        slug,
        name,
        store,
        admin,
        login,
        password,
    };
    server::founding::found(&server, founding)
        .await
        .context("failed to found the organisation")
}

async fn rebuild(pool: &PgPool) -> anyhow::Result<()> {
    let rebuilt = rebuild::rebuild(pool)
        .await
        .context("failed to rebuild the projections")?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "rebuilt from {} cases, {} entries",
        rebuilt.cases, rebuilt.entries
    )?;
    anyhow::ensure!(
        rebuilt.damaged == 0,
        "{} cases are damaged and were left out; the log names them",
        rebuilt.damaged
    );
    Ok(())
}

/// Says on standard output that it runs, and what to do with it.
fn greet(address: SocketAddr, metrics: Option<SocketAddr>, has_sample: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "\n  Fieldloop {} is running.\n",
        env!("CARGO_PKG_VERSION")
    )?;
    writeln!(out, "  Look     http://{address}/")?;
    writeln!(
        out,
        "  A phone  cargo phone --server http://{address} --data .fieldloop-phone"
    )?;
    if let Some(address) = metrics {
        writeln!(out, "  Metrics  http://{address}/metrics")?;
    }
    if has_sample {
        write!(out, "{}", sample::greeting())?;
    }
    writeln!(out, "\n  Ctrl-C stops it; what was answered is kept.\n")?;
    Ok(out.flush()?)
}

/// The signals by which the server is told to stop.
struct Stop {
    interrupt: Signal,
    terminate: Signal,
}

impl Stop {
    fn listen() -> anyhow::Result<Self> {
        let listen = |kind| signal(kind).context("failed to listen to signals");
        Ok(Self {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
        })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
