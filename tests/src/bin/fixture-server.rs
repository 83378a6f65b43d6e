//! The fixture server: serves worlds to players of the contract that are not
//! written in Rust. `tests/contract/README.md` has its requests.
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
use tests::contract::{ScenarioWorld, WorldStep};
use tokio::{net::TcpListener, runtime::Runtime, task::spawn_blocking};

/// The worlds that scenarios are played in, by their numbers.
#[derive(Clone, Default)]
struct FixtureServer {
    worlds: Arc<Mutex<BTreeMap<String, Arc<ScenarioWorld>>>>,
    last: Arc<AtomicU64>,
}

type Answer<T> = Result<T, (StatusCode, String)>;

fn main() -> Result<()> {
    let runtime = Runtime::new()?;
    let server = FixtureServer::default();
    let shared = server.clone();
    let address = runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let routes = Router::new()
            .route("/samples/{language}", get(samples))
            .route("/worlds", post(begin))
            .route("/worlds/{world}", post(take))
            .route("/worlds/{world}", delete(end))
            .with_state(shared);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        anyhow::Ok(address)
    })?;
    let mut output = io::stdout().lock();
    writeln!(
        output,
        "{}",
        json!({ "fixture_server": format!("http://{address}") })
    )?;
    output.flush()?;
    io::copy(&mut io::stdin().lock(), &mut io::sink()).context("wait for the input's end")?;
    // Here, because a world ends its own runtime, and not from within another.
    server.worlds().clear();
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

async fn begin(State(server): State<FixtureServer>) -> Answer<Json<Value>> {
    // Worlds have a runtime of their own, which must not be entered from here.
    let world = blocking(ScenarioWorld::begin).await?;
    let number = server.last.fetch_add(1, Ordering::SeqCst).to_string();
    let answer = json!({ "world": number, "people": world.access() });
    server.worlds().insert(number, Arc::new(world));
    Ok(Json(answer))
}

async fn take(
    State(server): State<FixtureServer>,
    Path(number): Path<String>,
    Json(step): Json<WorldStep>,
) -> Answer<StatusCode> {
    let world = server.worlds().get(&number).cloned();
    let world = world.ok_or_else(|| unknown(&number))?;
    blocking(move || world.take(step)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end(
    State(server): State<FixtureServer>,
    Path(number): Path<String>,
) -> Answer<StatusCode> {
    let world = server.worlds().remove(&number);
    let world = world.ok_or_else(|| unknown(&number))?;
    blocking(move || {
        drop(world);
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn unknown(number: &str) -> (StatusCode, String) {
    (
        StatusCode::NOT_FOUND,
        format!("there is no world {number:?}"),
    )
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Answer<T> {
    let done = spawn_blocking(work).await.map_err(anyhow::Error::from);
    done.flatten()
        .map_err(|error| (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")))
}

impl FixtureServer {
    fn worlds(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<ScenarioWorld>>> {
        self.worlds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
