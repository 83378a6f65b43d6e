//! Photos over HTTP: pieces that are missing, repeated, wrong or too many, and
//! who may look at what has come.

use super::{ask, assert_problem};
use crate::{
    bad_link::BadLink,
    fixture::{Fixture, fixture},
};
use anyhow::Result;
use app::Photo;
use domain::{
    capabilities::Act,
    directory::Role,
    ids::{BlobId, CaseId},
    photos::{PHOTO_BYTES_MAX, PIECE_BYTES_MAX},
    tickets::TicketAct,
    time::Span,
};
use serde_json::json;
use std::{
    io::Write,
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};
use tests::client::{Answered, Client};

/// A photo of so many bytes, which differ from another's.
pub fn photo(seed: u8, size: usize) -> Photo {
    let mut bytes = vec![0xff, 0xd8, 0xff];
    bytes.resize(size, seed);
    Photo {
        media_type: "image/jpeg".to_owned(),
        bytes,
    }
}

/// Sends bytes as the piece of a blob of some size.
pub fn put(client: &Client, id: BlobId, first: usize, size: usize, bytes: &[u8]) -> Answered {
    try_put(client, id, first, size, bytes).unwrap()
}

/// The same by a link that may break.
fn try_put(
    client: &Client,
    id: BlobId,
    first: usize,
    size: usize,
    bytes: &[u8],
) -> Result<Answered> {
    let path = format!("/v1/blobs/{id}?first={first}&size={size}");
    client.send("PUT", &path, "image/jpeg", bytes)
}

/// Sends the piece of a photo that begins with this byte.
pub fn put_piece(client: &Client, photo: &Photo, first: usize) -> Answered {
    try_put_piece(client, photo, first).unwrap()
}

/// The same by a link that may break.
fn try_put_piece(client: &Client, photo: &Photo, first: usize) -> Result<Answered> {
    let end = photo.bytes.len().min(first + PIECE_BYTES_MAX as usize);
    let piece = &photo.bytes[first..end];
    try_put(client, photo.id(), first, photo.bytes.len(), piece)
}

pub fn get(client: &Client, photo: &Photo) -> Answered {
    ask(client, "GET", &format!("/v1/blobs/{}", photo.id()))
}

#[track_caller]
pub fn assert_progress(answered: &Answered, received: usize, is_complete: bool) {
    assert_eq!(answered.status, 200, "{answered:?}");
    let progress = json!({"received": received, "is_complete": is_complete});
    assert_eq!(answered.json(), progress);
}

/// A ticket of Fang's that shows this photo, which the server has.
pub fn shown(fixture: &Fixture, fang: &mut Client, photo: &Photo) -> CaseId {
    let case = fixture.submitted(fang);
    let act = TicketAct::Note {
        text: String::new(),
        photos: vec![photo.id().into()],
    };
    fixture.act(fang, case, Act::Ticket(act));
    fang.sync().unwrap();
    case
}

#[test]
fn a_gap_is_refused_and_a_repeated_piece_is_passed_over() {
    let fixture = fixture();
    let fang = fixture.client(&fixture.fang);
    let piece = PIECE_BYTES_MAX as usize;
    let photo = photo(1, 2 * piece + 9);
    assert_problem(&put_piece(&fang, &photo, piece), 409, "conflict");
    assert_progress(&put_piece(&fang, &photo, 0), piece, false);
    assert_problem(&put_piece(&fang, &photo, 2 * piece), 409, "conflict");
    assert_progress(&put_piece(&fang, &photo, 0), piece, false);
    assert_progress(&put_piece(&fang, &photo, piece), 2 * piece, false);
    let whole = photo.bytes.len();
    assert_progress(&put_piece(&fang, &photo, 2 * piece), whole, true);
    assert_progress(&put_piece(&fang, &photo, 0), whole, true);

    let came = get(&fang, &photo);
    assert_eq!(came.status, 200);
    assert_eq!(came.body, photo.bytes);
    assert_eq!(came.media_type, "image/jpeg");
    assert_eq!(came.headers["content-disposition"], "attachment");
    assert!(came.headers["cache-control"].starts_with("private"));
    assert!(pieces(&fixture).is_empty());
}

#[test]
fn a_piece_without_bytes_asks_how_far_it_is_and_one_that_overlaps_brings_its_rest() {
    let fixture = fixture();
    let fang = fixture.client(&fixture.fang);
    let photo = photo(1, 700);
    let ask = |client: &Client| put(client, photo.id(), 0, 700, b"");
    assert_progress(&ask(&fang), 0, false);
    let part = |from: usize, to: usize| put(&fang, photo.id(), from, 700, &photo.bytes[from..to]);
    assert_progress(&part(0, 300), 300, false);
    assert_progress(&ask(&fang), 300, false);
    assert_progress(&part(100, 400), 400, false);
    assert_progress(&part(400, 700), 700, true);
    assert_progress(&ask(&fang), 700, true);
    assert_progress(&ask(&fixture.client(&fixture.fang)), 700, true);
    assert_eq!(get(&fang, &photo).body, photo.bytes);
}

