//! Everybody in the sample: the sample accounts' people, their colleagues in the
//! department, and the staff of every store. Nobody of them exists.

use super::{
    accounts::accounts,
    rng::SampleRng,
    stores::{HEAD_OFFICE, SampleStore, WAREHOUSE},
};
use domain::{
    directory::{Person, Role},
    ids::PersonId,
    time::Timestamp,
};
use std::collections::BTreeSet;

/// The department besides the sample accounts: name, role, office. An engineer's
/// team is the one that serves the office.
const DEPARTMENT: [(&str, Role, &str); 15] = [
    ("江源", Role::Engineer, HEAD_OFFICE),
    ("钟瑞", Role::Engineer, "0201"),
    ("范骏", Role::Engineer, "0201"),
    ("石岩", Role::Engineer, WAREHOUSE),
    ("姚一川", Role::Engineer, WAREHOUSE),
    ("贺阳", Role::Engineer, WAREHOUSE),
    ("龚亮", Role::Engineer, "0401"),
    ("潘越", Role::Engineer, "0401"),
    ("汤一鸣", Role::Engineer, "0401"),
    (LEAVER, Role::Engineer, "0401"),
    ("苏晓雯", Role::Dispatcher, HEAD_OFFICE),
    ("尹华", Role::Approver, HEAD_OFFICE),
    ("康平", Role::Approver, HEAD_OFFICE),
    ("毛静", Role::AssetAdmin, HEAD_OFFICE),
    ("葛明", Role::Manager, HEAD_OFFICE),
];
/// Has left in the course of the sample.
const LEAVER: &str = "施远";

const FAMILIES: &[&str] = &[
    "王", "李", "张", "刘", "杨", "黄", "吴", "朱", "胡", "郭", "林", "郑", "梁", "谢", "宋", "许",
    "韩", "冯", "董", "程", "曹", "袁", "卢", "蒋", "蔡", "余", "杜", "叶", "魏", "薛",
];
const GIVEN: &[&str] = &[
    "佳怡", "雨桐", "思琪", "欣然", "晓燕", "丽娜", "文静", "雅婷", "慧敏", "梦洁", "海燕", "秀兰",
    "志强", "建国", "俊逸", "子轩", "宇航", "若谷", "文博", "家豪", "立新", "永康", "明辉", "晨曦",
    "春梅", "红霞", "小芳", "国栋", "学文", "嘉琪", "丹丹", "倩倩", "亦舟", "知夏", "若楠",
];

/// Everybody, by what the stories need them for.
#[derive(Clone, Debug)]
pub(super) struct People {
    /// Everybody as they are while the stories happen; nobody has left yet.
    pub all: Vec<Person>,
    /// The one who will have left.
    pub leaver: PersonId,
}

impl People {
    /// The sample accounts' people first, in their order; then the department;
    /// then two or three for every store.
    pub fn new(rng: &mut SampleRng, at: Timestamp, stores: &[SampleStore]) -> Self {
        let mut people = Self {
            all: Vec::new(),
            leaver: rng.person(at),
        };
        for account in accounts() {
            let id = rng.person(at);
            people.add(id, account.name, account.roles, stores, account.store);
        }
        for (name, role, office) in DEPARTMENT {
            let id = match name {
                LEAVER => people.leaver,
                _ => rng.person(at),
            };
            people.add(id, name, &[role], stores, office);
        }
        for store in stores {
            let missing = if store.weight > 4 { 3 } else { 2 };
            let known = people.staff(store).count();
            for _ in known..missing {
                let name = people.new_name(rng);
                people.add(rng.person(at), &name, &[], stores, store.code);
            }
        }
        people
    }

    fn add(
        &mut self,
        id: PersonId,
        name: &str,
        roles: &[Role],
        stores: &[SampleStore],
        code: &str,
    ) {
        let Some(store) = stores.iter().find(|store| store.code == code) else {
            return;
        };
        let is_engineer = roles.contains(&Role::Engineer);
        self.all.push(Person {
            id,
            name: name.to_owned(),
            store: store.record.id,
            team: is_engineer.then_some(store.record.team),
            roles: roles.iter().copied().collect::<BTreeSet<_>>(),
            active: true,
            former: Vec::new(),
        });
    }

    fn new_name(&self, rng: &mut SampleRng) -> String {
        loop {
            let name = format!("{}{}", rng.text(FAMILIES), rng.text(GIVEN));
            if self.all.iter().all(|person| person.name != name) {
                return name;
            }
        }
    }

    /// Those who work at a store and have no other part than to ask for help.
    pub fn staff<'a>(&'a self, store: &'a SampleStore) -> impl Iterator<Item = &'a Person> {
        let is_staff =
            |person: &&Person| person.store == store.record.id && person.roles.is_empty();
        self.all.iter().filter(is_staff)
    }

    /// The person of a sample account.
    pub fn with_login(&self, login: &str) -> Option<&Person> {
        let index = accounts().iter().position(|account| account.login == login);
        self.all.get(index?)
    }

    pub fn with_id(&self, id: PersonId) -> Option<&Person> {
        self.all.iter().find(|person| person.id == id)
    }

    /// Those who hold a role.
    pub fn holding(&self, role: Role) -> impl Iterator<Item = &Person> {
        self.all.iter().filter(move |person| person.is(role))
    }
}
