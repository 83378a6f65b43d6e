//! Equipment changes hands: custody moves in each asset's case as the receiver's
//! confirmation is adopted, whoever syncs first; what clashes is told to both.

use super::assets::{admin, custody, fetch, outcomes, receive};
use crate::fixture::{Fixture, fixture};
use domain::{
    assets::{Asset, AssetAct, Condition, Correction, Details, Handover},
    capabilities::{self, Act, Case},
    directory::Grant,
    ids::{BlobId, CaseId, PersonId},
    secret::Secret,
    time::Span,
    transfers::{
        ConfirmedItem, Exception, ItemState, OfferedItem, Transfer, TransferAct, TransferRefusal,
        UNCONFIRMED_MAX,
    },
    words::{Language, Words},
};
use replica::{refusal::Refusal, wire::Outcome};
use server::cases::act_on_deadlines;
use tests::{
    client::{Client, mint},
    world::Someone,
};
use uuid::Uuid;

pub fn asset(client: &Client, case: CaseId) -> Asset {
    match client.held[&case].history().case {
        Some(Case::Asset(asset)) => asset,
        other => panic!("no asset: {other:?}"),
    }
}

pub fn transfer(client: &Client, case: CaseId) -> Transfer {
    match client.held[&case].history().case {
        Some(Case::Transfer(transfer)) => transfer,
        other => panic!("no transfer: {other:?}"),
    }
}

/// Assets that Fang holds, and Fang's phone, which has them.
pub fn held(fixture: &Fixture, keeper: &mut Client, tags: &[&str]) -> (Client, Vec<CaseId>) {
    let mut assets = Vec::new();
    for tag in tags {
        let case = receive(fixture, keeper, fixture.store, tag);
        let issue = AssetAct::Issue {
            custody: custody(keeper, case),
            to: fixture.fang.id(),
            store: fixture.store,
        };
        fixture.act(keeper, case, Act::Asset(issue));
        assets.push(case);
    }
    keeper.sync().unwrap();
    (fixture.client(&fixture.fang), assets)
}

pub fn offered(client: &Client, case: CaseId) -> OfferedItem {
    let asset = asset(client, case);
    OfferedItem {
        asset: case,
        custody: asset.custody.last().unwrap().entry,
        tag: asset.details.tag,
        model: asset.details.model,
    }
}

fn hand_out_act(client: &Client, assets: &[CaseId], to: PersonId) -> TransferAct {
    TransferAct::HandOut {
        giver: client.person.id,
        to: Some(to),
        secret: None,
        items: assets.iter().map(|case| offered(client, *case)).collect(),
        reason: "换店使用".to_owned(),
    }
}

/// Hands assets out without telling the server yet.
pub fn hand_out(fixture: &Fixture, giver: &mut Client, assets: &[CaseId], to: &Someone) -> CaseId {
    let case = CaseId(mint(fixture.world.clock.now()));
    let act = hand_out_act(giver, assets, to.id());
    fixture.act(giver, case, Act::Transfer(act));
    case
}

fn confirmation(client: &Client, assets: &[CaseId], secret: Option<Secret>) -> Act {
    let items = assets.iter().map(|asset| ConfirmedItem {
        asset: *asset,
        condition: Condition::Worn,
        photos: vec![BlobId([3; 32]).into()],
    });
    Act::Transfer(TransferAct::Confirm {
        items: items.collect(),
        signature: BlobId([4; 32]).into(),
        store: client.person.store,
        secret,
    })
}

pub fn confirm(fixture: &Fixture, client: &mut Client, case: CaseId, assets: &[CaseId]) {
    let act = confirmation(client, assets, None);
    fixture.act(client, case, act);
}

fn withdraw(fixture: &Fixture, client: &mut Client, case: CaseId, assets: &[CaseId]) {
    let act = TransferAct::Withdraw {
        assets: assets.to_vec(),
        reason: "还要用".to_owned(),
    };
    fixture.act(client, case, Act::Transfer(act));
}

const NOT_HELD: Outcome = Outcome::Refused(Refusal::Rule(capabilities::Refusal::Transfer(
    TransferRefusal::NotHeld,
)));

pub fn rebuild_changes_nothing(fixture: &Fixture) {
    fixture.assert_unchanged(|| {
        let rebuilt = server::rebuild::rebuild(&fixture.world.pool);
        fixture.world.runtime.block_on(rebuilt).unwrap();
    });
}

