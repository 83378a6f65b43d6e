//! Where a transfer stands on whose phone, and what it says of its assets.

use super::acts::{
    SCANNER, TILL, TRANSFER, confirm, directory, entry, hand_out, history, in_state, refuse,
    viewer, withdraw,
};
use crate::{
    capabilities::Case,
    case::{Scope, scopes_of},
    ids::{BlobId, CommandId, PersonId},
    tickets::people::{ANA, KAI, MEI, ZOE},
    transfers::{ItemState, TransferAct},
    view::Tone,
    words::{Language, Words},
};

/// The confirmations of a transfer, as far as they wait for the server.
fn confirmations(case: &Case, are_pending: bool) -> Vec<CommandId> {
    let Case::Transfer(transfer) = case else {
        panic!("no transfer");
    };
    let items = transfer.items.iter().filter(|_| are_pending);
    let entries = items.filter_map(|item| match item.state {
        ItemState::Confirmed { entry, .. } => Some(entry),
        _ => None,
    });
    entries.collect()
}

fn lists(state: &str, who: PersonId, is_confirmation_pending: bool) -> Vec<&'static str> {
    let directory = directory();
    let person = &directory.people[&who];
    let case = in_state(state);
    let pending = confirmations(&case, is_confirmation_pending);
    let listings = case.as_dyn().listings(person, &directory, &pending);
    listings.iter().map(|listing| listing.list).collect()
}

#[test]
fn what_waits_stands_with_the_receiver_and_all_of_it_with_both() {
    let (mine, to_confirm) = ("transfer.mine", "transfer.to_confirm");
    assert_eq!(lists("offered", MEI, false), [mine]);
    assert_eq!(lists("offered", ZOE, false), [to_confirm, mine]);
    assert_eq!(lists("in part", ZOE, false), [to_confirm, mine]);
    assert_eq!(lists("confirmed", ZOE, false), [mine]);
    assert_eq!(lists("withdrawn", ZOE, false), [mine]);
    assert_eq!(lists("offered", KAI, false), [""; 0]);
    assert_eq!(lists("contested", KAI, false), ["transfer.exceptions"]);
}

#[test]
fn whoever_has_taken_a_code_has_it_to_confirm() {
    assert_eq!(lists("by code", ANA, false), ["transfer.to_confirm"]);
    assert_eq!(lists("by code", MEI, false), ["transfer.mine"]);
    assert_eq!(lists("by code", KAI, false), [""; 0], "reads it by office");
}

#[test]
fn until_the_server_has_spoken_what_was_confirmed_stands_among_what_one_holds() {
    let held = "asset.held";
    assert!(lists("confirmed", ZOE, true).contains(&held));
    assert!(!lists("confirmed", MEI, true).contains(&held));
    assert!(!lists("confirmed", ZOE, false).contains(&held));
    assert!(!lists("offered", ZOE, true).contains(&held));
}

#[test]
fn what_stands_among_what_one_holds_is_what_one_has_just_confirmed() {
    let directory = directory();
    let words = Words::new(Language::English, &[]);
    let viewer = viewer(&directory, ZOE, &words);
    let refused = history([
        (MEI, hand_out(ZOE)),
        (ZOE, refuse(&[TILL])),
        (ZOE, confirm(&[SCANNER])),
    ]);
    let in_turn = history([
        (MEI, hand_out(ZOE)),
        (ZOE, confirm(&[TILL])),
        (ZOE, confirm(&[SCANNER])),
    ]);
    let cases = [
        (in_state("in part"), entry(1)),
        (refused.case.expect("a transfer"), entry(2)),
        // The server has heard of the till.
        (in_turn.case.expect("a transfer"), entry(2)),
    ];
    for (case, pending) in cases {
        let row = |list| case.as_dyn().row_in(list, TRANSFER, &[pending], &viewer);
        assert_eq!(row("asset.held").title, "SCN-0007");
        assert_eq!(row("transfer.mine").title, "POS-0107, SCN-0007");
    }
}

/// The server reminds both, and before the one hears of it, the other has confirmed all.
#[test]
fn nobody_is_reminded_of_what_was_decided_meanwhile() {
    let directory = directory();
    let reminded = |then: Vec<(PersonId, TransferAct)>, who| {
        let remind = (PersonId::SYSTEM, TransferAct::Remind);
        let history = history([(MEI, hand_out(ZOE)), remind].into_iter().chain(then));
        let notices = history.case.as_ref().expect("a transfer").as_dyn();
        let notices = notices.notices(&history.entries, &directory.people[&who]);
        notices.iter().any(|it| it.entry == entry(1))
    };
    for who in [MEI, ZOE] {
        assert!(reminded(vec![], who));
        assert!(reminded(vec![(ZOE, confirm(&[TILL]))], who));
        assert!(!reminded(vec![(ZOE, confirm(&[TILL, SCANNER]))], who));
    }
}

