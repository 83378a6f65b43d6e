//! What becomes of equipment when somebody leaves: what is on its way to them ends, and
//! what they hold is brought to the asset admins.

use super::{
    assets::{admin, custody, outcomes},
    transfers::{asset, confirm, hand_out, held, offered, rebuild_changes_nothing, transfer},
};
use crate::fixture::{Fixture, fixture};
use domain::{
    assets::{AssetAct, Condition},
    capabilities::Act,
    directory::Person,
    ids::CaseId,
    time::Span,
    transfers::TransferAct,
};
use replica::wire::Outcome;
use tests::{
    client::{Client, mint},
    world::Someone,
};

#[test]
fn what_is_on_its_way_to_one_who_leaves_ends_and_what_they_gave_goes_on() {
    let fixture = fixture();
    let mut keeper = admin(&fixture, fixture.store);
    let (mut fang, assets) = held(&fixture, &mut keeper, &["IT-1", "IT-2"]);
    let mut lin = fixture.client(&fixture.lin);
    let issue = AssetAct::TakeBack {
        custody: custody(&keeper, assets[1]),
        store: fixture.store,
        condition: Condition::Good,
    };
    fixture.act(&mut keeper, assets[1], Act::Asset(issue));
    let issue = AssetAct::Issue {
        custody: custody(&keeper, assets[1]),
        to: fixture.lin.id(),
        store: fixture.store,
    };
    fixture.act(&mut keeper, assets[1], Act::Asset(issue));
    keeper.sync().unwrap();
    lin.sync().unwrap();
    fang.sync().unwrap();
    let to_lin = hand_out(&fixture, &mut fang, &assets[..1], &fixture.lin);
    let from_lin = hand_out(&fixture, &mut lin, &assets[1..], &fixture.fang);
    fang.sync().unwrap();
    lin.sync().unwrap();
    leaves(&fixture, &fixture.lin);
    fang.sync().unwrap();
    let ended = transfer(&fang, to_lin);
    assert_eq!(ended.items[0].state.as_str(), "ended");
    assert!(!ended.is_open());
    confirm(&fixture, &mut fang, from_lin, &assets[1..]);
    assert_eq!(outcomes(&mut fang), [Outcome::Adopted]);
    assert_eq!(asset(&fang, assets[1]).holder(), Some(fixture.fang.id()));
    rebuild_changes_nothing(&fixture);
}

/// The giver could not know that the receiver has left meanwhile: what is handed out to
/// them ends at once.
#[test]
fn what_was_handed_out_to_one_before_they_left_ends_when_it_comes() {
    let fixture = fixture();
    let mut keeper = admin(&fixture, fixture.store);
    let (mut fang, assets) = held(&fixture, &mut keeper, &["IT-1"]);
    let to_lin = hand_out(&fixture, &mut fang, &assets, &fixture.lin);
    fixture.world.clock.pass(Span::minutes(1));
    leaves(&fixture, &fixture.lin);
    assert_eq!(outcomes(&mut fang), [Outcome::Adopted]);
    let ended = transfer(&fang, to_lin);
    assert!(!ended.is_open());
    assert_eq!(ended.items[0].state.as_str(), "ended");
    assert_eq!(asset(&fang, assets[0]).holder(), Some(fixture.fang.id()));
    rebuild_changes_nothing(&fixture);
}

/// What ended first stays ended, though they had confirmed before they left.
#[test]
fn what_was_confirmed_by_one_before_they_left_ended_first() {
    let fixture = fixture();
    let mut keeper = admin(&fixture, fixture.store);
    let (mut fang, assets) = held(&fixture, &mut keeper, &["IT-1"]);
    let mut lin = fixture.client(&fixture.lin);
    let to_lin = hand_out(&fixture, &mut fang, &assets, &fixture.lin);
    fang.sync().unwrap();
    lin.sync().unwrap();
    confirm(&fixture, &mut lin, to_lin, &assets);
    fixture.world.clock.pass(Span::minutes(1));
    leaves(&fixture, &fixture.lin);
    let answer = lin.exchange(&lin.request(lin.pending())).unwrap();
    assert_eq!(answer.rulings[0].outcome, Outcome::Adopted);
    fang.sync().unwrap();
    // What was on its way to them had ended first.
    assert_eq!(transfer(&fang, to_lin).items[0].state.as_str(), "ended");
    assert_eq!(asset(&fang, assets[0]).holder(), Some(fixture.fang.id()));
    rebuild_changes_nothing(&fixture);
}

