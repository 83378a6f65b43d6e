//! Photos in the file: those that were added to a form, those that acts show until
//! the server has them, and some of those that were looked at.
//!
//! A photo stays as long as a draft, a waiting or a refused act shows it, and until
//! the server has both it and the act: a photo that no case shows is collected
//! there, so one that went before its act is asked for once more. One that the
//! server has is only kept to be looked at again, and leaves with its case, or
//! when there are too many. How it travels is not decided here.

use super::{
    drafts::{self, FieldEdit},
    fault::{ActionError, StoreFault},
    session_state::SessionState,
    signatures,
    table::{self, case_key, case_of, command_key},
    thumbnails,
};
use crate::pictures::{MadePicture, Photo};
use domain::{
    capabilities::Act,
    ids::{BlobId, CaseId, CommandId},
    photos::{Picture, THUMBNAIL_BYTES_MAX},
    time::Timestamp,
    words::Message,
};
use rusqlite::Connection;

/// How many bytes of photos that the server has are kept.
const KEPT_BYTES_MAX: i64 = 64 << 20;
/// How many bytes of thumbnails: some thousands, apart, so that nothing that is looked
/// at whole pushes them out.
const KEPT_THUMBNAIL_BYTES_MAX: i64 = 16 << 20;

/// A photo is on its way if the server has it not, and an act shows it that was not
/// refused.
const ON_ITS_WAY: &str = "is_uploaded = 0
    and exists (select 1 from photo_uses where photo_uses.photo = photos.id)";
/// It is to be sent unless the server has refused it for good.
const TO_SEND: &str = "refusal is null and is_uploaded = 0
    and exists (select 1 from photo_uses where photo_uses.photo = photos.id)";

/// Something to be done with photos.
#[derive(Clone, Debug)]
pub enum PhotoTask {
    /// Keep a photo that was added to a form.
    Add(Box<MadePicture>, FieldEdit),
    /// Tell whether a photo is on this phone.
    Seek(BlobId),
    /// Tell which piece is to be sent next.
    Next {
        /// The photo of which it is known how far the server has got.
        known: Option<BlobId>,
        /// How many bytes of it at most.
        bytes_max: u32,
    },
    /// Note how far the sending is.
    Note(BlobId, Progress),
    /// Keep a photo that was fetched, as long as a case is on this phone.
    Keep(BlobId, Photo, Option<CaseId>),
    /// Tell which thumbnail is missing and may be asked for now.
    NextThumbnail(Timestamp),
    /// Keep a thumbnail that was missing and was fetched.
    KeepThumbnail(BlobId, Photo),
    /// A missing thumbnail is not on the server: ask for it later.
    PutOffThumbnail(BlobId, Timestamp),
    /// Send a photo again that the server has refused.
    Resend(BlobId),
    /// Let a photo go that the server has refused.
    LetGo(BlobId),
}

/// A photo on its way to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoLine {
    pub photo: BlobId,
    /// The case that shows it.
    pub case: Option<CaseId>,
    /// How many bytes the server has.
    pub received: u32,
    pub size: u32,
    /// Why the server has refused it; none if it has not.
    pub refusal: Option<Message>,
}

/// What has come of it.
#[derive(Clone, Debug)]
pub enum PhotoOutcome {
    Done,
    /// Whether a photo is on this phone.
    Sought(bool),
    /// The next piece to be sent; none if there is nothing to send.
    Piece(Option<Piece>),
    /// The missing thumbnail to be asked for; none if none may be now.
    Thumbnail(Option<BlobId>),
}

/// How far the sending of a photo is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The server has so many bytes.
    Received(u32),
    /// The server has it.
    Whole,
    /// The server has no room for it now. It is tried again after the others.
    Postponed,
    /// The server does not take it, and says why. It waits for the person.
    Refused(Message),
}

/// A piece of a photo to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The photo.
    pub photo: BlobId,
    /// What it is.
    pub media_type: String,
    /// How many bytes stand before the piece.
    pub first: u32,
    /// How many bytes the whole photo has.
    pub size: u32,
    /// The piece; empty as long as the server is to be asked how far it has got.
    pub bytes: Vec<u8>,
}

