//! The directory: admins keep it, nobody else, and nobody into a state that
//! cannot be.

use super::{ask, assert_problem, json};
use crate::fixture::{Fixture, fixture};
use domain::{
    directory::{Category, Person, Role, Targets},
    ids::{CategoryId, PersonId, StoreId},
};
use serde_json::{Value, json};
use std::{sync::Barrier, thread};
use tests::client::{Answered, Client};
use uuid::Uuid;

fn put_person(client: &Client, person: &Person) -> Answered {
    let path = format!("/v1/people/{}", person.id);
    json(client, "PUT", &path, &serde_json::to_value(person).unwrap())
}

fn category(id: u128, parent: Option<u128>) -> Category {
    Category {
        id: CategoryId(Uuid::from_u128(id)),
        parent: parent.map(|id| CategoryId(Uuid::from_u128(id))),
        name_zh: "打印机".to_owned(),
        name_en: "Printers".to_owned(),
        targets: None,
        former_targets: Vec::new(),
    }
}

fn put_category(client: &Client, category: &Category) -> Answered {
    let path = format!("/v1/categories/{}", category.id);
    json(
        client,
        "PUT",
        &path,
        &serde_json::to_value(category).unwrap(),
    )
}

/// A person as JSON, with one field as given.
fn with(person: &Person, field: &str, value: Value) -> Value {
    let mut person = serde_json::to_value(person).unwrap();
    person[field] = value;
    person
}

#[test]
fn only_an_admin_keeps_the_directory() {
    let fixture = fixture();
    let boss = fixture
        .world
        .someone("经理", fixture.store, &[Role::Manager], None);
    let boss = boss.unwrap();
    let promoted = Person {
        roles: [Role::Admin].into(),
        ..boss.person.clone()
    };
    let store = json!({"id": fixture.store, "name": "我的店", "team": Uuid::nil()});
    fixture.assert_unchanged(|| {
        for who in [&fixture.fang, &fixture.lin, &fixture.chen, &boss] {
            let client = fixture.client(who);
            assert_problem(&put_person(&client, &promoted), 403, "forbidden");
            assert_problem(&put_category(&client, &category(9, None)), 403, "forbidden");
            let path = format!("/v1/stores/{}", fixture.store);
            assert_problem(&json(&client, "PUT", &path, &store), 403, "forbidden");
        }
    });
    assert_eq!(put_person(&fixture.admin(), &promoted).status, 200);
}

#[test]
fn a_person_who_cannot_be_is_not_put() {
    let fixture = fixture();
    let admin = fixture.admin();
    let fang = &fixture.fang.person;
    let path = format!("/v1/people/{}", fang.id);
    let elsewhere = StoreId(Uuid::from_u128(0xdead));
    fixture.assert_unchanged(|| {
        for person in [
            with(fang, "name", json!("")),
            with(fang, "name", json!(" \u{3000} ")),
            with(fang, "name", json!("a\0b")),
            with(fang, "name", json!("两\n行")),
            with(fang, "name", json!("长".repeat(101))),
            with(fang, "store", json!(elsewhere)),
            with(fang, "store", json!("x")),
            with(fang, "roles", json!(["king"])),
            with(fang, "roles", json!("admin")),
            with(fang, "active", json!("yes")),
            with(fang, "salary", json!(1)),
            with(fang, "id", json!(fixture.lin.id())),
            json!({}),
            json!(null),
        ] {
            assert_problem(&json(&admin, "PUT", &path, &person), 422, "invalid");
        }
        assert_problem(&ask(&admin, "PUT", &path), 415, "unsupported-media-type");
        assert_problem(
            &json(&admin, "PUT", "/v1/people/x", &json!({})),
            400,
            "malformed",
        );
        assert_problem(&ask(&admin, "GET", &path), 405, "method-not-allowed");
    });
}

