//! 评价: by the requester, once per completion, changeable for seven days.

use super::{
    people::{ANA, BO, DORA, EAST, MEI},
    story::{Doing, Story, given, it_stands, minute, stars, ticket, without_effect},
};
use crate::{
    capabilities::Refusal,
    directory::Role,
    rating::{Rated, Rating},
    tickets::{TicketAct, TicketRefusal, TicketSuperseded},
};

const DAY: i64 = 1_440;

fn completed() -> Story {
    ticket()
        .when(ANA.accepts().at(1))
        .when(ANA.completes("new roller").at(10))
}

fn rated(story: &Story) -> Option<Rated> {
    let ticket = story.ticket();
    ticket
        .completions()
        .next()
        .and_then(|done| done.rated.clone())
}

#[test]
fn the_requester_rates_a_completion() {
    let story = completed().when(MEI.rates(5).at(20)).then(it_stands());
    assert_eq!(
        rated(&story),
        Some(Rated {
            rating: stars(5),
            first_at: minute(20),
            at: minute(20)
        })
    );
}

#[test]
fn a_rating_may_be_changed_for_seven_days_from_when_it_was_first_given() {
    let story = completed()
        .when(MEI.rates(5).at(20))
        .when(MEI.rates(2).at(20 + 6 * DAY))
        .when(MEI.rates(3).at(20 + 7 * DAY))
        .then(it_stands());
    let given = rated(&story).expect("rated");
    assert_eq!(given.rating.overall, 3);
    assert_eq!(
        (given.first_at, given.at),
        (minute(20), minute(20 + 7 * DAY))
    );
    let too_late = story.refusal(&MEI.rates(1).at(21 + 7 * DAY));
    assert_eq!(
        too_late,
        Some(Refusal::Ticket(TicketRefusal::RatingIsFinal))
    );
}

#[test]
fn a_first_rating_is_welcome_however_late() {
    completed()
        .when(MEI.rates(4).at(90 * DAY))
        .then(it_stands());
}

#[test]
fn a_rating_given_on_another_device_counts_as_a_change_unless_seven_days_have_passed() {
    let story = given(completed())
        .when(MEI.rates(5).at(20))
        .meanwhile(MEI.rates(1).at(30))
        .then(it_stands());
    assert_eq!(rated(&story).map(|it| it.rating.overall), Some(1));
    let story = given(completed())
        .when(MEI.rates(5).at(20))
        .meanwhile(MEI.rates(1).at(30 + 7 * DAY))
        .then(without_effect(TicketSuperseded::RatingIsFinal));
    assert_eq!(rated(&story).map(|it| it.rating.overall), Some(5));
}

#[test]
fn each_completion_has_its_own_rating() {
    let story = completed()
        .when(MEI.rates(1))
        .when(MEI.reopens())
        .when(ANA.completes("new printer"))
        .when(MEI.rates(5));
    let ticket = story.ticket();
    let overall: Vec<_> = ticket
        .completions()
        .filter_map(|done| Some(done.rated.as_ref()?.rating.overall))
        .collect();
    assert_eq!(overall, [1, 5]);
}

#[test]
fn a_reopened_completion_can_still_be_rated_and_its_rating_changed() {
    completed()
        .when(MEI.rates(5).at(20))
        .when(MEI.reopens().at(30))
        .when(MEI.rates(1).at(40))
        .then(it_stands());
}

#[test]
fn the_one_who_did_the_work_is_rated_whoever_has_the_ticket_now() {
    let story = completed()
        .when(MEI.reopens())
        .when(DORA.reassigns_to(BO))
        .when(MEI.rates(2));
    let told = |who| story.notices(who).pop().expect("a notice").message.id;
    assert_eq!(told(ANA), "ticket-notice-rated");
    assert_eq!(told(BO), "ticket-notice-given-to-you");
}

#[test]
fn stars_go_from_one_to_five_in_every_aspect() {
    let spoilt: [fn(&mut Rating, u8); 4] = [
        |it, stars| it.overall = stars,
        |it, stars| it.attitude = stars,
        |it, stars| it.speed = stars,
        |it, stars| it.quality = stars,
    ];
    for spoil in spoilt {
        for stars in [0, 6, u8::MAX] {
            let deed = MEI.does(move |seen| {
                let mut rating = super::story::stars(3);
                spoil(&mut rating, stars);
                TicketAct::Rate {
                    completion: super::story::latest_completion(seen),
                    rating,
                }
            });
            let refusal = completed().refusal(&deed);
            assert_eq!(
                refusal,
                Some(Refusal::Ticket(TicketRefusal::StarsOutOfRange))
            );
        }
    }
}

#[test]
fn a_reopening_builds_on_a_completion_that_had_an_effect() {
    // Mei is served by herself: a person may be both. Her acceptance comes too
    // late, and with it all that she did after it.
    let mut story = ticket();
    let mei = story.directory.people.get_mut(&MEI).expect("Mei");
    mei.roles.insert(Role::Engineer);
    mei.team = Some(EAST);
    given(story)
        .when(ANA.accepts())
        .meanwhile(MEI.accepts())
        .meanwhile(MEI.completes("new roller"))
        .then(without_effect(TicketSuperseded::Groundless))
        .meanwhile(MEI.reopens())
        .then(without_effect(TicketSuperseded::Groundless));
}

/// An engineer may ask for help as well, and be the one who gives it.
#[test]
fn nobody_rates_what_they_completed_themselves() {
    let mut story = ticket();
    let mei = story.directory.people.get_mut(&MEI).expect("Mei");
    mei.roles.insert(Role::Engineer);
    mei.team = Some(EAST);
    let own = story
        .when(MEI.accepts())
        .when(MEI.completes("turned it off and on"));
    let own_work = Some(Refusal::Ticket(TicketRefusal::OwnWork));
    assert_eq!(own.refusal(&MEI.rates(5)), own_work);
    let by_ana = own
        .when(MEI.reopens())
        .when(DORA.reassigns_to(ANA))
        .when(ANA.completes("new roller"));
    assert_eq!(by_ana.refusal(&MEI.rates(5)), None);
}
