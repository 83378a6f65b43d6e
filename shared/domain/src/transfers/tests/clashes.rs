//! What people do to a transfer without knowing of each other: each row of the table
//! of clashes that speaks of transfers, with the words of both.

use super::acts::{
    SCANNER, TILL, confirm, confirm_by_code, contest, directory, entry, hand_out, hand_out_by_code,
    history, minute, refuse, settle, transfer, withdraw,
};
use crate::{
    capabilities::{Case, Superseded},
    case::{History, may_read},
    ids::PersonId,
    tickets::people::{ANA, KAI, MEI, ZOE},
    transfers::{Exception, ItemState, Transfer, TransferAct, TransferSuperseded},
    view::Tone,
    words::{Language, Words},
};

const BOTH: [crate::ids::CaseId; 2] = [TILL, SCANNER];

fn state(history: &History) -> &Transfer {
    transfer(history.case.as_ref().expect("a transfer"))
}

fn superseded(history: &History, nth: usize) -> Option<TransferSuperseded> {
    match &history.entries[nth].superseded {
        Some(Superseded::Transfer(why)) => Some(*why),
        _ => None,
    }
}

/// What a person is told of it, in English.
fn told(history: &History, who: PersonId) -> Vec<String> {
    let directory = directory();
    let words = Words::new(Language::English, &[]);
    let case: &Case = history.case.as_ref().expect("a transfer");
    let notices = case
        .as_dyn()
        .notices(&history.entries, &directory.people[&who]);
    let notices = notices.iter();
    notices
        .map(|notice| words.say(&notice.message, &directory))
        .collect()
}

#[test]
fn who_confirms_what_was_withdrawn_has_both_heard_by_an_asset_admin() {
    let history = history([
        (MEI, hand_out(ZOE)),
        (MEI, withdraw(&BOTH)),
        (ZOE, confirm(&BOTH)),
    ]);
    let transfer = state(&history);
    let why = TransferSuperseded::Withdrawn { by: MEI };
    assert_eq!(superseded(&history, 2), Some(why));
    assert_eq!(transfer.exception, Some((minute(2), Exception::Contested)));
    assert_eq!(transfer.claimants, [ZOE]);
    let is_withdrawn = |state: &ItemState| matches!(state, ItemState::Withdrawn { .. });
    assert!(transfer.items.iter().all(|item| is_withdrawn(&item.state)));
    assert!(transfer.is_contested(), "and so it is not over");
    assert_eq!(
        told(&history, ZOE),
        [
            "Mei hands POS-0107, SCN-0007 over to you. Please confirm.",
            "Mei withdrew POS-0107, SCN-0007.",
            "Mei had withdrawn it before. If it was handed out to you anew, confirm that. An asset admin will look at it.",
        ]
    );
    assert_eq!(
        told(&history, MEI),
        ["The transfer of POS-0107, SCN-0007 is contested."]
    );
    assert!(!told(&history, KAI).is_empty());
    assert!(told(&history, ANA).is_empty());
}

#[test]
fn what_was_confirmed_is_not_withdrawn_nor_refused() {
    for late in [(MEI, withdraw(&BOTH)), (ZOE, refuse(&BOTH))] {
        let by = late.0;
        let history = history([(MEI, hand_out(ZOE)), (ZOE, confirm(&BOTH)), late]);
        let why = TransferSuperseded::Confirmed { by: ZOE };
        assert_eq!(superseded(&history, 2), Some(why), "{by}");
        assert_eq!(state(&history).exception, None);
        let told = told(&history, by);
        assert_eq!(told.last().expect("words"), "Zoe had confirmed before.");
    }
}

#[test]
fn what_is_decided_in_part_leaves_the_rest_open() {
    let history = history([
        (MEI, hand_out(ZOE)),
        (ZOE, confirm(&[TILL])),
        (MEI, withdraw(&BOTH)),
    ]);
    assert_eq!(superseded(&history, 2), None, "one of them was open");
    let transfer = state(&history);
    assert!(matches!(
        transfer.items[0].state,
        ItemState::Confirmed { by: ZOE, .. }
    ));
    assert!(matches!(
        transfer.items[1].state,
        ItemState::Withdrawn { by: MEI, .. }
    ));
    assert!(!transfer.is_open());
}

