//! What follows in the assets from what is done to a transfer, and what comes back.

use super::acts::{
    SCANNER, TILL, TRANSFER, confirm, custody, entry, hand_out, history, minute, withdraw,
};
use crate::{
    assets::{self, AssetState, Handover},
    capabilities::{Act, Case, Kind},
    case::History,
    condition::Condition,
    follow_up::{Deed, FollowUp},
    ids::{CaseId, CommandId, PersonId},
    tickets::adopted::adopted,
    tickets::people::{BUND, HARBOUR, KAI, MEI, WEN, ZOE},
    transfers::UNCONFIRMED_MAX,
};

const BOTH: [CaseId; 2] = [TILL, SCANNER];

/// What followed from the last entry.
fn follow_ups(history: &History) -> Vec<FollowUp> {
    let case = history.case.as_ref().expect("a case");
    let last = history.entries.last().expect("an entry");
    case.as_dyn().follow_ups(TRANSFER, last)
}

#[test]
fn each_asset_that_is_confirmed_changes_hands() {
    let confirmed = history([(MEI, hand_out(ZOE)), (ZOE, confirm(&[SCANNER]))]);
    let [follow_up] = follow_ups(&confirmed).try_into().expect("one follow-up");
    assert_eq!(follow_up.case, SCANNER);
    let deed = Deed::ChangeHands {
        transfer: TRANSFER,
        confirmation: entry(1),
        custody: custody(SCANNER),
        to: ZOE,
        store: HARBOUR,
        condition: Condition::Good,
        by: MEI,
    };
    assert_eq!(follow_up.deed, deed);
    let back = follow_up.returned().expect("the transfer is told");
    let no_asset = Deed::HandsNotChanged {
        asset: SCANNER,
        confirmation: entry(1),
        holder: None,
    };
    assert_eq!((back.case, back.deed), (TRANSFER, no_asset));
}

#[test]
fn nothing_follows_from_what_is_without_effect() {
    let late = history([
        (MEI, hand_out(ZOE)),
        (MEI, withdraw(&BOTH)),
        (ZOE, confirm(&BOTH)),
    ]);
    assert_eq!(follow_ups(&late), []);
    assert_eq!(follow_ups(&history([(MEI, hand_out(ZOE))])), []);
}

#[test]
fn a_transfer_that_waits_too_long_is_told_of_once_by_the_open_ones() {
    let begun = history([(MEI, hand_out(ZOE))]);
    let case = begun.case.expect("a transfer");
    let due = minute(0) + UNCONFIRMED_MAX;
    let (at, remind) = case.as_dyn().deadline().expect("a deadline");
    assert_eq!(at, due);
    let Act::Transfer(remind) = remind else {
        panic!("{remind:?}");
    };
    let reminded = history([(MEI, hand_out(ZOE)), (PersonId::SYSTEM, remind)]);
    let case = reminded.case.expect("a transfer");
    assert_eq!(case.as_dyn().deadline(), None);
    let confirmed = history([(MEI, hand_out(ZOE)), (ZOE, confirm(&BOTH))]);
    let case = confirmed.case.expect("a transfer");
    assert_eq!(case.as_dyn().deadline(), None);
}

#[test]
fn what_is_on_its_way_to_one_who_leaves_ends_and_what_they_gave_goes_on() {
    let case = history([(MEI, hand_out(ZOE))]).case.expect("a transfer");
    assert!(case.as_dyn().after_departure(ZOE).is_some());
    assert_eq!(case.as_dyn().after_departure(MEI), None);
    assert_eq!(case.as_dyn().after_departure(KAI), None);
}

/// What people and the system do to an asset that Mei gets, in the order of adoption.
fn asset(rest: impl IntoIterator<Item = (PersonId, Act)>) -> History {
    let receive: Act = assets::AssetAct::Receive {
        details: assets::Details {
            tag: "POS-0107".to_owned(),
            serial: String::new(),
            model: "HK716".to_owned(),
            category: "Till".to_owned(),
            bought: None,
            price: None,
            store: BUND,
            condition: Condition::New,
        },
    }
    .into();
    let issue: Act = assets::AssetAct::Issue {
        custody: entry(0),
        to: MEI,
        store: BUND,
    }
    .into();
    let acts = [(KAI, receive), (KAI, issue)].into_iter().chain(rest);
    adopted(Kind::Asset, acts)
}

fn change_of_hands(custody: CommandId, to: PersonId) -> (PersonId, Act) {
    let deed = Deed::ChangeHands {
        transfer: TRANSFER,
        confirmation: entry(50),
        custody,
        to,
        store: HARBOUR,
        condition: Condition::Worn,
        by: MEI,
    };
    let act = Kind::Asset.as_dyn().act_for(&deed).expect("an act");
    (PersonId::SYSTEM, act)
}

fn state(history: &History) -> &assets::Asset {
    match history.case.as_ref().expect("an asset") {
        Case::Asset(asset) => asset,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_asset_passes_to_who_confirmed_it_with_its_condition_and_store() {
    let history = asset([change_of_hands(entry(1), ZOE)]);
    let asset = state(&history);
    assert_eq!(asset.state(), AssetState::InUse);
    assert_eq!(asset.holder(), Some(ZOE));
    assert_eq!(asset.details.condition, Condition::Worn);
    assert_eq!(asset.details.store, HARBOUR);
    let last = asset.custody.last().expect("a custody");
    let how = Handover::Transferred { transfer: TRANSFER };
    assert_eq!((last.how, last.by), (how, MEI));
    assert_eq!(
        history.entries[2]
            .act
            .as_ref()
            .map(|act| act.as_dyn().pictures()),
        Some(Vec::new()),
        "the signature is the transfer's"
    );
}

#[test]
fn of_two_hand_overs_of_one_asset_the_first_stands_and_the_other_is_told_who_has_it() {
    let history = asset([
        change_of_hands(entry(1), ZOE),
        change_of_hands(entry(1), WEN),
    ]);
    assert_eq!(state(&history).holder(), Some(ZOE));
    let last = history.entries.last().expect("an entry");
    assert!(last.superseded.is_some());
    let case = history.case.as_ref().expect("an asset");
    let [back] = case
        .as_dyn()
        .follow_ups(TILL, last)
        .try_into()
        .expect("one");
    let told = Deed::HandsNotChanged {
        asset: TILL,
        confirmation: entry(50),
        holder: Some(ZOE),
    };
    assert_eq!((back.case, back.deed), (TRANSFER, told));
}

#[test]
fn what_was_scrapped_taken_back_or_sent_to_repair_meanwhile_does_not_change_hands() {
    let custody = entry(1);
    let meanwhile = [
        assets::AssetAct::Scrap {
            reason: "broken".to_owned(),
        },
        assets::AssetAct::TakeBack {
            custody,
            store: BUND,
            condition: Condition::Good,
        },
        assets::AssetAct::SendToRepair {
            custody,
            vendor: "Epson".to_owned(),
            reason: "no picture".to_owned(),
        },
        assets::AssetAct::ReportLost {
            custody,
            reason: "not there".to_owned(),
        },
    ];
    for act in meanwhile {
        let named = format!("{act:?}");
        let before = asset([(KAI, act.clone().into())]);
        let after = asset([(KAI, act.into()), change_of_hands(custody, ZOE)]);
        assert_eq!(state(&before), state(&after), "{named}");
        assert!(after.entries[3].superseded.is_some(), "{named}");
    }
}
