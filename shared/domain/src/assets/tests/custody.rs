//! The custody chain: who has had an asset, from when to when, and by what.

use super::acts::{
    asset, change_hands, dispose, end_repair, entry, history, in_state, issue, minute, receive,
    scrap, send_to_repair, take_back,
};
use crate::{
    assets::{Asset, AssetAct, AssetState, AssetSuperseded, Handover, RepairOutcome},
    capabilities::{Case, Kind, Superseded},
    case::{Scope, is_carried, may_read},
    ids::PersonId,
    tickets::people::{
        BUND, EAST, EVERYBODY, HARBOUR, IVO, KAI, LAN, LIN, MEI, WEN, ZOE, directory,
    },
};
use std::collections::BTreeSet;

/// Who has had it: the holder, or none for a stock, and when that began and ended.
fn chain(asset: &Asset) -> Vec<(Option<PersonId>, i64, Option<i64>)> {
    let minutes = |at: crate::time::Timestamp| at.since(minute(0)).0 / 60_000;
    let chain = asset.custody.iter().map(|custody| {
        let ended = custody.ended.map(|end| minutes(end.at));
        (custody.holder, minutes(custody.since), ended)
    });
    chain.collect()
}

fn of_kai(acts: Vec<AssetAct>) -> Asset {
    let history = history(acts.into_iter().map(|act| (KAI, act)));
    let mut entries = history.entries.iter();
    assert!(entries.all(|entry| entry.superseded.is_none()));
    asset(&history.case.expect("an asset")).clone()
}

#[test]
fn the_chain_says_who_had_it_from_when_to_when_and_never_loses_a_link() {
    let relocate = AssetAct::Relocate {
        custody: entry(2),
        store: HARBOUR,
    };
    let asset = of_kai(vec![
        receive(),
        issue(entry(0), MEI),
        take_back(entry(1)),
        relocate,
        issue(entry(3), ZOE),
    ]);
    let expected = [
        (None, 0, Some(1)),
        (Some(MEI), 1, Some(2)),
        (None, 2, Some(3)),
        (None, 3, Some(4)),
        (Some(ZOE), 4, None),
    ];
    assert_eq!(chain(&asset), expected);
    assert_eq!(asset.holder(), Some(ZOE));
    let how = asset.custody.iter().map(|custody| custody.how);
    let how: Vec<Handover> = how.collect();
    let expected = [
        Handover::Received,
        Handover::Issued,
        Handover::TakenBack,
        Handover::Relocated,
        Handover::Issued,
    ];
    assert_eq!(how, expected);
}

/// What is sold or broken had a last holder, and is found by their name.
#[test]
fn what_is_scrapped_has_no_holder_and_still_says_who_the_last_was() {
    let asset = of_kai(vec![receive(), issue(entry(0), MEI), scrap(), dispose()]);
    assert_eq!((asset.holder(), asset.current()), (None, None));
    let last = asset.custody.last().expect("a custody");
    let end = last.ended.expect("an end");
    assert_eq!(last.holder, Some(MEI));
    assert_eq!((end.at, end.entry, end.by), (minute(2), entry(2), KAI));
    let (directory, case) = (directory(), Case::Asset(asset));
    let name = directory.people[&MEI].name.to_lowercase();
    assert!(case.as_dyn().search_text(&directory).contains(&name));
    assert_eq!(case.as_dyn().closed_at(), Some(minute(3)));
}

#[test]
fn a_repair_changes_no_custody_and_nobody_else_gets_it_meanwhile() {
    let acts = [
        receive(),
        issue(entry(0), MEI),
        send_to_repair(entry(1)),
        issue(entry(1), ZOE),
        end_repair(entry(2)),
    ];
    let history = history(acts.map(|act| (KAI, act)));
    let why = AssetSuperseded::Stood(AssetState::InRepair);
    assert_eq!(history.entries[3].superseded, Some(Superseded::Asset(why)));
    let case = history.case.expect("an asset");
    let asset = asset(&case);
    assert_eq!(asset.state(), AssetState::InUse);
    assert_eq!(chain(asset)[1], (Some(MEI), 1, None));
}

