//! What is in the hands of somebody who leaves is marked, told to the desk, and given to
//! somebody else.

use super::{
    people::{ANA, BO, DORA, EVERYBODY, MEI},
    story::{Doing, Story, in_hand_of, ticket, told},
};
use crate::{
    capabilities::Act,
    ids::{CaseId, PersonId},
    tickets::{Exception, TicketAct},
    view::Tone,
};

fn in_anas_hand() -> Story {
    ticket().when(ANA.accepts())
}

fn marking(story: &Story, of: PersonId) -> Option<TicketAct> {
    let act = story.case().as_dyn().after_departure(of)?;
    match act {
        Act::Ticket(act) => Some(act),
        other => panic!("{other:?}"),
    }
}

fn left(story: Story) -> Story {
    let mark = marking(&story, ANA).expect("a mark");
    let mut story = story.by_system(10, mark);
    story.directory.people.get_mut(&ANA).expect("Ana").active = false;
    story
}

#[test]
fn the_desk_is_told_once_and_gives_it_to_somebody_else() {
    let story = left(in_anas_hand()).then(in_hand_of(ANA)).and(told(
        DORA,
        "Ana has left; please give the ticket to somebody else",
    ));
    assert_eq!(marking(&story, ANA), None);
    let tellable = EVERYBODY.map(|(who, _)| who).into_iter();
    let mut others = tellable.filter(|who| *who != DORA);
    let is_left = |id: &str| id == "ticket-notice-owner-left";
    assert!(others.all(|who| story.notices(who).iter().all(|it| !is_left(&it.message.id))));
    assert_eq!(story.ticket().exceptions(), [Exception::OwnerLeft]);
    let look = |story: &Story| {
        let entries = story.history().entries;
        story.seen_by(DORA, 60, |viewer| {
            let id = CaseId(super::people::uuid(1));
            story.case().as_dyn().page(id, &entries, viewer)
        })
    };
    let page = look(&story);
    let status = page.row.status;
    assert_eq!(
        (status.text.as_str(), status.tone),
        ("Engineer has left", Tone::Alarm)
    );
    assert!(page.offers.iter().any(|offer| offer.name == "reassign"));
    let story = story.when(DORA.reassigns_to(BO)).then(in_hand_of(BO));
    assert!(story.ticket().exceptions().is_empty());
    assert!(story.notices(DORA).is_empty(), "nothing is left to be done");
}

#[test]
fn only_what_is_in_their_hands_is_marked() {
    let gone = |story: Story, of| marking(&story, of).is_some();
    assert!(gone(in_anas_hand(), ANA));
    assert!(gone(in_anas_hand().when(ANA.holds()), ANA));
    assert!(!gone(ticket(), ANA));
    assert!(!gone(in_anas_hand(), MEI));
    assert!(!gone(in_anas_hand().when(ANA.reassigns_to(BO)), ANA));
    assert!(!gone(in_anas_hand().when(ANA.completes("roller")), ANA));
    assert!(!gone(in_anas_hand().when(DORA.closes()), ANA));
}

#[test]
fn what_comes_back_to_somebody_who_has_left_is_marked_again() {
    let first = marking(&in_anas_hand(), ANA);
    let again = in_anas_hand()
        .when(ANA.completes("new roller"))
        .when(MEI.reopens());
    let second = marking(&again, ANA);
    assert!(first.is_some() && second.is_some());
    assert_ne!(first, second, "another assignment, and so another entry");
}

#[test]
fn a_mark_of_an_assignment_that_is_over_has_no_effect() {
    let story = in_anas_hand();
    let mark = marking(&story, ANA).expect("a mark");
    let given_away = story.when(ANA.reassigns_to(BO)).by_system(9, mark);
    assert!(given_away.last_superseded().is_some());
    assert!(given_away.ticket().exceptions().is_empty());
}
