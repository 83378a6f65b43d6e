//! In whose lists a ticket stands, in which order, and how it is found.

use super::{
    people::{ANA, BO, DORA, EAST, EVERYBODY, LAN, MAX, MEI, WEN},
    story::{Doing, Story, minute, next_day_over_at, ticket},
};
use crate::{
    capabilities::{Case, Kind},
    directory::Role,
    ids::PersonId,
    time::Timestamp,
};

fn lists(story: &Story, who: PersonId) -> Vec<&'static str> {
    let person = &story.directory.people[&who];
    let listings = story
        .case()
        .as_dyn()
        .listings(person, &story.directory, &[]);
    listings.iter().map(|listing| listing.list).collect()
}

fn rank(story: &Story, who: PersonId) -> (i64, Option<Timestamp>) {
    let person = &story.directory.people[&who];
    let listings = story
        .case()
        .as_dyn()
        .listings(person, &story.directory, &[]);
    (listings[0].rank, listings[0].closed_at)
}

/// A ticket in the pool, in hand and completed.
fn stories() -> [Story; 3] {
    let completed = |story: Story| story.when(ANA.completes("new roller"));
    [
        ticket(),
        ticket().when(ANA.accepts()),
        completed(ticket().when(ANA.accepts())),
    ]
}

#[test]
fn in_the_pool_it_stands_with_the_team_that_serves_the_store_and_with_the_desk() {
    let story = ticket();
    let holders = EVERYBODY.map(|(who, _)| who).into_iter();
    let pool: Vec<_> = holders
        .filter(|who| lists(&story, *who).contains(&"ticket.pool"))
        .collect();
    assert_eq!(pool, [ANA, BO, super::people::CAI, DORA, MAX]);
    assert_eq!(lists(&story, MEI), ["ticket.mine"]);
    assert!(lists(&story, LAN).is_empty());
    assert!(lists(&story, WEN).is_empty());
}

#[test]
fn in_hand_it_is_the_owners_work_and_leaves_the_pool() {
    let story = ticket().when(ANA.accepts());
    assert_eq!(lists(&story, ANA), ["ticket.work"]);
    assert!(lists(&story, BO).is_empty());
    assert_eq!(lists(&story, DORA), ["ticket.in_hand"]);
    let story = story.when(ANA.reassigns_to(BO));
    assert!(lists(&story, ANA).is_empty());
    assert_eq!(lists(&story, BO), ["ticket.work"]);
}

#[test]
fn work_is_ordered_by_when_it_is_due_and_ones_own_tickets_by_age() {
    let story = ticket();
    assert_eq!(rank(&story, ANA), (minute(30).0, None));
    assert_eq!(rank(&story, MEI), (-minute(0).0, None));
    let story = story.when(ANA.accepts().at(10));
    assert_eq!(rank(&story, ANA), (minute(250).0, None));
    let story = story.when(ANA.holds().at(20));
    assert_eq!(rank(&story, ANA), (next_day_over_at().0, None));
    let story = story.when(ANA.completes("new roller").at(30));
    assert_eq!(rank(&story, ANA), (i64::MAX, Some(minute(30))));
}

#[test]
fn a_completion_stands_with_its_requester_until_it_is_rated() {
    let is_to_rate = |story: &Story, who| lists(story, who).contains(&"ticket.to_rate");
    let story = ticket().when(ANA.accepts());
    assert!(!is_to_rate(&story, MEI), "nothing is done yet");
    let story = story.when(ANA.completes("new roller").at(10));
    let holders = EVERYBODY.map(|(who, _)| who).into_iter();
    let rating: Vec<_> = holders.filter(|who| is_to_rate(&story, *who)).collect();
    assert_eq!(rating, [MEI]);
    // It is over, and yet something is to be done.
    let mei = &story.directory.people[&MEI];
    let case = story.case().as_dyn().listings(mei, &story.directory, &[]);
    let listed: Vec<_> = case.iter().map(|it| (it.list, it.closed_at)).collect();
    let over = Some(minute(10));
    assert_eq!(listed, [("ticket.mine", over), ("ticket.to_rate", None)]);
    assert_eq!(case[1].rank, -minute(10).0);

    let rated = story.when(MEI.rates(2));
    assert!(!is_to_rate(&rated, MEI));
    let done_again = rated.when(MEI.reopens()).when(ANA.completes("new printer"));
    assert!(is_to_rate(&done_again, MEI), "each completion is rated");
}

