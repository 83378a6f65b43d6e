//! Equipment on the wire: who has it on the phone by itself, who gets it when they
//! ask, and whose tag it is.

use crate::fixture::{Fixture, fixture, receipt};
use domain::{
    assets::{AssetAct, AssetRefusal, AssetState, AssetSuperseded, Correction},
    capabilities::{self, Act, Case, Superseded},
    case::KEPT_AFTER_CLOSING,
    directory::Role,
    ids::{CaseId, CommandId, StoreId},
    tickets::TicketAct,
    time::Span,
};
use replica::{
    refusal::Refusal,
    wire::{Outcome, Request},
};
use tests::{
    client::{Client, mint},
    world::TARGETS,
};

const TAG_TAKEN: Outcome = Outcome::Refused(Refusal::Rule(capabilities::Refusal::Asset(
    AssetRefusal::TagTaken,
)));

/// An asset admin, who works in some store.
pub fn admin(fixture: &Fixture, store: StoreId) -> Client {
    let admin = fixture
        .world
        .someone("库管", store, &[Role::AssetAdmin], None);
    fixture.client(&admin.unwrap())
}

/// Receives an asset without telling the server yet.
pub fn receive(fixture: &Fixture, admin: &mut Client, store: StoreId, tag: &str) -> CaseId {
    let case = CaseId(mint(fixture.world.clock.now()));
    fixture.act(admin, case, receipt(store, tag));
    case
}

pub fn custody(client: &Client, case: CaseId) -> CommandId {
    match client.held[&case].history().case {
        Some(Case::Asset(asset)) => asset.custody.last().unwrap().entry,
        other => panic!("no asset: {other:?}"),
    }
}

/// Asks for a case as a phone does that does not carry it.
pub fn fetch(client: &mut Client, case: CaseId) {
    let asked = Request {
        refetch: vec![case],
        ..client.request(Vec::new())
    };
    let answer = client.exchange(&asked).unwrap();
    client.settle(&answer).unwrap();
}

pub fn outcomes(client: &mut Client) -> Vec<Outcome> {
    let answer = client.sync().unwrap();
    answer.rulings.into_iter().map(|it| it.outcome).collect()
}

#[test]
fn of_two_phones_that_receive_the_same_tag_the_second_is_refused() {
    let fixture = fixture();
    let (mut one, mut other) = (
        admin(&fixture, fixture.store),
        admin(&fixture, fixture.store),
    );
    receive(&fixture, &mut one, fixture.store, "IT-0001");
    receive(&fixture, &mut other, fixture.store, "ｉｔ－0001 ");
    receive(&fixture, &mut other, fixture.store, "IT-0002");
    assert_eq!(outcomes(&mut one), [Outcome::Adopted]);
    assert_eq!(outcomes(&mut other), [TAG_TAKEN, Outcome::Adopted]);
    // What was refused once is refused again, and takes nothing.
    receive(&fixture, &mut one, fixture.store, "it-0001");
    assert_eq!(outcomes(&mut one), [TAG_TAKEN]);
}

#[test]
fn a_tag_is_taken_once_also_within_one_push_and_by_two_at_once() {
    let fixture = fixture();
    let mut admins: Vec<Client> = (0..4).map(|_| admin(&fixture, fixture.store)).collect();
    receive(&fixture, &mut admins[0], fixture.store, "IT-0001");
    receive(&fixture, &mut admins[0], fixture.store, "IT-0001");
    assert_eq!(outcomes(&mut admins[0]), [Outcome::Adopted, TAG_TAKEN]);
    for admin in &mut admins {
        receive(&fixture, admin, fixture.store, "IT-0002");
    }
    let adopted = std::thread::scope(|scope| {
        let pushes: Vec<_> = admins
            .iter_mut()
            .map(|admin| scope.spawn(|| outcomes(admin)))
            .collect();
        let outcomes = pushes.into_iter().flat_map(|push| push.join().unwrap());
        outcomes.filter(|it| *it == Outcome::Adopted).count()
    });
    assert_eq!(adopted, 1);
}

#[test]
fn a_corrected_tag_is_free_again_and_the_new_one_taken() {
    let fixture = fixture();
    let mut admin = admin(&fixture, fixture.store);
    let case = receive(&fixture, &mut admin, fixture.store, "IT-0001");
    admin.sync().unwrap();
    fixture.act(&mut admin, case, retag("IT-0001", "IT-0009"));
    admin.sync().unwrap();
    receive(&fixture, &mut admin, fixture.store, "IT-0009");
    receive(&fixture, &mut admin, fixture.store, "IT-0001");
    assert_eq!(outcomes(&mut admin), [TAG_TAKEN, Outcome::Adopted]);
}

