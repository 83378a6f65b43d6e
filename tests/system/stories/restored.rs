//! The server is put back to what it was some time ago: from a backup, or because a
//! replica took over that lacked the end. What it has lost comes back from the phones.

use super::{
    fixture::{StoryFixture, everybody_syncs, submitted},
    hand_over::{confirms, gives_out, hands_out, receives},
    photos,
    player::{Player, Ticket},
};
use tests::world::Backup;

const RESTORED: &str = "可能是从备份恢复过";

fn backed_up(fixture: &StoryFixture) -> Backup {
    fixture.world.back_up().unwrap()
}

fn restored(fixture: &StoryFixture, backup: &Backup) {
    fixture.world.restore(backup).unwrap();
}

fn is_warned(player: &Player) -> bool {
    player.page().frame.sync.problem.contains(RESTORED)
}

/// Phones of these people, which have synced before the backup was taken.
fn before() -> (StoryFixture, Player, Player, Player) {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin, mut su) = (fixture.fang(), fixture.lin(), fixture.su());
    submitted(&mut fang, "从前的事", [&mut lin, &mut su]);
    (fixture, fang, lin, su)
}

/// Lin does the work on a ticket of Fang's, who rates it; everybody has synced.
fn served(fixture: &StoryFixture, fang: &mut Player, lin: &mut Player) -> Ticket {
    let ticket = submitted(fang, "收银机打不开", [lin]);
    fixture.minutes_pass(5);
    lin.accepts(&ticket);
    lin.completes(&ticket, "换了电源");
    everybody_syncs([lin, fang]);
    fang.rates(&ticket, 5, "谢谢");
    everybody_syncs([fang, lin]);
    fang.has_sent_everything();
    ticket
}

/// Until nothing more comes of it; a phone may wait for what another one brings back.
fn until_quiet(fang: &mut Player, lin: &mut Player) {
    for _ in 0..4 {
        everybody_syncs([fang, lin]);
    }
}

#[test]
fn what_was_acknowledged_after_the_backup_comes_back() {
    let (fixture, mut fang, mut lin, _) = before();
    let backup = backed_up(&fixture);
    let ticket = served(&fixture, &mut fang, &mut lin);
    let before = fixture.world.adopted().unwrap();

    restored(&fixture, &backup);
    assert_ne!(fixture.world.adopted().unwrap(), before);
    until_quiet(&mut fang, &mut lin);
    let sorted = |mut ids: Vec<_>| {
        ids.sort_unstable();
        ids
    };
    assert_eq!(sorted(fixture.world.adopted().unwrap()), sorted(before));
    for player in [&mut fang, &mut lin] {
        player.has_sent_everything();
        player.sees(&ticket, "换了电源");
        assert!(!is_warned(player));
        player.is_not_told("未被接受");
    }
    lin.sees(&ticket, "谢谢");
}

#[test]
fn an_act_on_what_the_server_has_lost_deletes_nothing() {
    let (fixture, mut fang, mut lin, _) = before();
    let backup = backed_up(&fixture);
    let ticket = photos::submits_with_photo(&mut fang, "屏幕裂了");
    fang.syncs();
    restored(&fixture, &backup);
    fang.goes_offline();
    fang.notes(&ticket, "请快点");
    fang.comes_back();
    fang.syncs();
    fang.has_sent_everything();
    lin.syncs();
    for player in [&mut fang, &mut lin] {
        player.sees(&ticket, "请快点");
        let photo = player.case(&ticket).case.photos[0].clone();
        assert!(player.phone().photo(&photo.thumbnail).unwrap().is_some());
    }
}

#[test]
fn who_signs_in_again_has_what_the_server_lost_sent_again() {
    let (fixture, _, mut lin, _) = before();
    let backup = backed_up(&fixture);
    // The server knows nothing of this phone afterwards.
    let mut fang = fixture.fang();
    let ticket = fang.submits("打印机没纸");
    fang.syncs();
    restored(&fixture, &backup);
    fang.syncs();
    assert!(fang.page().frame.tabs.is_empty() || !fang.page().frame.sync.problem.is_empty());
    fang.signs_in();
    fang.syncs();
    fang.has_sent_everything();
    fang.sees(&ticket, "打印机没纸");
    lin.syncs();
    lin.sees(&ticket, "打印机没纸");
}

