//! The sample stories show every way a transfer can stand.

use super::acts::{self, BY_SYSTEM, NAMES};
use crate::{
    capabilities::{Act, Case},
    samples::{Part, SampleCase, cases_of, directory},
};
use std::collections::BTreeSet;

fn cases() -> Vec<SampleCase> {
    let directory = directory();
    let parts = Part::ALL.into_iter();
    parts
        .flat_map(|part| cases_of(part, &directory))
        .filter(|sample| matches!(sample.history.case, Some(Case::Transfer(_))))
        .collect()
}

#[test]
fn every_act_and_every_state_that_people_bring_about_is_shown() {
    let cases = cases();
    let entries = cases.iter().flat_map(|sample| &sample.history.entries);
    let shown = entries.filter_map(|entry| match &entry.act {
        Some(Act::Transfer(act)) => Some(acts::name(act)),
        _ => None,
    });
    let by_hand = NAMES.into_iter().filter(|it| !BY_SYSTEM.contains(it));
    assert_eq!(shown.collect::<BTreeSet<_>>(), by_hand.collect());
    let items = cases
        .iter()
        .filter_map(|sample| match &sample.history.case {
            Some(Case::Transfer(transfer)) => Some(&transfer.items),
            _ => None,
        });
    let states: BTreeSet<&str> = items.flatten().map(|item| item.state.as_str()).collect();
    let shown = ["offered", "confirmed", "refused", "withdrawn"];
    assert_eq!(states, shown.into());
}

#[test]
fn something_is_contested_something_waits_and_something_is_without_effect() {
    let cases = cases();
    let is_contested = |sample: &SampleCase| match &sample.history.case {
        Some(Case::Transfer(transfer)) => transfer.is_contested(),
        _ => false,
    };
    assert!(cases.iter().any(is_contested));
    assert!(cases.iter().any(|sample| !sample.waiting.is_empty()));
    let mut entries = cases.iter().flat_map(|sample| &sample.history.entries);
    assert!(entries.any(|entry| entry.superseded.is_some()));
}
