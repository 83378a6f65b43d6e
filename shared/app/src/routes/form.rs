//! A form: an offer with what was typed into it so far.

use crate::offers;
use domain::{
    capabilities::Case,
    ids::CaseId,
    view::{Offer, Tone, Values, Viewer},
};
use serde::{Deserialize, Serialize};

/// A form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormPage {
    /// What it is about.
    pub subject: String,
    /// The offer, with what was typed as the values of its inputs.
    pub offer: Offer,
    /// Why it cannot be submitted any more; empty if it can.
    pub obstacle: String,
}

pub fn page(
    subject: &str,
    name: &str,
    case: Option<&(CaseId, Case)>,
    draft: &Values,
    viewer: &Viewer<'_>,
) -> FormPage {
    let (mut offer, is_offered) = form(subject, name, case, viewer);
    for input in &mut offer.inputs {
        if let Some(typed) = draft.get(&input.name) {
            input.value.clone_from(typed);
        }
    }
    let obstacle = if is_offered {
        String::new()
    } else {
        viewer.word("form-not-offered")
    };
    FormPage {
        subject: subject.to_owned(),
        offer,
        obstacle,
    }
}

/// What heads the form.
pub fn title(
    subject: &str,
    name: &str,
    case: Option<&(CaseId, Case)>,
    viewer: &Viewer<'_>,
) -> String {
    form(subject, name, case, viewer).0.label
}

/// The form, and whether it is offered: the case may have moved on while the
/// person was typing, and then what they typed stays to be read.
fn form(
    subject: &str,
    name: &str,
    case: Option<&(CaseId, Case)>,
    viewer: &Viewer<'_>,
) -> (Offer, bool) {
    let unknown = Offer {
        name: name.to_owned(),
        label: String::new(),
        tone: Tone::Quiet,
        inputs: Vec::new(),
    };
    let Ok(subject) = subject.parse() else {
        return (unknown, false);
    };
    let case = case.map(|(_, case)| case);
    if let Some(offer) = offers::offer(subject, case, name, viewer) {
        return (offer, true);
    }
    let form = offers::form(subject, case, name, viewer);
    (form.unwrap_or(unknown), false)
}
