//! The sample: a lifelike organisation, loaded into an empty database so that a
//! newcomer has something to look at.
//!
//! A retail group with its stores, people, service catalogue and equipment, and six
//! weeks of tickets up to now. The stories are made by a seeded generator (`world` and
//! `stories`, told in the turns of `plot` and `clashes`; `equipment`); each act is executed by
//! its author's virtual phone (`phones`) and pushed through the code behind
//! `POST /v1/sync` (`load`), so that rules, feed, rights and projections are real.
//! Nothing here is a rule, and nobody in it exists.
//!
//! A crate above the server, which a server for real work is built without.

mod accounts;
mod calendar;
mod catalogue;
mod clashes;
mod equipment;
mod load;
mod people;
mod phones;
mod plot;
mod rng;
mod stores;
mod stories;
mod story;
#[cfg(test)]
mod tests;
mod texts;
mod world;

pub use accounts::{PASSWORD, SampleAccount, accounts};
pub use load::{Loaded, load};

use domain::time::Timestamp;
use equipment::Round;
use rng::SampleRng;
use story::Story;
use world::World;

/// Any number; another one makes another sample.
const SEED: u64 = 8_300;

/// The sample as it is drawn: the same for the same time.
struct Sample {
    world: World,
    stories: Vec<Story>,
    rounds: Vec<Round>,
}

impl Sample {
    fn new(now: Timestamp) -> Self {
        let mut rng = SampleRng::new(SEED);
        let world = World::new(&mut rng, now);
        let stories = stories::stories(&world, &mut rng);
        let rounds = equipment::rounds(&world, &mut SampleRng::new(SEED + 1));
        Self {
            world,
            stories,
            rounds,
        }
    }
}