#[test]
fn of_a_piece_that_is_cut_off_what_has_come_is_kept() {
    let fixture = fixture();
    let fang = fixture.client(&fixture.fang);
    let photo = photo(1, 400_000);
    let mut line = TcpStream::connect(fixture.world.server.address).unwrap();
    let path = format!("/v1/blobs/{}?first=0&size=400000", photo.id());
    let head = format!(
        "PUT {path} HTTP/1.1\r\nhost: fieldloop\r\nauthorization: Bearer {}\r\n\
         content-type: image/jpeg\r\ncontent-length: 400000\r\n\r\n",
        fang.token
    );
    line.write_all(head.as_bytes()).unwrap();
    line.write_all(&photo.bytes[..123_456]).unwrap();
    drop(line);
    let kept = until(|| {
        let told = put(&fang, photo.id(), 0, 400_000, b"").json();
        told["received"].as_u64().filter(|received| *received > 0)
    });
    assert_eq!(kept, 123_456);
    let rest = &photo.bytes[123_456..];
    let whole = put(&fang, photo.id(), 123_456, 400_000, rest);
    assert_progress(&whole, 400_000, true);
    assert_eq!(get(&fang, &photo).body, photo.bytes);
}

/// As a client sends that goes by the protocol and knows nothing else: it asks how far
/// the server has got, and sends on from there.
#[test]
fn four_megabytes_arrive_by_a_link_that_breaks_every_200_kilobytes_with_a_tenth_more_at_most() {
    let fixture = fixture();
    let link = BadLink::breaking_every(200_000, fixture.world.server.address);
    let mut fang = fixture.client(&fixture.fang);
    let photo = photo(1, 4_000_000);
    let (mut known, mut breaks) = (None, 0);
    loop {
        let before = link.carried();
        fang.move_to(&link.url());
        let sent = match known {
            Some(first) => try_put_piece(&fang, &photo, first),
            None => try_put(&fang, photo.id(), 0, photo.bytes.len(), b""),
        };
        if let Ok(told) = sent.map(|answered| answered.json()) {
            if told["is_complete"] == true {
                break;
            }
            let received = told["received"].as_u64().unwrap();
            known = Some(usize::try_from(received).unwrap());
            continue;
        }
        breaks += 1;
        assert!(breaks < 100, "it does not arrive");
        // The server notes a moment later what has come of a piece, besides its head.
        let first = known.take().filter(|_| link.carried() > before + 1_000);
        fang.move_to(&fixture.world.server.url());
        until(|| {
            let told = put(&fang, photo.id(), 0, photo.bytes.len(), b"").json();
            let received = told["received"].as_u64().unwrap();
            first
                .is_none_or(|first| received > first as u64)
                .then_some(())
        });
    }
    assert!(breaks >= 15, "the link broke {breaks} times only");
    let carried = link.carried();
    assert!(carried <= 4_400_000, "{carried} bytes");
    fang.move_to(&fixture.world.server.url());
    assert_eq!(get(&fang, &photo).body, photo.bytes);
}

/// Asks again until there is an answer.
fn until<T>(mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "no answer comes");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Whoever has got hold of a photo's name and nothing else.
#[test]
fn the_name_of_a_photo_alone_opens_it_to_nobody() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let mut far = fixture.client(&fixture.far);
    let chen = fixture.client(&fixture.chen);
    let photo = photo(1, 700);
    shown(&fixture, &mut fang, &photo);
    put_piece(&fang, &photo, 0);
    shown(&fixture, &mut far, &photo);
    assert_problem(&get(&far, &photo), 404, "not-found");
    assert_progress(&put(&far, photo.id(), 0, 700, b""), 0, false);
    let guess = put(&far, photo.id(), 0, 700, &[7; 700]);
    assert_problem(&guess, 422, "invalid");
    assert_problem(&get(&far, &photo), 404, "not-found");
    let rebuilt = server::rebuild::rebuild(&fixture.world.pool);
    fixture.world.runtime.block_on(rebuilt).unwrap();
    assert_problem(&get(&far, &photo), 404, "not-found");
    assert_eq!(get(&chen, &photo).status, 200);

    // With its bytes they show that they have it.
    assert_progress(&put_piece(&far, &photo, 0), 700, true);
    assert_eq!(get(&far, &photo).body, photo.bytes);
}