#[test]
fn custody_moves_at_the_confirmation_asset_by_asset() {
    let fixture = fixture();
    let mut keeper = admin(&fixture, fixture.store);
    let (mut fang, assets) = held(&fixture, &mut keeper, &["IT-1", "IT-2", "IT-3"]);
    let case = hand_out(&fixture, &mut fang, &assets, &fixture.lin);
    assert_eq!(outcomes(&mut fang), [Outcome::Adopted]);
    assert_eq!(asset(&fang, assets[0]).holder(), Some(fixture.fang.id()));

    let mut lin = fixture.client(&fixture.lin);
    assert_eq!(transfer(&lin, case).items.len(), 3);
    confirm(&fixture, &mut lin, case, &assets[..1]);
    let pushed = lin.pending();
    assert_eq!(outcomes(&mut lin), [Outcome::Adopted]);
    let refuse = TransferAct::Refuse {
        assets: vec![assets[1]],
        reason: "屏幕裂了".to_owned(),
        signature: None,
    };
    fixture.act(&mut lin, case, Act::Transfer(refuse));
    assert_eq!(outcomes(&mut lin), [Outcome::Adopted]);
    fang.sync().unwrap();
    for client in [&fang, &lin] {
        let moved = asset(client, assets[0]);
        assert_eq!(moved.holder(), Some(fixture.lin.id()));
        assert_eq!(moved.details.condition, Condition::Worn);
        let how = moved.custody.last().unwrap().how;
        assert_eq!(how, Handover::Transferred { transfer: case });
        let states: Vec<&str> = transfer(client, case)
            .items
            .iter()
            .map(|item| item.state.as_str())
            .collect();
        assert_eq!(states, ["confirmed", "refused", "offered"]);
    }
    assert_eq!(asset(&fang, assets[1]).holder(), Some(fixture.fang.id()));
    let entries = lin.held[&assets[0]].history().entries;
    assert_eq!(entries.last().unwrap().author, PersonId::SYSTEM);

    // The same once more has no other effect, and all of it follows from the documents.
    fixture.assert_unchanged(|| {
        assert_eq!(lin.push(pushed).unwrap(), [Outcome::Adopted]);
    });
    rebuild_changes_nothing(&fixture);
    // What was refused can be handed on at once, what is open too.
    let again = hand_out(&fixture, &mut fang, &assets[1..], &fixture.far);
    assert_eq!(outcomes(&mut fang), [Outcome::Adopted]);
    assert!(transfer(&fang, again).is_open());
}

#[test]
fn of_two_who_confirm_the_same_asset_the_first_has_it_and_both_transfers_go_on() {
    let fixture = fixture();
    let mut keeper = admin(&fixture, fixture.store);
    let (mut fang, assets) = held(&fixture, &mut keeper, &["IT-1", "IT-2"]);
    let first = hand_out(&fixture, &mut fang, &assets[..1], &fixture.lin);
    let second = hand_out(&fixture, &mut fang, &assets, &fixture.far);
    fang.sync().unwrap();
    let (mut lin, mut far) = (fixture.client(&fixture.lin), fixture.client(&fixture.far));
    confirm(&fixture, &mut lin, first, &assets[..1]);
    confirm(&fixture, &mut far, second, &assets);
    assert_eq!(outcomes(&mut lin), [Outcome::Adopted]);
    assert_eq!(outcomes(&mut far), [Outcome::Adopted]);
    fang.sync().unwrap();
    lin.sync().unwrap();
    keeper.sync().unwrap();
    assert_eq!(asset(&lin, assets[0]).holder(), Some(fixture.lin.id()));
    assert_eq!(asset(&far, assets[1]).holder(), Some(fixture.far.id()));
    // Both say that they have it: the asset admin is told, with both accounts.
    for client in [&fang, &far, &keeper] {
        let transfer = transfer(client, second);
        assert!(matches!(
            transfer.items[0].state,
            ItemState::NotMoved { holder, .. } if holder == Some(fixture.lin.id())
        ));
        assert_eq!(transfer.items[1].state.as_str(), "confirmed");
        assert_eq!(transfer.exception.unwrap().1, Exception::Contested);
        assert!(transfer.is_contested());
    }
    assert!(!keeper.held.contains_key(&first), "nothing to look at");
    let entries = lin.held[&assets[0]].history().entries;
    assert!(entries.last().unwrap().superseded.is_some());
    rebuild_changes_nothing(&fixture);
    let settle = TransferAct::Settle {
        reason: "在林薇处，已核对。".to_owned(),
    };
    fixture.act(&mut keeper, second, Act::Transfer(settle));
    assert_eq!(outcomes(&mut keeper), [Outcome::Adopted]);
    far.sync().unwrap();
    assert!(!transfer(&far, second).is_contested());
}

