//! The desk ends a ticket that nobody will complete, and who asked for it can bring it
//! back; a hold that nobody ends is brought to mind; and what somebody has in hand who
//! leaves is given to somebody else.

use super::fixture::{StoryFixture, everybody_syncs, submitted};
use server::cases::act_on_deadlines;

#[test]
fn a_duplicate_is_closed_and_leads_to_the_other() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut chen) = (fixture.fang(), fixture.lin(), fixture.chen());
    let first = submitted(&mut fang, "收银机打不开", [&mut lin]);
    let second = submitted(&mut fang, "三号收银机还是打不开", [&mut lin, &mut chen]);
    chen.closes_in_favour_of(&second, &first, "收银机打不开");
    everybody_syncs([&mut chen, &mut fang, &mut lin]);
    fang.is_told("陈晨 关闭了您的工单：与另一工单重复");
    fang.sees(&second, "已关闭");
    fang.sees(&second, "关单类别 与另一工单重复");
    let code = first.id.parse::<domain::ids::CaseId>().unwrap().code();
    chen.sees(&second, &format!("关单类别 与 {code} 重复"));
    let page = fang.case(&second);
    let related: Vec<_> = page.related.iter().flat_map(|it| &it.rows).collect();
    assert!(
        related.iter().any(|row| row.case == first.id),
        "{related:?}"
    );
    assert_eq!(
        lin.list("ticket.pool").len(),
        1,
        "the other waits there alone"
    );

    fang.reopens(&second, "不是同一台");
    everybody_syncs([&mut fang, &mut lin, &mut chen]);
    chen.is_told("王芳 重开了已关闭的工单，工单已回到工单池");
    lin.accepts(&second);
    lin.sees(&second, "处理中");
}

#[test]
fn work_done_before_a_closing_was_known_counts() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut chen) = (fixture.fang(), fixture.lin(), fixture.chen());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.accepts(&till);
    everybody_syncs([&mut lin, &mut chen]);
    lin.goes_offline();
    chen.closes(&till, "已撤回", "门店来电说好了");
    everybody_syncs([&mut chen, &mut fang]);
    fang.sees(&till, "已关闭");
    lin.completes(&till, "换了电源");
    lin.comes_back();
    everybody_syncs([&mut chen, &mut fang]);
    chen.is_told("林薇 在得知关单之前已完单，您的关单不再有效");
    fang.is_told("林薇 已完单，请评价");
    for everybody in [&mut lin, &mut chen, &mut fang] {
        everybody.sees(&till, "陈晨 按已撤回关单 门店来电说好了");
        everybody.sees(&till, "已完单");
    }
    fang.rates(&till, 5, "很快");
}

#[test]
fn both_sides_are_reminded_of_a_hold_whose_day_is_over() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut chen) = (fixture.fang(), fixture.lin(), fixture.chen());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.accepts(&till);
    lin.holds(&till, "等配件");
    everybody_syncs([&mut lin, &mut fang, &mut chen]);
    lin.sees(&till, "挂起至 2026-11-03");
    let meet = || {
        let world = &fixture.world;
        world
            .runtime
            .block_on(act_on_deadlines(&world.server.server))
    };
    fixture.minutes_pass(38 * 60 + 30);
    assert_eq!(meet().unwrap(), 0, "Tuesday is not over");
    fixture.minutes_pass(60);
    assert_eq!(meet().unwrap(), 1);
    assert_eq!(meet().unwrap(), 0);
    everybody_syncs([&mut lin, &mut fang, &mut chen]);
    lin.is_told("您挂起的工单已到期，请继续处理");
    fang.is_told("您的工单挂起已到期，已提醒工程师");
    assert_eq!(chen.list("ticket.exceptions").len(), 1);
    chen.sees(&till, "挂起到期");
    lin.resumes(&till);
    everybody_syncs([&mut lin, &mut chen]);
    assert!(chen.list("ticket.exceptions").is_empty());
}

#[test]
fn what_somebody_has_in_hand_who_leaves_is_given_to_somebody_else() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut chen) = (fixture.fang(), fixture.lin(), fixture.chen());
    let mut su = fixture.su();
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.accepts(&till);
    everybody_syncs([&mut lin, &mut chen]);
    fixture.makes_leave(&lin);
    chen.syncs();
    chen.is_told("林薇 已离职，请把工单转给其他人");
    assert_eq!(chen.list("ticket.exceptions").len(), 1);
    chen.sees(&till, "处理人已离职");
    chen.reassigns(&till, "苏晴", "林薇已离职");
    everybody_syncs([&mut chen, &mut su]);
    su.is_told("陈晨 把工单派给了您");
    assert!(chen.list("ticket.exceptions").is_empty());
}
