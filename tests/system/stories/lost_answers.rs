//! The line breaks at the worst moments: after the server has done what it was
//! asked for and before the phone knows, again and again. Nothing is done twice
//! and nothing is lost.

use super::{
    cable::Fate::{AnswerLost, Arrives, RequestLost, Twice},
    fixture::{StoryFixture, everybody_syncs, submitted},
    player::{Player, Ticket},
};
use fieldloop::{Content, Event};

/// Everything that Lin has done arrived, once.
fn assert_once(ticket: &Ticket, players: [&mut Player; 2]) {
    for player in players {
        player.has_sent_everything();
        for done in ["接单", "记录进展 到店了", "完单 换了电源"] {
            let times = player.counts(ticket, &format!("林薇 {done}"));
            assert_eq!(times, 1, "{done}");
        }
        player.does_not_see(ticket, "未生效");
    }
}

#[test]
fn the_answer_is_lost_and_the_push_repeated() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.has_a_bad_line(&[AnswerLost, RequestLost, AnswerLost, Twice]);
    lin.accepts(&till);
    let frame = lin.syncs().frame;
    assert_eq!(frame.sync.problem, "无法连接服务器，将自动重试。");
    assert_eq!(frame.sync.waiting, 1);
    fang.syncs();
    fang.sees(&till, "林薇 接单");
    lin.notes(&till, "到店了");
    lin.syncs();
    lin.syncs();
    lin.completes(&till, "换了电源");
    everybody_syncs([&mut lin, &mut fang]);
    assert!(lin.cable.is_through());
    assert_once(&till, [&mut lin, &mut fang]);
}

/// By itself, without anybody's asking for it: time passing is enough.
#[test]
fn the_phone_tries_again_by_itself() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.has_a_bad_line(&[AnswerLost, AnswerLost, AnswerLost]);
    lin.accepts(&till);
    lin.notes(&till, "到店了");
    lin.completes(&till, "换了电源");
    for _ in 0..10 {
        while lin.phone().exchange().unwrap() {}
        fixture.minutes_pass(6);
        lin.sends(Event::Tick);
    }
    assert!(lin.cable.is_through());
    fang.syncs();
    assert_once(&till, [&mut lin, &mut fang]);
}

#[test]
fn what_is_done_between_push_and_answer_survives() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.accepts(&till);
    let (id, answer) = lin.phone().ask().unwrap().unwrap();
    lin.notes(&till, "到店了");
    lin.phone().hear(id, answer).unwrap();
    assert_eq!(lin.unsent(), (1, 0));
    let (id, answer) = lin.phone().ask().unwrap().unwrap();
    lin.completes(&till, "换了电源");
    // The phone dies with the answer on its way.
    lin.drops_the_phone();
    lin.phone().hear(id, answer).unwrap();
    everybody_syncs([&mut lin, &mut fang]);
    assert_once(&till, [&mut lin, &mut fang]);
}

/// What is under way then has nothing to say, and its answer says nothing.
#[test]
fn what_is_done_while_the_phone_only_asks_for_news_goes_out_at_once() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.sends(Event::Refresh);
    lin.accepts(&till);
    while lin.phone().exchange().unwrap() {}
    assert_eq!(lin.page().frame.sync.problem, "");
    lin.has_sent_everything();
    fang.syncs();
    fang.is_told("林薇 已接单");
}

/// The phone hears that its acceptance came too late, while more was done on it.
#[test]
fn what_is_done_before_one_hears_of_having_been_too_late_survives() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut su) = (fixture.fang(), fixture.lin(), fixture.su());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin, &mut su]);
    su.accepts(&till);
    su.syncs();
    lin.has_a_bad_line(&[Arrives, AnswerLost]);
    lin.accepts(&till);
    let (id, answer) = lin.phone().ask().unwrap().unwrap();
    lin.notes(&till, "到店了");
    lin.completes(&till, "换了电源");
    lin.phone().hear(id, answer).unwrap();
    lin.syncs();
    everybody_syncs([&mut lin, &mut su, &mut fang]);
    lin.has_sent_everything();
    lin.is_told("未生效：苏晴 已先接单。");
    assert_eq!(lin.looks_at(&till).content, Content::Gone);
    for reader in [&mut su, &mut fang] {
        reader.sees(&till, "林薇 接单 未生效：苏晴 已先接单。");
        assert_eq!(reader.counts(&till, "林薇 记录进展 到店了"), 1);
        assert_eq!(reader.counts(&till, "林薇 完单 换了电源"), 1);
    }
}

#[test]
fn signing_in_over_a_bad_line() {
    let fixture = StoryFixture::new();
    let mut fang = fixture.fang();
    let till = fang.submits("收银机打不开");
    fang.syncs();
    let mut tablet = Player::unpacked(&fixture.world, &fang.who, "zh-Hans-CN");
    tablet.has_a_bad_line(&[AnswerLost, RequestLost]);
    tablet.signs_in();
    tablet.is_warned("无法连接服务器，请检查网络和地址。");
    tablet.signs_in();
    tablet.signs_in();
    tablet.syncs();
    tablet.sees(&till, "待接单");
}
