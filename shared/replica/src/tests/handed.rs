//! What passes from hand to hand: codes of every length, read in any order, and what is
//! not taken in.

use crate::{
    actor::Actor,
    document::Document,
    handed::{
        CODE_CHARS_MAX, Certificate, CodeReader, Handed, Key, NoCode, NotTaken, Read, Taker, codes,
    },
};
use domain::{
    capabilities::{Act, Kind},
    command::Command,
    ids::{CaseId, CommandId, PersonId},
    secret::Secret,
    time::Timestamp,
    transfers::{OfferedItem, TransferAct},
};
use proptest::prelude::*;
use uuid::Uuid;

const ORGANISATION: Uuid = Uuid::from_u128(0x0199_8a11);
const GIVER: PersonId = PersonId(Uuid::from_u128(0x0199_8a12));
const TAKER: PersonId = PersonId(Uuid::from_u128(0x0199_8a13));
const CASE: CaseId = CaseId(Uuid::from_u128(0x0199_8a14));

/// Ids that look like any others, so that nothing of them can be left out.
fn id(nth: usize) -> Uuid {
    let name = nth.to_be_bytes();
    let hash = Uuid::new_v5(&Uuid::NAMESPACE_OID, &name);
    let first = 0x0199_8a00_0000_7000_8000_0000_0000_0000_u128;
    Uuid::from_u128(first | hash.as_u128() & 0xffff_0fff_3fff_ffff_ffff_ffff)
}

/// Assets with long names, handed out to nobody by name.
fn hand_out(count: usize, first: usize) -> (Document, Handed) {
    let item = |nth: usize| OfferedItem {
        asset: CaseId(id(1_000 + nth)),
        custody: CommandId(id(5_000 + nth)),
        tag: format!("IT-{nth:06}"),
        model: "联想启天商用台式机门店收银专用定制款第三代"
            .chars()
            .cycle()
            .skip(nth % 7)
            .take(60)
            .collect(),
    };
    let secret = Secret(id(first));
    let act = TransferAct::HandOut {
        giver: GIVER,
        to: None,
        secret: Some(secret.hash()),
        items: (0..count).map(item).collect(),
        reason: "门店撤柜，设备随柜转移".to_owned(),
    };
    let command = Command {
        id: CommandId(id(first + 1)),
        author: GIVER,
        at: Timestamp(1_800_000_000_000),
        act: Act::Transfer(act),
    };
    let (authority, key) = keys();
    let device = id(3);
    let mut document = Document::new(Kind::Transfer);
    let actor = Actor::of_device(device, 0);
    document.record(&actor, &command).unwrap();
    let certificate = Certificate::issue(&authority, ORGANISATION, GIVER, device, key.public());
    let handed = Handed::out_of(&document, CASE, certificate, &key, Some(secret)).unwrap();
    (document, handed)
}

fn keys() -> (Key, Key) {
    (Key::of([1; 32]), Key::of([2; 32]))
}

fn taker(organisation: Uuid, person: PersonId, handed: &Handed) -> Result<(), NotTaken> {
    let authority = keys().0.public();
    let taker = Taker {
        person,
        organisation,
        authority: &authority,
    };
    let anew = handed.take_into(None, &taker).unwrap();
    anew.map(|held| assert_eq!(held.pending.len(), 1))
}

#[test]
fn ten_assets_fit_one_code_and_fifty_a_few() {
    let count = |assets| {
        let texts = codes(&hand_out(assets, 1).1).unwrap();
        assert!(texts.iter().all(|text| text.len() <= CODE_CHARS_MAX));
        texts.len()
    };
    assert_eq!([1, 10, 20, 40, 50].map(count), [1, 1, 2, 2, 3]);
}

#[test]
fn what_was_handed_over_is_the_same_document_and_pushes_the_same_change() {
    let (document, handed) = hand_out(3, 1);
    let authority = keys().0.public();
    let taker = Taker {
        person: TAKER,
        organisation: ORGANISATION,
        authority: &authority,
    };
    let held = handed.take_into(None, &taker).unwrap().unwrap();
    assert_eq!(held.document.heads(), document.heads());
    let pushed = held.pending[0].pushed(CASE);
    let key = keys().1.public();
    assert!(pushed.is_sealed_by(&key, ORGANISATION));
    assert!(
        !pushed.is_sealed_by(&authority, ORGANISATION),
        "another key"
    );
    assert!(
        !pushed.is_sealed_by(&key, Uuid::nil()),
        "another organisation"
    );
    let mut other = pushed.clone();
    other.command = other.command.replace("IT-000001", "IT-000009");
    assert!(!other.is_sealed_by(&key, ORGANISATION));
    let mut other = pushed.clone();
    other.case = CaseId(Uuid::nil());
    assert!(!other.is_sealed_by(&key, ORGANISATION));
    let mut other = pushed;
    other.base = document.heads();
    assert!(!other.is_sealed_by(&key, ORGANISATION));
    // Taken in once more, nothing is there twice.
    let again = handed.take_into(Some(&held), &taker).unwrap().unwrap();
    assert_eq!(again.pending.len(), 1);
}

