//! Equipment passes from hand to hand between two phones that both have no signal: one
//! shows a code, the other takes it in and confirms. Whichever syncs first, both, the
//! server and the asset's page come to the same.

use super::{
    fixture::{StoryFixture, everybody_syncs, said},
    lost_device::signs_out_elsewhere,
    player::Player,
};
use domain::view::InputKind;
use fieldloop::{CodePage, Content, Event, Page, Route};
use std::collections::BTreeSet;

const SIGNATURE: &str = "2000x1000\n200,700 420,240 560,720 760,300 900,680 1100,320";

fn form(player: &mut Player, subject: &str, offer: &str) -> Page {
    player.opens(Route::Form {
        subject: subject.to_owned(),
        offer: offer.to_owned(),
    })
}

fn fill(player: &mut Player, input: &str, value: &str) {
    player.sends(Event::Fill {
        input: input.to_owned(),
        value: value.to_owned(),
    });
}

fn submitted(player: &mut Player) -> String {
    let page = player.sends(Event::Submit);
    match page.content {
        Content::Case(content) => content.subject,
        ref other => panic!("{}: {} {other:?}", player.who.person.name, said(&page)),
    }
}

/// Tang receives an asset and issues it to somebody.
pub fn issues(admin: &mut Player, tag: &str, to: &Player) -> String {
    let asset = receives(admin, tag);
    gives_out(admin, &asset, to);
    asset
}

pub fn receives(admin: &mut Player, tag: &str) -> String {
    form(admin, "asset", "receive");
    for (input, value) in [("tag", tag), ("model", "K4e"), ("category", "笔记本")] {
        fill(admin, input, value);
    }
    submitted(admin)
}

pub fn gives_out(admin: &mut Player, asset: &str, to: &Player) {
    form(admin, asset, "issue");
    fill(admin, "to", &to.who.id().to_string());
    submitted(admin);
}

/// The assets that the form for handing out offers to somebody, by their tags.
fn givable(giver: &mut Player) -> Vec<String> {
    let page = form(giver, "transfer", "hand_out");
    let Content::Form(page) = page.content else {
        panic!("no form");
    };
    let InputKind::Choices { choices } = &page.inputs[0].kind else {
        panic!("nothing to choose from");
    };
    choices.iter().map(|choice| choice.value.clone()).collect()
}

/// Somebody hands out these assets, to somebody or to whoever takes the code.
pub fn hands_out(giver: &mut Player, assets: &[String], to: Option<&Player>) -> String {
    let offered = givable(giver);
    assert!(assets.iter().all(|asset| offered.contains(asset)));
    fill(giver, "assets", &assets.join("\n"));
    fill(giver, "reason", "换岗交接");
    if let Some(to) = to {
        fill(giver, "to", &to.who.id().to_string());
    }
    submitted(giver)
}

fn shows_code(player: &mut Player, transfer: &str) -> CodePage {
    match player.opens(Route::Code(transfer.to_owned())).content {
        Content::Code(page) => page,
        other => panic!("no code: {other:?}"),
    }
}

/// Takes in what the codes say, and tells what is on the page then.
fn scans(player: &mut Player, codes: &CodePage) -> Page {
    for code in &codes.codes {
        player.sends(Event::Find {
            text: code.text.clone(),
        });
    }
    player.page()
}

pub fn confirms(player: &mut Player, transfer: &str, count: usize) {
    form(player, transfer, "confirm");
    for nth in 1..=count {
        fill(player, &format!("condition-{nth}"), "good");
    }
    fill(player, "signature", SIGNATURE);
    submitted(player);
}

struct Story {
    fixture: StoryFixture,
    tang: Player,
    fang: Player,
    lin: Player,
    assets: Vec<String>,
}

/// Fang has three assets on a phone without a signal; Lin has no signal either.
fn begun() -> Story {
    let fixture = StoryFixture::new();
    let (mut tang, mut fang, mut lin) = (fixture.tang(), fixture.fang(), fixture.lin());
    let tags = ["IT-0001", "IT-0002", "IT-0003"];
    let assets = tags.map(|tag| issues(&mut tang, tag, &fang)).to_vec();
    everybody_syncs([&mut tang, &mut fang, &mut lin]);
    assert_eq!(fang.list("asset.held").len(), 3);
    fang.goes_offline();
    lin.goes_offline();
    Story {
        fixture,
        tang,
        fang,
        lin,
        assets,
    }
}

