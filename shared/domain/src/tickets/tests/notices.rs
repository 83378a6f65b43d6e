//! What people are told of what others did. What the clash table tells stands
//! with the clashes.

use super::{
    people::{ANA, BO, DORA, LAN, MEI},
    story::{Doing, not_told, ticket, told},
};
use crate::view::Tone;

#[test]
fn the_requester_is_told_of_every_step_of_others() {
    ticket()
        .when(ANA.accepts())
        .then(told(MEI, "Ana has taken your ticket"))
        .when(ANA.holds())
        .then(told(MEI, "Ana put your ticket on hold until 2026-03-03"))
        .when(ANA.resumes())
        .then(not_told(MEI))
        .when(ANA.notes("the part has come"))
        .then(told(MEI, "Ana added a note"))
        .when(ANA.reassigns_to(BO))
        .then(told(MEI, "Your ticket is reassigned to Bo"))
        .when(BO.completes("new roller"))
        .then(told(MEI, "Bo completed your ticket; please rate it"));
    ticket()
        .when(DORA.assigns_to(ANA))
        .then(told(MEI, "Your ticket is assigned to Ana"));
}

#[test]
fn an_engineer_is_told_when_a_ticket_comes_and_when_it_goes() {
    ticket()
        .when(DORA.assigns_to(ANA))
        .then(told(ANA, "Dora gave you a ticket"))
        .when(DORA.reassigns_to(BO))
        .then(told(ANA, "Dora reassigned your ticket to Bo"))
        .and(told(BO, "Dora gave you a ticket"))
        .when(MEI.notes("it is worse now"))
        .then(told(BO, "Mei added a note"))
        .and(not_told(ANA));
}

#[test]
fn who_completed_it_is_told_of_the_rating_and_of_the_reopening() {
    ticket()
        .when(ANA.accepts())
        .when(ANA.completes("new roller"))
        .when(MEI.rates(2))
        .then(told(ANA, "Mei rated your service: 2 of 5 stars"))
        .when(MEI.reopens())
        .then(told(ANA, "Mei reopened a ticket you completed"));
}

#[test]
fn nobody_is_told_of_what_they_did_themselves_or_what_is_none_of_theirs() {
    let story = ticket().when(ANA.accepts()).then(not_told(ANA));
    assert!(story.notices(LAN).is_empty());
    assert!(story.notices(DORA).is_empty());
}

#[test]
fn nobody_is_told_of_what_the_server_has_not_adopted() {
    let story = ticket().when(ANA.accepts());
    let mut entries = story.history().entries;
    entries[1].received = None;
    let mei = &story.directory.people[&MEI];
    assert!(story.case().as_dyn().notices(&entries, mei).is_empty());
}

#[test]
fn an_act_without_effect_alarms_its_author() {
    let story = super::story::given(ticket())
        .when(ANA.accepts())
        .meanwhile(BO.accepts());
    assert_eq!(
        story.notices(BO).pop().map(|notice| notice.tone),
        Some(Tone::Alarm)
    );
}
