//! One sample of every act, and an asset in every state. A new act or state does
//! not compile before it has one.

pub use crate::tickets::adopted::{asker, entry, minute};

use crate::{
    assets::{Asset, AssetAct, AssetState, Condition, Correction, Details, RepairOutcome},
    capabilities::{Act, AnyAct, Case, Kind, permit},
    case::History,
    ids::{CaseId, CommandId, PersonId},
    tickets::adopted::adopted,
    tickets::people::{BUND, HARBOUR, KAI, MEI, ZOE, directory, uuid},
};

/// The names of the acts, as in forms and fixtures.
pub const NAMES: [&str; 15] = [
    "receive",
    "correct",
    "issue",
    "take_back",
    "relocate",
    "send_to_repair",
    "end_repair",
    "report_lost",
    "find",
    "replace",
    "take_place",
    "place_not_taken",
    "change_hands",
    "scrap",
    "dispose",
];

/// Those of them that nobody does by hand: they follow from another case.
pub const BY_SYSTEM: [&str; 3] = ["take_place", "place_not_taken", "change_hands"];

pub fn name(act: &AssetAct) -> &'static str {
    match act {
        AssetAct::Receive { .. } => "receive",
        AssetAct::Correct { .. } => "correct",
        AssetAct::Issue { .. } => "issue",
        AssetAct::TakeBack { .. } => "take_back",
        AssetAct::Relocate { .. } => "relocate",
        AssetAct::SendToRepair { .. } => "send_to_repair",
        AssetAct::EndRepair { .. } => "end_repair",
        AssetAct::ReportLost { .. } => "report_lost",
        AssetAct::Find { .. } => "find",
        AssetAct::Replace { .. } => "replace",
        AssetAct::TakePlace { .. } => "take_place",
        AssetAct::PlaceNotTaken { .. } => "place_not_taken",
        AssetAct::ChangeHands { .. } => "change_hands",
        AssetAct::Scrap { .. } => "scrap",
        AssetAct::Dispose { .. } => "dispose",
    }
}

pub fn details() -> Details {
    Details {
        tag: "POS-0107".to_owned(),
        serial: "SN-8842".to_owned(),
        model: "HK716".to_owned(),
        category: "Till".to_owned(),
        bought: "2025-03-04".parse().ok(),
        price: "1299.5".parse().ok(),
        store: BUND,
        condition: Condition::New,
    }
}

pub fn receive() -> AssetAct {
    AssetAct::Receive { details: details() }
}

/// Corrects the serial number.
pub fn correct(from: &str, to: &str) -> AssetAct {
    AssetAct::Correct {
        corrections: vec![Correction::Serial {
            from: from.to_owned(),
            to: to.to_owned(),
        }],
        reason: "misread".to_owned(),
    }
}

pub fn issue(custody: CommandId, to: PersonId) -> AssetAct {
    AssetAct::Issue {
        custody,
        to,
        store: BUND,
    }
}

pub fn take_back(custody: CommandId) -> AssetAct {
    AssetAct::TakeBack {
        custody,
        store: BUND,
        condition: Condition::Good,
    }
}

pub fn send_to_repair(custody: CommandId) -> AssetAct {
    AssetAct::SendToRepair {
        custody,
        vendor: "Epson".to_owned(),
        reason: "no picture".to_owned(),
    }
}

pub fn end_repair(repair: CommandId) -> AssetAct {
    AssetAct::EndRepair {
        repair,
        outcome: RepairOutcome::Repaired,
        condition: Condition::Good,
        cost: "80".parse().ok(),
    }
}

/// Another asset.
pub const OTHER: CaseId = CaseId(uuid(7_001));

/// The transfer in which it changes hands.
pub const TRANSFER: CaseId = CaseId(uuid(7_002));

pub fn replace(custody: CommandId) -> AssetAct {
    AssetAct::Replace {
        custody,
        by: OTHER,
        tag: "POS-0200".to_owned(),
        condition: Condition::Broken,
        reason: "no picture".to_owned(),
    }
}

