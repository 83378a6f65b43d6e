//! Who works where in which role, and what the department offers: the records
//! every rule looks things up in.
//!
//! A [`Directory`] is whatever part of them its holder has: a phone holds what
//! its person may see, the server what the commands at hand refer to. Where
//! they are stored and how they travel is not decided here.

mod former;

pub use former::{FORMER_MAX, FormerPerson, FormerStore, HANDED_IN_WITHIN, JUDGED_WITHIN};

use crate::{
    ids::{CaseId, CategoryId, CommandId, PersonId, StoreId, TeamId},
    names::CaseName,
    secret::{Secret, SecretHash},
    time::{Span, Timestamp},
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{IntoDeserializer, value},
};
use std::collections::{BTreeMap, BTreeSet};

/// What a person does in the service loop. Every person is a requester, so
/// that is not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 工程师: takes tickets and works them.
    Engineer,
    /// 服务台: triages the pool, assigns, chases exceptions.
    Dispatcher,
    /// 业务主管: approves change requests.
    Approver,
    /// 资产管理员: keeps the equipment's records.
    AssetAdmin,
    /// IT 经理: reads everything, judges by figures.
    Manager,
    /// Keeps people, stores, catalogue and settings.
    Admin,
}

impl Role {
    /// Every role, in the order in which people are shown them.
    pub const ALL: [Self; 6] = [
        Self::Engineer,
        Self::Dispatcher,
        Self::Approver,
        Self::AssetAdmin,
        Self::Manager,
        Self::Admin,
    ];

    /// The message that names it.
    #[must_use]
    pub const fn message_id(self) -> &'static str {
        match self {
            Self::Engineer => "role-engineer",
            Self::Dispatcher => "role-dispatcher",
            Self::Approver => "role-approver",
            Self::AssetAdmin => "role-asset-admin",
            Self::Manager => "role-manager",
            Self::Admin => "role-admin",
        }
    }
}

/// A person of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: PersonId,
    /// The name that others are shown.
    pub name: String,
    /// The store or office the person works in.
    pub store: StoreId,
    pub team: Option<TeamId>,
    /// The roles held besides that of a requester. One that only a newer version
    /// knows is passed over.
    #[serde(deserialize_with = "known_roles")]
    pub roles: BTreeSet<Role>,
    /// False once the person has left: the name stays for the records, the rights do not.
    pub active: bool,
    /// How the record stood before, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<FormerPerson>,
}

fn known_roles<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<Role>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    let role = |name: String| {
        let name: value::StringDeserializer<value::Error> = name.into_deserializer();
        Role::deserialize(name).ok()
    };
    Ok(names.into_iter().filter_map(role).collect())
}

impl Person {
    /// Whether the person is still here and holds this role.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.active && self.roles.contains(&role)
    }

    /// Whether the person is of the department (or approves for it), not only a requester.
    #[must_use]
    pub fn is_service(&self) -> bool {
        self.active && !self.roles.is_empty()
    }

    /// Whether the person is of the service desk as far as reading goes: sees to
    /// it that others get their work done, or judges by it.
    #[must_use]
    pub fn is_of_the_desk(&self) -> bool {
        self.is(Role::Dispatcher) || self.is(Role::Manager)
    }

    /// The team for whose stores the person works; none if they are no engineer.
    #[must_use]
    pub fn engineers_team(&self) -> Option<TeamId> {
        self.team.filter(|_| self.is(Role::Engineer))
    }

    /// Whether the person is an engineer of the team that serves a store.
    #[must_use]
    pub fn serves(&self, store: &Store) -> bool {
        self.engineers_team() == Some(store.team)
    }
}

/// A store, office or warehouse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Store {
    pub id: StoreId,
    pub name: String,
    /// The team that serves it, whose engineers see its tickets in their pool.
    pub team: TeamId,
    /// How the record stood before, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<FormerStore>,
}

/// How fast a category promises to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Targets {
    /// From entering the pool to acceptance, in minutes.
    pub response_min: u32,
    /// From acceptance to completion, holds excluded, in minutes.
    pub completion_min: u32,
}

impl Targets {
    /// The response target as a span.
    #[must_use]
    pub fn response(self) -> Span {
        Span::minutes(self.response_min.into())
    }

    /// The completion target as a span.
    #[must_use]
    pub fn completion(self) -> Span {
        Span::minutes(self.completion_min.into())
    }
}

