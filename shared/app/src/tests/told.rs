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
