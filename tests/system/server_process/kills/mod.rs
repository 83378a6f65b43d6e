//! The server and its private Postgres are killed with -9, again and again, while several
//! people push; then what was acknowledged is looked for.
//!
//! In each round people push, somebody's process is killed (see [`Victim`]), and the
//! server is there again within a bound: by itself, where only Postgres was killed, and
//! else because it is started again. Then everybody gets through, and the documents and
//! photos hold what was acknowledged in the round. In the end they hold all of it, the
//! projections made anew say the same, and a phone that knew nothing is told of it.
//!
//! ```sh
//! FIELDLOOP_KILLS=300 cargo test -p fieldloop-tests --test system kills
//! FIELDLOOP_KILLS_SEED=7 …   # the same order of victims; not the same instants
//! ```
//!
//! A kill takes nothing from the disk; what the loss of power would do is not tried here.

mod installation;
mod kept;
mod pushers;

use crate::simulation::rng::SimRng;
use installation::Installation;
use kept::Kept;
use pushers::Pusher;
use std::{
    env,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver},
    },
    thread,
    time::{Duration, Instant},
};

/// The rounds of every build.
const ROUNDS: usize = 30;
/// How often the very first start is killed, which makes the cluster.
const FIRST_STARTS: usize = 4;
/// The longest that nobody's act is acknowledged, kills included, where all is well.
const PATIENCE: Duration = Duration::from_mins(1);
/// A round's victim is killed before so many acts of it are acknowledged.
const ACTS_MAX: usize = 12;

#[test]
fn killed_again_and_again_they_lose_nothing_that_was_acknowledged() {
    let rounds = number("FIELDLOOP_KILLS").map_or(ROUNDS, |rounds| rounds.try_into().unwrap());
    let seed = number("FIELDLOOP_KILLS_SEED").unwrap_or_else(|| {
        let mut seed = [0; 4];
        getrandom::fill(&mut seed).unwrap();
        u32::from_le_bytes(seed).into()
    });
    println!("FIELDLOOP_KILLS={rounds} FIELDLOOP_KILLS_SEED={seed}");
    let begun = Instant::now();
    let mut rng = SimRng::of(seed);
    let mut installation = Installation::found(&mut rng, FIRST_STARTS);
    let mut pushers = pushers::sign_in_all(&installation.url());
    let mut kept = Kept::in_data(installation.data());
    for round in 1..=rounds {
        let victim = rng.weighted(&installation::VICTIMS);
        println!("{:>7.1?}  round {round}: {victim:?}", begun.elapsed());
        push_during(&mut pushers, &mut installation, |installation, acks| {
            for _ in 0..rng.below(ACTS_MAX) {
                let _ = acks.recv_timeout(PATIENCE);
            }
            installation.kill(victim, &mut rng);
        });
        installation.check_server();
        for pusher in &mut pushers {
            pusher.catch_up(&installation.url());
            kept.note(pusher.take_acknowledged(&mut installation.faults));
            pusher.check_photos(false, &mut installation.faults);
            pusher.begin_round();
        }
        kept.check_latest(&mut installation.faults);
    }
    let new_phone = pushers::new_phone(&installation.url());
    kept.check_all(&new_phone, &mut installation.faults);
    for pusher in &mut pushers {
        pusher.check_photos(true, &mut installation.faults);
    }
    installation.stop();
    println!(
        "{rounds} rounds in {:.0?}: {:?} killed; {} acts and {} photos acknowledged; {} starts, \
         the slowest {:.1?}",
        begun.elapsed(),
        installation.killed,
        kept.acts(),
        pushers.iter().map(Pusher::photos).sum::<usize>(),
        installation.starts,
        installation.slowest_start,
    );
    assert!(kept.acts() >= rounds, "hardly anything was pushed");
    installation.faults.assert_none();
}

/// Has all push while a deed is done, until it is done and each has got through once more.
fn push_during(
    pushers: &mut [Pusher],
    installation: &mut Installation,
    deed: impl FnOnce(&mut Installation, &Receiver<()>),
) {
    let is_over = AtomicBool::new(false);
    let address = installation.address();
    thread::scope(|scope| {
        let (acknowledged, acks) = mpsc::channel();
        for pusher in pushers {
            let (acknowledged, address, is_over) =
                (acknowledged.clone(), address.clone(), &is_over);
            scope.spawn(move || {
                while !is_over.load(Ordering::SeqCst) {
                    if pusher.push(&address.url()) {
                        // Nobody listens any more when the deed is done.
                        let _ = acknowledged.send(());
                    }
                }
                pusher.get_through(&address, PATIENCE);
            });
        }
        let _over = Over(&is_over);
        deed(installation, &acks);
    });
}

/// Ends the pushing when it goes, also by a panic.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// What went wrong, by its sort: each is to be nought.
#[derive(Default)]
pub struct Faults {
    /// Acknowledged, and not there.
    pub lost: Vec<String>,
    /// Half there, or not the same wherever it stands.
    pub torn: Vec<String>,
    /// A server that did not start, or ended by itself.
    pub failed_starts: Vec<String>,
    /// An answer that says no, where nothing but patience was asked for.
    pub wrong_answers: Vec<String>,
}

impl Faults {
    fn add(&mut self, more: Self) {
        self.lost.extend(more.lost);
        self.torn.extend(more.torn);
        self.failed_starts.extend(more.failed_starts);
        self.wrong_answers.extend(more.wrong_answers);
    }

    fn assert_none(&self) {
        let Self {
            lost,
            torn,
            failed_starts,
            wrong_answers,
        } = self;
        let counts = [lost, torn, failed_starts, wrong_answers].map(Vec::len);
        println!("[lost, torn, failed starts, wrong answers]: {counts:?}");
        assert_eq!(
            counts, [0; 4],
            "lost: {lost:#?}\ntorn: {torn:#?}\nfailed starts: {failed_starts:#?}\nwrong answers: \
             {wrong_answers:#?}"
        );
    }
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok()?.parse().ok()
}
