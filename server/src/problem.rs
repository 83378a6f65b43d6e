//! What a caller is told when a request fails: problem details (RFC 9457).
//!
//! A kind is a promise to programs: its URN and its status stay what they are.
//! Whether a failure is the caller's or ours is decided in [`crate::error`].

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use serde::Serialize;
use uuid::Uuid;

pub const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong, as far as a caller acts differently on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The request is not what its address takes.
    Malformed,
    /// No token, or one that no device holds: sign in.
    Unauthenticated,
    /// The device was signed out, here or from elsewhere: sign in again.
    Revoked,
    /// Login or password is wrong.
    WrongCredentials,
    /// The caller may not do this.
    Forbidden,
    /// The caller's person has left the organisation.
    Left,
    /// There is no such thing, or it is not the caller's to know of.
    NotFound,
    /// The address knows no such method.
    MethodNotAllowed,
    /// It clashes with what is there.
    Conflict,
    /// The body did not come whole, or too slowly.
    TooSlow,
    /// The body is larger than its address takes.
    TooLarge,
    /// The body is not of a type its address takes.
    UnsupportedMediaType,
    /// Nothing lies in the range that was asked for.
    OutsideRange,
    /// Well formed, but with values that cannot be.
    Invalid,
    /// Too many requests: wait for as long as `Retry-After` says.
    Throttled,
    Internal,
    /// Too much is stored on the caller's account or their organisation's.
    NoRoom,
    /// Not now, but soon: wait for as long as `Retry-After` says.
    Unavailable,
}

impl ProblemKind {
    /// Its status, its name in the URN, and its title.
    const fn table(self) -> (StatusCode, &'static str, &'static str) {
        use StatusCode as S;
        match self {
            Self::Malformed => (S::BAD_REQUEST, "malformed", "The request is malformed"),
            Self::Unauthenticated => (S::UNAUTHORIZED, "unauthenticated", "Sign in first"),
            Self::Revoked => (S::UNAUTHORIZED, "revoked", "The device was signed out"),
            Self::WrongCredentials => (
                S::UNAUTHORIZED,
                "wrong-credentials",
                "Login or password is wrong",
            ),
            Self::Forbidden => (S::FORBIDDEN, "forbidden", "Not allowed"),
            Self::Left => (S::FORBIDDEN, "left", "The person has left"),
            Self::NotFound => (S::NOT_FOUND, "not-found", "There is no such thing"),
            Self::MethodNotAllowed => (
                S::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "The address knows no such method",
            ),
            Self::Conflict => (S::CONFLICT, "conflict", "It clashes with what is there"),
            Self::TooSlow => (S::REQUEST_TIMEOUT, "too-slow", "The body came too slowly"),
            Self::TooLarge => (S::PAYLOAD_TOO_LARGE, "too-large", "The body is too large"),
            Self::UnsupportedMediaType => (
                S::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "The body is of a type not taken here",
            ),
            Self::OutsideRange => (
                S::RANGE_NOT_SATISFIABLE,
                "outside-range",
                "Nothing lies in that range",
            ),
            Self::Invalid => (S::UNPROCESSABLE_ENTITY, "invalid", "A value cannot be"),
            Self::Throttled => (S::TOO_MANY_REQUESTS, "throttled", "Too many requests"),
            Self::Internal => (S::INTERNAL_SERVER_ERROR, "internal", "The server failed"),
            Self::NoRoom => (
                S::INSUFFICIENT_STORAGE,
                "no-room",
                "There is no room for it",
            ),
            Self::Unavailable => (
                S::SERVICE_UNAVAILABLE,
                "unavailable",
                "Not available just now",
            ),
        }
    }

    /// The status it is answered with.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        self.table().0
    }

    /// The kind that a bare status stands for, for answers that the framework made.
    #[must_use]
    pub fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::Unauthenticated,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::CONFLICT => Self::Conflict,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMediaType,
            StatusCode::UNPROCESSABLE_ENTITY => Self::Invalid,
            StatusCode::TOO_MANY_REQUESTS => Self::Throttled,
            StatusCode::INSUFFICIENT_STORAGE => Self::NoRoom,
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            status if status.is_server_error() => Self::Internal,
            _ => Self::Malformed,
        }
    }
}

/// A problem on its way to the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub kind: ProblemKind,
    /// What about this request, for the people who build clients.
    pub detail: String,
    /// When it is worth trying again.
    pub retry_after_s: Option<u64>,
}

impl Problem {
    /// A problem with nothing to wait for.
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            retry_after_s: None,
        }
    }

    /// The answer, naming the request so that a complaint finds its log lines.
    #[must_use]
    pub fn answer(&self, request: Uuid) -> Response<Body> {
        #[derive(Serialize)]
        struct Document<'a> {
            r#type: String,
            title: &'a str,
            status: u16,
            detail: &'a str,
            instance: String,
        }
        let (status, name, title) = self.kind.table();
        let document = Document {
            r#type: format!("urn:fieldloop:problem:{name}"),
            title,
            status: status.as_u16(),
            detail: &self.detail,
            instance: request.urn().to_string(),
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            // With a parameter, as RFC 6750 has it: there are clients that crash without.
            let challenge = HeaderValue::from_static("Bearer realm=\"fieldloop\"");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
