//! Ids that nobody gave, and ids that were given to something else.

use crate::stage::{Stage, altered, forged, no, note, stage, ticket};
use domain::{
    capabilities::{Act, Kind, Refusal},
    directory::Targets,
    ids::{CaseId, CategoryId, CommandId, PersonId, StoreId},
    tickets::{TicketAct, TicketRefusal},
};
use replica::{
    document::Document,
    heads::Hash,
    wire::{Outcome, Pushed},
};
use tests::client::{Client, mint};
use uuid::Uuid;

const REUSED: Outcome = Outcome::Refused(Refusal::IdReused);

fn refused(stage: &Stage, client: &Client, pushed: &Pushed) -> Outcome {
    let mut outcomes = stage.assert_unchanged(|| client.push(vec![pushed.clone()]).unwrap());
    outcomes.remove(0)
}

fn nobody() -> Uuid {
    Uuid::from_u128(0xdead)
}

#[test]
fn a_ticket_for_what_there_is_not_is_refused() {
    let stage = stage();
    let fang = stage.client(&stage.fang);
    let case = CaseId(mint(stage.world.clock.now()));
    let change = |change: &dyn Fn(&mut CategoryId, &mut Targets, &mut StoreId)| {
        let Act::Ticket(mut act) = stage.submission("收银机打不开");
        if let TicketAct::Submit {
            category,
            targets,
            store,
            ..
        } = &mut act
        {
            change(category, targets, store);
        }
        forged(&fang, case, &Document::new(Kind::Ticket), Act::Ticket(act))
    };
    let unknown_category = change(&|category, _, _| *category = CategoryId(nobody()));
    let never_promised = change(&|_, targets, _| targets.response_min = 1);
    let foreign_store = change(&|_, _, store| *store = StoreId(nobody()));
    for (pushed, refusal) in [
        (unknown_category, TicketRefusal::UnknownCategory),
        (never_promised, TicketRefusal::UnknownCategory),
        (foreign_store, TicketRefusal::ForeignStore),
    ] {
        assert_eq!(refused(&stage, &fang, &pushed), no(refusal));
    }
    // One of the department may submit for any store, but not for none.
    let lin = stage.client(&stage.lin);
    let Act::Ticket(mut act) = stage.submission("收银机打不开");
    if let TicketAct::Submit { store, .. } = &mut act {
        *store = StoreId(nobody());
    }
    let pushed = forged(&lin, case, &Document::new(Kind::Ticket), Act::Ticket(act));
    assert_eq!(
        refused(&stage, &lin, &pushed),
        no(TicketRefusal::UnknownStore)
    );
    stage.assert_serves();
}

#[test]
fn a_ticket_cannot_be_given_to_somebody_who_does_not_exist() {
    let stage = stage();
    let mut fang = stage.client(&stage.fang);
    let case = stage.submitted(&mut fang);
    let chen = stage.client(&stage.chen);
    for to in [PersonId(nobody()), stage.fang.id()] {
        let act = Act::Ticket(TicketAct::Assign { to });
        let pushed = forged(&chen, case, &chen.held[&case].document, act);
        let said = refused(&stage, &chen, &pushed);
        assert_eq!(said, no(TicketRefusal::NotAssignable));
    }
}

#[test]
fn an_act_upon_a_turn_or_a_completion_that_there_is_not_is_refused() {
    let stage = stage();
    let mut fang = stage.client(&stage.fang);
    let case = stage.submitted(&mut fang);
    let mut lin = stage.client(&stage.lin);
    stage.accept(&mut lin, case);
    fang.sync().unwrap();
    let nothing = CommandId(nobody());
    let document = &lin.held[&case].document;
    let pushed = forged(&lin, case, document, crate::stage::completion(nothing));
    let said = refused(&stage, &lin, &pushed);
    assert_eq!(said, no(TicketRefusal::Outdated));
    let document = &fang.held[&case].document;
    let pushed = forged(&fang, case, document, crate::stage::rating(nothing, 5));
    let said = refused(&stage, &fang, &pushed);
    assert_eq!(said, no(TicketRefusal::NotCompleted));
}

