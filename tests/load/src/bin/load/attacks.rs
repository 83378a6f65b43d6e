//! Attacks at their full size on a server with the limits of a real one, each on a
//! database of its own: how long an honest phone waits meanwhile, what the server's
//! process holds, and by how much its disk grows for what the attacker has sent.

use crate::{bench::Bench, bench::Site, phone::Phone, server::REQUESTERS};
use anyhow::{Context, Result};
use domain::{
    capabilities::{Act, Kind},
    command::Command,
    ids::{CaseId, CommandId},
    tickets::{TEXT_CHARS_MAX, TicketAct},
    transfers::TransferAct,
};
use load::report::{
    Report,
    Unit::{Bytes, Milliseconds},
};
use replica::{
    actor::Actor,
    heads::{Hash, Heads},
    wire::{self, Pushed, Request},
};
use serde_json::json;
use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};
use tests::{
    hostile::{Attacker, Sent},
    world::{MONDAY_MORNING, SLUG},
};

/// How long an attack without an end of its own goes on.
const ATTACK: Duration = Duration::from_secs(5);
/// How often the honest phone pushes something.
const EVERY: Duration = Duration::from_millis(250);

/// What is done while the honest phone is watched.
type Attack = Box<dyn FnOnce(&mut Attacker) -> Result<()> + Send>;
/// What has to be there before.
type Prepared = fn(&Site<'_>) -> Result<Attack>;

const ATTACKS: &[(&str, Prepared)] = &[
    ("nothing", nothing),
    ("300 bodies half sent", half_sent_bodies),
    ("4,100 silent connections", silent_connections),
    ("170 downloads that nobody reads", unread_downloads),
    ("refused commands of 1.9 MB", refused_commands),
    ("photos that no case shows", unshown_photos),
    ("500 commands on old bases", old_bases),
    ("500 commands on full cases", full_cases),
    ("150 long polls of a device", long_polls),
    ("2,000 tickets of one requester", many_tickets),
    ("500 sign-ins with wrong passwords", wrong_passwords),
    ("5,000 invented tokens", invented_tokens),
    ("guessed hand-over codes", guessed_codes),
];

pub fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    for (number, (name, prepare)) in ATTACKS.iter().enumerate() {
        let site = bench.limited_site(&format!("attack_{number}"), 3)?;
        let attack = prepare(&site)?;
        let cost = watched(&site, attack)?;
        show(report, name, &cost)?;
        site.server.stop()?;
    }
    Ok(())
}

/// What an attack came to.
struct Cost {
    sent: usize,
    waits_ms: Vec<f64>,
    peak_mb: f64,
    grown_bytes: f64,
    server_ms: f64,
}

fn show(report: &mut Report, name: &str, cost: &Cost) -> Result<()> {
    let name = |figure: &str| format!("{name}: {figure}");
    let at = |share: usize| cost.waits_ms[(cost.waits_ms.len() - 1) * share / 100];
    report.plain(&name("sent"), cost.sent as f64, Bytes);
    report.judged_as("attacked, others wait", &name("others wait, 99 %"), at(99))?;
    report.plain(&name("others wait, half"), at(50), Milliseconds);
    report.plain(&name("CPU of the server"), cost.server_ms, Milliseconds);
    report.judged_as("attacked, memory", &name("memory, peak"), cost.peak_mb)?;
    let figure = name("disk, grown");
    report.judged_as("attacked, disk", &figure, cost.grown_bytes / 1e6)
}

fn watched(site: &Site<'_>, attack: Attack) -> Result<Cost> {
    let mut honest = site.phone(REQUESTERS)?;
    honest.sync()?;
    let case = honest.submit()?;
    honest.sync()?;
    let mut attacker = Attacker::of(site.server.address);
    let before = (disk_bytes(site)?, cpu_ms(site)?);
    fs::write(format!("/proc/{}/clear_refs", site.server.process()), "5")?;
    let is_over = AtomicBool::new(false);
    let waits = thread::scope(|scope| {
        let watching = scope.spawn(|| waits(&mut honest, case, &is_over));
        let outcome = attack(&mut attacker);
        is_over.store(true, Ordering::Relaxed);
        outcome?;
        watching.join().expect("because it does not panic")
    })?;
    Ok(Cost {
        sent: attacker.sent,
        waits_ms: waits,
        peak_mb: peak_mb(site.server.process())?,
        grown_bytes: (disk_bytes(site)? - before.0).max(0.0),
        server_ms: cpu_ms(site)? - before.1,
    })
}

