//! Runs over HTTP: a file is sent and the answer comes at once; how far it is, and what
//! was refused of it, is asked for.

use super::{
    Keeper, Spoken,
    file::Table,
    guard::guarded,
    progress::{self, Counts, Run, Sent, State},
    say, words,
};
use crate::{Server, error::Error, problem::ProblemKind, random};
use axum::{
    Json,
    body::{Body, to_bytes},
    extract::{Path, Query, State as Shared},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use csv::{Terminator, WriterBuilder};
use domain::{
    ids::PersonId,
    register::{DEFAULT_REASON, REASONS},
    time::Timestamp,
    words::{Language, Message},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, time::Duration};
use tokio::time::timeout;
use uuid::Uuid;

/// The largest file, in bytes.
pub const FILE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// How many refused lines a report tells of; the file of them tells of all.
const TOLD_MAX: usize = 100;
/// The longest reason, in characters.
const REASON_CHARS_MAX: usize = 200;
const PATIENCE: Duration = Duration::from_secs(5);

/// How a file is to be taken in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Whether to find out only what it would do.
    #[serde(default)]
    dry_run: bool,
    /// Whether to leave alone what is there already.
    #[serde(default)]
    only_new: bool,
    /// Why what is there already is put right.
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    language: Spoken,
}

/// In which language to answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct In {
    #[serde(default)]
    language: Spoken,
}

/// A run, as it is told.
#[derive(Debug, Serialize)]
pub struct Told {
    id: Uuid,
    state: State,
    dry_run: bool,
    only_new: bool,
    reason: String,
    person: PersonId,
    begun_at: Timestamp,
    ended_at: Option<Timestamp>,
    /// How the file was read; none until it was.
    reading: Option<Value>,
    /// How many lines it has; none until all are checked.
    lines: Option<i32>,
    /// How many of them are behind in this state.
    passed: i32,
    #[serde(flatten)]
    counts: Counts,
    errors: Vec<ToldError>,
    /// How many refused lines are not among them.
    left_out: usize,
}

/// What is wrong with a cell or a line.
#[derive(Debug, Serialize)]
struct ToldError {
    line: usize,
    column: Option<String>,
    /// What the cell says.
    value: String,
    reason: String,
}

/// `POST /v1/register/{kind}/runs?dry_run=…&only_new=…&reason=…`: takes in a file. Of
/// two that are the same the second joins the first while that is under way.
///
/// # Errors
/// The caller does not keep the register, the file is too large, or another one is under
/// way.
pub async fn begin(
    Shared(server): Shared<Server>,
    keeper: Keeper,
    Query(asked): Query<Asked>,
    body: Body,
) -> Result<Response, Error> {
    let reason = asked.reason.unwrap_or_default();
    let reason = if reason.trim().is_empty() {
        say(asked.language.into(), &Message::new(DEFAULT_REASON))
    } else {
        reason
    };
    if reason.chars().count() > REASON_CHARS_MAX || reason.chars().any(char::is_control) {
        let detail = format!("`reason` is one line of at most {REASON_CHARS_MAX} characters");
        return Err(Error::invalid(detail));
    }
    let files = server.register.files.clone().acquire_owned();
    let Ok(Ok(_held)) = timeout(PATIENCE, files).await else {
        return Err(Error::unavailable("other files are coming in", 5));
    };
    let file = to_bytes(body, FILE_BYTES_MAX).await.map_err(|_| {
        let detail = format!("a file has at most {FILE_BYTES_MAX} bytes, and arrives whole");
        Error::problem(ProblemKind::TooLarge, detail)
    })?;
    let now = server.clock.now();
    let sent = Sent {
        id: random::id(now)?,
        kind: keeper.kind,
        person: keeper.device.person.id.0,
        device: keeper.device.id,
        sha256: Sha256::digest(&file).into(),
        is_dry: asked.dry_run,
        only_new: asked.only_new,
        reason: &reason,
        file: &file,
        begun_at: now,
    };
    let organisation = keeper.device.organisation;
    let id = begin_or_join(&server, organisation, &sent).await?;
    server.register.begun.notify_one();
    let told = told(&server, &keeper, id, asked.language.into()).await?;
    Ok((StatusCode::ACCEPTED, Json(told)).into_response())
}

async fn begin_or_join(
    server: &Server,
    organisation: Uuid,
    sent: &Sent<'_>,
) -> Result<Uuid, Error> {
    let mut connection = server.pool.acquire().await?;
    if progress::begin(&mut connection, organisation, sent).await? {
        return Ok(sent.id);
    }
    match progress::under_way(&mut connection, organisation, sent).await? {
        Some((id, true)) => Ok(id),
        Some((id, false)) => {
            let detail = format!("another file is being taken in: run {id}");
            Err(Error::problem(ProblemKind::Conflict, detail))
        }
        None => Err(Error::unavailable("another file has just been taken in", 1)),
    }
}

/// `GET /v1/register/{kind}/runs`: the latest runs, the newest first.
pub async fn list(
    Shared(server): Shared<Server>,
    keeper: Keeper,
    Query(asked): Query<In>,
) -> Result<Json<Vec<Told>>, Error> {
    let organisation = keeper.device.organisation;
    let runs = progress::load(&server.pool, organisation, keeper.kind, None).await?;
    let runs = runs
        .into_iter()
        .map(|run| tell(run, Vec::new(), asked.language.into()));
    Ok(Json(runs.collect()))
}

