//! One request as operators see it: an id, a log line, and an answer that always
//! has a body to be understood by.
//!
//! Problems get their body here, whether a handler, an extractor of the
//! framework or a panic made them. Log lines name routes and ids, never what
//! people wrote.

use crate::{
    Server,
    problem::{Kind, Problem},
    random,
};
use axum::{
    body::{Body, to_bytes},
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{any::Any, time::Instant};
use tracing::{Instrument, field::Empty, info, info_span};
use uuid::Uuid;

/// The header that names the request in the answer.
pub const REQUEST_ID: &str = "x-request-id";

/// How much of the framework's own words about a bad request is passed on.
const WORDS_MAX: usize = 2048;

/// Attends a request from its arrival to its answer.
pub async fn attend(State(server): State<Server>, request: Request, next: Next) -> Response {
    let id = random::id(server.clock.now()).unwrap_or_default();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str);
    let span = info_span!("request", %id, method = %request.method(), route, device = Empty);
    async move {
        let begun = Instant::now();
        let mut response = explain(next.run(request).await, id).await;
        protect(&mut response);
        if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        let took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        info!(status = response.status().as_u16(), took_ms, "answered");
        response
    }
    .instrument(span)
    .await
}

/// What is answered when a handler panicked; the panic itself was logged as it happened.
#[must_use]
pub fn after_panic(_panic: Box<dyn Any + Send + 'static>) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Gives an answer of failure the body that callers are promised.
async fn explain(response: Response, id: Uuid) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let problem = match parts.extensions.remove::<Problem>() {
        Some(problem) => problem,
        None => Problem::new(Kind::of(status), words(status, body).await),
    };
    let mut answer = problem.answer(id);
    for (name, value) in &parts.headers {
        if ![header::CONTENT_TYPE, header::CONTENT_LENGTH].contains(name) {
            answer.headers_mut().append(name, value.clone());
        }
    }
    answer
}

/// The framework's words about a bad request; about a fault of ours none are passed on.
async fn words(status: StatusCode, body: Body) -> String {
    if status.is_server_error() {
        return "the server failed and has noted it".to_owned();
    }
    let bytes = to_bytes(body, WORDS_MAX).await.unwrap_or_default();
    match String::from_utf8_lossy(&bytes) {
        words if words.is_empty() => status.canonical_reason().unwrap_or_default().to_lowercase(),
        words => words.into_owned(),
    }
}

/// Headers by which a browser does nothing with an answer but show it.
fn protect(response: &mut Response) {
    const HEADERS: [(header::HeaderName, &str); 5] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
    ];
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
}
