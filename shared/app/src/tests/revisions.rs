//! A refused act is taken back into its form, changed, and given anew.

use super::{
    people::{ANA, STORE, WANG},
    phone::{Phone, World, said, world},
    photos::small,
};
use crate::{Content, Event, FormPage, OutboxPage, OutboxRow, Route, RowOffer, pictures};
use domain::{
    directory::{Role, Store},
    ids::{StoreId, TeamId},
    signature::Point,
    view::InputKind,
};
use uuid::Uuid;

fn outbox(phone: &mut Phone) -> OutboxPage {
    match phone.send(Event::Open(Route::Outbox)).content {
        Content::Outbox(page) => page,
        other => panic!("no outbox: {other:?}"),
    }
}

fn refused(phone: &mut Phone) -> OutboxRow {
    let mut page = outbox(phone);
    assert_eq!(page.refused.len(), 1, "{page:?}");
    page.refused.remove(0)
}

fn offer<'a>(row: &'a OutboxRow, label: &str) -> &'a RowOffer {
    let offer = row.offers.iter().find(|offer| offer.label == label);
    offer.unwrap_or_else(|| panic!("{:?}", row.offers))
}

fn taken_back(phone: &mut Phone, row: &OutboxRow) -> FormPage {
    match phone.send(offer(row, "Change").event.clone()).content {
        Content::Form(form) => form,
        other => panic!("no form: {other:?}"),
    }
}

fn value<'a>(form: &'a FormPage, name: &str) -> &'a str {
    let input = form.inputs.iter().find(|input| input.name == name);
    &input.unwrap().value
}

fn fill(phone: &mut Phone, input: &str, value: &str) {
    let (input, value) = (input.to_owned(), value.to_owned());
    phone.send(Event::Fill { input, value });
}

/// Ana, whose note on Wang's ticket is refused with its photo.
fn refused_note(world: &World) -> (Phone, String) {
    let mut wang = Phone::of(world, "wang");
    let mut ana = Phone::of(world, "ana");
    wang.submit("卡纸");
    wang.settle();
    ana.settle();
    let id = ana.only("ticket.pool");
    ana.perform(&id, "accept", &[]);
    ana.settle();
    ana.unplug();
    let (subject, offer) = (id.clone(), "complete".to_owned());
    ana.send(Event::Open(Route::Form { subject, offer }));
    fill(&mut ana, "solution", "换了");
    let (input, bytes) = ("photos".to_owned(), small(3));
    ana.send(Event::AddPhoto { input, bytes });
    assert_eq!(said(&ana.send(Event::Submit)), "");
    world.borrow_mut().set_roles(ANA, &[]);
    ana.plug();
    assert_eq!(ana.settle().frame.refused, 1);
    (ana, id)
}

fn photo() -> String {
    pictures::of_photo(&small(3)).unwrap().picture().to_string()
}

#[test]
fn a_refused_act_on_a_case_is_changed_and_goes_only_when_the_new_one_is_given() {
    let world = world();
    let (mut ana, id) = refused_note(&world);
    let row = refused(&mut ana);
    let said_then: Vec<_> = row
        .fields
        .iter()
        .map(|it| (&*it.label, &*it.text))
        .collect();
    assert_eq!(said_then, [("What was done", "换了")]);
    assert_eq!(row.photos.len(), 1);
    assert_ne!(row.reason, "");

    let form = taken_back(&mut ana, &row);
    assert_eq!(
        (form.subject.as_str(), form.revises.as_str()),
        (&*id, &*row.command)
    );
    assert_eq!(
        (value(&form, "solution"), value(&form, "photos")),
        ("换了", &*photo())
    );
    fill(&mut ana, "solution", "换了电源");
    ana.kill();
    // What is typed stays, what was refused too, and neither is another draft.
    let page = outbox(&mut ana);
    assert_eq!((page.refused.len(), page.drafts.len()), (1, 0));
    assert_eq!(page.refused[0].fields[0].text, "换了", "what was refused");
    let form = taken_back(&mut ana, &row);
    assert_eq!(value(&form, "solution"), "换了电源");
    assert_ne!(said(&ana.send(Event::Submit)), "", "she is no engineer yet");
    assert_eq!(ana.page().frame.refused, 1);

    world.borrow_mut().set_roles(ANA, &[Role::Engineer]);
    ana.settle();
    taken_back(&mut ana, &row);
    let page = ana.send(Event::Submit);
    assert_eq!((said(&page), page.frame.refused), ("", 0));
    ana.settle();
    assert_eq!(
        world.borrow().blobs.whole.len(),
        1,
        "the photo has come with it"
    );
    let case = ana.case(&id).case;
    let done = case.timeline.last().unwrap();
    assert_eq!((done.text.as_str(), done.photos.len()), ("换了电源", 1));
    assert_eq!(outbox(&mut ana).refused, []);
}

