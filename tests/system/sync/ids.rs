//! Ids that nobody gave, and ids that were given to something else.

use crate::fixture::{Fixture, altered, fixture, fixture_with, forged, no, note, ticket};
use domain::{
    capabilities::{Act, Kind},
    directory::Targets,
    ids::{CaseId, CategoryId, CommandId, PersonId, StoreId},
    tickets::{TicketAct, TicketRefusal},
};
use replica::{
    document::Document,
    heads::Hash,
    refusal::Refusal,
    wire::{Outcome, Pushed},
};
use server::{limits::cores::Effort, settings::Settings};
use tests::{
    client::{Client, mint},
    world::unhurried,
};
use uuid::Uuid;

const REUSED: Outcome = Outcome::Refused(Refusal::IdReused);

fn refused(fixture: &Fixture, client: &Client, pushed: &Pushed) -> Outcome {
    let mut outcomes = fixture.assert_unchanged(|| client.push(vec![pushed.clone()]).unwrap());
    outcomes.remove(0)
}

fn nobody() -> Uuid {
    Uuid::from_u128(0xdead)
}

/// Whatever fits into a step, a command is judged only where its case is open.
#[test]
fn one_id_in_a_new_case_and_in_one_that_waits_for_the_next_step_opens_nothing_twice() {
    let fixture = fixture_with(Settings {
        push_effort: Effort {
            step_cases: 1,
            ..Effort::WHATEVER_IT_TAKES
        },
        ..unhurried()
    });
    let mut fang = fixture.client(&fixture.fang);
    let known = fixture.submitted(&mut fang);
    let case = CaseId(mint(fixture.world.clock.now()));
    let act = fixture.submission("收银机打不开");
    let new = forged(&fang, case, &Document::new(Kind::Ticket), act);
    let again = Pushed {
        case: known,
        ..new.clone()
    };
    let outcomes = fang.push(vec![new, again]).unwrap();
    assert_eq!(outcomes, [Outcome::Replaced]);
    fang.sync().unwrap();
    assert_eq!(fang.held[&known].history().entries.len(), 1);
}

#[test]
fn a_ticket_for_what_there_is_not_is_refused() {
    let fixture = fixture();
    let fang = fixture.client(&fixture.fang);
    let case = CaseId(mint(fixture.world.clock.now()));
    let change = |change: &dyn Fn(&mut CategoryId, &mut Targets, &mut StoreId)| {
        let mut act = fixture.submission("收银机打不开");
        if let Act::Ticket(TicketAct::Submit {
            category,
            targets,
            store,
            ..
        }) = &mut act
        {
            change(category, targets, store);
        }
        forged(&fang, case, &Document::new(Kind::Ticket), act)
    };
    let unknown_category = change(&|category, _, _| *category = CategoryId(nobody()));
    let never_promised = change(&|_, targets, _| targets.response_min = 1);
    let foreign_store = change(&|_, _, store| *store = StoreId(nobody()));
    for (pushed, refusal) in [
        (unknown_category, TicketRefusal::UnknownCategory),
        (never_promised, TicketRefusal::UnknownCategory),
        (foreign_store, TicketRefusal::ForeignStore),
    ] {
        assert_eq!(refused(&fixture, &fang, &pushed), no(refusal));
    }
    // One of the department may submit for any store, but not for none.
    let lin = fixture.client(&fixture.lin);
    let mut act = fixture.submission("收银机打不开");
    if let Act::Ticket(TicketAct::Submit { store, .. }) = &mut act {
        *store = StoreId(nobody());
    }
    let pushed = forged(&lin, case, &Document::new(Kind::Ticket), act);
    assert_eq!(
        refused(&fixture, &lin, &pushed),
        no(TicketRefusal::UnknownStore)
    );
    fixture.assert_serves();
}

#[test]
fn a_ticket_cannot_be_given_to_somebody_who_does_not_exist() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let chen = fixture.client(&fixture.chen);
    for to in [PersonId(nobody()), fixture.fang.id()] {
        let act = Act::Ticket(TicketAct::Assign { to });
        let pushed = forged(&chen, case, &chen.held[&case].document, act);
        let said = refused(&fixture, &chen, &pushed);
        assert_eq!(said, no(TicketRefusal::NotAssignable));
    }
}

#[test]
fn an_act_upon_a_turn_or_a_completion_that_there_is_not_is_refused() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let mut lin = fixture.client(&fixture.lin);
    fixture.accept(&mut lin, case);
    fang.sync().unwrap();
    let nothing = CommandId(nobody());
    let document = &lin.held[&case].document;
    let pushed = forged(&lin, case, document, crate::fixture::completion(nothing));
    let said = refused(&fixture, &lin, &pushed);
    assert_eq!(said, no(TicketRefusal::Outdated));
    let document = &fang.held[&case].document;
    let pushed = forged(&fang, case, document, crate::fixture::rating(nothing, 5));
    let said = refused(&fixture, &fang, &pushed);
    assert_eq!(said, no(TicketRefusal::NotCompleted));
}

