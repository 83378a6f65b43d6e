//! With so many cases stored: the disk, a first sync, a day's delta, nothing new,
//! and a push.

use crate::{
    bench::{Bench, Site},
    disk,
    http::Traffic,
    meters::Spent,
    phone::Phone,
    push,
    server::{DISPATCHER, PAIRS},
    tickets::Pair,
};
use anyhow::{Context, Result, ensure};
use domain::ids::CaseId;
use load::report::{
    Report,
    Unit::{Bytes, Count, Milliseconds},
};
use replica::wire::ANSWER_BYTES;

/// How many cases are stored when it is measured, and how many phones push then.
#[derive(Clone, Copy)]
pub struct Sizes {
    cases: &'static [usize],
    phones: usize,
    rounds: usize,
}

pub const FULL: Sizes = Sizes {
    cases: &[1_000, 10_000],
    phones: 50,
    rounds: 4,
};
pub const QUICK: Sizes = Sizes {
    cases: &[1_000],
    phones: 5,
    rounds: 1,
};

/// Of a day's delta: the acts of this phone, two on each case, and the cases in
/// which others did one thing.
const OWN_CASES: usize = 25;
const CHANGED_CASES: usize = 200;
/// How often what is short is done, for a mean.
const DELTAS: usize = 3;
const PULLS: usize = 20;

/// What is compared between the sizes.
#[derive(Clone, Copy)]
struct Compared {
    least_per_act: f64,
    delta_bytes: f64,
}

pub fn run(bench: &Bench, report: &mut Report, sizes: Sizes) -> Result<()> {
    let mut site = bench.site("stored", sizes.phones)?;
    let mut pairs = pairs(&site)?;
    let mut requesters = site.requesters(sizes.phones)?;
    let mut compared: Vec<Compared> = Vec::new();
    let mut lived = 0;
    for cases in sizes.cases {
        let each = (cases - lived).div_ceil(PAIRS);
        live(&site, &mut pairs, each)?;
        lived += each * PAIRS;
        let stored = format!("{cases} stored");
        if compared.is_empty() {
            // Before anything else is pushed here: nothing but whole lives.
            disk::show(&site, report, lived)?;
        }
        disk::pack(&site)?;
        let mut desk = first_sync(&mut site, report, &stored)?;
        nothing_new(&mut site, report, &stored, &mut desk)?;
        let delta_bytes = delta(&mut site, report, &stored, &mut desk, &mut pairs)?;
        drop(desk);
        push::rounds_of(&mut site, &mut requesters, 1)?;
        let pushed = push::rounds_of(&mut site, &mut requesters, sizes.rounds)?;
        let budget = "push, CPU of server and Postgres per act";
        let figure = format!("push, {stored}: CPU of server and Postgres per act");
        report.judged_as(budget, &figure, pushed.served_per_act())?;
        compared.push(Compared {
            least_per_act: pushed.least_per_act,
            delta_bytes,
        });
    }
    if let [fewest, .., most] = compared.as_slice() {
        let figure = "push, CPU per act, most cases stored against fewest";
        report.judged(figure, most.least_per_act / fewest.least_per_act)?;
        let figure = "delta, bytes, most cases held against fewest";
        report.judged(figure, most.delta_bytes / fewest.delta_bytes)?;
    }
    disk::show_old(&site, report)?;
    site.server.stop()
}

fn pairs(site: &Site<'_>) -> Result<Vec<Pair>> {
    let pairs = (0..PAIRS).map(|pair| {
        let mut pair = Pair {
            requester: site.phone(2 * pair)?,
            engineer: site.phone(2 * pair + 1)?,
        };
        pair.requester.sync()?;
        pair.engineer.sync()?;
        Ok(pair)
    });
    pairs.collect()
}

/// How much of what is to be stored is stored between two vacuums. Autovacuum
/// would come about as often, but not within the seconds that this takes.
const VACUUMS: usize = 4;

/// Has every pair live so many tickets.
fn live(site: &Site<'_>, pairs: &mut [Pair], tickets: usize) -> Result<()> {
    let mut left = tickets;
    while left > 0 {
        let now = tickets.div_ceil(VACUUMS).min(left);
        live_at_once(pairs, now)?;
        disk::vacuum(site)?;
        left -= now;
    }
    Ok(())
}

/// The same, all pairs at the same time.
fn live_at_once(pairs: &mut [Pair], tickets: usize) -> Result<()> {
    std::thread::scope(|scope| {
        let living: Vec<_> = pairs
            .iter_mut()
            .map(|pair| scope.spawn(move || pair.live(tickets)))
            .collect();
        living
            .into_iter()
            .try_for_each(|one| one.join().expect("because a phone does not panic"))
    })
}

