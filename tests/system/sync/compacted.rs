//! Old changes are deleted: every one of them stands in its document.

use crate::fixture::{Fixture, assert_same, fixture, note};
use domain::time::Span;
use replica::wire::{Body, Outcome};
use server::cases::compaction::{KEPT, compact};

/// How many rows went.
fn compacted(fixture: &Fixture) -> u64 {
    let now = fixture.world.clock.now();
    let compacted = compact(&fixture.world.pool, now);
    fixture.world.runtime.block_on(compacted).unwrap()
}

/// An engineer has been away for longer than changes are kept, with something of
/// their own that the server does not have yet.
#[test]
fn one_who_was_away_for_longer_than_changes_are_kept_lacks_nothing() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let quiet = fixture.submitted(&mut fang);
    let mut lin = fixture.client(&fixture.lin);
    fixture.act(&mut lin, case, note("我带了备件"));
    for number in 0..5 {
        fixture.act(&mut fang, case, note(&format!("第 {number} 次催")));
        fang.sync().unwrap();
    }
    assert_eq!(compacted(&fixture), 0, "nothing is old");
    fixture.world.clock.pass(KEPT + Span::minutes(1));
    assert!(compacted(&fixture) > 4);
    assert_eq!(compacted(&fixture), 0, "what is old has gone");

    let answer = lin.sync().unwrap();
    assert_eq!(answer.rulings[0].outcome, Outcome::Adopted);
    assert_eq!(answer.cases.len(), 1, "the other has not changed");
    assert!(matches!(answer.cases[0].body, Body::Whole(_)));
    assert!(lin.pending().is_empty());
    fang.sync().unwrap();
    assert_same(case, &[&fang, &lin, &fixture.client(&fixture.chen)]);
    assert_eq!(lin.held[&case].history().entries.len(), 7);
    assert!(lin.held.contains_key(&quiet));
}

#[test]
fn what_is_not_old_comes_as_changes_still() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    assert_eq!(compacted(&fixture), 0);
    fixture.world.clock.pass(KEPT + Span::minutes(1));
    let mut lin = fixture.client(&fixture.lin);
    for text in ["还在吗", "还在等"] {
        fixture.act(&mut fang, case, note(text));
        fang.sync().unwrap();
    }
    compacted(&fixture);
    let answer = lin.sync().unwrap();
    assert!(matches!(answer.cases[0].body, Body::Changes(_)));
    assert_same(case, &[&fang, &lin]);
}
