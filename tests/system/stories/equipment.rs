//! Equipment that tickets concern: chosen in the store without a signal, and years of
//! tickets read at the equipment by whoever looks at it.

use super::fixture::{StoryFixture, everybody_syncs, said};
use domain::view::InputKind;
use fieldloop::{Content, Event, Page, Route};

/// What the page of the visible case leads to.
fn leads_to(page: &Page) -> Vec<String> {
    let Content::Case(content) = &page.content else {
        panic!("no case: {:?}", page.content);
    };
    let rows = content.related.iter().flat_map(|it| &it.rows);
    rows.map(|row| row.title.clone()).collect()
}

#[test]
fn an_engineer_reads_at_a_till_what_was_asked_for_long_ago() {
    let fixture = StoryFixture::new();
    let (mut tang, mut fang, mut lin) = (fixture.tang(), fixture.fang(), fixture.lin());
    tang.opens(Route::Form {
        subject: "asset".to_owned(),
        offer: "receive".to_owned(),
    });
    for (value, label) in [
        ("POS-0107", "资产编号"),
        ("HK716", "型号"),
        ("收银机", "类别"),
    ] {
        tang.fills_in(value, label);
    }
    let page = tang.sends(Event::Submit);
    assert_eq!(said(&page), "");
    everybody_syncs([&mut tang, &mut fang]);

    fang.goes_offline();
    let form = fang.begins();
    let offered = form.inputs.iter().find_map(|input| match &input.kind {
        InputKind::Labels { choices } => choices.first(),
        _ => None,
    });
    let chosen = offered.expect("the store's equipment").clone();
    assert_eq!(chosen.label, "POS-0107 · HK716");
    fang.fills_in("收银系统", "服务目录");
    fang.fills_in("打不开", "问题描述");
    fang.fills_in(&chosen.value, "设备编号");
    let ticket = fang.confirms();
    let page = fang.looks_at(&ticket);
    assert_eq!(leads_to(&page), ["POS-0107 HK716"]);
    fang.comes_back();
    lin.syncs();
    lin.looks_at(&ticket);
    let page = lin.syncs();
    assert_eq!(leads_to(&page), ["POS-0107 HK716"]);
    lin.accepts(&ticket);
    lin.completes(&ticket, "换了电源");
    everybody_syncs([&mut lin, &mut fang]);

    // Long after, the ticket is on no phone any more.
    fixture.days_pass(100);
    lin.list("ticket.work");
    everybody_syncs([&mut lin, &mut fang]);
    assert!(lin.list("ticket.work").is_empty());
    lin.sends(Event::Find {
        text: "pos-0107".to_owned(),
    });
    for _ in 0..3 {
        let page = lin.syncs();
        assert_eq!(leads_to(&page), ["打不开"], "as long as it is looked at");
    }
    lin.sends(Event::Back);
    lin.syncs();
    assert!(lin.list("ticket.work").is_empty());
}