#[test]
fn a_withdrawal_and_a_confirmation_that_cross_are_heard_by_an_asset_admin_in_either_order() {
    for withdrawn_first in [true, false] {
        let fixture = fixture();
        let mut keeper = admin(&fixture, fixture.store);
        let (mut fang, assets) = held(&fixture, &mut keeper, &["IT-1"]);
        let case = hand_out(&fixture, &mut fang, &assets, &fixture.lin);
        fang.sync().unwrap();
        let mut lin = fixture.client(&fixture.lin);
        withdraw(&fixture, &mut fang, case, &assets);
        confirm(&fixture, &mut lin, case, &assets);
        let order: [&mut Client; 2] = if withdrawn_first {
            [&mut fang, &mut lin]
        } else {
            [&mut lin, &mut fang]
        };
        for client in order {
            assert_eq!(outcomes(client), [Outcome::Adopted]);
        }
        fang.sync().unwrap();
        lin.sync().unwrap();
        keeper.sync().unwrap();
        let transfer = transfer(&lin, case);
        assert_eq!(transfer.is_contested(), withdrawn_first);
        let holder = if withdrawn_first {
            fixture.fang.id()
        } else {
            fixture.lin.id()
        };
        assert_eq!(asset(&fang, assets[0]).holder(), Some(holder));
        assert_eq!(keeper.held.contains_key(&case), withdrawn_first);
        let late = lin.held[&case].history().entries.pop().unwrap();
        assert!(late.superseded.is_some());
    }
}

#[test]
fn what_was_scrapped_meanwhile_does_not_come_back_by_a_confirmation() {
    let fixture = fixture();
    let mut keeper = admin(&fixture, fixture.store);
    let (mut fang, assets) = held(&fixture, &mut keeper, &["IT-1"]);
    let case = hand_out(&fixture, &mut fang, &assets, &fixture.lin);
    fang.sync().unwrap();
    let mut lin = fixture.client(&fixture.lin);
    let scrap = AssetAct::Scrap {
        reason: "烧毁".to_owned(),
    };
    fixture.act(&mut keeper, assets[0], Act::Asset(scrap));
    assert_eq!(outcomes(&mut keeper), [Outcome::Adopted]);
    confirm(&fixture, &mut lin, case, &assets);
    assert_eq!(outcomes(&mut lin), [Outcome::Adopted]);
    keeper.sync().unwrap();
    fetch(&mut keeper, assets[0]);
    assert_eq!(asset(&keeper, assets[0]).holder(), None);
    assert!(transfer(&lin, case).is_contested());
    assert!(keeper.held.contains_key(&case));
}

#[test]
fn nobody_hands_out_what_they_never_held_and_a_latecomer_what_they_held_then() {
    let fixture = fixture();
    let mut keeper = admin(&fixture, fixture.store);
    let (mut fang, assets) = held(&fixture, &mut keeper, &["IT-1"]);
    let lin = fixture.client(&fixture.lin);
    // Lin's phone is not what it should be: it believes that Lin holds it.
    let mut forged = fixture.client(&fixture.lin);
    let item = offered(&fang, assets[0]);
    for item in [
        item.clone(),
        OfferedItem {
            asset: CaseId(Uuid::max()),
            ..item.clone()
        },
    ] {
        let act = TransferAct::HandOut {
            giver: fixture.lin.id(),
            to: Some(fixture.far.id()),
            secret: None,
            items: vec![item.clone()],
            reason: "x".to_owned(),
        };
        let grant = Grant {
            entry: item.custody,
            to: fixture.lin.id(),
            name: item.tag.clone(),
            text: item.model.clone(),
            stands: true,
        };
        forged.directory.grants = [(item.asset, vec![grant])].into();
        let case = CaseId(mint(fixture.world.clock.now()));
        fixture.act(&mut forged, case, Act::Transfer(act));
        let pushed = forged.held[&case].pending[0].pushed(case);
        assert_eq!(forged.push(vec![pushed]).unwrap(), [NOT_HELD]);
        forged.held.remove(&case);
    }
    drop(lin);
    // Fang's phone has not heard that it was taken back.
    let case = hand_out(&fixture, &mut fang, &assets, &fixture.lin);
    let take_back = AssetAct::TakeBack {
        custody: custody(&keeper, assets[0]),
        store: fixture.store,
        condition: Condition::Good,
    };
    fixture.act(&mut keeper, assets[0], Act::Asset(take_back));
    keeper.sync().unwrap();
    assert_eq!(outcomes(&mut fang), [Outcome::Adopted]);
    let mut lin = fixture.client(&fixture.lin);
    confirm(&fixture, &mut lin, case, &assets);
    assert_eq!(outcomes(&mut lin), [Outcome::Adopted]);
    assert_eq!(
        transfer(&lin, case).items[0].state.as_str(),
        "not_moved",
        "it is in stock"
    );
}

