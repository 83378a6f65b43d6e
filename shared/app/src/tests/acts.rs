//! Acts offline and online, killed and continued.

use super::{
    people::WANG,
    phone::{Phone, said, world},
    server::Server,
};
use crate::{Content, Event, Route};

#[test]
fn a_ticket_submitted_without_a_signal_reaches_the_pool_later() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let mut ana = Phone::of(&world, "ana");
    wang.unplug();
    let page = wang.submit("卡纸");
    assert_eq!((said(&page), page.frame.sync.waiting), ("", 1));
    assert!(wang.rows("ticket.mine")[0].pending);
    wang.settle();
    assert!(ana.settle().frame.tabs.iter().all(|tab| tab.count == 0));

    wang.plug();
    let page = wang.settle();
    assert_eq!(
        (page.frame.sync.waiting, page.frame.sync.problem.as_str()),
        (0, "")
    );
    assert!(!wang.rows("ticket.mine")[0].pending);
    ana.settle();
    assert_eq!(ana.only("ticket.pool"), wang.only("ticket.mine"));
}

#[test]
fn a_whole_ticket_goes_back_and_forth() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let mut ana = Phone::of(&world, "ana");
    wang.submit("卡纸");
    wang.settle();
    ana.settle();
    let id = ana.only("ticket.pool");
    ana.perform(&id, "accept", &[]);
    ana.perform(&id, "complete", &[("solution", "取出纸张")]);
    ana.settle();
    let page = wang.settle();
    assert_eq!(page.frame.unread, 2);
    let stars = ["overall", "attitude", "speed", "quality"].map(|name| (name, "5"));
    let page = wang.perform(&id, "rate", &stars);
    assert_eq!(said(&page), "");
    wang.settle();
    ana.settle();
    let case = ana.case(&id).case;
    assert_eq!(case.timeline.len(), 4);
    assert!(case.timeline.iter().all(|entry| !entry.received.is_empty()));
    assert_eq!(ana.page().frame.unread, 0);
}

#[test]
fn what_was_shown_as_done_survives_a_kill() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.unplug();
    wang.submit("一");
    wang.kill();
    assert_eq!(wang.page().frame.sync.waiting, 1);
    assert_eq!(wang.rows("ticket.mine").len(), 1);
    wang.plug();
    // Killed between the server's commit and the answer.
    world.borrow_mut().answers_lost = 1;
    wang.settle();
    wang.kill();
    let page = wang.settle();
    assert_eq!(page.frame.sync.waiting, 0);
    assert_eq!(world.borrow().entries(), [1]);
}

#[test]
fn a_lost_answer_is_only_late() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    world.borrow_mut().answers_lost = 3;
    let mut page = wang.submit("一");
    for _ in 0..4 {
        page = wang.settle();
    }
    assert_eq!((page.frame.sync.waiting, page.frame.refused), (0, 0));
    assert_eq!(world.borrow().entries(), [1]);
}

#[test]
fn acts_during_an_exchange_follow_in_the_next() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.submit("一");
    // The request for the first is on its way when the second is done.
    let id = wang.only("ticket.mine");
    wang.perform(&id, "note", &[("text", "还有一台")]);
    wang.submit("二");
    assert_eq!(wang.requests.len(), 1);
    let page = wang.settle();
    assert_eq!(page.frame.sync.waiting, 0);
    assert_eq!(world.borrow().entries(), [2, 1]);
}

#[test]
fn whatever_the_server_delivers_the_phone_ends_up_with_the_same() {
    let world = world();
    world.borrow_mut().always_whole = true;
    let mut wang = Phone::of(&world, "wang");
    wang.submit("一");
    let id = wang.only("ticket.mine");
    wang.exchange();
    for text in ["a", "b", "c"] {
        wang.perform(&id, "note", &[("text", text)]);
        wang.exchange();
    }
    let page = wang.settle();
    assert_eq!((page.frame.sync.waiting, page.frame.refused), (0, 0));
    assert_eq!(wang.case(&id).case.timeline.len(), 4);
}

#[test]
fn a_wrong_clock_is_set_right_by_the_first_sync() {
    let world = world();
    let mut wang = Phone::new(&world, 9);
    wang.ahead_ms = 3 * 3_600_000;
    wang.sign_in("wang");
    wang.settle();
    wang.unplug();
    wang.submit("一");
    let id = wang.only("ticket.mine");
    // 00:00 UTC is eight o'clock there, by the server's clock.
    assert_eq!(wang.case(&id).case.timeline[0].acted, "08:00");
}

