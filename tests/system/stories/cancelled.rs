//! The requester cancels a ticket just when an engineer accepts it. Whose phone
//! syncs first decides, and both are told.

use super::fixture::{StoryFixture, everybody_syncs, submitted};
use fieldloop::Content;

#[test]
fn cancelled_before_the_acceptance_arrives() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.goes_offline();
    lin.accepts(&till);
    fang.cancels(&till, "自己好了");
    fang.syncs();
    lin.comes_back();
    fang.syncs();

    lin.is_told("未生效：提单人已撤单。");
    assert!(lin.list("ticket.work").is_empty());
    lin.has_sent_everything();
    assert_eq!(lin.looks_at(&till).content, Content::Gone);
    fang.sees(&till, "已撤单");
    fang.sees(&till, "王芳 撤单 自己好了");
    fang.sees(&till, "林薇 接单 未生效：提单人已撤单。");
}

#[test]
fn cancelled_when_work_has_begun() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    fang.goes_offline();
    fang.cancels(&till, "自己好了");
    fang.sees(&till, "已撤单");
    lin.accepts(&till);
    lin.syncs();
    fang.comes_back();
    lin.syncs();

    fang.is_told("未生效：林薇 已开始处理。");
    for both in [&mut fang, &mut lin] {
        both.sees(&till, "处理中");
        both.sees(&till, "王芳 撤单 自己好了 未生效：林薇 已开始处理。");
    }
    assert!(!fang.may(&till, "撤单"));
    lin.completes(&till, "换了电源");
    everybody_syncs([&mut lin, &mut fang]);
    fang.is_told("林薇 已完单，请评价");
}
