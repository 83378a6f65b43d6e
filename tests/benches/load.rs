//! Many phones at once: `cargo bench -p fieldloop-tests --bench load`.
//!
//! Phones push 20 acts each, all at the same time, over real HTTP to a server on
//! a Postgres that waits for its disk. Beside it, in the same run, a bare client
//! inserts the same rows, one transaction per phone, over as many connections as
//! the server has. Wall times on shared machines are noisy: what counts are the
//! ratio of the two rates, and CPU per act at 10 phones and at 200.
//!
//! The clients' CPU is in it: they live in this process, but their acts are
//! executed and encoded beforehand.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use anyhow::{Context, Result, ensure};
use domain::{capabilities::Act, ids::CaseId, tickets::TicketAct};
use embedded::{Cluster, Durability, Source};
use replica::wire::Outcome;
use sqlx::PgPool;
use std::time::Instant;
use tests::{
    client::{Client, mint},
    world::{TARGETS, World},
};

const ACTS: usize = 20;
/// As many connections as the server's pool in these worlds has.
const CONNECTIONS: usize = 8;
const BUDGET_MS: f64 = 0.3;

/// What a run of phones came to.
struct Measured {
    acts: usize,
    seconds: f64,
    cpu_ms: f64,
}

fn main() -> Result<()> {
    // `cargo test` runs benchmarks too, to see that they build.
    if std::env::args().any(|argument| argument == "--test") {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let binaries = runtime.block_on(embedded::binaries(Source::Auto, None))?;
    let cluster = Cluster::start(
        &folder.path().join("postgres"),
        &binaries,
        Durability::Durable,
    )?;
    println!(
        "{:>7} {:>7} {:>9} {:>12} {:>12} {:>8}",
        "phones", "acts", "acts/s", "bare acts/s", "of bare", "CPU/act"
    );
    for phones in [10, 50, 200] {
        let database = runtime.block_on(cluster.create(&format!("load_{phones}")))?;
        let world = World::on(database)?;
        let run = phones_at_once(&world, &cluster, phones)?;
        let bare = runtime.block_on(bare(&world.database, phones))?;
        #[expect(clippy::cast_precision_loss, reason = "small counts")]
        let (rate, cpu) = (run.acts as f64 / run.seconds, run.cpu_ms / run.acts as f64);
        println!(
            "{phones:>7} {:>7} {rate:>9.0} {bare:>12.0} {:>12.2} {cpu:>5.2} ms",
            run.acts,
            rate / bare
        );
    }
    println!(
        "budget: a third of bare, {BUDGET_MS} ms CPU per act, the same at 200 phones as at 10"
    );
    cluster.stop()?;
    Ok(())
}

fn phones_at_once(world: &World, cluster: &Cluster, phones: usize) -> Result<Measured> {
    let store = world.store(1, 1)?;
    let mut clients = Vec::new();
    for n in 0..phones {
        let who = world.someone(&format!("{n} 号"), store, &[], None)?;
        let mut client = Client::sign_in(&world.server.url(), &who)?;
        client.sync()?;
        prepare(world, &mut client, store)?;
        clients.push(client);
    }
    let cpu_before = cpu_ms(cluster)?;
    let begun = Instant::now();
    let adopted: usize = std::thread::scope(|scope| {
        let pushing: Vec<_> = clients
            .iter()
            .map(|client| scope.spawn(|| client.exchange(&client.request(client.pending()))))
            .collect();
        pushing
            .into_iter()
            .map(|one| {
                let answer = one.join().expect("a client that does not panic")?;
                let is_adopted = |ruled: &&_| {
                    matches!(
                        ruled,
                        replica::wire::Ruled {
                            outcome: Outcome::Adopted,
                            ..
                        }
                    )
                };
                Ok(answer.rulings.iter().filter(is_adopted).count())
            })
            .sum::<Result<usize>>()
    })?;
    let seconds = begun.elapsed().as_secs_f64();
    ensure!(
        adopted == phones * ACTS,
        "{adopted} of {} acts were adopted",
        phones * ACTS
    );
    Ok(Measured {
        acts: adopted,
        seconds,
        cpu_ms: cpu_ms(cluster)? - cpu_before,
    })
}

/// Four tickets with four notes each, done offline.
fn prepare(world: &World, client: &mut Client, store: domain::ids::StoreId) -> Result<()> {
    for n in 0..ACTS / 5 {
        let case = CaseId(mint(world.clock.now()));
        let submit = TicketAct::Submit {
            category: world.category,
            targets: TARGETS,
            store,
            description: format!("{n} 号收银机打不开，屏幕是黑的，已经重启过两次。"),
            equipment: vec![format!("POS-{n:04}")],
            photos: Vec::new(),
        };
        client.act(case, Act::Ticket(submit), world.clock.now())?;
        for note in 0..4 {
            let note = TicketAct::Note {
                text: format!("第 {note} 次尝试，还是不行。"),
                photos: Vec::new(),
            };
            client.act(case, Act::Ticket(note), world.clock.now())?;
        }
    }
    Ok(())
}

/// Acts per second of a client that only inserts the rows that the server wrote.
async fn bare(database: &str, phones: usize) -> Result<f64> {
    let pool = sqlx::postgres::PgPoolOptions::new()
        .max_connections(u32::try_from(CONNECTIONS)?)
        .connect(database)
        .await?;
    for (table, _) in TABLES {
        let copy = format!("create table bare_{table} (like {table} including all)");
        sqlx::query(sqlx::AssertSqlSafe(copy))
            .execute(&pool)
            .await?;
    }
    let devices: Vec<uuid::Uuid> = sqlx::query_scalar("select distinct device from rulings")
        .fetch_all(&pool)
        .await?;
    ensure!(
        devices.len() == phones,
        "{} devices have pushed",
        devices.len()
    );
    let mut transactions = Vec::new();
    for device in devices {
        transactions.push(rows_of(&pool, device).await?);
    }
    let begun = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for rows in transactions {
        let pool = pool.clone();
        tasks.spawn(async move { insert(&pool, rows).await });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let acts = (phones * ACTS) as f64;
    Ok(acts / begun.elapsed().as_secs_f64())
}

/// The tables that a push writes, and by which column a case is found in them.
const TABLES: [(&str, &str); 6] = [
    ("cases", "id"),
    ("changes", "case_id"),
    ("audience", "case_id"),
    ("rulings", "case_id"),
    ("entries", "case_id"),
    ("tickets", "case_id"),
];

/// What the server wrote for one phone, as a client would send it.
async fn rows_of(pool: &PgPool, device: uuid::Uuid) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for (table, key) in TABLES {
        let rows = format!(
            "select coalesce(json_agg(t), '[]')::text from {table} t
             where {key} in (select case_id from rulings where device = $1)"
        );
        let rows = sqlx::query_scalar(sqlx::AssertSqlSafe(rows)).bind(device);
        all.push(rows.fetch_one(pool).await?);
    }
    Ok(all)
}

async fn insert(pool: &PgPool, rows: Vec<String>) -> Result<()> {
    let mut transaction = pool.begin().await?;
    for ((table, _), rows) in TABLES.into_iter().zip(rows) {
        let insert = format!(
            "insert into bare_{table}
             select * from json_populate_recordset(null::bare_{table}, $1::json)"
        );
        let insert = sqlx::query(sqlx::AssertSqlSafe(insert)).bind(rows);
        insert.execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// CPU time of this process and of Postgres with its children, in milliseconds.
fn cpu_ms(cluster: &Cluster) -> Result<f64> {
    let mut ticks = ticks("self")?;
    for entry in std::fs::read_dir("/proc").context("the benchmark reads /proc: Linux only")? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !name.chars().all(|c| c.is_ascii_digit()) {
            continue;
        }
        let is_postgres = stat(&name).is_ok_and(|fields| {
            let parent = fields.get(1).and_then(|parent| parent.parse().ok());
            name == cluster.process().to_string() || parent == Some(cluster.process())
        });
        if is_postgres {
            ticks += self::ticks(&name)?;
        }
    }
    // Linux counts in hundredths of a second, whatever its timer does.
    Ok(ticks * 10.0)
}

/// The fields of a process after its name: state, parent, …
fn stat(process: &str) -> Result<Vec<String>> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, fields) = stat.rsplit_once(')').context("a process without a name")?;
    Ok(fields.split_whitespace().map(str::to_owned).collect())
}

/// User and system time of a process, in ticks.
fn ticks(process: &str) -> Result<f64> {
    let fields = stat(process)?;
    let field = |n: usize| -> Result<f64> { Ok(fields.get(n).context("a short stat")?.parse()?) };
    Ok(field(11)? + field(12)?)
}
