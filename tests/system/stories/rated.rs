//! The requester says how it was: once for every completion, also for one that
//! was reopened meanwhile; and may think again for seven days.

use super::{
    fixture::{StoryFixture, everybody_syncs, submitted},
    player::Player,
};

#[test]
fn a_rating_that_arrives_after_the_reopening_counts_for_the_earlier_completion() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.accepts(&till);
    lin.completes(&till, "重启了");
    everybody_syncs([&mut lin, &mut fang]);

    // On her second phone, in the storeroom, she rates what she reopens on the first.
    let mut tablet = fixture.fang();
    tablet.goes_offline();
    tablet.rates(&till, 2, "没修好");
    fang.reopens(&till, "又打不开了");
    everybody_syncs([&mut fang, &mut lin]);
    lin.is_told("王芳 重开了您完成的工单");
    tablet.comes_back();
    everybody_syncs([&mut fang, &mut lin]);
    lin.is_told("王芳 评价了您的服务：2 星");
    for everybody in [&mut fang, &mut lin, &mut tablet] {
        everybody.sees(&till, "处理中");
        everybody.sees(&till, "王芳 评价 总体 2 星，态度 2，速度 2，质量 2 没修好");
        everybody.does_not_see(&till, "未生效");
    }

    lin.completes(&till, "换了电源");
    everybody_syncs([&mut lin, &mut fang]);
    // The new completion is not rated yet.
    fang.sees(&till, "处理结果 换了电源");
    assert_eq!(fang.counts(&till, "评价 总体"), 1);
    fang.rates(&till, 5, "这次好了");
    everybody_syncs([&mut fang, &mut lin, &mut tablet]);
    lin.is_told("王芳 评价了您的服务：5 星");
    lin.is_told("王芳 评价了您的服务：2 星");
    tablet.sees(&till, "评价 总体 5 星");
}

#[test]
fn a_rating_may_be_changed_for_seven_days_and_not_after() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.accepts(&till);
    lin.completes(&till, "换了电源");
    everybody_syncs([&mut lin, &mut fang]);
    fang.rates(&till, 2, "太慢");
    fang.syncs();
    fixture.days_pass(6);
    fang.rates(&till, 4, "其实还行");
    everybody_syncs([&mut fang, &mut lin]);
    lin.sees(&till, "评价 总体 4 星");
    fixture.days_pass(1);
    assert!(fang.may(&till, "评价"));
    fixture.minutes_pass(1);
    assert!(!fang.may(&till, "评价"));
    lin.sees(&till, "评价 总体 4 星");
}

#[test]
fn a_rating_changed_in_time_counts_however_late_it_arrives() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.accepts(&till);
    lin.completes(&till, "换了电源");
    everybody_syncs([&mut lin, &mut fang]);
    fang.rates(&till, 2, "太慢");
    fang.syncs();
    fang.goes_offline();
    fixture.days_pass(6);
    fang.rates(&till, 4, "其实还行");
    fixture.days_pass(20);
    fang.comes_back();
    lin.syncs();
    fang.has_sent_everything();
    for both in [&mut fang, &mut lin] {
        both.sees(&till, "评价 总体 4 星");
        both.does_not_see(&till, "未生效");
    }
}

/// How many cases a tab counts.
fn tab(player: &Player, list: &str) -> u32 {
    let tabs = player.page().frame.tabs;
    let tab = tabs.iter().find(|tab| tab.list == list);
    tab.expect("a tab").count
}

#[test]
fn what_was_completed_stands_in_a_list_until_it_is_rated_on_a_new_phone_too() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    let printer = submitted(&mut fang, "打印机卡纸", [&mut lin]);
    assert!(fang.list("ticket.to_rate").is_empty());
    for ticket in [&till, &printer] {
        lin.accepts(ticket);
        lin.completes(ticket, "换了电源");
        fixture.minutes_pass(1);
    }
    everybody_syncs([&mut lin, &mut fang]);
    assert_eq!(fang.list("ticket.to_rate"), ["打印机卡纸", "收银机打不开"]);
    assert_eq!(tab(&fang, "ticket.to_rate"), 2);
    assert!(lin.list("ticket.to_rate").is_empty());

    fixture.days_pass(20);
    let mut tablet = fixture.fang();
    tablet.syncs();
    assert_eq!(tab(&tablet, "ticket.to_rate"), 2);
    // At once, without a signal; and on the other phone once both have synced.
    tablet.goes_offline();
    tablet.rates(&till, 5, "谢谢");
    assert_eq!(tablet.list("ticket.to_rate"), ["打印机卡纸"]);
    tablet.comes_back();
    fang.syncs();
    assert_eq!(fang.list("ticket.to_rate"), ["打印机卡纸"]);

    // What closed so long ago leaves the phone, and the list with it.
    fixture.days_pass(71);
    fang.syncs();
    assert!(fang.list("ticket.to_rate").is_empty());
    assert_eq!(tab(&fang, "ticket.to_rate"), 0);
}
