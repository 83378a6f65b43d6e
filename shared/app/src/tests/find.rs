//! Finding equipment by what its label says.

use super::{
    people::{ANA, WANG},
    phone::{Phone, World, said, world},
};
use crate::{Content, Event, Page, Route};
use domain::directory::Role;

/// A world in which Ana keeps the books and has received a till, and her phone.
fn with_till() -> (World, Phone) {
    let world = world();
    world.borrow_mut().set_roles(ANA, &[Role::AssetAdmin]);
    let mut ana = Phone::of(&world, "ana");
    let values = [
        ("tag", "IT-000123"),
        ("model", "HK716"),
        ("category", "Till"),
    ];
    let page = ana.perform("asset", "receive", &values);
    assert_eq!(said(&page), "");
    ana.settle();
    (world, ana)
}

fn find(phone: &mut Phone, text: &str) -> Page {
    let text = text.to_owned();
    phone.send(Event::Find { text });
    while phone.exchange() {}
    phone.page()
}

fn title(page: &Page) -> Option<&str> {
    match &page.content {
        Content::Case(content) => Some(&content.case.row.title),
        _ => None,
    }
}

#[test]
fn what_is_on_the_phone_is_found_without_a_network_however_it_was_read() {
    let (_, mut ana) = with_till();
    ana.unplug();
    for text in ["IT-000123", "it-000123\r\n", "ＩＴ－０００１２３"] {
        ana.send(Event::Back);
        assert_eq!(
            title(&find(&mut ana, text)),
            Some("IT-000123 HK716"),
            "{text:?}"
        );
    }
}

#[test]
fn what_is_not_on_the_phone_is_asked_for_and_comes() {
    let (world, _) = with_till();
    // One who reads all and carries nothing of it: the till is of another store.
    let elsewhere = domain::ids::StoreId(uuid::Uuid::from_u128(99));
    world.borrow_mut().move_to(WANG, elsewhere);
    world.borrow_mut().set_roles(WANG, &[Role::AssetAdmin]);
    let mut wang = Phone::of(&world, "wang");
    assert_eq!(wang.page().frame.tabs.len(), 8);
    let page = find(&mut wang, " it-000123 ");
    assert_eq!(title(&page), Some("IT-000123 HK716"));

    wang.send(Event::Back);
    let page = find(&mut wang, "IT-999999 & ?#/%");
    assert!(said(&page).contains("IT-999999 & ?#/%"), "{}", said(&page));
    assert_eq!(title(&page), None);
    wang.unplug();
    let page = find(&mut wang, "IT-777");
    assert!(said(&page).contains("not on this phone"));
    assert_eq!(title(&page), None);
}

#[test]
fn a_text_that_cannot_be_a_name_is_asked_of_nobody() {
    let (_, mut ana) = with_till();
    ana.send(Event::Find {
        text: "x".repeat(5_000),
    });
    assert!(ana.requests.is_empty());
    assert!(said(&ana.page()).contains("xxx"));
    assert!(said(&ana.page()).len() < 200);
}

#[test]
fn a_label_of_ours_opens_its_asset_and_one_that_was_misread_is_asked_of_nobody() {
    let (_, mut ana) = with_till();
    ana.unplug();
    let label = domain::names::label("asset", "IT-000123");
    for text in [
        label.clone(),
        format!("https://old.example.com/{label}\r\n"),
    ] {
        ana.send(Event::Back);
        assert_eq!(title(&find(&mut ana, &text)), Some("IT-000123 HK716"));
        assert!(ana.requests.is_empty(), "no address in a code is asked");
    }
    ana.plug();
    ana.settle();
    ana.send(Event::Back);
    let text = label.replace("123", "124");
    ana.send(Event::Find { text });
    assert!(ana.requests.is_empty());
    assert_eq!(title(&ana.page()), None);
    assert!(said(&ana.page()).contains("IT-000124"));
    assert!(said(&ana.page()).contains("was not read right"));
}

#[test]
fn of_two_questions_the_last_counts_and_none_outlives_its_session() {
    let (_, mut ana) = with_till();
    let ask = |phone: &mut Phone, text: &str| {
        let text = text.to_owned();
        phone.send(Event::Find { text });
    };
    ask(&mut ana, "IT-1");
    ask(&mut ana, "IT-2");
    assert_eq!(ana.requests.len(), 1, "the first was given up");
    let page = ana.send(Event::SignOut {
        discard_unsent: false,
    });
    assert!(matches!(page.content, Content::SignIn(_)));
    while ana.exchange() {}
    assert_eq!(said(&ana.page()), "");
}

