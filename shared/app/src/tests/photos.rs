//! Photos: added to a form, sent after the act, looked at by others.

use super::phone::{Phone, World, said, world};
use crate::{
    Content, Event, Page, Route,
    pictures::{self, MadePicture},
};
use domain::{
    signature::Point,
    view::{InputKind, ShownPicture},
};
use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// A photo that needs no thumbnail, and that differs from another's.
pub fn small(seed: u8) -> Vec<u8> {
    taken(seed, 16)
}

/// A photo of which two pieces are made, and a thumbnail.
fn large(seed: u8) -> Vec<u8> {
    taken(seed, 1_100)
}

fn taken(seed: u8, side: u32) -> Vec<u8> {
    let mut state = u32::from(seed);
    let noise = RgbImage::from_fn(side, side, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgb([state.to_be_bytes()[0]; 3])
    });
    let mut bytes = Cursor::new(Vec::new());
    noise.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// What the phone makes of it.
fn made(bytes: &[u8]) -> MadePicture {
    pictures::of_photo(bytes).unwrap()
}

/// The name of what the phone makes of it.
fn name(bytes: &[u8]) -> String {
    made(bytes).whole.id().to_string()
}

fn open_form(phone: &mut Phone) -> Page {
    phone.send(Event::Open(Route::Form {
        subject: "ticket".into(),
        offer: "submit".into(),
    }))
}

fn add(phone: &mut Phone, bytes: &[u8]) -> Page {
    phone.send(Event::AddPhoto {
        input: "photos".into(),
        bytes: bytes.to_vec(),
    })
}

fn submit(phone: &mut Phone, photos: &[Vec<u8>]) -> Page {
    open_form(phone);
    let printer = uuid::Uuid::from_u128(super::people::PRINTER).to_string();
    for (input, value) in [("category", printer.as_str()), ("description", "卡纸")] {
        let (input, value) = (input.to_owned(), value.to_owned());
        phone.send(Event::Fill { input, value });
    }
    for bytes in photos {
        let page = add(phone, bytes);
        assert_eq!(said(&page), "");
    }
    let page = phone.send(Event::Submit);
    assert_eq!(said(&page), "");
    page
}

/// What a phone says to the server until half of a large photo is there.
const UP_TO_THE_FIRST_PIECE: [&str; 5] = [
    "the act",
    "how far the thumbnail is",
    "the thumbnail",
    "how far the photo is",
    "the first piece",
];

fn exchanges(phone: &mut Phone, what: &[&str]) {
    for what in what {
        assert!(phone.exchange(), "{what}");
    }
}

fn uploaded(world: &World) -> usize {
    world.borrow().blobs.whole.len()
}

fn waiting(phone: &Phone) -> u32 {
    phone.page().frame.sync.photos_waiting
}

#[test]
fn an_act_does_not_wait_for_its_photos_and_others_see_them() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let mut ana = Phone::of(&world, "ana");
    let photos = [large(1), small(2)];
    wang.unplug();
    submit(&mut wang, &photos);
    wang.settle();
    assert_eq!(waiting(&wang), 2);
    wang.plug();
    wang.send(Event::Refresh);
    assert!(wang.exchange());
    assert_eq!((world.borrow().entries().len(), uploaded(&world)), (1, 0));
    wang.settle();
    let thumbnail = made(&photos[0]).picture().thumbnail.to_string();
    assert_eq!((waiting(&wang), uploaded(&world)), (0, 3));
    let sent = world.borrow().blobs.sent.clone();
    assert_eq!(sent[0], thumbnail, "first what others are shown at once");

    ana.settle();
    let id = ana.only("ticket.pool");
    assert_eq!(ana.rows("ticket.pool")[0].thumbnail, thumbnail);
    let shown = ana.case(&id).case.photos;
    assert_eq!(shown[0].thumbnail, thumbnail);
    assert_eq!(shown.len(), 2);
    for (picture, bytes) in shown.iter().zip(&photos) {
        let is_small = picture.whole == picture.thumbnail;
        assert_eq!(ana.core().photo(&picture.whole).is_some(), is_small);
        let made = made(bytes);
        let thumbnail = made.thumbnail.unwrap_or(made.whole.clone());
        assert_eq!(ana.core().photo(&picture.thumbnail), Some(thumbnail));
        let id = picture.whole.clone();
        ana.send(Event::FetchPhoto { id });
        while ana.exchange() {}
        assert_eq!(ana.core().photo(&picture.whole), Some(made.whole));
    }
}

