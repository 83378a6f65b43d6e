//! The register as a file that spreadsheets open and the register takes in again.
//!
//! It is written while it is sent, some cases at a time, so that its length costs no
//! memory; what changes meanwhile is in it or not. No connection to the database is held
//! while the reader is slow.

use super::{Keeper, Spoken, guard::guarded, words};
use crate::{
    Server,
    cases::readable,
    edge::detached::run_detached,
    error::{Chain, Error},
    records,
};
use axum::{
    body::{Body, Bytes},
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use csv::{Terminator, WriterBuilder};
use domain::{
    capabilities::{Case, Kind},
    case::References,
    ids::CaseId,
    words::Language,
};
use futures_util::stream::try_unfold;
use serde::Deserialize;
use sqlx::query;
use std::time::Duration;
use tokio::{
    sync::OwnedSemaphorePermit,
    time::{Instant, timeout_at},
};
use uuid::Uuid;

/// How many cases are in memory at once.
const PAGE: i64 = 500;
/// How long a file may take to be sent.
const TIME: Duration = Duration::from_mins(10);

/// In which language to write.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    #[serde(default)]
    language: Spoken,
}

/// A file that is being written.
struct Export {
    server: Server,
    organisation: Uuid,
    kind: Kind,
    language: Language,
    /// The last case that was written.
    after: Uuid,
    is_begun: bool,
    until: Instant,
    _held: OwnedSemaphorePermit,
}

/// `GET /v1/register/{kind}/all.csv`: the whole register.
///
/// # Errors
/// The caller does not keep it, or others are being sent.
pub async fn export(
    State(server): State<Server>,
    keeper: Keeper,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let held = server.register.answers.clone().try_acquire_owned();
    let export = Export {
        organisation: keeper.device.organisation,
        kind: keeper.kind,
        language: asked.language.into(),
        after: Uuid::nil(),
        is_begun: false,
        until: Instant::now() + TIME,
        _held: held.map_err(|_| Error::unavailable("other files are going out", 5))?,
        server,
    };
    let pages = try_unfold(export, |export| async move {
        let page = timeout_at(export.until, run_detached(export.page())).await;
        let page = page.unwrap_or_else(|_| Err(Error::unavailable("the file took too long", 5)));
        if let Err(error) = &page {
            tracing::warn!(error = %Chain(error), "a file of the register broke off");
        }
        page
    });
    let name = format!("attachment; filename=\"{}.csv\"", keeper.kind.as_str());
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, Body::from_stream(pages)).into_response())
}

impl Export {
    /// The next part of the file; none after the last.
    async fn page(mut self) -> Result<Option<(Bytes, Self)>, Error> {
        let mut connection = self.server.pool.acquire().await?;
        let rows = query!(
            "select id, document from cases
             where organisation = $1 and id > $2 and kind = $3 order by id limit $4",
            self.organisation,
            self.after,
            self.kind.as_str(),
            PAGE
        );
        let rows = rows.fetch_all(&mut *connection).await?;
        let last = rows.last().map(|row| row.id);
        if last.is_none() && self.is_begun {
            return Ok(None);
        }
        let mut references = References::default();
        let mut cases: Vec<Case> = Vec::new();
        for row in rows {
            let history = readable(CaseId(row.id), &row.document);
            let Some(case) = history.and_then(|history| history.case) else {
                continue;
            };
            references.extend(case.as_dyn().references());
            references.people.extend(case.as_dyn().people());
            cases.push(case);
        }
        let directory = records::lookup(&mut connection, self.organisation, references).await?;
        drop(connection);
        let words = words(self.language);
        let lines = cases
            .iter()
            .map(|case| case.as_dyn().line(&directory, words));
        let columns = self.kind.as_dyn().columns().iter();
        let headers = columns.map(|column| words.word(column.title)).collect();
        let begins = (!self.is_begun).then_some(headers);
        let text = written(!self.is_begun, begins.into_iter().chain(lines))?;
        self.is_begun = true;
        self.after = last.unwrap_or(self.after);
        Ok(Some((text.into(), self)))
    }
}

/// Lines as Chinese spreadsheets read them: with the mark that they are UTF-8, which
/// only the first part has, and line ends of Windows.
fn written(is_first: bool, lines: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, Error> {
    let begin = if is_first { "\u{feff}" } else { "" };
    let mut writer = WriterBuilder::new();
    writer.terminator(Terminator::CRLF);
    let mut writer = writer.from_writer(begin.as_bytes().to_vec());
    for line in lines {
        let cells = line.iter().map(|cell| guarded(cell).into_owned());
        let done = writer.write_record(cells);
        done.map_err(|error| Error::fault("write the register", error))?;
    }
    let written = writer.into_inner();
    written.map_err(|error| Error::fault("write the register", error.into_error()))
}