fn retag(from: &str, to: &str) -> Act {
    let corrections = vec![Correction::Tag {
        from: from.to_owned(),
        to: to.to_owned(),
    }];
    let reason = "贴错了".to_owned();
    Act::Asset(AssetAct::Correct {
        corrections,
        reason,
    })
}

#[test]
fn of_two_who_correct_a_tag_to_the_same_the_second_is_told_who_was_before() {
    let fixture = fixture();
    let mut one = admin(&fixture, fixture.store);
    let case = receive(&fixture, &mut one, fixture.store, "IT-00123");
    one.sync().unwrap();
    let mut other = admin(&fixture, fixture.store);
    for keeper in [&mut one, &mut other] {
        fixture.act(keeper, case, retag("IT-00123", "IT-000123"));
        assert_eq!(outcomes(keeper), [Outcome::Adopted]);
    }
    let last = other.held[&case].history().entries.pop().unwrap();
    let why = AssetSuperseded::Corrected { by: one.person.id };
    assert_eq!(last.superseded, Some(Superseded::Asset(why)));
}

#[test]
fn two_tags_are_swapped_and_one_is_put_back_in_one_push() {
    let fixture = fixture();
    let mut admin = admin(&fixture, fixture.store);
    let one = receive(&fixture, &mut admin, fixture.store, "IT-0001");
    let other = receive(&fixture, &mut admin, fixture.store, "IT-0002");
    let third = receive(&fixture, &mut admin, fixture.store, "IT-0003");
    admin.sync().unwrap();
    let mut id = 0..;
    let mut push = |acts: &[(CaseId, &str, &str)]| {
        let mut pushed = Vec::new();
        for (case, from, to) in acts {
            fixture.world.clock.pass(Span(1_000));
            let act = fixture.act(&mut admin, *case, retag(from, to));
            pushed.push((act, id.next()));
        }
        // As a phone does, in the order in which they were given.
        let mut pending = admin.pending();
        pending.sort_by_key(|it| pushed.iter().find(|(act, _)| *act == it.id).unwrap().1);
        let answer = admin.exchange(&admin.request(pending)).unwrap();
        admin.settle(&answer).unwrap();
        let outcomes = answer.rulings.into_iter().map(|it| it.outcome);
        outcomes.collect::<Vec<_>>()
    };
    let swapped = push(&[
        (one, "IT-0001", "IT-9"),
        (other, "IT-0002", "IT-0001"),
        (one, "IT-9", "IT-0002"),
    ]);
    assert_eq!(
        swapped,
        [Outcome::Adopted, Outcome::Adopted, Outcome::Adopted]
    );
    let back = push(&[(third, "IT-0003", "IT-0004"), (third, "IT-0004", "IT-0003")]);
    assert_eq!(back, [Outcome::Adopted, Outcome::Adopted]);
    let taken = push(&[(third, "IT-0003", "IT-0001")]);
    assert_eq!(taken, [TAG_TAKEN]);
    fixture.assert_unchanged(|| {
        let rebuilt = server::rebuild::rebuild(&fixture.world.pool);
        fixture.world.runtime.block_on(rebuilt).unwrap();
    });
}

