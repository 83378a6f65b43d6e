//! How the desk ends a ticket: who may, as what, what each is shown and told, and how
//! the requester brings it back.

use super::{
    people::{ANA, BO, BUND, DORA, HARBOUR, MAX, MEI, uuid},
    story::{
        Doing, ORIGINAL, Story, closed_by, in_the_pool, minute, not_told, opening, ticket, told,
    },
};
use crate::{
    capabilities::Refusal,
    directory::Original,
    ids::{CaseId, CommandId, PersonId},
    names::Mention,
    presented::CasePage,
    tickets::{ClosedAs, TicketAct, TicketRefusal},
    view::InputKind,
};

const DUPLICATE: ClosedAs = ClosedAs::DuplicateOf { original: ORIGINAL };

fn refused(story: &Story, by: PersonId, act: fn(CommandId) -> TicketAct) -> TicketRefusal {
    let refusal = story.refusal(&by.does(move |seen| act(opening(seen))));
    match refusal {
        Some(Refusal::Ticket(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn page(story: &Story, who: PersonId) -> CasePage {
    let entries = story.history().entries;
    story.seen_by(who, 60, |viewer| {
        let id = CaseId(uuid(1));
        story.case().as_dyn().page(id, &entries, viewer)
    })
}

fn field(story: &Story, who: PersonId, label: &str) -> Option<String> {
    let fields = page(story, who).fields.into_iter();
    let mut texts = fields.filter(|field| field.label == label);
    texts.next().map(|field| field.text)
}

#[test]
fn what_says_no_reason_by_itself_needs_words_and_a_duplicate_does_not() {
    let close = |closed_as, reason: &'static str| {
        DORA.does(move |seen| TicketAct::Close {
            opening: opening(seen),
            closed_as,
            reason: reason.to_owned(),
        })
    };
    let missing = Some(Refusal::Ticket(TicketRefusal::TextMissing));
    for closed_as in [ClosedAs::Withdrawn, ClosedAs::NotAService] {
        assert_eq!(ticket().refusal(&close(closed_as, " ")), missing);
        assert_eq!(ticket().refusal(&close(closed_as, "they called")), None);
    }
    assert_eq!(ticket().refusal(&close(DUPLICATE, "")), None);
}

#[test]
fn a_duplicate_names_another_ticket_that_somebody_sees_to() {
    let unknown = |opening| TicketAct::Close {
        opening,
        closed_as: ClosedAs::DuplicateOf {
            original: CaseId(uuid(1)),
        },
        reason: String::new(),
    };
    let not_an_original = TicketRefusal::NotAnOriginal;
    assert_eq!(refused(&ticket(), DORA, unknown), not_an_original);
    let mut itself = ticket();
    let opened = itself.ticket().openings[0];
    let own = itself.case().as_dyn().original().expect("an original");
    assert_eq!((own.opened, own.store), (opened, BUND));
    assert_eq!(own.title, "The printer jams");
    itself.directory.originals = [(CaseId(uuid(1)), own)].into();
    assert_eq!(refused(&itself, DORA, unknown), not_an_original);
    let is_original = |story: Story| story.case().as_dyn().original().is_some();
    assert!(is_original(ticket().when(ANA.accepts())));
    let completed = ticket().when(ANA.accepts()).when(ANA.completes("roller"));
    assert!(is_original(completed));
    assert!(!is_original(ticket().when(MEI.cancels())));
    assert!(!is_original(ticket().when(DORA.closes())));
    assert!(is_original(
        ticket().when(DORA.closes()).when(MEI.reopens())
    ));
}

#[test]
fn the_form_of_a_duplicate_offers_the_tickets_of_its_store_first_and_never_itself() {
    let mut story = ticket();
    let other = |nth: u128, store| {
        let original = Original {
            opened: CommandId(uuid(7_000 + nth)),
            title: format!("{nth} jams"),
            store,
        };
        (CaseId(uuid(6_000 + nth)), original)
    };
    let own = story.case().as_dyn().original().expect("an original");
    story.directory.originals = [(CaseId(uuid(1)), own), other(1, HARBOUR), other(2, BUND)].into();
    let form = story.seen_by(DORA, 60, |viewer| {
        let form = story.case().as_dyn().form("close_duplicate", viewer);
        form.expect("a form")
    });
    let InputKind::Choice { choices } = &form.inputs[0].kind else {
        panic!("{form:?}");
    };
    let headings: Vec<_> = choices.iter().map(|it| it.heading.as_str()).collect();
    assert_eq!(headings, ["The Bund", "Harbour"]);
    assert!(choices[0].label.ends_with(" · 2 jams"), "{choices:?}");
}

#[test]
fn a_ticket_without_another_at_hand_is_not_offered_to_be_closed_as_its_duplicate() {
    let mut story = ticket();
    let offered = |story: &Story| {
        let offers = page(story, DORA).offers.into_iter();
        let names = offers.map(|offer| offer.name);
        let closes = names.filter(|name| name.starts_with("close"));
        closes.collect::<Vec<_>>()
    };
    assert_eq!(offered(&story), ["close_duplicate", "close"]);
    story.directory.originals.clear();
    assert_eq!(offered(&story), ["close"]);
}

#[test]
fn only_the_desk_is_told_which_ticket_a_duplicate_doubles_and_the_page_leads_there() {
    let story = ticket().when(DORA.closes_as(DUPLICATE));
    let named = format!("Duplicate of {}", ORIGINAL.code());
    for who in [DORA, MAX] {
        assert_eq!(field(&story, who, "Closed as"), Some(named.clone()));
    }
    let unnamed = "Duplicate of another ticket".to_owned();
    assert_eq!(field(&story, MEI, "Closed as"), Some(unnamed));
    let leads_there = |story: &Story| {
        let mentions = story.case().as_dyn().mentions();
        mentions.contains(&Mention::Case(ORIGINAL))
    };
    assert!(leads_there(&story));
    assert!(!leads_there(&story.when(MEI.reopens())));
}

#[test]
fn the_requester_reads_as_what_it_is_closed_and_brings_it_back_to_the_pool() {
    ticket()
        .when(ANA.accepts())
        .when(DORA.closes_as(DUPLICATE))
        .then(closed_by(DORA))
        .and(told(
            MEI,
            "Dora closed your ticket as a duplicate of another",
        ))
        .and(told(ANA, "Dora closed the ticket you had"))
        .when(MEI.reopens())
        .then(in_the_pool())
        .and(told(
            DORA,
            "Mei reopened a ticket that was closed; it is back in the pool",
        ))
        .and(told(
            ANA,
            "Mei reopened a ticket that was closed; it is back in the pool",
        ))
        .when(BO.accepts())
        .when(DORA.closes_as(ClosedAs::Withdrawn))
        .then(told(MEI, "Dora closed your ticket as withdrawn"))
        .and(not_told(ANA));
}

#[test]
fn a_closed_ticket_is_over_until_it_is_reopened() {
    let closed = ticket().when(ANA.accepts()).when(DORA.closes().at(30));
    let case = closed.case();
    assert_eq!(case.as_dyn().closed_at(), Some(minute(30)));
    assert!(case.as_dyn().references().people.is_empty());
    let reopened = closed.when(MEI.reopens());
    assert_eq!(reopened.case().as_dyn().closed_at(), None);
    assert_eq!(reopened.ticket().reopenings(), 1);
}
