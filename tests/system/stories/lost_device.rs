//! A phone is signed out from afar, or by its person, or somebody else wants to
//! use it. Unsent work stays on it until its author has sent it, or has said
//! that it may be thrown away.

use super::{
    fixture::{StoryFixture, everybody_syncs, said, submitted},
    player::Player,
};
use fieldloop::Content;
use tests::client::{Client, send};

/// Somebody signs all their other devices out, at a PC.
pub fn signs_out_elsewhere(who: &Player) {
    let url = who.world.server.url();
    let pc = Client::sign_in(&url, &who.who).unwrap();
    let ask = |method: &str, path: &str| {
        send(&format!("{url}{path}"), method, Some(&pc.token), "", &[]).unwrap()
    };
    let devices = ask("GET", "/v1/devices").json();
    let others = devices.as_array().unwrap().iter();
    for other in others.filter(|it| it["is_this"] == false) {
        let path = format!("/v1/devices/{}", other["id"].as_str().unwrap());
        assert_eq!(ask("DELETE", &path).status, 204);
    }
}

#[test]
fn a_revoked_phone_keeps_its_work_and_sends_it_after_signing_in_again() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.accepts(&till);
    lin.syncs();
    lin.goes_offline();
    lin.completes(&till, "换了电源");
    let own = lin.submits("仓库没有网络");
    signs_out_elsewhere(&lin);

    let page = lin.comes_back();
    let Content::SignIn(sign_in) = &page.content else {
        panic!("not asked to sign in: {page:?}");
    };
    assert_eq!(
        sign_in.reason,
        "登录已失效，请重新登录。未发送的内容仍保留在手机上。"
    );
    assert_eq!(
        (sign_in.unsent, sign_in.login.as_str()),
        (2, lin.who.login.as_str())
    );
    fang.syncs();
    fang.does_not_see(&till, "换了电源");

    // Even then: no battery, no signal, and more work.
    lin.drops_the_phone();
    lin.syncs();
    lin.notes(&till, "钥匙放在前台");
    assert_eq!(lin.unsent(), (3, 0));
    lin.signs_in();
    everybody_syncs([&mut lin, &mut fang]);
    lin.has_sent_everything();
    for both in [&mut fang, &mut lin] {
        assert_eq!(both.counts(&till, "林薇 完单 换了电源"), 1);
        assert_eq!(both.counts(&till, "林薇 记录进展 钥匙放在前台"), 1);
    }
    lin.sees(&own, "待接单");
}

#[test]
fn signing_out_with_unsent_work_warns_first() {
    let fixture = StoryFixture::new();
    let mut fang = fixture.fang();
    fang.goes_offline();
    let till = fang.submits("收银机打不开");
    let page = fang.signs_out(false);
    assert_eq!(
        said(&page),
        "还有 1 项操作或照片未发送。退出会丢弃这些内容，请确认。"
    );
    fang.sees(&till, "待接单");
    fang.comes_back();
    fang.has_sent_everything();

    fang.goes_offline();
    fang.submits("打印机卡纸");
    let page = fang.signs_out(true);
    assert!(matches!(page.content, Content::SignIn(_)));
    fang.comes_back();
    fang.signs_in();
    fang.syncs();
    assert_eq!(fang.list("ticket.mine"), ["收银机打不开"]);
    assert!(said(&fang.signs_out(false)).is_empty());
    fang.signs_in();
    fang.sees(&till, "待接单");
}

#[test]
fn somebody_else_cannot_throw_away_unsent_work_unknowingly() {
    let fixture = StoryFixture::new();
    let mut fang = fixture.fang();
    fang.goes_offline();
    let till = fang.submits("收银机打不开");
    signs_out_elsewhere(&fang);
    fang.comes_back();
    let other = fixture.newcomer("赵敏");
    let page = fang.signs_in_as(&other.who.login);
    assert_eq!(
        said(&page),
        "此手机上有王芳未发送的 1 项操作或照片。请其先登录发送，或确认放弃。"
    );
    fang.signs_in();
    fang.syncs();
    fang.has_sent_everything();
    fang.sees(&till, "待接单");
    // Nothing of hers is left for the one who has the phone then.
    let page = fang.signs_in_as(&other.who.login);
    assert!(said(&page).is_empty());
    assert!(fang.list("ticket.mine").is_empty());
    assert_eq!(fang.looks_at(&till).content, Content::Gone);
}
