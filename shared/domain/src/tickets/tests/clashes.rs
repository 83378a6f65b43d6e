//! The clash table: what is adopted first, what then arrives from somebody who
//! did not know of it, and who stands.

use super::{
    people::{ANA, BO, CAI, DORA, MEI},
    story::{
        Doing, Story, cancelled, closed_by, completed_by, given, in_hand_of, in_the_pool,
        it_stands, not_told, ticket, told, without_effect,
    },
};
use crate::tickets::{Status, TicketSuperseded};

fn in_anas_hand() -> Story {
    ticket().when(ANA.accepts())
}

fn completed_by_ana() -> Story {
    in_anas_hand().when(ANA.completes("new roller"))
}

#[test]
fn the_first_to_accept_has_it_and_the_second_is_told_who() {
    given(ticket())
        .when(ANA.accepts())
        .meanwhile(BO.accepts())
        .then(in_hand_of(ANA))
        .and(without_effect(TicketSuperseded::Taken { by: ANA }))
        .and(told(BO, "Without effect: Ana had taken it first."))
        .and(not_told(MEI));
}

#[test]
fn an_assignment_comes_too_late_for_a_ticket_that_was_accepted() {
    given(ticket())
        .when(ANA.accepts())
        .meanwhile(DORA.assigns_to(BO))
        .then(in_hand_of(ANA))
        .and(told(DORA, "Without effect: Ana had taken it first."));
}

#[test]
fn an_acceptance_comes_too_late_for_a_ticket_that_was_assigned() {
    given(ticket())
        .when(DORA.assigns_to(ANA))
        .meanwhile(BO.accepts())
        .then(in_hand_of(ANA))
        .and(without_effect(TicketSuperseded::Taken { by: ANA }));
}

#[test]
fn what_the_second_to_accept_went_on_to_do_is_kept_and_told() {
    given(ticket())
        .when(ANA.accepts())
        .meanwhile(BO.accepts())
        .meanwhile(BO.completes("new roller"))
        .then(in_hand_of(ANA))
        .and(without_effect(TicketSuperseded::Groundless))
        .and(told(ANA, "Bo added a note"))
        .and(told(MEI, "Bo added a note"));
}

#[test]
fn a_completion_stands_though_the_ticket_was_given_to_somebody_else() {
    given(in_anas_hand())
        .when(DORA.reassigns_to(BO))
        .meanwhile(ANA.completes("new roller"))
        .then(completed_by(ANA))
        .and(it_stands())
        .and(told(BO, "Ana completed the ticket you had"));
}

#[test]
fn a_completion_stands_though_the_ticket_was_given_away_twice() {
    given(in_anas_hand())
        .when(DORA.reassigns_to(BO))
        .when(BO.reassigns_to(CAI))
        .meanwhile(ANA.completes("new roller"))
        .then(completed_by(ANA))
        .and(told(CAI, "Ana completed the ticket you had"));
}

#[test]
fn a_second_completion_is_kept_as_a_note() {
    given(in_anas_hand().when(DORA.reassigns_to(BO)))
        .when(BO.completes("new roller"))
        .then(completed_by(BO));
    given(in_anas_hand())
        .when(DORA.reassigns_to(BO))
        .when(BO.completes("new roller"))
        .meanwhile(ANA.completes("cleaned it"))
        .then(completed_by(BO))
        .and(without_effect(TicketSuperseded::KeptAsNote { by: BO }))
        .and(told(
            ANA,
            "Bo had completed it first; this is kept as a note.",
        ))
        .and(told(BO, "Ana added a note"));
}

#[test]
fn a_second_completion_is_kept_as_a_note_even_after_a_reopening() {
    given(in_anas_hand())
        .when(DORA.reassigns_to(BO))
        .when(BO.completes("new roller"))
        .when(MEI.reopens())
        .meanwhile(ANA.completes("cleaned it"))
        .then(in_hand_of(BO))
        .and(without_effect(TicketSuperseded::KeptAsNote { by: BO }));
}

#[test]
fn nothing_but_a_note_and_a_rating_touches_what_is_completed() {
    let story = || given(in_anas_hand()).when(ANA.completes("new roller"));
    let by_ana = TicketSuperseded::Completed { by: ANA };
    for deed in [DORA.reassigns_to(BO), ANA.reassigns_to(BO), ANA.holds()] {
        story()
            .meanwhile(deed)
            .then(completed_by(ANA))
            .and(without_effect(by_ana));
    }
    given(ticket())
        .when(ANA.accepts())
        .when(ANA.completes("new roller"))
        .meanwhile(MEI.cancels())
        .then(completed_by(ANA))
        .and(without_effect(by_ana))
        .and(told(MEI, "Without effect: Ana had completed it."));
}