#[test]
fn a_photo_belongs_to_the_case_in_which_it_was_asked_for() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let mut ana = Phone::of(&world, "ana");
    submit(&mut wang, &[large(1)]);
    wang.settle();
    wang.submit("别的");
    wang.settle();
    ana.settle();
    let rows = ana.rows("ticket.pool");
    let mut cases = rows.iter().map(|row| row.case.clone());
    let (mut shown, mut other) = (cases.next().unwrap(), cases.next().unwrap());
    if ana.case(&shown).case.photos.is_empty() {
        std::mem::swap(&mut shown, &mut other);
    }
    let id = ana.case(&shown).case.photos[0].whole.clone();
    ana.send(Event::FetchPhoto { id: id.clone() });
    ana.case(&other);
    while ana.exchange() {}
    assert!(ana.core().photo(&id).is_some());

    ana.perform(&other, "accept", &[]);
    ana.settle();
    world.borrow_mut().set_roles(super::people::ANA, &[]);
    ana.settle();
    assert!(matches!(ana.case(&other).case.row.case, id if id == other));
    assert_eq!(ana.core().photo(&id), None, "it left with its case");
}

#[test]
fn a_photo_of_a_draft_is_kept_but_not_sent() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    open_form(&mut wang);
    add(&mut wang, &small(1));
    wang.kill();
    wang.settle();
    assert_eq!((uploaded(&world), waiting(&wang)), (0, 0));
    let page = open_form(&mut wang);
    let id = photos_in(&page).0.to_owned();
    assert!(wang.core().photo(&id).is_some());
    let input = "photos".to_owned();
    wang.send(Event::RemovePhoto {
        input,
        id: id.clone(),
    });
    assert_eq!(wang.core().photo(&id), None);
}

#[test]
fn a_kill_in_the_middle_costs_nothing_that_has_arrived() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    submit(&mut wang, &[large(1)]);
    exchanges(&mut wang, &UP_TO_THE_FIRST_PIECE);
    wang.kill();
    wang.settle();
    assert_eq!(world.borrow().blobs.firsts, [0, 0, 524_288]);
    assert_eq!(world.borrow().blobs.questions, 3);
    assert_eq!((uploaded(&world), waiting(&wang)), (2, 0));
}

#[test]
fn a_lost_answer_and_a_forgetful_server_lose_nothing() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    submit(&mut wang, &[large(1)]);
    exchanges(&mut wang, &UP_TO_THE_FIRST_PIECE[..4]);
    world.borrow_mut().answers_lost = 1;
    assert!(
        wang.exchange(),
        "the first piece, of which it hears nothing"
    );
    assert!(!wang.exchange(), "it rests");
    assert!(!wang.page().frame.sync.problem.is_empty());
    wang.send(Event::Refresh);
    for what in ["the sync", "how far it is"] {
        assert!(wang.exchange(), "{what}");
    }
    world.borrow_mut().blobs.unfinished.clear();
    wang.settle();
    assert_eq!(uploaded(&world), 2);
    assert_eq!(wang.page().frame.sync.problem, "");
    // A smaller piece, as the one before did not come through.
    let firsts = world.borrow().blobs.firsts.clone();
    assert_eq!(firsts, [0, 0, 524_288, 0, 262_144]);
}

/// The photos on their way: how they are, how much of them has arrived, and why not.
fn on_their_way(phone: &mut Phone) -> Vec<(String, u32, String)> {
    let Content::Outbox(outbox) = phone.send(Event::Open(Route::Outbox)).content else {
        panic!("no outbox");
    };
    let photos = outbox.photos.into_iter();
    photos
        .map(|row| (row.state.text, row.sent_bytes, row.reason))
        .collect()
}

