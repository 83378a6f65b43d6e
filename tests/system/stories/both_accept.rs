//! Two engineers without a signal accept the same ticket. Whose phone syncs first
//! has it; both phones tell in words what happened, and the other's work on it
//! is not in anybody's way. From the other's phone it goes, as from those of all
//! whose ticket it is not.

use super::fixture::{StoryFixture, everybody_syncs, submitted};
use fieldloop::Content;

#[test]
fn two_engineers_accept_the_same_ticket_without_a_signal() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut su) = (fixture.fang(), fixture.lin(), fixture.su());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin, &mut su]);
    lin.goes_offline();
    su.goes_offline();
    lin.accepts(&till);
    fixture.minutes_pass(5);
    su.accepts(&till);
    for both in [&mut lin, &mut su] {
        both.sees(&till, "处理中");
        assert_eq!(both.list("ticket.work"), ["收银机打不开"]);
    }

    su.comes_back();
    fixture.minutes_pass(5);
    lin.comes_back();
    everybody_syncs([&mut su, &mut fang]);

    assert_eq!(su.list("ticket.work"), ["收银机打不开"]);
    assert!(lin.list("ticket.work").is_empty());
    assert!(su.may(&till, "完单"));
    lin.is_told("未生效：苏晴 已先接单。");
    assert_eq!(lin.looks_at(&till).content, Content::Gone);
    lin.has_sent_everything();
    for reader in [&mut su, &mut fang] {
        reader.sees(&till, "09:05/09:05 苏晴 接单");
        reader.sees(&till, "09:00/09:10 林薇 接单 未生效：苏晴 已先接单。");
        reader.has_sent_everything();
    }
    fang.is_told("苏晴 已接单");
    fang.is_not_told("林薇");
}

#[test]
fn who_was_too_late_to_accept_has_worked_for_nothing_but_not_in_vain() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut su) = (fixture.fang(), fixture.lin(), fixture.su());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin, &mut su]);
    lin.goes_offline();
    lin.accepts(&till);
    lin.notes(&till, "电源指示灯不亮");
    lin.completes(&till, "换了电源");
    su.accepts(&till);
    su.syncs();
    lin.comes_back();
    everybody_syncs([&mut su, &mut fang]);

    lin.has_sent_everything();
    lin.is_told("未生效：苏晴 已先接单。");
    lin.is_told("未生效，作为记录保留");
    assert_eq!(lin.looks_at(&till).content, Content::Gone);
    for reader in [&mut su, &mut fang] {
        reader.sees(&till, "处理中");
        reader.sees(&till, "林薇 记录进展 电源指示灯不亮");
        reader.sees(&till, "林薇 完单 换了电源 未生效，作为记录保留");
    }
    su.is_told("林薇 记录了新进展");
    su.completes(&till, "重新插好电源线");
    su.syncs();
    fang.syncs();
    fang.is_told("苏晴 已完单，请评价");
}

#[test]
fn the_desk_gives_it_to_somebody_while_a_colleague_accepts() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut su) = (fixture.fang(), fixture.lin(), fixture.su());
    let mut chen = fixture.chen();
    let till = submitted(&mut fang, "收银机打不开", [&mut lin, &mut su, &mut chen]);
    lin.goes_offline();
    lin.accepts(&till);
    chen.assigns(&till, "苏晴");
    everybody_syncs([&mut chen, &mut su]);
    su.is_told("陈晨 把工单派给了您");
    lin.comes_back();
    lin.is_told("未生效：苏晴 已先接单。");
    fang.syncs();
    fang.is_told("已派单给 苏晴");
    fang.sees(&till, "林薇 接单 未生效：苏晴 已先接单。");
}