#[test]
fn of_two_who_take_one_code_the_first_has_it_and_the_second_is_heard() {
    let acts = [
        (MEI, hand_out_by_code()),
        (ZOE, confirm_by_code()),
        (ANA, confirm_by_code()),
    ];
    let history = history(acts);
    let transfer = state(&history);
    assert_eq!(transfer.receiver, Some(ZOE));
    let why = TransferSuperseded::Taken { by: ZOE };
    assert_eq!(superseded(&history, 2), Some(why));
    assert_eq!(transfer.claimants, [ANA]);
    assert!(transfer.is_contested());
    let words = "Zoe had taken it by the same code before. An asset admin will look at it.";
    assert_eq!(told(&history, ANA).last().expect("words"), words);
}

#[test]
fn who_confirmed_in_vain_reads_the_transfer_until_that_is_settled() {
    let acts = [
        (MEI, hand_out_by_code()),
        (ZOE, confirm_by_code()),
        (ANA, confirm_by_code()),
        (KAI, settle()),
    ];
    let reads = |known: usize, who: PersonId| {
        let history = history(acts.clone().into_iter().take(known));
        let case = history.case.as_ref().expect("a transfer");
        let directory = directory();
        may_read(&directory.people[&who], case, &directory)
    };
    assert!(!reads(2, ANA));
    assert!(reads(3, ANA));
    assert!(!reads(4, ANA));
    for party in [MEI, ZOE, KAI] {
        assert!(reads(4, party), "{party}");
    }
}

#[test]
fn an_asset_that_had_passed_elsewhere_stays_there_and_the_rest_goes_on() {
    let stays = TransferAct::NotMoved {
        asset: TILL,
        confirmation: entry(1),
        holder: Some(ANA),
    };
    let history = history([
        (MEI, hand_out(ZOE)),
        (ZOE, confirm(&BOTH)),
        (PersonId::SYSTEM, stays.clone()),
        (PersonId::SYSTEM, stays),
    ]);
    let transfer = state(&history);
    assert_eq!(
        transfer.items[0].state,
        ItemState::NotMoved {
            at: minute(2),
            holder: Some(ANA)
        }
    );
    assert!(matches!(
        transfer.items[1].state,
        ItemState::Confirmed { .. }
    ));
    assert!(transfer.is_contested());
    let why = TransferSuperseded::NothingOpen;
    assert_eq!(superseded(&history, 3), Some(why), "once is enough");
    for who in [MEI, ZOE] {
        let words = "POS-0107 did not change hands. The transfer says why.";
        assert_eq!(told(&history, who).last().expect("words"), words);
    }
}

#[test]
fn what_is_contested_is_settled_once_and_can_be_contested_anew() {
    let acts = [
        (MEI, hand_out(ZOE)),
        (ZOE, confirm(&BOTH)),
        (MEI, contest()),
        (KAI, settle()),
        (KAI, settle()),
        (MEI, contest()),
    ];
    let until = |count| history(acts.clone().into_iter().take(count));
    assert!(state(&until(3)).is_contested());
    assert!(!state(&until(4)).is_contested());
    let late = TransferSuperseded::NotContested;
    assert_eq!(superseded(&until(5), 4), Some(late));
    assert!(state(&until(6)).is_contested());
    let case = until(4).case.expect("a transfer");
    assert_eq!(case.as_dyn().closed_at(), Some(minute(3)));
}

#[test]
fn a_notice_of_a_contest_is_an_alarm() {
    let history = history([
        (MEI, hand_out(ZOE)),
        (MEI, withdraw(&BOTH)),
        (ZOE, confirm(&BOTH)),
    ]);
    let directory = directory();
    let case = history.case.as_ref().expect("a transfer");
    for who in [MEI, ZOE, KAI] {
        let notices = case
            .as_dyn()
            .notices(&history.entries, &directory.people[&who]);
        let last = notices.last().expect("a notice");
        assert_eq!(last.tone, Tone::Alarm);
    }
}
