//! Everybody reads the same story in their own language: an English phone, a
//! Chinese one, and somebody who changes the language in between.

use super::fixture::{StoryFixture, everybody_syncs, submitted};
use domain::words::Language;

#[test]
fn an_english_phone_among_chinese_ones() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut su) = (fixture.fang(), fixture.lin(), fixture.su_in_english());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin, &mut su]);
    su.sees(&till, "In the pool");
    su.sees(&till, "Service Point of sale");
    assert_eq!(su.page().frame.sync.badge.text, "In sync");
    lin.accepts(&till);
    su.goes_offline();
    su.presses(&till, "Accept", &[]);
    assert_eq!(su.page().frame.sync.badge.text, "Offline");
    lin.syncs();
    su.comes_back();
    everybody_syncs([&mut lin, &mut fang]);
    su.is_told("Without effect: 林薇 had taken it first.");
    lin.sees(&till, "苏晴 接单 未生效：林薇 已先接单。");
}

#[test]
fn the_language_is_changed_and_stays() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    assert_eq!(lin.buttons(&till), ["接单", "记录进展"]);
    lin.speaks(Language::English);
    lin.drops_the_phone();
    assert_eq!(lin.buttons(&till), ["Accept", "Add a note"]);
    lin.presses(&till, "Accept", &[]);
    let labels: Vec<_> = lin
        .page()
        .frame
        .tabs
        .into_iter()
        .map(|tab| tab.label)
        .collect();
    let own = ["My tickets", "Pool", "My work", "To rate"];
    let equipment = [
        "What I hold",
        "My store's equipment",
        "To confirm",
        "My transfers",
    ];
    assert_eq!(labels, [&own[..], &equipment].concat());
    lin.speaks(Language::Chinese);
    lin.sees(&till, "林薇 接单");
    everybody_syncs([&mut lin, &mut fang]);
    fang.is_told("林薇 已接单");
}
