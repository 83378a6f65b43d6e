//! Where log lines go: standard error, for people on a terminal or as JSON for
//! machines. Which lines is set by `RUST_LOG`.

use clap::ValueEnum;
use std::{io, panic};
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines, one JSON object a line.
    Json,
}

/// Starts logging, for the whole process; called once, by `main`.
pub fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx::postgres::notice=warn"));
    let registry = tracing_subscriber::registry().with(filter);
    match format {
        LogFormat::Text => {
            let colours = io::IsTerminal::is_terminal(&io::stderr());
            registry
                .with(
                    fmt::layer()
                        .with_writer(io::stderr)
                        .with_ansi(colours)
                        .with_target(false),
                )
                .init();
        }
        LogFormat::Json => registry
            .with(
                fmt::layer()
                    .json()
                    .with_span_list(false)
                    .with_writer(io::stderr),
            )
            .init(),
    }
    // A panic's message may quote what a person wrote, so only its place is logged.
    panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(place, "a panic, which is a bug");
    }));
}
