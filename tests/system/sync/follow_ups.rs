//! What follows in one case from an entry of another: by the system, in the same
//! transaction, and once.

use super::assets::{admin, custody, fetch, outcomes, receive};
use crate::fixture::{Fixture, fixture};
use domain::{
    assets::{Asset, AssetAct, AssetState, Condition},
    capabilities::{Act, Case},
    ids::{CaseId, CommandId, PersonId},
};
use replica::wire::Outcome;
use tests::client::Client;

fn asset(client: &Client, case: CaseId) -> Asset {
    match client.held[&case].history().case {
        Some(Case::Asset(asset)) => asset,
        other => panic!("no asset: {other:?}"),
    }
}

fn replace(custody: CommandId, by: CaseId, tag: &str) -> Act {
    Act::Asset(AssetAct::Replace {
        custody,
        by,
        tag: tag.to_owned(),
        condition: Condition::Broken,
        reason: "进水".to_owned(),
    })
}

/// An asset that Fang holds, and one in stock.
fn held_and_spare(fixture: &Fixture, keeper: &mut Client) -> (CaseId, CaseId) {
    let held = receive(fixture, keeper, fixture.store, "IT-0001");
    let spare = receive(fixture, keeper, fixture.store, "IT-0002");
    keeper.sync().unwrap();
    issue(fixture, keeper, held, fixture.fang.id());
    (held, spare)
}

fn issue(fixture: &Fixture, keeper: &mut Client, case: CaseId, to: PersonId) {
    let issue = AssetAct::Issue {
        custody: custody(keeper, case),
        to,
        store: fixture.store,
    };
    fixture.act(keeper, case, Act::Asset(issue));
    keeper.sync().unwrap();
}

#[test]
fn a_replacement_is_on_both_cards_at_once_and_the_holder_has_it() {
    let fixture = fixture();
    let mut keeper = admin(&fixture, fixture.store);
    let (held, spare) = held_and_spare(&fixture, &mut keeper);
    let act = replace(custody(&keeper, held), spare, "IT-0002");
    let id = fixture.act(&mut keeper, held, act);
    let pushed = keeper.pending();
    assert_eq!(outcomes(&mut keeper), [Outcome::Adopted]);

    let mut fang = fixture.client(&fixture.fang);
    fang.sync().unwrap();
    for client in [&keeper, &fang] {
        let (held, spare) = (asset(client, held), asset(client, spare));
        assert_eq!(held.state(), AssetState::InStock);
        assert_eq!(spare.holder(), Some(fixture.fang.id()));
        assert_eq!(held.replaced_by.unwrap().tag, "IT-0002");
        assert_eq!(spare.replaces.unwrap().tag, "IT-0001");
    }
    let entries = keeper.held[&spare].history().entries;
    let last = entries.last().unwrap();
    assert_eq!(last.author, PersonId::SYSTEM);
    assert_eq!(last.id, id.following_in(spare));
    assert_eq!(last.superseded, None);

    // The same once more has no other effect, and all of it follows from the documents.
    fixture.assert_unchanged(|| {
        assert_eq!(keeper.push(pushed).unwrap(), [Outcome::Adopted]);
        let rebuilt = server::rebuild::rebuild(&fixture.world.pool);
        fixture.world.runtime.block_on(rebuilt).unwrap();
    });
}

#[test]
fn what_cannot_take_the_place_is_told_to_the_one_replaced() {
    let fixture = fixture();
    let mut keeper = admin(&fixture, fixture.store);
    let (held, spare) = held_and_spare(&fixture, &mut keeper);
    let mut second = admin(&fixture, fixture.store);
    // Meanwhile the spare goes to somebody else.
    issue(&fixture, &mut second, spare, fixture.lin.id());
    let act = replace(custody(&keeper, held), spare, "IT-0002");
    fixture.act(&mut keeper, held, act);
    assert_eq!(outcomes(&mut keeper), [Outcome::Adopted]);
    assert_eq!(asset(&keeper, spare).holder(), Some(fixture.lin.id()));
    assert_eq!(asset(&keeper, held).replaced_by, None);
    assert_eq!(asset(&keeper, held).state(), AssetState::InStock);
    let superseded = keeper.held[&spare].history().entries.pop().unwrap();
    assert!(superseded.superseded.is_some());

    // A case that is not there, or is no asset, or the same one.
    let mut fang = fixture.client(&fixture.fang);
    let ticket = fixture.submitted(&mut fang);
    for other in [CaseId(uuid::Uuid::nil()), CaseId(uuid::Uuid::max()), ticket] {
        issue(&fixture, &mut keeper, held, fixture.fang.id());
        let act = replace(custody(&keeper, held), other, "IT-0009");
        fixture.act(&mut keeper, held, act);
        assert_eq!(outcomes(&mut keeper), [Outcome::Adopted]);
        assert_eq!(asset(&keeper, held).replaced_by, None, "{other}");
    }
    fang.sync().unwrap();
    assert_eq!(fang.held[&ticket].history().entries.len(), 1);
    issue(&fixture, &mut keeper, held, fixture.fang.id());
    let act = replace(custody(&keeper, held), held, "IT-0009");
    fixture.act(&mut keeper, held, act);
    assert_eq!(outcomes(&mut keeper), [Outcome::Adopted]);
    assert_eq!(asset(&keeper, held).holder(), Some(fixture.fang.id()));
    fixture.assert_serves();
}

