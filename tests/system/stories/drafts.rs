//! What was typed and not yet sent off stays: through a dead battery, and when
//! the ticket has moved on meanwhile.

use super::fixture::{StoryFixture, everybody_syncs, submitted};
use fieldloop::{Event, Route};

#[test]
fn a_draft_survives_a_dead_battery() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    fang.goes_offline();
    fang.begins();
    fang.fills_in("收银系统", "服务目录");
    fang.fills_in("三号收银机打", "问题描述");
    fang.drops_the_phone();
    fang.goes_offline();
    fang.begins();
    let page = fang.page();
    fang.assert_stands(&page, "问题描述 三号收银机打");
    fang.fills_in("三号收银机打不开", "问题描述");
    fang.sends(Event::Back);
    fang.begins();
    let till = fang.confirms();
    assert_eq!(till.about, "三号收银机打不开");
    // A new one begins empty.
    fang.begins();
    let page = fang.page();
    assert!(
        !super::words::lines(&page)
            .iter()
            .any(|line| line.contains("收银机"))
    );

    fang.comes_back();
    lin.syncs();
    lin.sees(&till, "三号收银机打不开");
}

#[test]
fn a_form_tells_when_it_cannot_be_done_any_more() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut chen) = (fixture.fang(), fixture.lin(), fixture.chen());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.accepts(&till);
    everybody_syncs([&mut lin, &mut chen]);
    lin.opens(Route::Form {
        subject: till.id.clone(),
        offer: "hold".to_owned(),
    });
    lin.fills_in("等配件，周五到货", "原因");
    lin.fills_in("2026-11-06", "挂起至哪天");
    chen.reassigns(&till, "苏晴", "顺路");
    chen.syncs();
    let page = lin.syncs();
    lin.assert_stands(&page, "按目前情况不能再这样做。已填写的内容仍然保留。");
    lin.assert_stands(&page, "等配件，周五到货");
    lin.sends(Event::Submit);
    lin.is_warned("只有当前负责的工程师可以这样做。");
    assert_eq!(lin.unsent(), (0, 0));
}
