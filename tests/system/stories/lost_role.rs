//! An engineer loses the role while without a signal. What the server refuses
//! then stays in the outbox with its text and the reason, to be done again once
//! the role is back, or to be let go. Nothing else has to wait for it.

use super::{
    fixture::{StoryFixture, everybody_syncs, said, submitted},
    player::{Player, Ticket},
};
use domain::directory::Role;

const REASON: &str = "您不是工程师，不能这样做。";

/// Lin has two tickets and is no engineer any more, without knowing.
fn lost(fixture: &StoryFixture, fang: &mut Player, lin: &mut Player) -> (Ticket, Ticket) {
    let till = submitted(fang, "收银机打不开", [&mut *lin]);
    let printer = submitted(fang, "打印机卡纸", [&mut *lin]);
    for ticket in [&till, &printer] {
        lin.accepts(ticket);
    }
    everybody_syncs([&mut *lin, fang]);
    lin.goes_offline();
    fixture.gives_roles(lin, &[]);
    (till, printer)
}

#[test]
fn refused_because_the_right_was_lost() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let (till, printer) = lost(&fixture, &mut fang, &mut lin);
    lin.completes(&till, "换了电源");
    lin.sees(&till, "已完单");
    lin.notes(&printer, "缺一个滚轮");
    let own = lin.submits("我的电脑蓝屏");
    let page = lin.comes_back();
    fang.syncs();

    // Nothing but the refused act is kept back.
    assert_eq!(said(&page), "有 1 项操作被拒绝，请在发件箱中处理。");
    assert_eq!(lin.unsent(), (0, 1));
    fang.is_told("林薇 记录了新进展");
    lin.sees(&own, "待接单");
    let outbox = lin.outbox();
    assert!(outbox.waiting.is_empty());
    let refused = &outbox.refused[0];
    let kept = [&refused.title, &refused.text, &refused.reason];
    assert_eq!(kept, ["您 完单", "换了电源", REASON]);
    // The phone shows again how it really stands.
    for both in [&mut fang, &mut lin] {
        both.sees(&till, "处理中");
        both.does_not_see(&till, "换了电源");
    }
}

#[test]
fn done_again_when_the_role_is_back() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let (till, _) = lost(&fixture, &mut fang, &mut lin);
    lin.completes(&till, "换了电源");
    lin.comes_back();

    // Not while nothing has changed; and a dead battery does not lose it.
    lin.does_again("换了电源");
    lin.is_warned(REASON);
    lin.drops_the_phone();
    lin.syncs();
    assert_eq!(lin.unsent(), (0, 1));

    fixture.gives_roles(&lin, &[Role::Engineer]);
    lin.syncs();
    lin.does_again("换了电源");
    assert_eq!(lin.unsent(), (1, 0));
    everybody_syncs([&mut lin, &mut fang]);
    lin.has_sent_everything();
    for both in [&mut fang, &mut lin] {
        both.sees(&till, "已完单");
        assert_eq!(both.counts(&till, "林薇 完单 换了电源"), 1);
    }
}

#[test]
fn let_go_only_by_its_author() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let (till, printer) = lost(&fixture, &mut fang, &mut lin);
    lin.completes(&till, "换了电源");
    lin.completes(&printer, "清理了滚轮");
    lin.comes_back();
    assert_eq!(lin.unsent(), (0, 2));
    for _ in 0..3 {
        fixture.days_pass(30);
        lin.syncs();
    }
    assert_eq!(lin.unsent(), (0, 2));
    lin.lets_go("清理了滚轮");
    let texts: Vec<_> = lin.outbox().refused.into_iter().map(|it| it.text).collect();
    assert_eq!(texts, ["换了电源"]);
    lin.drops_the_phone();
    assert_eq!(lin.outbox().refused.len(), 1);
}
