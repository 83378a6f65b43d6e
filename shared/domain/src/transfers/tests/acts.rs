//! One sample of every act, and a transfer in every state. A new act or state does
//! not compile before it has one.
//!
//! Mei hands two assets out to Zoe, who works at another store; Kai keeps the books.

pub use crate::tickets::adopted::{asker, entry, minute};

use crate::{
    capabilities::{Act, Case, Kind, permit},
    capability::AnyAct,
    case::History,
    condition::Condition,
    directory::{Directory, Grant},
    ids::{BlobId, CaseId, CommandId, PersonId},
    secret::Secret,
    tickets::adopted::adopted,
    tickets::people::{HARBOUR, IVO, KAI, MEI, ZOE, directory as people, uuid},
    transfers::{ConfirmedItem, OfferedItem, Transfer, TransferAct},
    view::Viewer,
    words::Words,
};
use uuid::Uuid;

/// The names of the acts, as in forms and fixtures.
pub const NAMES: [&str; 9] = [
    "hand_out",
    "confirm",
    "refuse",
    "withdraw",
    "contest",
    "settle",
    "remind",
    "not_moved",
    "end_for_departure",
];

/// Those of them that nobody does by hand.
pub const BY_SYSTEM: [&str; 3] = ["remind", "not_moved", "end_for_departure"];

pub fn name(act: &TransferAct) -> &'static str {
    match act {
        TransferAct::HandOut { .. } => "hand_out",
        TransferAct::Confirm { .. } => "confirm",
        TransferAct::Refuse { .. } => "refuse",
        TransferAct::Withdraw { .. } => "withdraw",
        TransferAct::Contest { .. } => "contest",
        TransferAct::Settle { .. } => "settle",
        TransferAct::Remind => "remind",
        TransferAct::NotMoved { .. } => "not_moved",
        TransferAct::EndForDeparture { .. } => "end_for_departure",
    }
}

pub const TILL: CaseId = CaseId(uuid(7_101));
pub const SCANNER: CaseId = CaseId(uuid(7_102));
/// What Ivo had, who has left.
pub const NOTEBOOK: CaseId = CaseId(uuid(7_103));
pub const SECRET: Secret = Secret(Uuid::from_u128(0x005e_c3e7));
/// The transfer, as others name it.
pub const TRANSFER: CaseId = CaseId(uuid(7_001));

/// Everybody, and what they hold.
pub fn directory() -> Directory {
    let held = [
        (TILL, MEI, "POS-0107", "HK716"),
        (SCANNER, MEI, "SCN-0007", "1470G"),
        (NOTEBOOK, IVO, "NB-0009", "K4e"),
    ];
    let grant = |(case, to, name, text): (CaseId, PersonId, &str, &str)| {
        let grant = Grant {
            entry: custody(case),
            to,
            name: name.to_owned(),
            text: text.to_owned(),
            stands: true,
        };
        (case, vec![grant])
    };
    Directory {
        grants: held.map(grant).into(),
        ..people()
    }
}

/// The entry by which somebody came to hold an asset.
pub fn custody(asset: CaseId) -> CommandId {
    CommandId(asset.0)
}

fn offered(asset: CaseId, tag: &str, model: &str) -> OfferedItem {
    OfferedItem {
        asset,
        custody: custody(asset),
        tag: tag.to_owned(),
        model: model.to_owned(),
    }
}

pub fn two() -> Vec<OfferedItem> {
    vec![
        offered(TILL, "POS-0107", "HK716"),
        offered(SCANNER, "SCN-0007", "1470G"),
    ]
}

pub fn hand_out(to: PersonId) -> TransferAct {
    TransferAct::HandOut {
        giver: MEI,
        to: Some(to),
        secret: None,
        items: two(),
        reason: "the shop moves".to_owned(),
    }
}

/// To whoever knows the secret.
pub fn hand_out_by_code() -> TransferAct {
    TransferAct::HandOut {
        giver: MEI,
        to: None,
        secret: Some(SECRET.hash()),
        items: two(),
        reason: "to the carrier".to_owned(),
    }
}

pub fn left_behind() -> TransferAct {
    TransferAct::HandOut {
        giver: IVO,
        to: Some(ZOE),
        secret: None,
        items: vec![offered(NOTEBOOK, "NB-0009", "K4e")],
        reason: "Ivo has left".to_owned(),
    }
}

