//! `cargo ci`: everything that must hold before a commit is shared, in one
//! command, the same here and on the machine that checks.
//!
//! Steps run one after the other and the first that fails ends the run, naming
//! the command that repeats it. A step is an entry of [`STEPS`]; the cheap ones
//! come first.
//!
//! A crate of its own, which does not depend on the server: it must build while
//! the server does not, because `cargo ci prepare` is what mends the server's
//! query files. What the steps check is in their files; house rules that look
//! at our own sources are a test (`tests/system/tidy.rs`), not a step.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal, whose output is its product"
)]

mod android;
mod cache;
mod debian;
mod deny;
mod ios;
mod played;
mod prerequisites;
mod process;
mod sql;
mod targets;
mod wheel;

use std::{
    env,
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use process::cargo;

/// One thing that CI checks.
struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&Path) -> Result<()>,
    /// Whether a bare `cargo ci` runs it. The others change files.
    is_check: bool,
}

const STEPS: [Step; 14] = [
    Step {
        name: "format",
        what: "every file is formatted as rustfmt has it",
        run: |root| {
            let check = cargo(root, &["fmt", "--all", "--check"]).run();
            check.context("`cargo fmt --all` mends this")
        },
        is_check: true,
    },
    Step {
        name: "deny",
        what: "licences, sources, duplicates and advisories of all packages are as we have decided",
        run: deny::check,
        is_check: true,
    },
    Step {
        name: "prerequisites",
        what: "what the tests need is on this system",
        run: |_| prerequisites::check(),
        is_check: true,
    },
    Step {
        name: "lint",
        what: "clippy finds nothing in any target",
        run: |root| {
            let select = ["clippy", "--workspace", "--all-targets", "--locked"];
            cargo(root, &select)
                .args(&["--", "--deny", "warnings"])
                .run()
        },
        is_check: true,
    },
    Step {
        name: "docs",
        what: "the documentation builds without a warning, private items included",
        run: |root| {
            cargo(
                root,
                &[
                    "doc",
                    "--workspace",
                    "--no-deps",
                    "--document-private-items",
                    "--locked",
                ],
            )
            .env("RUSTDOCFLAGS", "--deny warnings")
            .run()
        },
        is_check: true,
    },
    Step {
        name: "sql",
        what: "server/.sqlx is what the queries and the migrations produce",
        run: sql::check,
        is_check: true,
    },
    Step {
        name: "test",
        what: "every test passes",
        run: |root| {
            let tests = cargo(root, &["test", "--workspace", "--locked"]);
            played::run(root, "headless", tests)
        },
        is_check: true,
    },
    Step {
        name: "budgets",
        what: "bytes, statements and memory are within their budgets, with small numbers",
        run: |root| {
            // Not optimised, for nothing here judges a time.
            let select = ["run", "--quiet", "--package", "fieldloop-load", "--locked"];
            for program in ["load", "load-phone"] {
                cargo(root, &select)
                    .args(&["--bin", program, "--", "--quick"])
                    .run()?;
            }
            Ok(())
        },
        is_check: true,
    },
    Step {
        name: "production",
        what: "the server for real work has no private Postgres and serves no sample",
        run: |root| {
            let select = ["test", "--package", "fieldloop-server-bin", "--locked"];
            // With the tests' package, so that its dependencies are not compiled anew.
            cargo(root, &select)
                .args(&["--package", "fieldloop-tests", "--test", "production"])
                .args(&["--no-default-features"])
                .run()?;
            let select = ["clippy", "--package", "fieldloop-server-bin", "--locked"];
            cargo(root, &select)
                .args(&["--package", "fieldloop-tests", "--bin", "fieldloop-server"])
                .args(&["--test", "production", "--no-default-features"])
                .args(&["--", "--deny", "warnings"])
                .run()
        },
        is_check: true,
    },
    Step {
        name: "targets",
        what: "the core builds for phones and browsers, and how large it is there",
        run: targets::check,
        is_check: true,
    },
    Step {
        name: "android",
        what: "the Android shell builds and keeps the contract",
        run: android::check,
        is_check: true,
    },
    Step {
        name: "ios",
        what: "the iOS shell's package builds without a warning and keeps the contract",
        run: ios::check,
        is_check: true,
    },
    Step {
        name: "xcframework",
        what: "makes ios/build/Fieldloop.xcframework, which Xcode links (on a Mac)",
        run: ios::make_xcframework,
        is_check: false,
    },
    Step {
        name: "prepare",
        what: "writes server/.sqlx anew (run it after changing a query or a migration)",
        run: sql::prepare,
        is_check: false,
    },
];

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    if let Some(error) = ios::go_inside(&words) {
        eprintln!("ci: {error:#}");
        return ExitCode::FAILURE;
    }
    if words.iter().any(|word| word.starts_with('-')) {
        list();
        let is_wanted = words
            .iter()
            .all(|word| word == "--list" || word == "--help");
        return ExitCode::from(if is_wanted { 0 } else { 2 });
    }
    let chosen = match choose(&words) {
        Ok(chosen) => chosen,
        Err(error) => {
            eprintln!("ci: {error}");
            return ExitCode::from(2);
        }
    };
    run(&chosen)
}

fn list() {
    println!("cargo ci              runs every check\ncargo ci <step>...    runs these\n");
    for Step { name, what, .. } in &STEPS {
        println!("  {name:<15} {what}");
    }
}

/// The named steps in the order named, or every check.
fn choose(words: &[String]) -> Result<Vec<&'static Step>> {
    if words.is_empty() {
        return Ok(STEPS.iter().filter(|step| step.is_check).collect());
    }
    words
        .iter()
        .map(|word| match STEPS.iter().find(|step| step.name == word) {
            Some(step) => Ok(step),
            None => bail!("there is no step {word:?}; `cargo ci --list` shows them"),
        })
        .collect()
}

fn run(steps: &[&Step]) -> ExitCode {
    // Compiled in, so that it works from any folder of the checkout.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("this package is two folders below the workspace's root");
    let start = Instant::now();
    let mut times = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        println!(
            "\n━━ {}/{} {}: {}",
            number + 1,
            steps.len(),
            step.name,
            step.what
        );
        let since = Instant::now();
        let result = (step.run)(root);
        let time = seconds(since.elapsed());
        times.push(format!("{} {time}", step.name));
        if let Err(error) = result {
            eprintln!("\n━━ ci: {} FAILED after {time}: {error:#}", step.name);
            eprintln!("   repeat this step with: cargo ci {}", step.name);
            return ExitCode::FAILURE;
        }
    }
    let total = seconds(start.elapsed());
    println!("\n━━ ci: passed in {total} ({})", times.join(", "));
    ExitCode::SUCCESS
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f32())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_call_runs_every_check_and_changes_nothing() {
        let chosen = choose(&[]).unwrap();
        assert!(chosen.iter().all(|step| step.is_check));
        let others: Vec<_> = STEPS.iter().filter(|step| !step.is_check).collect();
        assert_eq!(chosen.len() + others.len(), STEPS.len());
    }

    #[test]
    fn an_unknown_step_is_refused() {
        let error = choose(&["tests".to_owned()]).err().unwrap().to_string();
        assert!(error.contains("cargo ci --list"), "{error}");
    }
}
