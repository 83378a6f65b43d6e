//! A form: an offer with what was typed into it so far.

use crate::{offers, subject::Subject};
use domain::{
    capabilities::Case,
    ids::CaseId,
    view::{Form, Input, Offer, Tone, Values, Viewer},
};
use serde::{Deserialize, Serialize};

/// A form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormPage {
    /// What it is about.
    pub subject: String,
    /// The offer that it takes up.
    pub offer: Offer,
    /// What is to be filled in, with what was typed as the values.
    pub inputs: Vec<Input>,
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
    let Form { offer, mut inputs } = form(subject, name, case, viewer);
    for input in &mut inputs {
        if let Some(typed) = draft.get(&input.name) {
            input.fill(typed.clone());
        }
    }
    // The case may have moved on while the person was typing; what they typed
    // stays to be read.
    let is_offered = subject.parse().is_ok_and(|subject: Subject| {
        let case = case.map(|(_, case)| case);
        offers::is_offered(subject, case, name, viewer)
    });
    let obstacle = if is_offered {
        String::new()
    } else {
        viewer.word("form-not-offered")
    };
    FormPage {
        subject: subject.to_owned(),
        offer,
        inputs,
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
    form(subject, name, case, viewer).offer.label
}

fn form(subject: &str, name: &str, case: Option<&(CaseId, Case)>, viewer: &Viewer<'_>) -> Form {
    let unknown = || Form {
        offer: Offer {
            name: name.to_owned(),
            label: String::new(),
            tone: Tone::Quiet,
            has_form: false,
        },
        inputs: Vec::new(),
    };
    let subject = subject.parse();
    let case = case.map(|(_, case)| case);
    let form = subject.map(|subject| offers::form(subject, case, name, viewer));
    form.ok().flatten().unwrap_or_else(unknown)
}
