//! The body of a piece, as far as it has come.

use crate::error::Error;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, header},
};
use domain::photos::PIECE_BYTES_MAX;
use futures_util::StreamExt;

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
/// It is larger than a piece may be, or hardly anything of it has come. What is too
/// large is refused once so much has come, and not before: a caller that is still
/// sending when the connection closes reads no answer.
pub(super) async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Error> {
    let announced = usize::try_from(announced(headers)).unwrap_or(0);
    let mut chunks = body.into_data_stream();
    let mut bytes = Vec::with_capacity(announced.min(PIECE_BYTES_MAX as usize));
    let mut is_cut = false;
    while let Some(chunk) = chunks.next().await {
        let Ok(chunk) = chunk else {
            is_cut = true;
            break;
        };
        if bytes.len() + chunk.len() > PIECE_BYTES_MAX as usize {
            let detail = format!("a piece has at most {PIECE_BYTES_MAX} bytes");
            return Err(Error::invalid(detail));
        }
        bytes.extend_from_slice(&chunk);
    }
    if (is_cut || bytes.len() < announced) && bytes.len() < CUT_BYTES_MIN {
        return Err(Error::invalid("the piece was cut off"));
    }
    Ok(bytes.into())
}