#[test]
fn who_may_read_a_photo_shows_it_elsewhere_without_sending_it() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let mut lin = fixture.client(&fixture.lin);
    let guest = fixture.world.someone("路人", fixture.store, &[], None);
    let mut guest = fixture.client(&guest.unwrap());
    let photo = photo(1, 700);
    shown(&fixture, &mut fang, &photo);
    put_piece(&fang, &photo, 0);
    assert_problem(&get(&guest, &photo), 404, "not-found");
    let case = fixture.submitted(&mut guest);
    lin.sync().unwrap();
    let act = TicketAct::Note {
        text: String::new(),
        photos: vec![photo.id().into()],
    };
    fixture.act(&mut lin, case, Act::Ticket(act));
    lin.sync().unwrap();
    assert_problem(&get(&guest, &photo), 404, "not-found");
    assert_progress(&put(&lin, photo.id(), 0, 700, b""), 700, true);
    assert_eq!(get(&guest, &photo).body, photo.bytes);
}

#[test]
fn bytes_that_are_not_those_of_the_name_are_dropped_and_the_right_ones_taken() {
    let fixture = fixture();
    let fang = fixture.client(&fixture.fang);
    let right = photo(1, 700);
    let wrong = photo(2, 700);
    let refused = put(&fang, right.id(), 0, 700, &wrong.bytes);
    assert_problem(&refused, 422, "invalid");
    assert_problem(&get(&fang, &right), 404, "not-found");
    assert!(pieces(&fixture).is_empty());
    assert_progress(&put_piece(&fang, &right, 0), 700, true);
    assert_eq!(get(&fang, &right).body, right.bytes);
}

#[test]
fn what_is_no_piece_of_a_photo_is_refused() {
    let fixture = fixture();
    let fang = fixture.client(&fixture.fang);
    let id = photo(1, 700).id();
    let most = PHOTO_BYTES_MAX as usize;
    let (piece, bytes) = (PIECE_BYTES_MAX as usize, [7; 700]);
    let outside = [
        put(&fang, id, 0, 0, b""),
        put(&fang, id, 701, 700, b""),
        put(&fang, id, 0, 699, &bytes),
        put(&fang, id, 0, most + 1, &bytes),
        put(&fang, id, most, most, &bytes),
        put(&fang, id, usize::MAX / 2, usize::MAX / 2, &bytes),
    ];
    for answered in &outside {
        assert_problem(answered, 422, "invalid");
    }
    let larger = put(&fang, id, 0, most, &vec![7; piece + 1]);
    assert_problem(&larger, 413, "too-large");
    let path = format!("/v1/blobs/{id}?first=0&size=700");
    for media_type in ["image/svg+xml", "text/html", "application/octet-stream", ""] {
        let answered = fang.send("PUT", &path, media_type, &bytes).unwrap();
        assert_problem(&answered, 415, "unsupported-media-type");
    }
    for path in [
        format!("/v1/blobs/{id}"),
        format!("/v1/blobs/{id}?first=-1&size=700"),
        format!("/v1/blobs/{id}?first=0&size=many"),
        "/v1/blobs/abc?first=0&size=700".to_owned(),
    ] {
        let answered = fang.send("PUT", &path, "image/jpeg", &bytes).unwrap();
        let status = answered.status;
        assert!((400..500).contains(&status), "{path}: {status}");
        assert_eq!(answered.media_type, "application/problem+json", "{path}");
    }
    assert!(pieces(&fixture).is_empty());
}

#[test]
fn a_media_type_is_known_however_it_is_written() {
    let fixture = fixture();
    let fang = fixture.client(&fixture.fang);
    let named = [
        ("image/jpg", "image/jpeg"),
        ("Image/JPEG", "image/jpeg"),
        ("image/png; q=1", "image/png"),
        ("image/heif", "image/heif"),
        ("IMAGE/HEIC", "image/heic"),
    ];
    for (seed, (named, meant)) in (1..).zip(named) {
        let photo = photo(seed, 700);
        let path = format!("/v1/blobs/{}?first=0&size=700", photo.id());
        let answered = fang.send("PUT", &path, named, &photo.bytes).unwrap();
        assert_progress(&answered, 700, true);
        assert_eq!(get(&fang, &photo).media_type, meant, "{named}");
    }
}

/// The unfinished pieces of all.
fn pieces(fixture: &Fixture) -> Vec<serde_json::Value> {
    let mut rows = fixture.world.rows(&["blob_pieces"]).unwrap();
    rows.remove("blob_pieces").unwrap()
}

