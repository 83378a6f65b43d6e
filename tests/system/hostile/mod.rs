//! Hostile clients, repeated in every run, small and on the loopback: one who takes from
//! all gets its share, and the others are served meanwhile. What the attacks cost at their
//! full size `cargo load --only attacks` measures.

mod connections;
mod sign_ins;
mod steps;
mod storing;

use crate::fixture::Fixture;
use tests::{client::Client, hostile::Attacker};

fn attacker(fixture: &Fixture) -> Attacker {
    Attacker::of(fixture.world.server.address)
}

/// The attacker's own device: somebody of the organisation.
fn device(fixture: &Fixture) -> Client {
    fixture.client(&fixture.far)
}
