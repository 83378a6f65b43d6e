//! What a person has read on one phone is read on their others; a new phone tells of what
//! they have not read yet, and of nothing else.

use super::{
    fixture::{StoryFixture, everybody_syncs, submitted},
    player::{Player, Ticket},
};
use fieldloop::{Content, Event, Route};

/// The notices on a phone: what each says, and whether it is read.
fn notices(player: &mut Player) -> Vec<(String, bool)> {
    match player.opens(Route::Notices).content {
        Content::Notices(page) => page
            .rows
            .into_iter()
            .map(|row| (row.notice.text, row.is_read))
            .collect(),
        other => panic!("no notices: {other:?}"),
    }
}

fn unread(player: &Player) -> u32 {
    player.page().frame.unread
}

/// Lin has taken a ticket of Fang's and added a note, and Fang's phones have both.
fn told_twice(fang: &mut Player, tablet: &mut Player, lin: &mut Player) -> Ticket {
    let ticket = submitted(fang, "收银机打不开", [lin]);
    lin.accepts(&ticket);
    lin.notes(&ticket, "正在路上");
    lin.syncs();
    everybody_syncs([fang, tablet]);
    ticket
}

#[test]
fn what_is_read_on_one_phone_is_read_on_the_other_and_the_live_one_hears_at_once() {
    let fixture = StoryFixture::new();
    let (mut fang, mut tablet, mut lin) = (fixture.fang(), fixture.fang(), fixture.lin());
    let till = told_twice(&mut fang, &mut tablet, &mut lin);
    assert_eq!((unread(&fang), unread(&tablet)), (2, 2));

    let listening = tablet.listens();
    fang.looks_at(&till);
    // Without being asked to sync: the phone says what was read by itself.
    while fang.phone().exchange().unwrap() {}
    assert_eq!(tablet.hears(listening).frame.unread, 0);
    assert!(notices(&mut tablet).iter().all(|(_, is_read)| *is_read));
    assert_eq!(unread(&fang), 0);

    // What comes later is unread on both, until it is read on either.
    lin.completes(&till, "换了电源");
    everybody_syncs([&mut lin, &mut fang, &mut tablet]);
    assert_eq!((unread(&fang), unread(&tablet)), (1, 1));
    tablet.sends(Event::ReadNotices);
    everybody_syncs([&mut tablet, &mut fang]);
    assert_eq!((unread(&fang), unread(&tablet)), (0, 0));
    assert_eq!(notices(&mut fang).len(), 3);
}

#[test]
fn what_is_read_without_a_signal_is_told_with_the_next_sync() {
    let fixture = StoryFixture::new();
    let (mut fang, mut tablet, mut lin) = (fixture.fang(), fixture.fang(), fixture.lin());
    let till = told_twice(&mut fang, &mut tablet, &mut lin);
    // Each reads, and something comes meanwhile that neither has read.
    fang.goes_offline();
    fang.looks_at(&till);
    fang.drops_the_phone();
    tablet.goes_offline();
    tablet.sends(Event::ReadNotices);
    lin.completes(&till, "换了电源");
    lin.syncs();
    assert_eq!(unread(&tablet), 0, "it knows of no more");
    tablet.comes_back();
    assert_eq!(unread(&tablet), 1);
    fang.comes_back();
    everybody_syncs([&mut tablet, &mut fang]);
    assert_eq!((unread(&fang), unread(&tablet)), (1, 1));
}

