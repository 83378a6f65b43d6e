//! One rule, asked in three places: what the buttons offer is what the rule
//! permits, neither less nor more, and what is filled in becomes the act.

use super::{
    acts,
    people::{ANA, BO, DORA, EVERYBODY, IVO, MEI, PRINTER, PROMISE, WEN, ZOE},
    refilled::is_refilled,
    story::{Doing, Story, minute, stars, submission, ticket},
};
use crate::{
    capabilities::{Act, Case, Kind, Refusal, permit},
    case::{Asker, Author},
    directory::{Record, Store},
    ids::{BlobId, CaseId, PersonId, StoreId},
    photos::Picture,
    tickets::{TicketAct, TicketRefusal},
    view::{Form, Input, InputKind, Offer, Values, Viewer},
};

fn offers(story: &Story, case: &Case, who: PersonId) -> Vec<Offer> {
    let id = CaseId(super::people::uuid(1));
    let entries = story.history().entries;
    story.seen_by(who, 60, |viewer| {
        case.as_dyn().page(id, &entries, viewer).offers
    })
}

fn form(story: &Story, case: &Case, who: PersonId, offer: &str) -> Form {
    let is_offered = offers(story, case, who).iter().any(|it| it.name == offer);
    assert!(is_offered, "{offer}");
    story.seen_by(who, 60, |viewer| {
        case.as_dyn().form(offer, viewer).expect("a form")
    })
}

fn submission_form(viewer: &Viewer<'_>) -> Form {
    Kind::Ticket
        .as_dyn()
        .form("submit", viewer)
        .expect("a form")
}

/// Fills a form in as somebody would.
fn fill(inputs: &[Input]) -> Values {
    let value = |input: &Input| match &input.kind {
        InputKind::Choice { choices } | InputKind::Choices { choices } => {
            choices.last().expect("a choice").value.clone()
        }
        InputKind::Stars => "3".to_owned(),
        InputKind::Day => " 2026-03-03 ".to_owned(),
        InputKind::Line | InputKind::Text => " said\r\n".to_owned(),
        InputKind::Labels { .. } => "PRN-1\n PRN-1 \n\nPRN-2\n".to_owned(),
        InputKind::Photos { .. } => format!("{} {}\n", BlobId([1; 32]), BlobId([2; 32])),
        InputKind::Signature { .. } => BlobId([1; 32]).to_string(),
    };
    inputs
        .iter()
        .map(|input| (input.name.clone(), value(input)))
        .collect()
}

#[test]
fn what_is_offered_can_be_filled_in_and_is_permitted_and_nothing_permitted_is_missing() {
    for status in acts::statuses().flatten() {
        let (story, case) = acts::in_status(Some(status));
        let case = case.expect("a ticket");
        for (who, person_name) in EVERYBODY {
            let asker = Asker {
                person: &story.directory.people[&who],
                at: minute(60),
                directory: &story.directory,
            };
            let offers = offers(&story, &case, who);
            for offer in &offers {
                let form = form(&story, &case, who, &offer.name);
                assert_eq!(
                    (&form.offer, form.inputs.is_empty()),
                    (offer, !offer.has_form)
                );
                let values = fill(&form.inputs);
                let built = case.as_dyn().build(&offer.name, &values, asker.author());
                let act = built.expect("readable");
                assert_eq!(
                    permit(Some(&case), &act, &asker),
                    Ok(()),
                    "{person_name}: {act:?}"
                );
                is_refilled(&act, Some(&case), asker.author(), None);
                let Act::Ticket(act) = act else {
                    panic!("{act:?}");
                };
                assert_eq!(acts::name(&act), offer.name);
            }
            let offered: Vec<_> = offers.iter().map(|offer| offer.name.as_str()).collect();
            let by_hand = acts::every(Some(&case)).into_iter();
            for (name, act) in by_hand.filter(|(name, _)| !acts::BY_SYSTEM.contains(name)) {
                let is_permitted = permit(Some(&case), &Act::Ticket(act), &asker).is_ok();
                let is_offered = offered.contains(&name);
                assert_eq!(
                    is_permitted, is_offered,
                    "{name} to {person_name}, {status:?}"
                );
            }
        }
    }
}

