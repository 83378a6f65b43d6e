//! An engineer without a signal completes what the desk gives to a colleague
//! meanwhile. The work was done: it counts, and the colleague is told. If the
//! colleague was first, both accounts of the work are kept.

use super::{
    fixture::{StoryFixture, everybody_syncs, submitted},
    player::{Player, Ticket},
};

/// Lin has the ticket and no signal; the desk has given it to Su.
fn given_away(
    fixture: &StoryFixture,
    fang: &mut Player,
    lin: &mut Player,
    su: &mut Player,
) -> Ticket {
    let mut chen = fixture.chen();
    let till = submitted(fang, "收银机打不开", [&mut *lin]);
    lin.accepts(&till);
    everybody_syncs([&mut *lin, &mut chen]);
    lin.goes_offline();
    chen.reassigns(&till, "苏晴", "林薇在仓库，联系不上");
    everybody_syncs([&mut chen, &mut *su]);
    su.is_told("陈晨 把工单派给了您");
    till
}

#[test]
fn completed_without_a_signal_while_being_reassigned() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut su) = (fixture.fang(), fixture.lin(), fixture.su());
    let till = given_away(&fixture, &mut fang, &mut lin, &mut su);
    lin.completes(&till, "换了电源");
    lin.comes_back();
    everybody_syncs([&mut su, &mut fang]);

    su.is_told("林薇 已完成您手上的工单");
    lin.is_told("陈晨 把您的工单转给了 苏晴");
    fang.is_told("林薇 已完单，请评价");
    for everybody in [&mut lin, &mut su, &mut fang] {
        everybody.sees(&till, "陈晨 转单给 苏晴 林薇在仓库，联系不上");
        everybody.sees(&till, "林薇 完单 换了电源");
        everybody.sees(&till, "已完单");
        everybody.does_not_see(&till, "未生效");
    }
    assert!(!su.may(&till, "完单"));
    fang.rates(&till, 5, "很快");
    everybody_syncs([&mut fang, &mut lin]);
    lin.is_told("王芳 评价了您的服务：5 星");
}

#[test]
fn completed_by_both() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut su) = (fixture.fang(), fixture.lin(), fixture.su());
    let till = given_away(&fixture, &mut fang, &mut lin, &mut su);
    lin.completes(&till, "换了电源");
    su.completes(&till, "重新插好电源线");
    su.syncs();
    lin.comes_back();
    everybody_syncs([&mut su, &mut fang]);

    lin.has_sent_everything();
    for everybody in [&mut lin, &mut su, &mut fang] {
        everybody.sees(&till, "处理结果 重新插好电源线");
        everybody.sees(
            &till,
            "林薇 完单 换了电源 苏晴 已先完单，此内容作为记录保留。",
        );
    }
    lin.is_told("苏晴 已先完单，此内容作为记录保留。");
    su.is_told("林薇 记录了新进展");
}

#[test]
fn held_and_given_on_by_one_who_has_it_no_more() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut su) = (fixture.fang(), fixture.lin(), fixture.su());
    let till = given_away(&fixture, &mut fang, &mut lin, &mut su);
    lin.holds(&till, "等配件");
    lin.comes_back();
    everybody_syncs([&mut su, &mut fang]);

    lin.is_told("未生效：工单已转给 苏晴。");
    for everybody in [&mut lin, &mut su, &mut fang] {
        everybody.sees(&till, "处理中");
        everybody.sees(&till, "林薇 挂起 等配件 未生效：工单已转给 苏晴。");
    }
    assert!(!lin.may(&till, "挂起") && su.may(&till, "挂起"));
}