#[test]
fn a_store_or_category_that_cannot_be_is_not_put() {
    let fixture = fixture();
    let admin = fixture.admin();
    let store = format!("/v1/stores/{}", fixture.store);
    let target = |response_min: Value| {
        let mut category = serde_json::to_value(category(9, None)).unwrap();
        category["targets"] = json!({"response_min": response_min, "completion_min": 60});
        category
    };
    fixture.assert_unchanged(|| {
        for body in [
            json!({"id": fixture.store, "name": "", "team": Uuid::nil()}),
            json!({"id": fixture.store, "name": "一\u{7}", "team": Uuid::nil()}),
            json!({"id": fixture.store, "name": "一", "team": null}),
            json!({"id": Uuid::nil(), "name": "一", "team": Uuid::nil()}),
        ] {
            assert_problem(&json(&admin, "PUT", &store, &body), 422, "invalid");
        }
        let path = format!("/v1/categories/{}", Uuid::from_u128(9));
        for minutes in [
            json!(0),
            json!(-1),
            json!(1.5),
            json!("30"),
            json!(u32::MAX),
            json!(u64::MAX),
        ] {
            assert_problem(
                &json(&admin, "PUT", &path, &target(minutes)),
                422,
                "invalid",
            );
        }
        assert_problem(
            &put_category(&admin, &category(9, Some(0xdead))),
            422,
            "invalid",
        );
    });
}

#[test]
fn the_last_admin_stays_one() {
    let fixture = fixture();
    let admin = fixture.admin();
    let keeper = admin.person.clone();
    let without = |change: &dyn Fn(&mut Person)| {
        let mut person = keeper.clone();
        change(&mut person);
        put_person(&admin, &person)
    };
    fixture.assert_unchanged(|| {
        let demoted = without(&|person| person.roles.clear());
        assert_problem(&demoted, 409, "conflict");
        assert_problem(&without(&|person| person.active = false), 409, "conflict");
    });
    let second = Person {
        roles: [Role::Dispatcher, Role::Admin].into(),
        ..fixture.chen.person.clone()
    };
    assert_eq!(put_person(&admin, &second).status, 200);
    assert_eq!(without(&|person| person.roles.clear()).status, 200);
    assert_problem(&put_person(&admin, &keeper), 403, "forbidden");
}

#[test]
fn an_admin_who_cannot_sign_in_is_no_other_admin() {
    let fixture = fixture();
    let admin = fixture.admin();
    let ghost = Person {
        id: PersonId(Uuid::from_u128(0x9999)),
        roles: [Role::Admin].into(),
        ..fixture.fang.person.clone()
    };
    assert_eq!(put_person(&admin, &ghost).status, 200);
    let mut deposed = admin.person.clone();
    deposed.roles.clear();
    assert_problem(&put_person(&admin, &deposed), 409, "conflict");

    let path = format!("/v1/people/{}/account", ghost.id);
    let account = json!({"login": "ghost@hengli", "password": tests::world::PASSWORD});
    assert_eq!(json(&admin, "PUT", &path, &account).status, 204);
    assert_eq!(put_person(&admin, &deposed).status, 200);
}

