//! Targets and figures: they run on the time of acting, holds excluded.

use super::{
    people::{ANA, BO, DORA, MEI},
    story::{Doing, Story, completed_by, given, in_hand_of, minute, ticket},
};
use crate::{
    capability::Capability,
    tickets::Status,
    time::{Span, Timestamp},
    view::Tone,
};

fn worked(story: &Story, round: usize) -> Span {
    story.ticket().rounds[round].worked(minute(100_000))
}

fn due_badge(story: &Story, now: i64) -> (String, Tone) {
    let id = crate::ids::CaseId(super::people::uuid(1));
    let row = story.seen_by(ANA, now, |viewer| story.case().as_dyn().row(id, viewer));
    let due = row.due.expect("a clock that runs");
    (due.text, due.tone)
}

#[test]
fn the_response_target_runs_from_the_submission() {
    let story = ticket();
    assert_eq!(story.ticket().due(), Some(minute(30)));
    assert_eq!(story.ticket().waited(), None);
    let story = story.when(ANA.accepts().at(12));
    assert_eq!(story.ticket().accepted_at(), Some(minute(12)));
    assert_eq!(story.ticket().waited(), Some(Span::minutes(12)));
    assert_eq!(story.ticket().is_accepted_in_time(), Some(true));
    let late = ticket().when(ANA.accepts().at(31));
    assert_eq!(late.ticket().is_accepted_in_time(), Some(false));
}

#[test]
fn the_completion_target_runs_from_the_acceptance_and_stands_still_on_hold() {
    let story = ticket().when(ANA.accepts().at(10));
    assert_eq!(story.ticket().due(), Some(minute(250)));
    let story = story.when(ANA.holds().at(20));
    assert_eq!(story.ticket().status, Status::OnHold);
    assert_eq!(story.ticket().due(), None);
    assert_eq!(worked(&story, 0), Span::minutes(10));
    let story = story.when(ANA.resumes().at(80));
    assert_eq!(story.ticket().due(), Some(minute(310)));
    let story = story.when(ANA.completes("new roller").at(100));
    assert_eq!(worked(&story, 0), Span::minutes(30));
    assert_eq!(story.ticket().due(), None);
    assert_eq!(
        story.ticket().rounds[0].is_in_time(story.ticket().targets),
        Some(true)
    );
}

#[test]
fn the_time_of_acting_counts_not_the_order_of_adoption() {
    // Ana completed at 50 in the cellar; the desk gave it to Bo at 60, who put
    // it on hold from 70 to 90. Ana's completion comes up last.
    let story = given(ticket().when(ANA.accepts().at(10)))
        .when(DORA.reassigns_to(BO).at(60))
        .when(BO.holds().at(70))
        .when(BO.resumes().at(90))
        .meanwhile(ANA.completes("new roller").at(50))
        .then(completed_by(ANA));
    assert_eq!(worked(&story, 0), Span::minutes(40));
}

#[test]
fn a_hold_that_lasts_when_an_earlier_completion_arrives_takes_nothing_from_it() {
    let story = given(ticket().when(ANA.accepts().at(10)))
        .when(DORA.reassigns_to(BO).at(60))
        .when(BO.holds().at(70))
        .meanwhile(ANA.completes("new roller").at(50))
        .then(completed_by(ANA));
    assert_eq!(worked(&story, 0), Span::minutes(40));
    let hold = story.ticket().rounds[0].holds[0];
    assert_eq!(hold.ended_at, Some(hold.since));
}

#[test]
fn a_reassignment_ends_a_hold_and_the_clock_runs_on() {
    let story = ticket()
        .when(ANA.accepts().at(0))
        .when(ANA.holds().at(10))
        .when(DORA.reassigns_to(BO).at(40))
        .then(in_hand_of(BO));
    assert_eq!(story.ticket().status, Status::InHand);
    assert_eq!(story.ticket().due(), Some(minute(270)));
    let story = story.when(BO.completes("new roller").at(50));
    assert_eq!(worked(&story, 0), Span::minutes(20));
}

#[test]
fn a_hold_across_a_reassignment_given_earlier_does_not_count_twice_or_negative() {
    // The desk gave it away at 20 while Ana put it on hold at 30, adopted first.
    let story = given(ticket().when(ANA.accepts().at(0)))
        .when(ANA.holds().at(30))
        .meanwhile(DORA.reassigns_to(BO).at(20))
        .when(BO.holds().at(25))
        .when(BO.resumes().at(35))
        .when(BO.completes("new roller").at(60));
    let holds = story.ticket().rounds[0].holds.clone();
    assert_eq!(
        (holds[0].since, holds[0].ended_at),
        (minute(30), Some(minute(30)))
    );
    assert_eq!(
        (holds[1].since, holds[1].ended_at),
        (minute(30), Some(minute(35)))
    );
    assert_eq!(worked(&story, 0), Span::minutes(55));
}