#[test]
fn what_one_may_not_do_has_no_follow_up() {
    let fixture = fixture();
    let mut keeper = admin(&fixture, fixture.store);
    let (held, spare) = held_and_spare(&fixture, &mut keeper);
    let mut fang = fixture.client(&fixture.fang);
    fetch(&mut fang, held);
    let document = fang.held[&held].document.clone();
    // Nor has what names another than it means.
    let act = replace(custody(&keeper, held), spare, "IT-0001 ");
    let refused = keeper.act(held, act, fixture.world.clock.now());
    assert!(refused.is_err(), "an asset does not replace itself");
    for act in [
        replace(custody(&keeper, held), spare, "IT-0002"),
        Act::Asset(AssetAct::TakePlace {
            of: spare,
            tag: "IT-0002".to_owned(),
            holder: fixture.lin.id(),
            store: fixture.store,
            by: fixture.fang.id(),
        }),
    ] {
        let mut pushed = crate::fixture::forged(&fang, held, &document, act);
        pushed.kind = domain::capabilities::Kind::Asset;
        let ruled = fixture.assert_unchanged(|| fang.push(vec![pushed]).unwrap());
        assert!(matches!(ruled[..], [Outcome::Refused(_)]), "{ruled:?}");
    }
}

#[test]
fn of_two_who_take_the_same_spare_at_the_same_time_one_gets_it() {
    let fixture = fixture();
    let mut keepers: Vec<Client> = (0..4).map(|_| admin(&fixture, fixture.store)).collect();
    let spare = receive(&fixture, &mut keepers[0], fixture.store, "IT-0000");
    keepers[0].sync().unwrap();
    let mut held = Vec::new();
    for (n, keeper) in keepers.iter_mut().enumerate() {
        keeper.sync().unwrap();
        let tag = format!("IT-1{n:03}");
        let case = receive(&fixture, keeper, fixture.store, &tag);
        keeper.sync().unwrap();
        issue(&fixture, keeper, case, fixture.fang.id());
        let act = replace(custody(keeper, case), spare, "IT-0000");
        fixture.act(keeper, case, act);
        held.push(case);
    }
    std::thread::scope(|scope| {
        for keeper in &mut keepers {
            scope.spawn(|| assert_eq!(outcomes(keeper), [Outcome::Adopted]));
        }
    });
    let after = admin(&fixture, fixture.store);
    let took = held.iter().filter(|case| {
        let replaced = asset(&after, **case).replaced_by;
        replaced.is_some_and(|other| other.asset == spare)
    });
    assert_eq!(took.count(), 1);
    assert_eq!(asset(&after, spare).custody.len(), 2);
}

#[test]
fn a_damaged_case_holds_up_what_would_follow_in_it_and_nothing_else() {
    let fixture = fixture();
    let mut keeper = admin(&fixture, fixture.store);
    let (held, spare) = held_and_spare(&fixture, &mut keeper);
    let other = receive(&fixture, &mut keeper, fixture.store, "IT-0003");
    let document = fixture.world.document(spare).unwrap().save();
    let put = |bytes: Vec<u8>| {
        let put = sqlx::query("update cases set document = $1 where id = $2");
        let put = put.bind(bytes).bind(spare.0).execute(&fixture.world.pool);
        fixture.world.runtime.block_on(put).unwrap();
    };
    put(vec![0]);
    let act = replace(custody(&keeper, held), spare, "IT-0002");
    fixture.act(&mut keeper, held, act);
    assert_eq!(outcomes(&mut keeper), [Outcome::Adopted], "the third alone");
    assert!(keeper.held[&other].pending.is_empty());
    assert_eq!(keeper.held[&held].pending.len(), 1);
    put(document);
    assert_eq!(outcomes(&mut keeper), [Outcome::Adopted]);
    assert_eq!(asset(&keeper, spare).holder(), Some(fixture.fang.id()));
}
