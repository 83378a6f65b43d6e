//! Figures beside their budgets, as a table in Markdown, and whether one of them
//! is overdrawn.
//!
//! Times depend on the machine, so they are printed and never fail. What is
//! counted (bytes, round trips, statements) is the same everywhere; a ratio of
//! two times of one run nearly so. These fail.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use anyhow::{Context, Result};
use std::process::ExitCode;

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Bytes,
    /// Things that are counted.
    Count,
    /// Of two figures that are counted.
    Ratio,
    /// Of two times of one run. A short run does not judge by it.
    TimeRatio,
    Megabytes,
    Milliseconds,
    PerSecond,
}

impl Unit {
    /// Whether a figure of this unit can fail a run.
    const fn is_judged(self, is_quick: bool) -> bool {
        match self {
            Self::Bytes | Self::Count | Self::Ratio | Self::Megabytes => true,
            Self::TimeRatio => !is_quick,
            Self::Milliseconds | Self::PerSecond => false,
        }
    }

    fn show(self, value: f64) -> String {
        match self {
            Self::Bytes => format!("{} B", grouped(value)),
            Self::Count => format!("{}", (value * 100.0).round() / 100.0),
            Self::Ratio | Self::TimeRatio => format!("{value:.2}"),
            Self::Megabytes => format!("{value:.1} MB"),
            Self::Milliseconds => format!("{value:.2} ms"),
            Self::PerSecond => format!("{}/s", grouped(value)),
        }
    }
}

/// How far a figure may go.
#[derive(Clone, Copy, Debug)]
pub enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

impl Limit {
    fn holds(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
        }
    }

    fn show(self, unit: Unit) -> String {
        match self {
            Self::AtMost(limit) => format!("≤ {}", unit.show(limit)),
            Self::AtLeast(limit) => format!("≥ {}", unit.show(limit)),
        }
    }
}

/// What a figure may come to, and why so much.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// The figure, as it is printed.
    pub figure: &'static str,
    pub limit: Limit,
    pub unit: Unit,
    /// Where the budget comes from.
    pub source: &'static str,
}

/// A budget that is missed, and by how much, with the reason beside the figures. A
/// run fails only beyond that.
#[derive(Clone, Copy, Debug)]
pub struct KnownMiss {
    /// The figure of the budget.
    pub figure: &'static str,
    pub limit: Limit,
}

/// The figures of a run.
#[derive(Debug)]
pub struct Report {
    budgets: &'static [Budget],
    known_misses: &'static [KnownMiss],
    is_quick: bool,
    overdrawn: Vec<String>,
}

impl Report {
    /// Begins a table whose figures are held to these budgets.
    #[must_use]
    pub fn begin(
        budgets: &'static [Budget],
        known_misses: &'static [KnownMiss],
        is_quick: bool,
    ) -> Self {
        println!(
            "| {:<64} | {:>13} | {:>13} |       |",
            "figure", "measured", "budget"
        );
        println!(
            "|:{}|-{}:|-{}:|-------|",
            "-".repeat(65),
            "-".repeat(13),
            "-".repeat(13)
        );
        Self {
            budgets,
            known_misses,
            is_quick,
            overdrawn: Vec::new(),
        }
    }

    /// A figure without a budget.
    pub fn plain(&self, figure: &str, value: f64, unit: Unit) {
        row(figure, &unit.show(value), "", "");
    }

    /// A figure that has a budget.
    ///
    /// # Errors
    /// If there is no budget of that name.
    pub fn judged(&mut self, figure: &str, value: f64) -> Result<()> {
        self.judged_as(figure, figure, value)
    }

    /// A figure of several that share a budget: it is printed under a name of its
    /// own.
    ///
    /// # Errors
    /// If there is no budget of that name.
    pub fn judged_as(&mut self, budget: &str, figure: &str, value: f64) -> Result<()> {
        let budget = self.budgets.iter().find(|it| it.figure == budget);
        let budget = budget.with_context(|| format!("{figure:?} has no budget"))?;
        let (unit, measured) = (budget.unit, budget.unit.show(value));
        let mut misses = self.known_misses.iter();
        let is_known = misses.any(|it| it.figure == budget.figure && it.limit.holds(value));
        let verdict = match (budget.limit.holds(value), unit.is_judged(self.is_quick)) {
            (true, _) => "",
            (false, true) if is_known => "known",
            (false, true) => "OVER",
            (false, false) => "over",
        };
        let limit = budget.limit.show(unit);
        row(figure, &measured, &limit, verdict);
        if verdict == "OVER" {
            let source = budget.source;
            let line = format!("{figure}: {measured}, budget {limit} ({source})");
            self.overdrawn.push(line);
        }
        Ok(())
    }

    /// Names the figures that are over their budgets. A failure if there are any.
    #[must_use]
    pub fn end(self) -> ExitCode {
        println!();
        if self.overdrawn.is_empty() {
            println!("Every figure that is judged is within its budget.");
            return ExitCode::SUCCESS;
        }
        println!("Over budget:");
        for line in &self.overdrawn {
            println!("- {line}");
        }
        ExitCode::FAILURE
    }
}

fn row(figure: &str, measured: &str, limit: &str, verdict: &str) {
    println!("| {figure:<64} | {measured:>13} | {limit:>13} | {verdict:<5} |");
}

/// A whole number with a comma between thousands.
fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut grouped = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUDGETS: &[Budget] = &[
        Budget {
            figure: "bytes",
            limit: Limit::AtMost(1_024.0),
            unit: Unit::Bytes,
            source: "a test",
        },
        Budget {
            figure: "rate of bare",
            limit: Limit::AtLeast(0.5),
            unit: Unit::TimeRatio,
            source: "a test",
        },
        Budget {
            figure: "time",
            limit: Limit::AtMost(5.0),
            unit: Unit::Milliseconds,
            source: "a test",
        },
    ];

    const KNOWN_MISSES: &[KnownMiss] = &[KnownMiss {
        figure: "rate of bare",
        limit: Limit::AtLeast(0.2),
    }];

    fn outcome(is_quick: bool, figures: &[(&str, f64)]) -> ExitCode {
        let mut report = Report::begin(BUDGETS, KNOWN_MISSES, is_quick);
        for (figure, value) in figures {
            report.judged(figure, *value).unwrap();
        }
        report.end()
    }

    #[test]
    fn bytes_and_ratios_fail_and_times_do_not() {
        assert_eq!(
            outcome(false, &[("bytes", 1_024.0), ("time", 9.0)]),
            ExitCode::SUCCESS
        );
        assert_eq!(outcome(false, &[("bytes", 1_025.0)]), ExitCode::FAILURE);
        assert_eq!(outcome(false, &[("rate of bare", 0.19)]), ExitCode::FAILURE);
    }

    #[test]
    fn a_known_miss_fails_only_when_it_grows() {
        assert_eq!(outcome(false, &[("rate of bare", 0.2)]), ExitCode::SUCCESS);
    }

    #[test]
    fn a_short_run_judges_only_what_is_counted() {
        assert_eq!(outcome(true, &[("rate of bare", 0.19)]), ExitCode::SUCCESS);
        assert_eq!(outcome(true, &[("bytes", 1_025.0)]), ExitCode::FAILURE);
    }

    #[test]
    fn a_figure_without_a_budget_is_a_mistake() {
        assert!(
            Report::begin(BUDGETS, KNOWN_MISSES, false)
                .judged("weight", 1.0)
                .is_err()
        );
    }

    #[test]
    fn large_numbers_are_grouped() {
        let shown = [0.0, 999.0, 1_000.0, 1_234_567.0].map(grouped);
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567"]);
    }
}
