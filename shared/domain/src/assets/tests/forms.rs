//! What is offered is what the rule permits, and what is filled in becomes the
//! act.

use super::acts::{asker, asset, minute, received};
use crate::{
    assets::{AssetAct, AssetRefusal, Correction},
    capabilities::{Act, Kind, Refusal, permit},
    tickets::people::{EVERYBODY, KAI, directory},
    view::{Form, Input, InputKind, Values, Viewer},
    words::{Language, Words},
};

/// Fills a form in as somebody would who has read it.
fn fill(form: &Form) -> Values {
    let value = |input: &Input| match &input.kind {
        _ if !input.value.is_empty() => input.value.clone(),
        InputKind::Choice { choices } => choices.last().expect("a choice").value.clone(),
        _ => " said\r\n".to_owned(),
    };
    let pairs = form.inputs.iter().map(|it| (it.name.clone(), value(it)));
    pairs.collect()
}

#[test]
fn asset_admins_alone_are_offered_what_they_may_do_and_can_fill_it_in() {
    let (directory, words) = (directory(), Words::new(Language::English, &[]));
    let case = received();
    for (who, name) in EVERYBODY {
        let viewer = Viewer {
            person: &directory.people[&who],
            directory: &directory,
            words: &words,
            now: minute(60),
            utc_offset_min: 0,
        };
        let kind = Kind::Asset.as_dyn();
        let openings = kind.openings(&viewer);
        let offers = case.as_dyn().offers(&viewer);
        assert_eq!(openings.len(), usize::from(who == KAI), "{name}");
        assert_eq!(offers.len(), usize::from(who == KAI), "{name}");
        for opening in openings {
            let form = kind.form(&opening.name, &viewer).expect("a form");
            let act = kind.build(&opening.name, &fill(&form), &directory);
            let act = act.expect("readable");
            assert_eq!(permit(None, &act, &asker(&directory, who)), Ok(()));
        }
        for offer in offers {
            let form = case.as_dyn().form(&offer.name, &viewer).expect("a form");
            let mut values = fill(&form);
            values.insert("serial".to_owned(), "SN-1".to_owned());
            let act = case.as_dyn().build(&offer.name, &values, &directory);
            let act = act.expect("readable");
            assert_eq!(permit(Some(&case), &act, &asker(&directory, who)), Ok(()));
            let corrections = vec![Correction::Serial {
                from: asset(&case).details.serial.clone(),
                to: "SN-1".to_owned(),
            }];
            let reason = "said".to_owned();
            let expected = AssetAct::Correct {
                corrections,
                reason,
            };
            assert_eq!(act, Act::Asset(expected));
        }
    }
}

#[test]
fn what_cannot_be_read_is_refused_not_guessed() {
    let directory = directory();
    let built = Kind::Asset
        .as_dyn()
        .build("receive", &Values::new(), &directory);
    let not_filled_in = Refusal::Asset(AssetRefusal::NotFilledIn);
    assert_eq!(built, Err(not_filled_in));
}
