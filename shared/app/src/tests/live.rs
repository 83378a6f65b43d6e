//! Live mode, and the requests to a shell that does not answer.

use super::phone::{Phone, world};
use crate::{Event, HttpAnswer, NotWaiting, Route, SecretAnswer};

#[test]
fn in_the_foreground_the_server_is_waited_on_and_an_act_overtakes_it() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.send(Event::Foregrounded);
    assert!(wang.exchange(), "at first it is asked at once");
    assert_eq!(wang.requests.len(), 1);
    let waiting = wang.requests[0].0;
    assert!(!wang.page().frame.sync.is_busy);

    wang.submit("一");
    assert_eq!(wang.cancelled, [waiting]);
    let clock = wang.clock();
    assert_eq!(
        wang.core().answer_http(waiting, HttpAnswer::Offline, clock),
        Err(NotWaiting)
    );
    assert!(wang.exchange());
    assert_eq!(wang.page().frame.sync.waiting, 0);
    assert_eq!(world.borrow().waits, [0, 0, 0]);

    world.borrow_mut().now.0 += 10_000;
    assert!(wang.exchange());
    assert_eq!(world.borrow().waits, [0, 0, 0, 25_000]);
    wang.send(Event::Backgrounded);
    assert_eq!(wang.requests.len(), 0);
}

/// What is asked for in the midst of an exchange is not in its answer.
#[test]
fn a_refresh_during_an_exchange_is_done_after_it() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let mut ana = Phone::of(&world, "ana");
    wang.send(Event::Refresh);
    assert_eq!(wang.requests.len(), 1);
    wang.send(Event::Refresh);
    wang.send(Event::Foregrounded);
    assert_eq!(wang.requests.len(), 1, "one at a time");
    assert!(wang.exchange() && wang.exchange(), "and once more");
    wang.send(Event::Backgrounded);
    assert_eq!(wang.requests.len(), 0);

    // It fails, but somebody has asked meanwhile.
    wang.send(Event::Refresh);
    wang.unplug();
    wang.send(Event::Connected);
    assert!(wang.exchange());
    wang.plug();
    assert_eq!(wang.requests.len(), 1, "no wait");
    ana.submit("一");
    ana.settle();
    assert!(wang.exchange());
    assert!(!wang.exchange() && wang.page().frame.sync.problem.is_empty());
}

#[test]
fn a_server_that_answers_a_long_poll_early_is_not_asked_again_at_once() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    world.borrow_mut().says_records = false;
    wang.send(Event::Foregrounded);
    assert!(wang.exchange());
    assert!(wang.exchange(), "the long poll, answered at once");
    assert_eq!(wang.requests.len(), 0);
    world.borrow_mut().now.0 += 600_000;
    wang.send(Event::Tick);
    assert_eq!(wang.requests.len(), 1);
}

#[test]
fn what_the_server_leaves_without_a_ruling_holds_up_nothing_else() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.send(Event::Foregrounded);
    assert!(wang.exchange());
    world.borrow_mut().leaves_all = true;
    let photo = Event::AddPhoto {
        input: "photos".to_owned(),
        bytes: super::photos::small(1),
    };
    wang.send(Event::Open(Route::Form {
        subject: "ticket".to_owned(),
        offer: "submit".to_owned(),
    }));
    wang.send(photo);
    wang.submit("一");
    for _ in 0..6 {
        wang.exchange();
    }
    let page = wang.page();
    assert_eq!(
        (page.frame.sync.waiting, page.frame.sync.photos_waiting),
        (1, 0)
    );
    assert_eq!(page.frame.sync.problem, "");
    assert_eq!(world.borrow().waits.last(), Some(&25_000), "news is heard");

    world.borrow_mut().leaves_all = false;
    wang.exchange();
    assert_eq!(wang.page().frame.sync.waiting, 0);
}

#[test]
fn what_a_shell_never_answers_times_out() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.submit("一");
    let (lost, request) = wang.requests.pop_front().unwrap();
    world.borrow_mut().now.0 += i64::from(request.timeout_ms);
    wang.send(Event::Tick);
    assert!(wang.page().frame.sync.is_busy);
    world.borrow_mut().now.0 += 60_000;
    wang.send(Event::Tick);
    assert!(!wang.page().frame.sync.is_busy);
    assert_eq!(wang.cancelled, [lost]);
    let page = wang.settle();
    assert_eq!(page.frame.sync.waiting, 0);
}

#[test]
fn an_answer_that_nobody_waits_for_is_an_error_and_nothing_else() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.submit("一");
    let clock = wang.clock();
    let (id, _) = wang.requests[0];
    let core = wang.core();
    assert_eq!(
        core.answer_http(999, HttpAnswer::Offline, clock.clone()),
        Err(NotWaiting)
    );
    assert_eq!(
        core.answer_secret(id, SecretAnswer::Done, clock.clone()),
        Err(NotWaiting)
    );
    assert!(
        core.answer_http(id, HttpAnswer::Offline, clock.clone())
            .is_ok()
    );
    assert_eq!(
        core.answer_http(id, HttpAnswer::Offline, clock),
        Err(NotWaiting)
    );
}

#[test]
fn only_the_servers_own_word_ends_a_session() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    for status in [301, 401, 403, 404, 502] {
        world.borrow_mut().status = Some(status);
        let page = wang.settle();
        assert_ne!(page.frame.sync.problem, "");
        assert!(wang.secret.is_some(), "{status} is somebody else's");
    }
    world.borrow_mut().status = None;
    assert_eq!(wang.settle().frame.sync.problem, "");
}

#[test]
fn garbage_from_the_server_changes_nothing() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.submit("一");
    for body in [vec![], vec![0; 100], b"<html>".to_vec()] {
        wang.send(Event::Refresh);
        let (id, _) = wang.requests.pop_front().unwrap();
        let clock = wang.clock();
        let (status, headers) = (200, Vec::new());
        let answer = HttpAnswer::Answered {
            status,
            headers,
            body,
        };
        let requests = wang.core().answer_http(id, answer, clock).unwrap();
        wang.run(requests);
        assert_ne!(wang.page().frame.sync.problem, "");
    }
    assert_eq!(wang.page().frame.sync.waiting, 1);
    assert_eq!(wang.settle().frame.sync.waiting, 0);
}
