//! `GET /`: what runs here, and how to start a phone, in one screen.
//!
//! Anybody may see it, so it holds names of organisations and numbers, nothing
//! of a person. The numbers are counted at most every few seconds, however often
//! the page is loaded. `page.rs` draws it with the texts of `texts.rs`.

mod page;
mod summary;
mod texts;

pub(crate) use summary::Cache;

use crate::{Server, error::Error, random};
use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use serde::Deserialize;

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
    let language = texts::choose(asked.lang.as_deref(), header(header::ACCEPT_LANGUAGE));
    let scheme = header(header::HeaderName::from_static("x-forwarded-proto"))
        .filter(|scheme| server.settings.proxies > 0 && *scheme == "https")
        .unwrap_or("http");
    let address = header(header::HOST)
        .filter(|host| is_address(host))
        .map(|host| format!("{scheme}://{host}"));
    let now = server.clock.now();
    let summary = server.summary.get(&server.pool, now).await?;
    // The style is the only thing that the page may apply, and only under this word.
    let nonce = hex::encode(random::bytes::<16>()?);
    let page = page::Page {
        summary: &summary,
        texts: texts::texts(language),
        language,
        now,
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
