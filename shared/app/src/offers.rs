//! Offers and their forms as the domain makes them, found by their names.
//!
//! Nothing here knows one of them.

use crate::subject::Subject;
use domain::{
    capabilities::Case,
    view::{Form, Input, Values, Viewer},
};

/// Whether an offer is made now.
pub fn is_offered(subject: Subject, case: Option<&Case>, name: &str, viewer: &Viewer<'_>) -> bool {
    let offers = match (subject, case) {
        (Subject::New(kind), _) => kind.as_dyn().openings(viewer),
        (Subject::Case(_), Some(case)) => case.as_dyn().offers(viewer),
        (Subject::Case(_), None) => Vec::new(),
    };
    offers.iter().any(|offer| offer.name == name)
}

/// The form of an offer, whether or not it is made now; none if there is no
/// such offer.
pub fn form(
    subject: Subject,
    case: Option<&Case>,
    name: &str,
    viewer: &Viewer<'_>,
) -> Option<Form> {
    match subject {
        Subject::New(kind) => kind.as_dyn().form(name, viewer),
        Subject::Case(_) => case?.as_dyn().form(name, viewer),
    }
}

/// What stands in a form before anything is typed.
pub fn presets(inputs: &[Input]) -> Values {
    let preset = inputs.iter().filter(|input| !input.value.is_empty());
    preset
        .map(|input| (input.name.clone(), input.value.clone()))
        .collect()
}
