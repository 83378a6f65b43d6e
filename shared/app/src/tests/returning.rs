//! Coming back to the app: after a while, without a network, from a case.

use super::phone::{Phone, world};
use crate::{Content, Event, ListPage, Page, Route};
use domain::view::Tone;

const MINUTE: i64 = 60_000;

fn list(page: &Page) -> &ListPage {
    match &page.content {
        Content::List(list) => list,
        other => panic!("no list: {other:?}"),
    }
}

fn badge(page: &Page) -> &str {
    &page.frame.sync.badge.text
}

/// Nobody has tried to reach the server yet, so nobody knows that it cannot be reached.
#[test]
fn with_a_network_nothing_is_offline_before_an_attempt_has_failed() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.unplug();
    wang.settle();
    assert_eq!(badge(&wang.page()), "Offline");
    wang.send(Event::Backgrounded);
    world.borrow_mut().now.0 += 10 * MINUTE;
    wang.plug();
    let page = wang.send(Event::Foregrounded);
    assert_eq!(badge(&page), "Syncing");
    wang.exchange();
    assert_eq!(badge(&wang.page()), "In sync");
}

#[test]
fn asking_for_news_without_a_network_ends_and_says_how_old_the_page_is() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let before = wang.settle().frame.sync.last;
    world.borrow_mut().now.0 += 30 * MINUTE;
    wang.unplug();
    let sync = wang.settle().frame.sync;
    assert!(!sync.is_busy && !sync.problem.is_empty());
    assert_eq!(sync.last, before);
    wang.plug();
    let sync = wang.settle().frame.sync;
    assert!(sync.problem.is_empty());
    assert_ne!(sync.last, before, "also without news it says something");
}

#[test]
fn after_days_the_first_page_says_when_it_synced_last_and_blames_no_network() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.settle();
    wang.core = None;
    world.borrow_mut().now.0 += 3 * 24 * 60 * MINUTE;
    wang.kill();
    let sync = wang.page().frame.sync;
    assert!(sync.problem.is_empty(), "{}", sync.problem);
    assert_ne!(badge(&wang.page()), "Offline");
    assert!(sync.last.contains('-'), "with the day: {}", sync.last);
}

#[test]
fn what_was_nearly_due_is_late_on_the_first_page() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.submit("卡纸");
    wang.settle();
    let page = wang.send(Event::Open(Route::List("ticket.mine".into())));
    let due = list(&page).rows[0].due.clone();
    assert_ne!(due.map(|due| due.tone), Some(Tone::Alarm));
    wang.send(Event::Backgrounded);
    world.borrow_mut().now.0 += 24 * 60 * MINUTE;
    let page = wang.send(Event::Foregrounded);
    let due = list(&page).rows[0].due.clone();
    assert_eq!(due.map(|due| due.tone), Some(Tone::Alarm));
}

#[test]
fn the_way_back_leads_to_the_same_search_with_what_was_done_in_it() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    for description in ["卡纸", "卡住", "没电"] {
        wang.submit(description);
    }
    wang.settle();
    wang.send(Event::Open(Route::List("ticket.mine".into())));
    let page = wang.send(Event::Search("卡".into()));
    let case = list(&page).rows[1].case.clone();
    wang.send(Event::Open(Route::Case(case.clone())));
    wang.perform(&case, "cancel", &[("reason", "好了")]);
    let page = wang.send(Event::Back);
    let list = list(&page);
    assert_eq!((list.search.as_str(), list.rows.len()), ("卡", 2));
    let row = list.rows.iter().find(|row| row.case == case).unwrap();
    assert_eq!(row.status.tone, Tone::Quiet);
}

#[test]
fn the_settings_say_what_is_on_the_phone() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.submit("卡纸");
    wang.submit("没电");
    let rows = wang.rows("ticket.mine");
    let case = rows[0].case.clone();
    wang.perform(&case, "cancel", &[("reason", "好了")]);
    let page = wang.send(Event::Open(Route::Settings));
    let Content::Settings(settings) = page.content else {
        panic!("no settings");
    };
    let held: Vec<_> = settings.held.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(held, ["1 open, 1 over", "0, 0 MB in all"]);
}