/// A note that was written first and arrives last is not taken for read.
#[test]
fn what_was_done_before_and_arrives_after_is_unread() {
    let fixture = StoryFixture::new();
    let (mut fang, mut tablet, mut lin) = (fixture.fang(), fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.accepts(&till);
    everybody_syncs([&mut lin, &mut fang, &mut tablet]);
    let mut second = fixture.lin();
    second.syncs();
    second.goes_offline();
    second.notes(&till, "先写的");
    fixture.minutes_pass(10);
    lin.notes(&till, "后写的");
    everybody_syncs([&mut lin, &mut fang]);
    fang.looks_at(&till);
    everybody_syncs([&mut fang, &mut tablet]);
    assert_eq!((unread(&fang), unread(&tablet)), (0, 0));
    second.comes_back();
    everybody_syncs([&mut fang, &mut tablet]);
    assert_eq!((unread(&fang), unread(&tablet)), (1, 1));
}

#[test]
fn a_new_phone_tells_of_what_is_not_read_and_of_nothing_else() {
    let fixture = StoryFixture::new();
    let (mut fang, mut tablet, mut lin) = (fixture.fang(), fixture.fang(), fixture.lin());
    let till = told_twice(&mut fang, &mut tablet, &mut lin);
    fang.looks_at(&till);
    fang.syncs();
    fixture.minutes_pass(5);
    lin.completes(&till, "换了电源");
    lin.syncs();

    let mut fresh = fixture.fang();
    fresh.syncs();
    let [(text, false)] = &notices(&mut fresh)[..] else {
        panic!("told {:?}", notices(&mut fresh));
    };
    assert!(text.contains("请评价"), "{text}");
    // A colleague's new phone is told what is the colleague's.
    let mut of_lin = fixture.lin();
    of_lin.syncs();
    assert!(notices(&mut of_lin).is_empty());

    // The same phone, once it was signed out; and what is read on it counts elsewhere.
    fresh.looks_at(&till);
    fresh.syncs();
    fresh.signs_out(false);
    fresh.signs_in();
    fresh.syncs();
    assert!(notices(&mut fresh).is_empty());
    fang.syncs();
    assert_eq!(unread(&fang), 0);
    // Nobody is told any more of what is older than what a phone keeps.
    let printer = submitted(&mut fang, "打印机卡纸", [&mut lin]);
    lin.accepts(&printer);
    lin.syncs();
    fixture.days_pass(91);
    let mut later = fixture.fang();
    later.syncs();
    assert!(notices(&mut later).is_empty());
    later.sees(&printer, "处理中");
}

#[test]
fn a_server_that_was_put_back_is_told_again_what_was_read() {
    let fixture = StoryFixture::new();
    let (mut fang, mut tablet, mut lin) = (fixture.fang(), fixture.fang(), fixture.lin());
    let till = told_twice(&mut fang, &mut tablet, &mut lin);
    let backup = fixture.world.back_up().unwrap();
    lin.completes(&till, "换了电源");
    everybody_syncs([&mut lin, &mut fang]);
    // Also of what the server will not have any more.
    fang.looks_at(&till);
    fang.syncs();
    fixture.world.restore(&backup).unwrap();

    // This one was in the storeroom all the while, and hears nothing of it.
    for _ in 0..3 {
        everybody_syncs([&mut lin, &mut fang]);
    }
    assert_eq!(unread(&fang), 0);
    tablet.syncs();
    assert_eq!(unread(&tablet), 0);
    let mut fresh = fixture.fang();
    fresh.syncs();
    assert!(notices(&mut fresh).is_empty());
    fang.has_sent_everything();
}

/// The phone of one that has to sign in again keeps what it has read, and says it.
#[test]
fn who_signs_in_again_has_read_what_they_had_read() {
    let fixture = StoryFixture::new();
    let (mut fang, mut tablet, mut lin) = (fixture.fang(), fixture.fang(), fixture.lin());
    let till = told_twice(&mut fang, &mut tablet, &mut lin);
    super::lost_device::signs_out_elsewhere(&fang);
    fang.looks_at(&till);
    fang.syncs();
    fang.signs_in();
    fang.syncs();
    assert_eq!(unread(&fang), 0);
    assert_eq!(notices(&mut fang).len(), 2);
    tablet.signs_in();
    tablet.syncs();
    assert_eq!(unread(&tablet), 0);
}
