//! The sample: a lifelike organisation, loaded into an empty database so that a
//! newcomer has something to look at.
//!
//! A retail group with its stores, people, service catalogue and equipment, six weeks of
//! tickets up to now, and a year in which equipment changed hands. All of it is made by a
//! seeded generator: tickets (`stories`, told in the turns of `plot` and `clashes`), what
//! the asset admins do (`equipment`), and what people hand to each other (`hand_overs`,
//! told in the turns of `hand_over`). Each act is executed by its author's virtual phone
//! (`phones`) and pushed through the code behind `POST /v1/sync` (`load`), and what falls
//! due meanwhile is done by the server's own deadlines, so that rules, feed, rights and
//! projections are real. Signatures are pictures whose bytes are uploaded; photos there
//! are none.
//!
//! Nothing here is a rule, and nobody in it exists.
//!
//! A crate above the server, which a server for real work is built without.

mod accounts;
mod calendar;
mod catalogue;
mod clashes;
mod custody;
mod deed;
mod equipment;
mod hand_over;
mod hand_overs;
mod handing;
mod load;
mod people;
mod phones;
mod plot;
mod rng;
mod signatures;
mod stores;
mod stories;
mod story;
#[cfg(test)]
mod tests;
mod texts;
mod timeline;
mod world;

pub use accounts::{PASSWORD, SampleAccount, accounts};
pub use load::{Loaded, load};

use deed::Deed;
use domain::time::Timestamp;
use equipment::Round;
use hand_overs::HandOvers;
use rng::SampleRng;
use story::Story;
use world::World;

/// Any number; another one makes another sample.
const SEED: u64 = 8_300;

/// The sample as it is drawn: the same for the same time.
struct Sample {
    world: World,
    stories: Vec<Story<Deed>>,
    rounds: Vec<Round>,
    hand_overs: HandOvers,
}

impl Sample {
    fn new(now: Timestamp) -> Self {
        let mut rng = SampleRng::new(SEED);
        let world = World::new(&mut rng, now);
        let stories = stories::stories(&world, &mut rng);
        let mut rounds = equipment::rounds(&world, &mut SampleRng::new(SEED + 1));
        let mut rng = SampleRng::new(SEED + 2);
        let hand_overs = hand_overs::hand_overs(&world, &mut rounds, &mut rng);
        Self {
            world,
            stories,
            rounds,
            hand_overs,
        }
    }
}
