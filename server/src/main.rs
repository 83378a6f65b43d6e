//! The server's process: its command line, its database, its clock and its end.
//!
//! Nothing about requests is here; see the crate's library.

use anyhow::Context;
use clap::{Parser, Subcommand};
use embedded::Cluster;
use server::{
    Server,
    clock::Clock,
    error::Chain,
    founding::Founding,
    logs::{self, LogFormat},
    projections, sample, serve,
    settings::Settings,
};
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{io::Write, net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    task::spawn_blocking,
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
    /// An existing Postgres, instead of a private one.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    database: Option<String>,
    /// Where a private Postgres keeps its data [default: .fieldloop].
    #[arg(long, env = "FIELDLOOP_DATA", global = true)]
    data: Option<PathBuf>,
    /// How many connections to the database are held.
    #[arg(
        long,
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
    /// Load no sample organisation into an empty database.
    #[arg(long)]
    empty: bool,
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
    let (pool, cluster) = tokio::select! {
        opened = open(&common) => opened?,
        () = stop.wait() => return Ok(()),
    };
    let outcome = match command.unwrap_or(Command::Serve(serve)) {
        Command::Serve(serve) => serve_until(stop, serve, pool.clone()).await,
        Command::Found(found) => found_organisation(found, pool.clone()).await,
        Command::Rebuild => rebuild(&pool).await,
    };
    // The database goes last, when nobody asks it any more.
    pool.close().await;
    if let Some(cluster) = cluster {
        spawn_blocking(|| cluster.stop())
            .await?
            .context("failed to stop the private Postgres")?;
    }
    outcome
}

/// The database, migrated, and the private cluster that it is in, if it is.
async fn open(common: &Common) -> anyhow::Result<(PgPool, Option<Cluster>)> {
    let (url, cluster) = if let Some(url) = &common.database {
        (url.clone(), None)
    } else {
        let data = match &common.data {
            Some(data) => data.join("postgres"),
            None => embedded::default_folder(&std::env::current_dir()?)?,
        };
        tracing::info!(data = %data.display(), "starting a private Postgres");
        let cluster = embedded::start(&data).await?;
        (cluster.create("fieldloop").await?, Some(cluster))
    };
    let options: PgConnectOptions = url
        .parse()
        .context("failed to read the database's address")?;
    // A transaction that nobody goes on with would hold the feed back.
    let options = options.options([("idle_in_transaction_session_timeout", "60s")]);
    let pool = PgPoolOptions::new()
        .max_connections(common.connections)
        .acquire_timeout(Duration::from_secs(5))
        .connect_with(options)
        .await
        .context("failed to connect to the database")?;
    server::migrate(&pool)
        .await
        .context("failed to migrate the database")?;
    Ok((pool, cluster))
}

async fn serve_until(mut stop: Stop, arguments: Serve, pool: PgPool) -> anyhow::Result<()> {
    let settings = Settings {
        proxies: arguments.proxies,
        ..Settings::default()
    };
    let server = Server::new(pool, settings, Clock::system());
    if !arguments.empty {
        // Left half-way it is rolled back, and begun again at the next start.
        tokio::select! {
            loaded = sample::load(&server) => announce(loaded?),
            () = stop.wait() => return Ok(()),
        }
    }
    let has_sample = sample::is_loaded(&mut *server.pool.acquire().await?).await?;
    let listener = TcpListener::bind(arguments.listen)
        .await
        .with_context(|| format!("failed to listen on {}", arguments.listen))?;
    greet(listener.local_addr()?, has_sample)?;
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
    let rebuilt = projections::rebuild(pool)
        .await
        .context("failed to rebuild the projections")?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "rebuilt from {} cases, {} entries",
        rebuilt.cases, rebuilt.entries
    )?;
    Ok(())
}

fn announce(loaded: Option<sample::Loaded>) {
    if let Some(sample::Loaded {
        people,
        cases,
        entries,
    }) = loaded
    {
        tracing::info!(people, cases, entries, "loaded the sample organisation");
    }
}

/// Says on standard output that it runs, and what to do with it.
fn greet(address: SocketAddr, has_sample: bool) -> anyhow::Result<()> {
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
    if has_sample {
        writeln!(out, "\n  Sample accounts, password {}:\n", sample::PASSWORD)?;
        for account in sample::accounts() {
            writeln!(out, "    {account}")?;
        }
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