fn title(page: &Page) -> &str {
    match &page.content {
        Content::Case(content) => &content.case.row.title,
        other => panic!("no case: {other:?}"),
    }
}

/// Whether the page says that the server has yet to check what is on it.
fn is_unchecked(page: &Page) -> bool {
    match &page.content {
        Content::Case(content) => content.caution.contains("尚未核实"),
        other => panic!("no case: {other:?}"),
    }
}

fn statuses(player: &mut Player, list: &str) -> Vec<(String, String)> {
    match player.opens(Route::List(list.to_owned())).content {
        Content::List(page) => page
            .rows
            .into_iter()
            .map(|row| (row.title, row.status.text))
            .collect(),
        other => panic!("no list: {other:?}"),
    }
}

#[test]
fn three_assets_pass_by_code_without_a_signal_whichever_phone_syncs_first() {
    for (named, giver_first) in [(true, true), (true, false), (false, true), (false, false)] {
        let Story {
            fixture: _fixture,
            mut tang,
            mut fang,
            mut lin,
            assets,
        } = begun();
        let transfer = hands_out(&mut fang, &assets, named.then_some(&lin));
        let marked = statuses(&mut fang, "asset.held");
        assert!(marked.iter().all(|(_, status)| status.contains("待确认")));
        let code = shows_code(&mut fang, &transfer);
        assert_eq!(code.codes.len(), 1);
        let page = scans(&mut lin, &code);
        assert_eq!(title(&page), "IT-0001, IT-0002, IT-0003");
        assert!(is_unchecked(&page));
        assert_eq!(lin.list("transfer.to_confirm").len(), 1);
        // Scanned once more, it is the same.
        scans(&mut lin, &code);
        confirms(&mut lin, &transfer, 3);
        assert_eq!(lin.list("transfer.to_confirm"), [""; 0]);
        assert_eq!(lin.list("asset.held").len(), 1, "pending, by its tags");
        // And back, so that Fang's phone shows it without a network, too.
        let back = shows_code(&mut lin, &transfer);
        scans(&mut fang, &back);
        let marked = statuses(&mut fang, "asset.held");
        assert!(
            marked.iter().all(|(_, status)| status.contains("已确认")),
            "{marked:?}"
        );
        let order: [&mut Player; 2] = if giver_first {
            [&mut fang, &mut lin]
        } else {
            [&mut lin, &mut fang]
        };
        for player in order {
            player.comes_back();
            player.has_sent_everything();
        }
        everybody_syncs([&mut fang, &mut lin, &mut tang]);
        let held: BTreeSet<String> = lin.list("asset.held").into_iter().collect();
        let expected = ["IT-0001 K4e", "IT-0002 K4e", "IT-0003 K4e"];
        assert_eq!(held, expected.map(str::to_owned).into());
        assert_eq!(fang.list("asset.held"), [""; 0]);
        for player in [&mut fang, &mut lin] {
            let mine = statuses(player, "transfer.mine");
            assert_eq!(mine[0].1, "已确认");
            player.has_sent_everything();
        }
        assert!(!is_unchecked(&lin.opens(Route::Case(transfer))));
        // The asset's page tells who had it, by what, and who has it.
        tang.sends(Event::Find {
            text: "IT-0002".to_owned(),
        });
        tang.syncs();
        let page = tang.page();
        tang.assert_stands(&page, "林薇");
        tang.assert_stands(&page, "王芳 转移");
    }
}

/// No network is needed, and one does no harm: what a code brings to somebody whom it
/// does not name waits for them, whatever is synced meanwhile.
#[test]
fn whoever_takes_a_code_with_a_signal_confirms_in_their_own_time() {
    for giver_first in [true, false] {
        let Story {
            fixture,
            mut fang,
            mut lin,
            assets,
            ..
        } = begun();
        let transfer = hands_out(&mut fang, &assets, None);
        let code = shows_code(&mut fang, &transfer);
        if giver_first {
            fang.comes_back();
        }
        lin.comes_back();
        scans(&mut lin, &code);
        lin.has_sent_everything();
        for _ in 0..2 {
            lin.syncs();
            lin.drops_the_phone();
            assert_eq!(lin.list("transfer.to_confirm").len(), 1);
        }
        fixture.minutes_pass(20);
        confirms(&mut lin, &transfer, 3);
        lin.syncs();
        lin.has_sent_everything();
        assert_eq!(lin.list("asset.held").len(), 3);
        fang.comes_back();
        assert_eq!(statuses(&mut fang, "transfer.mine")[0].1, "已确认");
    }
}

