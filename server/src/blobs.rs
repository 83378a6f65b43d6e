//! Photos and signatures: pieces come up and can be resumed, whole ones go down
//! to whoever may read a case that shows them.
//!
//! A blob is named by the SHA-256 of its bytes, so it never changes, and sending
//! it twice does nothing. An act does not wait for its photo: a case may show one
//! that is not here yet.

use crate::{Server, clock::to_sql, devices::Device, error::Error, problem::ProblemKind};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use domain::{
    ids::BlobId,
    photos::{MEDIA_TYPES, PHOTO_BYTES_MAX, PIECE_BYTES_MAX},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, query, query_scalar};

/// The largest blob, in bytes: the largest photo.
pub const BLOB_BYTES_MAX: i64 = PHOTO_BYTES_MAX as i64;
/// How many unfinished uploads a device may have; the oldest gives way.
const UNFINISHED_MAX: i64 = 20;

/// Which piece this is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// How many bytes stand before it.
    first: i64,
    /// How many bytes the whole blob has.
    size: i64,
}

/// How far an upload is.
#[derive(Debug, Serialize)]
pub struct Progress {
    /// How many bytes are here: the next piece begins with this one.
    received: i64,
    /// Whether the blob is complete and has the name that was given.
    is_complete: bool,
}

/// `PUT /v1/blobs/{id}?first=…&size=…`: a piece of a blob. One that is here
/// already is passed over, so a repeated piece does no harm, and the answer says
/// where to go on.
///
/// # Errors
/// The piece leaves a gap, is of no photo, is too large, or the last piece shows
/// that the bytes are not those of the name; what was uploaded is dropped then.
pub async fn put(
    State(server): State<Server>,
    device: Device,
    Path(id): Path<BlobId>,
    Query(piece): Query<Piece>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Progress>, Error> {
    let media_type = media_type(&headers)?;
    let length = i64::try_from(body.len()).unwrap_or(i64::MAX);
    if body.is_empty() || body.len() > PIECE_BYTES_MAX as usize {
        return Err(Error::invalid(format!(
            "a piece has 1 to {PIECE_BYTES_MAX} bytes"
        )));
    }
    let is_inside = (0..=BLOB_BYTES_MAX).contains(&piece.first)
        && piece.size <= BLOB_BYTES_MAX
        && piece.first + length <= piece.size;
    if !is_inside {
        return Err(Error::invalid(format!(
            "a piece lies inside its blob, which has at most {BLOB_BYTES_MAX} bytes"
        )));
    }
    let mut transaction = server.pool.begin().await?;
    lock_upload(&mut transaction, &device, id).await?;
    if exists(&mut transaction, &device, id).await? {
        return Ok(Json(Progress {
            received: piece.size,
            is_complete: true,
        }));
    }
    let received = received(&mut transaction, &device, id).await?;
    if piece.first > received {
        return Err(Error::problem(
            ProblemKind::Conflict,
            format!("bytes {received} to {} are missing", piece.first),
        ));
    }
    if piece.first < received {
        return Ok(Json(Progress {
            received,
            is_complete: false,
        }));
    }
    keep_piece(&server, &mut transaction, &device, id, piece.first, &body).await?;
    let received = received + length;
    let is_complete = received == piece.size;
    let outcome = if is_complete {
        complete(&mut transaction, &device, id, media_type).await?
    } else {
        Ok(())
    };
    transaction.commit().await?;
    outcome.map(|()| {
        Json(Progress {
            received,
            is_complete,
        })
    })
}

fn media_type(headers: &HeaderMap) -> Result<&'static str, Error> {
    let named = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let known = MEDIA_TYPES.into_iter().find(|known| named == Some(known));
    known.ok_or_else(|| {
        let detail = format!("a photo is one of {}", MEDIA_TYPES.join(", "));
        Error::problem(ProblemKind::UnsupportedMediaType, detail)
    })
}

