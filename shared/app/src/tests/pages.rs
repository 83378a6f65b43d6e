//! Every page in both languages, as a shell gets it. A change of a word, of a
//! field or of what is offered shows here.

use super::phone::{Phone, World, world};
use crate::{Event, Page, Route};
use domain::words::Language;

fn show(name: &str, page: &Page, language: Language) {
    let json = serde_json::to_string_pretty(page).unwrap();
    // How many bytes an answer has is compression's affair.
    let lines = json.lines().map(|line| match line.split_once(" bytes") {
        Some((said, _)) if line.contains(" sync: ") => {
            said.trim_end_matches(|c: char| c == ' ' || c.is_ascii_digit())
        }
        _ => line,
    });
    let json = lines.collect::<Vec<_>>().join("\n");
    let suffix = match language {
        Language::Chinese => "zh",
        Language::English => "en",
    };
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(format!("{name}_{suffix}"), json);
    });
}

/// Opens a route in each language, and shows it.
fn show_route(phone: &mut Phone, name: &str, route: &Route) {
    for language in Language::ALL {
        phone.send(Event::SetLanguage(language));
        let page = phone.send(Event::Open(route.clone()));
        show(name, &page, language);
    }
}

fn list(name: &str) -> Route {
    Route::List(name.to_owned())
}

/// A ticket that Ana is working on, one in the pool, and one that waits to be
/// sent; something refused, and a draft.
fn cast(world: &World) -> (Phone, Phone, String) {
    let mut wang = Phone::of(world, "wang");
    let mut ana = Phone::of(world, "ana");
    wang.submit("小票打印机卡纸\n已重启两次");
    wang.settle();
    ana.settle();
    let id = ana.only("ticket.pool");
    world.borrow_mut().now.0 += 40 * 60_000;
    ana.perform(&id, "accept", &[]);
    ana.settle();
    wang.submit("收银台扫码枪不亮");
    wang.settle();
    ana.settle();
    (wang, ana, id)
}

#[test]
fn signing_in() {
    let world = world();
    let mut phone = Phone::new(&world, 1);
    for language in Language::ALL {
        phone.send(Event::SetLanguage(language));
        phone.sign_in_with("wang", "wrong", false);
        phone.exchange();
        show("sign_in", &phone.page(), language);
    }
}

#[test]
fn lists() {
    let world = world();
    let (mut wang, mut ana, _) = cast(&world);
    wang.unplug();
    wang.submit("监控黑屏");
    wang.settle();
    show_route(&mut wang, "list_mine", &list("ticket.mine"));
    show_route(&mut ana, "list_pool", &list("ticket.pool"));
    show_route(&mut ana, "list_work", &list("ticket.work"));
}

#[test]
fn a_case() {
    let world = world();
    let (mut wang, mut ana, id) = cast(&world);
    ana.unplug();
    let note = [("text", "路上，半小时到")];
    ana.perform(&id, "note", &note);
    ana.settle();
    show_route(&mut ana, "case_in_hand", &Route::Case(id.clone()));
    ana.plug();
    ana.perform(&id, "complete", &[("solution", "清理滚轮，更换纸卷")]);
    ana.settle();
    wang.settle();
    // Its notices are read and said to be.
    wang.send(Event::Open(Route::Case(id.clone())));
    wang.settle();
    show_route(&mut wang, "case_completed", &Route::Case(id));
}

#[test]
fn a_form() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let route = Route::Form {
        subject: "ticket".into(),
        offer: "submit".into(),
    };
    wang.send(Event::Open(route.clone()));
    wang.send(Event::Fill {
        input: "description".into(),
        value: "没写完".into(),
    });
    show_route(&mut wang, "form_submit", &route);
}

#[test]
fn the_outbox() {
    let world = world();
    let (_, mut ana, id) = cast(&world);
    ana.unplug();
    ana.perform(&id, "complete", &[("solution", "换了纸卷")]);
    world.borrow_mut().set_roles(super::people::ANA, &[]);
    ana.plug();
    ana.settle();
    ana.unplug();
    ana.submit("我的电脑开不了机");
    ana.settle();
    show_route(&mut ana, "outbox", &Route::Outbox);
}

#[test]
fn notices() {
    let world = world();
    let (mut wang, mut ana, id) = cast(&world);
    ana.perform(&id, "note", &[("text", "缺备件")]);
    ana.settle();
    wang.settle();
    show_route(&mut wang, "notices", &Route::Notices);
}

#[test]
fn settings() {
    let world = world();
    let (_, mut ana, _) = cast(&world);
    show_route(&mut ana, "settings", &Route::Settings);
}

#[test]
fn what_is_not_here() {
    let world = world();
    let mut ana = Phone::of(&world, "ana");
    show_route(&mut ana, "gone", &Route::Case("x".into()));
}