#[test]
fn a_feed_that_has_passed_the_phones_old_position_is_of_another_history_all_the_same() {
    let (fixture, mut fang, mut lin, mut su) = before();
    let backup = backed_up(&fixture);
    let lost = submitted(&mut fang, "空调漏水", [&mut lin]);
    restored(&fixture, &backup);
    // Each of the new history stands where something else stood in the old one.
    let mut since = Vec::new();
    for number in 0..4 {
        let mut newcomer = fixture.newcomer(&format!("新人{number}"));
        since.push(submitted(
            &mut newcomer,
            &format!("新的事{number}"),
            [&mut su],
        ));
    }
    until_quiet(&mut fang, &mut lin);
    su.syncs();
    for player in [&mut lin, &mut su] {
        player.sees(&lost, "空调漏水");
        for ticket in &since {
            player.sees(ticket, &ticket.about.clone());
        }
    }
}

#[test]
fn what_builds_on_what_others_bring_back_waits_for_them_and_says_so() {
    let (fixture, mut fang, mut lin, _) = before();
    let backup = backed_up(&fixture);
    let ticket = submitted(&mut fang, "扫码枪坏了", [&mut lin]);
    lin.accepts(&ticket);
    lin.syncs();
    restored(&fixture, &backup);
    lin.syncs();
    assert!(is_warned(&lin));
    assert_eq!(lin.unsent(), (1, 0));
    assert!(
        lin.outbox().waiting[0]
            .reason
            .contains("待其他人的手机补发")
    );
    lin.sees(&ticket, "扫码枪坏了");
    // What is done there meanwhile waits with it.
    lin.notes(&ticket, "正在路上");
    lin.syncs();
    assert_eq!(lin.unsent(), (2, 0));

    until_quiet(&mut fang, &mut lin);
    lin.has_sent_everything();
    assert!(!is_warned(&lin));
    for player in [&mut fang, &mut lin] {
        assert_eq!(player.counts(&ticket, "正在路上"), 1);
    }
}

#[test]
fn what_never_comes_back_is_the_persons_to_decide_after_a_week() {
    let (fixture, mut fang, mut lin, _) = before();
    let backup = backed_up(&fixture);
    let ticket = submitted(&mut fang, "门禁失灵", [&mut lin]);
    lin.accepts(&ticket);
    lin.completes(&ticket, "换了读卡器");
    lin.syncs();
    restored(&fixture, &backup);
    fixture.days_pass(6);
    lin.syncs();
    assert_eq!(lin.unsent(), (2, 0));
    fixture.days_pass(8);
    lin.syncs();
    assert_eq!(lin.unsent(), (0, 2));
    assert!(
        lin.outbox()
            .refused
            .iter()
            .any(|row| row.text == "换了读卡器")
    );
}

#[test]
fn who_lost_the_right_meanwhile_still_has_what_they_did() {
    let (fixture, mut fang, mut lin, _) = before();
    let ticket = submitted(&mut fang, "投影仪不亮", [&mut lin]);
    let backup = backed_up(&fixture);
    lin.accepts(&ticket);
    lin.notes(&ticket, "看过了");
    lin.syncs();
    restored(&fixture, &backup);
    // That Lin reads it for good by having accepted it is lost.
    fixture.minutes_pass(1);
    fixture.moves_to_team(&lin, 2);
    until_quiet(&mut fang, &mut lin);
    lin.has_sent_everything();
    fang.sees(&ticket, "看过了");
}

#[test]
fn who_has_left_still_hands_in_what_the_server_has_lost_and_what_was_unsent() {
    let (fixture, mut fang, mut lin, _) = before();
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    let backup = backed_up(&fixture);
    let lost = fang.submits("打印机没纸");
    fang.syncs();
    fang.goes_offline();
    fixture.minutes_pass(5);
    fang.notes(&till, "还是打不开");
    restored(&fixture, &backup);
    fixture.minutes_pass(5);
    fixture.makes_leave(&fang);
    fang.comes_back();
    until_quiet(&mut fang, &mut lin);
    lin.sees(&till, "还是打不开");
    lin.sees(&lost, "打印机没纸");
}

