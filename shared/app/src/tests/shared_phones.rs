//! One phone, several people: each finds their own drafts again, and nobody another's.

use super::{
    people::PRINTER,
    phone::{Phone, World, said, world},
    photos::small,
};
use crate::{Content, DraftRow, Event, FormPage, Route, pictures};

fn form(phone: &mut Phone) -> FormPage {
    let route = Route::Form {
        subject: "ticket".into(),
        offer: "submit".into(),
    };
    match phone.send(Event::Open(route)).content {
        Content::Form(form) => form,
        other => panic!("no form: {other:?}"),
    }
}

fn value(form: &FormPage, name: &str) -> String {
    let input = form.inputs.iter().find(|input| input.name == name);
    input.unwrap().value.clone()
}

fn fill(phone: &mut Phone, input: &str, value: &str) {
    let (input, value) = (input.to_owned(), value.to_owned());
    phone.send(Event::Fill { input, value });
}

/// Begins a ticket, with a photo.
fn begin(phone: &mut Phone, text: &str, photo: &[u8]) {
    form(phone);
    fill(phone, "description", text);
    let (input, bytes) = ("photos".to_owned(), photo.to_vec());
    phone.send(Event::AddPhoto { input, bytes });
}

fn drafts(phone: &mut Phone) -> Vec<DraftRow> {
    match phone.send(Event::Open(Route::Outbox)).content {
        Content::Outbox(outbox) => outbox.drafts,
        other => panic!("no outbox: {other:?}"),
    }
}

fn has_photo(phone: &mut Phone, photo: &[u8]) -> bool {
    let name = pictures::of_photo(photo).unwrap().whole.id().to_string();
    phone.core().photo(&name).is_some()
}

fn sign_out(phone: &mut Phone, discard_unsent: bool) -> String {
    said(&phone.send(Event::SignOut { discard_unsent })).to_owned()
}

fn sign_in(phone: &mut Phone, login: &str, discard_unsent: bool) -> String {
    while phone.exchange() {}
    phone.sign_in_with(login, "open sesame", discard_unsent);
    phone.exchange();
    let told = said(&phone.page()).to_owned();
    phone.settle();
    told
}

/// Wang's phone, with two drafts of hers, one of them to a ticket.
fn half_done(world: &World) -> (Phone, String) {
    let mut wang = Phone::of(world, "wang");
    wang.submit("扫码枪不亮");
    wang.settle();
    let id = wang.only("ticket.mine");
    begin(&mut wang, "三号收银机打", &small(1));
    let (subject, offer) = (id.clone(), "note".to_owned());
    wang.send(Event::Open(Route::Form { subject, offer }));
    fill(&mut wang, "text", "门口已经排");
    (wang, id)
}

#[test]
fn drafts_outlive_signing_out_and_a_colleague_and_are_their_authors_alone() {
    let world = world();
    let (mut phone, id) = half_done(&world);
    let told = sign_out(&mut phone, false);
    assert!(told.starts_with("2 of your drafts stay"), "{told}");
    assert!(phone.page().frame.can_go_back, "nothing has happened");
    assert_eq!(sign_out(&mut phone, true), "");
    assert!(matches!(phone.page().content, Content::SignIn(_)));

    assert_eq!(sign_in(&mut phone, "ana", false), "");
    assert_eq!(value(&form(&mut phone), "description"), "");
    assert_eq!(drafts(&mut phone), []);
    assert!(!has_photo(&mut phone, &small(1)));
    begin(&mut phone, "安娜的", &small(2));
    phone.kill();
    sign_out(&mut phone, true);

    let told = sign_in(&mut phone, "wang", false);
    assert!(told.starts_with("You have 2 drafts"), "{told}");
    let rows = drafts(&mut phone);
    let texts = |row: &DraftRow| {
        let fields = row.fields.iter().map(|field| field.text.clone());
        fields.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().any(|row| texts(row).contains("门口已经排")));
    assert!(rows.iter().any(|row| texts(row).contains("三号收银机打")));
    assert!(rows.iter().all(|row| !texts(row).contains("安娜")));
    assert!(has_photo(&mut phone, &small(1)) && !has_photo(&mut phone, &small(2)));
    let typed = form(&mut phone);
    assert_eq!(value(&typed, "description"), "三号收银机打");
    assert_ne!(value(&typed, "photos"), "");

    // And from there on as if nothing had been.
    fill(
        &mut phone,
        "category",
        &uuid::Uuid::from_u128(PRINTER).to_string(),
    );
    assert_eq!(said(&phone.send(Event::Submit)), "");
    phone.settle();
    assert_eq!(world.borrow().blobs.whole.len(), 1, "with its photo");
    let (subject, offer) = (id, "note".to_owned());
    phone.send(Event::Open(Route::Form { subject, offer }));
    assert_eq!(said(&phone.send(Event::Submit)), "");
    assert_eq!(drafts(&mut phone), []);
    phone.settle();
    assert_eq!(sign_out(&mut phone, false), "");
    assert!(matches!(phone.page().content, Content::SignIn(_)));
}