#[test]
fn an_acceptance_of_a_cancelled_ticket_is_superseded_and_the_engineer_told() {
    given(ticket())
        .when(MEI.cancels())
        .meanwhile(ANA.accepts())
        .then(cancelled())
        .and(without_effect(TicketSuperseded::Cancelled))
        .and(told(ANA, "Without effect: the requester had cancelled."));
}

#[test]
fn a_cancellation_comes_too_late_once_work_has_begun_and_the_requester_is_told() {
    for deed in [ANA.accepts(), DORA.assigns_to(ANA)] {
        given(ticket())
            .when(deed)
            .meanwhile(MEI.cancels())
            .then(in_hand_of(ANA))
            .and(without_effect(TicketSuperseded::WorkHasBegun { by: ANA }))
            .and(told(MEI, "Without effect: Ana had begun to work on it."));
    }
}

#[test]
fn a_second_cancellation_changes_nothing() {
    given(ticket())
        .when(MEI.cancels())
        .meanwhile(MEI.cancels())
        .then(cancelled())
        .and(without_effect(TicketSuperseded::Cancelled));
}

#[test]
fn a_rating_given_before_a_reopening_was_known_counts_for_the_earlier_completion() {
    let story = given(completed_by_ana())
        .when(MEI.reopens())
        .meanwhile(MEI.rates(2))
        .then(in_hand_of(ANA))
        .and(it_stands())
        .when(ANA.completes("new printer"))
        .then(completed_by(ANA));
    let ticket = story.ticket();
    let rated: Vec<_> = ticket
        .completions()
        .map(|done| done.rated.as_ref().map(|rated| rated.rating.overall))
        .collect();
    assert_eq!(rated, [Some(2), None]);
}

#[test]
fn a_note_always_stands() {
    let stories = [
        given(ticket()).when(ANA.accepts()),
        given(ticket()).when(MEI.cancels()),
        given(ticket())
            .when(ANA.accepts())
            .when(ANA.completes("new roller")),
    ];
    for story in stories {
        story
            .meanwhile(BO.notes("the key is with me"))
            .then(it_stands());
    }
}

#[test]
fn whoever_lost_the_ticket_can_no_longer_hold_resume_or_give_it_away() {
    for deed in [ANA.holds(), ANA.reassigns_to(CAI)] {
        given(in_anas_hand())
            .when(DORA.reassigns_to(BO))
            .meanwhile(deed)
            .then(in_hand_of(BO))
            .and(without_effect(TicketSuperseded::Reassigned { to: BO }));
    }
    given(in_anas_hand().when(ANA.holds()))
        .when(DORA.reassigns_to(BO))
        .meanwhile(ANA.resumes())
        .then(in_hand_of(BO))
        .and(without_effect(TicketSuperseded::Reassigned { to: BO }));
}

#[test]
fn an_act_of_an_earlier_round_does_not_touch_the_one_that_runs() {
    given(in_anas_hand())
        .when(ANA.completes("new roller"))
        .when(MEI.reopens())
        .meanwhile(DORA.reassigns_to(BO))
        .then(in_hand_of(ANA))
        .and(without_effect(TicketSuperseded::AssignmentIsOver));
}

#[test]
fn a_completion_is_reopened_once() {
    let story = given(completed_by_ana())
        .when(MEI.reopens())
        .meanwhile(MEI.reopens())
        .then(in_hand_of(ANA))
        .and(without_effect(TicketSuperseded::AlreadyReopened));
    assert_eq!(story.ticket().reopenings(), 1);
}

#[test]
fn what_waits_or_goes_on_already_does_not_do_so_twice() {
    // The same engineer on two devices.
    let story = given(in_anas_hand())
        .when(ANA.holds())
        .meanwhile(ANA.holds());
    assert_eq!(story.ticket().rounds[0].holds.len(), 1);
    story.then(without_effect(TicketSuperseded::AlreadyOnHold));
    let story = given(in_anas_hand().when(ANA.holds()))
        .when(ANA.resumes())
        .meanwhile(ANA.resumes());
    assert_eq!(story.ticket().status, Status::InHand);
    story.then(without_effect(TicketSuperseded::NotOnHold));
}

#[test]
fn what_is_done_to_a_ticket_that_the_desk_had_closed_is_superseded_and_told() {
    let by_dora = TicketSuperseded::Closed { by: DORA };
    for deed in [ANA.accepts(), MEI.cancels()] {
        given(ticket())
            .when(DORA.closes())
            .meanwhile(deed)
            .then(closed_by(DORA))
            .and(without_effect(by_dora));
    }
    given(ticket())
        .when(DORA.closes())
        .meanwhile(ANA.accepts())
        .then(told(ANA, "Without effect: Dora had closed it."));
    for deed in [ANA.holds(), ANA.reassigns_to(BO), DORA.closes()] {
        given(in_anas_hand())
            .when(DORA.closes())
            .meanwhile(deed)
            .then(closed_by(DORA))
            .and(without_effect(by_dora));
    }
    given(in_anas_hand().when(ANA.holds()))
        .when(DORA.closes())
        .meanwhile(ANA.resumes())
        .then(without_effect(by_dora));
}

