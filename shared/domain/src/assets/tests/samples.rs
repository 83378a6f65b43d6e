//! The sample stories show every way an asset can stand.

use super::acts;
use crate::{
    assets::{Asset, AssetAct, AssetState, Condition},
    capabilities::{Act, Case},
    samples::{Part, SampleCase, cases_of, directory},
};
use std::collections::BTreeSet;

fn cases() -> Vec<SampleCase> {
    cases_of(Part::AssetAdmin, &directory())
}

#[test]
fn every_state_every_condition_and_every_act_is_shown() {
    let cases = cases();
    let assets: Vec<&Asset> = cases
        .iter()
        .filter_map(|sample| match &sample.history.case {
            Some(Case::Asset(asset)) => Some(asset),
            _ => None,
        })
        .collect();
    let conditions = assets.iter().map(|asset| asset.details.condition);
    let shown: BTreeSet<_> = conditions.collect();
    assert_eq!(shown, BTreeSet::from(Condition::ALL));
    let states: BTreeSet<_> = assets.iter().map(|asset| asset.state()).collect();
    assert_eq!(states, BTreeSet::from(AssetState::ALL));
    let entries = cases.iter().flat_map(|sample| &sample.history.entries);
    let acts: BTreeSet<_> = entries
        .filter_map(|entry| match &entry.act {
            Some(Act::Asset(act)) => Some(acts::name(act)),
            _ => None,
        })
        .collect();
    // What the system does comes from another case, and a story tells of one.
    let by_hand = acts::NAMES
        .into_iter()
        .filter(|it| !acts::BY_SYSTEM.contains(it));
    assert_eq!(acts, by_hand.collect());
}

#[test]
fn something_is_without_effect_something_waits_and_something_was_refused() {
    let cases = cases();
    let mut entries = cases.iter().flat_map(|sample| &sample.history.entries);
    assert!(entries.any(|entry| entry.superseded.is_some()));
    assert!(cases.iter().any(|sample| !sample.waiting.is_empty()));
    let mut refused = cases.iter().flat_map(|sample| &sample.refused);
    let is_correction = |act: &Act| matches!(act, Act::Asset(AssetAct::Correct { .. }));
    assert!(refused.any(|(command, _)| is_correction(&command.act)));
}
