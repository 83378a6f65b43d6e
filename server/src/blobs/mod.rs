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
pub mod store;
mod uploads;

use crate::{
    Server,
    devices::{Device, HandsIn, has_left},
    error::{Chain, Error},
    problem::ProblemKind,
};
use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    ids::BlobId,
    photos::{MEDIA_TYPES, PHOTO_BYTES_MAX, media_type_named},
};
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
    Path(id): Path<BlobId>,
    Query(place): Query<Place>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Progress>, Error> {
    let upload = Upload {
        device: &device,
        id,
        media_type: media_type(&headers)?,
        size: place.size,
    };
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
    let bytes = body::read(&headers, body).await?;
    if !is_inside(i64::try_from(bytes.len()).unwrap_or(i64::MAX)) {
        return Err(outside());
    }
    if !device.person.active && !uploads::is_shown_by_uploader(&server, upload).await? {
        return Err(has_left());
    }
    let piece = Piece {
        first: place.first,
        bytes,
    };
    uploads::take(&server, upload, piece).await.map(Json)
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

/// `GET /v1/blobs/{id}`: a whole blob, for who has it and for whoever may read a
/// case in which one who has it shows it. It is streamed: a reader costs no more
/// memory than a chunk.
///
/// # Errors
/// It is not here (yet), or it is none of the caller's.
pub async fn get(
    State(server): State<Server>,
    device: Device,
    Path(id): Path<BlobId>,
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
    let stream = match server.settings.blobs.get(object).await {
        Ok(stream) => stream,
        Err(error @ object_store::Error::NotFound { .. }) => {
            return Err(Error::fault("find a blob in the blob store", error));
        }
        Err(error) => return Err(unavailable(&error)),
    };
    let mut response = Body::from_stream(stream).into_response();
    let headers = response.headers_mut();
    let media_type = HeaderValue::from_str(&blob.media_type);
    let media_type = media_type.map_err(|error| Error::fault("name a media type", error))?;
    headers.insert(header::CONTENT_TYPE, media_type);
    headers.insert(header::CONTENT_LENGTH, blob.size.into());
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

/// The store does not do what it is asked for; it may soon.
fn unavailable(error: &object_store::Error) -> Error {
    tracing::warn!(error = %Chain(error), "the blob store fails");
    Error::unavailable("photos cannot be stored or read just now", 5)
}
