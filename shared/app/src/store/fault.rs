//! What goes wrong with the store, told so that a person knows what to do.

use domain::{
    signature::NotSigned,
    words::{Message, Worded},
};
use replica::{handed::NotTaken, refusal::Refusal};
use rusqlite::ErrorCode;

/// A failure of the disk, or of the file on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreFault {
    /// There is no room left.
    #[error("the disk is full")]
    Full,
    /// The file may not be written.
    #[error("the disk cannot be written")]
    ReadOnly,
    /// What is read is not what was written.
    #[error("the stored data is damaged")]
    Damaged,
    /// A newer version of the app has written the file.
    #[error("a newer version of the app has written the stored data")]
    Newer,
    /// Another core works in the same folder.
    #[error("another core has the stored data open")]
    InUse,
    /// The disk fails in another way.
    #[error("the disk does not answer")]
    Unusable,
}

impl From<rusqlite::Error> for StoreFault {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull | ErrorCode::TooBig) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            // Not of SQLite: a column is not of the type that we wrote.
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) | None => Self::Damaged,
            Some(_) => Self::Unusable,
        }
    }
}

impl From<serde_json::Error> for StoreFault {
    fn from(_: serde_json::Error) -> Self {
        Self::Damaged
    }
}

impl From<replica::Fault> for StoreFault {
    fn from(_: replica::Fault) -> Self {
        Self::Damaged
    }
}

impl Worded for StoreFault {
    fn message(&self) -> Message {
        Message::new(match self {
            Self::Full => "fault-disk-full",
            Self::ReadOnly => "fault-disk-read-only",
            Self::Damaged => "fault-disk-damaged",
            Self::Newer => "fault-disk-newer",
            Self::InUse => "fault-disk-in-use",
            Self::Unusable => "fault-disk-unusable",
        })
    }
}

/// Why a task was not done. Nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionError {
    /// The rule says no, or the case cannot take it in.
    Refused(Refusal),
    /// The case, or the refused command, is not on this phone any more.
    Gone,
    /// Only a newer version of the app can read the command.
    Unread,
    /// What came is not the photo that was asked for.
    WrongPhoto,
    /// Something has to be filled in here, and is not.
    NotFilledIn {
        /// The input's name.
        input: String,
        label: String,
    },
    /// A signature is missing, or is none.
    NotSigned(NotSigned),
    /// What another phone has handed over is not taken in.
    NotTaken(NotTaken),
    /// It is meant for somebody else.
    NotForYou,
    /// This phone has no key to sign with, or what is to be shown is too much for codes.
    NoCode,
    /// Nobody is signed in.
    SignedOut,
    Fault(StoreFault),
}

impl Worded for ActionError {
    fn message(&self) -> Message {
        match self {
            Self::Refused(refusal) => refusal.message(),
            Self::Gone => Message::new("error-gone"),
            Self::Unread => Message::new("error-unread"),
            Self::WrongPhoto => Message::new("photo-wrong-bytes"),
            Self::NotFilledIn { label, .. } => {
                Message::new("error-not-filled-in").text("label", label)
            }
            Self::NotSigned(why) => why.message(),
            Self::NotTaken(why) => Message::new(match why {
                NotTaken::Foreign => "code-foreign",
                NotTaken::Forged => "code-forged",
                NotTaken::Own => "code-own",
                NotTaken::Newer => "code-newer",
                NotTaken::UnknownBase => "code-unknown-base",
            }),
            Self::NotForYou => Message::new("code-not-for-you"),
            Self::NoCode => Message::new("code-none"),
            Self::SignedOut => Message::new("error-signed-out"),
            Self::Fault(fault) => fault.message(),
        }
    }
}

impl<E: Into<StoreFault>> From<E> for ActionError {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}