fn leaves(fixture: &Fixture, who: &Someone) {
    let gone = Person {
        active: false,
        ..who.person.clone()
    };
    fixture.world.put(&gone).unwrap();
}

fn lists(client: &Client, case: CaseId) -> Vec<&'static str> {
    let history = client.held[&case].history();
    let case = history.case.unwrap();
    let listings = case
        .as_dyn()
        .listings(&client.person, &client.directory, &[]);
    listings.iter().map(|it| it.list).collect()
}

/// What a person held stays with them until an asset admin has seen to it, and is
/// brought to every asset admin, of whatever store.
#[test]
fn what_one_who_leaves_has_in_hand_is_brought_to_the_asset_admins_until_they_see_to_it() {
    let fixture = fixture();
    let elsewhere = fixture.world.store(2, 2).unwrap();
    let mut keeper = admin(&fixture, fixture.store);
    let (mut fang, assets) = held(&fixture, &mut keeper, &["IT-1", "IT-2", "IT-3", "IT-4"]);
    let (mut lin, mut far) = (fixture.client(&fixture.lin), admin(&fixture, elsewhere));
    // One is on its way to somebody, and another on its way from somebody to them.
    let outgoing = hand_out(&fixture, &mut fang, &assets[..1], &fixture.lin);
    let pass = hand_out(&fixture, &mut fang, &assets[3..], &fixture.lin);
    fang.sync().unwrap();
    lin.sync().unwrap();
    confirm(&fixture, &mut lin, pass, &assets[3..]);
    lin.sync().unwrap();
    let incoming = hand_out(&fixture, &mut lin, &assets[3..], &fixture.fang);
    lin.sync().unwrap();
    assert!(assets.iter().all(|it| !far.held.contains_key(it)));

    leaves(&fixture, &fixture.fang);
    for client in [&mut far, &mut keeper] {
        client.sync().unwrap();
        for case in &assets[..3] {
            assert_eq!(asset(client, *case).holder(), Some(fixture.fang.id()));
            assert!(lists(client, *case).contains(&"asset.exceptions"));
        }
    }
    assert!(!far.held.contains_key(&assets[3]), "it is Lin's");
    assert_eq!(far.directory.people[&fixture.fang.id()].name, "王芳");
    lin.sync().unwrap();
    assert!(!transfer(&lin, incoming).is_open());
    let entries = lin.held[&incoming].history().entries;
    let case = lin.held[&incoming].history().case.unwrap();
    let told = case.as_dyn().notices(&entries, &lin.person);
    let ended = entries.last().unwrap();
    assert!(
        told.iter().any(|notice| notice.entry == ended.id),
        "the giver is told"
    );

    // Whoever was to get something confirms it still.
    confirm(&fixture, &mut lin, outgoing, &assets[..1]);
    assert_eq!(outcomes(&mut lin), [Outcome::Adopted]);
    // The rest an admin takes back, or hands out for the one who has left.
    let take_back = AssetAct::TakeBack {
        custody: custody(&far, assets[1]),
        store: elsewhere,
        condition: Condition::Good,
    };
    fixture.act(&mut far, assets[1], Act::Asset(take_back));
    assert_eq!(outcomes(&mut far), [Outcome::Adopted]);
    let item = offered(&far, assets[2]);
    let for_fang = TransferAct::HandOut {
        giver: fixture.fang.id(),
        to: Some(fixture.lin.id()),
        secret: None,
        items: vec![item],
        reason: "王芳已离职".to_owned(),
    };
    let case = CaseId(mint(fixture.world.clock.now()));
    fixture.act(&mut far, case, Act::Transfer(for_fang));
    assert_eq!(outcomes(&mut far), [Outcome::Adopted]);
    lin.sync().unwrap();
    confirm(&fixture, &mut lin, case, &assets[2..3]);
    assert_eq!(outcomes(&mut lin), [Outcome::Adopted]);
    // Every other admin's phone hears that there is nothing to see to any more.
    for client in [&mut far, &mut keeper] {
        client.sync().unwrap();
        for case in &assets[..3] {
            assert_ne!(asset(client, *case).holder(), Some(fixture.fang.id()));
            assert!(!lists(client, *case).contains(&"asset.exceptions"));
        }
    }
    let second = admin(&fixture, elsewhere);
    assert!(!second.held.contains_key(&assets[0]));
    rebuild_changes_nothing(&fixture);
}