#[test]
fn a_phone_carries_what_its_person_holds_and_its_stores_and_gets_the_rest_when_asked() {
    let fixture = fixture();
    let elsewhere = fixture.world.store(2, 2).unwrap();
    let mut keeper = admin(&fixture, fixture.store);
    let near = receive(&fixture, &mut keeper, fixture.store, "IT-0001");
    let far = receive(&fixture, &mut keeper, elsewhere, "IT-0002");
    keeper.sync().unwrap();
    let neighbour = fixture.world.someone("邻居", elsewhere, &[], None).unwrap();

    let mut fang = fixture.client(&fixture.fang);
    assert!(fang.held.contains_key(&near) && !fang.held.contains_key(&far));
    let mut other = fixture.client(&neighbour);
    assert!(!other.held.contains_key(&near) && other.held.contains_key(&far));
    let mut second = admin(&fixture, fixture.store);
    assert!(second.held.contains_key(&near) && !second.held.contains_key(&far));
    fetch(&mut second, far);
    assert!(
        second.held.contains_key(&far),
        "who keeps the books reads all"
    );
    fetch(&mut fang, far);
    assert!(!fang.held.contains_key(&far), "and a stranger does not");
    let chen = fixture.client(&fixture.chen);
    assert!(!chen.held.contains_key(&far), "nor does the desk carry it");

    // Issued to somebody of this store, it comes here and leaves there.
    let issue = AssetAct::Issue {
        custody: custody(&second, far),
        to: fixture.fang.id(),
        store: fixture.store,
    };
    fixture.act(&mut second, far, Act::Asset(issue));
    assert_eq!(outcomes(&mut second), [Outcome::Adopted]);
    fang.sync().unwrap();
    let Some(Case::Asset(asset)) = fang.held[&far].history().case else {
        panic!("no asset");
    };
    assert_eq!(asset.holder(), Some(fixture.fang.id()));
    other.sync().unwrap();
    assert!(!other.held.contains_key(&far));

    // Scrapped, it is nobody's but the books'.
    let custody = custody(&second, far);
    let scrap = AssetAct::Scrap {
        reason: "摔坏了".to_owned(),
    };
    fixture.act(&mut second, far, Act::Asset(scrap));
    second.sync().unwrap();
    assert_eq!(custody, self::custody(&second, far));
    fang.sync().unwrap();
    assert!(!fang.held.contains_key(&far));
    let rows = fixture.world.rows(&["assets"]).unwrap();
    let states = rows["assets"]
        .iter()
        .map(|row| row["state"].as_str().unwrap());
    let scrapped = AssetState::Scrapped.as_str();
    assert_eq!(states.filter(|state| *state == scrapped).count(), 1);
}

#[test]
fn whoever_asks_for_an_asset_gets_its_tickets_with_it_as_far_as_they_may_read_them() {
    let fixture = fixture();
    let mut tang = admin(&fixture, fixture.store);
    let asset = receive(&fixture, &mut tang, fixture.store, "IT-0001");
    tang.sync().unwrap();
    let mut fang = fixture.client(&fixture.fang);
    let about = |labels: &[&str]| {
        Act::Ticket(TicketAct::Submit {
            category: fixture.world.category,
            targets: TARGETS,
            store: fixture.store,
            description: "打不开".to_owned(),
            equipment: labels.iter().map(ToString::to_string).collect(),
            photos: Vec::new(),
        })
    };
    let mut submit = |labels: &[&str]| {
        let case = CaseId(mint(fixture.world.clock.now()));
        fixture.act(&mut fang, case, about(labels));
        fang.sync().unwrap();
        case
    };
    let concerned = submit(&["路由器", "it-0001"]);
    let other = submit(&["IT-0002"]);
    let mut lin = fixture.client(&fixture.lin);
    for ticket in [concerned, other] {
        let assignment = fixture.accept(&mut lin, ticket);
        let done = TicketAct::Complete {
            assignment,
            solution: "换了电源".to_owned(),
            photos: Vec::new(),
        };
        fixture.act(&mut lin, ticket, Act::Ticket(done));
    }
    lin.sync().unwrap();
    // Long after, on a new phone.
    fixture.world.clock.pass(KEPT_AFTER_CLOSING + Span::days(1));
    let mut lin = fixture.client(&fixture.lin);
    let held = |client: &Client| [asset, concerned, other].map(|id| client.held.contains_key(&id));
    assert_eq!(held(&lin), [true, false, false]);
    fetch(&mut lin, asset);
    assert_eq!(held(&lin), [true, true, false]);
    // Asset admins read equipment, and not what others ask for.
    let mut other_admin = admin(&fixture, fixture.store);
    fetch(&mut other_admin, asset);
    assert_eq!(held(&other_admin), [true, false, false]);
    // Whoever may not read the asset gets nothing by asking for it.
    let elsewhere = fixture.world.store(2, 2).unwrap();
    let neighbour = fixture.world.someone("邻居", elsewhere, &[], None).unwrap();
    let mut neighbour = fixture.client(&neighbour);
    fetch(&mut neighbour, asset);
    assert_eq!(held(&neighbour), [false; 3]);
    // And the other way: with a ticket comes what it is about.
    let again = submit(&["it-0001"]);
    let roles = [Role::Engineer];
    let engineer = fixture
        .world
        .someone("外勤", elsewhere, &roles, Some(1))
        .unwrap();
    let mut engineer = fixture.client(&engineer);
    assert!(engineer.held.contains_key(&again));
    assert_eq!(held(&engineer), [false; 3]);
    fetch(&mut engineer, again);
    assert_eq!(held(&engineer), [true, false, false]);
}