#[test]
fn a_colleague_who_signs_in_over_drafts_is_told_whose_they_are_and_takes_none() {
    let world = world();
    let (mut phone, _) = half_done(&world);
    world.borrow_mut().revoke_all();
    phone.settle();
    let Content::SignIn(page) = phone.page().content else {
        panic!("the session has ended");
    };
    assert_eq!((page.unsent, page.drafts), (0, 2));
    let told = sign_in(&mut phone, "ana", false);
    assert!(told.contains("王芳 has 2 drafts"), "{told}");
    assert!(matches!(phone.page().content, Content::SignIn(_)));
    assert_eq!(sign_in(&mut phone, "ana", true), "");
    assert_eq!(drafts(&mut phone), []);
    begin(&mut phone, "安娜的", &small(1));
    let told = sign_in(&mut phone, "wang", true);
    assert!(told.starts_with("You have 2 drafts"), "{told}");
    // They have added the same photo, and each has it still.
    assert!(has_photo(&mut phone, &small(1)));
    sign_in(&mut phone, "ana", true);
    assert_eq!(value(&form(&mut phone), "description"), "安娜的");
    assert!(has_photo(&mut phone, &small(1)));
}

#[test]
fn unsent_work_and_drafts_are_counted_apart() {
    let world = world();
    let (mut phone, _) = half_done(&world);
    phone.unplug();
    phone.submit("二");
    let told = sign_out(&mut phone, false);
    assert!(
        told.contains("2 of your acts") && told.contains("1 of your drafts"),
        "{told}"
    );
    let Content::Settings(page) = phone.send(Event::Open(Route::Settings)).content else {
        panic!("no settings");
    };
    assert_eq!(
        (page.unsent, page.drafts),
        (2, 1),
        "submitting took up the other draft, with its photo"
    );
}

#[test]
fn a_draft_is_let_go_in_the_outbox_after_a_question() {
    let world = world();
    let (mut phone, _) = half_done(&world);
    for left in [1, 0] {
        let row = drafts(&mut phone).remove(0);
        let [go_on, let_go] = &row.offers[..] else {
            panic!("{:?}", row.offers);
        };
        assert_eq!(go_on.question, "");
        assert!(let_go.question.contains("for good"), "{}", let_go.question);
        assert!(matches!(
            phone.send(go_on.event.clone()).content,
            Content::Form(_)
        ));
        phone.send(let_go.event.clone());
        assert_eq!(drafts(&mut phone).len(), left);
    }
    assert!(!has_photo(&mut phone, &small(1)));
    assert_eq!(sign_out(&mut phone, false), "");
}

/// A draft of which the last letter was taken away again says nothing.
#[test]
fn an_empty_form_is_no_draft() {
    let world = world();
    let mut phone = Phone::of(&world, "wang");
    form(&mut phone);
    fill(&mut phone, "description", "卡");
    fill(&mut phone, "description", "");
    assert_eq!(drafts(&mut phone), []);
    assert_eq!(sign_out(&mut phone, false), "");
    assert!(matches!(phone.page().content, Content::SignIn(_)));
}
