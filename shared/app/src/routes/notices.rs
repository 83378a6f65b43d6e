//! The notices: what others did that concerns the person.

use super::nothing::Nothing;
use crate::{
    input::Cmd,
    model::{Model, StackEntry},
    online::sync,
    store::{NoticeRow, StoreAnswer, TaskOutcome},
};
use crux_core::Command;
use domain::view::{Badge, Viewer};
use serde::{Deserialize, Serialize};

/// The notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesPage {
    /// The latest first.
    pub rows: Vec<NoticeLine>,
    /// Whether there may be more.
    pub has_more: bool,
    /// What stands in the place of rows if there are none.
    pub nothing: Option<Nothing>,
}

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeLine {
    /// Tells it from every other notice, for as long as it is listed.
    pub id: String,
    /// The case it is about, to open it by. It may have left the phone since.
    pub case: String,
    /// The case's short code.
    pub code: String,
    /// What the case is about; empty if the person may not read it any more.
    pub title: String,
    /// What it says.
    pub notice: Badge,
    /// When the server received what it is about.
    pub time: String,
    /// Whether it was read.
    pub is_read: bool,
}

/// The notices are read.
pub fn read(model: &mut Model, answer: StoreAnswer) -> Cmd {
    match model.take(answer) {
        Ok(TaskOutcome::NoticesRead(true)) => sync::say_what_was_read(model),
        // An error is told by `take`.
        Ok(_) | Err(_) => Command::done(),
    }
}

pub fn page(rows: &[NoticeRow], current: &StackEntry, viewer: &Viewer<'_>) -> NoticesPage {
    let limit = usize::try_from(current.limit).unwrap_or(usize::MAX);
    NoticesPage {
        has_more: rows.len() >= limit,
        rows: rows.iter().map(|row| line(row, viewer)).collect(),
        nothing: None,
    }
}

fn line(row: &NoticeRow, viewer: &Viewer<'_>) -> NoticeLine {
    NoticeLine {
        id: format!("{}/{}", row.case, row.entry),
        case: row.case.to_string(),
        code: row.case.code(),
        title: row.title.clone(),
        notice: Badge {
            text: viewer.say(&row.message),
            tone: row.tone,
        },
        time: viewer.time(row.received),
        is_read: row.is_read,
    }
}