#[test]
fn a_closing_ends_a_ticket_whoever_has_it_meanwhile() {
    for deed in [ANA.accepts(), DORA.assigns_to(ANA)] {
        given(ticket())
            .when(deed)
            .meanwhile(DORA.closes())
            .then(closed_by(DORA))
            .and(it_stands())
            .and(told(ANA, "Dora closed the ticket you had"))
            .and(told(MEI, "Dora closed your ticket as not a service"));
    }
    given(in_anas_hand())
        .when(ANA.holds())
        .meanwhile(DORA.closes())
        .then(closed_by(DORA))
        .and(it_stands());
}

#[test]
fn a_closing_comes_too_late_for_what_is_over() {
    given(in_anas_hand())
        .when(ANA.completes("new roller"))
        .meanwhile(DORA.closes())
        .then(completed_by(ANA))
        .and(without_effect(TicketSuperseded::Completed { by: ANA }))
        .and(told(DORA, "Without effect: Ana had completed it."));
    given(ticket())
        .when(MEI.cancels())
        .meanwhile(DORA.closes())
        .then(cancelled())
        .and(without_effect(TicketSuperseded::Cancelled));
}

#[test]
fn work_done_before_a_closing_was_known_counts_as_done() {
    given(in_anas_hand())
        .when(DORA.closes())
        .meanwhile(ANA.completes("new roller"))
        .then(completed_by(ANA))
        .and(it_stands())
        .and(told(
            DORA,
            "Ana completed the ticket you closed, before that was known",
        ))
        .and(told(MEI, "Ana completed your ticket; please rate it"))
        .when(MEI.rates(5))
        .then(it_stands());
    given(in_anas_hand().when(DORA.reassigns_to(BO)))
        .when(DORA.closes())
        .meanwhile(BO.completes("new roller"))
        .then(completed_by(BO));
}

#[test]
fn work_done_before_a_closing_is_kept_as_a_note_once_the_requester_has_reopened_it() {
    let reopened = || {
        given(in_anas_hand())
            .when(DORA.closes())
            .when(MEI.reopens())
    };
    reopened()
        .meanwhile(ANA.completes("new roller"))
        .then(in_the_pool())
        .and(without_effect(TicketSuperseded::AssignmentIsOver))
        .and(told(MEI, "Ana added a note"));
    reopened()
        .when(BO.accepts())
        .meanwhile(ANA.completes("new roller"))
        .then(in_hand_of(BO))
        .and(without_effect(TicketSuperseded::AssignmentIsOver))
        .and(told(BO, "Ana added a note"));
    reopened()
        .when(DORA.closes())
        .meanwhile(ANA.completes("new roller"))
        .then(closed_by(DORA))
        .and(without_effect(TicketSuperseded::AssignmentIsOver));
    for deed in [ANA.holds(), ANA.reassigns_to(BO)] {
        reopened()
            .when(BO.accepts())
            .meanwhile(deed)
            .then(in_hand_of(BO))
            .and(without_effect(TicketSuperseded::AssignmentIsOver));
    }
}

#[test]
fn a_closing_does_not_touch_what_the_requester_has_reopened_since() {
    given(ticket())
        .when(DORA.closes())
        .when(MEI.reopens())
        .meanwhile(DORA.closes())
        .then(in_the_pool())
        .and(without_effect(TicketSuperseded::ReopenedSince))
        .and(told(DORA, "Without effect: the requester had reopened it."));
    given(in_anas_hand())
        .when(ANA.completes("new roller"))
        .when(MEI.reopens())
        .meanwhile(DORA.closes())
        .then(in_hand_of(ANA))
        .and(without_effect(TicketSuperseded::ReopenedSince));
}

#[test]
fn a_closing_is_reopened_once_and_not_once_the_work_turns_out_to_be_done() {
    let closed = || given(in_anas_hand().when(DORA.closes()));
    closed()
        .when(MEI.reopens())
        .meanwhile(MEI.reopens())
        .then(in_the_pool())
        .and(without_effect(TicketSuperseded::AlreadyReopened));
    let ana = given(in_anas_hand()).when(DORA.closes());
    given(ana.clone())
        .then(closed_by(DORA))
        .offline_with(ANA, &in_anas_hand())
        .meanwhile(ANA.completes("new roller"))
        .meanwhile(MEI.reopens())
        .then(completed_by(ANA))
        .and(without_effect(TicketSuperseded::Completed { by: ANA }));
}
