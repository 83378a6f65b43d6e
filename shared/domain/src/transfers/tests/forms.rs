//! What is offered can be filled in and is permitted, and nothing permitted is missing.

use super::acts::{
    BY_SYSTEM, NAMES, NOTEBOOK, SCANNER, SECRET, STATES, TILL, asker, custody, directory, in_state,
    transfer, viewer,
};
use crate::{
    capabilities::{Act, Case, Kind, Refusal, permit},
    form::SECRET as SECRET_VALUE,
    ids::{BlobId, PersonId},
    tickets::{
        people::{EVERYBODY, IVO, KAI, MEI, ZOE},
        refilled::is_refilled,
    },
    transfers::{TransferAct, TransferRefusal},
    view::{Form, Input, InputKind, Values},
    words::{Language, Words},
};
use std::collections::BTreeSet;

fn fill(form: &Form) -> Values {
    let value = |input: &Input| match &input.kind {
        InputKind::Choice { choices } => choices.last().expect("a choice").value.clone(),
        InputKind::Choices { choices } => choices[0].value.clone(),
        InputKind::Line | InputKind::Text | InputKind::Labels { .. } => "said".to_owned(),
        InputKind::Stars => "3".to_owned(),
        InputKind::Day => "2026-03-03".to_owned(),
        InputKind::Photos { .. } | InputKind::Signature { .. } => BlobId([1; 32]).to_string(),
    };
    let inputs = form.inputs.iter();
    inputs
        .map(|input| (input.name.clone(), value(input)))
        .collect()
}

#[test]
fn who_may_do_something_is_offered_it_and_can_fill_it_in() {
    let mut directory = directory();
    directory.secrets.insert(SECRET.hash(), SECRET);
    let words = Words::new(Language::English, &[]);
    let mut offered = BTreeSet::new();
    for (who, name) in EVERYBODY {
        let viewer = viewer(&directory, who, &words);
        let kind = Kind::Transfer.as_dyn();
        let openings = kind.openings(&viewer);
        let gives = [MEI, KAI].contains(&who);
        assert_eq!(openings.len(), usize::from(gives), "{name}");
        for opening in openings {
            let form = kind.form(&opening.name, &viewer).expect("a form");
            let author = viewer.asker().author();
            let act = kind.build(&opening.name, &fill(&form), author);
            let act = act.expect("readable");
            is_refilled(&act, None, author, None);
            assert_eq!(permit(None, &act, &asker(&directory, who)), Ok(()));
            offered.insert(opening.name);
        }
        for state in STATES {
            let case = in_state(state);
            for offer in case.as_dyn().offers(&viewer) {
                let form = case.as_dyn().form(&offer.name, &viewer).expect("a form");
                let author = viewer.asker().author();
                let act = case.as_dyn().build(&offer.name, &fill(&form), author);
                let act = act.expect("readable");
                is_refilled(&act, Some(&case), author, None);
                let answer = permit(Some(&case), &act, &asker(&directory, who));
                assert_eq!(answer, Ok(()), "{name}: {} {state}", offer.name);
                offered.insert(offer.name);
            }
        }
    }
    let by_hand = NAMES.into_iter().filter(|name| !BY_SYSTEM.contains(name));
    assert_eq!(offered, by_hand.map(str::to_owned).collect());
}

fn build(case: &Case, who: PersonId, offer: &str, values: &[(&str, &str)]) -> Result<Act, Refusal> {
    let directory = directory();
    let values = values.iter();
    let values = values.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let author = asker(&directory, who).author();
    case.as_dyn().build(offer, &values.collect(), author)
}

#[test]
fn an_asset_whose_condition_is_left_empty_stays_open() {
    let case = in_state("offered");
    let signature = BlobId([9; 32]).to_string();
    let values = [("condition-2", "worn"), ("signature", signature.as_str())];
    let act = build(&case, ZOE, "confirm", &values).expect("readable");
    let Act::Transfer(TransferAct::Confirm { items, .. }) = act else {
        panic!("{act:?}");
    };
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].asset, SCANNER);
}

