//! The stage: serves worlds to players of the contract that are not written in
//! Rust. `tests/contract/README.md` has its requests.
//!
//! It ends when its input does, so that it does not outlive who started it.

use anyhow::{Context, Result};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{delete, get, post},
};
use fieldloop::Language;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io::{self, Write},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use tests::contract::{Play, StageStep};
use tokio::{net::TcpListener, runtime::Runtime, task::spawn_blocking};

/// The worlds that are played in.
#[derive(Clone, Default)]
struct Stage {
    plays: Arc<Mutex<BTreeMap<String, Arc<Play>>>>,
    last: Arc<AtomicU64>,
}

type Answer<T> = Result<T, (StatusCode, String)>;

fn main() -> Result<()> {
    let runtime = Runtime::new()?;
    let worlds = Stage::default();
    let served = worlds.clone();
    let address = runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let routes = Router::new()
            .route("/samples/{language}", get(samples))
            .route("/worlds", post(begin))
            .route("/worlds/{world}", post(take))
            .route("/worlds/{world}", delete(end))
            .with_state(served);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        anyhow::Ok(address)
    })?;
    let mut output = io::stdout().lock();
    writeln!(
        output,
        "{}",
        json!({ "stage": format!("http://{address}") })
    )?;
    output.flush()?;
    io::copy(&mut io::stdin().lock(), &mut io::sink()).context("wait for the input's end")?;
    // Here, because a world ends its own runtime, and not from within another.
    worlds.plays().clear();
    // Connections of players may be open still; nobody waits for them.
    runtime.shutdown_background();
    Ok(())
}

/// Every sample as the core has it, to hold what came through the bindings to.
async fn samples(Path(language): Path<Language>) -> Answer<Json<Value>> {
    let samples = blocking(move || Ok(fieldloop::samples(language)?)).await?;
    let pages = samples.into_iter().map(|it| (it.name, json!(it.page)));
    Ok(Json(Value::Object(pages.collect())))
}

async fn begin(State(stage): State<Stage>) -> Answer<Json<Value>> {
    // Worlds have a runtime of their own, which must not be entered from here.
    let play = blocking(Play::begin).await?;
    let world = stage.last.fetch_add(1, Ordering::SeqCst).to_string();
    let answer = json!({ "world": world, "people": play.access() });
    stage.plays().insert(world, Arc::new(play));
    Ok(Json(answer))
}

async fn take(
    State(stage): State<Stage>,
    Path(world): Path<String>,
    Json(step): Json<StageStep>,
) -> Answer<StatusCode> {
    let play = stage.plays().get(&world).cloned();
    let play = play.ok_or_else(|| unknown(&world))?;
    blocking(move || play.take(step)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end(State(stage): State<Stage>, Path(world): Path<String>) -> Answer<StatusCode> {
    let play = stage.plays().remove(&world);
    let play = play.ok_or_else(|| unknown(&world))?;
    blocking(move || {
        drop(play);
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn unknown(world: &str) -> (StatusCode, String) {
    (
        StatusCode::NOT_FOUND,
        format!("there is no world {world:?}"),
    )
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Answer<T> {
    let done = spawn_blocking(work).await.map_err(anyhow::Error::from);
    done.flatten()
        .map_err(|error| (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")))
}

impl Stage {
    fn plays(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<Play>>> {
        self.plays.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
