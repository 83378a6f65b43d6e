//! Phones that push 20 acts each, all at the same time, and a bare client that
//! inserts the same rows in the same run.

use crate::{
    bare,
    bench::{Bench, Site},
    meters::Spent,
    phone::Phone,
};
use anyhow::{Result, ensure};
use load::report::{
    Report,
    Unit::{Bytes, Count, Milliseconds, PerSecond},
};
use replica::wire::{self, Answer, Outcome};
use std::sync::Barrier;

/// How many phones at once, and how often each of them pushes: few phones more
/// often, so that each size is measured over some thousand acts.
type Sizes = &'static [(usize, usize)];

pub const FULL: Sizes = &[(10, 16), (50, 6), (200, 3)];
pub const QUICK: Sizes = &[(10, 2)];

/// Each push is so many tickets, with as many notes on each.
const TICKETS: usize = 4;
const NOTES: usize = 4;
const ACTS: usize = TICKETS * (1 + NOTES);

/// What some rounds of pushes came to.
pub struct Pushed {
    pub acts: f64,
    pushes: f64,
    bytes: [f64; 2],
    pub spent: Spent,
    /// CPU of server and Postgres in the round that was disturbed least, in
    /// milliseconds: what is compared, for a busy machine only ever adds.
    pub least_per_act: f64,
}

impl Pushed {
    fn per_act(&self, value: f64) -> f64 {
        value / self.acts
    }

    /// CPU of server and Postgres, in milliseconds.
    pub fn served_per_act(&self) -> f64 {
        self.per_act(self.spent.served_ms())
    }

    fn rate(&self) -> f64 {
        self.acts / self.spent.seconds
    }
}

pub fn run(bench: &Bench, report: &mut Report, sizes: Sizes) -> Result<()> {
    let mut served = Vec::new();
    for (phones, rounds) in sizes {
        let mut site = bench.site(&format!("push_{phones}"), *phones)?;
        let mut clients = site.requesters(*phones)?;
        // Connections and plans are made once, and belong to no push.
        rounds_of(&mut site, &mut clients, 1)?;
        let marks = bench.runtime.block_on(bare::mark(&site))?;
        let pushed = rounds_of(&mut site, &mut clients, *rounds)?;
        let bare = bench
            .runtime
            .block_on(bare::insert(&marks, *phones, *rounds))?;
        show(report, *phones, &pushed, pushed.acts / bare)?;
        served.push(pushed.least_per_act);
        if served.len() == 1 {
            small_against_large(report, &mut site, &mut clients)?;
        }
        site.server.stop()?;
    }
    if let [fewest, .., most] = served.as_slice() {
        let figure = "push, CPU per act, most phones against fewest";
        report.judged(figure, most / fewest)?;
    }
    Ok(())
}

fn show(report: &mut Report, phones: usize, pushed: &Pushed, bare: f64) -> Result<()> {
    let name = |figure: &str| format!("push, {phones} phones: {figure}");
    let rate = pushed.rate();
    report.plain(&name("acts adopted"), rate, PerSecond);
    report.plain(&name("acts of a bare client"), bare, PerSecond);
    let budget = "push, rate of a bare client's";
    report.judged_as(budget, &name("rate of a bare client's"), rate / bare)?;
    let budget = "push, CPU of server and Postgres per act";
    let figure = name("CPU of server and Postgres per act");
    report.judged_as(budget, &figure, pushed.served_per_act())?;
    let Spent {
        phones_ms,
        server_ms,
        postgres_ms,
        statements,
        wal_bytes,
        wal_syncs,
        ..
    } = pushed.spent;
    for (figure, value, unit) in [
        ("of it the server", pushed.per_act(server_ms), Milliseconds),
        ("of it Postgres", pushed.per_act(postgres_ms), Milliseconds),
        (
            "CPU of the phones per act",
            pushed.per_act(phones_ms),
            Milliseconds,
        ),
        ("bytes up per push", pushed.bytes[0] / pushed.pushes, Bytes),
        (
            "bytes down per push",
            pushed.bytes[1] / pushed.pushes,
            Bytes,
        ),
        ("statements per push", statements / pushed.pushes, Count),
        (
            "fsyncs of the WAL per push",
            wal_syncs / pushed.pushes,
            Count,
        ),
        ("bytes of WAL per act", pushed.per_act(wal_bytes), Bytes),
    ] {
        report.plain(&name(figure), value, unit);
    }
    Ok(())
}

