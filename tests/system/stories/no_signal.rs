//! A store without a signal. Help is asked for all the same, an engineer works
//! there for days, phones run out of battery: nothing that was entered is lost,
//! and all of it arrives, once, as it was done.

use super::fixture::{StoryFixture, everybody_syncs, submitted};

#[test]
fn submitted_in_a_store_without_a_signal() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    fang.goes_offline();
    let till = fang.submits("收银机打不开");
    fang.sees(&till, "09:00/ 王芳 提单");
    assert_eq!(fang.unsent(), (1, 0));
    let frame = fang.syncs().frame;
    assert_eq!(
        (frame.sync.badge.text.as_str(), frame.sync.waiting),
        ("离线", 1)
    );
    lin.syncs();
    assert!(lin.list("ticket.pool").is_empty());

    fixture.minutes_pass(20);
    let frame = fang.comes_back().frame;
    assert_eq!(frame.sync.badge.text, "已同步");
    assert_eq!(frame.sync.last, "上次同步 09:20");
    fang.has_sent_everything();
    lin.syncs();
    assert_eq!(lin.list("ticket.pool"), ["收银机打不开"]);
    lin.sees(&till, "09:00/09:20 王芳 提单");
    // The clock has run since she asked, not since it was received.
    lin.sees(&till, "待接单 还剩 10 分钟");
}

#[test]
fn ten_days_without_a_signal_and_with_a_bad_battery() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let mut tickets = Vec::new();
    for about in ["收银机打不开", "打印机卡纸", "扫码枪没反应"] {
        tickets.push(submitted(&mut fang, about, [&mut lin]));
    }
    lin.goes_offline();
    for ticket in &tickets {
        lin.accepts(ticket);
        fixture.days_pass(1);
        lin.drops_the_phone();
        lin.goes_offline();
        lin.notes(ticket, "到店检查");
        lin.holds_until(ticket, "2026-11-30", "等配件");
        fixture.days_pass(1);
        lin.resumes(ticket);
        lin.drops_the_phone();
        lin.goes_offline();
        fixture.days_pass(1);
        lin.completes(ticket, "配件已换");
    }
    let own = lin.submits("仓库没有网络");
    fixture.days_pass(1);
    lin.drops_the_phone();
    lin.goes_offline();
    assert_eq!(lin.unsent(), (16, 0));

    lin.comes_back();
    everybody_syncs([&mut fang]);
    lin.has_sent_everything();
    for ticket in &tickets {
        for both in [&mut fang, &mut lin] {
            both.sees(ticket, "已完单");
            for done in [
                "接单",
                "记录进展 到店检查",
                "挂起 等配件",
                "恢复处理",
                "完单 配件已换",
            ] {
                assert_eq!(both.counts(ticket, &format!("林薇 {done}")), 1);
            }
            both.does_not_see(ticket, "未生效");
        }
    }
    lin.sees(&own, "11-11 09:00/09:00 林薇 提单");
    fang.sees(&tickets[0], "11-05 09:00/09:00 林薇 完单");
}