#[test]
fn an_act_on_a_case_that_does_not_exist_is_refused() {
    let stage = stage();
    let fang = stage.client(&stage.fang);
    let case = CaseId(nobody());
    let pushed = forged(&fang, case, &Document::new(Kind::Ticket), note("有人吗"));
    let said = refused(&stage, &fang, &pushed);
    assert_eq!(said, no(TicketRefusal::NotSubmitted));
}

#[test]
fn an_act_on_a_base_that_nobody_knows_is_refused() {
    let stage = stage();
    let mut fang = stage.client(&stage.fang);
    let case = stage.submitted(&mut fang);
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
        let said = refused(&stage, &fang, &pushed);
        assert_eq!(said, Outcome::Refused(Refusal::UnknownBase));
    }
    stage.assert_serves();
}

#[test]
fn a_repeated_id_with_another_content_is_refused_in_the_same_push() {
    let stage = stage();
    let mut fang = stage.client(&stage.fang);
    let case = stage.submitted(&mut fang);
    stage.act(&mut fang, case, note("先说的"));
    let first = fang.pending().remove(0);
    let second = altered(&first, |command| command.act = note("后说的"));
    let outcomes = fang.push(vec![first, second]).unwrap();
    assert_eq!(outcomes, [Outcome::Adopted, REUSED]);
    fang.sync().unwrap();
    let lin = stage.client(&stage.lin);
    let told = lin.held[&case].history().entries.pop().unwrap();
    assert_eq!(told.act, Some(note("先说的")));
    crate::stage::assert_same(case, &[&fang, &lin]);
}

#[test]
fn a_repeated_id_with_another_content_is_refused_in_a_later_push() {
    let stage = stage();
    let mut fang = stage.client(&stage.fang);
    let case = stage.submitted(&mut fang);
    let other = stage.submitted(&mut fang);
    stage.act(&mut fang, case, note("先说的"));
    let first = fang.pending().remove(0);
    fang.sync().unwrap();
    let changed = altered(&first, |command| command.act = note("后说的"));
    let elsewhere = Pushed {
        case: other,
        base: fang.held[&other].document.heads(),
        ..first.clone()
    };
    let backdated = altered(&first, |command| command.at.0 -= 1);
    let garbage = Pushed {
        command: "garbage".to_owned(),
        ..first.clone()
    };
    for pushed in [changed, elsewhere, backdated, garbage] {
        assert_eq!(refused(&stage, &fang, &pushed), REUSED);
    }
    // The very same is answered as before.
    let said = stage.assert_unchanged(|| fang.push(vec![first.clone(), first]).unwrap());
    assert_eq!(said, [Outcome::Adopted, Outcome::Adopted]);
}

#[test]
fn another_persons_id_cannot_be_used_again() {
    let stage = stage();
    let mut fang = stage.client(&stage.fang);
    let case = stage.submitted(&mut fang);
    let first = fang.held[&case].history().entries[0].id;
    let lin = stage.client(&stage.lin);
    let mut pushed = forged(&lin, case, &lin.held[&case].document, note("冒用"));
    pushed = altered(&pushed, |command| command.id = first);
    assert_eq!(refused(&stage, &lin, &pushed), REUSED);
    let mine = CaseId(mint(stage.world.clock.now()));
    let submission = stage.submission("冒用");
    let pushed = forged(&lin, mine, &Document::new(Kind::Ticket), submission);
    let pushed = altered(&pushed, |command| command.id = first);
    assert_eq!(refused(&stage, &lin, &pushed), REUSED);
    assert_eq!(ticket(&lin, case).unwrap().requester, stage.fang.id());
}

#[test]
fn a_refused_id_stays_refused_and_can_be_said_anew_under_another() {
    let stage = stage();
    let mut fang = stage.client(&stage.fang);
    let case = stage.submitted(&mut fang);
    let pushed = forged(&fang, case, &fang.held[&case].document, note("坏\0的"));
    let unreadable = no(TicketRefusal::TextUnreadable);
    assert_eq!(refused(&stage, &fang, &pushed), unreadable);
    assert_eq!(
        refused(&stage, &fang, &pushed),
        unreadable,
        "the same answer"
    );
    let mended = altered(&pushed, |command| command.act = note("好的"));
    assert_eq!(refused(&stage, &fang, &mended), REUSED);
    stage.act(&mut fang, case, note("好的"));
    fang.sync().unwrap();
    assert!(fang.pending().is_empty());
}
