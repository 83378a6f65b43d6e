//! Uploads: pieces that come one after the other, and the blob that they become.
//!
//! A blob is whole once its bytes are durable in the store and its row says so, in
//! this order; only then is a phone told. Before its bytes are written, their object
//! is noted as left over, and that note goes with the commit of the row. So a crash
//! in between leaves an object that the collector finds, and an upload with all its
//! pieces, which is put together when the phone asks how far it is.

use super::{store::Object, unavailable};
use crate::{
    Server,
    advisory::{PERSONS_UPLOADS, key_of},
    clock::to_sql,
    devices::Device,
    error::Error,
    problem::ProblemKind,
    random,
};
use axum::body::Bytes;
use domain::ids::BlobId;
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, query, query_scalar};
use uuid::Uuid;

/// How many unfinished uploads a device may have; the oldest gives way.
const UNFINISHED_MAX: i64 = 20;
/// What a blob takes from its person's room at least: its row is no smaller.
const ROOM_BYTES_MIN: i64 = 4096;

/// A blob that a device uploads.
#[derive(Clone, Copy)]
pub(super) struct Upload<'a> {
    pub device: &'a Device,
    pub id: BlobId,
    pub media_type: &'static str,
    pub size: i64,
}

/// Bytes of it, and how many stand before them.
pub(super) struct Piece {
    pub first: i64,
    pub bytes: Bytes,
}

/// How far an upload is.
#[derive(Debug, Serialize)]
pub struct Progress {
    /// How many bytes are here: the next piece begins with this one.
    received: i64,
    /// Whether the blob is complete and has the name that was given.
    is_complete: bool,
}

impl Progress {
    const fn at(received: i64) -> Self {
        Self {
            received,
            is_complete: false,
        }
    }

    const fn whole(size: i64) -> Self {
        Self {
            received: size,
            is_complete: true,
        }
    }
}

/// Takes a piece, and makes the blob if it was the last.
pub(super) async fn take(
    server: &Server,
    upload: Upload<'_>,
    piece: Piece,
) -> Result<Progress, Error> {
    let progress = keep(server, upload, piece).await?;
    if progress.is_complete || progress.received < upload.size {
        return Ok(progress);
    }
    complete(server, upload).await
}

/// Whether something that the device's person did, and that was adopted, shows it.
pub(super) async fn is_shown_by_uploader(
    server: &Server,
    upload: Upload<'_>,
) -> Result<bool, Error> {
    let is_shown = query_scalar!(
        r#"select exists (select from blob_uses
               where organisation = $1 and sha256 = $2 and author = $3) as "is_shown!""#,
        upload.device.organisation,
        upload.id.0.as_slice(),
        upload.device.person.id.0
    );
    Ok(is_shown.fetch_one(&server.pool).await?)
}

async fn keep(server: &Server, upload: Upload<'_>, piece: Piece) -> Result<Progress, Error> {
    let mut transaction = server.pool.begin().await?;
    lock(&mut transaction, upload.device).await?;
    if is_here(server, &mut transaction, upload).await? {
        transaction.commit().await?;
        return Ok(Progress::whole(upload.size));
    }
    let received = received(&mut transaction, upload).await?;
    if received < upload.size {
        check_room(server, &mut transaction, upload, received).await?;
    }
    let Piece { first, bytes } = piece;
    if bytes.is_empty() {
        return Ok(Progress::at(received));
    }
    if first > received {
        return Err(Error::problem(
            ProblemKind::Conflict,
            format!("bytes {received} to {first} are missing"),
        ));
    }
    let known = usize::try_from(received - first).unwrap_or(usize::MAX);
    if known >= bytes.len() {
        return Ok(Progress::at(received));
    }
    let news = bytes.slice(known..);
    let after = received + i64::try_from(news.len()).unwrap_or(i64::MAX);
    if after > upload.size {
        return Err(Error::invalid("the blob has another size than before"));
    }
    keep_bytes(server, &mut transaction, upload, received, &news).await?;
    transaction.commit().await?;
    Ok(Progress::at(after))
}

