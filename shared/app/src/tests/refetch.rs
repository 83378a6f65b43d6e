//! A case that is not on the phone is asked for when somebody goes to it.

use super::phone::{Phone, world};
use crate::{Content, Event, Route};

#[test]
fn a_case_that_is_not_here_is_fetched() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.submit("卡纸");
    wang.settle();
    let id = wang.only("ticket.mine");
    // Ana follows a link before her phone has synced for the first time.
    let mut ana = Phone::new(&world, b'a');
    ana.sign_in("ana");
    assert!(ana.exchange(), "the sign-in");
    let page = ana.send(Event::Open(Route::Case(id.clone())));
    assert_eq!(page.content, Content::Gone);
    assert_eq!(page.frame.title, "Fetching this record");
    ana.settle();
    ana.case(&id);
}

#[test]
fn a_case_that_is_none_of_theirs_is_not_there() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.unplug();
    let unknown = uuid::Uuid::from_u128(7).to_string();
    wang.send(Event::Disconnected);
    let page = wang.send(Event::Open(Route::Case(unknown)));
    assert_eq!(
        page.frame.title,
        "Not on this phone; it comes with the next sync"
    );
    wang.plug();
    wang.send(Event::Connected);
    let page = wang.settle();
    assert_eq!(page.content, Content::Gone);
    assert_eq!(page.frame.title, "No such record");
}
