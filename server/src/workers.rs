//! What an instance does by itself, without being asked.
//!
//! Every instance does all of it; what must not be done twice at once is bounded
//! by locks in the database. A failure is logged, and the next round tries again.

use crate::{
    Server, blobs,
    cases::{self, compaction},
    error::Chain,
    register,
};
use std::time::Duration;
use tokio::{
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, interval_at},
};

/// How often old changes are looked for.
const COMPACTION: Duration = Duration::from_mins(10);
/// How often it is looked what is due.
const DEADLINES: Duration = Duration::from_mins(1);
/// How often what no case shows is collected.
const COLLECTION: Duration = Duration::from_mins(10);
/// How often files are looked for that an instance which is gone has left.
const LEFT_FILES: Duration = Duration::from_secs(10);

/// Begins the work. The tasks end with the handles.
pub(crate) fn start(server: &Server) -> Vec<JoinHandle<()>> {
    let mut tasks = Vec::from(server.live.connect(&server.pool));
    tasks.push(tokio::spawn(write_last_syncs(server.clone())));
    tasks.push(tokio::spawn(compact(server.clone())));
    tasks.push(tokio::spawn(meet_deadlines(server.clone())));
    tasks.push(tokio::spawn(collect_blobs(server.clone())));
    tasks.push(tokio::spawn(keep_registers(server.clone())));
    tasks
}

async fn write_last_syncs(server: Server) {
    let mut round = rounds(server.settings.last_syncs_every);
    loop {
        round.tick().await;
        if let Err(error) = server.last_syncs.write(&server.pool).await {
            tracing::warn!(error = %Chain(&error), "failed to note when devices synced");
        }
    }
}

async fn compact(server: Server) {
    let mut round = rounds(COMPACTION);
    loop {
        round.tick().await;
        match compaction::compact(&server.pool, server.clock.now()).await {
            Ok(0) => {}
            Ok(deleted) => tracing::info!(
                deleted,
                "deleted changes that every phone has or gets whole"
            ),
            Err(error) => tracing::warn!(error = %Chain(&error), "failed to compact changes"),
        }
    }
}

async fn meet_deadlines(server: Server) {
    let mut round = rounds(DEADLINES);
    loop {
        round.tick().await;
        match cases::act_on_deadlines(&server).await {
            Ok(0) => {}
            Ok(acted_on) => tracing::info!(acted_on, "acted on cases that were due"),
            Err(error) => tracing::warn!(error = %Chain(&error), "failed to act on what is due"),
        }
    }
}

async fn collect_blobs(server: Server) {
    let mut round = rounds(COLLECTION);
    loop {
        round.tick().await;
        let store = &server.settings.blobs;
        match blobs::collect::collect(&server.pool, store, server.clock.now()).await {
            Ok(collected) if collected == blobs::collect::Collected::default() => {}
            Ok(collected) => tracing::info!(
                blobs = collected.blobs,
                uploads = collected.uploads,
                objects = collected.objects,
                "collected what no case shows"
            ),
            Err(error) => tracing::warn!(error = %Chain(&error), "failed to collect blobs"),
        }
    }
}

/// Works on the files that came here, at once, and on those that others have left.
async fn keep_registers(server: Server) {
    let mut round = rounds(LEFT_FILES);
    loop {
        if let Err(error) = register::next(&server).await {
            tracing::warn!(error = %Chain(&error), "failed to work on a file of the register");
        }
        tokio::select! {
            _ = round.tick() => {}
            () = server.register.begun.notified() => {}
        }
    }
}

fn rounds(every: Duration) -> tokio::time::Interval {
    // Not at the start, which has enough to do.
    let mut rounds = interval_at(Instant::now() + every, every);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    rounds
}
