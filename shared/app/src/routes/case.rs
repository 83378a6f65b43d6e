//! A case as a page, folded from its document while it is open.

use super::list;
use crate::store::FoldedRow;
use domain::{
    capabilities::{Case, Kind},
    case::History,
    ids::CaseId,
    presented::{CasePage, CaseRow},
    view::Viewer,
    words::Message,
};
use serde::{Deserialize, Serialize};

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseContent {
    /// What offers are performed on.
    pub subject: String,
    /// The case. An offer that has a form is taken up by opening it, one without
    /// by performing it.
    pub case: CasePage,
    /// The offers whose forms are half filled in, by their names.
    pub drafts: Vec<String>,
    /// Whether it can be handed over to another phone by a code.
    pub has_code: bool,
    /// What is to be known before anything is done to it; empty if nothing.
    pub caution: String,
    /// The other cases on this phone that it has to do with.
    pub related: Vec<RelatedCases>,
}

/// Cases of one kind that another has to do with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedCases {
    /// What heads them.
    pub heading: String,
    /// The cases, the latest first.
    pub rows: Vec<CaseRow>,
}

/// The page; none if nothing has happened to the case that counts.
pub fn page(
    id: CaseId,
    history: &History,
    mark: Option<&Message>,
    related: &[FoldedRow],
    viewer: &Viewer<'_>,
) -> Option<CaseContent> {
    let case = history.case.as_ref()?;
    let page = case.as_dyn().page(id, &history.entries, viewer);
    Some(CaseContent {
        subject: id.to_string(),
        case: CasePage {
            row: list::marked(page.row, mark, viewer),
            ..page
        },
        drafts: Vec::new(),
        caution: caution(history, viewer),
        has_code: case.as_dyn().is_handed_by(viewer.person.id),
        related: by_kind(related, viewer),
    })
}

/// What others have done, and a code has brought here, the server may yet refuse.
fn caution(history: &History, viewer: &Viewer<'_>) -> String {
    let mut entries = history.entries.iter();
    let is_unchecked =
        entries.any(|entry| entry.received.is_none() && entry.author != viewer.person.id);
    if is_unchecked {
        viewer.word("code-unchecked")
    } else {
        String::new()
    }
}

fn by_kind(related: &[FoldedRow], viewer: &Viewer<'_>) -> Vec<RelatedCases> {
    let of_kind = |kind: &Kind| {
        let is_of_kind = |row: &&FoldedRow| row.case.as_ref().map(Case::kind) == Some(*kind);
        let rows: Vec<CaseRow> = related
            .iter()
            .filter(is_of_kind)
            .map(|row| list::row(row, viewer))
            .collect();
        let heading = viewer.say(&kind.as_dyn().cases());
        (!rows.is_empty()).then_some(RelatedCases { heading, rows })
    };
    Kind::ALL.iter().filter_map(of_kind).collect()
}