/// Pieces of one upload come one after the other.
async fn lock_upload(
    connection: &mut PgConnection,
    device: &Device,
    id: BlobId,
) -> Result<(), Error> {
    query!(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))",
        format!("{}/{id}", device.id)
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn exists(connection: &mut PgConnection, device: &Device, id: BlobId) -> Result<bool, Error> {
    let exists = query_scalar!(
        r#"select exists (select from blobs where organisation = $1 and sha256 = $2) as "is!""#,
        device.organisation,
        &id.0
    );
    Ok(exists.fetch_one(connection).await?)
}

async fn received(
    connection: &mut PgConnection,
    device: &Device,
    id: BlobId,
) -> Result<i64, Error> {
    let received = query_scalar!(
        r#"select coalesce(sum(octet_length(bytes)), 0) as "bytes!" from blob_pieces
           where organisation = $1 and device = $2 and sha256 = $3"#,
        device.organisation,
        device.id,
        &id.0
    );
    Ok(received.fetch_one(connection).await?)
}

async fn keep_piece(
    server: &Server,
    connection: &mut PgConnection,
    device: &Device,
    id: BlobId,
    first: i64,
    bytes: &[u8],
) -> Result<(), Error> {
    query!(
        "insert into blob_pieces (organisation, device, sha256, first, bytes, uploaded_at)
         values ($1, $2, $3, $4, $5, $6)",
        device.organisation,
        device.id,
        &id.0,
        first,
        bytes,
        to_sql(server.clock.now())
    )
    .execute(&mut *connection)
    .await?;
    query!(
        "delete from blob_pieces where organisation = $1 and device = $2 and sha256 in (
             select sha256 from blob_pieces where organisation = $1 and device = $2
             group by sha256 order by max(uploaded_at) desc, sha256 = $3 desc offset $4)",
        device.organisation,
        device.id,
        &id.0,
        UNFINISHED_MAX
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Puts the pieces together. The inner error says that they are not what the name
/// says; they are dropped all the same.
async fn complete(
    connection: &mut PgConnection,
    device: &Device,
    id: BlobId,
    media_type: &str,
) -> Result<Result<(), Error>, Error> {
    let pieces = query_scalar!(
        "with taken as (
             delete from blob_pieces where organisation = $1 and device = $2 and sha256 = $3
             returning first, bytes)
         select bytes as \"bytes!\" from taken order by first",
        device.organisation,
        device.id,
        &id.0
    );
    let bytes = pieces.fetch_all(&mut *connection).await?.concat();
    if <[u8; 32]>::from(Sha256::digest(&bytes)) != id.0 {
        return Ok(Err(Error::invalid("the bytes are not those of this name")));
    }
    query!(
        "insert into blobs (organisation, sha256, media_type, bytes, uploaded_by)
         values ($1, $2, $3, $4, $5) on conflict do nothing",
        device.organisation,
        &id.0,
        media_type,
        bytes,
        device.person.id.0
    )
    .execute(connection)
    .await?;
    Ok(Ok(()))
}

/// `GET /v1/blobs/{id}`: a whole blob, for its uploader and for whoever may read a
/// case that shows it.
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
        "select media_type, bytes from blobs b
         where organisation = $1 and sha256 = $2 and (uploaded_by = $3
             or exists (select from blob_uses u
                 join audience a on a.organisation = u.organisation and a.case_id = u.case_id
                 where u.organisation = $1 and u.sha256 = $2
                     and a.scope = any ($4) and not a.gone))",
        device.organisation,
        &id.0,
        device.person.id.0,
        &scopes
    );
    let found = found.fetch_optional(&server.pool).await?;
    let blob = found.ok_or_else(|| Error::not_found("there is no such photo, or not yet"))?;
    let headers = [
        (header::CONTENT_TYPE, blob.media_type.as_str()),
        (
            header::CACHE_CONTROL,
            "private, max-age=31536000, immutable",
        ),
        (header::CONTENT_DISPOSITION, "attachment"),
    ];
    Ok((headers, blob.bytes).into_response())
}
