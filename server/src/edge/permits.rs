//! How many requests are worked on at once, and how long one may take.
//!
//! A request gets a permit once its body is there and its caller is known. One that
//! only waits must give its permit back.

use super::address::address_of;
use crate::{
    Server,
    devices::Device,
    error::Error,
    limits::{callers::Caller, queues::Turn},
    metrics,
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use std::time::Duration;
use tokio::{sync::OwnedSemaphorePermit, time::timeout};

const PATIENCE: Duration = Duration::from_secs(5);

/// A request's permit: as long as it is held, the request may work.
#[derive(Debug)]
pub(crate) struct Permit {
    _permit: OwnedSemaphorePermit,
    _turn: Turn<Caller>,
}

impl Permit {
    /// Waits for the caller's turn, and for a permit.
    ///
    /// # Errors
    /// So much is being done for the caller, or for all, that it takes too long.
    pub async fn of(server: &Server, caller: Caller) -> Result<Self, Error> {
        let turn = server.limits.callers.enter(caller).await?;
        let permit = timeout(PATIENCE, server.limits.permits.clone().acquire_owned());
        if let Ok(Ok(permit)) = permit.await {
            return Ok(Self {
                _permit: permit,
                _turn: turn,
            });
        }
        server.limits.overload.note();
        metrics::limited("permits", "refused");
        Err(Error::unavailable("the server is busy", 2))
    }
}

/// Holds a permit for all of a request.
///
/// # Errors
/// There is none.
pub async fn hold_permit(
    State(server): State<Server>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    let caller = match request.extensions().get::<Device>() {
        Some(device) => device.caller(),
        None => Caller::Anonymous(address_of(&request, &server)),
    };
    let _permit = Permit::of(&server, caller).await?;
    Ok(next.run(request).await)
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
