//! The organisation of a simulation: three stores, two teams, everybody in their
//! role, and what an admin changes while they work.

use super::{disturbed::Disturbed, rng::SimRng};
use anyhow::Result;
use domain::{
    case::References,
    directory::{Category, Directory, Person, Role, Targets},
    ids::{PersonId, StoreId, TeamId},
};
use server::{directory, records};
use std::collections::BTreeMap;
use tests::world::{Someone, World};
use uuid::Uuid;

/// Who works here: in which store, in which roles, in which team.
const PEOPLE: [(&str, usize, &[Role], Option<u128>); 13] = [
    ("王芳", 0, &[], None),
    ("李娜", 0, &[], None),
    ("赵敏", 1, &[], None),
    ("孙燕", 2, &[], None),
    ("林薇", 0, &[Role::Engineer], Some(1)),
    ("周强", 1, &[Role::Engineer], Some(1)),
    ("吴刚", 0, &[Role::Engineer], Some(1)),
    ("郑伟", 2, &[Role::Engineer], Some(2)),
    ("冯军", 2, &[Role::Engineer], Some(2)),
    ("陈晨", 0, &[Role::Dispatcher], None),
    ("韩梅", 0, &[Role::Manager], None),
    ("库管", 0, &[Role::AssetAdmin], None),
    ("施工", 2, &[Role::AssetAdmin], None),
];
/// The team that serves each store at first.
const TEAMS: [u128; 3] = [1, 1, 2];

pub struct SimOrganisation {
    pub world: World,
    /// Everybody, by their id.
    pub people: BTreeMap<PersonId, Someone>,
    /// Every record, as it is now.
    pub directory: Directory,
    /// On what rights have changed: what hangs on nothing of it, and was permitted on a
    /// phone, may not be refused by the server.
    pub disturbed: Disturbed,
    pub stores: Vec<StoreId>,
}

impl SimOrganisation {
    pub fn open() -> Result<Self> {
        let world = World::new()?;
        let stores = (0_u128..)
            .zip(TEAMS)
            .map(|(number, team)| world.store(number, team))
            .collect::<Result<Vec<_>>>()?;
        let mut people = BTreeMap::new();
        for (name, store, roles, team) in PEOPLE {
            let someone = world.someone(name, stores[store], roles, team)?;
            people.insert(someone.id(), someone);
        }
        let mut organisation = Self {
            world,
            people,
            directory: Directory::default(),
            disturbed: Disturbed::default(),
            stores,
        };
        organisation.read_directory()?;
        Ok(organisation)
    }

    /// Takes every record from the database, which is authoritative.
    pub fn read_directory(&mut self) -> Result<()> {
        let world = &self.world;
        self.directory = world.runtime.block_on(async {
            let mut connection = world.pool.acquire().await?;
            let references = References {
                people: self.people.keys().copied().collect(),
                stores: self.stores.iter().copied().collect(),
                categories: [world.category].into(),
                ..References::default()
            };
            let organisation = world.organisation;
            anyhow::Ok(records::lookup(&mut connection, organisation, references).await?)
        })?;
        Ok(())
    }

    /// Somebody's record as it is now.
    pub fn person(&self, id: PersonId) -> &Person {
        &self.directory.people[&id]
    }

    /// An admin changes something; says what.
    pub fn disturb(&mut self, rng: &mut SimRng) -> Result<String> {
        // Half of the time of an engineer, whose rights hang on the most.
        let is_any = rng.once_in(2);
        let people = self.directory.people.values();
        let affected = people.filter(|it| is_any || it.roles.contains(&Role::Engineer));
        let ids: Vec<PersonId> = affected.map(|person| person.id).collect();
        let Some(id) = rng.one_of(&ids) else {
            return Ok("nobody".to_owned());
        };
        let mut person = self.person(id).clone();
        let what = match rng.below(9) {
            0..=2 => {
                let role = [
                    Role::Engineer,
                    Role::Engineer,
                    Role::Dispatcher,
                    Role::Manager,
                    Role::AssetAdmin,
                ][rng.below(5)];
                if !person.roles.remove(&role) {
                    person.roles.insert(role);
                }
                if person.roles.contains(&Role::Engineer) && person.team.is_none() {
                    person.team = Some(team(rng));
                }
                format!("{} has the roles {:?}", person.name, person.roles)
            }
            3 => {
                person.team = Some(team(rng));
                format!("{} is in team {:?}", person.name, person.team)
            }
            4 => {
                person.store = rng.one_of(&self.stores).expect("because there are stores");
                format!("{} works in store {}", person.name, person.store)
            }
            5 => {
                let gone = self
                    .directory
                    .people
                    .values()
                    .filter(|it| !it.active)
                    .count();
                person.active = !person.active || gone >= 2;
                format!("{} is here: {}", person.name, person.active)
            }
            6 | 7 => {
                let number = rng.below(self.stores.len()) as u128;
                let team = 1 + rng.below(2) as u128;
                let store = self.world.store(number, team)?;
                self.disturbed.stores.insert(store);
                format!("store {number} is served by team {team}")
            }
            _ => self.promise_anew(rng)?,
        };
        if *self.person(id) != person {
            self.disturbed.people.insert(id);
            self.world.put(&person)?;
        }
        self.read_directory()?;
        Ok(what)
    }

    /// Everybody who has left comes back.
    pub fn welcome_back(&mut self) -> Result<()> {
        for person in self.directory.people.values().filter(|it| !it.active) {
            let back = Person {
                active: true,
                ..person.clone()
            };
            self.disturbed.people.insert(person.id);
            self.world.put(&back)?;
        }
        self.read_directory()
    }

    /// The catalogue promises something else from now on.
    fn promise_anew(&self, rng: &mut SimRng) -> Result<String> {
        let world = &self.world;
        let category = Category {
            targets: Some(Targets {
                response_min: 10 + u32::try_from(rng.below(5))?,
                completion_min: 120,
            }),
            ..self.directory.categories[&world.category].clone()
        };
        let what = format!("the catalogue promises {:?}", category.targets);
        world.runtime.block_on(async {
            let mut connection = world.pool.acquire().await?;
            directory::put_category(&mut connection, world.organisation, category)
                .await
                .map(drop)
        })?;
        Ok(what)
    }
}

fn team(rng: &mut SimRng) -> TeamId {
    TeamId(Uuid::from_u128(0x7001 + rng.below(2) as u128))
}
