//! That equipment could have been where it was, and that a year of hand-overs shows what
//! it is there to show.

use super::{NOW, SAMPLE, judged::judged};
use crate::Sample;
use domain::{
    assets::{Asset, AssetState, Handover},
    capabilities::Case,
    case::History,
    ids::{CaseId, PersonId},
    time::{Span, Timestamp},
    transfers::{Exception, ItemState, Transfer, UNCONFIRMED_MAX},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

static JUDGED: LazyLock<BTreeMap<CaseId, History>> = LazyLock::new(|| judged(&SAMPLE));

fn assets() -> impl Iterator<Item = (CaseId, &'static Asset)> {
    JUDGED
        .iter()
        .filter_map(|(id, history)| match &history.case {
            Some(Case::Asset(asset)) => Some((*id, asset)),
            _ => None,
        })
}

fn transfers() -> impl Iterator<Item = (CaseId, &'static Transfer)> {
    JUDGED
        .iter()
        .filter_map(|(id, history)| match &history.case {
            Some(Case::Transfer(transfer)) => Some((*id, transfer)),
            _ => None,
        })
}

fn count(is: impl Fn(&Transfer) -> bool) -> usize {
    transfers().filter(|(_, transfer)| is(transfer)).count()
}

fn id(login: &str) -> PersonId {
    SAMPLE.world.people.with_login(login).unwrap().id
}

#[test]
fn stores_have_equipment_that_somebody_has_and_each_tag_is_one_assets() {
    let count = assets().count();
    assert!((380..=430).contains(&count), "{count}");
    let names: BTreeSet<_> = assets().map(|(_, it)| it.details.name()).collect();
    assert_eq!(names.len(), count);
    let shown = |state| assets().filter(|(_, it)| it.state() == state).count();
    for state in AssetState::ALL {
        let is_shown = shown(state) > 0;
        assert_eq!(is_shown, state != AssetState::Disposed, "{state:?}");
    }
    assert!(shown(AssetState::InUse) > 50);
    let directory = SAMPLE.world.directory();
    for (_, asset) in assets() {
        let holder = asset.holder().map(|it| directory.people[&it].store);
        assert!(holder.is_none_or(|store| store == asset.details.store));
    }
}

#[test]
fn a_year_of_hand_overs_shows_every_way_in_which_they_end() {
    let all = transfers().count();
    assert!((150..=250).contains(&all), "{all}");
    let has = |transfer: &Transfer, state: &str| {
        let mut items = transfer.items.iter();
        items.any(|item| item.state.as_str() == state)
    };
    let is_whole = |transfer: &Transfer| {
        let mut items = transfer.items.iter();
        items.all(|item| item.state.as_str() == "confirmed")
    };
    assert!(
        count(is_whole) * 10 > all * 7,
        "{} of {all}",
        count(is_whole)
    );
    assert!(count(|it| has(it, "refused")) >= 8);
    assert!(count(|it| has(it, "withdrawn")) >= 5);
    assert!(count(|it| has(it, "confirmed") && has(it, "refused")) >= 2);
    assert!(count(|it| has(it, "confirmed") && has(it, "withdrawn")) >= 1);
    assert!(count(|it| it.items.len() > 1) >= 20);
    // What is open now, and what an asset admin has to look at.
    let is_overdue = |it: &Transfer| it.is_open() && it.begun_at + UNCONFIRMED_MAX <= NOW;
    assert!((3..=9).contains(&count(is_overdue)));
    assert!(count(|it| it.is_open() && !is_overdue(it)) >= 3);
    assert!(count(|it| it.is_open() && has(it, "confirmed")) >= 1);
    assert_eq!(count(Transfer::is_contested), 1);
    assert_eq!(count(|it| it.settled_at.is_some()), 1);
    assert_eq!(count(|it| has(it, "not_moved")), 1);
    let late = |it: &Transfer| it.reminded_at.is_some() && !it.is_open();
    assert!(count(late) >= 3, "reminded, and then confirmed");
}

#[test]
fn whoever_signs_in_first_has_something_and_something_to_confirm() {
    let lin = id("lin.wei@hengli");
    assert!(assets().any(|(_, asset)| asset.holder() == Some(lin)));
    assert!(count(|it| it.is_open() && it.receiver == Some(lin)) >= 1);
    let is_mine = |it: &Transfer| it.receiver == Some(lin) && !it.is_open();
    assert!(count(is_mine) >= 1);
}

#[test]
fn what_is_due_is_done_once_when_it_is() {
    for (_, transfer) in transfers() {
        let due = transfer.begun_at + UNCONFIRMED_MAX;
        match transfer.reminded_at {
            Some(at) => assert_eq!(at, due),
            None => assert!(!transfer.is_open() || due > NOW),
        }
        let is_excepted = transfer.reminded_at.is_some();
        assert!(!is_excepted || transfer.exception.is_some());
    }
    let is_overdue = |it: &Transfer| {
        let why = it.exception.map(|(_, why)| why);
        it.is_open() && why == Some(Exception::Overdue)
    };
    assert!(count(is_overdue) >= 3);
}

/// Each link of a chain that came by a hand-over is an asset that was confirmed in it,
/// and the other way round.
#[test]
fn the_custody_chains_say_what_the_hand_overs_say() {
    let mut by_chains = BTreeMap::new();
    for (asset, it) in assets() {
        for pair in it.custody.windows(2) {
            let [before, link] = pair else { continue };
            assert!(before.ended.is_some_and(|end| end.entry == link.entry));
            if let Handover::Transferred { transfer } = link.how {
                let passed = (before.entry, before.holder.unwrap(), link.holder.unwrap());
                assert!(by_chains.insert((transfer, asset), passed).is_none());
            }
        }
    }
    let mut by_transfers = BTreeMap::new();
    for (id, transfer) in transfers() {
        for item in &transfer.items {
            if let ItemState::Confirmed { by, .. } = item.state {
                let passed = (item.custody, transfer.giver, by);
                by_transfers.insert((id, item.asset), passed);
            }
        }
    }
    assert!(by_chains.len() > 200, "{}", by_chains.len());
    assert_eq!(by_chains, by_transfers);
}

/// Which entries are without effect: those that are meant to be, and that an asset did
/// not move.
fn are_meant(sample: &Sample, judged: &BTreeMap<CaseId, History>) {
    for story in &sample.hand_overs.stories {
        let visits = story.visits.iter();
        let deeds = visits.flat_map(|visit| visit.deeds.iter().map(move |it| (it.id, visit)));
        for (id, visit) in deeds {
            let mut entries = judged[&story.id].entries.iter();
            let entry = entries.find(|entry| entry.id == id).unwrap();
            assert_eq!(
                entry.superseded.is_some(),
                visit.is_superseded,
                "{story:#?}"
            );
        }
    }
    let assets = judged
        .values()
        .filter(|it| matches!(it.case, Some(Case::Asset(_))));
    let entries = assets.flat_map(|history| &history.entries);
    let superseded = entries.filter(|entry| entry.superseded.is_some());
    assert_eq!(superseded.count(), 1);
}

#[test]
fn what_is_without_effect_is_meant_to_be() {
    are_meant(&SAMPLE, &JUDGED);
}

#[test]
fn nothing_happens_before_the_year_or_after_now() {
    for entry in JUDGED.values().flat_map(|history| &history.entries) {
        let received = entry.received.unwrap();
        assert!(SAMPLE.world.founded < entry.at && entry.at <= received && received <= NOW);
    }
    let first = SAMPLE.world.founded + Span::days(60);
    assert!(count(|it| it.begun_at < first) >= 8);
    let last = SAMPLE.world.now + Span::days(-7);
    assert!(count(|it| it.begun_at > last) >= 8);
}

#[test]
fn it_can_have_happened_at_any_time() {
    // At night, and on the first morning of a month.
    for hours in [12, 19 * 24 + 6] {
        let sample = Sample::new(Timestamp(NOW.0 - Span::minutes(hours * 60).0));
        let judged = judged(&sample);
        are_meant(&sample, &judged);
        let contested = judged.values().filter(|history| match &history.case {
            Some(Case::Transfer(transfer)) => transfer.is_contested(),
            _ => false,
        });
        assert_eq!(contested.count(), 1, "{hours}");
    }
}
