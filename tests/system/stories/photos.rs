//! A photo of what is broken: taken without a signal, seen by the engineer later,
//! and by nobody whom it does not concern.

use super::{
    fixture::{StoryFixture, said},
    player::{Player, Ticket},
};
use fieldloop::Event;

/// A photo of some pieces.
fn photo() -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff];
    bytes.resize(1_300_000, 7);
    bytes
}

fn submits_with_photo(player: &mut Player, about: &str) -> Ticket {
    player.begins();
    player.fills_in("收银系统", "服务目录");
    player.fills_in(about, "问题描述");
    let page = player.sends(Event::AddPhoto {
        input: "photos".to_owned(),
        media_type: "image/jpeg".to_owned(),
        bytes: photo(),
    });
    assert_eq!(said(&page), "");
    player.confirms()
}

/// Has a photo come, and gives what is on the phone then.
fn looks_at_photo(player: &mut Player, id: &str) -> Option<Vec<u8>> {
    player.sends(Event::FetchPhoto { id: id.to_owned() });
    while player.phone().exchange().unwrap() {}
    let photo = player.phone().photo(id).unwrap();
    photo.map(|photo| photo.bytes)
}

#[test]
fn taken_without_a_signal_and_seen_by_the_engineer_but_by_no_stranger() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let mut stranger = fixture.newcomer("路人");
    fang.goes_offline();
    let till = submits_with_photo(&mut fang, "收银机打不开");
    let frame = fang.syncs().frame;
    assert_eq!((frame.sync.waiting, frame.sync.photos_waiting), (1, 1));
    let frame = fang.comes_back().frame;
    assert_eq!((frame.sync.waiting, frame.sync.photos_waiting), (0, 0));

    lin.syncs();
    let id = lin.case(&till).case.photos[0].clone();
    assert_eq!(lin.phone().photo(&id).unwrap(), None);
    assert_eq!(looks_at_photo(&mut lin, &id), Some(photo()));
    stranger.syncs();
    assert_eq!(looks_at_photo(&mut stranger, &id), None);
    stranger.is_warned("服务器上没有这张照片");
}

#[test]
fn the_phone_is_dropped_while_the_photo_is_sent() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submits_with_photo(&mut fang, "收银机打不开");
    for _ in 0..3 {
        // The act, and then a piece at a time.
        assert!(fang.phone().exchange().unwrap());
        fang.drops_the_phone();
    }
    let frame = fang.syncs().frame;
    assert_eq!((frame.sync.waiting, frame.sync.photos_waiting), (0, 0));
    lin.syncs();
    let id = lin.case(&till).case.photos[0].clone();
    assert_eq!(looks_at_photo(&mut lin, &id), Some(photo()));
}
