//! A list of cases, in a window that grows as far as the person scrolls.

use super::nothing::Nothing;
use crate::{model::StackEntry, store::FoldedRow};
use domain::{
    capabilities::Case,
    presented::CaseRow,
    view::{Badge, Tone, Viewer},
    words::Message,
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
    /// What stands in the place of rows if there are none.
    pub nothing: Option<Nothing>,
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
        rows: rows.iter().map(|it| line(it, Some(list), viewer)).collect(),
        total,
        nothing: None,
    }
}

/// A case as a line, wherever it stands.
pub fn row(row: &FoldedRow, viewer: &Viewer<'_>) -> CaseRow {
    line(row, None, viewer)
}

fn line(row: &FoldedRow, list: Option<&str>, viewer: &Viewer<'_>) -> CaseRow {
    let case = row.case.as_ref().map(Case::as_dyn);
    let own = match (case, list) {
        (Some(case), Some(list)) => case.row_in(list, row.id, &row.pending, viewer),
        (Some(case), None) => case.row(row.id, viewer),
        (None, _) => CaseRow::newer(row.id, viewer),
    };
    CaseRow {
        pending: !row.pending.is_empty(),
        ..marked(own, row.mark.as_ref(), viewer)
    }
}

/// A line with what another case says of it in the place of its status.
pub fn marked(row: CaseRow, mark: Option<&Message>, viewer: &Viewer<'_>) -> CaseRow {
    let mark = mark.map(|mark| Badge {
        text: viewer.say(mark),
        tone: Tone::Warning,
    });
    CaseRow {
        status: mark.unwrap_or(row.status),
        ..row
    }
}
