//! A photo of what is broken: taken without a signal, seen by the engineer later,
//! small at once and whole when looked at, and by nobody whom it does not concern.

use super::{
    fixture::{StoryFixture, said},
    player::{Player, Ticket},
};
use crate::bad_link::BadLink;
use fieldloop::Event;
use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// A photo as a camera makes it that is held upright: the picture lies on its side, red
/// above and blue below for who turns it, with a note of that and of the place.
fn photo() -> Vec<u8> {
    let lying = noise(1_600, 1_200, 64, |x| {
        if x < 800 { [230, 0, 0] } else { [0, 0, 230] }
    });
    let (start, rest) = lying.split_at(2);
    let tiff = [
        b"II*\0\x08\0\0\0\x02\0".as_slice(),
        b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0",
        b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0",
        b"\x01\0\x1b\0\x07\0\x10\0\0\0\x38\0\0\0\0\0\0\0",
        PLACE,
    ]
    .concat();
    let length = u16::try_from(tiff.len() + 8).unwrap().to_be_bytes();
    let exif = [b"\xff\xe1", length.as_slice(), b"Exif\0\0", &tiff].concat();
    [start, &exif, rest].concat()
}

/// A photo of 12 megapixels, of which noise makes about 4 MB.
fn large_photo() -> Vec<u8> {
    noise(4_000, 3_000, 80, |_| [120; 3])
}

/// A JPEG of a color in each column, with so much noise on it.
pub fn noise(width: u32, height: u32, strength: u8, color: impl Fn(u32) -> [u8; 3]) -> Vec<u8> {
    let mut state = 1u32;
    let pixels = RgbImage::from_fn(width, height, |x, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [noise, ..] = state.to_be_bytes();
        let noise = u16::from(noise) * u16::from(strength) / 256;
        Rgb(color(x).map(|it| it.saturating_add(noise.to_be_bytes()[1])))
    });
    let mut jpeg = Cursor::new(Vec::new());
    pixels.write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    jpeg.into_inner()
}

const PLACE: &[u8] = b"31.23N;121.47E;;";

fn tells_the_place(bytes: &[u8]) -> bool {
    bytes.windows(PLACE.len()).any(|part| part == PLACE)
}

/// Decodes a photo, which has to stand upright.
fn upright(bytes: &[u8]) -> RgbImage {
    let pixels = image::load_from_memory(bytes).unwrap().into_rgb8();
    let (width, height) = pixels.dimensions();
    assert_eq!(width * 4, height * 3);
    let [red, _, blue] = pixels[(width / 2, height / 8)].0;
    assert!(red > 180 && blue < 120, "red above");
    let [red, _, blue] = pixels[(width / 2, height * 7 / 8)].0;
    assert!(red < 120 && blue > 180, "blue below");
    pixels
}

pub fn submits_with_photo(player: &mut Player, about: &str) -> Ticket {
    submits_with(player, about, photo())
}

pub fn submits_with(player: &mut Player, about: &str, photo: Vec<u8>) -> Ticket {
    player.begins();
    player.fills_in("收银系统", "服务目录");
    player.fills_in(about, "问题描述");
    let page = player.sends(Event::AddPhoto {
        input: "photos".to_owned(),
        bytes: photo,
    });
    assert_eq!(said(&page), "");
    player.confirms()
}

/// Has a photo come, and gives what is on the phone then.
pub fn looks_at_photo(player: &mut Player, id: &str) -> Option<Vec<u8>> {
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

    assert!(tells_the_place(&photo()));
    lin.syncs();
    let shown = lin.case(&till).case.photos[0].clone();
    lin.goes_offline();
    assert_eq!(lin.case(&till).case.row.thumbnail, shown.thumbnail);
    let thumbnail = lin.phone().photo(&shown.thumbnail).unwrap();
    let thumbnail = thumbnail.expect("it came by itself").bytes;
    assert!(!tells_the_place(&thumbnail) && thumbnail.len() <= 16 << 10);
    assert_eq!(upright(&thumbnail).height(), 256);
    assert_eq!(lin.phone().photo(&shown.whole).unwrap(), None);
    lin.comes_back();
    let whole = looks_at_photo(&mut lin, &shown.whole).unwrap();
    assert!(!tells_the_place(&whole));
    assert_eq!(upright(&whole).height(), 1_600);
    stranger.syncs();
    for id in [&shown.whole, &shown.thumbnail] {
        assert_eq!(looks_at_photo(&mut stranger, id), None);
    }
    stranger.is_warned("服务器上没有这张照片");
}

