//! Reading rights against those who try: nobody gets or learns anything of a case
//! that is not theirs, whatever they push, ask for, or claim to have read.

use crate::fixture::{Fixture, fixture, forged, note, status};
use domain::{
    capabilities::{self, Act, Kind},
    case::Scope,
    directory::{Person, Role},
    ids::{CaseId, CommandId},
    tickets::{Status, TicketAct},
};
use replica::{
    document::Document,
    refusal::Refusal,
    wire::{Answer, Outcome, Pushed, Request},
};
use serde::Serialize;
use std::collections::BTreeMap;
use tests::client::{Client, mint};
use uuid::Uuid;

const NOT_YOURS: Outcome = Outcome::Refused(Refusal::Rule(capabilities::Refusal::NotYours));

/// A case that does not exist.
fn nowhere() -> CaseId {
    CaseId(Uuid::from_u128(0xdead))
}

/// What somebody gets who pushes one command.
fn pushed(client: &Client, pushed: Pushed) -> Answer {
    client.exchange(&client.request(vec![pushed])).unwrap()
}

/// That an answer delivers nothing of any case.
fn assert_nothing(answer: &Answer) {
    assert!(answer.cases.is_empty(), "{:?}", answer.cases);
}

#[test]
fn an_opening_act_on_a_strangers_case_gives_no_right_to_read_it() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let mut far = fixture.client(&fixture.far);
    let beginning = Document::new(Kind::Ticket);
    fixture.assert_unchanged(|| {
        let submission = fixture.submission("我的");
        let answer = pushed(&far, forged(&far, case, &beginning, submission.clone()));
        assert_eq!(answer.rulings[0].outcome, NOT_YOURS);
        assert_nothing(&answer);
        // Nor by way of a case of one's own, in the same push.
        let mine = CaseId(mint(fixture.world.clock.now()));
        let mut own = forged(&far, mine, &beginning, submission);
        own.case = case;
        assert_eq!(pushed(&far, own).rulings[0].outcome, NOT_YOURS);
    });
    // Any other act there is answered as if there were no such case.
    let at = |case| pushed(&far, forged(&far, case, &beginning, note("我也要")));
    let (here, elsewhere) = (at(case), at(nowhere()));
    assert_eq!(here.rulings[0].outcome, elsewhere.rulings[0].outcome);
    assert_ne!(here.rulings[0].outcome, Outcome::Adopted);
    assert_nothing(&here);
    far.sync().unwrap();
    assert_eq!(status(&far, case), None);
    // Of the requester's own there is one, and it stays as it was.
    let again = forged(&fang, case, &beginning, fixture.submission("再来一次"));
    pushed(&fang, again);
    fang.sync().unwrap();
    assert_eq!(status(&fang, case), Some(Status::Pool));
}

/// Somebody has got hold of a case's very document, and acts on it.
#[test]
fn knowing_a_case_is_no_right_to_act_on_it() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let far = fixture.client(&fixture.far);
    let document = &fang.held[&case].document;
    let nothing = CommandId(nowhere().0);
    let acts = [
        note("我看到了"),
        Act::Ticket(TicketAct::Accept),
        Act::Ticket(TicketAct::Cancel {
            reason: String::new(),
        }),
        crate::fixture::completion(nothing),
        crate::fixture::rating(nothing, 1),
    ];
    fixture.assert_unchanged(|| {
        for act in acts {
            let answer = pushed(&far, forged(&far, case, document, act));
            assert_eq!(answer.rulings[0].outcome, NOT_YOURS);
            assert_nothing(&answer);
        }
    });
}

#[test]
fn a_case_that_is_not_ones_own_is_answered_like_one_that_does_not_exist() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let foreign = fixture.submitted(&mut fang);
    let far = fixture.client(&fixture.far);
    let guess = |case| {
        let mut pushed = forged(&far, case, &Document::new(Kind::Ticket), note("?"));
        pushed.base = vec![replica::heads::Hash([7; 32])];
        pushed
    };
    let told = |case| {
        let asked = Request {
            refetch: vec![case],
            ..far.request(vec![guess(case)])
        };
        let answer = far.exchange(&asked).unwrap();
        assert_nothing(&answer);
        assert_eq!(answer.forget, [case]);
        answer.rulings[0].outcome.clone()
    };
    assert_eq!(told(foreign), told(nowhere()));
}

#[test]
fn what_is_asked_for_and_not_ones_own_is_to_be_forgotten() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let cases: Vec<CaseId> = (0..3).map(|_| fixture.submitted(&mut fang)).collect();
    let far = fixture.client(&fixture.far);
    let asked = Request {
        refetch: [&cases[..], &[nowhere(), nowhere()]].concat(),
        ..far.request(Vec::new())
    };
    let answer = far.exchange(&asked).unwrap();
    assert_nothing(&answer);
    assert_eq!(answer.forget.len(), 4);
    assert!(answer.records.is_empty(), "nor anybody's name");
    let own = fang.exchange(&asked).unwrap();
    let got = own
        .cases
        .iter()
        .filter(|got| matches!(got.body, replica::wire::Body::Whole(_)));
    assert_eq!((got.count(), own.forget), (3, vec![nowhere()]));
}

