//! The permission table: who may do what to an asset, as text that is
//! committed, so that no right changes unseen.

use super::acts;
use crate::{
    capabilities::{Refusal, permit},
    tickets::people::{EVERYBODY, directory},
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
    name.trim_matches('"').to_owned()
}

#[test]
fn who_may_do_what_and_when() {
    let (directory, received) = (directory(), acts::received());
    let mut table = String::new();
    for act in acts::every() {
        let (name, act) = (acts::name(&act), act.into());
        writeln!(table, "\n{name:<12}{:<22}in stock", "none yet").expect("a string");
        for (who, name) in EVERYBODY {
            let asker = acts::asker(&directory, who);
            let [before, after] =
                [None, Some(&received)].map(|case| short(permit(case, &act, &asker)));
            writeln!(table, "{name:<12}{before:<22}{after}").expect("a string");
        }
    }
    insta::assert_snapshot!(table);
}