/// What the giver withdrew after the server had heard of the rest builds on what the
/// receiver's phone cannot know.
#[test]
fn a_code_that_is_shown_after_a_part_was_withdrawn_brings_the_rest() {
    let Story {
        fixture: _fixture,
        mut fang,
        mut lin,
        assets,
        ..
    } = begun();
    fang.comes_back();
    let transfer = hands_out(&mut fang, &assets[..2], None);
    fang.syncs();
    form(&mut fang, &transfer, "withdraw");
    fill(&mut fang, "assets", &assets[0]);
    fill(&mut fang, "reason", "这台留下");
    submitted(&mut fang);
    let code = shows_code(&mut fang, &transfer);
    let page = scans(&mut lin, &code);
    assert_eq!(title(&page), "IT-0001, IT-0002");
    confirms(&mut lin, &transfer, 2);
    fang.syncs();
    lin.comes_back();
    assert_eq!(lin.list("asset.held"), ["IT-0002 K4e"]);
}

/// Who never confirms what a code brought is left with nothing in the end, and so is
/// who comes second.
#[test]
fn what_a_code_brought_goes_if_nobody_acts_on_it() {
    let Story {
        fixture,
        mut fang,
        mut lin,
        assets,
        ..
    } = begun();
    let mut su = fixture.su();
    let transfer = hands_out(&mut fang, &assets, None);
    let code = shows_code(&mut fang, &transfer);
    scans(&mut lin, &code);
    su.comes_back();
    scans(&mut su, &code);
    confirms(&mut su, &transfer, 3);
    su.syncs();
    assert_eq!(su.list("asset.held").len(), 3);
    lin.comes_back();
    assert_eq!(lin.list("transfer.to_confirm").len(), 1);
    fixture.days_pass(100);
    lin.list("ticket.mine");
    lin.syncs();
    assert_eq!(lin.list("transfer.to_confirm"), [""; 0]);
    lin.has_sent_everything();
}

/// The receiver, without a signal, confirms what was withdrawn and handed out anew.
#[test]
fn a_stale_confirmation_says_so_and_leads_to_what_waits_instead() {
    let Story {
        fixture: _fixture,
        mut fang,
        mut lin,
        assets,
        ..
    } = begun();
    fang.comes_back();
    let first = hands_out(&mut fang, &assets[..1], Some(&lin));
    assert_eq!(givable(&mut fang), assets[1..], "it is on its way");
    fang.syncs();
    assert_eq!(givable(&mut fang), assets[1..], "it is on its way");
    lin.comes_back();
    lin.goes_offline();
    form(&mut fang, &first, "withdraw");
    fill(&mut fang, "assets", &assets[0]);
    fill(&mut fang, "reason", "型号写错了");
    submitted(&mut fang);
    let second = hands_out(&mut fang, &assets[..1], Some(&lin));
    fang.syncs();
    assert_eq!(lin.list("transfer.to_confirm").len(), 1);
    confirms(&mut lin, &first, 1);
    lin.comes_back();
    assert_eq!(lin.list("transfer.to_confirm").len(), 1);
    assert_eq!(lin.list("asset.held"), [""; 0]);
    let page = lin.opens(Route::Case(first));
    lin.assert_stands(&page, "请确认新的一单");
    let Content::Case(content) = &page.content else {
        panic!("no case");
    };
    let rows = content.related.iter().flat_map(|it| &it.rows);
    assert!(rows.map(|row| &row.case).any(|case| *case == second));
    confirms(&mut lin, &second, 1);
    lin.syncs();
    assert_eq!(lin.list("asset.held").len(), 1);
}

