//! What is offered is what the rule permits, and what is filled in becomes the
//! act.

use super::acts::{BY_SYSTEM, NAMES, OTHER, asker, asset, end_repair, in_state, issue, minute};
use crate::{
    assets::{AssetRefusal, AssetState},
    capabilities::{Kind, Refusal, permit},
    names::CaseName,
    tickets::{
        people::{EVERYBODY, HARBOUR, KAI, MEI, directory},
        refilled::is_refilled,
    },
    view::{Form, Input, InputKind, Values, Viewer},
    words::{Language, Words},
};
use std::collections::BTreeSet;

/// Fills a form in as somebody would who has read it.
fn fill(form: &Form) -> Values {
    let value = |input: &Input| match &input.kind {
        _ if input.name == "by" => "POS-0200".to_owned(),
        _ if input.name == "serial" => "SN-1".to_owned(),
        _ if input.name == "store" => HARBOUR.to_string(),
        _ if !input.value.is_empty() || !input.required => input.value.clone(),
        InputKind::Choice { choices } => choices.last().expect("a choice").value.clone(),
        _ => " said\r\n".to_owned(),
    };
    let pairs = form.inputs.iter().map(|it| (it.name.clone(), value(it)));
    pairs.collect()
}

#[test]
fn asset_admins_alone_are_offered_what_they_may_do_and_can_fill_it_in() {
    let (mut directory, words) = (directory(), Words::new(Language::English, &[]));
    let other = CaseName::new("asset", "POS-0200");
    directory.names.insert(other, OTHER);
    let mut offered = BTreeSet::new();
    for (who, name) in EVERYBODY {
        let viewer = Viewer {
            person: &directory.people[&who],
            directory: &directory,
            words: &words,
            now: minute(60),
            time_zone: &crate::time::UTC,
        };
        let kind = Kind::Asset.as_dyn();
        let openings = kind.openings(&viewer);
        assert_eq!(openings.len(), usize::from(who == KAI), "{name}");
        for opening in openings {
            let form = kind.form(&opening.name, &viewer).expect("a form");
            let act = kind.build(&opening.name, &fill(&form), viewer.asker().author());
            let act = act.expect("readable");
            is_refilled(&act, None, viewer.asker().author(), None);
            assert_eq!(permit(None, &act, &asker(&directory, who)), Ok(()));
            offered.insert(opening.name);
        }
        for case in AssetState::ALL.map(in_state) {
            let offers = case.as_dyn().offers(&viewer);
            assert!(who == KAI || offers.is_empty(), "{name}");
            for offer in offers {
                let form = case.as_dyn().form(&offer.name, &viewer).expect("a form");
                let act = case
                    .as_dyn()
                    .build(&offer.name, &fill(&form), viewer.asker().author());
                let act = act.expect("readable");
                is_refilled(&act, Some(&case), viewer.asker().author(), None);
                let answer = permit(Some(&case), &act, &asker(&directory, who));
                assert_eq!(answer, Ok(()), "{}", offer.name);
                offered.insert(offer.name);
            }
        }
    }
    let by_hand = NAMES.into_iter().filter(|name| !BY_SYSTEM.contains(name));
    let by_hand = by_hand.map(str::to_owned);
    assert_eq!(offered, by_hand.collect());
}

#[test]
fn what_is_filled_in_becomes_the_act_that_it_says() {
    let directory = directory();
    let case = in_state(AssetState::InStock);
    let custody = asset(&case).custody[0].entry;
    let values = Values::from([("to".to_owned(), MEI.to_string())]);
    let act = case
        .as_dyn()
        .build("issue", &values, asker(&directory, KAI).author());
    assert_eq!(act, Ok(issue(custody, MEI).into()));
    let case = in_state(AssetState::InRepair);
    let repair = asset(&case).open_repair().expect("a repair").entry;
    let said = |cost: &str| {
        let pairs = [
            ("outcome", "repaired"),
            ("condition", "good"),
            ("cost", cost),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let values = Values::from(pairs);
        case.as_dyn()
            .build("end_repair", &values, asker(&directory, KAI).author())
    };
    assert_eq!(said("80.00"), Ok(end_repair(repair).into()));
    let unread = Err(Refusal::Asset(AssetRefusal::NotFilledIn));
    assert_eq!(said("about 80"), unread);
}

#[test]
fn what_cannot_be_read_is_refused_not_guessed() {
    let directory = directory();
    let built =
        Kind::Asset
            .as_dyn()
            .build("receive", &Values::new(), asker(&directory, KAI).author());
    let not_filled_in = Refusal::Asset(AssetRefusal::NotFilledIn);
    assert_eq!(built, Err(not_filled_in));
}