/// Does something with photos.
///
/// # Errors
/// If nobody is signed in, the bytes are not those of the name, or the file
/// cannot be written.
pub fn perform(
    connection: &Connection,
    state: &SessionState,
    task: PhotoTask,
) -> Result<PhotoOutcome, ActionError> {
    if state.session.is_none() {
        return Err(ActionError::SignedOut);
    }
    match task {
        PhotoTask::Add(made, edit) => {
            put_made(connection, &made)?;
            // One that the server has already stays nevertheless for as long as it is in
            // a draft.
            let sql = "update photos set is_uploaded = 0 where id in (?1, ?2)";
            let Picture { whole, thumbnail } = made.picture();
            table::run(connection, sql, (whole.0, thumbnail.0))?;
            drafts::fill(connection, &edit)?;
            Ok(PhotoOutcome::Done)
        }
        PhotoTask::Seek(id) => Ok(PhotoOutcome::Sought(photo(connection, id)?.is_some())),
        PhotoTask::Next { known, bytes_max } => {
            Ok(PhotoOutcome::Piece(next(connection, known, bytes_max)?))
        }
        PhotoTask::Note(id, progress) => {
            note(connection, id, progress)?;
            Ok(PhotoOutcome::Done)
        }
        PhotoTask::Resend(id) => {
            let sql = "update photos set refusal = null where id = ?1 and refusal is not null";
            decide(connection, sql, id)
        }
        PhotoTask::LetGo(id) => {
            let sql = "delete from photos where id = ?1 and refusal is not null";
            decide(connection, sql, id)
        }
        PhotoTask::Keep(id, photo, _) if photo.id() != id => Err(ActionError::WrongPhoto),
        PhotoTask::Keep(_, photo, case) => {
            put(connection, &photo, Sort::Whole, case)?;
            trim(connection)?;
            Ok(PhotoOutcome::Done)
        }
        PhotoTask::NextThumbnail(now) => {
            let next = thumbnails::next(connection, now)?;
            Ok(PhotoOutcome::Thumbnail(next))
        }
        PhotoTask::KeepThumbnail(id, photo) => {
            let case = thumbnails::take(connection, id)?;
            // What is no thumbnail is not asked for again by itself.
            if photo.id() == id && photo.bytes.len() <= THUMBNAIL_BYTES_MAX {
                put(connection, &photo, Sort::Thumbnail, case)?;
                trim(connection)?;
            }
            Ok(PhotoOutcome::Done)
        }
        PhotoTask::PutOffThumbnail(id, now) => {
            thumbnails::put_off(connection, id, now)?;
            Ok(PhotoOutcome::Done)
        }
    }
}

/// The person has decided what becomes of a photo that was refused.
fn decide(connection: &Connection, sql: &str, id: BlobId) -> Result<PhotoOutcome, ActionError> {
    if table::run(connection, sql, [id.0])? == 0 {
        return Err(ActionError::Gone);
    }
    let sql = "delete from photo_uses where photo not in (select id from photos)";
    table::run(connection, sql, [])?;
    Ok(PhotoOutcome::Done)
}

/// What a photo that the server has is kept as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Whole,
    Thumbnail,
}

fn put(
    connection: &Connection,
    photo: &Photo,
    sort: Sort,
    case: Option<CaseId>,
) -> Result<(), StoreFault> {
    table::run(
        connection,
        "insert or ignore into photos
             (id, media_type, case_id, is_uploaded, is_thumbnail, bytes)
         values (?1, ?2, ?3, 1, ?4, ?5)",
        (
            photo.id().0,
            &photo.media_type,
            case.map(case_key),
            sort == Sort::Thumbnail,
            &photo.bytes,
        ),
    )?;
    Ok(())
}

/// Keeps a picture that was made on this phone, and that the server has not.
///
/// # Errors
/// If the file cannot be written.
pub fn put_made(connection: &Connection, made: &MadePicture) -> Result<(), StoreFault> {
    let parts = [(Some(&made.whole), false), (made.thumbnail.as_ref(), true)];
    for (part, is_thumbnail) in parts {
        let Some(photo) = part else {
            continue;
        };
        let sql = "insert or ignore into photos (id, media_type, is_thumbnail, bytes)
                   values (?1, ?2, ?3, ?4)";
        let row = (photo.id().0, &photo.media_type, is_thumbnail, &photo.bytes);
        table::run(connection, sql, row)?;
    }
    Ok(())
}

