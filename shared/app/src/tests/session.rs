//! Signing in and out, and a session that ends by itself.

use super::{
    people::{ANA, WANG},
    phone::{OTHER_NAME, Phone, said, world},
};
use crate::{Content, Event, Route};
use std::collections::BTreeSet;

#[test]
fn signing_in_says_what_is_wrong() {
    let world = world();
    let mut phone = Phone::new(&world, 1);
    phone.sign_in_with("wang", "wrong", false);
    phone.exchange();
    assert_ne!(said(&phone.page()), "");
    let page = phone.send(Event::SignIn {
        server: "server".into(),
        login: "wang".into(),
        password: "open sesame".into(),
        device: "phone".into(),
        discard_unsent: false,
    });
    assert_ne!(said(&page), "");
    assert!(phone.requests.is_empty());
    phone.unplug();
    phone.sign_in("wang");
    phone.exchange();
    assert_ne!(said(&phone.page()), "");
    phone.plug();
    phone.sign_in("wang");
    let page = phone.settle();
    assert_eq!(said(&page), "");
    assert!(matches!(page.content, Content::List(_)));
}

#[test]
fn a_servers_address_is_the_same_in_every_width_and_case() {
    let world = world();
    for (typed, meant) in [
        ("ＨＴＴＰ：//Server/", Some("http://server/v1/sign-in")),
        (
            " Https://HELP.example.com:8443/Sub/ ",
            Some("https://help.example.com:8443/Sub/v1/sign-in"),
        ),
        ("http://", None),
        ("http:///path", None),
        ("ftp://server", None),
        ("", None),
    ] {
        let mut phone = Phone::new(&world, 1);
        phone.send(Event::SignIn {
            server: typed.into(),
            login: "wang".into(),
            password: "open sesame".into(),
            device: "phone".into(),
            discard_unsent: false,
        });
        let asked = phone
            .requests
            .front()
            .map(|(_, request)| request.url.as_str());
        assert_eq!(asked, meant, "{typed:?}");
    }
}

#[test]
fn the_same_person_by_another_address_keeps_what_is_unsent() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.unplug();
    wang.submit("卡纸");
    wang.plug();
    wang.send(Event::SignIn {
        server: OTHER_NAME.into(),
        login: "wang".into(),
        password: "open sesame".into(),
        device: "phone".into(),
        discard_unsent: false,
    });
    let page = wang.settle();
    assert_eq!(said(&page), "");
    assert_eq!(page.frame.sync.waiting, 0, "it is sent");
    assert_eq!(wang.rows("ticket.mine").len(), 1);
}

#[test]
fn the_sign_in_page_of_a_network_is_told_from_a_server_that_is_newer() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.submit("卡纸");
    let mut other = Phone::new(&world, 9);
    for (page, words) in [
        (
            "\r\n<!DOCTYPE html><title>Welcome</title>",
            "sign-in page of this network",
        ),
        ("{}", "Update the app"),
    ] {
        world.borrow_mut().status = Some(200);
        world.borrow_mut().page = page;
        let problem = wang.settle().frame.sync.problem;
        assert!(problem.contains(words), "{problem}");
        other.sign_in("ana");
        other.exchange();
        assert!(
            said(&other.page()).contains(words),
            "{}",
            said(&other.page())
        );
    }
    world.borrow_mut().status = None;
    assert_eq!(wang.settle().frame.sync.waiting, 0, "nothing was lost");
}

#[test]
fn a_session_that_ends_keeps_unsent_work_for_the_same_person() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.submit("一");
    wang.settle();
    let id = wang.only("ticket.mine");
    wang.unplug();
    wang.perform(&id, "note", &[("text", "急")]);
    wang.submit("二");
    world.borrow_mut().revoke_all();
    wang.plug();
    let page = wang.settle();
    let Content::SignIn(sign_in) = &page.content else {
        panic!("not asked to sign in: {page:?}");
    };
    assert_eq!(sign_in.unsent, 2);
    assert_eq!(wang.secret, None);
    wang.kill();
    assert_eq!(wang.rows("ticket.mine").len(), 2, "one can still read");

    wang.sign_in("wang");
    let page = wang.settle();
    assert_eq!((page.frame.sync.waiting, page.frame.refused), (0, 0));
    assert_eq!(page.frame.sync.problem, "");
    assert_eq!(page.frame.unread, 0, "old news are no news");
    assert_eq!(world.borrow().entries(), [2, 1]);
    assert_eq!(wang.case(&id).case.timeline.len(), 2);
}

