//! A form: an offer with what was typed into it so far, or with what a refused act says
//! that is changed in it.

use crate::{offers, store::Draft};
use domain::{
    capabilities::Case,
    ids::CaseId,
    view::{Form, Input, Offer, Tone, Viewer},
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
    /// The refused act that is changed in it, and that goes once the new one is given;
    /// empty if none is.
    pub revises: String,
    /// Why it cannot be submitted any more; empty if it can.
    pub obstacle: String,
}

pub fn page(case: Option<&(CaseId, Case)>, draft: &Draft, viewer: &Viewer<'_>) -> FormPage {
    let (subject, name) = (draft.subject, &draft.offer);
    let case = case.map(|(_, case)| case);
    let form = offers::form(subject, case, name, viewer);
    let Form { offer, mut inputs } = form.unwrap_or_else(|| unknown(name));
    for input in &mut inputs {
        if let Some(typed) = draft.values.get(&input.name) {
            input.fill(typed.clone());
        }
    }
    // The case may have moved on while the person was typing; what they typed
    // stays to be read.
    let obstacle = if offers::is_offered(subject, case, name, viewer) {
        String::new()
    } else {
        viewer.word("form-not-offered")
    };
    let revises = draft.revises.map(|command| command.to_string());
    FormPage {
        subject: subject.to_string(),
        offer,
        inputs,
        revises: revises.unwrap_or_default(),
        obstacle,
    }
}

/// A form of which this version of the app does not know.
fn unknown(name: &str) -> Form {
    Form {
        offer: Offer {
            name: name.to_owned(),
            label: String::new(),
            tone: Tone::Quiet,
            has_form: false,
        },
        inputs: Vec::new(),
    }
}
