//! Equipment that a ticket concerns: chosen or scanned, and from each page to the other.

use super::{
    people::{ANA, WANG},
    phone::{Phone, World, said, world},
};
use crate::{CaseContent, Content, Event, Page, Route};
use domain::{
    directory::Role,
    ids::StoreId,
    view::{Choice, InputKind},
};

const TAG: &str = "IT-000123";

/// A world in which Ana keeps the books and has received a till, and her phone.
fn with_till() -> (World, Phone) {
    let world = world();
    world.borrow_mut().set_roles(ANA, &[Role::AssetAdmin]);
    let mut ana = Phone::of(&world, "ana");
    let values = [("tag", TAG), ("model", "HK716"), ("category", "Till")];
    let page = ana.perform("asset", "receive", &values);
    assert_eq!(said(&page), "");
    ana.settle();
    (world, ana)
}

/// What the form of a new ticket offers as equipment.
fn offered(phone: &mut Phone) -> Vec<Choice> {
    let page = phone.send(Event::Open(Route::Form {
        subject: "ticket".to_owned(),
        offer: "submit".to_owned(),
    }));
    let Content::Form(form) = page.content else {
        panic!("no form: {:?}", page.content);
    };
    let mut kinds = form.inputs.into_iter().map(|input| input.kind);
    let labels = kinds.find_map(|kind| match kind {
        InputKind::Labels { choices } => Some(choices),
        _ => None,
    });
    labels.expect("an input for labels")
}

fn submit(phone: &mut Phone, equipment: &str) -> Page {
    let printer = uuid::Uuid::from_u128(super::people::PRINTER).to_string();
    let values = [
        ("category", printer.as_str()),
        ("description", "does not print"),
        ("equipment", equipment),
    ];
    phone.perform("ticket", "submit", &values)
}

fn related(content: &CaseContent) -> Vec<(&str, &str)> {
    let related = content.related.iter();
    let titled = related.flat_map(|of_kind| {
        let rows = of_kind.rows.iter();
        rows.map(|row| (of_kind.heading.as_str(), row.title.as_str()))
    });
    titled.collect()
}

fn equipment(content: &CaseContent) -> &str {
    let mut fields = content.case.fields.iter();
    let field = fields.find(|field| field.label == "Equipment");
    &field.expect("equipment").text
}

#[test]
fn the_stores_equipment_is_chosen_or_scanned_and_each_page_leads_to_the_other() {
    let (world, mut ana) = with_till();
    let mut wang = Phone::of(&world, "wang");
    let choices = offered(&mut wang);
    let labels: Vec<_> = choices.iter().map(|it| (&*it.value, &*it.label)).collect();
    assert_eq!(labels, [(TAG, "IT-000123 · HK716")]);
    assert!(!choices[0].heading.is_empty());

    wang.unplug();
    let scanned = domain::names::label("asset", TAG);
    let page = submit(&mut wang, &format!("{scanned}\r\nit-000123\n货架 3"));
    assert_eq!(said(&page), "");
    let ticket = wang.only("ticket.mine");
    let ticket = wang.case(&ticket);
    assert_eq!(equipment(&ticket), "IT-000123, 货架 3");
    assert_eq!(related(&ticket), [("Assets", "IT-000123 HK716")]);

    let till = ticket.related[0].rows[0].case.clone();
    assert_eq!(related(&wang.case(&till)), [("Tickets", "does not print")]);
    wang.plug();
    wang.settle();
    assert_eq!(related(&wang.case(&till)), [("Tickets", "does not print")]);
    // Ana may read the till, and not what others ask for.
    assert_eq!(related(&ana.case(&till)), []);
    ana.settle();
    assert_eq!(related(&ana.case(&till)), []);
}

#[test]
fn a_label_that_was_misread_is_said_and_nothing_is_submitted() {
    let (world, _) = with_till();
    let mut wang = Phone::of(&world, "wang");
    let misread = domain::names::label("asset", TAG).replace("123", "124");
    let page = submit(&mut wang, &misread);
    assert!(said(&page).contains("scan it again"), "{}", said(&page));
    assert_eq!(wang.rows("ticket.mine"), []);
}

#[test]
fn what_is_scrapped_is_offered_no_more_and_what_was_looked_at_is() {
    let (world, mut ana) = with_till();
    let elsewhere = StoreId(uuid::Uuid::from_u128(99));
    world.borrow_mut().move_to(WANG, elsewhere);
    world.borrow_mut().set_roles(WANG, &[Role::AssetAdmin]);
    let mut wang = Phone::of(&world, "wang");
    assert_eq!(offered(&mut wang), [], "it is of another store");
    wang.send(Event::Find {
        text: TAG.to_owned(),
    });
    while wang.exchange() {}
    assert_eq!(offered(&mut wang).len(), 1);
    wang.kill();
    wang.settle();
    assert_eq!(offered(&mut wang).len(), 1, "the app was begun anew");

    let till = ana.only("asset.store");
    let page = ana.perform(&till, "scrap", &[("reason", "burnt")]);
    assert_eq!(said(&page), "");
    assert_eq!(offered(&mut ana), []);
}

/// The till itself is as it was: nothing of it comes with the news.
#[test]
fn what_one_who_leaves_holds_is_listed_as_left_behind_when_their_record_comes() {
    let (world, mut ana) = with_till();
    let till = ana.only("asset.store");
    let wang = uuid::Uuid::from_u128(WANG).to_string();
    let page = ana.perform(&till, "issue", &[("to", &wang)]);
    assert_eq!(said(&page), "");
    ana.settle();
    assert_eq!(ana.rows("asset.exceptions"), []);
    world.borrow_mut().leave(WANG);
    ana.settle();
    assert_eq!(ana.only("asset.exceptions"), till);
    let page = ana.perform(&till, "take_back", &[("condition", "good")]);
    assert_eq!(said(&page), "");
    assert_eq!(ana.rows("asset.exceptions"), []);
}