/// A photo, if it is on this phone.
///
/// # Errors
/// If the file cannot be read.
pub fn photo(connection: &Connection, id: BlobId) -> Result<Option<Photo>, StoreFault> {
    let sql = "select media_type, bytes from photos where id = ?1";
    table::first(connection, sql, [id.0], |row| {
        Ok(Photo {
            media_type: row.get(0)?,
            bytes: row.get(1)?,
        })
    })
}

/// How many photos are to be sent. A thumbnail is none of its own; but what is left
/// over of them counts as one.
///
/// # Errors
/// If the file cannot be read.
pub fn waiting(connection: &Connection) -> Result<u32, StoreFault> {
    let sql = format!(
        "select max(count(*) filter (where is_thumbnail = 0), min(count(*), 1))
         from photos where {TO_SEND}"
    );
    table::count(connection, &sql, [])
}

/// How many photos the server has refused, and wait for the person's decision.
///
/// # Errors
/// If the file cannot be read.
pub fn refused(connection: &Connection) -> Result<u32, StoreFault> {
    let sql = format!("select count(*) from photos where {ON_ITS_WAY} and refusal is not null");
    table::count(connection, &sql, [])
}

/// The photos on their way, in the order in which they are sent; those that were
/// refused stand first. A thumbnail is none of its own, unless it was refused or is
/// left over.
///
/// # Errors
/// If the file cannot be read.
pub fn on_their_way(connection: &Connection, limit: u32) -> Result<Vec<PhotoLine>, StoreFault> {
    let sql = format!(
        "select id, case_id, received, length(bytes), refusal from photos where {ON_ITS_WAY}
         and (is_thumbnail = 0 or refusal is not null
             or not exists (select 1 from photos where is_thumbnail = 0 and {TO_SEND}))
         order by refusal is null, failures, is_thumbnail desc, rowid limit ?1"
    );
    table::all(connection, &sql, [limit], |row| {
        let refusal: Option<String> = row.get(4)?;
        Ok(PhotoLine {
            photo: BlobId(row.get(0)?),
            case: row.get::<_, Option<_>>(1)?.map(case_of),
            received: row.get(2)?,
            size: row.get(3)?,
            refusal: refusal.map(|json| {
                // Words of another version of the app are not lost on the person.
                serde_json::from_str(&json).unwrap_or_else(|_| Message::new("photo-refused"))
            }),
        })
    })
}

/// A command shows photos: they are to be sent, whatever became of them before. The
/// server is asked first how far it has got.
///
/// # Errors
/// If the file cannot be written.
pub fn send_with(
    connection: &Connection,
    case: CaseId,
    command: CommandId,
    act: &Act,
) -> Result<(), StoreFault> {
    let pictures = act.as_dyn().pictures();
    for photo in pictures.into_iter().flat_map(Picture::blobs) {
        let uses = "insert or ignore into photo_uses (photo, command_id)
                    select id, ?2 from photos where id = ?1";
        table::run(connection, uses, (photo.0, command_key(command)))?;
        let anew = "update photos set is_uploaded = 0, refusal = null where id = ?1";
        table::run(connection, anew, [photo.0])?;
        let owns = "update photos set case_id = ?2 where id = ?1 and case_id is null";
        table::run(connection, owns, (photo.0, case_key(case)))?;
    }
    Ok(())
}

/// A command was refused: for its sake nothing is sent any more. Its photos stay on
/// this phone with it, for what no case shows does not stay on the server.
///
/// # Errors
/// If the file cannot be written.
pub fn hold_back(connection: &Connection, command: CommandId) -> Result<(), StoreFault> {
    for sql in [
        "update photos set is_uploaded = 0
         where id in (select photo from photo_uses where command_id = ?1)",
        "delete from photo_uses where command_id = ?1",
    ] {
        table::run(connection, sql, [command_key(command)])?;
    }
    Ok(())
}