/// A node of the service catalogue: a heading, or something that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    pub id: CategoryId,
    /// The heading it stands under; none at the top of the tree.
    pub parent: Option<CategoryId>,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// What is promised now; none for a heading, and none once it is no longer offered.
    pub targets: Option<Targets>,
    /// What was promised before. A phone that was offline when the promise
    /// changed still submits with the one it saw, and that one is kept.
    pub former_targets: Vec<Targets>,
}

impl Category {
    /// Whether these targets are, or once were, what this category promised.
    #[must_use]
    pub fn has_promised(&self, targets: Targets) -> bool {
        self.targets == Some(targets) || self.former_targets.contains(&targets)
    }
}

/// The records at hand, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    pub people: BTreeMap<PersonId, Person>,
    pub stores: BTreeMap<StoreId, Store>,
    pub categories: BTreeMap<CategoryId, Category>,
    /// Which case bears a name, as far as it is known here. No record, and never
    /// stored with them.
    #[serde(skip)]
    pub names: BTreeMap<CaseName, CaseId>,
    /// What people may give away of other cases, as far as it is known here. No
    /// record either.
    #[serde(skip)]
    pub grants: BTreeMap<CaseId, Vec<Grant>>,
    /// The cases that bear a label, as forms offer them, the nearest first. No record
    /// either.
    #[serde(skip)]
    pub labelled: Vec<Labelled>,
    /// The cases of which another can be a duplicate, as far as they are known here: to a
    /// rule at least the one that an act names. No record either.
    #[serde(skip)]
    pub originals: BTreeMap<CaseId, Original>,
    /// The secrets that the person was given or gives out. No record either.
    #[serde(skip)]
    pub secrets: BTreeMap<SecretHash, Secret>,
    /// How many cases of a kind, by its word, are open that a person has begun, where somebody has
    /// counted them: the server, which alone has them all. No record either.
    #[serde(skip)]
    pub open: BTreeMap<(PersonId, &'static str), usize>,
}

/// That a case has passed to a person, who may hand it on: the right that a rule of
/// another case asks for, by the entry from which it comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub entry: CommandId,
    pub to: PersonId,
    /// What the case is called, and what it is.
    pub name: String,
    pub text: String,
    /// Whether it can be handed on now. One that has ended still tells of an author
    /// that they could not know better.
    pub stands: bool,
}

/// A case that bears a label, as forms offer it to those who mean it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labelled {
    pub name: CaseName,
    /// What its label says to people.
    pub label: String,
    /// What it is.
    pub text: String,
    pub store: StoreId,
    pub holder: Option<PersonId>,
}

/// A case of which another can be a duplicate, as forms offer it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// The entry with which it began.
    pub opened: CommandId,
    /// What it is about.
    pub title: String,
    pub store: StoreId,
}

/// One record of the directory, as it travels to a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    Person(Person),
    Store(Store),
    Category(Category),
}

impl Directory {
    /// Forgets how people and stores stood before changes that are too long ago for any
    /// act.
    pub fn forget_former(&mut self, now: Timestamp) {
        for person in self.people.values_mut() {
            person.forget_former(now);
        }
        for store in self.stores.values_mut() {
            store.forget_former(now);
        }
    }

    /// Puts a record in, in place of its former version.
    pub fn put(&mut self, record: Record) {
        match record {
            Record::Person(person) => {
                self.people.insert(person.id, person);
            }
            Record::Store(store) => {
                self.stores.insert(store.id, store);
            }
            Record::Category(category) => {
                self.categories.insert(category.id, category);
            }
        }
    }

    /// Whether somebody is known to have left.
    #[must_use]
    pub fn has_left(&self, person: PersonId) -> bool {
        let known = self.people.get(&person);
        known.is_some_and(|person| !person.active)
    }

    /// What can be handed on now, with the case that it is.
    pub fn standing_grants(&self) -> impl Iterator<Item = (CaseId, &Grant)> {
        let grants = self.grants.iter();
        let grants = grants.flat_map(|(case, grants)| grants.iter().map(|grant| (*case, grant)));
        grants.filter(|(_, grant)| grant.stands)
    }

    /// Those who hold a role now.
    pub fn holding(&self, role: Role) -> impl Iterator<Item = &Person> {
        self.people.values().filter(move |person| person.is(role))
    }
}

impl FromIterator<Record> for Directory {
    fn from_iter<T: IntoIterator<Item = Record>>(records: T) -> Self {
        let mut directory = Self::default();
        for record in records {
            directory.put(record);
        }
        directory
    }
}
