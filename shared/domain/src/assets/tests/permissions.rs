//! The permission table: who may do what to an asset, as text that is
//! committed, so that no right changes unseen.

use super::acts;
use crate::{
    assets::AssetState,
    capabilities::{Refusal, permit},
    tickets::people::{EVERYBODY, KAI, directory},
};
use std::fmt::Write;

/// The short name of a refusal.
fn short(answer: Result<(), Refusal>) -> String {
    let refusal = match answer {
        Ok(()) => return "YES".to_owned(),
        Err(Refusal::Asset(refusal)) => serde_json::to_string(&refusal),
        Err(refusal) => serde_json::to_string(&refusal),
    };
    let name = refusal.expect("a name").replace('_', " ");
    name.replace(['"', '{', '}'], "").replace(':', " ")
}

#[test]
fn what_an_asset_admin_may_do_and_when() {
    let directory = directory();
    let asker = acts::asker(&directory, KAI);
    let mut table = String::new();
    write!(table, "{:<16}{:<20}", "", "none yet").expect("a string");
    for state in AssetState::ALL {
        write!(table, "{:<20}", state.as_str()).expect("a string");
    }
    for (nth, name) in acts::NAMES.into_iter().enumerate() {
        write!(table, "\n{name:<16}").expect("a string");
        let stock = acts::received();
        let act = acts::every(acts::asset(&stock))[nth].clone().into();
        write!(table, "{:<20}", short(permit(None, &act, &asker))).expect("a string");
        for state in AssetState::ALL {
            let case = acts::in_state(state);
            let act = acts::every(acts::asset(&case))[nth].clone().into();
            let answer = short(permit(Some(&case), &act, &asker));
            write!(table, "{answer:<20}").expect("a string");
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn nobody_else_may_do_anything_to_an_asset() {
    let directory = directory();
    for (who, name) in EVERYBODY {
        let asker = acts::asker(&directory, who);
        for state in AssetState::ALL {
            let case = acts::in_state(state);
            for act in acts::every(acts::asset(&case)) {
                let act = act.into();
                let answers = [
                    permit(None, &act, &asker),
                    permit(Some(&case), &act, &asker),
                ];
                let may = answers.iter().any(Result::is_ok);
                assert!(who == KAI || !may, "{name}: {act:?}");
            }
        }
    }
}
