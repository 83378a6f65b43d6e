//! Who is let in to a sync: the holder of a token of a device that was not
//! signed out, whose person is still here or has left lately.

use crate::fixture::{fixture, note};
use domain::{
    capabilities,
    directory::{HANDED_IN_WITHIN, Person},
    time::Span,
};
use replica::wire::{self, Outcome};
use tests::client::{Client, send};

fn said(client: &Client) -> (u16, String) {
    let body = wire::encode(&client.request(Vec::new())).unwrap();
    let answered = client.send("POST", "/v1/sync", wire::MEDIA_TYPE, &body);
    let answered = answered.unwrap();
    (answered.status, answered.problem().unwrap_or_default())
}

#[test]
fn whoever_has_no_token_of_ours_is_asked_to_sign_in() {
    let fixture = fixture();
    let client = fixture.client(&fixture.fang);
    let body = wire::encode(&client.request(Vec::new())).unwrap();
    let url = format!("{}/v1/sync", fixture.world.server.url());
    let secret = client.token.rsplit('_').next().unwrap();
    let elsewhere = format!("fieldloop_{}_{secret}", uuid::Uuid::from_u128(2).simple());
    let wrong = format!("{}0", &client.token[..client.token.len() - 1]);
    let wrong = if wrong == client.token {
        format!("{}1", &wrong[..wrong.len() - 1])
    } else {
        wrong
    };
    let long = "x".repeat(8_000);
    let tokens = [
        None,
        Some(""),
        Some("fieldloop_"),
        Some(secret),
        Some(&*elsewhere),
        Some(&*wrong),
        Some(&*long),
        Some("' or 1=1 --"),
    ];
    fixture.assert_unchanged(|| {
        for token in tokens {
            let answered = send(&url, "POST", token, wire::MEDIA_TYPE, &body).unwrap();
            let said = (answered.status, answered.problem());
            assert_eq!(said, (401, Some("unauthenticated".to_owned())), "{token:?}");
            assert_eq!(
                answered.headers["www-authenticate"],
                "Bearer realm=\"fieldloop\""
            );
        }
    });
    assert_eq!(said(&client), (200, String::new()));
}

#[test]
fn a_device_that_was_signed_out_is_told_so_and_pushes_nothing() {
    let fixture = fixture();
    let mut lost = fixture.client(&fixture.fang);
    let fang = fixture.client(&fixture.fang);
    fixture.submit(&mut lost, "不是我");
    let path = format!("/v1/devices/{}", lost.device);
    assert_eq!(fang.send("DELETE", &path, "", b"").unwrap().status, 204);
    fixture.assert_unchanged(|| {
        assert!(lost.sync().is_err());
        assert_eq!(said(&lost), (401, "revoked".to_owned()));
    });
    assert_eq!(said(&fang), (200, String::new()), "the other one stays");
}

#[test]
fn one_who_signs_out_is_signed_out() {
    let fixture = fixture();
    let fang = fixture.client(&fixture.fang);
    assert_eq!(
        fang.send("POST", "/v1/sign-out", "", b"").unwrap().status,
        204
    );
    assert_eq!(said(&fang), (401, "revoked".to_owned()));
}

#[test]
fn one_who_has_left_hands_in_what_they_did_before_and_gets_nothing() {
    let fixture = fixture();
    let mut lin = fixture.client(&fixture.lin);
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    lin.sync().unwrap();
    fixture.act(&mut lin, case, note("最后一次"));
    fixture.world.clock.pass(Span::minutes(1));
    let gone = Person {
        active: false,
        ..fixture.lin.person.clone()
    };
    fixture.world.put(&gone).unwrap();
    let until = fixture.world.clock.now() + HANDED_IN_WITHIN;
    fixture.act(&mut lin, case, note("以后"));
    fixture.act(&mut fang, case, note("您在哪里"));
    fang.sync().unwrap();

    let back = Client::sign_in(&fixture.world.server.url(), &fixture.lin);
    assert!(back.unwrap_err().to_string().contains("left"));
    for path in ["/v1/me", "/v1/devices", "/v1/names/asset?text=IT-1"] {
        let answered = lin.send("GET", path, "", b"").unwrap();
        assert_eq!(answered.problem().as_deref(), Some("left"), "{path}");
    }
    let blob = format!("/v1/blobs/{}", "0".repeat(64));
    let piece = format!("{blob}?first=0&size=1");
    for (method, path) in [("GET", &blob), ("PUT", &piece)] {
        let answered = lin.send(method, path, "image/jpeg", b"x").unwrap();
        assert_eq!(answered.problem().as_deref(), Some("left"), "{method}");
    }
    let answer = lin.exchange(&lin.request(lin.pending())).unwrap();
    let outcomes: Vec<_> = answer.rulings.into_iter().map(|it| it.outcome).collect();
    let has_left = Outcome::Refused(capabilities::Refusal::HasLeft.into());
    assert_eq!(outcomes, [Outcome::Adopted, has_left]);
    assert!(answer.cases.is_empty() && answer.records.is_empty());
    assert_eq!(
        answer.forget,
        [case],
        "what was refused there is nowhere else"
    );
    assert_eq!(answer.hands_in_until, Some(until));
    fang.sync().unwrap();
    assert_eq!(fang.held[&case].history().entries.len(), 3);

    fixture.world.clock.pass(HANDED_IN_WITHIN);
    fixture.assert_unchanged(|| {
        assert!(lin.sync().is_err());
        assert_eq!(said(&lin), (403, "left".to_owned()));
    });
}