#[test]
fn a_field_that_is_said_twice_is_refused() {
    let fixture = fixture();
    let admin = fixture.admin();
    let fang = &fixture.fang.person;
    let path = format!("/v1/people/{}", fang.id);
    let once = serde_json::to_string(fang).unwrap();
    let twice = once.replacen('{', r#"{"name":"另一个","#, 1);
    fixture.assert_unchanged(|| {
        let answered = admin.send("PUT", &path, "application/json", twice.as_bytes());
        assert_problem(&answered.unwrap(), 422, "invalid");
    });
}

#[test]
fn two_admins_who_depose_each_other_at_once_leave_one() {
    let fixture = fixture();
    let clients = [fixture.admin(), fixture.admin()];
    let barrier = Barrier::new(2);
    let statuses = thread::scope(|scope| {
        let depose = |by: usize| {
            barrier.wait();
            let mut other = clients[1 - by].person.clone();
            other.roles.clear();
            put_person(&clients[by], &other).status
        };
        let threads = [0, 1].map(|by| scope.spawn(move || depose(by)));
        threads.map(|thread| thread.join().unwrap())
    });
    // The slower one may find that it is no admin any more.
    assert!(statuses.contains(&200) && statuses.iter().any(|status| [403, 409].contains(status)));
    let rows = fixture.world.rows(&["people"]).unwrap();
    let admins = rows["people"]
        .iter()
        .filter(|row| row["roles"] == json!(["admin"]));
    assert_eq!(admins.count(), 1);
}

#[test]
fn no_category_stands_below_itself() {
    let fixture = fixture();
    let admin = fixture.admin();
    for (id, parent) in [(10, None), (11, Some(10)), (12, Some(11))] {
        assert_eq!(put_category(&admin, &category(id, parent)).status, 200);
    }
    fixture.assert_unchanged(|| {
        for (id, parent) in [(10, 10), (10, 11), (10, 12), (11, 12)] {
            let answered = put_category(&admin, &category(id, Some(parent)));
            assert_problem(&answered, 422, "invalid");
        }
    });
    assert_eq!(put_category(&admin, &category(12, Some(10))).status, 200);
}

#[test]
fn two_categories_that_are_put_below_each_other_at_once_make_no_circle() {
    let fixture = fixture();
    let admin = fixture.admin();
    for id in [10, 11] {
        assert_eq!(put_category(&admin, &category(id, None)).status, 200);
    }
    let barrier = Barrier::new(2);
    let mut statuses = thread::scope(|scope| {
        let threads = [(10, 11), (11, 10)].map(|(id, parent)| {
            let (admin, barrier) = (&admin, &barrier);
            scope.spawn(move || {
                barrier.wait();
                put_category(admin, &category(id, Some(parent))).status
            })
        });
        threads.map(|thread| thread.join().unwrap())
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
}

#[test]
fn what_was_promised_is_kept_and_repeating_a_put_changes_nothing() {
    let fixture = fixture();
    let admin = fixture.admin();
    let promising = |response_min| Category {
        targets: Some(Targets {
            response_min,
            completion_min: 60,
        }),
        ..category(10, None)
    };
    for minutes in [30, 15] {
        assert_eq!(put_category(&admin, &promising(minutes)).status, 200);
    }
    let answered = fixture.assert_unchanged(|| put_category(&admin, &promising(15)));
    let now: Category = serde_json::from_slice(&answered.body).unwrap();
    assert_eq!(
        now.former_targets,
        promising(30).targets.into_iter().collect::<Vec<_>>()
    );
    fixture.assert_unchanged(|| assert_eq!(put_person(&admin, &fixture.fang.person).status, 200));
}

#[test]
fn of_what_was_promised_no_more_is_kept_than_may_be_sent() {
    let fixture = fixture();
    let admin = fixture.admin();
    let promising = |response_min| Category {
        targets: Some(Targets {
            response_min,
            completion_min: 60,
        }),
        ..category(10, None)
    };
    let mut now = promising(1);
    for minutes in 1..=104 {
        let answered = put_category(&admin, &promising(minutes));
        now = serde_json::from_slice(&answered.body).unwrap();
    }
    assert_eq!(now.former_targets.len(), 100);
    // As it was given out, it can be put again.
    let answered = fixture.assert_unchanged(|| put_category(&admin, &now));
    assert_eq!(answered.status, 200);
}

#[test]
fn a_change_reaches_those_who_may_see_it() {
    let fixture: Fixture = fixture();
    let admin = fixture.admin();
    let mut fang = fixture.client(&fixture.fang);
    let new = Person {
        id: PersonId(Uuid::from_u128(0x9999)),
        name: "新同事".to_owned(),
        ..fixture.fang.person.clone()
    };
    assert_eq!(put_person(&admin, &new).status, 200);
    fang.sync().unwrap();
    assert_eq!(fang.directory.people[&new.id], new);
    assert!(fang.sync().unwrap().records.is_empty(), "told once");
}
