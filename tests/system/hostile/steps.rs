//! A push that is more than one step: it comes to the same, whatever a step may take.

use crate::fixture::{Fixture, assert_same, fixture_with, note, ticket};
use domain::ids::CaseId;
use replica::{refusal::Refusal, wire::Outcome};
use server::{limits::cores::Effort, settings::Settings};
use std::time::Duration;
use tests::{client::Client, world::unhurried};

fn with(effort: Effort) -> Fixture {
    fixture_with(Settings {
        push_effort: effort,
        ..unhurried()
    })
}

/// One command a step.
const STEP_BY_STEP: Effort = Effort {
    step: Duration::ZERO,
    ..Effort::WHATEVER_IT_TAKES
};

/// Three tickets with three notes each, which the server does not know yet.
fn busy(fixture: &Fixture, fang: &mut Client) -> Vec<CaseId> {
    let cases: Vec<CaseId> = (0..3).map(|_| fixture.submit(fang, "打不开")).collect();
    for text in ["一", "二", "三"] {
        for case in &cases {
            fixture.act(fang, *case, note(text));
        }
    }
    cases
}

fn assert_all_there(fixture: &Fixture, fang: &Client, cases: &[CaseId]) {
    assert!(fang.pending().is_empty());
    let chen = fixture.client(&fixture.chen);
    for case in cases {
        assert!(ticket(fang, *case).is_some());
        assert_eq!(fang.held[case].history().entries.len(), 4);
        assert_same(*case, &[fang, &chen]);
    }
}

#[test]
fn a_push_of_many_steps_is_answered_at_once() {
    for effort in [
        STEP_BY_STEP,
        Effort {
            step_cases: 1,
            ..Effort::WHATEVER_IT_TAKES
        },
        Effort {
            step_bytes: 1,
            ..Effort::WHATEVER_IT_TAKES
        },
    ] {
        let fixture = with(effort);
        let mut fang = fixture.client(&fixture.fang);
        let cases = busy(&fixture, &mut fang);
        let answer = fang.exchange(&fang.request(fang.pending())).unwrap();
        assert!(!answer.more);
        let outcomes: Vec<_> = answer.rulings.iter().map(|it| &it.outcome).collect();
        assert_eq!(outcomes, vec![&Outcome::Adopted; 12]);
        fang.settle(&answer).unwrap();
        assert_all_there(&fixture, &fang, &cases);
    }
}

#[test]
fn a_push_that_takes_too_much_effort_is_answered_in_parts() {
    let fixture = with(Effort {
        push: Duration::ZERO,
        ..STEP_BY_STEP
    });
    let mut fang = fixture.client(&fixture.fang);
    let cases = busy(&fixture, &mut fang);
    for left in (0..12).rev() {
        let answer = fang.exchange(&fang.request(fang.pending())).unwrap();
        assert_eq!(answer.rulings.len(), 1);
        assert_eq!(answer.more, left > 0);
        fang.settle(&answer).unwrap();
        assert_eq!(fang.pending().len(), left);
    }
    assert_all_there(&fixture, &fang, &cases);
}

/// What follows one that is refused finds its base, in whichever step it is.
#[test]
fn what_builds_on_one_of_an_earlier_step_finds_its_base() {
    let fixture = with(STEP_BY_STEP);
    let mut fang = fixture.client(&fixture.fang);
    let mut lin = fixture.client(&fixture.lin);
    let case = fixture.submitted(&mut fang);
    lin.sync().unwrap();
    fixture.accept(&mut lin, case);
    // Too late to be cancelled, as she will hear; and she says something after it.
    let cancel = domain::tickets::TicketAct::Cancel {
        reason: String::new(),
    };
    fixture.act(&mut fang, case, domain::capabilities::Act::Ticket(cancel));
    fixture.act(&mut fang, case, note("不用来了"));
    let mut pushed = fang.pending();
    // The first as its phone did not execute it: the server has a version of its own.
    pushed[0].hash = replica::heads::Hash([7; 32]);
    pushed[1].base = vec![pushed[0].hash];
    let outcomes = fang.push(pushed).unwrap();
    let is_adopted = |it: &Outcome| matches!(it, Outcome::Adopted | Outcome::Replaced);
    assert!(outcomes.iter().all(is_adopted), "{outcomes:?}");
}

#[test]
fn a_command_that_needs_too_much_at_once_is_refused_in_words() {
    let fixture = with(Effort {
        step_bytes: 0,
        command_bytes: 10,
        ..Effort::WHATEVER_IT_TAKES
    });
    let mut fang = fixture.client(&fixture.fang);
    let cases: Vec<CaseId> = (0..2).map(|_| fixture.submitted(&mut fang)).collect();
    fixture.act(&mut fang, cases[0], note("一"));
    fixture.act(&mut fang, cases[0], note("二"));
    let answer = fang.exchange(&fang.request(fang.pending())).unwrap();
    let outcomes: Vec<_> = answer.rulings.iter().map(|it| &it.outcome).collect();
    assert_eq!(outcomes, [&Outcome::Refused(Refusal::TooMuchAtOnce)]);
    assert!(answer.more, "what came after it is asked again");
    fang.settle(&answer).unwrap();
    assert_eq!(fang.pending().len(), 1);
}