/// How long an honest phone waits for its pushes until it is over, in order.
fn waits(honest: &mut Phone, case: CaseId, is_over: &AtomicBool) -> Result<Vec<f64>> {
    let mut waits = Vec::new();
    while !is_over.load(Ordering::Relaxed) || waits.len() < 50 {
        honest.note(case)?;
        let begun = Instant::now();
        honest.sync()?;
        waits.push(begun.elapsed().as_secs_f64() * 1e3);
        thread::sleep(EVERY);
    }
    waits.sort_by(f64::total_cmp);
    Ok(waits)
}

fn disk_bytes(site: &Site<'_>) -> Result<f64> {
    let bytes: i64 = site.bench.runtime.block_on(async {
        let pool = sqlx::PgPool::connect(&site.database).await?;
        sqlx::query_scalar("select pg_database_size(current_database())")
            .fetch_one(&pool)
            .await
    })?;
    Ok(bytes as f64)
}

fn cpu_ms(site: &Site<'_>) -> Result<f64> {
    crate::meters::process_ms(site.server.process())
}

fn peak_mb(process: i32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().split(' ').next());
    Ok(kib.context("no peak of memory")?.parse::<f64>()? / 1024.0)
}

/// The attacker's own device.
fn signed_in(site: &Site<'_>) -> Result<Phone> {
    let mut phone = site.phone(REQUESTERS + 1)?;
    phone.sync()?;
    Ok(phone)
}

#[expect(clippy::unnecessary_wraps, reason = "one of many")]
fn nothing(_: &Site<'_>) -> Result<Attack> {
    Ok(Box::new(|_| {
        thread::sleep(ATTACK);
        Ok(())
    }))
}

fn half_sent_bodies(site: &Site<'_>) -> Result<Attack> {
    let token = signed_in(site)?.client.token;
    Ok(Box::new(move |attacker| {
        for n in 0..300 {
            let (path, token) = match n % 2 {
                0 => ("/v1/sync", Some(&*token)),
                _ => ("/v1/sign-in", None),
            };
            attacker.send(Sent {
                announced: 8_000,
                ..Sent::post(path, token, &[b'x'; 64])
            })?;
        }
        thread::sleep(ATTACK);
        Ok(())
    }))
}

#[expect(clippy::unnecessary_wraps, reason = "one of many")]
fn silent_connections(_: &Site<'_>) -> Result<Attack> {
    Ok(Box::new(|attacker| {
        for _ in 0..4_100 {
            attacker.connect()?;
        }
        thread::sleep(ATTACK);
        Ok(())
    }))
}

/// Uploads so many bytes, in pieces; gives the blob's id once it is whole.
fn upload(phone: &Phone, seed: usize, size: usize) -> Result<(u16, String)> {
    const PIECE: usize = 512 << 10;
    let mut bytes = vec![0xff, 0xd8, 0xff];
    bytes.resize(size, 7);
    bytes[8..16].copy_from_slice(&seed.to_be_bytes());
    let photo = fieldloop::Photo {
        media_type: "image/jpeg".to_owned(),
        bytes,
    };
    let id = photo.id();
    let mut status = 0;
    for first in (0..size).step_by(PIECE) {
        let piece = &photo.bytes[first..size.min(first + PIECE)];
        let path = format!("/v1/blobs/{id}?first={first}&size={size}");
        status = phone.client.send("PUT", &path, "image/jpeg", piece)?.status;
        if status != 200 {
            break;
        }
    }
    Ok((status, id.to_string()))
}

fn unread_downloads(site: &Site<'_>) -> Result<Attack> {
    let phone = signed_in(site)?;
    let (_, id) = upload(&phone, 0, 8 << 20)?;
    Ok(Box::new(move |attacker| {
        let path = format!("/v1/blobs/{id}");
        for _ in 0..170 {
            attacker.send(Sent::get(&path, Some(&phone.client.token)))?;
        }
        thread::sleep(ATTACK);
        Ok(())
    }))
}