#[test]
fn a_case_that_is_pushed_to_and_asked_for_comes_once() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    fixture.act(&mut fang, case, note("两次"));
    let asked = Request {
        refetch: vec![case, case],
        ..fang.request(fang.pending())
    };
    let answer = fang.exchange(&asked).unwrap();
    assert_eq!(answer.cases.len(), 1);
    fang.settle(&answer).unwrap();
    assert_eq!(fang.held[&case].history().entries.len(), 2);
}

/// A cursor as the server writes it: the directory's position, by scope up to where it
/// is complete and where it was read, what is to be forgotten, the trace by which the
/// history is known again, what was adopted beyond it, and how far it is told what its
/// person has read elsewhere.
type Cursor = (
    (i64, (i64, Option<Uuid>)),
    BTreeMap<Uuid, (i64, (i64, Option<Uuid>))>,
    Option<(BTreeMap<Uuid, i64>, Uuid)>,
    Option<Trace>,
    Option<(i64, i64)>,
    Option<(i64, Option<Uuid>)>,
);
type Trace = (i64, i64, i64, i64);

/// The trace that the server has given a device: without it a cursor would be taken for
/// one of another history.
fn trace(client: &Client) -> Trace {
    let cursor = client.request(Vec::new()).cursor;
    let cursor: Cursor = rmp_serde::from_slice(&cursor).unwrap();
    cursor.3.unwrap()
}

/// A cursor that has come to this position of the directory and of all these scopes.
fn cursor(position: i64, scopes: impl Iterator<Item = Uuid>, trace: Trace) -> Vec<u8> {
    let progress = (position, (position, None));
    let scopes: Vec<Uuid> = scopes.collect();
    let left = scopes.iter().map(|key| (*key, position)).collect();
    let cursor: Cursor = (
        (position, (position, None)),
        scopes.iter().map(|key| (*key, progress)).collect(),
        Some((left, Uuid::nil())),
        Some(trace),
        None,
        Some((position, None)),
    );
    packed(&cursor)
}

fn packed(value: &impl Serialize) -> Vec<u8> {
    rmp_serde::to_vec(value).unwrap()
}

/// The position after the last one drawn.
fn feed_end(fixture: &Fixture) -> i64 {
    let drawn = sqlx::query_scalar::<_, i64>("select last_value + 1 from feed_positions");
    let drawn = drawn.fetch_one(&fixture.world.pool);
    fixture.world.runtime.block_on(drawn).unwrap()
}

/// What a device is answered that shows this cursor.
fn with_cursor(client: &Client, cursor: &[u8]) -> Answer {
    let request = Request {
        cursor: cursor.to_vec().into(),
        ..client.request(Vec::new())
    };
    client.exchange(&request).unwrap()
}

#[test]
fn a_forged_cursor_opens_nothing_and_tells_nothing() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let far = fixture.client(&fixture.far);
    let scopes = [
        Scope::Desk,
        Scope::AssetAdmins,
        Scope::AssetExceptions,
        Scope::Person(fixture.fang.id()),
        Scope::Person(fixture.far.id()),
        Scope::Pool(fixture.lin.person.team.unwrap()),
        Scope::Pool(fixture.far.person.team.unwrap()),
        Scope::Store(fixture.store),
    ];
    let trace = trace(&far);
    let small = |position| cursor(position, scopes.iter().map(Scope::key), trace);
    let cursors = [
        small(0),
        small(1),
        small(i64::MAX),
        small(i64::MIN),
        packed(&(
            0,
            BTreeMap::from([(Uuid::nil(), (i64::MAX, (i64::MIN, case.0)))]),
        )),
        packed(&(
            0,
            BTreeMap::from([("desk' or '1'='1", (1, (1, Uuid::nil())))]),
        )),
        packed(&("0", ())),
        packed(&()),
        b"garbage".to_vec(),
    ];
    fixture.assert_unchanged(|| {
        for cursor in &cursors {
            let answer = with_cursor(&far, cursor);
            assert_nothing(&answer);
            assert_eq!(answer.forget, [], "{cursor:?}");
        }
    });
    // What would make the cursors above mean nothing shows here.
    let second = fixture.client(&fixture.fang);
    assert_eq!(with_cursor(&second, &small(0)).cases.len(), 1);
    assert_nothing(&with_cursor(&second, &small(feed_end(&fixture))));
    // To its owner the worst of them costs nothing that another sync does not mend.
    let answer = with_cursor(&fang, &small(i64::MAX));
    fang.settle(&answer).unwrap();
    fang.sync().unwrap();
    assert_eq!(status(&fang, case), Some(Status::Pool));
    fixture.assert_serves();
}

#[test]
fn a_cursor_of_a_thousand_scopes_is_only_a_cursor() {
    let fixture = fixture();
    let far = fixture.client(&fixture.far);
    for (scopes, is_read) in [(100, true), (5_000, false)] {
        let forged = cursor(1, (0..scopes).map(Uuid::from_u128), trace(&far));
        assert_eq!(forged.len() < 16 << 10, is_read);
        let answer = with_cursor(&far, &forged);
        assert_nothing(&answer);
        assert!(answer.cursor.len() < 1_000, "they fall away");
    }
}