#[test]
fn the_outbox_tells_how_far_each_photo_is() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    submit(&mut wang, &[large(1), small(2)]);
    let told = |state: &str, sent| (state.to_owned(), sent, String::new());
    let waiting = vec![told("Waiting", 0), told("Waiting", 0)];
    assert_eq!(on_their_way(&mut wang), waiting);
    exchanges(&mut wang, &UP_TO_THE_FIRST_PIECE);
    let sending = vec![told("Sending", 524_288), told("Waiting", 0)];
    assert_eq!(on_their_way(&mut wang), sending);
    wang.settle();
    assert_eq!(on_their_way(&mut wang), Vec::new());
}

#[test]
fn a_photo_that_the_server_does_not_take_lets_others_pass_and_waits_for_the_person() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let photos = [small(1), small(2), small(3)];
    let refuse = |number: usize, status| {
        world.borrow_mut().blobs.refusal = Some((name(&photos[number]), status));
    };
    submit(&mut wang, &photos[..2]);
    refuse(0, 415);
    let page = wang.settle();
    assert!(said(&page).contains("of this type"), "{}", said(&page));
    assert_eq!((uploaded(&world), waiting(&wang)), (1, 0));
    assert_eq!(page.frame.refused, 1);
    let [(state, sent, reason)] = &on_their_way(&mut wang)[..] else {
        panic!("one is refused");
    };
    assert_eq!((state.as_str(), *sent), ("Not taken", 0));
    assert!(reason.contains("of this type"), "{reason}");

    let questions = world.borrow().blobs.questions;
    wang.kill();
    world.borrow_mut().now.0 += 3_600_000;
    wang.settle();
    assert_eq!(
        world.borrow().blobs.questions,
        questions,
        "it is not tried again"
    );

    wang.send(Event::ResendPhoto {
        id: name(&photos[0]),
    });
    while wang.exchange() {}
    assert_eq!(wang.page().frame.refused, 1, "refused again");
    world.borrow_mut().blobs.refusal = None;
    wang.send(Event::ResendPhoto {
        id: name(&photos[0]),
    });
    while wang.exchange() {}
    assert_eq!((uploaded(&world), waiting(&wang)), (2, 0));
    assert_eq!(wang.page().frame.refused, 0);

    submit(&mut wang, &photos[2..]);
    refuse(2, 413);
    assert!(said(&wang.settle()).contains("too large"));
    wang.send(Event::LetGoPhoto {
        id: name(&photos[2]),
    });
    assert_eq!(wang.page().frame.refused, 0);
    assert_eq!(wang.core().photo(&name(&photos[2])), None);
    let again = Event::LetGoPhoto {
        id: name(&photos[1]),
    };
    wang.send(again);
    assert!(
        wang.core().photo(&name(&photos[1])).is_some(),
        "one that was not refused is not let go"
    );
}

#[test]
fn whatever_the_server_has_against_a_photo_it_is_asked_once() {
    for status in [404, 410, 451] {
        let world = world();
        let mut wang = Phone::of(&world, "wang");
        let photos = [small(1), small(2)];
        world.borrow_mut().blobs.refusal = Some((name(&photos[0]), status));
        submit(&mut wang, &photos);
        let page = wang.settle();
        let stands = (page.frame.refused, uploaded(&world), waiting(&wang));
        assert_eq!(stands, (1, 1, 0), "{status}");
        let questions = world.borrow().blobs.questions;
        world.borrow_mut().now.0 += 3_600_000;
        wang.settle();
        assert_eq!(world.borrow().blobs.questions, questions, "{status}");
    }
}