#[test]
fn of_more_than_twenty_unfinished_uploads_the_oldest_gives_way() {
    let fixture = fixture();
    let fang = fixture.client(&fixture.fang);
    let lin = fixture.client(&fixture.lin);
    let photos: Vec<Photo> = (0..21).map(|seed| photo(seed, 700)).collect();
    let begin = |client: &Client, photo: &Photo| {
        let first = &photo.bytes[..100];
        fixture.world.clock.pass(Span::minutes(1));
        assert_progress(&put(client, photo.id(), 0, 700, first), 100, false);
    };
    begin(&lin, &photos[0]);
    for photo in &photos {
        begin(&fang, photo);
    }
    assert_eq!(pieces(&fixture).len(), 20 + 1, "another device's stays");
    let go_on = |client: &Client, photo: &Photo| {
        let rest = &photo.bytes[100..];
        put(client, photo.id(), 100, 700, rest)
    };
    assert_problem(&go_on(&fang, &photos[0]), 409, "conflict");
    for photo in &photos[1..] {
        assert_progress(&go_on(&fang, photo), 700, true);
    }
    assert_progress(&go_on(&lin, &photos[0]), 700, true);
}

#[test]
fn two_devices_do_not_spoil_each_others_upload() {
    let fixture = fixture();
    let fang = fixture.client(&fixture.fang);
    let other = fixture.client(&fixture.fang);
    let photo = photo(1, 700);
    let (begin, end) = photo.bytes.split_at(300);
    assert_progress(&put(&other, photo.id(), 0, 700, &[9; 300]), 300, false);
    assert_progress(&put(&fang, photo.id(), 0, 700, begin), 300, false);
    assert_progress(&put(&fang, photo.id(), 300, 700, end), 700, true);
    assert_progress(&put(&other, photo.id(), 300, 700, end), 700, true);
    assert_eq!(get(&other, &photo).body, photo.bytes);
}

#[test]
fn a_photo_is_shown_to_whoever_may_read_its_case_and_as_long_as_they_may() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let lin = fixture.client(&fixture.lin);
    let photo = photo(1, 700);
    let early = fixture.client(&fixture.chen);
    let case = shown(&fixture, &mut fang, &photo);
    assert_problem(&get(&early, &photo), 404, "not-found");
    put_piece(&fang, &photo, 0);
    for reader in [&fang, &lin, &early] {
        assert_eq!(get(reader, &photo).body, photo.bytes);
    }
    let stranger = fixture.client(&fixture.far);
    assert_problem(&get(&stranger, &photo), 404, "not-found");

    // The ticket leaves the pool, and with it those of the pool who are not in it.
    let second = fixture
        .world
        .someone("周强", fixture.store, &[Role::Engineer], Some(1));
    let mut second = fixture.client(&second.unwrap());
    fixture.accept(&mut second, case);
    assert_eq!(get(&second, &photo).status, 200);
    assert_problem(&get(&lin, &photo), 404, "not-found");

    let nobody = fixture.world.server.url();
    let path = format!("{nobody}/v1/blobs/{}", photo.id());
    let answered = tests::client::send(&path, "GET", None, "", b"").unwrap();
    assert_problem(&answered, 401, "unauthenticated");
}

#[test]
fn a_part_of_a_photo_can_be_asked_for() {
    let fixture = fixture();
    let fang = fixture.client(&fixture.fang);
    let mut photo = photo(1, 700);
    photo.bytes[300..310].copy_from_slice(b"0123456789");
    put_piece(&fang, &photo, 0);
    let url = format!("{}/v1/blobs/{}", fixture.world.server.url(), photo.id());
    let part = |range: &str| {
        let request = ureq::get(&url)
            .config()
            .http_status_as_error(false)
            .build()
            .header("authorization", format!("Bearer {}", fang.token))
            .header("range", range);
        let mut response = request.call().unwrap();
        let said = response.headers().get("content-range").cloned();
        let said = said.map(|said| said.to_str().unwrap().to_owned());
        let body = response.body_mut().read_to_vec().unwrap();
        (response.status().as_u16(), said, body)
    };
    let said = |said: &str| Some(said.to_owned());
    let middle = (206, said("bytes 300-309/700"), b"0123456789".to_vec());
    assert_eq!(part("bytes=300-309"), middle);
    let end = (206, said("bytes 690-699/700"), photo.bytes[690..].to_vec());
    assert_eq!(part("bytes=690-"), end);
    assert_eq!(part("bytes=0-1,5-6"), (200, None, photo.bytes.clone()));
    let (status, whole, _) = part("bytes=700-");
    assert_eq!((status, whole), (416, said("bytes */700")));
}
