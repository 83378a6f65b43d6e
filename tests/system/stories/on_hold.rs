//! Targets run on the time of acting, and stand still while work has to wait;
//! also when all of that was done without a signal and arrives hours later.

use super::fixture::{StoryFixture, everybody_syncs, submitted};

#[test]
fn work_that_has_to_wait_is_due_later() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.sees(&till, "待接单 还剩 30 分钟");
    fixture.minutes_pass(10);
    lin.accepts(&till);
    lin.sees(&till, "处理中 还剩 4 小时 0 分钟");
    lin.sees(&till, "时限 13:10");
    lin.syncs();

    lin.goes_offline();
    fixture.minutes_pass(10);
    lin.holds(&till, "等配件");
    lin.does_not_see(&till, "还剩");
    lin.does_not_see(&till, "时限");
    fixture.minutes_pass(60);
    lin.resumes(&till);
    fixture.minutes_pass(120);
    lin.comes_back();
    fang.syncs();
    fang.is_told("林薇 挂起了您的工单，至 2026-11-03");
    for both in [&mut lin, &mut fang] {
        both.sees(&till, "09:20/12:20 林薇 挂起 等配件");
        both.sees(&till, "10:20/12:20 林薇 恢复处理");
        both.sees(&till, "时限 14:10");
        both.sees(&till, "处理中 还剩 1 小时 50 分钟");
    }
    fixture.minutes_pass(112);
    lin.sees(&till, "已超时 2 分钟");
    lin.completes(&till, "换了电源");
    everybody_syncs([&mut lin, &mut fang]);
    fang.sees(&till, "处理用时 4 小时 2 分钟");
    fang.does_not_see(&till, "已超时");
}

#[test]
fn what_nobody_takes_is_late_for_everybody_who_sees_it() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.goes_offline();
    fixture.minutes_pass(31);
    lin.accepts(&till);
    fixture.minutes_pass(60);
    lin.comes_back();
    fang.syncs();
    for both in [&mut lin, &mut fang] {
        both.sees(&till, "接单用时 31 分钟");
    }
}