fn unshown_photos(site: &Site<'_>) -> Result<Attack> {
    let phone = signed_in(site)?;
    Ok(Box::new(move |attacker| {
        for seed in 0..64 {
            attacker.sent += 4 << 20;
            let (status, _) = upload(&phone, seed, 4 << 20)?;
            if status != 200 {
                break;
            }
        }
        Ok(())
    }))
}

/// A command of the phone's on a base, of which it claims what is not so.
fn pushed(phone: &mut Phone, case: CaseId, base: &Heads, act: impl Into<Act>) -> Pushed {
    let act = act.into();
    let kind = act.kind();
    let command = Command {
        id: CommandId(phone.draws.id(MONDAY_MORNING)),
        author: phone.client.person.id,
        at: MONDAY_MORNING,
        act,
    };
    Pushed {
        case,
        kind,
        id: command.id,
        command: command.to_json(),
        base: base.clone(),
        actor: Actor::of_device(phone.client.device, 1 << 20),
        seq: 1,
        hash: Hash([9; 32]),
        seal: None,
        is_lost: false,
    }
}

fn note(text: &str) -> Act {
    Act::Ticket(TicketAct::Note {
        text: text.to_owned(),
        photos: Vec::new(),
    })
}

/// Pushes these, and what of them got no ruling again, for as long as an attack lasts.
fn push_on(attacker: &mut Attacker, phone: &mut Phone, mut left: Vec<Pushed>) -> Result<()> {
    let begun = Instant::now();
    while !left.is_empty() && begun.elapsed() < ATTACK {
        let request = phone.client.request(left.clone());
        let message = phone.connection.encode(&request)?;
        attacker.sent += message.len();
        let Ok((answer, _)) = phone.connection.exchange(&message) else {
            return Ok(());
        };
        let answer: wire::Answer = wire::decode(&answer)?;
        left.retain(|it| !answer.rulings.iter().any(|ruled| ruled.id == it.id));
    }
    Ok(())
}

fn refused_commands(site: &Site<'_>) -> Result<Attack> {
    let mut phone = signed_in(site)?;
    Ok(Box::new(move |attacker| {
        let begun = Instant::now();
        while begun.elapsed() < ATTACK {
            let case = CaseId(phone.draws.id(MONDAY_MORNING));
            let mut command = pushed(&mut phone, case, &Heads::new(), note("x"));
            command.command = "x".repeat(1_900_000);
            push_on(attacker, &mut phone, vec![command])?;
        }
        Ok(())
    }))
}

/// A ticket with so many notes of so many characters, and its heads after each.
fn noted(phone: &mut Phone, notes: usize, chars: usize) -> Result<(CaseId, Vec<Heads>)> {
    let case = phone.submit()?;
    phone.sync()?;
    let text = "长".repeat(chars);
    let mut bases = Vec::new();
    for n in 0..notes {
        let TicketAct::Note { photos, .. } = crate::tickets::note(&mut phone.draws) else {
            continue;
        };
        let text = text.clone();
        phone.act(case, TicketAct::Note { text, photos })?;
        if n % 400 == 399 {
            phone.sync()?;
        }
        let held = phone.client.held.get(&case).context("no such case")?;
        bases.push(held.document.heads());
    }
    phone.sync()?;
    Ok((case, bases))
}

fn old_bases(site: &Site<'_>) -> Result<Attack> {
    let mut phone = signed_in(site)?;
    let (case, bases) = noted(&mut phone, 1_000, 60)?;
    Ok(Box::new(move |attacker| {
        let begun = Instant::now();
        while begun.elapsed() < ATTACK {
            let old = bases.iter().take(500);
            let old = old.map(|base| pushed(&mut phone, case, base, note("x")));
            let old: Vec<Pushed> = old.collect();
            push_on(attacker, &mut phone, old)?;
        }
        Ok(())
    }))
}

