//! An asset is replaced by another: both cards say so, and what cannot come in the
//! place is told where it was meant for.

use super::acts::{
    OTHER, asker, asset, entry, history, in_state, issue, minute, receive, replace, scrap,
    take_place,
};
use crate::{
    assets::{AssetAct, AssetRefusal, AssetState, AssetSuperseded, Counterpart, Handover},
    capabilities::{Case, Kind, Refusal, Superseded, permit},
    case::History,
    follow_up::{Deed, FollowUp},
    ids::{CaseId, PersonId},
    tickets::people::{BUND, KAI, MEI, directory, uuid},
};

const OWN: CaseId = CaseId(uuid(7_000));

/// What follows from the last entry.
fn follow_ups(history: &History) -> Vec<FollowUp> {
    let case = history.case.as_ref().expect("an asset").as_dyn();
    case.follow_ups(OWN, history.entries.last().expect("an entry"))
}

#[test]
fn the_other_gets_to_the_holder_and_both_cards_say_so() {
    let acts = [receive(), issue(entry(0), MEI), replace(entry(1))];
    let history = history(acts.map(|act| (KAI, act)));
    let replaced = asset(history.case.as_ref().expect("an asset"));
    assert_eq!(replaced.state(), AssetState::InStock);
    let counterpart = Counterpart {
        asset: OTHER,
        tag: "POS-0200".to_owned(),
    };
    assert_eq!(replaced.replaced_by, Some(counterpart));
    let deed = Deed::TakePlace {
        of: OWN,
        tag: "POS-0107".to_owned(),
        holder: MEI,
        store: BUND,
        by: KAI,
    };
    let follow_up = FollowUp {
        case: OTHER,
        deed: deed.clone(),
    };
    assert_eq!(follow_ups(&history), [follow_up]);

    let act = Kind::Asset.as_dyn().act_for(&deed).expect("an act");
    let crate::capabilities::Act::Asset(act) = act else {
        panic!("an asset's act");
    };
    let history = super::acts::history([(KAI, receive()), (PersonId::SYSTEM, act)]);
    assert_eq!(history.entries[1].superseded, None);
    let other = asset(history.case.as_ref().expect("an asset"));
    assert_eq!(other.holder(), Some(MEI));
    let custody = other.current().expect("a custody");
    assert_eq!((custody.how, custody.by), (Handover::Replacing, KAI));
    assert_eq!(other.replaces.as_ref().map(|it| it.asset), Some(OWN));
    assert_eq!(follow_ups(&history), []);
}

#[test]
fn what_is_not_in_stock_any_more_takes_no_place_and_the_replaced_one_is_told() {
    let acts = [receive(), scrap(), take_place()];
    let history = history(acts.map(|act| (KAI, act)));
    let why = AssetSuperseded::Stood(AssetState::Scrapped);
    assert_eq!(history.entries[2].superseded, Some(Superseded::Asset(why)));
    let deed = Deed::PlaceNotTaken { by: OWN };
    let told = FollowUp { case: OTHER, deed };
    assert_eq!(follow_ups(&history), [told]);

    let acts = [
        receive(),
        issue(entry(0), MEI),
        replace(entry(1)),
        AssetAct::PlaceNotTaken { by: OTHER },
    ];
    let history = super::acts::history(acts.map(|act| (KAI, act)));
    let case = history.case.as_ref().expect("an asset");
    assert_eq!(asset(case).replaced_by, None);
    assert_eq!(
        asset(case).state(),
        AssetState::InStock,
        "it came back all the same"
    );
    assert_eq!(follow_ups(&history), []);
}

#[test]
fn a_follow_up_that_finds_no_case_is_returned_once() {
    let deed = Deed::TakePlace {
        of: OWN,
        tag: "POS-0107".to_owned(),
        holder: MEI,
        store: BUND,
        by: KAI,
    };
    let returned = FollowUp { case: OTHER, deed }.returned();
    let deed = Deed::PlaceNotTaken { by: OTHER };
    assert_eq!(returned, Some(FollowUp { case: OWN, deed }));
    assert_eq!(returned.and_then(FollowUp::returned), None);
    // Only an asset can take an asset's place.
    let deed = Deed::PlaceNotTaken { by: OTHER };
    assert_eq!(Kind::Ticket.as_dyn().act_for(&deed), None);
}

#[test]
fn an_entry_that_follows_has_one_id_for_each_cause_and_case() {
    let id = entry(1).following_in(OWN);
    assert_eq!(id, entry(1).following_in(OWN));
    assert_ne!(id, entry(2).following_in(OWN));
    assert_ne!(id, entry(1).following_in(OTHER));
    assert_eq!(id.0.get_version_num(), 5);
}

#[test]
fn what_the_system_does_nobody_does_by_hand_and_nothing_replaces_itself() {
    let directory = directory();
    let refused =
        |case: &Case, act: AssetAct| match permit(Some(case), &act.into(), &asker(&directory, KAI))
        {
            Err(Refusal::Asset(refusal)) => Some(refusal),
            Ok(()) => None,
            Err(other) => panic!("{other:?}"),
        };
    let stock = in_state(AssetState::InStock);
    let by_system = Some(AssetRefusal::DoneBySystem);
    assert_eq!(refused(&stock, take_place()), by_system);
    let not_taken = AssetAct::PlaceNotTaken { by: OTHER };
    assert_eq!(refused(&stock, not_taken), by_system);
    let used = in_state(AssetState::InUse);
    let custody = asset(&used).current().expect("a custody").entry;
    assert_eq!(refused(&used, replace(custody)), None);
    let by_tag = |own: &str| {
        let mut act = replace(custody);
        if let AssetAct::Replace { tag, .. } = &mut act {
            own.clone_into(tag);
        }
        refused(&used, act)
    };
    let none = Some(AssetRefusal::NoReplacement);
    assert_eq!((by_tag("pos-0107"), by_tag(" ")), (none, none));
    assert_eq!(minute(0), asset(&used).custody[0].since);
}
