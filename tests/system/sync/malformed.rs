//! What is no sync at all: every such body gets a problem that says so, changes
//! nothing and stops nobody.

use crate::fixture::{Fixture, fixture};
use replica::{
    heads::Hash,
    wire::{self, COMMANDS_MAX, REFETCH_MAX, REQUEST_BYTES_MAX, Request, WAIT_MS_MAX},
};
use serde_json::json;
use std::{
    io::{Read, Write},
    net::TcpStream,
};
use tests::client::{Answered, Client, mint};

fn post(client: &Client, body: &[u8]) -> Answered {
    let answered = client.send("POST", "/v1/sync", wire::MEDIA_TYPE, body);
    answered.unwrap()
}

/// Bytes as an honest phone would have compressed them.
fn compressed(plain: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(plain, 3).unwrap()
}

/// That none of these bodies is a sync, that each is told so, and no more.
fn assert_all_malformed(fixture: &Fixture, bodies: &[(&str, Vec<u8>)]) {
    let client = fixture.client(&fixture.fang);
    fixture.assert_unchanged(|| {
        for (what, body) in bodies {
            let answered = post(&client, body);
            let said = (answered.status, answered.problem());
            assert_eq!(said, (400, Some("malformed".to_owned())), "{what}");
        }
    });
    fixture.assert_serves();
}

#[test]
fn bytes_that_are_no_message_are_malformed() {
    let fixture = fixture();
    let honest = wire::encode(&fixture.client(&fixture.fang).request(Vec::new())).unwrap();
    let plain = zstd::bulk::decompress(&honest, 1 << 20).unwrap();
    let message = |value| compressed(&rmp_serde::to_vec_named(&value).unwrap());
    assert_all_malformed(
        &fixture,
        &[
            ("nothing", Vec::new()),
            ("text", b"{\"version\":1}".to_vec()),
            ("a message that was not compressed", plain.clone()),
            ("half a frame", honest[..honest.len() / 2].to_vec()),
            ("a frame and more", [&honest[..], &b"more"[..]].concat()),
            ("a frame of nothing", compressed(b"")),
            ("a frame of noise", compressed(&[0xc1; 64])),
            ("half a message", compressed(&plain[..plain.len() / 2])),
            ("JSON", compressed(b"{\"version\":1}")),
            ("another message", message(json!({"login": "x"}))),
            ("a list", message(json!([1, 2, 3]))),
            ("null", message(json!(null))),
            (
                "words for numbers",
                message(
                    json!({"version": "1", "cursor": "", "commands": [], "refetch": [], "wait_ms": 0}),
                ),
            ),
            (
                "a negative wait",
                message(
                    json!({"version": 1, "cursor": [], "commands": [], "refetch": [], "wait_ms": -1}),
                ),
            ),
        ],
    );
}

#[test]
fn bytes_that_would_bloat_their_reader_are_malformed() {
    let fixture = fixture();
    let bomb = compressed(&vec![0; 256 << 20]);
    assert!(
        bomb.len() < REQUEST_BYTES_MAX,
        "it gets past the first limit"
    );
    // A frame that does not say how much it will be.
    let mut unsized_bomb = zstd::Encoder::new(Vec::new(), 19).unwrap();
    std::io::copy(&mut std::io::repeat(0x90).take(64 << 20), &mut unsized_bomb).unwrap();
    let unsized_bomb = unsized_bomb.finish().unwrap();
    // One byte per level, and per list: 2 MiB of nesting.
    let depth = compressed(&vec![0x91; 2 << 20]);
    // A map, a list and a text that claim four thousand million items each.
    let claims = [0xdf, 0xdd, 0xdb].map(|kind| compressed(&[kind, 0xff, 0xff, 0xff, 0xff, 0xa1]));
    let [map, list, text] = claims;
    assert_all_malformed(
        &fixture,
        &[
            ("a bomb", bomb),
            ("a bomb of unknown size", unsized_bomb),
            ("endless nesting", depth),
            ("an endless map", map),
            ("an endless list", list),
            ("an endless text", text),
        ],
    );
}