#[test]
fn the_phone_is_dropped_while_the_photo_is_sent() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submits_with_photo(&mut fang, "收银机打不开");
    for _ in 0..4 {
        // The act, the thumbnail, and then a piece at a time.
        assert!(fang.phone().exchange().unwrap());
        fang.drops_the_phone();
    }
    let frame = fang.syncs().frame;
    assert_eq!((frame.sync.waiting, frame.sync.photos_waiting), (0, 0));
    lin.syncs();
    let id = lin.case(&till).case.photos[0].whole.clone();
    let whole = looks_at_photo(&mut lin, &id).unwrap();
    assert_eq!(upright(&whole).width(), 1_200);
}

#[test]
fn four_megabytes_made_small_arrive_by_a_link_breaking_every_50_kb_on_a_phone_that_is_killed() {
    let fixture = StoryFixture::new();
    let link = BadLink::breaking_every(50_000, fixture.world.server.address);
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    fang.signs_in_by(&link.url());
    fang.goes_offline();
    let taken = large_photo();
    assert!(
        (3_500_000..4_500_000).contains(&taken.len()),
        "{}",
        taken.len()
    );
    let till = submits_with(&mut fang, "收银机打不开", taken);
    let shown = fang.case(&till).case.photos[0].clone();
    let on_phone = |fang: &mut Player, id: &str| fang.phone().photo(id).unwrap().unwrap().bytes;
    let whole = on_phone(&mut fang, &shown.whole);
    let thumbnail = on_phone(&mut fang, &shown.thumbnail);
    fang.comes_back();
    let (mut kills, mut sent) = (0, 0);
    while fang.page().frame.sync.photos_waiting > 0 {
        let [row] = &fang.outbox().photos[..] else {
            panic!("one photo is on its way");
        };
        assert!(row.sent_bytes >= sent, "{} after {sent}", row.sent_bytes);
        sent = row.sent_bytes;
        fang.drops_the_phone();
        kills += 1;
        assert!(kills < 100, "it does not arrive");
        fixture.minutes_pass(10);
        fang.syncs();
    }
    assert!(kills >= 10, "the link broke {kills} times only");
    lin.syncs();
    let made = (whole.len() + thumbnail.len()) as u64;
    assert_eq!(lin.case(&till).case.photos[0], shown);
    assert_eq!(looks_at_photo(&mut lin, &shown.whole), Some(whole));
    let carried = link.carried();
    assert!(
        carried <= made + made / 10,
        "{carried} bytes for pictures of {made}"
    );
}

/// Nothing shows a photo that has come, as if its act had not been adopted: it is
/// collected, and comes again with the next act that shows it.
#[test]
fn a_photo_that_the_server_has_collected_comes_again_with_the_act_that_shows_it() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let first = submits_with_photo(&mut fang, "收银机打不开");
    fang.syncs();
    lin.syncs();
    let shown = lin.case(&first).case.photos[0].clone();
    fixture.nothing_shows_the_photos();
    fixture.days_pass(2);
    fixture.collects_photos();
    assert_eq!(looks_at_photo(&mut lin, &shown.whole), None);
    let again = submits_with_photo(&mut fang, "打印机卡纸");
    let frame = fang.syncs().frame;
    assert_eq!((frame.sync.waiting, frame.sync.photos_waiting), (0, 0));
    lin.syncs();
    assert_eq!(lin.case(&again).case.photos[0], shown);
    let whole = looks_at_photo(&mut lin, &shown.whole).unwrap();
    assert_eq!(upright(&whole).width(), 1_200);
}
