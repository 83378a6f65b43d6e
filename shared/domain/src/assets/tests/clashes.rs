//! What two asset admins do without knowing of each other.

use super::acts::{
    asset, correct, details, end_repair, entry, history, issue, receive, scrap, send_to_repair,
    take_back,
};
use crate::{
    assets::{AssetAct, AssetState, AssetSuperseded, Condition, Correction},
    capabilities::Superseded,
    tickets::people::{KAI, LIN, MEI, ZOE, directory},
    view::Tone,
};

fn correct_model() -> AssetAct {
    AssetAct::Correct {
        corrections: vec![Correction::Model {
            from: details().model,
            to: "HK717".to_owned(),
        }],
        reason: "misread".to_owned(),
    }
}

#[test]
fn of_two_who_correct_the_same_the_first_stands_and_the_second_is_told() {
    let acts = [
        (KAI, receive()),
        (LIN, correct("SN-8842", "SN-8843")),
        (KAI, correct("SN-8842", "SN-8844")),
    ];
    let history = history(acts);
    let case = history.case.expect("an asset");
    assert_eq!(asset(&case).details.serial, "SN-8843");
    let why = AssetSuperseded::Corrected { by: LIN };
    assert_eq!(history.entries[2].superseded, Some(Superseded::Asset(why)));
    let directory = directory();
    let told = |who| {
        case.as_dyn()
            .notices(&history.entries, &directory.people[&who])
    };
    let [notice] = told(KAI).try_into().expect("one notice");
    assert_eq!(
        (notice.entry, notice.tone),
        (history.entries[2].id, Tone::Alarm)
    );
    assert_eq!(told(LIN), []);
}

#[test]
fn who_is_overtaken_is_told_who_corrected_that_very_detail() {
    let acts = [
        (KAI, receive()),
        (LIN, correct("SN-8842", "SN-8843")),
        (MEI, correct_model()),
        (KAI, correct("SN-8842", "SN-8844")),
    ];
    let why = AssetSuperseded::Corrected { by: LIN };
    let superseded = history(acts).entries[3].superseded.clone();
    assert_eq!(superseded, Some(Superseded::Asset(why)));
}

#[test]
fn who_corrects_different_details_is_in_nobodys_way() {
    let serial = correct("SN-8842", "SN-8843");
    let history = history([(KAI, receive()), (LIN, serial), (KAI, correct_model())]);
    let case = history.case.expect("an asset");
    let details = &asset(&case).details;
    assert_eq!(
        (details.serial.as_str(), details.model.as_str()),
        ("SN-8843", "HK717")
    );
    assert!(
        history
            .entries
            .iter()
            .all(|entry| entry.superseded.is_none())
    );
}

#[test]
fn what_corrects_nothing_that_stood_there_or_receives_again_has_no_effect() {
    let acts = [
        (KAI, correct("SN-8842", "SN-8843")),
        (KAI, receive()),
        (KAI, correct("SN-1", "SN-8843")),
        (LIN, receive()),
    ];
    let superseded = history(acts).entries.into_iter().map(|it| it.superseded);
    let why = |why| Some(Superseded::Asset(why));
    assert_eq!(
        superseded.collect::<Vec<_>>(),
        [
            why(AssetSuperseded::NotReceived),
            None,
            why(AssetSuperseded::Groundless),
            why(AssetSuperseded::AlreadyReceived),
        ]
    );
}

#[test]
fn a_refused_correction_done_again_is_meant_for_the_asset_as_it_stands() {
    let history = history([(KAI, receive()), (LIN, correct("SN-8842", "SN-8843"))]);
    let case = history.case.expect("an asset");
    let again = case.as_dyn().anew(&correct("SN-8842", "SN-8844").into());
    assert_eq!(again, correct("SN-8843", "SN-8844").into());
}

#[test]
fn of_two_who_issue_the_same_the_first_stands_and_the_second_reads_who_was_before() {
    let acts = [
        (KAI, receive()),
        (LIN, issue(entry(0), MEI)),
        (KAI, issue(entry(0), ZOE)),
    ];
    let history = history(acts);
    let why = AssetSuperseded::Moved { by: LIN };
    assert_eq!(history.entries[2].superseded, Some(Superseded::Asset(why)));
    assert_eq!(asset(&history.case.expect("an asset")).holder(), Some(MEI));
}

/// Not only a correction changes a detail.
#[test]
fn who_corrects_what_another_act_has_changed_is_told_whose_it_was() {
    let worsened = |from, to| AssetAct::Correct {
        corrections: vec![Correction::Condition { from, to }],
        reason: "scratched".to_owned(),
    };
    let acts = [
        (KAI, receive()),
        (KAI, issue(entry(0), MEI)),
        (LIN, take_back(entry(1))),
        (KAI, worsened(Condition::New, Condition::Broken)),
    ];
    let superseded = history(acts).entries[3].superseded.clone();
    let why = AssetSuperseded::Corrected { by: LIN };
    assert_eq!(superseded, Some(Superseded::Asset(why)));
}

#[test]
fn what_is_given_for_an_asset_that_stands_otherwise_by_then_has_no_effect() {
    let stood = |state| Some(Superseded::Asset(AssetSuperseded::Stood(state)));
    let late = |acts: Vec<AssetAct>| {
        let history = history(acts.into_iter().map(|act| (KAI, act)));
        history.entries.last().expect("an entry").superseded.clone()
    };
    let scrapped = late(vec![receive(), scrap(), issue(entry(0), MEI)]);
    assert_eq!(scrapped, stood(AssetState::Scrapped));
    let twice = late(vec![receive(), scrap(), scrap()]);
    assert_eq!(twice, stood(AssetState::Scrapped));
    let stocked = late(vec![receive(), take_back(entry(0))]);
    assert_eq!(stocked, stood(AssetState::InStock));
    let other = late(vec![
        receive(),
        send_to_repair(entry(0)),
        end_repair(entry(1)),
        send_to_repair(entry(0)),
        end_repair(entry(1)),
    ]);
    let why = AssetSuperseded::RepairIsOver;
    assert_eq!(other, Some(Superseded::Asset(why)));
}

#[test]
fn a_refused_act_done_again_is_meant_for_whoever_has_the_asset_now() {
    let acts = [
        (KAI, receive()),
        (LIN, issue(entry(0), MEI)),
        (LIN, take_back(entry(1))),
    ];
    let case = history(acts).case.expect("an asset");
    let again = case.as_dyn().anew(&issue(entry(0), ZOE).into());
    assert_eq!(again, issue(entry(2), ZOE).into());
}

#[test]
fn whoever_gets_an_asset_or_has_it_no_more_is_told() {
    let acts = [
        (KAI, receive()),
        (KAI, issue(entry(0), MEI)),
        (KAI, take_back(entry(1))),
    ];
    let history = history(acts);
    let (case, directory) = (history.case.expect("an asset"), directory());
    let told = |who| {
        let notices = case
            .as_dyn()
            .notices(&history.entries, &directory.people[&who]);
        let ids = notices.into_iter().map(|it| it.message.id.into_owned());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(told(MEI), ["asset-notice-yours", "asset-notice-not-yours"]);
    assert_eq!((told(ZOE), told(KAI)), (vec![], vec![]));
}
