//! What is typed is kept, and forms lead to where they should.

use super::phone::{Phone, said, world};
use crate::{Content, Event, FormPage, Route};

fn form(phone: &mut Phone) -> FormPage {
    let route = Route::Form {
        subject: "ticket".into(),
        offer: "submit".into(),
    };
    match phone.send(Event::Open(route)).content {
        Content::Form(form) => form,
        other => panic!("no form: {other:?}"),
    }
}

fn fill(phone: &mut Phone, input: &str, value: &str) {
    phone.send(Event::Fill {
        input: input.into(),
        value: value.into(),
    });
}

fn value(form: &FormPage, name: &str) -> String {
    let input = form.inputs.iter().find(|input| input.name == name);
    input.unwrap().value.clone()
}

#[test]
fn a_draft_survives_a_kill_and_ends_with_its_act() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    form(&mut wang);
    fill(&mut wang, "description", "卡");
    fill(&mut wang, "description", "卡纸");
    wang.kill();
    let typed = form(&mut wang);
    assert_eq!(value(&typed, "description"), "卡纸");
    assert_ne!(value(&typed, "store"), "", "one's own store is filled in");

    // The category is missing: refused in words, and nothing is lost.
    let page = wang.send(Event::Submit);
    assert_ne!(said(&page), "");
    assert_eq!(value(&form(&mut wang), "description"), "卡纸");

    let printer = uuid::Uuid::from_u128(super::people::PRINTER).to_string();
    fill(&mut wang, "category", &printer);
    let page = wang.send(Event::Submit);
    assert!(matches!(page.content, Content::Case(_)), "{page:?}");
    assert_eq!(value(&form(&mut wang), "description"), "");
}

#[test]
fn a_form_about_a_case_leads_back_to_it() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.submit("卡纸");
    let id = wang.only("ticket.mine");
    wang.case(&id);
    wang.send(Event::Open(Route::Form {
        subject: id.clone(),
        offer: "note".into(),
    }));
    fill(&mut wang, "text", "急");
    let page = wang.send(Event::Submit);
    let Content::Case(case) = page.content else {
        panic!("no case");
    };
    assert_eq!(case.case.timeline.len(), 2);
    let page = wang.send(Event::Back);
    assert!(matches!(page.content, Content::List(_)));
    assert!(!page.frame.can_go_back);
}
