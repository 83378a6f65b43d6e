//! A hold has a day until which; once that is over, both sides are reminded and the desk
//! has to look at the ticket.

use super::{
    people::{ANA, DORA, MEI},
    story::{Doing, Story, assignment, minute, next_day, next_day_over_at, not_told, ticket, told},
};
use crate::{
    capabilities::{Act, Refusal},
    date::Date,
    tickets::{Exception, TicketAct, TicketRefusal},
    time::{Span, Timestamp, time_zone},
    view::{Tone, Values},
};

/// A day after the reminding.
const LATER: i64 = 3 * 24 * 60;

fn held() -> Story {
    ticket().when(ANA.accepts()).when(ANA.holds())
}

fn remind(story: &Story) -> TicketAct {
    let (at, act) = story.case().as_dyn().deadline().expect("a deadline");
    assert_eq!(at, next_day_over_at());
    let Act::Ticket(act) = act else {
        panic!("{act:?}");
    };
    act
}

#[test]
fn both_sides_are_reminded_once_and_the_desk_sees_it() {
    let story = held().then(not_told(DORA));
    let act = remind(&story);
    let story = story
        .by_system(LATER, act.clone())
        .then(told(
            ANA,
            "The hold of your ticket is over; please go on with it",
        ))
        .and(told(
            MEI,
            "The hold of your ticket is over; the engineer is reminded",
        ))
        .and(not_told(DORA));
    assert_eq!(story.case().as_dyn().deadline(), None);
    assert_eq!(story.ticket().exceptions(), [Exception::HoldOver]);
    let row = story.seen_by(DORA, LATER, |viewer| {
        let id = crate::ids::CaseId(super::people::uuid(1));
        story.case().as_dyn().row(id, viewer)
    });
    assert_eq!(
        (row.status.text.as_str(), row.status.tone),
        ("Hold is over", Tone::Alarm)
    );
    let story = story.when(ANA.resumes());
    assert!(story.ticket().exceptions().is_empty());
    assert!(
        story
            .notices(MEI)
            .iter()
            .all(|it| it.message.id != "ticket-notice-hold-over"),
        "nobody is reminded of what goes on"
    );
    let late = held().when(ANA.resumes()).by_system(LATER, act);
    assert!(late.last_superseded().is_some());
}

#[test]
fn a_hold_that_ends_is_not_waited_for() {
    assert_eq!(held().when(ANA.resumes()).case().as_dyn().deadline(), None);
    let given_away = held().when(DORA.reassigns_to(super::people::BO));
    assert_eq!(given_away.case().as_dyn().deadline(), None);
    assert!(given_away.case().as_dyn().has_had_deadline());
    assert!(!ticket().case().as_dyn().has_had_deadline());
    assert_eq!(held().when(DORA.closes()).case().as_dyn().deadline(), None);
}

#[test]
fn a_hold_lasts_ninety_days_at_most() {
    let hold = |until: &str, over_at: Option<Timestamp>| {
        let until: Date = until.parse().expect("a day");
        let over_at = over_at.or(until.over_at(&time_zone("Asia/Shanghai")));
        let over_at = over_at.expect("a time");
        ANA.does(move |seen| TicketAct::Hold {
            assignment: assignment(seen),
            until,
            over_at,
            reason: "waits".to_owned(),
        })
    };
    let story = ticket().when(ANA.accepts());
    let out_of_range = Some(Refusal::Ticket(TicketRefusal::DayOutOfRange));
    for (until, is_ahead) in [
        // By a clock that was wrong.
        ("2026-03-01", true),
        ("2026-03-02", true),
        ("2026-05-31", true),
        ("2026-06-01", false),
        ("2999-12-31", false),
    ] {
        let refusal = story.refusal(&hold(until, None));
        assert_eq!(refusal.is_none(), is_ahead, "{until}");
        assert_eq!(refusal, out_of_range.clone().filter(|_| !is_ahead));
    }
    // A day is over within a day of its end in Greenwich, wherever its author is.
    let over = next_day_over_at();
    for (hours, may_be) in [(-15, false), (-14, true), (12, true), (13, false)] {
        let deed = hold("2026-03-03", Some(over + Span::minutes(hours * 60)));
        assert_eq!(story.refusal(&deed).is_none(), may_be, "{hours}");
    }
}

#[test]
fn a_day_is_over_where_it_was_filled_in_and_one_that_is_over_is_refused() {
    let story = ticket().when(ANA.accepts());
    let values: Values = [("until", "2026-03-03"), ("reason", "waits")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    let built = |zone: &str, now: Timestamp| {
        let author = crate::asker::Author {
            person: &story.directory.people[&ANA],
            directory: &story.directory,
            now,
            time_zone: &time_zone(zone),
        };
        story.case().as_dyn().build("hold", &values, author)
    };
    let over_at = |zone: &str| match built(zone, minute(0)) {
        Ok(Act::Ticket(TicketAct::Hold { until, over_at, .. })) => {
            assert_eq!(until, next_day());
            over_at
        }
        other => panic!("{other:?}"),
    };
    let in_utc = over_at("UTC");
    assert_eq!(in_utc, next_day_over_at());
    assert_eq!(over_at("Asia/Shanghai") + Span::minutes(480), in_utc);
    let just_before = Timestamp(in_utc.0 - 1);
    assert!(built("UTC", just_before).is_ok());
    let out_of_range = Refusal::Ticket(TicketRefusal::DayOutOfRange);
    assert_eq!(built("UTC", in_utc), Err(out_of_range.clone()));
    assert_eq!(built("Asia/Shanghai", just_before), Err(out_of_range));
}