#[test]
fn who_does_not_sign_or_takes_nothing_is_told_so() {
    let case = in_state("offered");
    let unsigned = build(&case, ZOE, "confirm", &[("condition-1", "good")]);
    let why = |refusal| Err(Refusal::Transfer(refusal));
    assert_eq!(unsigned, why(TransferRefusal::NotSigned));
    let signature = BlobId([9; 32]).to_string();
    let nothing = build(&case, ZOE, "confirm", &[("signature", &signature)]);
    let nothing = nothing.expect("readable");
    let directory = directory();
    let answer = permit(Some(&case), &nothing, &asker(&directory, ZOE));
    assert_eq!(answer, Err(TransferRefusal::NothingChosen.into()));
}

#[test]
fn without_a_receiver_it_is_for_whoever_has_the_code() {
    let directory = directory();
    let kind = Kind::Transfer.as_dyn();
    let values = |secret: Option<&str>| {
        let mut values = Values::from([
            ("assets".to_owned(), format!("{TILL}\n{SCANNER}")),
            ("reason".to_owned(), "to the carrier".to_owned()),
        ]);
        values.extend(secret.map(|it| (SECRET_VALUE.to_owned(), it.to_owned())));
        values
    };
    let author = asker(&directory, MEI).author();
    let secret = SECRET.0.to_string();
    let act = kind.build("hand_out", &values(Some(&secret)), author);
    let act = act.expect("readable");
    assert_eq!(permit(None, &act, &asker(&directory, MEI)), Ok(()));
    is_refilled(&act, None, author, Some(SECRET));
    assert_eq!(act.as_dyn().gives_out(), Some(SECRET.hash()));
    let json = serde_json::to_string(&act).expect("JSON");
    assert!(!json.contains(&secret), "the secret itself is not told");
    let act = kind.build("hand_out", &values(None), author);
    let act = act.expect("readable");
    let answer = permit(None, &act, &asker(&directory, MEI));
    assert_eq!(answer, Err(TransferRefusal::NoReceiver.into()));
}

#[test]
fn one_hands_out_ones_own_and_nothing_that_is_not_known_to_be_held() {
    let directory = directory();
    let kind = Kind::Transfer.as_dyn();
    let hand_out = |who, assets: &[String]| {
        let values = Values::from([
            ("assets".to_owned(), assets.join("\n")),
            ("to".to_owned(), ZOE.to_string()),
            ("reason".to_owned(), "moved".to_owned()),
        ]);
        kind.build("hand_out", &values, asker(&directory, who).author())
    };
    let why = |refusal| Err(Refusal::Transfer(refusal));
    let unknown = crate::ids::CaseId(crate::tickets::people::uuid(9_999));
    let not_held = hand_out(MEI, &[TILL.to_string(), unknown.to_string()]);
    assert_eq!(not_held, why(TransferRefusal::NotHeld));
    let mixed = hand_out(KAI, &[TILL.to_string(), NOTEBOOK.to_string()]);
    assert_eq!(mixed, why(TransferRefusal::SeveralGivers));
    let nothing = hand_out(MEI, &[]);
    assert_eq!(nothing, why(TransferRefusal::NothingChosen));
    let left_behind = hand_out(KAI, &[NOTEBOOK.to_string()]).expect("readable");
    let Act::Transfer(TransferAct::HandOut { giver, items, .. }) = &left_behind else {
        panic!("{left_behind:?}");
    };
    assert_eq!((*giver, items[0].custody), (IVO, custody(NOTEBOOK)));
}

#[test]
fn whoever_has_the_secret_is_offered_to_confirm_and_nobody_else() {
    let words = Words::new(Language::English, &[]);
    let (without, mut with) = (directory(), directory());
    with.secrets.insert(SECRET.hash(), SECRET);
    let case = in_state("by code");
    assert_eq!(transfer(&case).receiver, None);
    for (directory, expected) in [(&without, false), (&with, true)] {
        let offers = case.as_dyn().offers(&viewer(directory, ZOE, &words));
        let is_offered = offers.iter().any(|offer| offer.name == "confirm");
        assert_eq!(is_offered, expected);
    }
}
