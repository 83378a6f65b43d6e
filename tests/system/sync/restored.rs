//! Another history is known as such, whatever its positions are called.

use crate::fixture::{fixture, note};
use replica::wire::Outcome;

#[test]
fn the_same_history_is_the_same_however_much_of_it_there_is() {
    let fixture = fixture();
    let (mut fang, mut lin) = (fixture.client(&fixture.fang), fixture.client(&fixture.lin));
    let before = lin.request(Vec::new());
    // More than lies between two checkpoints, several times.
    for _ in 0..200 {
        fixture.submitted(&mut fang);
    }
    let answer = lin.exchange(&before).unwrap();
    assert!(!answer.is_anew);
    assert_eq!(answer.cases.len(), 200);
    lin.sync().unwrap();
    assert!(!lin.sync().unwrap().is_anew);
    let checkpoints = fixture.world.rows(&["feed_checkpoints"]).unwrap();
    let checkpoints = checkpoints["feed_checkpoints"].len();
    assert!((3..=7).contains(&checkpoints), "{checkpoints}");
}

#[test]
fn in_another_history_everything_is_told_anew_and_nothing_pushed_is_looked_at() {
    let fixture = fixture();
    let (mut fang, mut lin) = (fixture.client(&fixture.fang), fixture.client(&fixture.lin));
    let case = fixture.submitted(&mut fang);
    lin.sync().unwrap();
    let backup = fixture.world.back_up().unwrap();
    fixture.submitted(&mut fang);
    lin.sync().unwrap();
    let lost = lin.request(Vec::new());
    fixture.world.restore(&backup).unwrap();
    // As many as before, so that the positions are the same.
    let mut again = fixture.client(&fixture.fang);
    fixture.submitted(&mut again);

    fixture.act(&mut lin, case, note("到了"));
    let answer = lin.exchange(&lin.request(lin.pending())).unwrap();
    assert!(answer.is_anew && answer.rulings.is_empty());
    assert_eq!(answer.cases.len(), 2);
    // The cursor that it gets is of this history.
    let mut known = lin.request(lin.pending());
    known.cursor = answer.cursor;
    let answer = lin.exchange(&known).unwrap();
    assert!(!answer.is_anew);
    let outcomes = answer.rulings.into_iter().map(|ruled| ruled.outcome);
    assert!(outcomes.eq([Outcome::Adopted]));
    assert!(lin.exchange(&lost).unwrap().is_anew);
}

#[test]
fn a_trace_that_nothing_has_left_is_of_another_history_and_costs_little() {
    let fixture = fixture();
    let asked = "select is_feed_traced(1, 0, 0, 1),
        is_feed_traced(9223372036854775807, 0, 0, 1),
        is_feed_traced(-1, 0, 0, 9223372036854775807)";
    let answered = sqlx::query_as(asked).fetch_one(&fixture.world.pool);
    let answered: (bool, bool, bool) = fixture.world.runtime.block_on(answered).unwrap();
    assert_eq!(answered, (false, false, false));
}

/// A replica may have all that a phone was told of, and not what the phone brought last.
#[test]
fn a_history_that_lacks_what_was_adopted_last_is_another_one() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    fixture.submitted(&mut fang);
    let world = &fixture.world;
    let sql = |sql: &'static str| {
        let done = sqlx::query(sql).execute(&world.pool);
        world.runtime.block_on(done).unwrap();
    };
    // Another transaction has drawn a position before, and goes on.
    let mut running = world.runtime.block_on(world.pool.begin()).unwrap();
    let drawn = sqlx::query("select feed_position()").execute(&mut *running);
    world.runtime.block_on(drawn).unwrap();
    fixture.submitted(&mut fang);
    assert!(!fang.exchange(&fang.request(Vec::new())).unwrap().is_anew);
    sql("delete from feed_nonces where position = (select max(position) from feed_nonces)");
    assert!(fang.exchange(&fang.request(Vec::new())).unwrap().is_anew);
    world.runtime.block_on(running.commit()).unwrap();
}
