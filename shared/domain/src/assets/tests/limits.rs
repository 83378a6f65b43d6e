//! What an act may say, up to its limits.

use super::acts::{asker, asset, correct, details, issue, receive, received, send_to_repair};
use crate::{
    assets::{
        AssetAct, AssetRefusal, Condition, Correction, Details, LABEL_CHARS_MAX, REASON_CHARS_MAX,
    },
    capabilities::{Case, Refusal, permit},
    ids::{CaseId, PersonId, StoreId},
    names::CaseName,
    tickets::people::{IVO, KAI, directory, uuid},
};

fn answer(case: Option<&Case>, act: AssetAct) -> Result<(), AssetRefusal> {
    let directory = directory();
    match permit(case, &act.into(), &asker(&directory, KAI)) {
        Ok(()) => Ok(()),
        Err(Refusal::Asset(refusal)) => Err(refusal),
        Err(other) => panic!("{other:?}"),
    }
}

fn receiving(change: impl FnOnce(&mut Details)) -> Result<(), AssetRefusal> {
    let mut details = details();
    change(&mut details);
    answer(None, AssetAct::Receive { details })
}

#[test]
fn labels_are_short_and_readable_and_all_but_the_serial_number_needed() {
    let longest = "长".repeat(LABEL_CHARS_MAX);
    assert_eq!(receiving(|it| it.tag.clone_from(&longest)), Ok(()));
    assert_eq!(receiving(|it| it.serial.clear()), Ok(()));
    let bad = Err(AssetRefusal::BadLabel);
    assert_eq!(receiving(|it| it.tag = format!("{longest}长")), bad);
    assert_eq!(receiving(|it| it.serial = format!("{longest}长")), bad);
    assert_eq!(receiving(|it| it.model = " ".to_owned()), bad);
    assert_eq!(receiving(|it| it.category.clear()), bad);
    assert_eq!(receiving(|it| it.tag = "a\nb".to_owned()), bad);
    let unknown = receiving(|it| it.store = StoreId(uuid(9)));
    assert_eq!(unknown, Err(AssetRefusal::UnknownStore));
}

#[test]
fn a_correction_changes_something_that_stands_there_and_says_why() {
    let case = received();
    let correcting = |act| answer(Some(&case), act);
    assert_eq!(correcting(correct("SN-8842", "SN-1")), Ok(()));
    let nothing = Err(AssetRefusal::NothingCorrected);
    assert_eq!(correcting(correct("SN-8842", "SN-8842")), nothing);
    let outdated = Err(AssetRefusal::Outdated);
    assert_eq!(correcting(correct("SN-1", "SN-2")), outdated);
    let saying = |reason: &str| {
        let AssetAct::Correct { corrections, .. } = correct("SN-8842", "SN-1") else {
            panic!("a correction");
        };
        let reason = reason.to_owned();
        correcting(AssetAct::Correct {
            corrections,
            reason,
        })
    };
    let longest = "长".repeat(REASON_CHARS_MAX);
    assert_eq!(saying(&longest), Ok(()));
    assert_eq!(saying(" "), Err(AssetRefusal::ReasonMissing));
    assert_eq!(
        saying(&format!("{longest}长")),
        Err(AssetRefusal::ReasonTooLong)
    );
    assert_eq!(saying("\u{7}"), Err(AssetRefusal::ReasonUnreadable));
    assert_eq!(correcting(receive()), Err(AssetRefusal::AlreadyReceived));
}

#[test]
fn a_correction_has_each_detail_once() {
    let to = |to| Correction::Condition {
        from: Condition::New,
        to,
    };
    let twice = AssetAct::Correct {
        corrections: vec![to(Condition::Good), to(Condition::Worn)],
        reason: "tried".to_owned(),
    };
    let nothing = Err(AssetRefusal::NothingCorrected);
    assert_eq!(answer(Some(&received()), twice), nothing);
}

#[test]
fn a_tag_is_one_assets_however_it_is_written() {
    let mut directory = directory();
    let receives = |directory: &_| {
        let act = receive().into();
        permit(None, &act, &asker(directory, KAI))
    };
    assert_eq!(receives(&directory), Ok(()));
    let name = CaseName::new("asset", "ｐｏｓ－0107");
    directory.names.insert(name, CaseId(uuid(7)));
    let taken = Err(Refusal::Asset(AssetRefusal::TagTaken));
    assert_eq!(receives(&directory), taken);

    // Its own label, written otherwise, stays its own.
    let case = received();
    let retag = |to: &str| {
        let corrections = vec![Correction::Tag {
            from: details().tag,
            to: to.to_owned(),
        }];
        let reason = "misread".to_owned();
        AssetAct::Correct {
            corrections,
            reason,
        }
    };
    let corrects = |to| permit(Some(&case), &retag(to).into(), &asker(&directory, KAI));
    assert_eq!(corrects("pos-0107"), Ok(()));
    assert_eq!(corrects("POS-0108"), Ok(()));
    let mut directory = directory.clone();
    let name = CaseName::new("asset", "POS-0108");
    directory.names.insert(name, CaseId(uuid(8)));
    let corrects = permit(
        Some(&case),
        &retag("POS-0108").into(),
        &asker(&directory, KAI),
    );
    assert_eq!(corrects, taken);
}

#[test]
fn a_tag_of_nothing_visible_is_no_tag() {
    let bad = Err(AssetRefusal::BadLabel);
    assert_eq!(receiving(|it| it.tag = "\u{200b}\u{feff}".to_owned()), bad);
}

#[test]
fn it_is_issued_to_somebody_who_is_here_and_sent_to_a_vendor_with_a_name() {
    let case = received();
    let custody = asset(&case).custody[0].entry;
    let issuing = |to| answer(Some(&case), issue(custody, to));
    assert_eq!(issuing(KAI), Ok(()));
    let unknown = Err(AssetRefusal::UnknownPerson);
    assert_eq!(issuing(IVO), unknown);
    assert_eq!(issuing(PersonId(uuid(9_999))), unknown);
    let sending = |to: &str| {
        let mut act = send_to_repair(custody);
        if let AssetAct::SendToRepair { vendor, .. } = &mut act {
            to.clone_into(vendor);
        }
        answer(Some(&case), act)
    };
    assert_eq!(sending("Epson"), Ok(()));
    assert_eq!(sending(" "), Err(AssetRefusal::BadLabel));
}