#[test]
fn a_refused_opening_is_changed_and_begins_another_case() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.unplug();
    wang.submit("卡纸");
    let store = StoreId(Uuid::from_u128(99));
    let other = Store {
        id: store,
        name: "虹桥店".to_owned(),
        team: TeamId(Uuid::from_u128(30)),
        former: Vec::new(),
    };
    world.borrow_mut().directory.stores.insert(store, other);
    world.borrow_mut().move_to(WANG, store);
    wang.plug();
    assert_eq!(wang.settle().frame.refused, 1);
    let row = refused(&mut wang);
    let labels: Vec<_> = row.fields.iter().map(|field| field.text.as_str()).collect();
    assert!(
        labels.contains(&"卡纸") && labels.contains(&"南京路店"),
        "{labels:?}"
    );

    // A new ticket that is half written is another form.
    let (subject, name) = ("ticket".to_owned(), "submit".to_owned());
    wang.send(Event::Open(Route::Form {
        subject,
        offer: name,
    }));
    fill(&mut wang, "description", "别的");
    let form = taken_back(&mut wang, &row);
    assert_eq!(value(&form, "description"), "卡纸");
    assert_eq!(
        value(&form, "store"),
        StoreId(Uuid::from_u128(STORE)).to_string()
    );
    fill(&mut wang, "store", &store.to_string());
    let page = wang.send(Event::Submit);
    assert_eq!((said(&page), page.frame.refused), ("", 0));
    let page = outbox(&mut wang);
    assert_eq!((page.waiting.len(), page.drafts.len()), (1, 1));
    assert_ne!(page.waiting[0].case, row.case);
}

#[test]
fn letting_go_asks_and_takes_with_it_what_was_changed() {
    let world = world();
    let (mut ana, _) = refused_note(&world);
    let row = refused(&mut ana);
    taken_back(&mut ana, &row);
    fill(&mut ana, "solution", "换了电源");
    let questions = ["Change", "Do again", "Let go"].map(|label| &*offer(&row, label).question);
    assert_eq!(questions[..2], ["", ""]);
    assert!(questions[2].contains("for good"), "{}", questions[2]);
    ana.send(offer(&row, "Let go").event.clone());
    let page = outbox(&mut ana);
    assert_eq!((page.refused, page.drafts), (Vec::new(), Vec::new()));
    let name = pictures::of_photo(&small(3))
        .unwrap()
        .whole
        .id()
        .to_string();
    assert_eq!(ana.core().photo(&name), None);
    let page = ana.send(Event::Open(Route::Revision(row.command)));
    assert_eq!(page.content, Content::Gone);
}

/// Signing out throws refused acts away, after a question; what was changed of one is
/// a draft like others.
#[test]
fn what_was_changed_of_a_refused_act_outlives_signing_out() {
    let world = world();
    let (mut ana, _) = refused_note(&world);
    let row = refused(&mut ana);
    taken_back(&mut ana, &row);
    fill(&mut ana, "solution", "换了电源");
    ana.send(Event::SignOut {
        discard_unsent: true,
    });
    world.borrow_mut().set_roles(ANA, &[Role::Engineer]);
    ana.sign_in("ana");
    ana.settle();
    let page = outbox(&mut ana);
    assert_eq!((page.refused.len(), page.drafts.len()), (0, 1));
    let go_on = page.drafts[0].offers[0].event.clone();
    let Content::Form(form) = ana.send(go_on).content else {
        panic!("no form");
    };
    assert_eq!(
        (value(&form, "solution"), value(&form, "photos")),
        ("换了电源", &*photo())
    );
    assert_eq!(said(&ana.send(Event::Submit)), "");
    assert_eq!(outbox(&mut ana).drafts, []);
}

