//! `cargo load`: what it costs a server and its Postgres that phones push, sync
//! for the first time, catch up, and ask in vain, and that a register is taken in. `tests/README.md` says what each
//! figure means.
//!
//! Three sides are apart, so that the CPU of each can be told: the phones are
//! this process, the server is a child of it, and Postgres is a private cluster
//! that waits for its disk. Phones execute and encode their acts before the clock
//! runs.

#![expect(
    clippy::cast_precision_loss,
    reason = "what is counted here is far below the 2^53 that a float counts exactly"
)]

mod attacks;
mod bare;
mod bench;
mod budgets;
mod disk;
mod http;
mod meters;
mod phone;
mod push;
mod register;
mod server;
mod stored;
mod tickets;

use anyhow::Result;
use bench::Bench;
use clap::{Parser, Subcommand, ValueEnum};
use load::report::Report;
use std::process::ExitCode;

/// Measures a server and its Postgres, and fails if a budget is overdrawn.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Small numbers: enough for what is counted, not for ratios of times.
    #[arg(long)]
    quick: bool,
    /// Only one of the parts.
    #[arg(long)]
    only: Option<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Phones that push, all at once, beside a client that only inserts.
    Push,
    /// With 1,000 and with 10,000 cases stored: a first sync, a day's delta,
    /// nothing new, a push, and the disk.
    Stored,
    /// Equipment taken in from a file of 20,000 lines.
    Register,
    /// Attacks, and what others notice of them. Only if asked for.
    Attacks,
}

#[derive(Subcommand)]
enum Command {
    /// The server's process, which the benchmark starts by itself.
    #[command(hide = true)]
    Serve {
        database: String,
        requesters: usize,
        /// With the limits of a real server.
        #[arg(long)]
        limited: bool,
    },
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    if let Some(Command::Serve {
        database,
        requesters,
        limited,
    }) = arguments.command
    {
        server::serve(database, requesters, limited)?;
        return Ok(ExitCode::SUCCESS);
    }
    let is_asked = |part| arguments.only.is_none_or(|only| only == part);
    let bench = Bench::start()?;
    let mut report = Report::begin(budgets::BUDGETS, budgets::KNOWN_MISSES, arguments.quick);
    if is_asked(Part::Push) {
        let sizes = if arguments.quick {
            push::QUICK
        } else {
            push::FULL
        };
        push::run(&bench, &mut report, sizes)?;
    }
    if is_asked(Part::Stored) {
        let sizes = if arguments.quick {
            stored::QUICK
        } else {
            stored::FULL
        };
        stored::run(&bench, &mut report, sizes)?;
    }
    if is_asked(Part::Register) {
        let lines = if arguments.quick {
            register::QUICK
        } else {
            register::FULL
        };
        register::run(&bench, &mut report, lines)?;
    }
    // They take long, and say something in a release build alone.
    if arguments.only == Some(Part::Attacks) {
        attacks::run(&bench, &mut report)?;
    }
    bench.stop()?;
    Ok(report.end())
}