#[test]
fn an_act_on_a_case_that_does_not_exist_is_refused() {
    let fixture = fixture();
    let fang = fixture.client(&fixture.fang);
    let case = CaseId(nobody());
    let pushed = forged(&fang, case, &Document::new(Kind::Ticket), note("有人吗"));
    let said = refused(&fixture, &fang, &pushed);
    assert_eq!(said, no(TicketRefusal::NotSubmitted));
}

#[test]
fn an_act_on_a_base_that_nobody_knows_is_refused() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let document = &fang.held[&case].document;
    let known = document.heads();
    let bases = [
        vec![],
        vec![Hash([7; 32])],
        [&known[..], &[Hash([7; 32])]].concat(),
        vec![Hash([7; 32]); 64],
    ];
    for base in bases {
        let pushed = Pushed {
            base,
            ..forged(&fang, case, document, note("在哪"))
        };
        let said = refused(&fixture, &fang, &pushed);
        assert_eq!(said, Outcome::Refused(Refusal::UnknownBase));
    }
    fixture.assert_serves();
}

#[test]
fn a_repeated_id_with_another_content_is_refused_in_the_same_push() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    fixture.act(&mut fang, case, note("先说的"));
    let first = fang.pending().remove(0);
    let second = altered(&first, |command| command.act = note("后说的"));
    let outcomes = fang.push(vec![first, second]).unwrap();
    assert_eq!(outcomes, [Outcome::Adopted, REUSED]);
    fang.sync().unwrap();
    let lin = fixture.client(&fixture.lin);
    let told = lin.held[&case].history().entries.pop().unwrap();
    assert_eq!(told.act, Some(note("先说的")));
    crate::fixture::assert_same(case, &[&fang, &lin]);
}

#[test]
fn a_repeated_id_with_another_content_is_refused_in_a_later_push() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    fixture.act(&mut fang, case, note("先说的"));
    let first = fang.pending().remove(0);
    fang.sync().unwrap();
    let changed = altered(&first, |command| command.act = note("后说的"));
    let garbage = Pushed {
        command: "garbage".to_owned(),
        ..first.clone()
    };
    for pushed in [changed, garbage] {
        assert_eq!(refused(&fixture, &fang, &pushed), REUSED);
    }
    // The very same is answered as before; so is what differs in its time alone,
    // which the server may have brought inside its bounds.
    let backdated = altered(&first, |command| command.at.0 -= 1);
    let same = vec![first.clone(), first, backdated];
    let said = fixture.assert_unchanged(|| fang.push(same).unwrap());
    assert_eq!(said, [const { Outcome::Adopted }; 3]);
}

/// What was adopted is found in its case's document, and so an id is one
/// command's within its case. Honest ids are random: the same in two cases is
/// somebody's own doing, and does no harm.
#[test]
fn an_id_of_one_case_is_another_commands_in_another_case() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let other = fixture.submitted(&mut fang);
    fixture.act(&mut fang, case, note("两边都说"));
    let first = fang.pending().remove(0);
    fang.sync().unwrap();
    let elsewhere = Pushed {
        case: other,
        base: fang.held[&other].document.heads(),
        ..first
    };
    let said = fang.push(vec![elsewhere.clone()]).unwrap();
    assert_eq!(said, [Outcome::Replaced]);
    let said = fixture.assert_unchanged(|| fang.push(vec![elsewhere]).unwrap());
    assert_eq!(said, [Outcome::Replaced], "the same answer");
    fang.sync().unwrap();
    for case in [case, other] {
        assert_eq!(fang.held[&case].history().entries.len(), 2);
    }
}

#[test]
fn another_persons_id_cannot_be_used_again() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let first = fang.held[&case].history().entries[0].id;
    let lin = fixture.client(&fixture.lin);
    let mut pushed = forged(&lin, case, &lin.held[&case].document, note("冒用"));
    pushed = altered(&pushed, |command| command.id = first);
    assert_eq!(refused(&fixture, &lin, &pushed), REUSED);
    assert_eq!(ticket(&lin, case).unwrap().requester, fixture.fang.id());
}

#[test]
fn a_refused_id_stays_refused_and_can_be_said_anew_under_another() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let pushed = forged(&fang, case, &fang.held[&case].document, note("坏\0的"));
    let unreadable = no(TicketRefusal::TextUnreadable);
    assert_eq!(refused(&fixture, &fang, &pushed), unreadable);
    assert_eq!(
        refused(&fixture, &fang, &pushed),
        unreadable,
        "the same answer"
    );
    let mended = altered(&pushed, |command| command.act = note("好的"));
    assert_eq!(refused(&fixture, &fang, &mended), REUSED);
    fixture.act(&mut fang, case, note("好的"));
    fang.sync().unwrap();
    assert!(fang.pending().is_empty());
}
