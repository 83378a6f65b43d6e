//! One request as operators see it: an id, a log line, and an answer that always
//! has a body to be understood by.
//!
//! Problems get their body here, whether a handler, an extractor of the
//! framework or a panic made them. Log lines name routes and ids, never what
//! people wrote.

use crate::{
    clock::Clock,
    metrics,
    problem::{Problem, ProblemKind},
    random,
};
use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use std::{any::Any, time::Duration};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
    trace::TraceLayer,
};
use tracing::{Span, field::Empty, info, info_span};
use uuid::Uuid;

/// The header that names the request in the answer.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How much of the framework's own words about a bad request is passed on.
const WORDS_MAX: usize = 2048;

/// Headers by which a browser does nothing with an answer but show it.
const PROTECTING: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CACHE_CONTROL, "no-store"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
];

/// Has every request of these routes attended from its arrival to its answer.
pub fn attend<S: Clone + Send + Sync + 'static>(routes: Router<S>, clock: &Clock) -> Router<S> {
    let explained = routes
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(from_fn(explain));
    let protected = PROTECTING
        .into_iter()
        .fold(explained, |routes, (name, value)| {
            let value = HeaderValue::from_static(value);
            routes.layer(SetResponseHeaderLayer::if_not_present(name, value))
        });
    let trace = TraceLayer::new_for_http()
        .make_span_with(span)
        .on_request(())
        .on_response(log_answer)
        .on_body_chunk(())
        .on_eos(())
        // Failures are logged where they become answers, with their causes.
        .on_failure(());
    protected.layer(
        ServiceBuilder::new()
            .map_request(without_id)
            .layer(SetRequestIdLayer::new(REQUEST_ID, Ids(clock.clone())))
            .layer(trace)
            .layer(PropagateRequestIdLayer::new(REQUEST_ID))
            .layer(from_fn(metrics::measure)),
    )
}

/// Where requests get their ids.
#[derive(Clone)]
struct Ids(Clock);

impl MakeRequestId for Ids {
    fn make_request_id<B>(&mut self, _request: &Request<B>) -> Option<RequestId> {
        let id = random::id(self.0.now()).unwrap_or_default();
        let value = HeaderValue::from_str(&id.to_string());
        value.ok().map(RequestId::new)
    }
}

/// A request without the id that its caller gave it: two could give the same one.
fn without_id(mut request: Request) -> Request {
    request.headers_mut().remove(REQUEST_ID);
    request
}

fn span(request: &Request) -> Span {
    let extensions = request.extensions();
    let route = extensions
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str);
    let id = extensions.get::<RequestId>().map(id_of).unwrap_or_default();
    let method = known_method(request.method());
    info_span!("request", %id, method, route, device = Empty)
}

/// A method by its name if it is one of HTTP's own: any other is a text of the caller's
/// choice, and of any length.
fn known_method(method: &Method) -> &str {
    match *method {
        Method::GET
        | Method::HEAD
        | Method::POST
        | Method::PUT
        | Method::DELETE
        | Method::PATCH
        | Method::OPTIONS
        | Method::CONNECT
        | Method::TRACE => method.as_str(),
        _ => "other",
    }
}

fn id_of(id: &RequestId) -> Uuid {
    Uuid::try_parse_ascii(id.header_value().as_bytes()).unwrap_or_default()
}

fn log_answer<B>(response: &Response<B>, took: Duration, _span: &Span) {
    let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    info!(status = response.status().as_u16(), took_ms, "answered");
}

/// What is answered when a handler panicked; the panic itself was logged as it happened.
fn after_panic(_panic: Box<dyn Any + Send + 'static>) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Gives an answer of failure the body that callers are promised.
async fn explain(Extension(id): Extension<RequestId>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let problem = match parts.extensions.remove::<Problem>() {
        Some(problem) => problem,
        None => Problem::new(ProblemKind::of(status), words(status, body).await),
    };
    let mut answer = problem.answer(id_of(&id));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_of_the_callers_own_is_not_logged() {
        assert_eq!(known_method(&Method::PUT), "PUT");
        let own = "M".repeat(50_000);
        let own = Method::from_bytes(own.as_bytes()).unwrap();
        assert_eq!(known_method(&own), "other");
    }
}
