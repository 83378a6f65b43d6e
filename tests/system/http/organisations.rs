//! Two organisations in one database, in which everything has the same ids:
//! nothing of the one is ever seen, told or changed in the other.

use super::{ask, assert_problem, json};
use crate::fixture::{Fixture, assert_same, fixture, note, status};
use domain::{
    directory::{Person, Role},
    ids::CaseId,
    tickets::Status,
};
use replica::wire::{Outcome, Request};
use tests::{client::Client, world::Someone};

/// Two organisations with a requester and an engineer each.
struct Two {
    fixture: Fixture,
    mirrored: Vec<Someone>,
}

fn two() -> Two {
    let fixture = fixture();
    let admin = fixture
        .world
        .someone("管理员", fixture.store, &[Role::Admin], None)
        .unwrap();
    let people = [&fixture.fang, &fixture.lin, &admin];
    let mirrored = fixture.world.mirror("wanxiang", &people).unwrap();
    Two { fixture, mirrored }
}

impl Two {
    fn mirrored(&self, index: usize) -> Client {
        self.fixture.client(&self.mirrored[index])
    }

    /// The rows of an organisation's cases and what belongs to them.
    fn count(&self, client: &Client) -> usize {
        let me = ask(client, "GET", "/v1/me").json();
        let rows = self
            .fixture
            .world
            .rows(&["cases", "changes", "tickets"])
            .unwrap();
        let own = rows.values().flatten();
        own.filter(|row| row["organisation"] == me["organisation"]["id"])
            .count()
    }
}

#[test]
fn a_ticket_of_one_organisation_does_not_exist_in_the_other() {
    let two = two();
    let mut fang = two.fixture.client(&two.fixture.fang);
    let case = two.fixture.submitted(&mut fang);
    for index in [0, 1] {
        let mut mirrored = two.mirrored(index);
        assert!(mirrored.held.is_empty());
        let asked = Request {
            refetch: vec![case],
            ..mirrored.request(Vec::new())
        };
        let answer = mirrored.exchange(&asked).unwrap();
        assert_eq!((answer.cases.len(), answer.forget), (0, vec![case]));
        assert!(mirrored.sync().unwrap().cases.is_empty());
        let names: Vec<&str> = mirrored
            .directory
            .stores
            .values()
            .map(|store| &*store.name)
            .collect();
        assert_eq!(names, ["另一家店"]);
    }
}

#[test]
fn the_same_ids_are_other_things_in_another_organisation() {
    let two = two();
    let mut fang = two.fixture.client(&two.fixture.fang);
    let mut mirrored = two.mirrored(0);
    let case = two.fixture.submit(&mut fang, "恒利的");
    let submission = two.fixture.submission("万象的");
    two.fixture.act(&mut mirrored, case, submission);
    // Even the same command is pushed in both.
    let request = fang.request(fang.pending());
    let theirs = mirrored
        .exchange(&mirrored.request(request.commands.clone()))
        .unwrap();
    let replaced = &theirs.rulings[0].outcome;
    assert_eq!(
        *replaced,
        Outcome::Replaced,
        "adopted, but the device is another"
    );
    fang.sync().unwrap();
    assert_eq!((two.count(&fang), two.count(&mirrored)), (3, 3));
    two.fixture.act(&mut fang, case, note("只有恒利知道"));
    fang.sync().unwrap();
    let mut lin = two.fixture.client(&two.fixture.lin);
    let mirrored_lin = two.mirrored(1);
    assert_same(case, &[&fang, &lin]);
    assert_eq!(mirrored_lin.held[&case].history().entries.len(), 1);
    two.fixture.accept(&mut lin, case);
    let other = two.mirrored(0);
    assert_eq!(
        status(&other, case),
        Some(Status::Pool),
        "nothing was accepted there"
    );
}

#[test]
fn an_admin_of_one_organisation_changes_nothing_in_the_other() {
    let two = two();
    let fang = two.fixture.client(&two.fixture.fang);
    let admin = two.mirrored(2);
    let path = format!("/v1/devices/{}", fang.device);
    assert_problem(&ask(&admin, "DELETE", &path), 404, "not-found");
    let renamed = Person {
        name: "别人".to_owned(),
        ..two.fixture.fang.person.clone()
    };
    let path = format!("/v1/people/{}", renamed.id);
    let body = serde_json::to_value(&renamed).unwrap();
    assert_eq!(json(&admin, "PUT", &path, &body).status, 200);
    let me = ask(&fang, "GET", "/v1/me").json();
    assert_eq!(me["person"]["name"], "王芳");
    let credentials =
        serde_json::json!({"login": two.fixture.fang.login, "password": "stolen sesame"});
    let account = format!("{path}/account");
    assert_problem(&json(&admin, "PUT", &account, &credentials), 422, "invalid");
    two.fixture.client(&two.fixture.fang);
    // A store that only the other has is no store here.
    let only_there = two.fixture.world.store(2, 1).unwrap();
    let moved = Person {
        store: only_there,
        ..two.fixture.fang.person.clone()
    };
    let body = serde_json::to_value(&moved).unwrap();
    assert_problem(&json(&admin, "PUT", &path, &body), 422, "invalid");
}

#[test]
fn one_who_leaves_one_organisation_is_still_in_the_other() {
    let two = two();
    let mirrored = two.mirrored(0);
    let fang = two.fixture.client(&two.fixture.fang);
    let gone = Person {
        active: false,
        ..two.fixture.fang.person.clone()
    };
    two.fixture.world.put(&gone).unwrap();
    assert_problem(&ask(&fang, "GET", "/v1/me"), 403, "left");
    assert_eq!(ask(&mirrored, "GET", "/v1/me").status, 200);
}

#[test]
fn a_first_sync_brings_only_what_is_of_ones_own_organisation() {
    let two = two();
    let mut fang = two.fixture.client(&two.fixture.fang);
    let mut mirrored = two.mirrored(0);
    let ours: Vec<CaseId> = (0..3).map(|_| two.fixture.submitted(&mut fang)).collect();
    let theirs: Vec<CaseId> = (0..2)
        .map(|_| two.fixture.submitted(&mut mirrored))
        .collect();
    let held = |client: &Client| client.held.keys().copied().collect::<Vec<_>>();
    assert_eq!(held(&two.fixture.client(&two.fixture.lin)), ours);
    assert_eq!(held(&two.mirrored(1)), theirs);
}