#[test]
fn nonsense_changes_nothing() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    for (subject, offer) in [("", ""), ("x", "submit"), ("ticket", "jump")] {
        assert_ne!(
            said(&wang.perform(subject, offer, &[])),
            "",
            "{subject} {offer}"
        );
    }
    let nobody = uuid::Uuid::from_u128(99).to_string();
    assert_ne!(said(&wang.perform(&nobody, "accept", &[])), "");
    let events = [
        Event::DoAgain {
            command: "x".into(),
        },
        Event::LetGo {
            command: nobody.clone(),
        },
        Event::Open(Route::Case("x".into())),
        Event::Open(Route::Case(nobody.clone())),
        Event::Open(Route::List("x".into())),
        Event::Open(Route::Form {
            subject: nobody,
            offer: "x".into(),
        }),
        Event::Open(Route::Form {
            subject: "x".into(),
            offer: "x".into(),
        }),
        Event::Submit,
        Event::Fill {
            input: "x".into(),
            value: "y".into(),
        },
        Event::Search("100%_\\'".into()),
        Event::ShowMore,
        Event::Back,
        Event::Back,
        Event::Back,
        Event::Back,
        Event::Back,
    ];
    for event in events {
        wang.send(event);
    }
    assert_eq!(wang.page().frame.sync.waiting, 0);
    assert_eq!(wang.rows("ticket.mine"), []);
}

#[test]
fn a_search_finds_a_colleague_by_the_new_name() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.submit("一");
    wang.settle();
    let mut ana = Phone::of(&world, "ana");
    ana.rows("ticket.pool");
    world.borrow_mut().rename(WANG, "王敏");
    ana.settle();
    let mut found = |text: &str| match ana.send(Event::Search(text.into())).content {
        Content::List(page) => page.total,
        other => panic!("no list: {other:?}"),
    };
    assert_eq!(["王敏", "王芳"].map(&mut found), [1, 0]);
}

#[test]
fn a_search_finds_what_stands_in_it() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    for text in ["100% 电量", "1000 个", "POS_机"] {
        wang.submit(text);
    }
    wang.rows("ticket.mine");
    let mut found = |text: &str| match wang.send(Event::Search(text.into())).content {
        Content::List(page) => page.total,
        other => panic!("no list: {other:?}"),
    };
    let counts = ["100%", "pos_", "_", "南京路", "", "无"].map(&mut found);
    assert_eq!(counts, [1, 1, 1, 3, 3, 0]);
}

#[test]
fn an_unknown_status_is_tried_again_later() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    world.borrow_mut().status = Some(500);
    wang.submit("一");
    let page = wang.settle();
    assert_ne!(page.frame.sync.problem, "");
    let exchanges = |server: &Server| server.exchanges;
    let before = exchanges(&world.borrow());
    wang.send(Event::Tick);
    assert!(!wang.exchange(), "it is too early to try again");
    world.borrow_mut().now.0 += 600_000;
    world.borrow_mut().status = None;
    wang.send(Event::Tick);
    assert!(wang.exchange());
    assert!(exchanges(&world.borrow()) > before);
    assert_eq!(wang.page().frame.sync.problem, "");
    assert_eq!(wang.page().frame.sync.waiting, 0);
}

#[test]
fn the_server_is_not_asked_again_before_it_wants_to_be() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    world.borrow_mut().status = Some(503);
    world.borrow_mut().retry_after = Some("1200".into());
    wang.submit("一");
    wang.settle();
    world.borrow_mut().status = None;
    let before = world.borrow().exchanges;
    for event in [Event::Refresh, Event::Connected, Event::Foregrounded] {
        wang.send(event);
    }
    wang.submit("二");
    world.borrow_mut().now.0 += 1_199_000;
    wang.send(Event::Tick);
    assert!(!wang.exchange());
    world.borrow_mut().now.0 += 1_000;
    wang.send(Event::Tick);
    assert!(wang.exchange());
    assert_eq!(world.borrow().exchanges, before + 1);
    assert_eq!(wang.page().frame.sync.waiting, 0);
}

#[test]
fn what_is_not_filled_in_is_named_and_nothing_is_done() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    for nothing in ["", "  ", "\u{200b}\u{3000}"] {
        let page = wang.submit(nothing);
        assert_eq!(said(&page), "“What is the matter” is not filled in.");
        assert_eq!(page.frame.sync.waiting, 0);
    }
    let page = wang.perform("ticket", "submit", &[("description", "卡纸")]);
    assert!(said(&page).starts_with("“"), "{}", said(&page));
    assert!(!said(&page).contains("What is the matter"));
}