#[test]
fn every_repair_stays_on_the_card_with_what_came_of_it() {
    let not_worth_it = AssetAct::EndRepair {
        repair: entry(1),
        outcome: RepairOutcome::NotWorthIt,
        condition: crate::assets::Condition::Broken,
        cost: None,
    };
    let asset = of_kai(vec![
        receive(),
        send_to_repair(entry(0)),
        not_worth_it,
        send_to_repair(entry(0)),
    ]);
    let [first, second] = asset.repairs.as_slice() else {
        panic!("two repairs");
    };
    let end = first.end.expect("an end");
    assert_eq!(end.outcome, Some(RepairOutcome::NotWorthIt));
    assert_eq!((first.since, end.at), (minute(1), minute(2)));
    assert_eq!((second.since, second.end), (minute(3), None));
    assert_eq!(asset.open_repair(), Some(second));

    // What is scrapped at the vendor's is there no more.
    let scrapped = of_kai(vec![receive(), send_to_repair(entry(0)), scrap()]);
    assert_eq!(scrapped.open_repair(), None);
    assert_eq!(scrapped.repairs[0].end.expect("an end").outcome, None);
}

#[test]
fn an_asset_is_read_where_it_is_and_carried_by_those_who_have_it() {
    let directory = directory();
    let case = in_state(AssetState::InUse);
    let audience = case.as_dyn().audience(&directory);
    let expected = [
        Scope::AssetAdmins,
        Scope::Desk,
        Scope::Person(MEI),
        Scope::Store(BUND),
        Scope::Pool(EAST),
    ];
    assert_eq!(audience, BTreeSet::from(expected));
    let carriers = case.as_dyn().carriers(&directory);
    let expected = [Scope::Person(MEI), Scope::Store(BUND)];
    assert_eq!(carriers, BTreeSet::from(expected));
    assert!(carriers.is_subset(&audience));
    let reads = |who| may_read(&directory.people[&who], &case, &directory);
    assert!(reads(KAI) && reads(LAN) && !reads(ZOE) && !reads(WEN) && !reads(LIN));
    for state in AssetState::ALL {
        let case = in_state(state);
        let carriers = case.as_dyn().carriers(&directory);
        assert!(carriers.is_subset(&case.as_dyn().audience(&directory)));
    }
    let scrapped = in_state(AssetState::Scrapped);
    let kai = &directory.people[&KAI];
    assert!(!is_carried(kai, &scrapped, &directory));
    let audience = scrapped.as_dyn().audience(&directory);
    assert_eq!(audience, BTreeSet::from([Scope::AssetAdmins, Scope::Desk]));
}

/// Whoever keeps the books hears of it without asking, whatever store it is of.
#[test]
fn what_somebody_has_left_behind_is_an_exception_of_the_asset_admins_until_it_has_another_holder() {
    let directory = directory();
    let lists = |case: &Case, who| {
        let person = &directory.people[&who];
        let listings = case.as_dyn().listings(person, &directory, &[]);
        listings.iter().map(|it| it.list).collect::<Vec<_>>()
    };
    let left_behind = vec![receive(), issue(entry(0), IVO)];
    let case = Case::Asset(of_kai(left_behind.clone()));
    assert_eq!(lists(&case, KAI), ["asset.exceptions"]);
    assert_eq!(lists(&case, MEI), ["asset.store"]);
    assert!(is_carried(&directory.people[&KAI], &case, &directory));
    assert!(
        case.as_dyn()
            .carriers(&directory)
            .is_subset(&case.as_dyn().audience(&directory))
    );
    assert!(case.as_dyn().references().people.contains(&IVO));
    for then in [change_hands(entry(1), MEI), take_back(entry(1)), scrap()] {
        let case = Case::Asset(of_kai([left_behind.clone(), vec![then]].concat()));
        assert!(!lists(&case, KAI).contains(&"asset.exceptions"));
        let carriers = case.as_dyn().carriers(&directory);
        assert!(!carriers.contains(&Scope::AssetExceptions));
    }
    for (who, name) in EVERYBODY {
        let shown = Kind::Asset.as_dyn().lists_of(&directory.people[&who]);
        assert_eq!(shown.contains(&"asset.exceptions"), who == KAI, "{name}");
    }
}

#[test]
fn acts_adopted_against_their_times_make_no_chain_that_goes_back() {
    use crate::{
        case::{RecordedEntry, fold},
        command::Command,
    };
    let acts = [
        (receive(), 10),
        (issue(entry(0), MEI), 5),
        (take_back(entry(1)), 3),
    ];
    let entries = acts
        .into_iter()
        .zip(0..)
        .map(|((act, at), nth)| RecordedEntry {
            json: Command {
                id: entry(nth),
                author: KAI,
                at: minute(at),
                act: act.into(),
            }
            .to_json(),
            received: Some(minute(20)),
        });
    let history = fold(Kind::Asset, &entries.collect::<Vec<_>>());
    let case = history.case.expect("an asset");
    for custody in &asset(&case).custody {
        assert!(custody.since >= minute(10));
        assert!(custody.ended.is_none_or(|end| end.at >= custody.since));
    }
}
