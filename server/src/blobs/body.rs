//! The body of a piece, as far as it has come.

use crate::{
    Server,
    error::Error,
    limits::{
        address::Address,
        pace::{receive, too_slow},
    },
};
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, header},
};
use domain::photos::PIECE_BYTES_MAX;

/// Less than this of a piece that was cut off is not kept: a row for every few
/// bytes would cost more than to send them again.
const CUT_BYTES_MIN: usize = 1024;

/// How many bytes a piece has, as its request says; none if it does not.
pub(super) fn announced(headers: &HeaderMap) -> i64 {
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    length.unwrap_or(0)
}

/// Reads a piece, whole or as far as it has come when its caller was cut off.
///
/// # Errors
/// It is larger than a piece may be, or hardly anything of it has come.
pub(super) async fn read(
    server: &Server,
    address: Address,
    headers: &HeaderMap,
    body: Body,
) -> Result<Bytes, Error> {
    let announced = usize::try_from(announced(headers)).unwrap_or(0);
    let received = receive(
        (&server.limits.bodies, server.settings.body_pace),
        address,
        body,
        PIECE_BYTES_MAX as usize,
    )
    .await?;
    let bytes = received.bytes;
    if (received.is_cut || bytes.len() < announced) && bytes.len() < CUT_BYTES_MIN {
        return Err(too_slow());
    }
    Ok(bytes)
}
