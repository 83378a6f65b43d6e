//! A case as a page, folded from its document while it is open.

use domain::{case::History, ids::CaseId, presented::CasePage, view::Viewer};
use serde::{Deserialize, Serialize};

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseContent {
    /// What offers are performed on.
    pub subject: String,
    /// The case. An offer that has a form is taken up by opening it, one without
    /// by performing it.
    pub case: CasePage,
    /// Whether it can be handed over to another phone by a code.
    pub has_code: bool,
}

/// The page; none if nothing has happened to the case that counts.
pub fn page(id: CaseId, history: &History, viewer: &Viewer<'_>) -> Option<CaseContent> {
    let case = history.case.as_ref()?;
    Some(CaseContent {
        subject: id.to_string(),
        case: case.as_dyn().page(id, &history.entries, viewer),
        has_code: case.as_dyn().is_handed_by(viewer.person.id),
    })
}