#[test]
fn another_version_is_told_which_one_is_spoken_here() {
    let fixture = fixture();
    let client = fixture.client(&fixture.fang);
    for version in [0, wire::VERSION + 1, u16::MAX] {
        let request = Request {
            version,
            ..client.request(Vec::new())
        };
        let answered = post(&client, &wire::encode(&request).unwrap());
        assert_eq!(answered.problem().as_deref(), Some("malformed"));
        let detail = answered.json()["detail"].to_string();
        assert!(
            detail.contains(&format!("version {}", wire::VERSION)),
            "{detail}"
        );
    }
    fixture.assert_serves();
}

#[test]
fn whoever_asks_for_more_than_one_request_may_is_told_so() {
    let fixture = fixture();
    let mut client = fixture.client(&fixture.fang);
    fixture.submit(&mut client, "收银机打不开");
    let pushed = client.pending().remove(0);
    let honest = client.request(Vec::new());
    let mut wide = pushed.clone();
    wide.base = vec![Hash([7; 32]); 65];
    let too_much = [
        Request {
            commands: vec![pushed; COMMANDS_MAX + 1],
            ..honest.clone()
        },
        Request {
            commands: vec![wide],
            ..honest.clone()
        },
        Request {
            refetch: vec![domain::ids::CaseId(mint(fixture.world.clock.now())); REFETCH_MAX + 1],
            ..honest.clone()
        },
        Request {
            wait_ms: WAIT_MS_MAX + 1,
            ..honest
        },
    ];
    fixture.assert_unchanged(|| {
        for request in too_much {
            let answered = post(&client, &wire::encode(&request).unwrap());
            let said = (answered.status, answered.problem());
            assert_eq!(said, (422, Some("invalid".to_owned())));
        }
    });
    fixture.assert_serves();
}

#[test]
fn a_body_beyond_the_limit_is_too_large() {
    let fixture = fixture();
    let client = fixture.client(&fixture.fang);
    let answered = post(&client, &vec![7; REQUEST_BYTES_MAX + 1]);
    let said = (answered.status, answered.problem());
    assert_eq!(said, (413, Some("too-large".to_owned())));
    let at_the_limit = post(&client, &vec![7; REQUEST_BYTES_MAX]);
    assert_eq!(at_the_limit.problem().as_deref(), Some("malformed"));
    fixture.assert_serves();
}

/// Whoever announces gigabytes is answered before they come.
#[test]
fn a_body_that_never_ends_is_not_read_to_its_end() {
    let fixture = fixture();
    let client = fixture.client(&fixture.fang);
    let mut stream = TcpStream::connect(fixture.world.server.address).unwrap();
    let head = format!(
        "POST /v1/sync HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-length: {}\r\n\r\n",
        client.token,
        8_u64 << 30
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&vec![7; REQUEST_BYTES_MAX + 1]).unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).unwrap();
    assert_eq!(&status, b"HTTP/1.1 413");
    fixture.assert_serves();
}

#[test]
fn a_kind_of_case_that_nobody_knows_is_malformed() {
    let fixture = fixture();
    let mut client = fixture.client(&fixture.fang);
    fixture.submit(&mut client, "收银机打不开");
    let request = client.request(client.pending());
    let mut plain = rmp_serde::to_vec_named(&request).unwrap();
    let at = plain
        .windows(6)
        .position(|bytes| bytes == b"ticket")
        .unwrap();
    plain[at..at + 6].copy_from_slice(b"teapot");
    assert_all_malformed(&fixture, &[("a teapot", compressed(&plain))]);
}

#[test]
fn the_sync_is_posted_and_nothing_else() {
    let fixture = fixture();
    let client = fixture.client(&fixture.fang);
    for method in ["GET", "PUT", "DELETE"] {
        let answered = client.send(method, "/v1/sync", "", b"").unwrap();
        let said = (answered.status, answered.problem());
        assert_eq!(said, (405, Some("method-not-allowed".to_owned())));
        assert_eq!(answered.headers["allow"], "POST");
    }
}
