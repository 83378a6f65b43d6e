//! A phone whose clock is hours wrong. What it was right about is kept, times are
//! brought inside what can be true, and nothing is lost.

use super::{
    fixture::{StoryFixture, everybody_syncs, submitted},
    player::Player,
};
use domain::time::Span;

/// The phone is started anew without a signal, and its clock shows something else.
fn starts_with_a_clock_off_by(player: &mut Player, minutes: i64) {
    player.sets_the_clock(Span::minutes(minutes));
    player.drops_the_phone();
    player.goes_offline();
}

#[test]
fn a_clock_that_is_set_while_offline_moves_nothing() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.goes_offline();
    fixture.minutes_pass(10);
    lin.accepts(&till);
    lin.sets_the_clock(Span::days(-1));
    fixture.minutes_pass(10);
    lin.notes(&till, "到店了");
    lin.sets_the_clock(Span::minutes(180));
    fixture.minutes_pass(10);
    lin.completes(&till, "换了电源");
    // It is known after a start, too, how the clock was set.
    lin.drops_the_phone();
    lin.goes_offline();
    let own = lin.submits("仓库没有网络");
    fixture.minutes_pass(10);
    lin.comes_back();
    fang.syncs();
    lin.has_sent_everything();
    for both in [&mut lin, &mut fang] {
        both.sees(&till, "09:10/09:40 林薇 接单");
        both.sees(&till, "09:20/09:40 林薇 记录进展 到店了");
        both.sees(&till, "09:30/09:40 林薇 完单 换了电源");
    }
    lin.sees(&own, "09:30/09:40 林薇 提单");
}

#[test]
fn a_ticket_from_a_phone_whose_clock_is_a_day_behind_is_not_late_at_once() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    fixture.minutes_pass(30);
    everybody_syncs([&mut fang, &mut lin]);
    starts_with_a_clock_off_by(&mut fang, -24 * 60);
    let till = fang.submits("收银机打不开");
    fang.sees(&till, "09:30/ 王芳 提单");
    fixture.minutes_pass(5);
    fang.comes_back();
    lin.syncs();
    for both in [&mut fang, &mut lin] {
        both.sees(&till, "09:30/09:35 王芳 提单");
        both.does_not_see(&till, "已超时");
    }
}

#[test]
fn a_clock_that_was_always_wrong_does_not_show() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    for hours in [-30, 30] {
        lin.sets_the_clock(Span::minutes(60 * hours));
        lin.syncs();
        let till = submitted(&mut fang, &format!("收银机慢 {hours}"), [&mut lin]);
        lin.goes_offline();
        fixture.minutes_pass(10);
        lin.accepts(&till);
        lin.sees(&till, "接单用时 10 分钟");
        fixture.minutes_pass(10);
        lin.comes_back();
        fang.syncs();
        fang.sees(&till, "接单用时 10 分钟");
        lin.has_sent_everything();
    }
}

#[test]
fn a_clock_that_has_jumped_ahead_while_nobody_can_correct_it() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    starts_with_a_clock_off_by(&mut lin, 5 * 60);
    lin.accepts(&till);
    lin.notes(&till, "到店了");
    lin.completes(&till, "换了电源");
    lin.sees(&till, "14:00/ 林薇 接单");
    let own = lin.submits("仓库没有网络");
    fixture.minutes_pass(20);
    lin.comes_back();
    fang.syncs();

    // None of it was done after it was received.
    lin.has_sent_everything();
    for both in [&mut lin, &mut fang] {
        for done in ["接单", "记录进展 到店了", "完单 换了电源"] {
            both.sees(&till, &format!("09:20/09:20 林薇 {done}"));
        }
        both.sees(&till, "已完单");
        both.does_not_see(&till, "未生效");
    }
    lin.sees(&own, "09:20/09:20 林薇 提单");
    // And what is done next is right.
    fixture.minutes_pass(5);
    fang.rates(&till, 5, "很快");
    lin.cancels(&own, "网络好了");
    everybody_syncs([&mut fang, &mut lin]);
    lin.sees(&own, "09:25/09:25 林薇 撤单");
    lin.is_told("王芳 评价了您的服务：5 星");
}

#[test]
fn a_clock_that_has_fallen_behind_while_nobody_can_correct_it() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    starts_with_a_clock_off_by(&mut lin, -5 * 60);
    fixture.minutes_pass(10);
    lin.accepts(&till);
    lin.completes(&till, "换了电源");
    let own = lin.submits("仓库没有网络");
    fixture.minutes_pass(10);
    lin.comes_back();
    fang.syncs();

    // Since it was heard of the server the phone has been running for ten minutes.
    lin.has_sent_everything();
    for both in [&mut lin, &mut fang] {
        both.sees(&till, "09:10/09:20 林薇 接单");
        both.sees(&till, "09:10/09:20 林薇 完单 换了电源");
        both.sees(&till, "已完单");
    }
    lin.sees(&own, "09:10/09:20 林薇 提单");
}

#[test]
fn what_is_done_while_the_server_sets_the_time_right_survives() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    starts_with_a_clock_off_by(&mut lin, 5 * 60);
    lin.accepts(&till);
    lin.phone().plug().unwrap();
    let (id, answer) = lin.phone().ask().unwrap().unwrap();
    lin.notes(&till, "到店了");
    lin.completes(&till, "换了电源");
    lin.phone().hear(id, answer).unwrap();
    lin.syncs();
    fang.syncs();
    lin.has_sent_everything();
    for both in [&mut lin, &mut fang] {
        for done in ["接单", "记录进展 到店了", "完单 换了电源"] {
            assert_eq!(both.counts(&till, &format!("09:00/09:00 林薇 {done}")), 1);
        }
        both.sees(&till, "已完单");
    }
}