/// Whoever completes their own ticket rates nothing, and what was reopened before it was
/// rated can still be.
#[test]
fn what_is_listed_to_be_rated_is_what_the_rule_lets_be_rated() {
    let completed = ticket()
        .when(ANA.accepts())
        .when(ANA.completes("new roller"));
    let mut own = ticket();
    let mei = own.directory.people.get_mut(&MEI).expect("Mei");
    mei.roles.insert(Role::Engineer);
    mei.team = Some(EAST);
    let own = own.when(MEI.accepts()).when(MEI.completes("off and on"));
    let stories = [
        (completed, true),
        (own, false),
        (
            ticket()
                .when(ANA.accepts())
                .when(ANA.completes("new roller"))
                .when(MEI.reopens()),
            true,
        ),
    ];
    for (story, may_rate) in stories {
        assert_eq!(story.refusal(&MEI.rates(5)).is_none(), may_rate);
        let is_listed = lists(&story, MEI).contains(&"ticket.to_rate");
        assert_eq!(is_listed, may_rate);
    }
}

#[test]
fn every_list_is_among_those_a_phone_keeps() {
    for story in stories() {
        for (who, _) in EVERYBODY {
            for list in lists(&story, who) {
                assert!(Kind::Ticket.as_dyn().lists().contains(&list));
            }
        }
    }
}

#[test]
fn a_search_finds_it_by_all_that_people_know_of_it() {
    let story = ticket()
        .when(ANA.accepts())
        .when(ANA.completes("New ROLLER, 换了纸轮"));
    let text = story.case().as_dyn().search_text(&story.directory);
    for word in [
        "jams", "the till", "prn-0042", "bund", "mei", "ana", "roller", "纸轮",
    ] {
        assert!(text.contains(word), "{word} in {text}");
    }
    assert_eq!(text, text.to_lowercase());
}

#[test]
fn the_oldest_ticket_that_can_be_is_ranked_last() {
    let story = ticket();
    let mut oldest = story.ticket();
    oldest.submitted_at = Timestamp(i64::MIN);
    let mei = &story.directory.people[&MEI];
    let listings = Case::Ticket(oldest)
        .as_dyn()
        .listings(mei, &story.directory, &[]);
    assert_eq!(listings[0].rank, i64::MAX);
}

#[test]
fn a_person_is_shown_the_lists_that_concern_them() {
    let story = ticket();
    let shown = |who| {
        Kind::Ticket
            .as_dyn()
            .lists_of(&story.directory.people[&who])
    };
    let (mine, pool, to_rate) = ("ticket.mine", "ticket.pool", "ticket.to_rate");
    assert_eq!(shown(MEI), [mine, to_rate]);
    assert_eq!(shown(ANA), [mine, pool, "ticket.work", to_rate]);
    for who in [DORA, MAX] {
        let desk = [mine, pool, "ticket.in_hand", "ticket.exceptions", to_rate];
        assert_eq!(shown(who), desk);
    }
}

#[test]
fn every_list_has_a_title() {
    for list in Kind::Ticket.as_dyn().lists() {
        assert!(Kind::Ticket.as_dyn().list_title(list).is_some(), "{list}");
    }
    assert_eq!(Kind::Ticket.as_dyn().list_title("x"), None);
}

#[test]
fn nothing_stands_in_a_list_that_its_person_is_not_shown() {
    for story in stories() {
        for (who, _) in EVERYBODY {
            let shown = Kind::Ticket
                .as_dyn()
                .lists_of(&story.directory.people[&who]);
            for list in lists(&story, who) {
                assert!(shown.contains(&list), "{list}");
            }
        }
    }
}

#[test]
fn what_the_desk_has_to_look_at_stands_among_the_exceptions() {
    let bounced = ticket()
        .when(ANA.accepts())
        .when(ANA.reassigns_to(BO))
        .when(BO.reassigns_to(ANA));
    let completed = || ticket().when(ANA.accepts()).when(ANA.completes("roller"));
    let is_exception = |story: &Story, who| lists(story, who).contains(&"ticket.exceptions");
    for story in [
        bounced.clone(),
        completed().when(MEI.reopens()),
        completed().when(MEI.rates(2)),
        ticket().when(DORA.closes()).when(MEI.reopens()),
    ] {
        assert!(is_exception(&story, DORA) && is_exception(&story, MAX));
        assert!(!is_exception(&story, ANA) && !is_exception(&story, MEI));
    }
    for story in [
        ticket(),
        bounced.when(ANA.completes("roller")),
        completed().when(MEI.rates(3)),
        ticket().when(DORA.closes()),
    ] {
        assert!(!is_exception(&story, DORA));
    }
}
