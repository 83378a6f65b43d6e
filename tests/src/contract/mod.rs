//! The world of the contract's scenarios (`tests/contract`): the people who play
//! in every one of them, a wire of its own for everybody's phone, and what a
//! scenario may have happen besides what people do.
//!
//! What a phone is, is not known here: it is anything that speaks HTTP over its
//! wire.

mod wire;

use crate::world::{PASSWORD, Someone, World};
use anyhow::Result;
use domain::time::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wire::Wire;

/// Somebody in a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Asks for help in a store.
    Fang,
    /// An engineer of the team that serves it.
    Lin,
    /// Another engineer of that team.
    Su,
    Chen,
    /// Keeps the equipment's records.
    Tang,
}

/// Something that happens to a scenario's world, but not on a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorldStep {
    /// Every connection of this phone breaks, and none can be made.
    Cut(Who),
    /// This phone's next request is done by the server, and its answer is lost.
    LoseAnswer(Who),
    /// The network is whole again for this phone.
    Mend(Who),
    /// This person has been no engineer for a minute. A phone knows the server's time but
    /// for as long as an answer was on its way, and an act that it thus dates a moment back
    /// is not to count as one of an engineer.
    Demote(Who),
}

/// What somebody needs to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// The server, at the end of their phone's wire.
    pub server: String,
    /// How they sign in.
    pub login: String,
    pub password: String,
}

/// Somebody, and the wire of their phone.
struct Part {
    someone: Someone,
    wire: Wire,
}

pub struct ScenarioWorld {
    world: World,
    parts: BTreeMap<Who, Part>,
}

impl ScenarioWorld {
    /// A world of its own.
    pub fn begin() -> Result<Self> {
        let world = World::of_today()?;
        let cast = world.cast()?;
        let mut parts = BTreeMap::new();
        for (who, someone) in [
            (Who::Fang, cast.fang),
            (Who::Lin, cast.lin),
            (Who::Su, cast.su),
            (Who::Chen, cast.chen),
            (Who::Tang, cast.tang),
        ] {
            let server = world.server.address;
            let wire = world.runtime.block_on(Wire::to(server))?;
            parts.insert(who, Part { someone, wire });
        }
        Ok(Self { world, parts })
    }

    /// What everybody needs to sign in.
    #[must_use]
    pub fn access(&self) -> BTreeMap<Who, Access> {
        let access = |part: &Part| Access {
            server: format!("http://{}", part.wire.address()),
            login: part.someone.login.clone(),
            password: PASSWORD.to_owned(),
        };
        let parts = self.parts.iter();
        parts.map(|(who, part)| (*who, access(part))).collect()
    }

    /// Has something happen.
    pub fn take(&self, step: WorldStep) -> Result<()> {
        match step {
            WorldStep::Cut(who) => self.parts[&who].wire.cut(),
            WorldStep::LoseAnswer(who) => self.parts[&who].wire.lose_answer(),
            WorldStep::Mend(who) => self.parts[&who].wire.mend(),
            WorldStep::Demote(who) => {
                let mut person = self.parts[&who].someone.person.clone();
                person.roles.clear();
                let since = self.world.clock.now() + Span::minutes(-1);
                return self.world.put_since(&person, since);
            }
        }
        Ok(())
    }
}
