//! The fixture of the stories: a store, somebody who asks for help there, the
//! two engineers who serve it, the desk, and the server they all talk to.
//! Phones are handed out by [`StoryFixture::fang`] and so on, as many as a
//! story needs.

use super::player::{Player, Ticket};
use domain::{
    directory::{Person, Role},
    time::Span,
};
use fieldloop::Page;
use server::blobs::collect::collect;
use std::rc::Rc;
use tempfile::TempDir;
use tests::world::{Cast, Someone, World};

/// The people of a story and the server they talk to.
pub struct StoryFixture {
    pub world: Rc<World>,
    cast: Cast,
}

impl StoryFixture {
    /// On a Monday morning at nine.
    pub fn new() -> Self {
        Self::on(World::new().unwrap())
    }

    /// In this world.
    pub fn on(world: World) -> Self {
        let cast = world.cast().unwrap();
        Self {
            world: Rc::new(world),
            cast,
        }
    }

    /// A phone of one of them with this folder.
    pub fn phone(&self, who: fn(&Cast) -> &Someone, folder: TempDir) -> Player {
        Player::with_folder(&self.world, who(&self.cast), "zh-Hans-CN", folder)
    }

    /// A phone of hers who asks for help in the store.
    pub fn fang(&self) -> Player {
        Player::new(&self.world, &self.cast.fang, "zh-Hans-CN")
    }

    /// A phone of one engineer of the store's team.
    pub fn lin(&self) -> Player {
        Player::new(&self.world, &self.cast.lin, "zh-Hans-CN")
    }

    /// A phone of the other one.
    pub fn su(&self) -> Player {
        Player::new(&self.world, &self.cast.su, "zh-Hans-CN")
    }

    /// The same phone, if it came from England.
    pub fn su_in_english(&self) -> Player {
        Player::new(&self.world, &self.cast.su, "en-GB")
    }

    /// A phone at the service desk.
    pub fn chen(&self) -> Player {
        Player::new(&self.world, &self.cast.chen, "zh-Hans-CN")
    }

    /// A phone of hers who keeps the equipment's records.
    pub fn tang(&self) -> Player {
        Player::new(&self.world, &self.cast.tang, "zh-Hans-CN")
    }

    /// A phone of a newcomer who works in the store.
    pub fn newcomer(&self, name: &str) -> Player {
        let newcomer = self
            .world
            .someone(name, self.cast.store, &[], None)
            .unwrap();
        Player::new(&self.world, &newcomer, "zh-Hans-CN")
    }

    /// Somebody's roles are others from now on.
    pub fn gives_roles(&self, to: &Player, roles: &[Role]) {
        let mut person = to.who.person.clone();
        person.roles = roles.iter().copied().collect();
        self.world.put(&person).unwrap();
    }

    /// Somebody leaves.
    pub fn makes_leave(&self, who: &Player) {
        let gone = Person {
            active: false,
            ..who.who.person.clone()
        };
        self.world.put(&gone).unwrap();
    }

    /// Somebody belongs to another team from now on.
    pub fn moves_to_team(&self, who: &Player, team: u128) {
        let elsewhere = self.world.store(team, team).unwrap();
        let mut person = who.who.person.clone();
        person.team = Some(domain::ids::TeamId(uuid::Uuid::from_u128(0x7000 + team)));
        person.store = elsewhere;
        self.world.put(&person).unwrap();
    }

    /// Nothing on the server shows any photo.
    pub fn nothing_shows_the_photos(&self) {
        let since = "update blobs set unshown_since = '2026-11-02'";
        for statement in ["delete from blob_uses", since] {
            let done = sqlx::query(statement).execute(&self.world.pool);
            self.world.runtime.block_on(done).unwrap();
        }
    }

    /// The server collects the photos that nothing shows.
    pub fn collects_photos(&self) {
        let now = self.world.clock.now();
        let collected = collect(&self.world.pool, &self.world.blobs, now);
        assert!(self.world.runtime.block_on(collected).unwrap().blobs > 0);
    }

    /// Time passes for everybody.
    pub fn minutes_pass(&self, minutes: i64) {
        self.world.clock.pass(Span::minutes(minutes));
    }

    /// Time passes for everybody.
    pub fn days_pass(&self, days: i64) {
        self.world.clock.pass(Span::days(days));
    }
}

/// Everybody's phone syncs, one after the other.
pub fn everybody_syncs<const N: usize>(players: [&mut Player; N]) {
    for player in players {
        player.syncs();
    }
}

/// A ticket that fang has submitted and that everybody's phone has.
pub fn submitted<const N: usize>(
    fang: &mut Player,
    what: &str,
    others: [&mut Player; N],
) -> Ticket {
    let ticket = fang.submits(what);
    fang.syncs();
    everybody_syncs(others);
    ticket
}

/// What a person is told on top of a page; empty if nothing.
pub fn said(page: &Page) -> &str {
    let message = page.frame.message.as_ref();
    message.map_or("", |message| message.text.as_str())
}