/// What was unsent waits like what is sent again, where it builds on what others have to
/// bring back: the server has the ticket, and not yet that it is Lin's.
#[test]
fn what_was_unsent_waits_for_what_others_bring_back() {
    let (fixture, mut fang, mut lin, _) = before();
    let mut chen = fixture.chen();
    let till = submitted(&mut fang, "收银机打不开", [&mut lin, &mut chen]);
    let backup = backed_up(&fixture);
    chen.assigns(&till, "林薇");
    everybody_syncs([&mut chen, &mut lin]);
    lin.goes_offline();
    fixture.minutes_pass(5);
    lin.completes(&till, "换了电源");
    restored(&fixture, &backup);
    lin.comes_back();
    lin.syncs();
    assert_eq!(lin.unsent(), (1, 0));
    assert_eq!(lin.outbox().waiting[0].text, "换了电源");
    for _ in 0..3 {
        everybody_syncs([&mut chen, &mut lin, &mut fang]);
    }
    for player in [&chen, &lin, &fang] {
        player.has_sent_everything();
    }
    fang.sees(&till, "09:05");
    fang.sees(&till, "换了电源");
}

/// However long it waits on the phone, it was done when it was done.
#[test]
fn what_waits_for_others_keeps_its_time() {
    let (fixture, mut fang, mut lin, _) = before();
    let backup = backed_up(&fixture);
    let ticket = served(&fixture, &mut fang, &mut lin);
    restored(&fixture, &backup);
    for _ in 0..3 {
        lin.syncs();
        fixture.minutes_pass(60);
    }
    fixture.days_pass(2);
    lin.syncs();
    until_quiet(&mut fang, &mut lin);
    lin.has_sent_everything();
    // Done at 09:05 of the first day, and received two days later.
    fang.sees(&ticket, "09:05");
}

/// What is handed out rests on another case: the asset that Tang had given out, which the
/// server has lost as well. Lin's phone comes first.
fn handed_out_before_the_asset_comes_back(is_sent_before: bool) {
    let (fixture, mut fang, mut lin, _) = before();
    let mut tang = fixture.tang();
    let asset = receives(&mut tang, "IT-0001");
    tang.syncs();
    let backup = backed_up(&fixture);
    gives_out(&mut tang, &asset, &lin);
    everybody_syncs([&mut tang, &mut lin]);
    fixture.minutes_pass(5);
    lin.goes_offline();
    let transfer = hands_out(&mut lin, std::slice::from_ref(&asset), Some(&fang));
    if is_sent_before {
        lin.comes_back();
        everybody_syncs([&mut lin, &mut fang]);
        confirms(&mut fang, &transfer, 1);
        everybody_syncs([&mut fang, &mut lin]);
    }
    let before = fixture.world.adopted().unwrap();
    restored(&fixture, &backup);

    lin.comes_back();
    lin.syncs();
    assert!(is_warned(&lin));
    assert_eq!(lin.unsent(), (1, 0));
    lin.syncs();
    assert_eq!(lin.unsent(), (1, 0));
    for _ in 0..4 {
        everybody_syncs([&mut tang, &mut lin, &mut fang]);
    }
    if !is_sent_before {
        confirms(&mut fang, &transfer, 1);
        everybody_syncs([&mut fang, &mut lin]);
    }
    let after = fixture.world.adopted().unwrap();
    assert!(before.iter().all(|entry| after.contains(entry)));
    for player in [&tang, &lin, &fang] {
        player.has_sent_everything();
        assert!(!is_warned(player));
    }
    assert_eq!(fang.list("asset.held").len(), 1);
    assert!(lin.list("asset.held").is_empty());
}

#[test]
fn what_was_handed_out_waits_for_the_asset_to_come_back() {
    handed_out_before_the_asset_comes_back(true);
}

#[test]
fn what_was_handed_out_and_unsent_waits_for_the_asset_to_come_back() {
    handed_out_before_the_asset_comes_back(false);
}