/// `GET /v1/register/{kind}/runs/{id}`: how far a run is, and what is wrong with its
/// first refused lines.
///
/// # Errors
/// There is no such run, or not any more.
pub async fn get(
    Shared(server): Shared<Server>,
    keeper: Keeper,
    Path((_, id)): Path<(String, Uuid)>,
    Query(asked): Query<In>,
) -> Result<Json<Told>, Error> {
    told(&server, &keeper, id, asked.language.into())
        .await
        .map(Json)
}

/// `DELETE /v1/register/{kind}/runs/{id}`: stops a run that is under way. What is done
/// stays done.
///
/// # Errors
/// There is no such run, or not any more.
pub async fn stop(
    Shared(server): Shared<Server>,
    keeper: Keeper,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<StatusCode, Error> {
    let run = run(&server, &keeper, id).await?;
    let mut connection = server.pool.acquire().await?;
    let now = server.clock.now();
    progress::end(
        &mut connection,
        (run.organisation, run.id),
        State::Stopped,
        now,
    )
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn run(server: &Server, keeper: &Keeper, id: Uuid) -> Result<Run, Error> {
    let organisation = keeper.device.organisation;
    let runs = progress::load(&server.pool, organisation, keeper.kind, Some(id)).await?;
    let run = runs.into_iter().next();
    run.ok_or_else(|| Error::not_found("there is no such run, or not any more"))
}

async fn told(
    server: &Server,
    keeper: &Keeper,
    id: Uuid,
    language: Language,
) -> Result<Told, Error> {
    let run = run(server, keeper, id).await?;
    let most = i64::try_from(TOLD_MAX).unwrap_or(i64::MAX);
    let refused = progress::refusals(&server.pool, &run, most).await?;
    Ok(tell(run, refused, language))
}

fn tell(run: Run, refused: Vec<(usize, Vec<progress::StoredError>)>, language: Language) -> Told {
    let lines = usize::try_from(run.counts.refused).unwrap_or_default();
    let left_out = lines.saturating_sub(refused.len());
    let errors = refused.into_iter().flat_map(|(line, errors)| {
        errors.into_iter().map(move |error| ToldError {
            line,
            column: error.column,
            value: error.value,
            reason: say(language, &error.message),
        })
    });
    Told {
        id: run.id,
        state: run.state,
        dry_run: run.is_dry,
        only_new: run.only_new,
        reason: run.reason,
        person: PersonId(run.person),
        begun_at: run.begun_at,
        ended_at: run.ended_at,
        reading: run.reading,
        lines: run.lines,
        passed: run.passed,
        counts: run.counts,
        errors: errors.collect(),
        left_out,
    }
}

/// `GET /v1/register/{kind}/runs/{id}/refused.csv`: the refused lines as they were sent,
/// each with the reasons, to be mended and sent again.
///
/// # Errors
/// There is no such run, or its file cannot be read.
pub async fn refused(
    Shared(server): Shared<Server>,
    keeper: Keeper,
    Path((_, id)): Path<(String, Uuid)>,
    Query(asked): Query<In>,
) -> Result<Response, Error> {
    let run = run(&server, &keeper, id).await?;
    let answers = server.register.answers.clone().try_acquire_owned();
    let _held = answers.map_err(|_| Error::unavailable("other files are going out", 2))?;
    let refused = progress::refusals(&server.pool, &run, i64::MAX).await?;
    let file = progress::file(&server.pool, run.organisation, run.id).await?;
    let language = asked.language.into();
    let written =
        tokio::task::spawn_blocking(move || write_refused(&run, &file, refused, language));
    let written = written
        .await
        .map_err(|error| Error::fault("write refused lines", error))??;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"refused.csv\"",
        ),
    ];
    Ok((headers, written).into_response())
}

fn write_refused(
    run: &Run,
    file: &[u8],
    refused: Vec<(usize, Vec<progress::StoredError>)>,
    language: Language,
) -> Result<Vec<u8>, Error> {
    let reasons: BTreeMap<usize, String> = refused
        .into_iter()
        .map(|(line, errors)| {
            let said = errors.iter().map(|error| say(language, &error.message));
            (line, said.collect::<Vec<_>>().join(" "))
        })
        .collect();
    let table = Table::open(file, run.kind.as_dyn().columns(), &*super::WORDS);
    let table = table.map_err(|_| Error::not_found("the file has no lines that can be read"))?;
    let mut writer = WriterBuilder::new();
    writer.terminator(Terminator::CRLF).flexible(true);
    let mut writer = writer.from_writer("\u{feff}".as_bytes().to_vec());
    let title = words(language).word(REASONS);
    let fault = |error: csv::Error| Error::fault("write refused lines", error);
    // Before them, so that a line with too many cells has its reason under its header.
    let headers = std::iter::once(title.as_str()).chain(table.headers());
    writer.write_record(headers).map_err(fault)?;
    for line in table.lines().map_while(Result::ok) {
        let Some(reason) = reasons.get(&line.number) else {
            continue;
        };
        let cells = std::iter::once(reason.as_str()).chain(table.kept(line.raw.iter()));
        let cells = cells.map(|cell| guarded(super::guard::unguarded(cell)).into_owned());
        writer.write_record(cells).map_err(fault)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::fault("write refused lines", error.into_error()))
}