#[test]
fn a_second_hand_over_of_one_of_them_is_told_to_both_and_to_the_asset_admin() {
    let Story {
        fixture,
        mut tang,
        mut fang,
        mut lin,
        assets,
    } = begun();
    let mut su = fixture.su();
    su.goes_offline();
    let first = hands_out(&mut fang, &assets, Some(&lin));
    let code = shows_code(&mut fang, &first);
    scans(&mut lin, &code);
    confirms(&mut lin, &first, 3);
    // An older phone of Fang's, which has heard nothing of it.
    let mut other = fixture.fang();
    other.goes_offline();
    let second = hands_out(&mut other, &assets[..1], Some(&su));
    let code = shows_code(&mut other, &second);
    scans(&mut su, &code);
    confirms(&mut su, &second, 1);
    lin.comes_back();
    su.comes_back();
    fang.comes_back();
    other.comes_back();
    everybody_syncs([&mut lin, &mut su, &mut fang, &mut other, &mut tang]);
    assert_eq!(lin.list("asset.held").len(), 3);
    assert_eq!(su.list("asset.held"), [""; 0]);
    su.is_told("IT-0001 未能转移");
    fang.is_told("IT-0001 未能转移");
    assert_eq!(
        statuses(&mut tang, "transfer.exceptions"),
        [("IT-0001".to_owned(), "有争议".to_owned())]
    );
    tang.opens(Route::Case(second));
    let page = tang.page();
    tang.assert_stands(&page, "未转移：当时已由 林薇 保管");
    tang.assert_stands(&page, "苏晴 签收 1 件");
}

#[test]
fn a_code_is_refused_in_words_that_is_not_meant_altered_foreign_or_ones_own() {
    let Story {
        fixture,
        mut fang,
        mut lin,
        assets,
        ..
    } = begun();
    let mut su = fixture.su();
    su.goes_offline();
    let transfer = hands_out(&mut fang, &assets, Some(&lin));
    let code = shows_code(&mut fang, &transfer);
    let text = code.codes[0].text.clone();
    let scan = |player: &mut Player, text: &str| {
        player.sends(Event::Find {
            text: text.to_owned(),
        });
        said(&player.page()).to_owned()
    };
    assert_eq!(scan(&mut su, &text), "此码是给他人的。");
    assert_eq!(su.list("transfer.to_confirm"), [""; 0]);
    assert_eq!(su.unsent(), (0, 0));
    assert_eq!(scan(&mut fang, &text), "这是您自己的码，请由对方扫描。");
    // One character changed, anywhere, is told and takes nothing in.
    let head = text.find(":1:1:").unwrap() + 5;
    for place in (head..text.len()).step_by(97) {
        let mut altered = text.clone().into_bytes();
        altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
        let altered = String::from_utf8(altered).unwrap();
        let told = scan(&mut lin, &altered);
        assert!(
            told.contains("损坏") || told.contains("伪造") || told.contains("其他单位"),
            "{place}: {told}"
        );
        assert_eq!(lin.unsent(), (0, 0));
    }
    assert!(scan(&mut lin, "FL1:HAND:").contains("损坏"));
    assert!(scan(&mut lin, &format!("FL1:HAND:{}", "A".repeat(3_000))).contains("损坏"));
    // Pasted with line ends, blanks and in small letters, it is the same.
    let small = text.to_lowercase();
    let lines = small.as_bytes().chunks(60);
    let lines: Vec<_> = lines.map(String::from_utf8_lossy).collect();
    let pasted = lines.join(" \r\n ");
    assert_eq!(scan(&mut lin, &pasted), "");
    assert_eq!(lin.list("transfer.to_confirm").len(), 1);
}

#[test]
fn a_code_of_a_phone_that_was_signed_out_meanwhile_is_refused_and_what_was_signed_is_kept() {
    let Story {
        fixture: _fixture,
        mut fang,
        mut lin,
        assets,
        ..
    } = begun();
    let transfer = hands_out(&mut fang, &assets, Some(&lin));
    let code = shows_code(&mut fang, &transfer);
    scans(&mut lin, &code);
    confirms(&mut lin, &transfer, 3);
    // Fang loses the phone, and signs it out by another.
    signs_out_elsewhere(&fang);
    lin.comes_back();
    let outbox = lin.outbox();
    assert_eq!(
        outbox.refused.len(),
        1,
        "the confirmation, with its signature"
    );
    let told = &outbox.refused[0].reason;
    assert!(told.contains("出示该码的设备"), "{told}");
    assert_eq!(lin.list("asset.held"), [""; 0]);
}