#[test]
fn what_was_corrected_twice_meanwhile_passes_by_the_name_that_its_giver_saw() {
    let fixture = fixture();
    let mut keeper = admin(&fixture, fixture.store);
    let (mut fang, assets) = held(&fixture, &mut keeper, &["IT-1"]);
    let case = hand_out(&fixture, &mut fang, &assets, &fixture.lin);
    for nth in 1..=2 {
        let seen = asset(&keeper, assets[0]).details;
        let renamed = Details {
            tag: format!("IT-1{nth}"),
            model: format!("K4e ({nth})"),
            ..seen.clone()
        };
        let correct = AssetAct::Correct {
            corrections: Correction::between(&seen, &renamed),
            reason: "贴错了标签".to_owned(),
        };
        fixture.act(&mut keeper, assets[0], Act::Asset(correct));
        assert_eq!(outcomes(&mut keeper), [Outcome::Adopted]);
    }
    assert_eq!(outcomes(&mut fang), [Outcome::Adopted]);
    let mut lin = fixture.client(&fixture.lin);
    assert_eq!(transfer(&lin, case).items[0].tag, "IT-1");
    confirm(&fixture, &mut lin, case, &assets);
    assert_eq!(outcomes(&mut lin), [Outcome::Adopted]);
    let moved = asset(&lin, assets[0]);
    assert_eq!(moved.holder(), Some(fixture.lin.id()));
    assert_eq!(moved.details.tag, "IT-12");
}

#[test]
fn whoever_knows_the_secret_takes_it_once_and_nobody_without() {
    let fixture = fixture();
    let mut keeper = admin(&fixture, fixture.store);
    let (mut fang, assets) = held(&fixture, &mut keeper, &["IT-1"]);
    let secret = Secret(Uuid::from_u128(0x005e_c3e7));
    let case = CaseId(mint(fixture.world.clock.now()));
    let act = TransferAct::HandOut {
        giver: fixture.fang.id(),
        to: None,
        secret: Some(secret.hash()),
        items: vec![offered(&fang, assets[0])],
        reason: "交给司机".to_owned(),
    };
    fixture.act(&mut fang, case, Act::Transfer(act));
    fang.sync().unwrap();
    let document = fang.held[&case].clone();
    let claim = |who: &Someone, secret: Option<Secret>| {
        let mut client = fixture.client(who);
        assert!(!client.held.contains_key(&case), "the code opens nothing");
        client.held.insert(case, document.clone());
        let act = confirmation(&client, &assets, secret);
        let acted = client.act(case, act, fixture.world.clock.now());
        (client, acted)
    };
    let (_, guessed) = claim(&fixture.lin, Some(Secret(Uuid::from_u128(1))));
    assert!(guessed.is_err());
    let (_, without) = claim(&fixture.lin, None);
    assert!(without.is_err());
    let (mut lin, acted) = claim(&fixture.lin, Some(secret));
    acted.unwrap();
    assert_eq!(outcomes(&mut lin), [Outcome::Adopted]);
    assert_eq!(asset(&lin, assets[0]).holder(), Some(fixture.lin.id()));
    let (mut far, acted) = claim(&fixture.far, Some(secret));
    acted.unwrap();
    assert_eq!(outcomes(&mut far), [Outcome::Adopted]);
    let seen = transfer(&far, case);
    assert_eq!(seen.receiver, Some(fixture.lin.id()));
    assert_eq!(seen.claimants, [fixture.far.id()]);
    assert!(seen.is_contested());
    fang.sync().unwrap();
    assert_eq!(transfer(&fang, case).claimants, [fixture.far.id()]);
}

