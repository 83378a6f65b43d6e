//! What others did meanwhile: superseded, refused, taken away.

use super::phone::{Phone, World, said, world};
use crate::{Content, Event, OutboxPage, Route};

fn outbox(phone: &mut Phone) -> OutboxPage {
    match phone.send(Event::Open(Route::Outbox)).content {
        Content::Outbox(page) => page,
        other => panic!("no outbox: {other:?}"),
    }
}

/// A ticket in the pool, which both engineers see.
fn three(world: &World) -> (Phone, Phone, Phone, String) {
    let mut wang = Phone::of(world, "wang");
    let (mut ana, mut ben) = (Phone::of(world, "ana"), Phone::of(world, "ben"));
    wang.submit("卡纸");
    wang.settle();
    ana.settle();
    ben.settle();
    let id = ana.only("ticket.pool");
    (wang, ana, ben, id)
}

#[test]
fn of_two_who_accept_offline_the_first_to_sync_has_it() {
    let world = world();
    let (_, mut ana, mut ben, id) = three(&world);
    ana.perform(&id, "accept", &[]);
    ben.perform(&id, "accept", &[]);
    ana.settle();
    let page = ben.settle();
    assert_eq!((page.frame.sync.waiting, page.frame.refused), (0, 0));
    assert_eq!(ben.rows("ticket.work"), []);
    assert_eq!(ana.only("ticket.work"), id);
    assert_eq!(
        ben.send(Event::Open(Route::Case(id.clone()))).content,
        Content::Gone
    );
    let Content::Notices(page) = ben.send(Event::Open(Route::Notices)).content else {
        panic!("no notices");
    };
    let told = &page.rows[0];
    assert_eq!((told.case.as_str(), told.title.as_str()), (&*id, ""));
    assert!(told.notice.text.contains("安娜"), "{}", told.notice.text);
}

#[test]
fn a_refused_act_waits_with_its_reason_to_be_done_again_or_let_go() {
    let world = world();
    let (_, mut ana, mut ben, id) = three(&world);
    ana.perform(&id, "accept", &[]);
    ana.settle();
    // Ben loses his role before what he did offline arrives.
    ben.unplug();
    ben.perform(&id, "accept", &[]);
    ben.perform(&id, "note", &[("text", "我来")]);
    world.borrow_mut().set_roles(super::people::BEN, &[]);
    ben.plug();
    let page = ben.settle();
    assert_eq!(page.frame.sync.waiting, 0);
    assert!(page.frame.refused > 0);
    assert_ne!(said(&page), "");
    let refused = outbox(&mut ben).refused;
    assert!(refused.iter().all(|row| !row.reason.is_empty()));
    let texts: Vec<_> = refused.iter().map(|row| row.text.as_str()).collect();
    assert!(texts.contains(&"我来"), "{texts:?}");

    let command = refused[0].command.clone();
    let page = ben.send(Event::DoAgain { command });
    assert_ne!(said(&page), "", "the case is gone from his phone");
    for row in refused {
        ben.send(Event::LetGo {
            command: row.command,
        });
    }
    assert_eq!(outbox(&mut ben).refused, []);
    assert_eq!(ben.page().frame.refused, 0);
}

#[test]
fn a_refused_ticket_can_be_submitted_again() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.unplug();
    wang.submit("一");
    let category = {
        let mut server = world.borrow_mut();
        let (id, category) = server.directory.categories.pop_first().unwrap();
        (id, category)
    };
    wang.plug();
    let page = wang.settle();
    assert_eq!((page.frame.sync.waiting, page.frame.refused), (0, 1));
    assert_eq!(wang.rows("ticket.mine"), [], "a ticket that never was");

    world
        .borrow_mut()
        .directory
        .categories
        .insert(category.0, category.1);
    let command = outbox(&mut wang).refused[0].command.clone();
    let page = wang.send(Event::DoAgain { command });
    assert_eq!(said(&page), "");
    let page = wang.settle();
    assert_eq!((page.frame.sync.waiting, page.frame.refused), (0, 0));
    assert_eq!(world.borrow().entries(), [1]);
}

#[test]
fn a_refused_act_is_done_again_on_the_case_as_it_stands() {
    let world = world();
    let (mut wang, mut ana, _, id) = three(&world);
    ana.perform(&id, "accept", &[]);
    ana.settle();
    ana.unplug();
    world.borrow_mut().set_roles(super::people::ANA, &[]);
    ana.perform(&id, "complete", &[("solution", "换了")]);
    ana.plug();
    let page = ana.settle();
    assert_eq!(page.frame.refused, 1);
    world
        .borrow_mut()
        .set_roles(super::people::ANA, &[domain::directory::Role::Engineer]);
    ana.settle();
    let command = outbox(&mut ana).refused[0].command.clone();
    assert_eq!(said(&ana.send(Event::DoAgain { command })), "");
    let page = ana.settle();
    assert_eq!((page.frame.sync.waiting, page.frame.refused), (0, 0));
    wang.settle();
    assert_eq!(wang.case(&id).case.timeline.len(), 3);
}

#[test]
fn a_case_that_is_no_longer_ones_own_leaves_the_phone() {
    let world = world();
    let (_, mut ana, mut ben, id) = three(&world);
    ana.perform(&id, "accept", &[]);
    ana.settle();
    ben.case(&id);
    let page = ben.settle();
    assert_eq!(page.content, Content::Gone);
    assert_eq!(ben.rows("ticket.pool"), []);
}

#[test]
fn a_form_whose_offer_is_withdrawn_keeps_what_was_typed() {
    let world = world();
    let (mut wang, mut ana, _, id) = three(&world);
    wang.send(Event::Open(Route::Form {
        subject: id.clone(),
        offer: "cancel".into(),
    }));
    wang.send(Event::Fill {
        input: "reason".into(),
        value: "好了".into(),
    });
    ana.perform(&id, "accept", &[]);
    ana.settle();
    let page = wang.settle();
    let Content::Form(form) = page.content else {
        panic!("no form");
    };
    assert_ne!(form.obstacle, "");
    let reason = &form.inputs[0];
    assert_eq!(
        (reason.label.as_str(), reason.value.as_str()),
        ("Reason", "好了")
    );
    assert_eq!(page.frame.title, "Cancel");
    assert_ne!(said(&wang.send(Event::Submit)), "");
}
