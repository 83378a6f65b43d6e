//! A sample of every page in every state, for the previews of shells and for the
//! tests of what they draw.
//!
//! The pages are made as all pages are: a model, and what the store would find,
//! go through `routes::page`. The cases come from the domain's sample stories,
//! so nothing here knows a status, a role or an offer by its name; what is
//! added here is what can be the case with the app itself. The same call gives
//! the same samples for good: there is no store, no server, no clock and no
//! randomness in it.

mod cases;
mod codes;
mod forms;
mod frames;
mod lists;
mod others;
mod phone;
mod sign_in;

use crate::routes::Page;
use domain::{samples::Part, words::Language};
use phone::{SamplePhone, State};

/// A page as it can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its name, which it keeps: what it is a sample of, and in which state, such
    /// as `case/in_hand/engineer`.
    pub name: String,
    /// The page.
    pub page: Page,
}

/// Shows a sort of pages on these phones.
type Show = fn(&mut [SamplePhone]) -> Vec<Sample>;

/// Every page in every state.
#[must_use]
pub fn samples(language: Language) -> Vec<Sample> {
    let mut phones = Part::ALL.map(|part| SamplePhone::of(part, language));
    let shows: [Show; 7] = [
        sign_in::samples,
        lists::samples,
        cases::samples,
        codes::samples,
        forms::samples,
        others::samples,
        frames::samples,
    ];
    let samples = shows.iter().flat_map(|show| show(&mut phones));
    samples.collect()
}

/// The phone of a part.
fn phone_of(phones: &mut [SamplePhone], part: Part) -> &mut SamplePhone {
    let mut phones = phones.iter_mut();
    let phone = phones.find(|phone| phone.part == part);
    phone.expect("because every part has a phone")
}
