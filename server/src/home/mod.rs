//! `GET /`: what runs here, and how to start a phone, in one screen.
//!
//! Anybody may see it, so it holds names of organisations and numbers, nothing
//! of a person. The numbers are counted at most every few seconds, however often
//! the page is loaded. `page.rs` draws it in the words of `words.rs`.

mod page;
mod words;

use crate::{Server, clock, error::Error, random};
use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use domain::time::{Span, Timestamp};
use serde::Deserialize;
use sqlx::{query, query_as, query_scalar};
use std::sync::Arc;
use tokio::sync::Mutex;
use words::Language;

/// How long the numbers are good for.
const FRESH: Span = Span(5_000);
/// How many organisations are named; of the others only the number is.
const NAMED_MAX: i64 = 6;

#[derive(Clone, Debug, Default)]
struct Summary {
    /// The names of the first organisations, and how many there are in all.
    organisations: Vec<String>,
    organisations_count: i64,
    stores: i64,
    people: i64,
    cases: Vec<Cases>,
    devices: i64,
    last_sync: Option<Timestamp>,
}

/// The cases of one kind.
#[derive(Clone, Debug)]
struct Cases {
    kind: String,
    all: i64,
    open: i64,
}

/// The summary that was last made, and when.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cache(Arc<Mutex<Option<(Timestamp, Summary)>>>);

/// What one may ask the page for.
#[derive(Deserialize)]
pub struct Asked {
    lang: Option<String>,
}

/// `GET /`.
pub async fn page(
    State(server): State<Server>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let header = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let language = Language::choose(asked.lang.as_deref(), header(header::ACCEPT_LANGUAGE));
    let scheme = header(header::HeaderName::from_static("x-forwarded-proto"))
        .filter(|scheme| server.settings.proxies > 0 && *scheme == "https")
        .unwrap_or("http");
    let address = header(header::HOST)
        .filter(|host| is_address(host))
        .map(|host| format!("{scheme}://{host}"));
    let summary = summary(&server).await?;
    // The style is the only thing that the page may apply, and only under this word.
    let nonce = hex::encode(random::bytes::<16>()?);
    let page = page::Page {
        summary: &summary,
        words: language.words(),
        language,
        now: server.clock.now(),
        address: address.as_deref().unwrap_or("http://127.0.0.1:8300"),
        nonce: &nonce,
    };
    let mut response = Html(page.draw().into_string()).into_response();
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    if let Ok(policy) = policy.try_into() {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// Whether this can be the server's address in a command that people copy into
/// a shell: anything else is not shown to them.
fn is_address(host: &str) -> bool {
    let may = |c: char| c.is_ascii_alphanumeric() || ".:-[]".contains(c);
    !host.is_empty() && host.len() <= 255 && !host.starts_with('-') && host.chars().all(may)
}

async fn summary(server: &Server) -> Result<Summary, Error> {
    let mut cached = server.summary.0.lock().await;
    let now = server.clock.now();
    if let Some((made, summary)) = &*cached
        && now >= *made
        && now.since(*made) < FRESH
    {
        return Ok(summary.clone());
    }
    let summary = count(server).await?;
    *cached = Some((now, summary.clone()));
    Ok(summary)
}

async fn count(server: &Server) -> Result<Summary, Error> {
    let mut connection = server.pool.acquire().await?;
    let organisations = query_scalar!(
        "select name from organisations order by slug limit $1",
        NAMED_MAX
    )
    .fetch_all(&mut *connection)
    .await?;
    let row = query!(
        r#"select
               (select count(*) from organisations) as "organisations!",
               (select count(*) from stores) as "stores!",
               (select count(*) from people where active) as "people!",
               (select count(*) from devices where revoked_at is null) as "devices!",
               (select max(last_sync_at) from devices) as last_sync"#
    )
    .fetch_one(&mut *connection)
    .await?;
    let cases = query_as!(
        Cases,
        r#"select kind, count(*) as "all!", count(*) filter (where closed_at is null) as "open!"
           from cases group by kind order by kind"#
    )
    .fetch_all(&mut *connection)
    .await?;
    Ok(Summary {
        organisations,
        organisations_count: row.organisations,
        stores: row.stores,
        people: row.people,
        cases,
        devices: row.devices,
        last_sync: row.last_sync.map(clock::from_sql),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_gets_into_a_command_that_people_copy() {
        for host in ["127.0.0.1:8300", "[::1]:8300", "fieldloop.example.com"] {
            assert!(is_address(host), "{host}");
        }
        for host in ["", "a;rm -rf /", "$(reboot)", "--data", "<b>", "a b", "`x`"] {
            assert!(!is_address(host), "{host}");
        }
    }
}