/// While an engineer was offline a ticket left the pool and then the engineer
/// left the team: the phone still has it, and must not.
#[test]
fn who_leaves_a_team_forgets_also_what_had_left_its_pool_before() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let taken = fixture.submitted(&mut fang);
    let waiting = fixture.submitted(&mut fang);
    let mut lin = fixture.client(&fixture.lin);
    assert_eq!(lin.held.len(), 2);
    let colleague = fixture
        .world
        .someone("周强", fixture.store, &[Role::Engineer], Some(1))
        .unwrap();
    let mut colleague = fixture.client(&colleague);
    fixture.accept(&mut colleague, taken);
    let elsewhere = Person {
        team: fixture.far.person.team,
        ..fixture.lin.person.clone()
    };
    fixture.world.put(&elsewhere).unwrap();
    let answer = lin.sync().unwrap();
    let mut forgotten = answer.forget.clone();
    forgotten.sort_unstable();
    let mut both = vec![taken, waiting];
    both.sort_unstable();
    assert_eq!(forgotten, both);
    assert!(lin.held.is_empty());
}

#[test]
fn one_who_was_once_of_the_desk_gets_nothing_by_an_old_cursor() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    fixture.submitted(&mut fang);
    let mut chen = fixture.client(&fixture.chen);
    assert_eq!(chen.held.len(), 1);
    let old = chen.request(Vec::new());
    let former = Person {
        roles: [].into(),
        ..fixture.chen.person.clone()
    };
    fixture.world.put(&former).unwrap();
    let told = chen.sync().unwrap();
    assert_eq!(told.forget.len(), 1);
    assert!(chen.held.is_empty());
    fixture.submitted(&mut fang);
    assert_nothing(&chen.exchange(&old).unwrap());
}

/// An engineer was told to forget a ticket, and acts on what they saw before that.
#[test]
fn what_has_no_effect_and_what_is_merely_noted_opens_nothing_that_follows() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let mut lin = fixture.client(&fixture.lin);
    let pool = lin.held[&case].document.clone();
    let colleague = fixture
        .world
        .someone("周强", fixture.store, &[Role::Engineer], Some(1))
        .unwrap();
    let mut colleague = fixture.client(&colleague);
    fixture.accept(&mut colleague, case);
    assert_eq!(lin.sync().unwrap().forget, [case]);

    let acts = [note("我看到过"), Act::Ticket(TicketAct::Accept)];
    for act in acts {
        let command = forged(&lin, case, &pool, act);
        // The same again, as after a lost answer.
        for _ in 0..2 {
            let answer = pushed(&lin, command.clone());
            assert_eq!(answer.rulings[0].outcome, Outcome::Replaced);
            assert_nothing(&answer);
            assert_eq!(answer.forget, [case]);
        }
    }
    fixture.act(&mut colleague, case, note("门禁密码在抽屉里"));
    colleague.sync().unwrap();
    let asked = Request {
        refetch: vec![case],
        ..lin.request(Vec::new())
    };
    assert_nothing(&lin.exchange(&asked).unwrap());
    assert_nothing(&lin.sync().unwrap());
    assert_nothing(&fixture.client(&fixture.lin).sync().unwrap());
    assert_eq!(colleague.held[&case].history().entries.len(), 5);
}

/// What an honest latecomer is told although the case does not come any more.
#[test]
fn whose_act_came_too_late_is_told_so_without_the_case() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let mut lin = fixture.client(&fixture.lin);
    fixture.act(&mut lin, case, Act::Ticket(TicketAct::Accept));
    let colleague = fixture
        .world
        .someone("周强", fixture.store, &[Role::Engineer], Some(1))
        .unwrap();
    let mut at_hand = fixture.client(&colleague);
    fixture.accept(&mut at_hand, case);
    let request = lin.request(lin.pending());
    for _ in 0..2 {
        let answer = lin.exchange(&request).unwrap();
        let told = answer.rulings[0].told.as_ref().expect("words");
        assert_eq!(told.message.people().collect::<Vec<_>>(), [colleague.id()]);
        assert_nothing(&answer);
    }
}

/// A fixture with somebody whose right was lost while they were offline.
fn lost() -> (Fixture, Client, CaseId) {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let lin = fixture.client(&fixture.lin);
    let elsewhere = Person {
        team: fixture.far.person.team,
        ..fixture.lin.person.clone()
    };
    fixture.world.put(&elsewhere).unwrap();
    (fixture, lin, case)
}

#[test]
fn what_was_done_offline_after_the_right_was_lost_is_refused_and_gives_it_not_back() {
    let (fixture, mut lin, case) = lost();
    fixture.act(&mut lin, case, Act::Ticket(TicketAct::Accept));
    let answer = fixture.assert_unchanged(|| {
        let request = lin.request(lin.pending());
        lin.exchange(&request).unwrap()
    });
    assert_eq!(answer.rulings[0].outcome, NOT_YOURS);
    assert_nothing(&answer);
    assert_eq!(answer.forget, [case]);
}
