//! Nobody keeps on the phone what is none of their business any more: a ticket
//! that somebody else took, the pool of a former team. What was done to it
//! before that is not lost.

use super::fixture::{StoryFixture, everybody_syncs, submitted};
use fieldloop::Content;

#[test]
fn a_ticket_that_a_colleague_took_leaves_the_phone() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut su) = (fixture.fang(), fixture.lin(), fixture.su());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin, &mut su]);
    let printer = submitted(&mut fang, "打印机卡纸", [&mut lin, &mut su]);
    lin.sees(&till, "待接单");
    su.accepts(&till);
    su.syncs();
    // It is open while it goes.
    lin.looks_at(&till);
    let page = lin.syncs();
    assert_eq!(
        (&page.content, page.frame.title.as_str()),
        (&Content::Gone, "记录不存在")
    );
    assert_eq!(lin.list("ticket.pool"), [printer.about.as_str()]);
    lin.drops_the_phone();
    assert_eq!(lin.looks_at(&till).content, Content::Gone);
    lin.sees(&printer, "待接单");
}

#[test]
fn a_former_teams_pool_leaves_the_phone_and_comes_back_with_the_person() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    let printer = submitted(&mut fang, "打印机卡纸", [&mut lin]);
    lin.accepts(&printer);
    lin.syncs();
    fixture.moves_to_team(&lin, 2);
    lin.syncs();
    assert!(lin.list("ticket.pool").is_empty());
    assert_eq!(lin.looks_at(&till).content, Content::Gone);
    // Whose work it is, may go on with it.
    lin.completes(&printer, "清理了滚轮");
    everybody_syncs([&mut lin, &mut fang]);
    fang.sees(&printer, "林薇 完单 清理了滚轮");
    fixture.moves_to_team(&lin, 1);
    lin.syncs();
    lin.sees(&till, "待接单");
}

#[test]
fn what_was_noted_while_one_could_read_it_still_arrives() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut su) = (fixture.fang(), fixture.lin(), fixture.su());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin, &mut su]);
    lin.goes_offline();
    lin.notes(&till, "上周也坏过一次");
    su.accepts(&till);
    su.syncs();
    lin.comes_back();
    everybody_syncs([&mut su, &mut fang]);
    lin.has_sent_everything();
    assert_eq!(lin.looks_at(&till).content, Content::Gone);
    su.sees(&till, "林薇 记录进展 上周也坏过一次");
    fang.is_told("林薇 记录了新进展");
}
