//! Bad input of every kind gets its word and changes nothing.

use super::acts::{NOTEBOOK, SCANNER, TILL, asker, confirm, directory, in_state, two};
use crate::{
    assets::LABEL_CHARS_MAX,
    capabilities::{Refusal, permit},
    directory::{Directory, Grant},
    ids::{BlobId, CaseId, CommandId, PersonId},
    photos::PHOTOS_MAX,
    tickets::people::{BUND, IVO, KAI, LAN, MEI, ZOE, uuid},
    transfers::{ITEMS_MAX, OfferedItem, REASON_CHARS_MAX, TransferAct, TransferRefusal},
};

fn handed_out(change: impl FnOnce(&mut Handout)) -> TransferAct {
    let mut handout = Handout {
        giver: MEI,
        to: Some(ZOE),
        items: two(),
        reason: "moved".to_owned(),
    };
    change(&mut handout);
    TransferAct::HandOut {
        giver: handout.giver,
        to: handout.to,
        secret: None,
        items: handout.items,
        reason: handout.reason,
    }
}

struct Handout {
    giver: PersonId,
    to: Option<PersonId>,
    items: Vec<OfferedItem>,
    reason: String,
}

fn answer(directory: &Directory, who: PersonId, act: TransferAct) -> Option<TransferRefusal> {
    match permit(None, &act.into(), &asker(directory, who)) {
        Ok(()) => None,
        Err(Refusal::Transfer(refusal)) => Some(refusal),
        Err(other) => panic!("{other:?}"),
    }
}

/// Mei holds so many assets.
fn with_many(count: usize) -> (Directory, Vec<OfferedItem>) {
    let mut directory = directory();
    let mut items = Vec::new();
    for nth in 0..count {
        let id = uuid(8_000 + u128::try_from(nth).expect("few"));
        let (asset, custody) = (CaseId(id), CommandId(id));
        let (tag, model) = (format!("T-{nth}"), "K4e".to_owned());
        let grant = Grant {
            entry: custody,
            to: MEI,
            name: tag.clone(),
            text: model.clone(),
            stands: true,
        };
        directory.grants.insert(asset, vec![grant]);
        items.push(OfferedItem {
            asset,
            custody,
            tag,
            model,
        });
    }
    (directory, items)
}

#[test]
fn fifty_assets_pass_together_and_no_more() {
    for (count, expected) in [
        (ITEMS_MAX, None),
        (ITEMS_MAX + 1, Some(TransferRefusal::TooMany)),
    ] {
        let (directory, items) = with_many(count);
        let act = handed_out(|it| it.items = items);
        assert_eq!(answer(&directory, MEI, act), expected, "{count}");
    }
}

#[test]
fn what_is_handed_out_is_held_chosen_once_and_given_to_another_who_is_here() {
    let directory = directory();
    let answer = |act| answer(&directory, MEI, act);
    let none = answer(handed_out(|it| it.items.clear()));
    assert_eq!(none, Some(TransferRefusal::NothingChosen));
    let twice = answer(handed_out(|it| it.items[1] = it.items[0].clone()));
    assert_eq!(twice, Some(TransferRefusal::NothingChosen));
    let to_oneself = answer(handed_out(|it| it.to = Some(MEI)));
    assert_eq!(to_oneself, Some(TransferRefusal::ToOneself));
    let unknown = PersonId(uuid(4_242));
    for nobody in [IVO, unknown] {
        let refusal = answer(handed_out(|it| it.to = Some(nobody)));
        assert_eq!(refusal, Some(TransferRefusal::UnknownPerson));
    }
    let nobody = answer(handed_out(|it| it.to = None));
    assert_eq!(nobody, Some(TransferRefusal::NoReceiver));
    let not_held = [
        handed_out(|it| it.items[0].asset = NOTEBOOK),
        handed_out(|it| it.items[0].custody = CommandId(uuid(1))),
    ];
    for act in not_held {
        assert_eq!(answer(act), Some(TransferRefusal::NotHeld));
    }
    for name in ["", "two\nlines", &"长".repeat(LABEL_CHARS_MAX + 1)] {
        let no_name = [
            handed_out(|it| it.items[0].tag = name.to_owned()),
            handed_out(|it| it.items[0].model = name.to_owned()),
        ];
        for act in no_name {
            assert_eq!(answer(act), Some(TransferRefusal::NotFilledIn), "{name:?}");
        }
    }
    let others = answer(handed_out(|it| it.giver = LAN));
    assert_eq!(others, Some(TransferRefusal::NotTheGiver));
}

