//! Photos and signatures: pieces come up and can be resumed, whole ones go down
//! to whoever may read a case that shows them.
//!
//! A blob is named by the SHA-256 of its bytes, so it never changes, and sending
//! it twice does nothing. An act does not wait for its photo: a case may show one
//! that is not here yet.
//!
//! Bytes of whole blobs are in the [`store`], everything else about them in the
//! database: what comes up in `uploads`, what goes again in [`collect`].

mod body;
pub mod collect;
mod range;
pub mod store;
mod uploads;

use crate::{
    Server,
    devices::{Device, HandsIn, has_left},
    edge::{caller::Origin, detached::run_detached, permits::Permit},
    error::{Chain, Error},
    problem::ProblemKind,
};
use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    ids::BlobId,
    photos::{MEDIA_TYPES, PHOTO_BYTES_MAX, media_type_named},
};
use futures_util::StreamExt;
use range::{Asked, asked};
use serde::Deserialize;
use sqlx::query;
use store::Object;
use uploads::{Piece, Progress, Upload};

/// The largest blob, in bytes: the largest photo.
pub const BLOB_BYTES_MAX: i64 = PHOTO_BYTES_MAX as i64;

/// Which piece this is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// How many bytes stand before it.
    first: i64,
    /// How many bytes the whole blob has.
    size: i64,
}

/// `PUT /v1/blobs/{id}?first=…&size=…`: a piece of a blob. What of it is here
/// already is passed over, so a repeated piece does no harm, and the answer says
/// where to go on. A piece without bytes only asks for that.
///
/// Of a piece that was cut off what has come is kept: a link that breaks again and
/// again brings a blob all the same.
///
/// Of somebody who has left it is taken only if what they did before shows it.
///
/// # Errors
/// The piece leaves a gap, is of no photo, is too large, there is no room for what no
/// case shows, or the last piece shows that the bytes are not those of the name; what
/// was uploaded is dropped then.
pub async fn put(
    State(server): State<Server>,
    HandsIn(device): HandsIn,
    origin: Origin,
    Path(id): Path<BlobId>,
    Query(place): Query<Place>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Progress>, Error> {
    let media_type = media_type(&headers)?;
    let is_inside = |length: i64| {
        (0..=BLOB_BYTES_MAX).contains(&place.first)
            && (1..=BLOB_BYTES_MAX).contains(&place.size)
            && place.first + length <= place.size
    };
    let outside = || {
        Error::invalid(format!(
            "a piece lies inside its blob, which has at most {BLOB_BYTES_MAX} bytes"
        ))
    };
    if !is_inside(body::announced(&headers)) {
        return Err(outside());
    }
    let _upload = server
        .limits
        .uploads
        .take(origin.address, device.key(), &origin.connection)?;
    let bytes = body::read(&server, origin.address, &headers, body).await?;
    if !is_inside(i64::try_from(bytes.len()).unwrap_or(i64::MAX)) {
        return Err(outside());
    }
    let units = u32::try_from(bytes.len().div_ceil(64 << 10)).unwrap_or(u32::MAX);
    let person = (device.organisation, device.person.id);
    let _stored = server.limits.photos_stored.take(person, units.max(1))?;
    let _working = origin.connection.work();
    let _permit = Permit::of(&server, device.caller()).await?;
    let taken = run_detached(async move {
        let upload = Upload {
            device: &device,
            id,
            media_type,
            size: place.size,
        };
        if !device.person.active && !uploads::is_shown_by_uploader(&server, upload).await? {
            return Err(has_left());
        }
        let first = place.first;
        uploads::take(&server, upload, Piece { first, bytes }).await
    });
    taken.await.map(Json)
}

/// Takes a whole blob from one who acts as a device in this process, as it would come
/// in one piece.
///
/// # Errors
/// As those of [`put`].
pub async fn put_whole(
    server: &Server,
    device: &Device,
    (id, media_type): (BlobId, &'static str),
    bytes: Vec<u8>,
) -> Result<(), Error> {
    let upload = Upload {
        device,
        id,
        media_type,
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
    };
    let bytes = bytes.into();
    uploads::take(server, upload, Piece { first: 0, bytes }).await?;
    Ok(())
}

fn media_type(headers: &HeaderMap) -> Result<&'static str, Error> {
    let named = headers.get(header::CONTENT_TYPE);
    let named = named.and_then(|value| value.to_str().ok());
    named.and_then(media_type_named).ok_or_else(|| {
        let detail = format!("a photo is one of {}", MEDIA_TYPES.join(", "));
        Error::problem(ProblemKind::UnsupportedMediaType, detail)
    })
}

/// `GET /v1/blobs/{id}`: a blob, or a range of its bytes, for who has it and for whoever
/// may read a case in which one who has it shows it. It is streamed: a reader costs no
/// more memory than a chunk, and one who reads nothing is cut off.
///
/// # Errors
/// It is not here (yet), or it is none of the caller's, or the range is outside of it.
pub async fn get(
    State(server): State<Server>,
    device: Device,
    origin: Origin,
    Path(id): Path<BlobId>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let scopes = device.scopes();
    let found = query!(
        "select media_type, size, object from blobs b
         where organisation = $1 and sha256 = $2 and may_read_blob($1, $2, $3, $4)",
        device.organisation,
        &id.0,
        device.person.id.0,
        &scopes
    );
    let found = found.fetch_optional(&server.pool).await?;
    let blob = found.ok_or_else(|| Error::not_found("there is no such photo, or not yet"))?;
    let object = Object {
        organisation: device.organisation,
        blob: id,
        id: blob.object,
    };
    let size = u64::try_from(blob.size).unwrap_or_default();
    let (status, range) = match asked(&headers, size) {
        Asked::All => (StatusCode::OK, 0..size),
        Asked::Range(range) => (StatusCode::PARTIAL_CONTENT, range),
        Asked::Outside => {
            let detail = "the range is outside of the photo";
            let problem = Error::problem(ProblemKind::OutsideRange, detail);
            let mut response = problem.into_response();
            response.headers_mut().insert(
                header::CONTENT_RANGE,
                header_value(format!("bytes */{size}"))?,
            );
            return Ok(response);
        }
    };
    let place = server
        .limits
        .downloads
        .take(origin.address, device.key(), &origin.connection)?;
    let stream = match server.settings.blobs.get(object, range.clone()).await {
        Ok(stream) => stream,
        Err(error @ object_store::Error::NotFound { .. }) => {
            return Err(Error::fault("find a blob in the blob store", error));
        }
        Err(error) => return Err(unavailable(&error)),
    };
    // Held until all was sent, or nobody reads it any more.
    let stream = stream.map(move |chunk| {
        let _held = &place;
        chunk
    });
    let mut response = (status, Body::from_stream(stream)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header_value(blob.media_type)?);
    headers.insert(header::CONTENT_LENGTH, (range.end - range.start).into());
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if status == StatusCode::PARTIAL_CONTENT {
        let said = format!("bytes {}-{}/{size}", range.start, range.end - 1);
        headers.insert(header::CONTENT_RANGE, header_value(said)?);
    }
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=31536000, immutable"),
    );
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment"),
    );
    Ok(response)
}

fn header_value(said: String) -> Result<HeaderValue, Error> {
    HeaderValue::try_from(said).map_err(|error| Error::fault("write a header", error))
}

/// The store does not do what it is asked for; it may soon.
fn unavailable(error: &object_store::Error) -> Error {
    tracing::warn!(error = %Chain(error), "the blob store fails");
    Error::unavailable("photos cannot be stored or read just now", 5)
}
