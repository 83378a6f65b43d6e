//! The log tells what the core did, and nothing of anybody.

use super::phone::{Phone, world};
use crate::{Content, Event, Route};

#[test]
fn the_log_tells_what_happened_but_nothing_personal() {
    let world = world();
    let mut wang = Phone::new(&world, 1);
    wang.sign_in_with("wang", "sesam", false);
    wang.exchange();
    wang.sign_in("wang");
    wang.settle();
    wang.submit("卡纸");
    wang.settle();
    world.borrow_mut().status = Some(503);
    world.borrow_mut().retry_after = Some("1".into());
    wang.submit("黑屏");
    wang.settle();
    world.borrow_mut().status = None;
    world.borrow_mut().now.0 += 1_000;
    wang.unplug();
    wang.settle();
    wang.plug();
    world.borrow_mut().revoke_all();
    wang.settle();
    let token = world.borrow().given_token.clone();

    wang.kill();
    let log = wang.core().log();
    let told = [
        "opened, app 1.0",
        "sign-in: status 401",
        "signed in",
        "sync: 1 ruled",
        "sync: status 503, retry after 1 s",
        "sync: the server cannot be reached",
        "session ended: sign-in-ended",
    ];
    for told in told {
        assert!(log.contains(told), "{told} is not in\n{log}");
    }
    for secret in ["wang", "王芳", "sesam", "卡纸", "黑屏", "店", &token] {
        assert!(!log.contains(secret), "{secret} is in\n{log}");
    }
    match wang.send(Event::Open(Route::Settings)).content {
        Content::Settings(page) => {
            let latest: Vec<&str> = page.log.iter().rev().map(String::as_str).collect();
            assert!(log.ends_with(&format!("{}\n", latest.join("\n"))));
        }
        other => panic!("no settings: {other:?}"),
    }
}
