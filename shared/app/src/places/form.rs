//! A form: an offer with what was typed into it so far.

use super::kind_of;
use crate::forms;
use domain::{
    capabilities::Case,
    ids::CaseId,
    view::{Input, InputKind, Offer, Tone, Values, Viewer},
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
    let Some(mut offer) = forms::offer(case, kind_of(subject), name, viewer) else {
        return withdrawn(subject, name, draft, viewer);
    };
    for input in &mut offer.inputs {
        if let Some(typed) = draft.get(&input.name) {
            input.value.clone_from(typed);
        }
    }
    FormPage {
        subject: subject.to_owned(),
        offer,
        obstacle: String::new(),
    }
}

/// The case has moved on while the person was typing: what they typed stays.
fn withdrawn(subject: &str, name: &str, draft: &Values, viewer: &Viewer<'_>) -> FormPage {
    let input = |(name, value): (&String, &String)| Input {
        name: name.clone(),
        label: String::new(),
        kind: InputKind::Text,
        required: false,
        value: value.clone(),
    };
    FormPage {
        subject: subject.to_owned(),
        offer: Offer {
            name: name.to_owned(),
            label: String::new(),
            tone: Tone::Quiet,
            inputs: draft.iter().map(input).collect(),
        },
        obstacle: viewer.word("form-not-offered"),
    }
}
