//! That the sample is the same every time, could have happened, and shows what it
//! is there to show.

mod equipment;
mod judged;
mod tickets;

use super::Sample;
use domain::time::Timestamp;
use std::sync::LazyLock;

/// Friday 2026-11-20, 15:30 in the stores.
const NOW: Timestamp = Timestamp(1_795_159_800_000);

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| Sample::new(NOW));

#[test]
fn the_same_time_gives_the_same_sample() {
    let again = Sample::new(NOW);
    assert!(again.stories == SAMPLE.stories);
    assert!(again.rounds == SAMPLE.rounds);
    assert!(again.hand_overs == SAMPLE.hand_overs);
    assert_eq!(again.world.records(), SAMPLE.world.records());
    assert!((600..=900).contains(&again.stories.len()));
}
