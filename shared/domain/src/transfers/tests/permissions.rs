//! The permission table: who may do what to a transfer, as text that is
//! committed, so that no right changes unseen.

use super::acts::{self, NAMES, STATES, asker, directory, every, in_state};
use crate::{
    capabilities::{Refusal, permit},
    tickets::people::{EVERYBODY, IVO, KAI, MEI, ZOE},
};
use std::fmt::Write;

/// The short name of a refusal.
fn short(answer: Result<(), Refusal>) -> String {
    let refusal = match answer {
        Ok(()) => return "YES".to_owned(),
        Err(Refusal::Transfer(refusal)) => serde_json::to_string(&refusal),
        Err(refusal) => serde_json::to_string(&refusal),
    };
    refusal.expect("a name").replace('_', " ").replace('"', "")
}

#[test]
fn what_giver_receiver_and_asset_admin_may_do_and_when() {
    let directory = directory();
    let mut table = String::new();
    for (who, role) in [(MEI, "giver"), (ZOE, "receiver"), (KAI, "asset admin")] {
        let asker = asker(&directory, who);
        write!(table, "{role:<19}{:<19}", "none yet").expect("a string");
        for state in STATES {
            write!(table, "{state:<19}").expect("a string");
        }
        for (act, name) in every().into_iter().zip(NAMES) {
            let act = act.into();
            write!(table, "\n{name:<19}").expect("a string");
            write!(table, "{:<19}", short(permit(None, &act, &asker))).expect("a string");
            for state in STATES {
                let answer = short(permit(Some(&in_state(state)), &act, &asker));
                write!(table, "{answer:<19}").expect("a string");
            }
        }
        table.push_str("\n\n");
    }
    insta::assert_snapshot!(table);
}

#[test]
fn nobody_else_may_do_anything_to_a_transfer() {
    let directory = directory();
    for (who, name) in EVERYBODY {
        if [MEI, ZOE, KAI].contains(&who) {
            continue;
        }
        let asker = asker(&directory, who);
        for act in every() {
            let act = act.into();
            assert!(permit(None, &act, &asker).is_err(), "{name}: {act:?}");
            for state in STATES {
                let answer = permit(Some(&in_state(state)), &act, &asker);
                assert!(answer.is_err(), "{name}: {act:?} {state}");
            }
        }
    }
}

#[test]
fn an_asset_admin_hands_on_what_one_who_has_left_had_and_nothing_of_others() {
    let directory = directory();
    for (who, name) in EVERYBODY {
        let of_ivo = acts::left_behind().into();
        let may = permit(None, &of_ivo, &asker(&directory, who)).is_ok();
        assert_eq!(may, who == KAI, "{name}");
        let of_mei = acts::hand_out(ZOE).into();
        let may = permit(None, &of_mei, &asker(&directory, who)).is_ok();
        assert_eq!(may, who == MEI, "{name}");
    }
    assert!(!directory.people[&IVO].active);
}