/// Commands were ruled on. A photo that the server had before it adopted the command
/// may have been collected since, so the server is asked once more.
///
/// # Errors
/// If the file cannot be written.
pub fn settle(connection: &Connection) -> Result<(), StoreFault> {
    let sql = "update photos set is_uploaded = 0 where is_uploaded = 1
               and id in (select photo from photo_uses
                   where command_id not in (select command_id from pending))";
    table::run(connection, sql, [])?;
    signatures::sweep(connection)
}

/// Lets go of the photos that nothing on this phone shows any more and that the
/// server does not have.
///
/// # Errors
/// If the file cannot be written.
pub fn sweep(connection: &Connection) -> Result<(), StoreFault> {
    // What names a photo is looked for as text, for this version of the app may
    // not be able to read all of it.
    let is_named_in = |table: &str, column: &str| {
        format!("exists (select 1 from {table} where instr({column}, lower(hex(photos.id))) > 0)")
    };
    let sql = format!(
        "delete from photos where is_uploaded = 0
         and not exists (select 1 from photo_uses where photo_uses.photo = photos.id)
         and not {} and not {} and not {}",
        is_named_in("drafts", "fields"),
        is_named_in("pending", "json"),
        is_named_in("refused", "command"),
    );
    table::run(connection, &sql, [])?;
    signatures::sweep(connection)
}

/// The photos that the server has leave with their case, and none is missing for it.
///
/// # Errors
/// If the file cannot be written.
pub fn evict_with(connection: &Connection, case: CaseId) -> Result<(), StoreFault> {
    let sql = "delete from photos where case_id = ?1 and is_uploaded = 1
               and id not in (select photo from photo_uses)";
    table::run(connection, sql, [case_key(case)])?;
    thumbnails::forget(connection, case)
}

fn next(
    connection: &Connection,
    known: Option<BlobId>,
    bytes_max: u32,
) -> Result<Option<Piece>, StoreFault> {
    let sql = format!(
        "select id, media_type, received, length(bytes),
             case when id = ?1 then substr(bytes, received + 1, ?2) else x'' end
         from photos where {TO_SEND} order by failures, is_thumbnail desc, rowid limit 1"
    );
    let known = known.map(|known| known.0);
    table::first(connection, &sql, (known, bytes_max), |row| {
        Ok(Piece {
            photo: BlobId(row.get(0)?),
            media_type: row.get(1)?,
            first: row.get(2)?,
            size: row.get(3)?,
            bytes: row.get(4)?,
        })
    })
}

fn note(connection: &Connection, id: BlobId, progress: Progress) -> Result<(), StoreFault> {
    match progress {
        Progress::Received(received) => {
            let sql = "update photos set received = min(?2, length(bytes)) where id = ?1";
            table::run(connection, sql, (id.0, received))?;
        }
        Progress::Postponed => {
            let sql = "update photos set failures = failures + 1 where id = ?1";
            table::run(connection, sql, [id.0])?;
        }
        Progress::Refused(why) => {
            let sql = "update photos set received = 0, refusal = ?2 where id = ?1";
            table::run(connection, sql, (id.0, serde_json::to_string(&why)?))?;
        }
        Progress::Whole => {
            let sql = "update photos set is_uploaded = 1, received = length(bytes) where id = ?1";
            table::run(connection, sql, [id.0])?;
            let sql = "delete from photo_uses where photo = ?1
                       and command_id not in (select command_id from pending)";
            table::run(connection, sql, [id.0])?;
            trim(connection)?;
        }
    }
    Ok(())
}

/// Lets go of the oldest photos that the server has, if they are too many.
fn trim(connection: &Connection) -> Result<(), StoreFault> {
    let sql = "delete from photos where rowid in (
                   select n from (
                       select rowid as n, sum(length(bytes)) over (order by rowid desc) as total
                       from photos where is_uploaded = 1 and is_thumbnail = ?1
                           and id not in (select photo from photo_uses))
                   where total > ?2)";
    for (is_thumbnail, bytes_max) in [(false, KEPT_BYTES_MAX), (true, KEPT_THUMBNAIL_BYTES_MAX)] {
        table::run(connection, sql, (is_thumbnail, bytes_max))?;
    }
    Ok(())
}