#[test]
fn the_submission_form_fills_in_to_what_was_promised() {
    let directory = super::people::directory();
    let story = ticket();
    for (who, _) in EVERYBODY {
        let form = story.seen_by(who, 0, submission_form);
        let openings = story.seen_by(who, 0, |viewer| Kind::Ticket.as_dyn().openings(viewer));
        let asker = Asker {
            person: &directory.people[&who],
            at: minute(0),
            directory: &directory,
        };
        let act = Kind::Ticket
            .as_dyn()
            .build("submit", &fill(&form.inputs), asker.author())
            .expect("readable");
        is_refilled(&act, None, asker.author(), None);
        let answer = permit(None, &act, &asker);
        assert_eq!(answer.is_ok(), who != IVO);
        let offered: Vec<_> = openings.iter().map(|it| it.name.as_str()).collect();
        let expected: &[_] = if who == IVO { &[] } else { &["submit"] };
        assert_eq!(
            offered, expected,
            "nothing is offered that is not permitted"
        );
        let Act::Ticket(TicketAct::Submit {
            category,
            targets,
            description,
            equipment,
            photos,
            ..
        }) = act
        else {
            panic!("{act:?}");
        };
        assert_eq!((category, targets), (PRINTER, PROMISE));
        assert_eq!(description, "said");
        assert_eq!(equipment, ["PRN-1", "PRN-2"]);
        let (whole, thumbnail) = (BlobId([1; 32]), BlobId([2; 32]));
        assert_eq!(photos, [Picture { whole, thumbnail }]);
    }
}

fn choices(form: &Form, input: &str) -> Vec<(String, String)> {
    let input = form
        .inputs
        .iter()
        .find(|it| it.name == input)
        .expect("an input");
    let InputKind::Choice { choices } = &input.kind else {
        panic!("{:?}", input.kind);
    };
    let pairs = choices
        .iter()
        .map(|it| (it.heading.clone(), it.label.clone()));
    pairs.collect()
}

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec()
}

#[test]
fn a_colleague_gives_it_to_the_team_in_charge_and_the_desk_to_anybody() {
    let story = ticket().when(ANA.accepts());
    let reassign = |who| form(&story, &story.case(), who, "reassign");
    assert_eq!(
        choices(&reassign(ANA), "to"),
        pairs([("", "Bo"), ("", "Cai")])
    );
    let (near, far) = ("The team in charge", "Other teams");
    assert_eq!(
        choices(&reassign(DORA), "to"),
        pairs([(near, "Bo"), (near, "Cai"), (far, "Wen")])
    );
    let gives_to_wen = |who: PersonId| {
        let asker = Asker {
            person: &story.directory.people[&who],
            at: minute(60),
            directory: &story.directory,
        };
        let act = TicketAct::Reassign {
            assignment: super::story::assignment(&story.ticket()),
            to: WEN,
            reason: "is near".to_owned(),
        };
        permit(Some(&story.case()), &act.into(), &asker)
    };
    let not_assignable = Refusal::Ticket(TicketRefusal::NotAssignable);
    assert_eq!(
        gives_to_wen(ANA),
        Err(not_assignable),
        "form and rule agree"
    );
    assert_eq!(gives_to_wen(DORA), Ok(()));
}

#[test]
fn requesters_ask_for_their_store_and_the_department_for_any_near_ones_first() {
    let story = ticket();
    let stores = |who| {
        let form = story.seen_by(who, 0, submission_form);
        assert_eq!(
            form.inputs[0].value,
            story.directory.people[&who].store.to_string()
        );
        choices(&form, "store")
    };
    assert_eq!(stores(MEI), pairs([("", "The Bund")]));
    assert_eq!(stores(ZOE), pairs([("", "Harbour")]));
    assert_eq!(
        stores(WEN),
        pairs([("My stores", "Harbour"), ("Other stores", "The Bund")])
    );
    assert_eq!(
        stores(ANA),
        pairs([("My stores", "Harbour"), ("My stores", "The Bund")])
    );
}

