//! A phone in the hand learns of what colleagues do without asking: the server
//! holds its answer until there is something to say.

use super::fixture::{StoryFixture, submitted};
use fieldloop::Event;

#[test]
fn a_colleagues_act_comes_without_asking() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    assert!(lin.list("ticket.pool").is_empty());
    let listening = lin.listens();
    let till = fang.submits("收银机打不开");
    fang.syncs();
    let page = lin.hears(listening);
    lin.assert_stands(&page, "收银机打不开");
    assert_eq!(page.frame.tabs[1].count, 1);

    // Also what concerns the open page; and what one does oneself overtakes the waiting.
    let listening = fang.listens();
    fang.looks_at(&till);
    lin.accepts(&till);
    lin.syncs();
    let page = fang.hears(listening);
    fang.assert_stands(&page, "林薇 接单");
    assert_eq!(page.frame.unread, 1);
    fang.notes(&till, "请走后门");
    fang.syncs();
    fang.has_sent_everything();
    lin.syncs();
    lin.is_told("王芳 记录了新进展");
}

#[test]
fn a_lost_right_comes_without_asking_too() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut su) = (fixture.fang(), fixture.lin(), fixture.su());
    submitted(&mut fang, "收银机打不开", [&mut lin, &mut su]);
    let till = submitted(&mut fang, "打印机卡纸", [&mut lin, &mut su]);
    assert_eq!(lin.list("ticket.pool").len(), 2);
    let listening = lin.listens();
    su.accepts(&till);
    su.syncs();
    lin.hears(listening);
    lin.sends(Event::Backgrounded);
    assert_eq!(lin.list("ticket.pool"), ["收银机打不开"]);
}