#[test]
fn a_ticket_completed_on_hold_ends_the_hold() {
    let story = ticket()
        .when(ANA.accepts().at(0))
        .when(ANA.holds().at(10))
        .when(ANA.completes("new roller").at(70));
    assert_eq!(worked(&story, 0), Span::minutes(10));
}

#[test]
fn a_reopening_begins_another_round_with_the_whole_target() {
    let story = ticket()
        .when(ANA.accepts().at(0))
        .when(ANA.holds().at(5))
        .when(ANA.resumes().at(10))
        .when(ANA.completes("new roller").at(300))
        .when(MEI.reopens().at(1_000))
        .then(in_hand_of(ANA));
    let ticket = story.ticket();
    assert_eq!(ticket.rounds[0].is_in_time(ticket.targets), Some(false));
    assert_eq!(ticket.due(), Some(minute(1_240)));
    let story = story.when(ANA.completes("new printer").at(1_060));
    assert_eq!(worked(&story, 0), Span::minutes(295));
    assert_eq!(worked(&story, 1), Span::minutes(60));
    let ticket = story.ticket();
    assert_eq!((ticket.reopenings(), ticket.reassignments), (1, 0));
    assert_eq!(
        ticket.accepted_at(),
        Some(minute(0)),
        "the first acceptance"
    );
    assert_eq!(ticket.closed_at(), Some(minute(1_060)));
}

#[test]
fn reassignments_count_those_that_stand() {
    let story = given(ticket().when(ANA.accepts()))
        .when(DORA.reassigns_to(BO))
        .when(BO.reassigns_to(ANA))
        .meanwhile(ANA.reassigns_to(BO))
        .then(in_hand_of(ANA));
    assert_eq!(story.ticket().reassignments, 2);
}

#[test]
fn an_acceptance_dated_before_the_submission_waited_no_time() {
    let story = ticket().when(ANA.accepts().at(-5));
    assert_eq!(story.ticket().waited(), Some(Span(0)));
}

#[test]
fn the_badge_warns_in_the_last_fifth_and_alarms_when_late() {
    let story = ticket();
    assert_eq!(due_badge(&story, 0), ("30 min left".into(), Tone::Calm));
    assert_eq!(due_badge(&story, 24), ("6 min left".into(), Tone::Calm));
    assert_eq!(due_badge(&story, 25), ("5 min left".into(), Tone::Warning));
    assert_eq!(due_badge(&story, 30), ("0 min left".into(), Tone::Warning));
    assert_eq!(
        due_badge(&story, 95),
        ("late by 1 h 5 min".into(), Tone::Alarm)
    );
    let story = story.when(ANA.accepts().at(0));
    assert_eq!(due_badge(&story, 0), ("4 h 0 min left".into(), Tone::Calm));
    let late = due_badge(&story, 240 + 3 * 1_440 + 125);
    assert_eq!(late, ("late by 3 d 2 h".into(), Tone::Alarm));
}

#[test]
fn the_widest_times_overflow_nothing() {
    let mut ticket = ticket().when(ANA.accepts()).when(ANA.holds()).ticket();
    for at in [Timestamp(i64::MIN), Timestamp(i64::MAX)] {
        ticket.submitted_at = at;
        ticket.rounds[0].began_at = at;
        ticket.rounds[0].holds[0].since = at;
        for status in Status::ALL {
            ticket.status = status;
            for now in [Timestamp(i64::MIN), Timestamp(0), Timestamp(i64::MAX)] {
                assert!(ticket.rounds[0].worked(now) >= Span(0));
                assert!(ticket.rounds[0].held(now) >= Span(0));
                let _ = (ticket.due(), ticket.waited());
            }
        }
    }
}

#[test]
fn a_ticket_reopened_after_a_closing_has_its_response_target_anew() {
    let story = ticket()
        .when(DORA.closes().at(20))
        .when(MEI.reopens().at(500));
    assert_eq!(story.ticket().due(), Some(minute(530)));
    let story = story.when(ANA.accepts().at(510));
    assert_eq!(story.ticket().waited(), Some(Span::minutes(10)));
    assert_eq!(story.ticket().due(), Some(minute(750)));
}

#[test]
fn work_ends_with_a_closing_and_the_wait_for_its_first_acceptance_stays() {
    let story = ticket()
        .when(ANA.accepts().at(10))
        .when(ANA.holds().at(20))
        .when(DORA.closes().at(50));
    assert_eq!(worked(&story, 0), Span::minutes(10));
    let story = story
        .when(MEI.reopens().at(100))
        .when(BO.accepts().at(130))
        .when(BO.completes("new roller").at(150));
    assert_eq!(worked(&story, 0), Span::minutes(10));
    assert_eq!(worked(&story, 1), Span::minutes(20));
    assert_eq!(story.ticket().waited(), Some(Span::minutes(10)));
}