/// Its giver handed it out by the name that it had on a phone without a signal.
#[test]
fn what_was_renamed_meanwhile_is_the_same_asset() {
    let mut directory = directory();
    let act = handed_out(|_| ());
    for renaming in 1..=2 {
        for grant in directory.grants.values_mut().flatten() {
            grant.name = format!("{}-{renaming}", grant.name);
            grant.text = format!("{} ({renaming})", grant.text);
        }
        assert_eq!(answer(&directory, MEI, act.clone()), None, "{renaming}");
    }
}

#[test]
fn a_reason_is_given_short_and_readable() {
    let directory = directory();
    for (reason, expected) in [
        (String::new(), Some(TransferRefusal::ReasonMissing)),
        ("  \n".to_owned(), Some(TransferRefusal::ReasonMissing)),
        ("\u{7}".to_owned(), Some(TransferRefusal::ReasonUnreadable)),
        ("货".repeat(REASON_CHARS_MAX), None),
        (
            "货".repeat(REASON_CHARS_MAX + 1),
            Some(TransferRefusal::ReasonTooLong),
        ),
    ] {
        let act = handed_out(|it| it.reason = reason);
        assert_eq!(answer(&directory, MEI, act), expected);
    }
}

#[test]
fn what_is_confirmed_is_open_and_comes_to_the_receivers_own_store() {
    let directory = directory();
    let case = in_state("in part");
    let permit = |act: TransferAct| permit(Some(&case), &act.into(), &asker(&directory, ZOE));
    assert_eq!(permit(confirm(&[TILL])), Ok(()));
    let not_open = Err(TransferRefusal::NotOpen.into());
    assert_eq!(permit(confirm(&[TILL, SCANNER])), not_open);
    assert_eq!(permit(confirm(&[NOTEBOOK])), not_open);
    let mut act = confirm(&[TILL]);
    if let TransferAct::Confirm { store, .. } = &mut act {
        *store = BUND;
    }
    let elsewhere = Err(TransferRefusal::OtherStore.into());
    assert_eq!(permit(act), elsewhere);
    let mut act = confirm(&[TILL]);
    if let TransferAct::Confirm { items, .. } = &mut act {
        items[0].photos = vec![BlobId([1; 32]).into(); PHOTOS_MAX + 1];
    }
    let too_many = Err(TransferRefusal::TooManyPhotos.into());
    assert_eq!(permit(act), too_many);
}

#[test]
fn one_does_not_take_ones_own_code() {
    let directory = directory();
    let case = in_state("by code");
    let act = super::acts::confirm_by_code().into();
    let own = permit(Some(&case), &act, &asker(&directory, MEI));
    assert_eq!(own, Err(TransferRefusal::ToOneself.into()));
    let with_secret = permit(Some(&case), &act, &asker(&directory, LAN));
    let wrong_store = Err(TransferRefusal::OtherStore.into());
    assert_eq!(with_secret, wrong_store, "the secret lets in anybody");
    let mut act = super::acts::confirm_by_code();
    if let TransferAct::Confirm { secret, .. } = &mut act {
        *secret = Some(crate::secret::Secret(uuid(1)));
    }
    let guessed = permit(Some(&case), &act.into(), &asker(&directory, ZOE));
    assert_eq!(guessed, Err(Refusal::NotYours));
    // To an asset admin, who may read it, nothing else is said.
    let admin = permit(
        Some(&case),
        &confirm(&[TILL]).into(),
        &asker(&directory, KAI),
    );
    assert_eq!(admin, Err(TransferRefusal::NotTheReceiver.into()));
}
