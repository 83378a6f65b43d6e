//! Finding equipment by what its label says.

use super::{ask, assert_problem};
use crate::fixture::{Fixture, fixture, receipt};
use domain::{directory::Role, ids::CaseId};
use tests::client::{Answered, Client, mint};

fn received(fixture: &Fixture, tag: &str) -> CaseId {
    let admin = fixture
        .world
        .someone("库管", fixture.store, &[Role::AssetAdmin], None);
    let mut admin = fixture.client(&admin.unwrap());
    let case = CaseId(mint(fixture.world.clock.now()));
    fixture.act(&mut admin, case, receipt(fixture.store, tag));
    admin.sync().unwrap();
    case
}

fn find(client: &Client, kind: &str, text: &str) -> Answered {
    ask(client, "GET", &format!("/v1/names/{kind}?text={text}"))
}

#[test]
fn a_label_leads_to_its_asset_for_whoever_may_read_it() {
    let fixture = fixture();
    let case = received(&fixture, "IT-000123");
    let elsewhere = fixture.world.store(2, 2).unwrap();
    let stranger = fixture.world.someone("路人", elsewhere, &[], None).unwrap();
    for reader in [&fixture.fang, &fixture.lin, &fixture.chen] {
        let reader = fixture.client(reader);
        for text in ["IT-000123", "%EF%BB%BFit-000123%0D%0A", "IT%E2%80%94000123"] {
            let found = find(&reader, "asset", text);
            assert_eq!(found.status, 200, "{text}");
            assert_eq!(found.json()["case"], case.to_string());
        }
    }
    // What is not there and what is none of one's business is answered alike.
    let stranger = fixture.client(&stranger);
    let foreign = find(&stranger, "asset", "IT-000123");
    let unknown = find(&stranger, "asset", "IT-999999");
    assert_problem(&foreign, 404, "not-found");
    assert_problem(&unknown, 404, "not-found");
    assert_eq!(foreign.json()["detail"], unknown.json()["detail"]);
}

#[test]
fn what_names_nothing_is_told_so() {
    let fixture = fixture();
    received(&fixture, "IT-000123");
    let fang = fixture.client(&fixture.fang);
    let wild = "%25";
    for text in ["", wild, "123", "IT-0000123", "IT-000123'%20or%20'1'='1"] {
        assert_problem(&find(&fang, "asset", text), 404, "not-found");
    }
    // A kind whose cases bear no names, and one that nobody knows.
    for kind in ["ticket", "nothing"] {
        assert_problem(&find(&fang, kind, "IT-000123"), 404, "not-found");
    }
    let long = "7".repeat(1_025);
    assert_problem(&find(&fang, "asset", &long), 422, "invalid");
    let url = format!(
        "{}/v1/names/asset?text=IT-000123",
        fixture.world.server.url()
    );
    let nobody = tests::client::send(&url, "GET", None, "", b"").unwrap();
    assert_problem(&nobody, 401, "unauthenticated");
}
