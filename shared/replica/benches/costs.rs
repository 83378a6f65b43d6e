//! What executing, judging and the wire cost, beside the budgets of the design
//! (section 8) as far as they concern this crate.
//!
//! `cargo bench -p fieldloop-replica`. It asserts nothing: times depend on the machine, and
//! only sizes, and ratios within one run, say something.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "it measures, and is there to be read"
)]

mod cases;

use cases::{NOW, World};
use domain::{capabilities::Kind, ids::CaseId, time::Timestamp};
use replica::{
    Fault,
    document::Document,
    held::{Held, Holder, Pending},
    judge::{Caller, Judge},
    wire::{Answer, Body, Delivered, Outcome, Request, Ruled, VERSION, decode, encode},
};
use serde_bytes::ByteBuf;
use std::{
    hint::black_box,
    time::{Duration, Instant},
};

fn main() -> Result<(), Fault> {
    let mut world = World::new();
    for entries in [10, 30, 300] {
        act_and_judge(&mut world, entries)?;
    }
    nothing_new()?;
    a_days_delta(&mut world)?;
    first_sync(&mut world)
}

/// The middle of many runs.
fn median(mut run: impl FnMut() -> Result<(), Fault>) -> Result<Duration, Fault> {
    let mut times = Vec::new();
    for _ in 0..300 {
        let start = Instant::now();
        run()?;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    Ok(times[times.len() / 2])
}

fn say(what: &str, measured: impl std::fmt::Display, budget: &str) {
    println!("{what:<46} {measured:>12}   {budget}");
}

fn act_and_judge(world: &mut World, entries: usize) -> Result<(), Fault> {
    let document = world.adopted(entries)?.document;
    let command = world.note();
    let (person, actor) = (&world.engineer, world.actor());
    let holder = Holder {
        person,
        directory: &world.directory,
        actor: &actor,
    };
    let fresh = || Held {
        document: document.clone(),
        pending: Vec::new(),
    };
    let acting = median(|| {
        let mut held = fresh();
        black_box(held.act(command.clone(), &holder)?).map_err(|_| Fault::Incomplete)?;
        black_box(held.document.save());
        Ok(())
    })?;
    let what = format!("an act and its document saved, {entries} entries");
    say(
        &what,
        format!("{acting:.0?}"),
        "of 5 ms with storage and view",
    );

    let mut held = fresh();
    held.act(command, &holder)?.map_err(|_| Fault::Incomplete)?;
    let pushed = held.pending[0].pushed(CaseId(world.engineer.id.0)).into();
    let caller = Caller {
        person,
        device: world.device,
        acts_since: Timestamp(0),
        directory: &world.directory,
        received: Timestamp(NOW * 2),
    };
    let stored = document.save();
    let judging = median(|| {
        let mut judge = Judge::of(Document::load(&stored)?);
        let ruling = judge.rule(&pushed, &caller)?;
        assert_eq!(ruling.outcome, Outcome::Adopted);
        let judged = judge.close()?.ok_or(Fault::Incomplete)?;
        black_box(judged.document.save());
        Ok(())
    })?;
    let what = format!("load, judge, save one command, {entries} entries");
    say(&what, format!("{judging:.0?}"), "of 300 µs with Postgres");
    Ok(())
}

fn request(commands: Vec<replica::wire::Pushed>) -> Request {
    Request {
        version: VERSION,
        cursor: ByteBuf::from([7; 60]),
        commands,
        refetch: Vec::new(),
        wait_ms: 0,
        more: false,
        notices_read: Vec::new(),
    }
}

fn answer(rulings: Vec<Ruled>, cases: Vec<Delivered>) -> Answer {
    Answer {
        version: VERSION,
        now: Timestamp(NOW),
        rulings,
        cases,
        forget: Vec::new(),
        records: Vec::new(),
        notices_read: Vec::new(),
        cursor: ByteBuf::from([7; 60]),
        more: false,
        is_anew: false,
        hands_in_until: None,
    }
}

fn nothing_new() -> Result<(), Fault> {
    let up = encode(&request(Vec::new()))?.len();
    let down = encode(&answer(Vec::new(), Vec::new()))?.len();
    say("nothing new, up and down, bytes", up + down, "1,024");
    Ok(())
}

/// 50 acts of an engineer on 25 cases; 200 cases in which others did one thing.
fn a_days_delta(world: &mut World) -> Result<(), Fault> {
    let (mut up, mut rulings, mut down) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..25 {
        let mut case = world.adopted(8)?;
        for _ in 0..2 {
            let command = world.note();
            let base = case.document.heads();
            let executed = case.document.record(&world.actor(), &command)?;
            let pending = Pending {
                command,
                base,
                actor: world.actor(),
                seq: executed.seq,
                hash: executed.hash,
                seal: None,
                lost: None,
            };
            rulings.push(Ruled::new(pending.command.id, Outcome::Adopted));
            up.push(pending.pushed(case.id));
        }
        let ids = [rulings[rulings.len() - 2].id, rulings[rulings.len() - 1].id];
        let receipt = case.document.adopt(&ids.map(cases::receipt))?;
        down.push(delivered(&case, Body::Changes(vec![receipt.bytes.into()])));
    }
    for _ in 0..200 {
        let mut case = world.adopted(8)?;
        let changes = world.another(&mut case)?;
        let changes = changes.into_iter().map(ByteBuf::from).collect();
        down.push(delivered(&case, Body::Changes(changes)));
    }
    let (request, answer) = (request(up), answer(rulings, down));
    let (up, down) = (encode(&request)?, encode(&answer)?);
    say("a day's delta: 50 acts up, bytes", up.len(), "16,384");
    say(
        "200 changed cases and 25 own down, bytes",
        down.len(),
        "81,920",
    );
    let encoding = median(|| encode(&request).map(|bytes| drop(black_box(bytes))))?;
    let decoding = median(|| decode::<Request>(&up).map(|message| drop(black_box(message))))?;
    say("the request, encoded", format!("{encoding:.0?}"), "");
    say("the request, decoded", format!("{decoding:.0?}"), "");
    let encoding = median(|| encode(&answer).map(|bytes| drop(black_box(bytes))))?;
    let decoding = median(|| decode::<Answer>(&down).map(|message| drop(black_box(message))))?;
    say("the answer, encoded", format!("{encoding:.0?}"), "");
    say("the answer, decoded", format!("{decoding:.0?}"), "");
    Ok(())
}

fn delivered(case: &cases::Case, body: Body) -> Delivered {
    Delivered {
        case: case.id,
        kind: Kind::Ticket.into(),
        body,
    }
}

fn first_sync(world: &mut World) -> Result<(), Fault> {
    let (mut cases, mut compressed) = (Vec::new(), 0);
    for _ in 0..1_000 {
        let case = world.adopted(9)?;
        let saved = case.document.save();
        compressed += saved.len();
        cases.push(delivered(&case, Body::Whole(saved.into())));
    }
    let bytes = encode(&answer(Vec::new(), cases))?.len();
    say("first sync of 1,000 cases, bytes", bytes, "");
    let percent = bytes * 100 / compressed;
    say("  per cent of the documents as saved", percent, "130");
    Ok(())
}