const UNSENT: &str = "打印机冒烟了";

#[test]
fn somebody_elses_unsent_work_is_not_thrown_away_unasked() {
    let world = world();
    let mut phone = Phone::of(&world, "wang");
    phone.unplug();
    phone.submit(UNSENT);
    world.borrow_mut().revoke_all();
    phone.plug();
    phone.settle();

    phone.sign_in("ana");
    let page = phone.settle();
    assert_ne!(said(&page), "");
    assert!(matches!(page.content, Content::SignIn(_)));
    assert!(
        !world.borrow().is_enrolled(ANA),
        "the new device is revoked"
    );

    phone.sign_in_with("ana", "open sesame", true);
    let page = phone.settle();
    assert_eq!(page.frame.sync.waiting, 0);
    assert_eq!(phone.rows("ticket.mine"), []);
    assert_eq!(world.borrow().entries(), [] as [usize; 0]);
    assert_nothing_left_of(&phone, UNSENT);
}

/// That no file of the phone has a text in it any more.
fn assert_nothing_left_of(phone: &Phone, text: &str) {
    for file in std::fs::read_dir(phone.folder.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let mut texts = bytes.windows(text.len());
        assert!(
            !texts.any(|it| it == text.as_bytes()),
            "{text:?} is left in {path:?}"
        );
    }
}

#[test]
fn signing_out_asks_first_and_then_leaves_nothing() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.unplug();
    wang.submit("一");
    let page = wang.send(Event::SignOut {
        discard_unsent: false,
    });
    assert_ne!(said(&page), "");
    assert_eq!(page.frame.sync.waiting, 1);
    wang.plug();
    wang.settle();
    let page = wang.send(Event::SignOut {
        discard_unsent: false,
    });
    assert!(matches!(page.content, Content::SignIn(_)));
    while wang.exchange() {}
    assert_eq!(wang.secret, None);
    assert!(!world.borrow().is_enrolled(WANG));
    assert_nothing_left_of(&wang, "王芳");

    wang.sign_in("wang");
    wang.settle();
    assert_eq!(wang.rows("ticket.mine").len(), 1);
}

#[test]
fn a_keychain_that_forgets_asks_to_sign_in() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.secret = None;
    wang.kill();
    assert_ne!(wang.page().frame.sync.problem, "");
    // A sign-in of somebody else, killed before it was stored.
    let mut ana = Phone::of(&world, "ana");
    wang.secret = ana.secret.take();
    wang.kill();
    assert_ne!(wang.page().frame.sync.problem, "");
    assert!(wang.requests.is_empty());
    let page = wang.send(Event::Open(Route::SignIn));
    assert!(matches!(page.content, Content::SignIn(_)));
}

#[test]
fn a_keychain_that_is_locked_is_asked_again_and_told_of() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.has_locked_keychain = true;
    wang.kill();
    wang.submit("一");
    let sync = wang.page().frame.sync;
    assert!((sync.waiting, sync.problem.is_empty()) == (1, false));
    assert!(wang.requests.is_empty());

    wang.has_locked_keychain = false;
    wang.send(Event::Tick);
    while wang.exchange() {}
    let sync = wang.page().frame.sync;
    assert_eq!((sync.waiting, sync.problem.as_str()), (0, ""));
}

#[test]
fn what_happened_while_signed_out_is_told_of_and_nothing_that_was_read() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let mut ana = Phone::of(&world, "ana");
    wang.submit("一");
    wang.settle();
    ana.settle();
    let id = ana.only("ticket.pool");
    ana.perform(&id, "accept", &[]);
    ana.settle();

    assert_eq!(wang.settle().frame.unread, 1);
    assert_eq!(Phone::of(&world, "wang").page().frame.unread, 1);
    // Reading is said by itself, without a tick or a refresh.
    wang.case(&id);
    assert!(wang.exchange());
    world.borrow_mut().now.0 += 60_000;
    let mut second = Phone::of(&world, "wang");
    assert_eq!(second.page().frame.unread, 0);
    world.borrow_mut().now.0 += 60_000;
    world.borrow_mut().revoke_all();
    second.settle();
    ana.sign_in("ana");
    ana.settle();
    ana.perform(&id, "complete", &[("solution", "好了")]);
    ana.settle();
    second.sign_in("wang");
    let page = second.settle();
    assert_eq!(page.frame.unread, 1);
}

