//! The server's process: a world of the tests, whose people the benchmark signs
//! in. It ends when its input does, so that it does not outlive who started it.

use anyhow::{Context, Result, ensure};
use domain::directory::Role;
use serde_json::{Value, json};
use server::{blobs::store::BlobStore, settings::Settings};
use std::{
    env,
    io::{self, BufRead, BufReader, Write},
    net::SocketAddr,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use tests::world::{World, unhurried};

/// As many connections as the server's pool in a world has.
pub const CONNECTIONS: u32 = 8;
/// How many stores have a pair that lives tickets there. The requester of the
/// pair `n` is the person `2 n`, the engineer is the next.
pub const PAIRS: usize = 4;
/// A dispatcher, who reads every case.
pub const DISPATCHER: usize = 2 * PAIRS;
/// An asset admin.
pub const KEEPER: usize = DISPATCHER + 1;
/// The first of those who only ask for help, all in one store.
pub const REQUESTERS: usize = KEEPER + 1;

/// Has the backends write down what they counted.
const FLUSH: &str = "flush";

/// Serves a database with these people in it until the input ends.
pub fn serve(database: String, requesters: usize, is_limited: bool) -> Result<()> {
    let folder = TempDir::new()?;
    let settings = if is_limited {
        let place = folder.path().to_string_lossy();
        Settings {
            blobs: BlobStore::open(&place)?,
            ..Settings::default()
        }
    } else {
        unhurried()
    };
    let world = World::on_with(database, settings)?;
    for pair in 0..PAIRS {
        let number = u128::try_from(pair)? + 1;
        let store = world.store(number, number)?;
        world.someone(&format!("申请人 {number}"), store, &[], None)?;
        let roles = [Role::Engineer];
        world.someone(&format!("工程师 {number}"), store, &roles, Some(number))?;
    }
    let store = world.store(0, 0)?;
    world.someone("调度", store, &[Role::Dispatcher], None)?;
    world.someone("库管", store, &[Role::AssetAdmin], None)?;
    for number in 0..requesters {
        world.someone(&format!("{number} 号"), store, &[], None)?;
    }
    say(&json!({ "address": world.server.address.to_string() }))?;
    for line in io::stdin().lines() {
        ensure!(line? == FLUSH, "unknown request");
        let flushed = world.runtime.block_on(flush(&world))?;
        say(&json!({ "flushed": flushed }))?;
    }
    Ok(())
}

/// Backends write down what they counted once in a while. Made to do it now, on
/// every connection that is free, because nobody knows which of them was used:
/// how many those are.
async fn flush(world: &World) -> Result<usize> {
    // The last request may have been answered just before its connection is free.
    tokio::time::sleep(Duration::from_millis(20)).await;
    let mut connections = Vec::new();
    while let Some(connection) = world.pool.try_acquire() {
        connections.push(connection);
    }
    for connection in &mut connections {
        sqlx::query("select pg_stat_force_next_flush()")
            .execute(&mut **connection)
            .await?;
    }
    Ok(connections.len())
}

fn say(what: &Value) -> Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "{what}")?;
    Ok(output.flush()?)
}

/// The server's process, as the benchmark holds it.
pub struct ServerProcess {
    pub address: SocketAddr,
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl ServerProcess {
    pub fn start(database: &str, requesters: usize, is_limited: bool) -> Result<Self> {
        let mut child = Command::new(env::current_exe()?)
            .args(["serve", database, &requesters.to_string()])
            .args(is_limited.then_some("--limited"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take();
        let output = child.stdout.take().context("a server without an output")?;
        let mut output = BufReader::new(output);
        let said = hear(&mut output)?;
        let address = said["address"].as_str().context("no address")?.parse()?;
        Ok(Self {
            address,
            child,
            input,
            output,
        })
    }

    pub fn process(&self) -> i32 {
        self.child.id().cast_signed()
    }

    /// Has its connections' backends write down what they counted, by as many
    /// statements as this says.
    pub fn flush(&mut self) -> Result<f64> {
        let input = self.input.as_mut().context("the server has ended")?;
        writeln!(input, "{FLUSH}")?;
        input.flush()?;
        let said = hear(&mut self.output)?;
        said["flushed"].as_f64().context("nothing flushed")
    }

    /// Ends it, and with it its connections to the database.
    pub fn stop(mut self) -> Result<()> {
        drop(self.input.take());
        let ended = self.child.wait()?;
        ensure!(ended.success(), "the server's process failed");
        Ok(())
    }
}

fn hear(output: &mut BufReader<ChildStdout>) -> Result<Value> {
    let mut line = String::new();
    output.read_line(&mut line)?;
    ensure!(!line.is_empty(), "the server's process has ended");
    Ok(serde_json::from_str(&line)?)
}
