//! Offers and their forms as the domain makes them, found by their names.
//!
//! Nothing here knows one of them.

use crate::subject::Subject;
use domain::{
    capabilities::Case,
    view::{Offer, Values, Viewer},
};

/// An offer, if it is made now.
pub fn offer(
    subject: Subject,
    case: Option<&Case>,
    name: &str,
    viewer: &Viewer<'_>,
) -> Option<Offer> {
    let offers = match (subject, case) {
        (Subject::New(kind), _) => vec![kind.opening(viewer)],
        (Subject::Case(id), Some(case)) => case.page(id, &[], viewer).offers,
        (Subject::Case(_), None) => Vec::new(),
    };
    offers.into_iter().find(|offer| offer.name == name)
}

/// The form of an offer, whether or not it is made now.
pub fn form(
    subject: Subject,
    case: Option<&Case>,
    name: &str,
    viewer: &Viewer<'_>,
) -> Option<Offer> {
    match subject {
        Subject::New(_) => offer(subject, case, name, viewer),
        Subject::Case(_) => case?.form(name, viewer),
    }
}

/// What stands in a form before anything is typed.
pub fn presets(form: Offer) -> Values {
    let inputs = form.inputs.into_iter();
    inputs
        .filter(|input| !input.value.is_empty())
        .map(|input| (input.name, input.value))
        .collect()
}