/// Uploads of one person come one after the other: what they take is counted.
async fn lock(connection: &mut PgConnection, device: &Device) -> Result<(), Error> {
    query!(
        "select pg_advisory_xact_lock($1, $2)",
        PERSONS_UPLOADS,
        key_of(device.person.id.0)
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether the blob is here, for this person: they have sent it before, or may read it
/// anyway, and hold it from now on. To anybody else it is not here, lest a hash be
/// enough. Whoever is told so has a day to show it.
async fn is_here(
    server: &Server,
    connection: &mut PgConnection,
    upload: Upload<'_>,
) -> Result<bool, Error> {
    let scopes = upload.device.scopes();
    let found = query!(
        "update blobs b set unshown_since = case when unshown_since is not null
             and not exists (select from blob_uses u
                 where u.organisation = $1 and u.sha256 = $2) then $5::timestamptz end
         where organisation = $1 and sha256 = $2 and may_read_blob($1, $2, $3, $4)",
        upload.device.organisation,
        &upload.id.0,
        upload.device.person.id.0,
        &scopes,
        to_sql(server.clock.now())
    );
    if found.execute(&mut *connection).await?.rows_affected() == 0 {
        return Ok(false);
    }
    hold(connection, upload).await?;
    Ok(true)
}

/// Notes that this person has the blob.
async fn hold(connection: &mut PgConnection, upload: Upload<'_>) -> Result<(), Error> {
    query!(
        "insert into blob_holders (organisation, sha256, person) values ($1, $2, $3)
         on conflict do nothing",
        upload.device.organisation,
        &upload.id.0,
        upload.device.person.id.0
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn received(connection: &mut PgConnection, upload: Upload<'_>) -> Result<i64, Error> {
    let received = query_scalar!(
        "select received from blob_uploads
         where organisation = $1 and device = $2 and sha256 = $3",
        upload.device.organisation,
        upload.device.id,
        &upload.id.0
    );
    Ok(received.fetch_optional(connection).await?.unwrap_or(0))
}

/// A blob that no case shows, whole or not, takes room of its person and of their
/// organisation. Of the organisation's a little more may be taken where many upload
/// at the same moment.
///
/// That another shows it counts for nothing: whoever has no room would learn by a hash
/// alone that the organisation has its bytes.
async fn check_room(
    server: &Server,
    connection: &mut PgConnection,
    upload: Upload<'_>,
    received: i64,
) -> Result<(), Error> {
    let is_shown = query_scalar!(
        r#"select exists (select from blob_uses
               where organisation = $1 and sha256 = $2 and author = $3) as "is!""#,
        upload.device.organisation,
        &upload.id.0,
        upload.device.person.id.0
    );
    if is_shown.fetch_one(&mut *connection).await? {
        return Ok(());
    }
    let taken = query!(
        r#"select
               coalesce(sum(greatest(size, $3)) filter (where person = $2), 0)::bigint as "own!",
               coalesce(sum(greatest(size, $3)), 0)::bigint as "all!"
           from (select uploaded_by as person, size from blobs
                     where organisation = $1 and unshown_since is not null
                 union all
                 select person, received from blob_uploads u
                     where organisation = $1 and not exists (select from blob_uses s
                         where s.organisation = u.organisation and s.sha256 = u.sha256
                             and s.author = u.person)
                 ) as unshown"#,
        upload.device.organisation,
        upload.device.person.id.0,
        ROOM_BYTES_MIN
    );
    let taken = taken.fetch_one(connection).await?;
    let rest = upload.size - received;
    let settings = &server.settings;
    if taken.own + rest > settings.unshown_bytes_per_person
        || taken.all + rest > settings.unshown_bytes_per_organisation
    {
        return Err(Error::problem(
            ProblemKind::NoRoom,
            "too much is stored that no case shows; it is collected after a day",
        ));
    }
    Ok(())
}

async fn keep_bytes(
    server: &Server,
    connection: &mut PgConnection,
    upload: Upload<'_>,
    first: i64,
    bytes: &[u8],
) -> Result<(), Error> {
    query!(
        "insert into blob_uploads as u (organisation, device, sha256, person, received,
             continued_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (organisation, device, sha256) do update
             set received = u.received + excluded.received, continued_at = excluded.continued_at",
        upload.device.organisation,
        upload.device.id,
        &upload.id.0,
        upload.device.person.id.0,
        i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        to_sql(server.clock.now())
    )
    .execute(&mut *connection)
    .await?;
    query!(
        "insert into blob_pieces (organisation, device, sha256, first, bytes)
         values ($1, $2, $3, $4, $5)",
        upload.device.organisation,
        upload.device.id,
        &upload.id.0,
        first,
        bytes
    )
    .execute(&mut *connection)
    .await?;
    query!(
        "delete from blob_uploads where organisation = $1 and device = $2 and sha256 in (
             select sha256 from blob_uploads where organisation = $1 and device = $2
             order by continued_at desc, sha256 = $3 desc offset $4)",
        upload.device.organisation,
        upload.device.id,
        &upload.id.0,
        UNFINISHED_MAX
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Puts the pieces together, without a lock: should two do so at once, each writes
/// an object of its own, and one row is the first.
async fn complete(server: &Server, upload: Upload<'_>) -> Result<Progress, Error> {
    let _permit = server.settings.blobs.permit().await?;
    let pieces = query_scalar!(
        "select bytes from blob_pieces where organisation = $1 and device = $2 and sha256 = $3
         order by first",
        upload.device.organisation,
        upload.device.id,
        &upload.id.0
    );
    let pieces = pieces.fetch_all(&server.pool).await?;
    let pieces: Vec<Bytes> = pieces.into_iter().map(Bytes::from).collect();
    let received: usize = pieces.iter().map(Bytes::len).sum();
    if i64::try_from(received) != Ok(upload.size) {
        // Another has put it together meanwhile, or the upload has given way.
        let mut connection = server.pool.acquire().await?;
        let is_here = is_here(server, &mut connection, upload).await?;
        let left = self::received(&mut connection, upload).await?;
        let whole = Progress::whole(upload.size);
        return Ok(if is_here { whole } else { Progress::at(left) });
    }
    let mut hash = Sha256::new();
    for piece in &pieces {
        hash.update(piece);
    }
    if <[u8; 32]>::from(hash.finalize()) != upload.id.0 {
        drop_upload(&mut *server.pool.acquire().await?, upload).await?;
        return Err(Error::invalid("the bytes are not those of this name"));
    }
    let object = Object {
        organisation: upload.device.organisation,
        blob: upload.id,
        id: random::id(server.clock.now())?,
    };
    note_leftover(server, object).await?;
    let put = server.settings.blobs.put(object, pieces).await;
    put.map_err(|error| unavailable(&error))?;
    let mut transaction = server.pool.begin().await?;
    lock(&mut transaction, upload.device).await?;
    if !is_here(server, &mut transaction, upload).await? {
        put_row(server, &mut transaction, upload, object.id).await?;
        hold(&mut transaction, upload).await?;
    }
    drop_upload(&mut transaction, upload).await?;
    transaction.commit().await?;
    Ok(Progress::whole(upload.size))
}

async fn drop_upload(connection: &mut PgConnection, upload: Upload<'_>) -> Result<(), Error> {
    query!(
        "delete from blob_uploads where organisation = $1 and device = $2 and sha256 = $3",
        upload.device.organisation,
        upload.device.id,
        &upload.id.0
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn note_leftover(server: &Server, object: Object) -> Result<(), Error> {
    query!(
        "insert into blob_leftovers (organisation, object, sha256, since)
         values ($1, $2, $3, $4)",
        object.organisation,
        object.id,
        &object.blob.0,
        to_sql(server.clock.now())
    )
    .execute(&server.pool)
    .await?;
    Ok(())
}

/// Writes the row of a blob whose object is in the store, and takes the object from
/// the leftovers. Where another's row was first, the object stays there.
async fn put_row(
    server: &Server,
    connection: &mut PgConnection,
    upload: Upload<'_>,
    object: Uuid,
) -> Result<(), Error> {
    let put = query!(
        "insert into blobs (organisation, sha256, media_type, size, object, uploaded_by,
             unshown_since)
         values ($1, $2, $3, $4, $5, $6, case when not exists (select from blob_uses
             where organisation = $1 and sha256 = $2) then $7::timestamptz end)
         on conflict do nothing",
        upload.device.organisation,
        &upload.id.0,
        upload.media_type,
        upload.size,
        object,
        upload.device.person.id.0,
        to_sql(server.clock.now())
    );
    if put.execute(&mut *connection).await?.rows_affected() == 0 {
        // It may be one that is just collected: that is waited for.
        let renewed = query!(
            "update blobs set unshown_since = case when unshown_since is not null
                 then $3::timestamptz end
             where organisation = $1 and sha256 = $2",
            upload.device.organisation,
            &upload.id.0,
            to_sql(server.clock.now())
        );
        return match renewed.execute(connection).await?.rows_affected() {
            0 => Err(Error::unavailable("the photo was just collected", 1)),
            _ => Ok(()),
        };
    }
    let taken = query!(
        "delete from blob_leftovers where organisation = $1 and object = $2",
        upload.device.organisation,
        object
    );
    match taken.execute(connection).await?.rows_affected() {
        0 => Err(Error::unavailable("the photo took too long", 1)),
        _ => Ok(()),
    }
}
