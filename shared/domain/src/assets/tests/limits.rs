//! What an act may say, up to its limits.

use super::acts::{asker, correct, details, receive, received};
use crate::{
    assets::{
        AssetAct, AssetRefusal, Condition, Correction, Details, LABEL_CHARS_MAX, REASON_CHARS_MAX,
    },
    capabilities::{Case, Refusal, permit},
    ids::StoreId,
    tickets::people::{KAI, directory, uuid},
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