pub fn confirm(assets: &[CaseId]) -> TransferAct {
    let items = assets.iter().map(|asset| ConfirmedItem {
        asset: *asset,
        condition: Condition::Good,
        photos: vec![BlobId([4; 32]).into()],
    });
    TransferAct::Confirm {
        items: items.collect(),
        signature: BlobId([5; 32]).into(),
        store: HARBOUR,
        secret: None,
    }
}

pub fn confirm_by_code() -> TransferAct {
    match confirm(&[TILL, SCANNER]) {
        TransferAct::Confirm {
            items,
            signature,
            store,
            ..
        } => TransferAct::Confirm {
            items,
            signature,
            store,
            secret: Some(SECRET),
        },
        other => other,
    }
}

pub fn refuse(assets: &[CaseId]) -> TransferAct {
    TransferAct::Refuse {
        assets: assets.to_vec(),
        reason: "cracked".to_owned(),
        signature: None,
    }
}

pub fn withdraw(assets: &[CaseId]) -> TransferAct {
    TransferAct::Withdraw {
        assets: assets.to_vec(),
        reason: "still needed".to_owned(),
    }
}

pub fn contest() -> TransferAct {
    TransferAct::Contest {
        reason: "not in that state".to_owned(),
    }
}

pub fn settle() -> TransferAct {
    TransferAct::Settle {
        reason: "both were asked".to_owned(),
    }
}

/// A sample of each act.
pub fn every() -> [TransferAct; 9] {
    [
        hand_out(ZOE),
        confirm(&[TILL]),
        refuse(&[TILL]),
        withdraw(&[TILL]),
        contest(),
        settle(),
        TransferAct::Remind,
        TransferAct::NotMoved {
            asset: TILL,
            confirmation: entry(1),
            holder: Some(MEI),
        },
        TransferAct::EndForDeparture { of: ZOE },
    ]
}

/// How a transfer can stand, with the way to it.
pub const STATES: [&str; 6] = [
    "offered",
    "by code",
    "in part",
    "confirmed",
    "withdrawn",
    "contested",
];

pub fn in_state(state: &str) -> Case {
    let both = [TILL, SCANNER];
    let acts = match state {
        "offered" => vec![(MEI, hand_out(ZOE))],
        "by code" => vec![(MEI, hand_out_by_code())],
        "in part" => vec![(MEI, hand_out(ZOE)), (ZOE, confirm(&[SCANNER]))],
        "confirmed" => vec![(MEI, hand_out(ZOE)), (ZOE, confirm(&both))],
        "withdrawn" => vec![(MEI, hand_out(ZOE)), (MEI, withdraw(&both))],
        "contested" => vec![
            (MEI, hand_out(ZOE)),
            (MEI, withdraw(&both)),
            (ZOE, confirm(&both)),
        ],
        other => panic!("no state {other}"),
    };
    history(acts).case.expect("a transfer")
}

/// What some people's acts make, in the order of adoption, one a minute.
pub fn history(acts: impl IntoIterator<Item = (PersonId, TransferAct)>) -> History {
    adopted(Kind::Transfer, acts)
}

pub fn transfer(case: &Case) -> &Transfer {
    match case {
        Case::Transfer(transfer) => transfer,
        other => panic!("no transfer: {other:?}"),
    }
}

#[test]
fn an_act_that_opens_a_transfer_is_the_first_and_no_other_is() {
    let (directory, case) = (directory(), in_state("offered"));
    for (act, named) in every().into_iter().zip(NAMES) {
        assert_eq!(name(&act), named);
        let opens = act.opens();
        let begun = history([(MEI, act.clone())]).case;
        assert_eq!(begun.is_some(), opens, "{named}");
        let act = Act::from(act);
        for who in [MEI, ZOE, KAI] {
            let asker = asker(&directory, who);
            let may_begin = permit(None, &act, &asker).is_ok();
            assert_eq!(may_begin, opens && who == MEI, "{named}");
            assert!(!opens || permit(Some(&case), &act, &asker).is_err());
        }
    }
}

pub fn viewer<'a>(directory: &'a Directory, who: PersonId, words: &'a Words) -> Viewer<'a> {
    Viewer {
        person: &directory.people[&who],
        directory,
        words,
        now: minute(60),
        time_zone: &crate::time::UTC,
    }
}