#[test]
fn a_photo_without_room_on_the_server_lets_others_pass_and_is_tried_again() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let photos = [small(1), small(2)];
    submit(&mut wang, &photos);
    world.borrow_mut().blobs.refusal = Some((name(&photos[0]), 507));
    let page = wang.settle();
    assert!(page.frame.sync.problem.contains("no room"));
    world.borrow_mut().now.0 += 60_000;
    wang.send(Event::Tick);
    while wang.exchange() {}
    assert_eq!((uploaded(&world), waiting(&wang)), (1, 1));
    assert_eq!(wang.page().frame.refused, 0);
    world.borrow_mut().blobs.refusal = None;
    world.borrow_mut().now.0 += 3_600_000;
    wang.send(Event::Tick);
    while wang.exchange() {}
    assert_eq!((uploaded(&world), waiting(&wang)), (2, 0));
    assert_eq!(wang.page().frame.sync.problem, "");
}

#[test]
fn a_photo_that_the_server_has_collected_is_sent_again_with_the_next_act_that_shows_it() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let photos = [small(1)];
    submit(&mut wang, &photos);
    wang.settle();
    world.borrow_mut().blobs.whole.clear();
    submit(&mut wang, &photos);
    wang.settle();
    assert_eq!((uploaded(&world), waiting(&wang)), (1, 0));
    assert_eq!(world.borrow().blobs.firsts, [0, 0]);
}

#[test]
fn a_photo_that_went_before_its_act_was_adopted_is_asked_for_once_more() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    world.borrow_mut().leaves_all = true;
    submit(&mut wang, &[small(1)]);
    wang.settle();
    assert_eq!((world.borrow().entries().len(), uploaded(&world)), (0, 1));
    assert_eq!(waiting(&wang), 0);
    // Nothing shows it: it is collected.
    world.borrow_mut().blobs.whole.clear();
    world.borrow_mut().now.0 += 3_600_000;
    world.borrow_mut().leaves_all = false;
    wang.settle();
    assert_eq!((world.borrow().entries().len(), uploaded(&world)), (1, 1));
    let questions = world.borrow().blobs.questions;
    wang.settle();
    assert_eq!(world.borrow().blobs.questions, questions, "it has arrived");
}

#[test]
fn what_arrives_under_a_wrong_name_is_thrown_away() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let id = "0".repeat(64);
    world.borrow_mut().blobs.whole.insert(id.clone(), small(1));
    wang.send(Event::FetchPhoto { id: id.clone() });
    wang.exchange();
    assert!(said(&wang.page()).contains("not this photo"));
    assert_eq!(wang.core().photo(&id), None);
    let absent = Event::FetchPhoto { id: "1".repeat(64) };
    wang.send(absent);
    wang.exchange();
    assert!(said(&wang.page()).contains("not on the server"));
}

#[test]
fn what_cannot_be_a_photo_is_refused_in_words() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    assert!(said(&add(&mut wang, &small(1))).contains("here"));
    open_form(&mut wang);
    assert!(said(&add(&mut wang, &vec![0xff; (16 << 20) + 1])).contains("larger"));
    assert!(said(&add(&mut wang, b"GIF89a")).contains("JPEG"));
    assert!(said(&add(&mut wang, &small(1)[..40])).contains("cannot be read"));
    let page = wang.send(Event::AddPhoto {
        input: "description".into(),
        bytes: small(1),
    });
    assert!(said(&page).contains("here"));
    let page = wang.send(Event::DrawStroke {
        input: "photos".into(),
        width: 600,
        height: 300,
        points: vec![Point { x: 1, y: 1 }],
    });
    assert!(said(&page).contains("signed"));
    let page = open_form(&mut wang);
    assert_eq!(photos_in(&page), ("", [].as_slice()), "nothing has changed");
}

/// What the input for photos of the visible form has, as a value and to be shown.
fn photos_in(page: &Page) -> (&str, &[ShownPicture]) {
    let Content::Form(form) = &page.content else {
        panic!("no form");
    };
    let input = form.inputs.last().unwrap();
    let InputKind::Photos { photos } = &input.kind else {
        panic!("no photos");
    };
    (&input.value, photos)
}

