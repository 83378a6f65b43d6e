//! What somebody did while they might is judged by what they were then, however late
//! it comes: by another role, team or store since, or after they have left. Who has left
//! hands in what they did for seven days, and reads nothing more.

use super::{
    fixture::{StoryFixture, everybody_syncs, submitted},
    photos::{looks_at_photo, submits_with_photo},
    player::{Player, Ticket},
};
use domain::{
    directory::{HANDED_IN_WITHIN, Person},
    time::Span,
};
use fieldloop::Content;

fn moves_to_store(fixture: &StoryFixture, who: &Player, number: u128) {
    let moved = Person {
        store: fixture.world.store(number, 2).unwrap(),
        ..who.who.person.clone()
    };
    fixture.world.put(&moved).unwrap();
}

/// Lin, without a signal, has completed a ticket of Fang's at 09:10, and is no engineer
/// since 09:20.
fn no_engineer_since() -> (StoryFixture, Player, Player, Ticket) {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.accepts(&till);
    everybody_syncs([&mut lin, &mut fang]);
    lin.goes_offline();
    fixture.minutes_pass(10);
    lin.completes(&till, "换了电源");
    fixture.minutes_pass(10);
    fixture.gives_roles(&lin, &[]);
    (fixture, fang, lin, till)
}

#[test]
fn the_work_of_one_who_is_no_engineer_any_more_was_done() {
    let (fixture, mut fang, mut lin, till) = no_engineer_since();
    fixture.minutes_pass(10);
    // After that it is done by nobody who may.
    lin.notes(&till, "到店了");
    lin.comes_back();
    fang.syncs();
    lin.has_sent_everything();
    fang.sees(&till, "09:10/09:30 林薇 完单 换了电源");
}

#[test]
fn a_right_that_was_lost_a_month_ago_counts_no_more() {
    let (fixture, mut fang, mut lin, till) = no_engineer_since();
    fixture.days_pass(30);
    lin.comes_back();
    assert_eq!(lin.unsent(), (0, 1));
    assert_eq!(lin.outbox().refused[0].text, "换了电源");
    fang.syncs();
    fang.does_not_see(&till, "换了电源");
}

#[test]
fn a_ticket_of_a_former_teams_pool_was_taken_and_completed() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.goes_offline();
    fixture.minutes_pass(10);
    lin.accepts(&till);
    lin.completes(&till, "换了电源");
    fixture.minutes_pass(10);
    fixture.moves_to_team(&lin, 2);
    lin.comes_back();
    fang.syncs();
    lin.has_sent_everything();
    fang.sees(&till, "林薇 完单 换了电源");
}

#[test]
fn a_store_was_served_by_the_team_that_took_its_ticket() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.goes_offline();
    fixture.minutes_pass(10);
    lin.accepts(&till);
    lin.completes(&till, "换了电源");
    fixture.minutes_pass(10);
    fixture.world.store(1, 2).unwrap();
    lin.comes_back();
    fang.syncs();
    lin.has_sent_everything();
    fang.sees(&till, "林薇 完单 换了电源");
}

#[test]
fn help_was_asked_for_where_one_worked_then() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    fang.goes_offline();
    let till = fang.submits("收银机打不开");
    fixture.minutes_pass(10);
    moves_to_store(&fixture, &fang, 2);
    fang.comes_back();
    lin.syncs();
    fang.has_sent_everything();
    lin.sees(&till, "待接单");
}

/// The phone hears of the change while something waits on it that the server has not
/// ruled on yet, and executes that anew: by the same rule.
#[test]
fn the_phone_judges_what_it_executes_anew_by_what_its_person_was_then() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.accepts(&till);
    everybody_syncs([&mut lin, &mut fang]);
    lin.goes_offline();
    // By a clock that is wrong the server adopts a version of its own.
    lin.sets_the_clock(Span::minutes(600));
    lin.drops_the_phone();
    lin.notes(&till, "到店了");
    lin.sets_the_clock(Span(0));
    fixture.minutes_pass(10);
    lin.phone().plug().unwrap();
    let (id, answer) = lin.phone().ask().unwrap().unwrap();
    lin.completes(&till, "换了电源");
    lin.phone().hear(id, answer).unwrap();
    fixture.minutes_pass(700);
    fixture.gives_roles(&lin, &[]);
    lin.syncs();
    fang.syncs();
    lin.has_sent_everything();
    fang.sees(&till, "林薇 完单 换了电源");
}

#[test]
fn who_has_left_hands_in_what_they_did_and_reads_nothing_more() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.accepts(&till);
    everybody_syncs([&mut lin, &mut fang]);
    lin.goes_offline();
    fixture.minutes_pass(10);
    lin.completes(&till, "换了电源");
    let own = submits_with_photo(&mut lin, "我的电脑蓝屏");
    fixture.minutes_pass(10);
    fixture.makes_leave(&lin);
    fixture.minutes_pass(10);
    let after = lin.submits("离职以后");
    fang.notes(&till, "谢谢");
    fang.syncs();
    fixture.days_pass(6);
    let page = lin.comes_back();
    fang.syncs();
    // What was done before is handed in, with its photo; what came after is not.
    fang.sees(&till, "林薇 完单 换了电源");
    let mut chen = fixture.chen();
    chen.sees(&own, "待接单");
    let photo = chen.case(&own).case.photos[0].whole.clone();
    assert!(looks_at_photo(&mut chen, &photo).is_some());
    assert_eq!(page.frame.sync.photos_waiting, 0);
    assert_eq!(lin.unsent(), (0, 1));
    assert_eq!(lin.outbox().refused[0].reason, "您的账号已停用。");
    assert_eq!(chen.looks_at(&after).content, Content::Gone);
    // And nothing was told, now or later.
    lin.syncs();
    lin.does_not_see(&till, "谢谢");
}

#[test]
fn after_seven_days_nothing_is_taken_any_more_and_nothing_is_lost_on_the_phone() {
    let fixture = StoryFixture::new();
    let (mut fang, mut lin) = (fixture.fang(), fixture.lin());
    let till = submitted(&mut fang, "收银机打不开", [&mut lin]);
    lin.accepts(&till);
    everybody_syncs([&mut lin, &mut fang]);
    lin.goes_offline();
    lin.completes(&till, "换了电源");
    fixture.minutes_pass(10);
    fixture.makes_leave(&lin);
    fixture.world.clock.pass(HANDED_IN_WITHIN);
    lin.comes_back();
    fang.syncs();
    fang.does_not_see(&till, "换了电源");
    assert_eq!(lin.unsent(), (1, 0));
}
