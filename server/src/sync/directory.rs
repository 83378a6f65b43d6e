//! The directory's part of an answer: the records that changed since a phone's cursor,
//! in pages.

use crate::{
    devices::Device,
    error::Error,
    records::{self, RecordKey},
};
use domain::directory::Record;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

/// How far a phone has read the directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DirectoryProgress {
    /// Every change of the person's own record below this position was known when the
    /// reading began. A later one begins it anew, for the person may see other records.
    pub known_below: i64,
    /// It has read the records up to here.
    pub read: RecordKey,
}

/// Records that are told, and how far the phone is with them.
#[derive(Debug)]
pub(super) struct DirectoryPage {
    pub records: Vec<Record>,
    pub next: DirectoryProgress,
    pub more: bool,
}

impl DirectoryProgress {
    /// Having read everything below a position. It never goes back.
    pub fn up_to(self, below: i64) -> Self {
        let end = RecordKey {
            position: below,
            id: None,
        };
        Self {
            read: self.read.max(end),
            ..self
        }
    }
}

/// Reads the next records, below a position up to which everything is decided.
pub(super) async fn page(
    connection: &mut PgConnection,
    device: &Device,
    progress: DirectoryProgress,
    below: i64,
) -> Result<DirectoryPage, Error> {
    let organisation = device.organisation;
    let own = records::own(&mut *connection, organisation, &device.person).await?;
    let mut progress = progress;
    match own {
        // What the person may see now is another thing than what would be read for the
        // one who has called. They call again.
        Some((own, _)) if own != device.person => {
            return Ok(DirectoryPage {
                records: vec![Record::Person(own)],
                next: progress,
                more: false,
            });
        }
        Some((_, position)) if (progress.known_below..below).contains(&position) => {
            progress = DirectoryProgress {
                known_below: below,
                read: RecordKey::default(),
            };
        }
        _ => {}
    }
    let after = progress.read;
    let changes = records::changes(connection, organisation, &device.person, after, below).await?;
    Ok(DirectoryPage {
        records: changes.records,
        next: match changes.left_after {
            Some(read) => DirectoryProgress { read, ..progress },
            None => progress.up_to(below),
        },
        more: changes.left_after.is_some(),
    })
}
