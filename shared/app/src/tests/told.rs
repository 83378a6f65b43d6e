//! What the person is told: each time anew, at its input, and where there is nothing.

use super::phone::{Phone, world};
use crate::{Content, Event, FrameMessage, Page, Route};

fn refused(phone: &mut Phone) -> FrameMessage {
    let page = phone.send(Event::Submit);
    page.frame.message.expect("it is refused in words")
}

#[test]
fn the_same_refusal_twice_is_two_messages_at_the_input_that_is_missing() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.send(Event::Open(Route::Form {
        subject: "ticket".into(),
        offer: "submit".into(),
    }));
    let (first, second) = (refused(&mut wang), refused(&mut wang));
    assert_eq!(first.text, second.text);
    assert!(second.id > first.id);
    let Content::Form(form) = wang.page().content else {
        panic!("no form");
    };
    let missing = form.inputs.iter().find(|input| input.name == second.input);
    assert!(missing.is_some_and(|input| second.text.contains(&input.label)));
    // What is told next is about no input.
    let page = wang.perform("nonsense", "submit", &[]);
    assert_eq!(page.frame.message.unwrap().input, "");
}

fn nothing_in(page: &Page) -> Option<&str> {
    let nothing = match &page.content {
        Content::List(list) => list.nothing.as_ref(),
        Content::Notices(notices) => notices.nothing.as_ref(),
        Content::Outbox(outbox) => outbox.nothing.as_ref(),
        _ => panic!("no rows here: {page:?}"),
    };
    let nothing = nothing?;
    assert!(!nothing.hint.is_empty());
    Some(&nothing.text)
}

#[test]
fn where_there_is_nothing_words_say_why() {
    let world = world();
    let mut wang = Phone::new(&world, 1);
    wang.sign_in("wang");
    wang.exchange();
    let list = Event::Open(Route::List("ticket.mine".into()));
    let page = wang.send(list.clone());
    assert_eq!(nothing_in(&page), Some("Being fetched"));
    wang.unplug();
    wang.settle();
    let page = wang.page();
    assert_eq!(nothing_in(&page), Some("Not fetched yet"));

    wang.plug();
    wang.send(Event::Refresh);
    wang.settle();
    let page = wang.send(list);
    assert_eq!(nothing_in(&page), Some("Nothing here"));
    wang.submit("卡纸");
    wang.send(Event::Open(Route::List("ticket.mine".into())));
    let page = wang.page();
    assert_eq!(nothing_in(&page), None);
    let page = wang.send(Event::Search("打字机".into()));
    assert_eq!(nothing_in(&page), Some("“打字机” was not found"));

    for (route, text) in [
        (Route::Notices, "No notices"),
        (Route::Outbox, "Everything is sent"),
    ] {
        wang.settle();
        let page = wang.send(Event::Open(route));
        assert_eq!(nothing_in(&page), Some(text));
    }
}

/// A form that one has left half filled in shows where it is begun, and nothing else does.
#[test]
fn what_is_half_filled_in_shows_at_its_button() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let form = Route::Form {
        subject: "ticket".into(),
        offer: "submit".into(),
    };
    let begun = |page: &Page| {
        let mut openings = page.frame.openings.iter();
        let submit = openings.find(|opening| opening.subject == "ticket");
        submit.is_some_and(|opening| opening.has_draft)
    };
    wang.send(Event::Open(form.clone()));
    let page = wang.send(Event::Back);
    assert!(!begun(&page), "nothing was typed");
    wang.send(Event::Open(form));
    wang.send(Event::Fill {
        input: "description".into(),
        value: "卡".into(),
    });
    let page = wang.send(Event::Back);
    assert!(begun(&page));

    wang.submit("卡纸");
    let id = wang.only("ticket.mine");
    wang.send(Event::Open(Route::Form {
        subject: id.clone(),
        offer: "note".into(),
    }));
    assert!(wang.case(&id).drafts.is_empty());
    wang.send(Event::Open(Route::Form {
        subject: id.clone(),
        offer: "note".into(),
    }));
    wang.send(Event::Fill {
        input: "text".into(),
        value: "急".into(),
    });
    assert_eq!(wang.case(&id).drafts, ["note"]);
}

/// Two touches of a plain button are one act, and no complaint.
#[test]
fn a_button_that_is_touched_twice_was_touched_once() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.submit("卡纸");
    wang.settle();
    let mut ana = Phone::of(&world, "ana");
    let id = ana.only("ticket.pool");
    ana.case(&id);
    for _ in 0..2 {
        let page = ana.perform(&id, "accept", &[]);
        assert_eq!(page.frame.message, None);
    }
    assert_eq!(ana.case(&id).case.timeline.len(), 2);
    world.borrow_mut().now.0 += 2_000;
    let page = ana.perform(&id, "accept", &[]);
    assert!(page.frame.message.is_some(), "later it is a mistake");
}

/// Whoever has to sign in on the way to a case comes to it then.
#[test]
fn signing_in_leads_to_where_one_was_going() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.submit("卡纸");
    wang.settle();
    let id = wang.only("ticket.mine");
    let case = || Event::Open(Route::Case(id.clone()));
    wang.send(Event::SignOut {
        discard_unsent: false,
    });
    wang.settle();
    wang.send(case());
    wang.sign_in("wang");
    let page = wang.settle();
    assert!(
        matches!(page.content, Content::Case(content) if content.subject == id),
        "from a notification"
    );

    // The session has ended; a colleague's way is another one.
    wang.send(Event::Open(Route::SignIn));
    wang.sign_in("ana");
    let page = wang.settle();
    assert!(matches!(page.content, Content::List(_)), "{page:?}");
}