#[test]
fn a_throttled_login_is_not_tried_again_before_its_time() {
    let world = world();
    let mut phone = Phone::new(&world, 1);
    world.borrow_mut().status = Some(429);
    world.borrow_mut().retry_after = Some("60".into());
    phone.sign_in("wang");
    phone.exchange();
    let throttled = said(&phone.page()).to_owned();
    assert_ne!(throttled, "");
    world.borrow_mut().status = None;
    let page = phone.sign_in("wang");
    assert_eq!(said(&page), throttled);
    assert!(phone.requests.is_empty());
    phone.sign_in("ana");
    assert_eq!(phone.requests.len(), 1, "another login is another matter");
    phone.exchange();
    world.borrow_mut().now.0 += 60_000;
    phone.sign_in("wang");
    assert_eq!(phone.requests.len(), 1);
}

#[test]
fn without_a_keychain_there_is_no_session_and_no_device_is_left() {
    let world = world();
    let mut phone = Phone::new(&world, 1);
    phone.has_locked_keychain = true;
    phone.sign_in("wang");
    phone.exchange();
    assert!(matches!(phone.page().content, Content::SignIn(_)));
    assert_ne!(said(&phone.page()), "");
    assert!(world.borrow().is_enrolled(WANG));
    phone.settle();
    assert!(!world.borrow().is_enrolled(WANG));
    phone.has_locked_keychain = false;
    phone.sign_in("wang");
    assert!(matches!(phone.settle().content, Content::List(_)));
}

#[test]
fn a_keychain_that_fails_leaves_an_open_session_open() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    wang.has_locked_keychain = true;
    wang.sign_in("wang");
    wang.settle();
    assert_ne!(said(&wang.page()), "");
    wang.submit("一");
    wang.settle();
    assert_eq!(world.borrow().entries(), [1]);
    assert_eq!(world.borrow().enrolled(), 1, "the new device is revoked");
}

#[test]
fn a_sign_in_over_an_open_session_revokes_its_device() {
    let world = world();
    let mut phone = Phone::of(&world, "wang");
    phone.sign_in("ana");
    phone.settle();
    assert!(world.borrow().is_enrolled(ANA));
    assert!(!world.borrow().is_enrolled(WANG));
    phone.sign_in("ana");
    phone.settle();
    assert_eq!(world.borrow().enrolled(), 1);
}

#[test]
fn a_busy_server_is_told_apart_from_too_many_tries() {
    let world = world();
    let mut phone = Phone::new(&world, 1);
    let mut told = BTreeSet::new();
    for status in [503, 429] {
        world.borrow_mut().status = Some(status);
        world.borrow_mut().retry_after = Some("60".into());
        phone.sign_in("wang");
        assert!(phone.exchange());
        let busy = said(&phone.page()).to_owned();
        assert_eq!(said(&phone.sign_in("wang")), busy);
        assert!(!phone.exchange(), "it is not asked before its time");
        told.insert(busy);
        world.borrow_mut().now.0 += 60_000;
    }
    assert_eq!(told.len(), 2);
}

#[test]
fn a_new_session_does_not_wait_for_what_was_asked_of_the_former() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    world.borrow_mut().status = Some(503);
    world.borrow_mut().retry_after = Some("600".into());
    wang.settle();
    world.borrow_mut().status = None;
    wang.submit("一");
    assert!(!wang.exchange(), "the server has asked to wait");
    wang.sign_in("wang");
    wang.settle();
    assert_eq!(world.borrow().entries(), [1]);
}

#[test]
fn a_servers_address_that_is_scanned_stands_on_the_page_for_signing_in() {
    let world = world();
    let mut phone = Phone::new(&world, 1);
    let scan = |phone: &mut Phone, text: &str| {
        let text = text.to_owned();
        let page = phone.send(Event::Find { text });
        let Content::SignIn(sign_in) = page.content else {
            panic!("not the page for signing in");
        };
        (sign_in.server, page.frame.message.map(|it| it.text))
    };
    let (server, told) = scan(&mut phone, "HTTPS://Help.Example.com/\n");
    assert_eq!((server.as_str(), told), ("https://help.example.com", None));
    for other in ["IT-000123", "WIFI:S:store;;", "", &"https://x".repeat(100)] {
        let (server, told) = scan(&mut phone, other);
        assert_eq!(server, "https://help.example.com");
        assert!(told.is_some_and(|told| !told.is_empty()), "{other:?}");
    }
}