/// What asks for nothing has nothing to change.
#[test]
fn what_came_of_no_form_is_done_again_or_let_go() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let mut ana = Phone::of(&world, "ana");
    wang.submit("卡纸");
    wang.settle();
    ana.settle();
    let id = ana.only("ticket.pool");
    ana.unplug();
    ana.perform(&id, "accept", &[]);
    world.borrow_mut().set_roles(ANA, &[]);
    ana.plug();
    ana.settle();
    let row = refused(&mut ana);
    let labels: Vec<_> = row
        .offers
        .iter()
        .map(|offer| offer.label.as_str())
        .collect();
    assert_eq!(labels, ["Do again", "Let go"]);
    let page = ana.send(Event::Open(Route::Revision(row.command)));
    assert_eq!(page.content, Content::Gone);
}

#[test]
fn a_signature_is_filled_in_again_as_it_was_drawn() {
    let world = world();
    world.borrow_mut().set_roles(ANA, &[Role::AssetAdmin]);
    let mut ana = Phone::of(&world, "ana");
    let mut wang = Phone::of(&world, "wang");
    let values = [("tag", "IT-1"), ("model", "HK716"), ("category", "Till")];
    assert_eq!(said(&ana.perform("asset", "receive", &values)), "");
    ana.settle();
    let asset = ana.only("asset.store");
    let (wang_id, ben) = (
        Uuid::from_u128(WANG).to_string(),
        Uuid::from_u128(3).to_string(),
    );
    assert_eq!(said(&ana.perform(&asset, "issue", &[("to", &ben)])), "");
    ana.settle();
    let mut ben = Phone::of(&world, "ben");
    let values = [("assets", &*asset), ("to", &*wang_id), ("reason", "moved")];
    assert_eq!(said(&ben.perform("transfer", "hand_out", &values)), "");
    ben.settle();
    wang.settle();
    let transfer = wang.only("transfer.to_confirm");
    wang.unplug();
    let (subject, name) = (transfer.clone(), "confirm".to_owned());
    wang.send(Event::Open(Route::Form {
        subject,
        offer: name,
    }));
    fill(&mut wang, "condition-1", "good");
    wang.send(Event::DrawStroke {
        input: "signature".to_owned(),
        width: 600,
        height: 300,
        points: [(20, 150), (580, 100)]
            .map(|(x, y)| Point { x, y })
            .to_vec(),
    });
    let Content::Form(drawn) = wang.page().content else {
        panic!("no form");
    };
    assert_eq!(said(&wang.send(Event::Submit)), "");
    // The receiver's store has changed, so that the confirmation is refused.
    world
        .borrow_mut()
        .move_to(WANG, StoreId(Uuid::from_u128(99)));
    wang.plug();
    assert_eq!(wang.settle().frame.refused, 1);
    let row = refused(&mut wang);
    assert_eq!(row.photos.len(), 1, "the signature");
    let form = taken_back(&mut wang, &row);
    for name in ["signature", "condition-1"] {
        assert_eq!(value(&form, name), value(&drawn, name), "{name}");
    }
    let is_drawn = |input: &domain::view::Input| match &input.kind {
        InputKind::Signature { drawing } => drawing.strokes.len() == 1,
        _ => false,
    };
    assert!(form.inputs.iter().any(is_drawn));
    fill(&mut wang, "condition-1", "worn");
    let page = wang.send(Event::Submit);
    assert_eq!((said(&page), page.frame.refused), ("", 0));
    wang.settle();
    assert_eq!(outbox(&mut wang).waiting, []);
}