/// A new phone of the dispatcher, who reads every case, is filled.
fn first_sync(site: &mut Site<'_>, report: &mut Report, stored: &str) -> Result<Phone> {
    let mut desk = site.phone(DISPATCHER)?;
    let (traffic, spent) = site.measure(|| desk.sync())?;
    let saved = desk
        .client
        .held
        .values()
        .map(|held| held.document.save().len());
    let saved: usize = saved.sum();
    let name = |figure: &str| format!("first sync, {stored}: {figure}");
    report.plain(&name("cases"), desk.client.held.len() as f64, Count);
    report.plain(&name("bytes down"), traffic.down as f64, Bytes);
    let budget = "first sync, bytes down against documents as saved";
    let figure = name("bytes down against documents as saved");
    report.judged_as(budget, &figure, traffic.down as f64 / saved as f64)?;
    report.plain(&name("round trips"), traffic.round_trips as f64, Count);
    let budget = "first sync, round trips against one per 2 MB";
    let figure = name("round trips against one per 2 MB");
    let trips = saved / ANSWER_BYTES + 1;
    report.judged_as(budget, &figure, traffic.round_trips as f64 / trips as f64)?;
    report.plain(&name("statements"), spent.statements, Count);
    costs(report, &name(""), spent, 1.0);
    Ok(desk)
}

/// WAL and CPU of each side, for one of so many.
fn costs(report: &Report, name: &str, spent: Spent, of: f64) {
    for (figure, value, unit) in [
        ("bytes of WAL", spent.wal_bytes, Bytes),
        ("CPU of the server", spent.server_ms, Milliseconds),
        ("CPU of Postgres", spent.postgres_ms, Milliseconds),
        ("CPU of the phone", spent.phones_ms, Milliseconds),
    ] {
        report.plain(&format!("{name}{figure}"), value / of, unit);
    }
}

fn nothing_new(
    site: &mut Site<'_>,
    report: &mut Report,
    stored: &str,
    desk: &mut Phone,
) -> Result<()> {
    desk.sync()?;
    let (traffic, spent) = site.measure(|| {
        let mut traffic = Traffic::default();
        for _ in 0..PULLS {
            traffic += desk.sync()?;
        }
        Ok(traffic)
    })?;
    let pulls = PULLS as f64;
    let name = |figure: &str| format!("nothing new, {stored}: {figure}");
    for (figure, value) in [
        ("bytes up and down", (traffic.up + traffic.down) as f64),
        ("round trips", traffic.round_trips as f64),
        ("statements", spent.statements),
    ] {
        let budget = format!("nothing new, {figure}");
        report.judged_as(&budget, &name(figure), value / pulls)?;
    }
    costs(report, &name(""), spent, pulls);
    Ok(())
}

/// A day passes while the dispatcher is offline, some times over: the bytes up
/// and down of one.
fn delta(
    site: &mut Site<'_>,
    report: &mut Report,
    stored: &str,
    desk: &mut Phone,
    pairs: &mut [Pair],
) -> Result<f64> {
    let (mut traffic, mut spent) = (Traffic::default(), Spent::default());
    for day in 0..DELTAS {
        let changed = others_act(pairs, day)?;
        let own = desk
            .client
            .held
            .keys()
            .filter(|case| !changed.contains(case));
        let own: Vec<CaseId> = own.copied().take(OWN_CASES).collect();
        ensure!(own.len() == OWN_CASES, "too few cases for a delta");
        for case in own {
            desk.note(case)?;
            desk.note(case)?;
        }
        let (went, cost) = site.measure(|| desk.sync())?;
        traffic += went;
        spent += cost;
    }
    let days = DELTAS as f64;
    let name = |figure: &str| format!("delta, {stored}: {figure}");
    for (figure, value) in [
        ("bytes up", traffic.up as f64),
        ("bytes down", traffic.down as f64),
        ("round trips", traffic.round_trips as f64),
        ("CPU of server and Postgres", spent.served_ms()),
    ] {
        let budget = format!("delta, {figure}");
        report.judged_as(&budget, &name(figure), value / days)?;
    }
    report.plain(&name("statements"), spent.statements / days, Count);
    costs(report, &name(""), spent, days);
    Ok((traffic.up + traffic.down) as f64 / days)
}

/// The requesters do one thing in each of some of their cases: these.
fn others_act(pairs: &mut [Pair], day: usize) -> Result<Vec<CaseId>> {
    let mut changed = Vec::new();
    for pair in pairs {
        let phone = &mut pair.requester;
        let held = phone.client.held.keys().rev();
        let cases: Vec<CaseId> = held.copied().take(CHANGED_CASES / PAIRS).collect();
        for case in &cases {
            phone.note(*case)?;
        }
        phone.sync().with_context(|| format!("the day {day}"))?;
        changed.extend(cases);
    }
    Ok(changed)
}
