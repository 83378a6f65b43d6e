//! A request's body, read whole before the request takes anything that others need.

use super::{address::address_of, caller::Connection};
use crate::{
    Server,
    error::Error,
    limits::pace::{receive, too_slow},
};
use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

/// Reads a body of at most so many bytes; from then on its connection works.
///
/// # Errors
/// It is larger, comes too slowly, or does not come whole.
pub async fn receive_body(
    State((server, bytes_max)): State<(Server, usize)>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    let address = address_of(&request, &server);
    let connection = Connection::of(request.extensions());
    let (parts, body) = request.into_parts();
    let received = receive(
        (&server.limits.bodies, server.settings.body_pace),
        address,
        body,
        bytes_max,
    )
    .await?;
    if received.is_cut {
        return Err(too_slow());
    }
    let _working = connection.0.work();
    let request = Request::from_parts(parts, Body::from(received.bytes));
    Ok(next.run(request).await)
}
