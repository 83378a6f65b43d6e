//! A list of cases, in a window that grows as far as the person scrolls.

use crate::model::StackEntry;
use crate::store::FoldedRow;
use domain::{
    presented::CaseRow,
    view::{Badge, Tone, Viewer},
};
use serde::{Deserialize, Serialize};

/// A list of cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPage {
    /// The list's name.
    pub list: String,
    /// What is searched for; empty if nothing.
    pub search: String,
    /// The first rows.
    pub rows: Vec<CaseRow>,
    /// How many there are in all.
    pub total: u32,
}

pub fn page(
    list: &str,
    current: &StackEntry,
    rows: &[FoldedRow],
    total: u32,
    viewer: &Viewer<'_>,
) -> ListPage {
    ListPage {
        list: list.to_owned(),
        search: current.search.clone(),
        rows: rows.iter().map(|it| row(it, viewer)).collect(),
        total,
    }
}

/// A case as a line, wherever it stands.
pub fn row(row: &FoldedRow, viewer: &Viewer<'_>) -> CaseRow {
    let own = match &row.case {
        Some(case) => case.as_dyn().row(row.id, viewer),
        None => CaseRow::newer(row.id, viewer),
    };
    let mark = row.mark.as_ref().map(|mark| Badge {
        text: viewer.say(mark),
        tone: Tone::Warning,
    });
    CaseRow {
        pending: row.is_pending,
        status: mark.unwrap_or(own.status),
        ..own
    }
}
