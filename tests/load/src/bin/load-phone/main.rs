//! `cargo load-phone`: what the core costs a phone that holds very many cases.
//! `tests/README.md` says what each figure means.
//!
//! The real core, on a real file that waits for its disk; only the server is made
//! up: its answers are made beforehand. Each measurement is a process of its own,
//! so that its peak of memory is its own, too, and nothing is left over from
//! another.

#![expect(
    clippy::cast_precision_loss,
    reason = "what is counted here is far below the 2^53 that a float counts exactly"
)]

mod answers;
mod budgets;
mod cases;
mod measure;
mod network;

use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand};
use load::report::{
    Report,
    Unit::{Bytes, Count, Megabytes, Milliseconds},
};
use measure::{Measured, What};
use std::{
    env,
    path::Path,
    process::{Command, ExitCode, Stdio},
};

const CASES: usize = 30_000;
const CASES_IF_QUICK: usize = 2_000;
/// How often the app is started.
const STARTS: usize = 11;

/// Measures the core of a phone, and fails if a budget is overdrawn.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    child: Option<Child>,
    /// Fewer cases.
    #[arg(long)]
    quick: bool,
}

#[derive(Subcommand)]
enum Child {
    /// A process that is measured, which the benchmark starts by itself.
    #[command(hide = true)]
    Measure { what: What, folder: String },
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    if let Some(Child::Measure { what, folder }) = arguments.child {
        measure::in_this_process(what, Path::new(&folder))?;
        return Ok(ExitCode::SUCCESS);
    }
    let cases = if arguments.quick {
        CASES_IF_QUICK
    } else {
        CASES
    };
    let folder = tempfile::tempdir()?;
    let made = answers::make(folder.path(), cases)?;
    let mut report = Report::begin(budgets::BUDGETS, budgets::KNOWN_MISSES, arguments.quick);
    report.plain("cases held", cases as f64, Count);
    report.plain(
        "documents as saved, bytes per case",
        made as f64 / cases as f64,
        Bytes,
    );
    report.plain(
        "one fsync of this disk",
        median(&measure::fsyncs(folder.path())?),
        Milliseconds,
    );
    run(&mut report, folder.path(), cases)?;
    Ok(report.end())
}

fn run(report: &mut Report, folder: &Path, cases: usize) -> Result<()> {
    let first = child(What::FirstSync, folder)?;
    ensure!(
        first.count == cases,
        "{} of {cases} cases are held",
        first.count
    );
    times(report, "first sync of all of them", &first)?;
    let figure = "first sync of all of them, peak of memory";
    report.judged(figure, first.peak_mb)?;
    let bytes = folder_bytes(&measure::phone_folder(folder))? as f64 / cases as f64;
    report.plain("the phone's file, bytes per case", bytes, Bytes);

    let mut start = child(What::Start, folder)?;
    for _ in 1..STARTS {
        let another = child(What::Start, folder)?;
        start.ms.extend(another.ms);
        start.cpu_ms.extend(another.cpu_ms);
        start.peak_mb = start.peak_mb.max(another.peak_mb);
    }
    times(report, "start to first page", &start)?;
    report.judged("start to first page, peak of memory", start.peak_mb)?;

    let acts = child(What::Acts, folder)?;
    times(report, "an act, durable and redrawn", &acts)?;
    report.plain("an act, peak of memory", acts.peak_mb, Megabytes);
    for (what, figure) in [
        (What::SearchCommon, "a search, found very often"),
        (What::SearchRare, "a search, found once"),
        (What::SearchNothing, "a search, not found"),
        (What::SearchShort, "a search, one character"),
    ] {
        let search = child(what, folder)?;
        report.judged_as("a search", figure, median(&search.ms))?;
        let name = format!("{figure}, of it CPU");
        report.plain(&name, median(&search.cpu_ms), Milliseconds);
        report.plain(&format!("{figure}, rows"), search.count as f64, Count);
    }
    Ok(())
}

/// The middle of what it took, and of its CPU, which the neighbours of this
/// machine disturb less.
fn times(report: &mut Report, figure: &str, measured: &Measured) -> Result<()> {
    report.judged(figure, median(&measured.ms))?;
    let cpu = median(&measured.cpu_ms);
    report.plain(&format!("{figure}, of it CPU"), cpu, Milliseconds);
    Ok(())
}

/// Measures something in a process of its own.
fn child(what: What, folder: &Path) -> Result<Measured> {
    let output = Command::new(env::current_exe()?)
        .args(["measure", what.name()])
        .arg(folder)
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "{} failed", what.name());
    serde_json::from_slice(&output.stdout).with_context(|| format!("read {}", what.name()))
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn folder_bytes(folder: &Path) -> Result<u64> {
    let files = std::fs::read_dir(folder)?;
    files.map(|file| Ok(file?.metadata()?.len())).sum()
}
