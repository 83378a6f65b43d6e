//! The simulation: many phones and people, a bad network, phones and servers
//! that die, against the real core, the real server and a real Postgres.
//!
//! One run is one seed. Every step, one thing that happens is picked at random:
//! somebody takes up an offer of a page, or does what none offers; a request
//! arrives, is lost, arrives twice, is stopped in the midst of its transaction
//! while others overtake it; an answer comes late or never; a code passes from phone
//! to phone; a form is left half filled in, and a colleague takes the phone over; a
//! deadline falls due; a phone is killed, also halfway through a write; a
//! clock is wrong; the server is restored from a backup; an admin changes roles, teams and stores, and people leave who hold
//! something. After every step the promises of the design are checked on
//! what the phones have on disk and what the server has in its documents. Then
//! the network is made whole, everybody syncs until there is nothing to say,
//! and every outbox must be empty but for what was refused in words.
//!
//! Time is virtual, ids come from the seed, and one thing happens at a time, so
//! a seed replays exactly:
//!
//! ```sh
//! FIELDLOOP_SEED=7 cargo test -p fieldloop-tests --test system simulation    # that run
//! FIELDLOOP_SEEDS=200 cargo test -p fieldloop-tests --test system simulation # many, from 0 on
//! FIELDLOOP_STEPS=1000 …                                           # longer ones
//! ```
//!
//! Not tried here: what no phone of ours would send (`sync`), waiting for news
//! (`sync/live.rs`), photos, and many pushes truly at once (`sync/crowd.rs`).

mod acts;
mod custody;
mod disturbed;
mod drafts;
mod equipment;
mod faults;
mod fill;
mod invalid;
mod ledger;
mod liveness;
mod network;
mod promises;
mod restores;
pub mod rng;
mod run;
mod server_state;
mod sim_organisation;
mod sim_phone;
mod stored_state;

use run::{Marks, Run};
use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// The runs of every build.
const SEEDS: u64 = 10;
/// How many more there are, with seeds that each commit has for itself.
const SEEDS_OF_COMMIT: u64 = 2;
/// Where those begin if nobody knows the commit.
const SEED_OF_NO_COMMIT: u64 = 1 << 32;
/// How many steps a run has.
const STEPS: usize = 700;
/// How many steps are replayed to see that they can be.
const REPLAYED: usize = 150;
/// How much of what happened is shown when a promise is broken.
const LAST: usize = 60;
/// How many runs go on at once.
const AT_ONCE: usize = 2;

/// What all the runs of a build together have to have tried, so that the
/// simulation does not come to try nothing unnoticed.
const MARKS: [&str; 42] = [
    "adopted",
    "answer lost",
    "answered after a kill",
    "arrived twice",
    "cases",
    "clock set while offline",
    "code not taken",
    "code taken",
    "decided",
    "done",
    "draft let go",
    "echo",
    "forgotten",
    "half done",
    "handed in by one who left",
    "instance restarted",
    "killed",
    "killed over a draft",
    "let go",
    "looked up",
    "not moved",
    "promoted",
    "refused by the phone",
    "refused by the server",
    "reminded",
    "replaced",
    "request lost",
    "restored",
    "revised",
    "rights changed",
    "rights changed over unsent work",
    "server crashed",
    "settled",
    "signed out",
    "signed out from elsewhere",
    "stopped",
    "superseded",
    "taken over",
    "torn",
    "transferred",
    "undone",
    "withdrawn",
];