fn full_cases(site: &Site<'_>) -> Result<Attack> {
    let mut phone = signed_in(site)?;
    let (full, _) = noted(&mut phone, 80, TEXT_CHARS_MAX)?;
    let base = phone.client.held[&full].document.heads();
    // Copies: to make each by itself would take longer than all the rest.
    let copies: Vec<CaseId> = (0..500)
        .map(|_| CaseId(phone.draws.id(MONDAY_MORNING)))
        .collect();
    let ids: Vec<uuid::Uuid> = copies.iter().map(|id| id.0).collect();
    site.bench.runtime.block_on(async {
        let pool = sqlx::PgPool::connect(&site.database).await?;
        for sql in [
            "insert into cases (organisation, id, kind, closed_at, authors, document,
                 plain_bytes, opened_by)
             select c.organisation, n.id, c.kind, c.closed_at, c.authors, c.document,
                 c.plain_bytes, c.opened_by
             from cases c, unnest($1::uuid[]) as n (id) where c.id = $2",
            "insert into audience (organisation, case_id, scope, position, since, closed_at,
                 gone, in_feed)
             select a.organisation, n.id, a.scope, a.position, a.since, a.closed_at, a.gone,
                 false
             from audience a, unnest($1::uuid[]) as n (id) where a.case_id = $2",
        ] {
            sqlx::query(sql)
                .bind(&ids)
                .bind(full.0)
                .execute(&pool)
                .await?;
        }
        anyhow::Ok(())
    })?;
    Ok(Box::new(move |attacker| {
        let notes: Vec<Pushed> = copies
            .iter()
            .map(|case| pushed(&mut phone, *case, &base, note("x")))
            .collect();
        push_on(attacker, &mut phone, notes)
    }))
}

fn long_polls(site: &Site<'_>) -> Result<Attack> {
    let phone = signed_in(site)?;
    let request = Request {
        wait_ms: wire::WAIT_MS_MAX,
        ..phone.client.request(Vec::new())
    };
    let body = wire::encode(&request)?;
    Ok(Box::new(move |attacker| {
        let token = Some(&*phone.client.token);
        for _ in 0..150 {
            attacker.send(Sent::post("/v1/sync", token, &body))?;
        }
        let begun = Instant::now();
        while begun.elapsed() < ATTACK {
            // Signs out a device that is none.
            let path = format!("/v1/devices/{}", uuid::Uuid::nil());
            phone.client.send("DELETE", &path, "", b"")?;
        }
        Ok(())
    }))
}

fn many_tickets(site: &Site<'_>) -> Result<Attack> {
    let mut phone = signed_in(site)?;
    Ok(Box::new(move |attacker| {
        for _ in 0..20 {
            for _ in 0..100 {
                phone.submit()?;
            }
            let pending = phone.client.pending();
            phone.client.held.clear();
            push_on(attacker, &mut phone, pending)?;
        }
        Ok(())
    }))
}

#[expect(clippy::unnecessary_wraps, reason = "one of many")]
fn wrong_passwords(_: &Site<'_>) -> Result<Attack> {
    Ok(Box::new(|attacker| {
        for n in 0..500 {
            let login = format!("p{}@{SLUG}", n % 100);
            let body = json!({"login": login, "password": "12345678", "device": "x"});
            let body = body.to_string();
            attacker.send(Sent::post("/v1/sign-in", None, body.as_bytes()))?;
        }
        thread::sleep(ATTACK);
        Ok(())
    }))
}

#[expect(clippy::unnecessary_wraps, reason = "one of many")]
fn invented_tokens(_: &Site<'_>) -> Result<Attack> {
    Ok(Box::new(|attacker| {
        for n in 0..5_000 {
            let token = format!("fieldloop_{:032x}_{n:064x}", 1);
            attacker.ask(Sent::get("/v1/me", Some(&token)))?;
            attacker.connections.clear();
        }
        Ok(())
    }))
}

fn guessed_codes(site: &Site<'_>) -> Result<Attack> {
    let mut phone = signed_in(site)?;
    let store = phone.client.person.store;
    Ok(Box::new(move |attacker| {
        let case = CaseId(phone.draws.id(MONDAY_MORNING));
        let base = replica::document::Document::new(Kind::Transfer).heads();
        for _ in 0..10 {
            let mut guesses = Vec::new();
            for _ in 0..500 {
                let secret = domain::secret::Secret(phone.draws.id(MONDAY_MORNING));
                let signature = domain::photos::Picture {
                    whole: domain::ids::BlobId([1; 32]),
                    thumbnail: domain::ids::BlobId([1; 32]),
                };
                let act = Act::Transfer(TransferAct::Confirm {
                    items: Vec::new(),
                    signature,
                    store,
                    secret: Some(secret),
                });
                guesses.push(pushed(&mut phone, case, &base, act));
            }
            push_on(attacker, &mut phone, guesses)?;
        }
        Ok(())
    }))
}
