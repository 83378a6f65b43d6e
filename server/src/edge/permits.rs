//! How many requests are worked on at once, and how long one may take.
//!
//! A request gets a permit before its body is read, so that permits also bound
//! the memory that bodies take. One that only waits must give its permit back.

use crate::{Server, error::Error};
use axum::{
    extract::{FromRequestParts, Request, State},
    http::request::Parts,
    middleware::Next,
    response::Response,
};
use std::time::Duration;
use tokio::{sync::OwnedSemaphorePermit, time::timeout};

const PATIENCE: Duration = Duration::from_secs(5);

/// A request's permit: as long as it is held, the request may work. As a
/// handler's argument it must stand before the body.
#[derive(Debug)]
pub struct Permit(
    #[expect(dead_code, reason = "dropping it gives the permit back")] OwnedSemaphorePermit,
);

impl FromRequestParts<Server> for Permit {
    type Rejection = Error;

    async fn from_request_parts(_parts: &mut Parts, server: &Server) -> Result<Self, Error> {
        match timeout(PATIENCE, server.limits.permits.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Self(permit)),
            Ok(Err(_)) | Err(_) => Err(Error::unavailable("the server is busy", 2)),
        }
    }
}

/// Holds a permit for all of a request.
pub async fn hold_permit(_permit: Permit, request: Request, next: Next) -> Response {
    next.run(request).await
}

/// Ends what takes longer than an ordinary request may.
///
/// # Errors
/// It took longer.
pub async fn limit_time(
    State(server): State<Server>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    within(server.settings.request_time, request, next).await
}

/// Ends what takes longer than a sync may.
///
/// # Errors
/// It took longer.
pub async fn limit_sync_time(
    State(server): State<Server>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    within(server.settings.sync_time, request, next).await
}

async fn within(limit: Duration, request: Request, next: Next) -> Result<Response, Error> {
    timeout(limit, next.run(request))
        .await
        .map_err(|_| Error::unavailable("the request took too long", 2))
}