#[test]
fn a_form_shows_its_photos_and_takes_each_once() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    open_form(&mut wang);
    for photo in [large(1), small(2), large(1)] {
        add(&mut wang, &photo);
    }
    let page = wang.page();
    let (value, shown) = photos_in(&page);
    assert_eq!(value.lines().count(), 2);
    let expected = [large(1), small(2)].map(|it| made(&it).picture().into());
    assert_eq!(shown, expected);
    for id in [&shown[0].whole, &shown[0].thumbnail, &shown[1].whole] {
        assert!(wang.core().photo(id).is_some());
    }
    let page = wang.send(Event::RemovePhoto {
        input: "photos".into(),
        id: shown[0].whole.clone(),
    });
    assert_eq!(photos_in(&page).1, &expected[1..]);
    assert_eq!(wang.core().photo(&shown[0].thumbnail), None);
}

#[test]
fn a_thumbnail_that_is_not_there_yet_comes_later_or_when_its_case_is_opened() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let mut ana = Phone::of(&world, "ana");
    let thumbnail = made(&large(1)).picture().thumbnail.to_string();
    submit(&mut wang, &[large(1)]);
    assert!(wang.exchange(), "the act only");
    ana.settle();
    let asked = |world: &World| world.borrow().blobs.asked.clone();
    assert_eq!(asked(&world), std::slice::from_ref(&thumbnail));
    assert_eq!(said(&ana.page()), "", "nobody is told");
    wang.settle();
    ana.settle();
    assert_eq!(asked(&world).len(), 1, "not again so soon");
    world.borrow_mut().now.0 += 61_000;
    ana.settle();
    assert_eq!(asked(&world).len(), 2);
    assert!(ana.core().photo(&thumbnail).is_some());

    world.borrow_mut().blobs.whole.clear();
    let mut other = Phone::of(&world, "ana");
    other.settle();
    assert!(other.core().photo(&thumbnail).is_none());
    let bytes = made(&large(1)).thumbnail.unwrap().bytes;
    world
        .borrow_mut()
        .blobs
        .whole
        .insert(thumbnail.clone(), bytes);
    let id = other.only("ticket.pool");
    other.case(&id);
    while other.exchange() {}
    assert!(other.core().photo(&thumbnail).is_some());
}

#[test]
fn what_is_no_thumbnail_is_thrown_away() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let mut ana = Phone::of(&world, "ana");
    let thumbnail = made(&large(1)).picture().thumbnail.to_string();
    submit(&mut wang, &[large(1)]);
    wang.settle();
    world
        .borrow_mut()
        .blobs
        .whole
        .insert(thumbnail.clone(), small(2));
    ana.settle();
    ana.settle();
    assert!(ana.core().photo(&thumbnail).is_none());
    assert_eq!(world.borrow().blobs.asked.len(), 1);
    assert_eq!(said(&ana.page()), "");
}

#[test]
fn a_refused_acts_photo_stays_until_it_is_let_go_and_signing_out_asks() {
    let world = world();
    let mut ana = Phone::of(&world, "ana");
    let mut wang = Phone::of(&world, "wang");
    wang.submit("卡纸");
    wang.settle();
    ana.settle();
    let id = ana.only("ticket.pool");
    ana.unplug();
    ana.perform(&id, "accept", &[]);
    ana.send(Event::Open(Route::Form {
        subject: id.clone(),
        offer: "complete".into(),
    }));
    add(&mut ana, &small(3));
    let (input, value) = ("solution".to_owned(), "换了".to_owned());
    ana.send(Event::Fill { input, value });
    ana.send(Event::Submit);
    let page = ana.send(Event::SignOut {
        discard_unsent: false,
    });
    assert!(said(&page).starts_with("3 of"), "two acts and a photo");
    world.borrow_mut().set_roles(super::people::ANA, &[]);
    ana.plug();
    let page = ana.settle();
    assert_eq!((page.frame.refused, uploaded(&world)), (2, 0));
    let name = name(&small(3));
    assert!(ana.core().photo(&name).is_some());
    let Content::Outbox(outbox) = ana.send(Event::Open(Route::Outbox)).content else {
        panic!("no outbox");
    };
    for row in outbox.refused {
        ana.send(Event::LetGo {
            command: row.command,
        });
    }
    assert_eq!(ana.core().photo(&name), None);
}