pub fn take_place() -> AssetAct {
    AssetAct::TakePlace {
        of: OTHER,
        tag: "POS-0200".to_owned(),
        holder: MEI,
        store: BUND,
        by: KAI,
    }
}

/// It passes from whoever has it by this custody to another.
pub fn change_hands(custody: CommandId, to: PersonId) -> AssetAct {
    AssetAct::ChangeHands {
        transfer: TRANSFER,
        confirmation: entry(80),
        custody,
        to,
        store: HARBOUR,
        condition: Condition::Worn,
        by: MEI,
    }
}

pub fn scrap() -> AssetAct {
    AssetAct::Scrap {
        reason: "beyond repair".to_owned(),
    }
}

pub fn dispose() -> AssetAct {
    AssetAct::Dispose {
        reason: "sold to the recycler".to_owned(),
    }
}

/// A sample of each act, meant for an asset of [`in_state`] as it stands.
pub fn every(asset: &Asset) -> [AssetAct; 15] {
    let custody = asset.custody.last().expect("a custody").entry;
    let repair = asset.open_repair().map_or(entry(99), |open| open.entry);
    let reason = || "it is not there".to_owned();
    [
        receive(),
        correct("SN-8842", "SN-8843"),
        issue(custody, MEI),
        take_back(custody),
        AssetAct::Relocate {
            custody,
            store: HARBOUR,
        },
        send_to_repair(custody),
        end_repair(repair),
        AssetAct::ReportLost {
            custody,
            reason: reason(),
        },
        AssetAct::Find {
            custody,
            condition: Condition::Worn,
        },
        replace(custody),
        take_place(),
        AssetAct::PlaceNotTaken { by: OTHER },
        change_hands(custody, ZOE),
        scrap(),
        dispose(),
    ]
}

/// What brings an asset into a state.
pub fn way_to(state: AssetState) -> Vec<AssetAct> {
    let mut way = vec![receive()];
    let lost = AssetAct::ReportLost {
        custody: entry(1),
        reason: "not there".to_owned(),
    };
    let rest = match state {
        AssetState::InStock => vec![],
        AssetState::InUse => vec![issue(entry(0), MEI)],
        AssetState::InRepair => vec![issue(entry(0), MEI), send_to_repair(entry(1))],
        AssetState::Lost => vec![issue(entry(0), MEI), lost],
        AssetState::Scrapped => vec![scrap()],
        AssetState::Disposed => vec![scrap(), dispose()],
    };
    way.extend(rest);
    way
}

/// An asset of Kai's books that stands so.
pub fn in_state(state: AssetState) -> Case {
    let case = history(way_to(state).into_iter().map(|act| (KAI, act))).case;
    let case = case.expect("an asset");
    assert_eq!(asset(&case).state(), state);
    case
}

/// What some people's acts make, in the order of adoption, one a minute.
pub fn history(acts: impl IntoIterator<Item = (PersonId, AssetAct)>) -> History {
    adopted(Kind::Asset, acts)
}

/// The asset that Kai received.
pub fn received() -> Case {
    in_state(AssetState::InStock)
}

pub fn asset(case: &Case) -> &Asset {
    match case {
        Case::Asset(asset) => asset,
        other => panic!("no asset: {other:?}"),
    }
}

#[test]
fn an_act_that_opens_an_asset_is_the_first_and_no_other_is() {
    let (directory, case) = (directory(), received());
    let asker = asker(&directory, KAI);
    for (act, named) in every(asset(&case)).into_iter().zip(NAMES) {
        assert_eq!(name(&act), named);
        let opens = act.opens();
        let begun = history([(KAI, act.clone())]).case;
        assert_eq!(begun.is_some(), opens, "{named}");
        let act = Act::from(act);
        assert_eq!(permit(None, &act, &asker).is_ok(), opens, "{named}");
        let again = permit(Some(&case), &act, &asker);
        assert!(!opens || again.is_err(), "{named}");
    }
}
