//! One sample of every act. A new one does not compile before it has one.

use crate::{
    asker::Asker,
    assets::{Asset, AssetAct, Condition, Correction, Details},
    capabilities::{Act, AnyAct, Case, Kind, permit},
    case::{History, RecordedEntry, fold},
    command::Command,
    directory::Directory,
    ids::{CommandId, PersonId},
    tickets::people::{BUND, KAI, directory, uuid},
    time::{Span, Timestamp},
};

/// The names of the acts, as in forms and fixtures.
pub const NAMES: [&str; 2] = ["receive", "correct"];

pub fn name(act: &AssetAct) -> &'static str {
    match act {
        AssetAct::Receive { .. } => "receive",
        AssetAct::Correct { .. } => "correct",
    }
}

pub fn details() -> Details {
    Details {
        tag: "POS-0107".to_owned(),
        serial: "SN-8842".to_owned(),
        model: "HK716".to_owned(),
        category: "Till".to_owned(),
        store: BUND,
        condition: Condition::New,
    }
}

pub fn receive() -> AssetAct {
    AssetAct::Receive { details: details() }
}

/// Corrects the serial number.
pub fn correct(from: &str, to: &str) -> AssetAct {
    AssetAct::Correct {
        corrections: vec![Correction::Serial {
            from: from.to_owned(),
            to: to.to_owned(),
        }],
        reason: "misread".to_owned(),
    }
}

/// A sample of each act, meant for the asset of [`received`].
pub fn every() -> [AssetAct; 2] {
    [receive(), correct("SN-8842", "SN-8843")]
}

pub fn minute(minute: i64) -> Timestamp {
    Timestamp(1_772_413_200_000) + Span::minutes(minute)
}

pub fn asker(directory: &Directory, who: PersonId) -> Asker<'_> {
    Asker {
        person: &directory.people[&who],
        at: minute(60),
        directory,
    }
}

/// What some people's acts make, in the order of adoption.
pub fn history(acts: impl IntoIterator<Item = (PersonId, AssetAct)>) -> History {
    let entries = acts.into_iter().zip(0..).map(|((author, act), nth)| {
        let command = Command {
            id: CommandId(uuid(20_000 + nth)),
            author,
            at: minute(0),
            act: act.into(),
        };
        RecordedEntry {
            json: command.to_json(),
            received: Some(minute(1)),
        }
    });
    fold(Kind::Asset, &entries.collect::<Vec<_>>())
}

/// The asset that Kai received.
pub fn received() -> Case {
    let case = history([(KAI, receive())]).case;
    case.expect("an asset")
}

pub fn asset(case: &Case) -> &Asset {
    match case {
        Case::Asset(asset) => asset,
        other @ Case::Ticket(_) => panic!("no asset: {other:?}"),
    }
}

#[test]
fn an_act_that_opens_an_asset_is_the_first_and_no_other_is() {
    let (directory, case) = (directory(), received());
    let asker = asker(&directory, KAI);
    for (act, named) in every().into_iter().zip(NAMES) {
        assert_eq!(name(&act), named);
        let opens = act.opens();
        let begun = history([(KAI, act.clone())]).case;
        assert_eq!(begun.is_some(), opens, "{named}");
        let act = Act::from(act);
        assert_eq!(permit(None, &act, &asker).is_ok(), opens, "{named}");
        assert_eq!(permit(Some(&case), &act, &asker).is_ok(), !opens, "{named}");
    }
}