#[test]
fn what_is_foreign_forged_or_ones_own_is_not_taken_in() {
    let (_, handed) = hand_out(2, 1);
    assert_eq!(taker(ORGANISATION, TAKER, &handed), Ok(()));
    assert_eq!(taker(Uuid::nil(), TAKER, &handed), Err(NotTaken::Foreign));
    assert_eq!(taker(ORGANISATION, GIVER, &handed), Err(NotTaken::Own));
    let mut other = handed.clone();
    other.certificate.person = TAKER;
    assert_eq!(
        taker(ORGANISATION, id_person(9), &other),
        Err(NotTaken::Forged)
    );
    let mut other = handed.clone();
    other.certificate.key = keys().0.public();
    assert_eq!(taker(ORGANISATION, TAKER, &other), Err(NotTaken::Forged));
    let mut other = handed.clone();
    other.case = CaseId(Uuid::nil());
    assert_eq!(taker(ORGANISATION, TAKER, &other), Err(NotTaken::Forged));
    let mut other = handed;
    other.commands.clear();
    assert_eq!(taker(ORGANISATION, TAKER, &other), Err(NotTaken::Forged));
}

fn id_person(nth: usize) -> PersonId {
    PersonId(id(nth))
}

#[test]
fn parts_come_in_any_order_doubled_and_mixed_with_others() {
    let [one, other] = [(40, 1), (50, 11)].map(|(count, first)| hand_out(count, first).1);
    let [parts, others] = [&one, &other].map(|handed| codes(handed).unwrap());
    let mut reader = CodeReader::default();
    let mut here = 0;
    // Backwards, each twice, with parts of another and what is no code in between.
    for (text, foreign) in parts.iter().rev().zip(&others) {
        assert_eq!(reader.read("6901234567892"), Err(NoCode::Other));
        assert_eq!(reader.read("FL1:ASSET:IT-000123:AB"), Err(NoCode::Other));
        assert!(matches!(reader.read(foreign), Ok(Read::Part { .. })));
        here += 1;
        let read = reader.read(text).unwrap();
        if here < parts.len() {
            let of = parts.len();
            assert_eq!(read, Read::Part { here, of });
            assert_eq!(reader.read(text).unwrap(), read, "once more");
        } else {
            assert_eq!(read, Read::Whole(Box::new(one.clone())));
        }
    }
    let last = reader.read(&others[2]).unwrap();
    assert_eq!(last, Read::Whole(Box::new(other)));
    // Nothing is left over.
    let first = reader.read(&parts[0]).unwrap();
    assert!(matches!(first, Read::Part { here: 1, .. }));
}

proptest! {
    #[test]
    fn whatever_is_scanned_is_told_and_crashes_nothing(text in "\\PC{0,300}", data in "[A-Z2-7]{0,400}") {
        let mut reader = CodeReader::default();
        prop_assert!(reader.read(&text).is_err());
        let code = format!("FL1:HAND:ABCD1234:1:1:{data}");
        prop_assert_eq!(reader.read(&code), Err(NoCode::Damaged));
    }

    #[test]
    fn a_changed_code_is_never_taken_in(place in 0usize..700, letter in "[A-Z2-7]") {
        let (_, handed) = hand_out(1, 1);
        let text = codes(&handed).unwrap().remove(0);
        let head = text.find(":1:1:").unwrap() + 5;
        let place = head + place % (text.len() - head);
        let mut altered = text.clone();
        altered.replace_range(place..=place, &letter);
        prop_assume!(altered != text);
        if let Ok(Read::Whole(read)) = CodeReader::default().read(&altered) {
            prop_assert!(*read == handed || taker(ORGANISATION, TAKER, &read).is_err());
        }
    }
}
