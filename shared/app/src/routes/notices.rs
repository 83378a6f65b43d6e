//! The notices: what others did that concerns the person.

use super::StackEntry;
use crate::store::NoticeRow;
use domain::view::{Badge, Viewer};
use serde::{Deserialize, Serialize};

/// The notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesPage {
    /// The latest first.
    pub rows: Vec<NoticeLine>,
    /// Whether there may be more.
    pub has_more: bool,
}

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeLine {
    /// The case it is about, to open it by.
    pub case: String,
    /// The case's short code.
    pub code: String,
    /// What the case is about.
    pub title: String,
    /// What it says.
    pub notice: Badge,
    /// When the server received what it is about.
    pub time: String,
    /// Whether it was read.
    pub is_read: bool,
}

pub fn page(rows: &[NoticeRow], current: &StackEntry, viewer: &Viewer<'_>) -> NoticesPage {
    let limit = usize::try_from(current.limit).unwrap_or(usize::MAX);
    NoticesPage {
        has_more: rows.len() >= limit,
        rows: rows.iter().filter_map(|row| line(row, viewer)).collect(),
    }
}

fn line(row: &NoticeRow, viewer: &Viewer<'_>) -> Option<NoticeLine> {
    let case = row.history.case.as_ref()?;
    let notices = case.notices(&row.history.entries, viewer.person);
    let notice = notices
        .into_iter()
        .find(|notice| notice.entry == row.entry)?;
    Some(NoticeLine {
        case: row.id.to_string(),
        code: row.id.code(),
        title: case.row(row.id, viewer).title,
        notice: Badge {
            text: viewer.say(&notice.message),
            tone: notice.tone,
        },
        time: viewer.time(row.received),
        is_read: row.is_read,
    })
}