#[test]
fn what_waits_for_three_days_is_told_once_to_both_and_to_the_asset_admins() {
    let fixture = fixture();
    let mut keeper = admin(&fixture, fixture.store);
    let (mut fang, assets) = held(&fixture, &mut keeper, &["IT-1", "IT-2"]);
    let waits = hand_out(&fixture, &mut fang, &assets[..1], &fixture.lin);
    let done = hand_out(&fixture, &mut fang, &assets[1..], &fixture.lin);
    fang.sync().unwrap();
    let mut lin = fixture.client(&fixture.lin);
    confirm(&fixture, &mut lin, done, &assets[1..]);
    lin.sync().unwrap();
    let meet = || {
        let met = act_on_deadlines(&fixture.world.server.server);
        fixture.world.runtime.block_on(met).unwrap()
    };
    assert_eq!(meet(), 0);
    fixture.world.clock.pass(UNCONFIRMED_MAX);
    fixture.world.clock.pass(Span::minutes(1));
    assert_eq!(meet(), 1);
    assert_eq!(meet(), 0);
    for client in [&mut fang, &mut lin, &mut keeper] {
        client.sync().unwrap();
        let transfer = transfer(client, waits);
        assert_eq!(transfer.exception.unwrap().1, Exception::Overdue);
        let entries = client.held[&waits].history().entries;
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[1].author, PersonId::SYSTEM);
    }
    assert!(!keeper.held.contains_key(&done));
    confirm(&fixture, &mut lin, waits, &assets[..1]);
    assert_eq!(outcomes(&mut lin), [Outcome::Adopted]);
    rebuild_changes_nothing(&fixture);
}

#[test]
fn of_three_of_which_two_are_decided_both_are_reminded_of_the_third() {
    let fixture = fixture();
    let mut keeper = admin(&fixture, fixture.store);
    let (mut fang, assets) = held(&fixture, &mut keeper, &["IT-1", "IT-2", "IT-3"]);
    let case = hand_out(&fixture, &mut fang, &assets, &fixture.lin);
    fang.sync().unwrap();
    let mut lin = fixture.client(&fixture.lin);
    confirm(&fixture, &mut lin, case, &assets[..1]);
    lin.sync().unwrap();
    fang.sync().unwrap();
    withdraw(&fixture, &mut fang, case, &assets[1..2]);
    fang.sync().unwrap();
    fixture.world.clock.pass(UNCONFIRMED_MAX);
    fixture.world.clock.pass(Span::minutes(1));
    let met = act_on_deadlines(&fixture.world.server.server);
    assert_eq!(fixture.world.runtime.block_on(met).unwrap(), 1);
    let words = Words::new(Language::English, &[]);
    for client in [&mut fang, &mut lin] {
        client.sync().unwrap();
        let history = client.held[&case].history();
        let reminder = history.entries.last().unwrap().id;
        let told = history.case.unwrap();
        let told = told.as_dyn().notices(&history.entries, &client.person);
        let told = told.iter().find(|it| it.entry == reminder).unwrap();
        let said = words.say(&told.message, &client.directory);
        assert!(said.contains("IT-3"), "{said}");
        assert!(!said.contains("IT-1") && !said.contains("IT-2"), "{said}");
    }
}

/// What an admin issues to themselves and hands on, without a signal, may have passed
/// elsewhere meanwhile: they could not know, and are told what became of it.
#[test]
fn what_was_issued_in_vain_and_handed_on_is_no_refusal_and_stays_where_it_is() {
    let fixture = fixture();
    let mut keeper = admin(&fixture, fixture.store);
    let (mut fang, assets) = held(&fixture, &mut keeper, &["IT-1"]);
    let mut lin = fixture.client(&fixture.lin);
    let before = hand_out(&fixture, &mut fang, &assets, &fixture.lin);
    fang.sync().unwrap();
    lin.sync().unwrap();
    let take_back = AssetAct::TakeBack {
        custody: custody(&keeper, assets[0]),
        store: fixture.store,
        condition: Condition::Good,
    };
    fixture.act(&mut keeper, assets[0], Act::Asset(take_back));
    let issue = AssetAct::Issue {
        custody: custody(&keeper, assets[0]),
        to: keeper.person.id,
        store: fixture.store,
    };
    fixture.act(&mut keeper, assets[0], Act::Asset(issue));
    let case = keeper.held[&assets[0]].history().case.unwrap();
    let grants = case.as_dyn().grants();
    keeper.directory.grants.insert(assets[0], grants);
    let after = hand_out(&fixture, &mut keeper, &assets, &fixture.far);
    confirm(&fixture, &mut lin, before, &assets);
    assert_eq!(outcomes(&mut lin), [Outcome::Adopted]);
    let adopted = [Outcome::Adopted, Outcome::Adopted, Outcome::Adopted];
    assert_eq!(outcomes(&mut keeper), adopted);
    let mut far = fixture.client(&fixture.far);
    confirm(&fixture, &mut far, after, &assets);
    assert_eq!(outcomes(&mut far), [Outcome::Adopted]);
    assert_eq!(asset(&far, assets[0]).holder(), Some(fixture.lin.id()));
    assert_eq!(transfer(&far, after).items[0].state.as_str(), "not_moved");
}