#[test]
fn an_asset_is_marked_as_long_as_it_is_on_its_way() {
    let directory = directory();
    let words = Words::new(Language::English, &[]);
    let marks = |state: &str, is_confirmation_pending| {
        let case = in_state(state);
        let pending = confirmations(&case, is_confirmation_pending);
        let marks = case.as_dyn().marks(&pending).into_iter();
        marks
            .map(|(asset, message)| (asset, words.say(&message, &directory)))
            .collect::<Vec<_>>()
    };
    let offered = || "Handed to Zoe, not confirmed".to_owned();
    let confirmed = || "Confirmed by Zoe, not yet sent".to_owned();
    assert_eq!(
        marks("offered", false),
        [(TILL, offered()), (SCANNER, offered())]
    );
    assert_eq!(marks("in part", false), [(TILL, offered())]);
    let pending = [(TILL, offered()), (SCANNER, confirmed())];
    assert_eq!(marks("in part", true), pending);
    // Another act that waits says nothing of what was adopted.
    let other = in_state("in part").as_dyn().marks(&[entry(77)]);
    assert_eq!(other.len(), 1);
    for state in ["confirmed", "withdrawn", "contested"] {
        assert_eq!(marks(state, false), []);
    }
    assert_eq!(
        marks("by code", false)[0].1,
        "Handed out by code, not confirmed"
    );
}

#[test]
fn what_was_contested_is_brought_to_the_asset_admins_and_nothing_else() {
    let directory = directory();
    let carries = |state: &str, who: PersonId| {
        let case = in_state(state);
        let carriers = case.as_dyn().carriers(&directory);
        !carriers.is_disjoint(&scopes_of(&directory.people[&who]))
    };
    for state in ["offered", "confirmed", "withdrawn"] {
        assert!(!carries(state, KAI), "{state}");
        assert!(carries(state, MEI) && carries(state, ZOE), "{state}");
    }
    assert!(carries("contested", KAI));
    let readers = in_state("offered").as_dyn().audience(&directory);
    let expected = [
        Scope::Person(MEI),
        Scope::Person(ZOE),
        Scope::AssetAdmins,
        Scope::Desk,
    ];
    assert_eq!(readers, expected.into());
}

#[test]
fn a_page_says_how_it_stands_with_each_asset() {
    let directory = directory();
    let words = Words::new(Language::English, &[]);
    let viewer = viewer(&directory, MEI, &words);
    let history = history([
        (MEI, hand_out(ZOE)),
        (ZOE, confirm(&[TILL])),
        (MEI, withdraw(&[SCANNER])),
    ]);
    let case = history.case.expect("a transfer");
    let page = case.as_dyn().page(TRANSFER, &history.entries, &viewer);
    let fields: Vec<String> = page
        .fields
        .iter()
        .map(|field| format!("{}: {}", field.label, field.text))
        .collect();
    assert_eq!(
        fields,
        [
            "Giver: Mei",
            "Receiver: Zoe",
            "POS-0107: HK716 · confirmed by Zoe, 01:01, Good",
            "SCN-0007: 1470G · withdrawn by Mei, 01:02",
        ]
    );
    assert_eq!(page.row.title, "POS-0107, SCN-0007");
    assert_eq!(page.row.status.text, "Confirmed");
    assert_eq!(page.row.status.tone, Tone::Quiet);
    let shown: Vec<usize> = page.timeline.iter().map(|it| it.photos.len()).collect();
    assert_eq!(shown, [0, 2, 0], "a photo and the signature");
}

#[test]
fn a_refusal_that_was_signed_shows_its_signature_and_reason_to_the_giver() {
    let directory = directory();
    let words = Words::new(Language::English, &[]);
    let viewer = viewer(&directory, MEI, &words);
    let signature = BlobId([5; 32]);
    let signed = TransferAct::Refuse {
        assets: vec![TILL],
        reason: "cracked".to_owned(),
        signature: Some(signature.into()),
    };
    let history = history([(MEI, hand_out(ZOE)), (ZOE, signed)]);
    let case = history.case.expect("a transfer");
    let page = case.as_dyn().page(TRANSFER, &history.entries, &viewer);
    let refusal = page.timeline.last().expect("an entry");
    assert_eq!(refusal.text, "cracked");
    let shown: Vec<_> = refusal.photos.iter().map(|it| it.whole.clone()).collect();
    assert_eq!(shown, [signature.to_string()]);
}
