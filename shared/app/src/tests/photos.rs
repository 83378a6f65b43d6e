//! Photos: added to a form, sent after the act, looked at by others.

use super::phone::{Phone, World, said, world};
use crate::{Event, Page, Route};
use domain::ids::BlobId;
use sha2::{Digest, Sha256};

/// A photo of so many bytes, which all differ from another's.
fn photo(seed: u8, size: usize) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff];
    bytes.resize(size, seed);
    bytes
}

/// The name of a photo.
fn name(bytes: &[u8]) -> String {
    BlobId(Sha256::digest(bytes).into()).to_string()
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
        media_type: "image/jpeg".into(),
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
    let photos = [photo(1, 1_300_000), photo(2, 700)];
    wang.unplug();
    submit(&mut wang, &photos);
    wang.settle();
    assert_eq!(waiting(&wang), 2);
    wang.plug();
    wang.send(Event::Refresh);
    assert!(wang.exchange());
    assert_eq!((world.borrow().entries().len(), uploaded(&world)), (1, 0));
    wang.settle();
    assert_eq!((waiting(&wang), uploaded(&world)), (0, 2));

    ana.settle();
    let id = ana.only("ticket.pool");
    let shown = ana.case(&id).case.photos;
    assert_eq!(shown.len(), 2);
    for (id, bytes) in shown.iter().zip(&photos) {
        assert_eq!(ana.core().photo(id), None);
        ana.send(Event::FetchPhoto { id: id.clone() });
        while ana.exchange() {}
        let came = ana.core().photo(id).unwrap();
        assert_eq!(
            (came.media_type.as_str(), &came.bytes),
            ("image/jpeg", bytes)
        );
    }
}

#[test]
fn a_photo_belongs_to_the_case_in_which_it_was_asked_for() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let mut ana = Phone::of(&world, "ana");
    submit(&mut wang, &[photo(1, 700)]);
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
    let id = ana.case(&shown).case.photos[0].clone();
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
    add(&mut wang, &photo(1, 700));
    wang.kill();
    wang.settle();
    assert_eq!((uploaded(&world), waiting(&wang)), (0, 0));
    let page = open_form(&mut wang);
    let crate::Content::Form(form) = page.content else {
        panic!("no form");
    };
    let id = form.inputs.last().unwrap().value.clone();
    assert!(wang.core().photo(&id).is_some());
    let input = "photos".to_owned();
    wang.send(Event::RemovePhoto {
        input,
        id: id.clone(),
    });
    assert_eq!(wang.core().photo(&id), None);
}

#[test]
fn a_kill_in_the_middle_costs_one_piece_at_most() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    submit(&mut wang, &[photo(1, 1_300_000)]);
    assert!(wang.exchange(), "the act");
    assert!(wang.exchange(), "the first piece");
    wang.kill();
    wang.settle();
    assert_eq!(world.borrow().blobs.firsts, [0, 524_288, 1_048_576]);
    assert_eq!((uploaded(&world), waiting(&wang)), (1, 0));
}

#[test]
fn a_lost_answer_and_a_forgetful_server_lose_nothing() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    submit(&mut wang, &[photo(1, 1_300_000)]);
    assert!(wang.exchange(), "the act");
    world.borrow_mut().answers_lost = 1;
    assert!(
        wang.exchange(),
        "the first piece, of which it hears nothing"
    );
    assert!(!wang.exchange(), "it rests");
    assert!(!wang.page().frame.sync.problem.is_empty());
    wang.send(Event::Refresh);
    for _ in 0..2 {
        assert!(wang.exchange(), "the sync, and the first piece anew");
    }
    world.borrow_mut().blobs.unfinished.clear();
    wang.settle();
    assert_eq!(uploaded(&world), 1);
    assert_eq!(wang.page().frame.sync.problem, "");
    let firsts = world.borrow().blobs.firsts.clone();
    assert_eq!(firsts, [0, 0, 524_288, 0, 524_288, 1_048_576]);
}

#[test]
fn a_photo_that_the_server_does_not_take_lets_others_pass() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let photos = [photo(1, 700), photo(2, 700)];
    submit(&mut wang, &photos);
    assert!(wang.exchange());
    world.borrow_mut().blobs.refusal = Some((name(&photos[0]), 415));
    assert!(wang.exchange());
    assert!(!wang.exchange(), "it rests");
    world.borrow_mut().now.0 += 60_000;
    wang.send(Event::Tick);
    while wang.exchange() {}
    assert_eq!((uploaded(&world), waiting(&wang)), (1, 1));
    assert_ne!(wang.page().frame.sync.problem, "");

    world.borrow_mut().blobs.refusal = None;
    world.borrow_mut().now.0 += 60_000;
    wang.send(Event::Tick);
    while wang.exchange() {}
    assert_eq!((uploaded(&world), waiting(&wang)), (2, 0));
}

#[test]
fn what_arrives_under_a_wrong_name_is_thrown_away() {
    let world = world();
    let mut wang = Phone::of(&world, "wang");
    let id = "0".repeat(64);
    world
        .borrow_mut()
        .blobs
        .whole
        .insert(id.clone(), photo(1, 700));
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
    assert!(said(&add(&mut wang, &photo(1, 700))).contains("here"));
    open_form(&mut wang);
    assert!(said(&add(&mut wang, &photo(1, (8 << 20) + 1))).contains("larger"));
    let page = wang.send(Event::AddPhoto {
        input: "photos".into(),
        media_type: "image/gif".into(),
        bytes: photo(1, 700),
    });
    assert!(said(&page).contains("JPEG"));
    let page = wang.send(Event::AddPhoto {
        input: "description".into(),
        media_type: "image/jpeg".into(),
        bytes: photo(1, 700),
    });
    assert!(said(&page).contains("here"));
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
    add(&mut ana, &photo(3, 700));
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
    let name = name(&photo(3, 700));
    assert!(ana.core().photo(&name).is_some());
    let crate::Content::Outbox(outbox) = ana.send(Event::Open(Route::Outbox)).content else {
        panic!("no outbox");
    };
    for row in outbox.refused {
        ana.send(Event::LetGo {
            command: row.command,
        });
    }
    assert_eq!(ana.core().photo(&name), None);
}