#[test]
fn a_page_does_not_grow_with_the_organisation() {
    let mut story = ticket();
    for number in 0..2_000 {
        let id = StoreId(super::people::uuid(5_000 + number));
        let team = super::people::EAST;
        let name = format!("A{number:04}");
        story.directory.put(Record::Store(Store {
            id,
            name,
            team,
            former: Vec::new(),
        }));
    }
    let form = story.seen_by(DORA, 0, submission_form);
    let shown = choices(&form, "store");
    assert_eq!(shown.len(), crate::form::CHOICES_MAX);
    assert_eq!(shown[0].1, "Harbour", "the own store, whatever its name");
}

#[test]
fn a_rating_form_shows_what_was_given_before() {
    let story = ticket()
        .when(ANA.accepts())
        .when(ANA.completes("new roller"))
        .when(MEI.rates(2));
    let rate = form(&story, &story.case(), MEI, "rate");
    let values: Vec<_> = rate
        .inputs
        .iter()
        .map(|input| input.value.as_str())
        .collect();
    assert_eq!(values, ["2", "5", "4", "3", "thanks"]);
    let required: Vec<_> = rate.inputs.iter().map(|input| input.required).collect();
    assert_eq!(required, [true, true, true, true, false]);
}

#[test]
fn what_cannot_be_read_is_refused_not_guessed() {
    let story = ticket()
        .when(ANA.accepts())
        .when(ANA.completes("new roller"));
    let build = |offer: &str, values: &[(&str, &str)]| {
        let values = values
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let author = Author {
            person: &story.directory.people[&MEI],
            directory: &story.directory,
            now: minute(60),
            time_zone: &crate::time::UTC,
        };
        let case = story.case();
        case.as_dyn().build(offer, &values.collect(), author)
    };
    let not_filled_in = Err(Refusal::Ticket(TicketRefusal::NotFilledIn));
    assert_eq!(build("explode", &[]), not_filled_in);
    assert_eq!(build("submit", &[]), not_filled_in, "it exists already");
    assert_eq!(build("rate", &[("overall", "300")]), not_filled_in);
    assert_eq!(build("rate", &[("overall", "-1")]), not_filled_in);
    assert_eq!(build("assign", &[("to", "Bo")]), not_filled_in);
    assert_eq!(build("note", &[("photos", "cat.jpg")]), not_filled_in);
    let not_in_hand = Err(Refusal::Ticket(TicketRefusal::NotInHand));
    assert_eq!(build("resume", &[]), not_in_hand);
}

#[test]
fn a_refused_act_done_again_is_meant_for_the_ticket_as_it_stands() {
    let before = ticket().when(ANA.accepts());
    let after = before
        .clone()
        .when(ANA.reassigns_to(BO))
        .when(BO.completes("roller"));
    let reopened = after.clone().when(MEI.reopens());
    let anew = |story: &Story, act: TicketAct| match story.case().as_dyn().anew(&Act::Ticket(act)) {
        Act::Ticket(act) => act,
        other => panic!("{other:?}"),
    };
    let old = super::story::assignment(&before.ticket());
    let now = reopened.ticket().assignment().expect("in hand");
    let resume = TicketAct::Resume { assignment: old };
    assert_eq!(
        anew(&reopened, resume.clone()),
        TicketAct::Resume { assignment: now }
    );
    assert_eq!(anew(&after, resume.clone()), resume, "nobody has it");
    let first = after.ticket().completion().expect("completed").id;
    let again = reopened.when(BO.completes("printer"));
    let rate = TicketAct::Rate {
        completion: first,
        rating: stars(1),
    };
    assert_eq!(
        anew(&again, rate.clone()),
        rate,
        "a rating stays where it belongs"
    );
    let lost = TicketAct::Rate {
        completion: old,
        rating: stars(1),
    };
    let second = again.ticket().completion().expect("completed").id;
    assert_eq!(
        anew(&again, lost),
        TicketAct::Rate {
            completion: second,
            rating: stars(1)
        }
    );
    let reopen = TicketAct::Reopen {
        ending: first,
        reason: "no".to_owned(),
    };
    let renewed = TicketAct::Reopen {
        ending: second,
        reason: "no".to_owned(),
    };
    assert_eq!(anew(&again, reopen), renewed);
    assert_eq!(anew(&again, submission()), submission());
}