#[test]
fn whatever_happens_the_promises_hold() {
    let seeds: Vec<u64> = match (number("FIELDLOOP_SEED"), number("FIELDLOOP_SEEDS")) {
        (Some(seed), _) => vec![seed],
        (None, Some(seeds)) => (0..seeds).collect(),
        (None, None) => (0..SEEDS).chain(seeds_of_commit()).collect(),
    };
    let steps = number("FIELDLOOP_STEPS").map_or(STEPS, |steps| usize::try_from(steps).unwrap());
    let next = AtomicUsize::new(0);
    let broken = Mutex::new(Vec::new());
    let marks = Mutex::new(Marks::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let next = next.fetch_add(1, Ordering::SeqCst);
                    let Some(&seed) = seeds.get(next) else {
                        break;
                    };
                    match simulate(seed, steps) {
                        Ok(report) => add(&mut marks.lock().unwrap(), &report.marks),
                        Err(why) => broken.lock().unwrap().push(why),
                    }
                }
            });
        }
    });
    let broken = broken.into_inner().unwrap();
    assert!(broken.is_empty(), "{}", broken.join("\n\n"));
    let marks = marks.into_inner().unwrap();
    println!("{marks:#?}");
    // One run cannot try everything; all of a build's runs have to.
    let untried = MARKS.iter().filter(|mark| !marks.contains_key(**mark));
    let untried: Vec<_> = untried.collect();
    assert!(
        (seeds.len() as u64) < SEEDS || untried.is_empty(),
        "untried: {untried:?}"
    );
}

/// Seeds that no commit before this one had, so that in time many are tried.
fn seeds_of_commit() -> impl Iterator<Item = u64> {
    let asked = Command::new("git")
        .args(["-C", env!("CARGO_MANIFEST_DIR"), "rev-parse", "HEAD"])
        .output();
    let hash = asked.ok().filter(|asked| asked.status.success());
    let hash = hash.and_then(|asked| String::from_utf8(asked.stdout).ok());
    let start = hash.and_then(|hash| u64::from_str_radix(hash.get(..12)?, 16).ok());
    if start.is_none() {
        println!("nobody knows the commit here: its seeds are those of none");
    }
    let start = start.unwrap_or(SEED_OF_NO_COMMIT);
    let seeds = start..start + SEEDS_OF_COMMIT;
    for seed in seeds.clone() {
        println!("a seed of this commit: FIELDLOOP_SEED={seed}");
    }
    seeds
}

fn add(marks: &mut Marks, hit: &Marks) {
    for (what, times) in hit {
        *marks.entry(what).or_default() += times;
    }
}

#[test]
fn a_seed_replays_exactly() {
    let seed = number("FIELDLOOP_SEED").unwrap_or(1);
    let (once, again) = (simulate(seed, REPLAYED), simulate(seed, REPLAYED));
    let (once, again) = (once.unwrap().trace, again.unwrap().trace);
    let differing = once.iter().zip(&again).find(|(one, other)| one != other);
    assert_eq!(differing, None);
    assert_eq!(once.len(), again.len());
}

/// What a run that came to its end has tried.
struct RunReport {
    trace: Vec<String>,
    marks: Marks,
}

/// Runs a seed to its end.
///
/// # Errors
/// If a promise is broken: what happened last, how to see it again, and what.
fn simulate(seed: u64, steps: usize) -> Result<RunReport, String> {
    let replay = format!("FIELDLOOP_SEED={seed} FIELDLOOP_STEPS={steps}");
    let run = Run::begin(seed);
    let mut run = run.map_err(|error| format!("{replay}: at the beginning: {error:#}"))?;
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        for _ in 0..steps {
            run.happen()?;
        }
        run.come_to_rest()
    }));
    let outcome = outcome.unwrap_or_else(|_| Err(anyhow::anyhow!("a panic")));
    // A push may still be stopped where the run broke.
    let _ = run.network.go_on(&run.organisation);
    outcome.map_err(|error| {
        let last = &run.trace[run.trace.len().saturating_sub(LAST)..];
        let (last, step) = (last.join("\n"), run.step);
        format!("{last}\n{replay} broke at step {step}: {error:#}")
    })?;
    Ok(RunReport {
        trace: run.trace,
        marks: run.marks,
    })
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok()?.parse().ok()
}