/// Whether a push of many acts needs more statements than a push of one.
fn small_against_large(
    report: &mut Report,
    site: &mut Site<'_>,
    phones: &mut [Phone],
) -> Result<()> {
    let mut counted = Vec::new();
    for notes in [None, Some(NOTES)] {
        for phone in phones.iter_mut() {
            prepare(phone, notes)?;
        }
        let sync_all = || phones.iter_mut().try_for_each(|it| it.sync().map(drop));
        let ((), spent) = site.measure(sync_all)?;
        counted.push(spent.statements);
    }
    let figure = "push, statements, 20 acts on 4 cases against 1 on 1";
    report.judged(figure, counted[1] / counted[0])
}

/// Has all phones push at once, so many times.
pub fn rounds_of(site: &mut Site<'_>, phones: &mut [Phone], rounds: usize) -> Result<Pushed> {
    let mut pushed = Pushed {
        acts: 0.0,
        pushes: 0.0,
        bytes: [0.0; 2],
        spent: Spent::default(),
        least_per_act: f64::INFINITY,
    };
    for _ in 0..rounds {
        for phone in phones.iter_mut() {
            prepare(phone, Some(NOTES))?;
        }
        let messages: Vec<Vec<u8>> = phones.iter().map(Phone::message).collect::<Result<_>>()?;
        let (answers, spent) = site.measure(|| at_once(phones, &messages))?;
        for (phone, (message, answer)) in phones.iter_mut().zip(messages.iter().zip(answers)) {
            pushed.bytes[0] += message.len() as f64;
            pushed.bytes[1] += answer.len() as f64;
            let answer: Answer = wire::decode(&answer)?;
            let adopted = answer
                .rulings
                .iter()
                .filter(|it| it.outcome == Outcome::Adopted);
            let adopted = adopted.count();
            ensure!(adopted == ACTS, "{adopted} of {ACTS} acts were adopted");
            pushed.acts += adopted as f64;
            pushed.pushes += 1.0;
            phone.client.settle(&answer)?;
        }
        let per_act = spent.served_ms() / (ACTS * phones.len()) as f64;
        pushed.least_per_act = pushed.least_per_act.min(per_act);
        pushed.spent += spent;
    }
    Ok(pushed)
}

/// Some tickets with notes on each, or one alone, done offline.
fn prepare(phone: &mut Phone, notes: Option<usize>) -> Result<()> {
    for _ in 0..notes.map_or(1, |_| TICKETS) {
        let case = phone.submit()?;
        for _ in 0..notes.unwrap_or_default() {
            phone.note(case)?;
        }
    }
    Ok(())
}

/// Sends a message from each phone at the same moment, and waits for all answers.
fn at_once(phones: &mut [Phone], messages: &[Vec<u8>]) -> Result<Vec<Vec<u8>>> {
    let barrier = Barrier::new(phones.len());
    std::thread::scope(|scope| {
        let pushing: Vec<_> = phones
            .iter_mut()
            .zip(messages)
            .map(|(phone, message)| {
                let barrier = &barrier;
                scope.spawn(move || {
                    barrier.wait();
                    phone.connection.exchange(message)
                })
            })
            .collect();
        let answers = pushing.into_iter().map(|one| {
            let answered = one.join().expect("because a phone does not panic");
            answered.map(|(answer, _)| answer)
        });
        answers.collect()
    })
}