#[test]
fn what_was_only_asked_for_is_asked_for_anew_and_leaves_when_nobody_looks() {
    let (world, mut ana) = with_till();
    let both = [Role::Manager, Role::AssetAdmin];
    let elsewhere = domain::ids::StoreId(uuid::Uuid::from_u128(99));
    world.borrow_mut().move_to(WANG, elsewhere);
    world.borrow_mut().set_roles(WANG, &both);
    let mut wang = Phone::of(&world, "wang");
    let page = find(&mut wang, "IT-000123");
    let Content::Case(content) = page.content else {
        panic!("no case");
    };
    let case = content.case.row.case;
    wang.settle();
    assert_eq!(
        wang.case(&case).case.timeline.len(),
        1,
        "it stays while it is open"
    );

    // What happens meanwhile the phone is not told, and asks when it is opened again.
    let page = ana.perform(&case, "report_lost", &[("reason", "盘点未见")]);
    assert_eq!(said(&page), "");
    ana.settle();
    wang.send(Event::Open(Route::Notices));
    wang.case(&case);
    while wang.exchange() {}
    let page = wang.page();
    let Content::Case(content) = page.content else {
        panic!("no case");
    };
    assert_eq!(content.case.timeline.len(), 2);

    // An act that was refused can be done again, so its case stays.
    wang.unplug();
    wang.perform(&case, "find", &[("condition", "good")]);
    world.borrow_mut().set_roles(WANG, &both[..1]);
    wang.plug();
    wang.settle();
    assert_eq!(wang.page().frame.refused, 1);
    world.borrow_mut().set_roles(WANG, &both);
    wang.send(Event::Open(Route::List("asset.held".into())));
    wang.settle();
    wang.unplug();
    let Content::Outbox(outbox) = wang.send(Event::Open(Route::Outbox)).content else {
        panic!("no outbox");
    };
    let command = outbox.refused[0].command.clone();
    assert_eq!(said(&wang.send(Event::DoAgain { command })), "");
    assert_eq!(wang.page().frame.sync.waiting, 1);
    wang.plug();
    wang.settle();

    wang.send(Event::Open(Route::List("asset.held".into())));
    wang.settle();
    wang.unplug();
    let page = find(&mut wang, "IT-000123");
    assert_eq!(title(&page), None, "it has left");
}

#[test]
fn the_way_back_leads_to_what_was_only_asked_for_and_a_form_can_name_it() {
    let (world, mut ana) = with_till();
    let values = [("tag", "IT-2"), ("model", "HK717"), ("category", "Till")];
    ana.perform("asset", "receive", &values);
    ana.settle();
    let till = find(&mut ana, "IT-000123");
    let Content::Case(content) = till.content else {
        panic!("no case");
    };
    let case = content.case.row.case;
    let to = super::people::person_id(ANA).to_string();
    ana.perform(&case, "issue", &[("to", &to)]);
    ana.settle();

    let elsewhere = domain::ids::StoreId(uuid::Uuid::from_u128(99));
    world.borrow_mut().move_to(WANG, elsewhere);
    world.borrow_mut().set_roles(WANG, &[Role::AssetAdmin]);
    let mut wang = Phone::of(&world, "wang");
    find(&mut wang, "IT-000123");
    wang.settle();
    assert_eq!(title(&find(&mut wang, "IT-2")), Some("IT-2 HK717"));
    wang.settle();
    wang.send(Event::Back);
    while wang.exchange() {}
    assert_eq!(title(&wang.page()), Some("IT-000123 HK716"));
    wang.settle();
    let values = [("by", "it-2"), ("condition", "broken"), ("reason", "进水")];
    assert_eq!(said(&wang.perform(&case, "replace", &values)), "");
    wang.settle();
    assert_eq!(wang.page().frame.refused, 0);
    assert_eq!(wang.page().frame.sync.waiting, 0);
}

#[test]
fn what_is_asked_for_while_a_sync_is_under_way_comes_with_the_next_one_at_once() {
    let (world, _) = with_till();
    let elsewhere = domain::ids::StoreId(uuid::Uuid::from_u128(99));
    world.borrow_mut().move_to(WANG, elsewhere);
    world.borrow_mut().set_roles(WANG, &[Role::AssetAdmin]);
    let mut wang = Phone::of(&world, "wang");
    let text = "IT-000123".to_owned();
    wang.send(Event::Find { text });
    wang.send(Event::Refresh);
    assert_eq!(wang.requests.len(), 2, "the question, and a sync");
    while wang.exchange() {}
    assert_eq!(title(&wang.page()), Some("IT-000123 HK716"));
    assert_eq!(wang.page().frame.sync.problem, "");
}

#[test]
fn an_answer_that_comes_after_the_person_has_gone_on_leads_nowhere() {
    let (world, _) = with_till();
    let elsewhere = domain::ids::StoreId(uuid::Uuid::from_u128(99));
    world.borrow_mut().move_to(WANG, elsewhere);
    world.borrow_mut().set_roles(WANG, &[Role::AssetAdmin]);
    let mut wang = Phone::of(&world, "wang");
    let form = Route::Form {
        subject: "asset".to_owned(),
        offer: "receive".to_owned(),
    };
    for goes_on in [Event::Open(form), Event::Back] {
        wang.send(Event::Find {
            text: "IT-000123".to_owned(),
        });
        assert_eq!(wang.requests.len(), 1);
        let page = wang.send(goes_on);
        while wang.exchange() {}
        assert_eq!(wang.page().frame.title, page.frame.title);
    }
}

/// Whatever a camera reads in a shop is answered in words, and stored nowhere.
#[test]
fn codes_that_are_not_ours_are_answered_in_words() {
    let (_, mut ana) = with_till();
    let before = ana.rows("asset.store").len();
    let long = "x".repeat(2_048);
    for foreign in [
        "WIFI:S:store;T:WPA;P:12345678;;",
        "https://pay.example.com/fkx123",
        "BEGIN:VCARD\nFN:王芳\nEND:VCARD",
        "\u{0}\u{1}\u{7f}",
        long.as_str(),
    ] {
        let page = find(&mut ana, foreign);
        assert_ne!(said(&page), "", "{foreign:?}");
        assert!(title(&page).is_none());
    }
    assert_eq!(ana.rows("asset.store").len(), before);
}
