//! Who is let in to a sync: the holder of a token of a device that was not
//! signed out, whose person is still here.

use crate::stage::stage;
use replica::wire;
use tests::client::{Client, send};

fn said(client: &Client) -> (u16, String) {
    let body = wire::encode(&client.request(Vec::new())).unwrap();
    let answered = client.send("POST", "/v1/sync", wire::MEDIA_TYPE, &body);
    let answered = answered.unwrap();
    (answered.status, answered.problem().unwrap_or_default())
}

#[test]
fn whoever_has_no_token_of_ours_is_asked_to_sign_in() {
    let stage = stage();
    let client = stage.client(&stage.fang);
    let body = wire::encode(&client.request(Vec::new())).unwrap();
    let url = format!("{}/v1/sync", stage.world.server.url());
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
    stage.assert_unchanged(|| {
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
    let stage = stage();
    let mut lost = stage.client(&stage.fang);
    let fang = stage.client(&stage.fang);
    stage.submit(&mut lost, "不是我");
    let path = format!("/v1/devices/{}", lost.device);
    assert_eq!(fang.send("DELETE", &path, "", b"").unwrap().status, 204);
    stage.assert_unchanged(|| {
        assert!(lost.sync().is_err());
        assert_eq!(said(&lost), (401, "revoked".to_owned()));
    });
    assert_eq!(said(&fang), (200, String::new()), "the other one stays");
}

#[test]
fn one_who_signs_out_is_signed_out() {
    let stage = stage();
    let fang = stage.client(&stage.fang);
    assert_eq!(
        fang.send("POST", "/v1/sign-out", "", b"").unwrap().status,
        204
    );
    assert_eq!(said(&fang), (401, "revoked".to_owned()));
}

#[test]
fn one_who_has_left_gets_nothing_and_pushes_nothing() {
    let stage = stage();
    let mut lin = stage.client(&stage.lin);
    let mut fang = stage.client(&stage.fang);
    let case = stage.submitted(&mut fang);
    lin.sync().unwrap();
    stage.act(&mut lin, case, crate::stage::note("最后一次"));
    let gone = domain::directory::Person {
        active: false,
        ..stage.lin.person.clone()
    };
    stage.world.put(&gone).unwrap();
    stage.assert_unchanged(|| {
        assert!(lin.sync().is_err());
        assert_eq!(said(&lin), (403, "left".to_owned()));
        let back = Client::sign_in(&stage.world.server.url(), &stage.lin);
        assert!(back.unwrap_err().to_string().contains("left"));
    });
    // What was entered is not lost: should they come back, it is still pushed.
    stage.world.put(&stage.lin.person).unwrap();
    lin.sync().unwrap();
    fang.sync().unwrap();
    assert_eq!(fang.held[&case].history().entries.len(), 2);
}
