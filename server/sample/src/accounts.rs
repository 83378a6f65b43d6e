//! Whom one can be in the sample: a login for every role, and for the staff of
//! two stores and the warehouse.

use domain::directory::Role;
use std::fmt;

/// The password of every sample account.
pub const PASSWORD: &str = "fieldloop";

/// Somebody to sign in as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleAccount {
    pub login: &'static str,
    pub password: &'static str,
    pub name: &'static str,
    /// The roles besides that of a requester.
    pub roles: &'static [Role],
    /// The code of the store or office, with which its name begins.
    pub store: &'static str,
}

const fn account(
    login: &'static str,
    name: &'static str,
    roles: &'static [Role],
    store: &'static str,
) -> SampleAccount {
    SampleAccount {
        login,
        password: PASSWORD,
        name,
        roles,
        store,
    }
}

const ENGINEER: &[Role] = &[Role::Engineer];

/// The two who ask at one store, the two engineers who may both accept it, and
/// then everybody else.
static ACCOUNTS: [SampleAccount; 12] = [
    account("lin.wei@hengli", "韦琳", &[], "0101"),
    account("hao.chen@hengli", "陈浩", &[], "0101"),
    account("mei.zhou@hengli", "周梅", &[], "0202"),
    account("kai.deng@hengli", "邓凯", &[], "0002"),
    account("jian.gu@hengli", "顾健", ENGINEER, "0001"),
    account("peng.luo@hengli", "罗鹏", ENGINEER, "0001"),
    account("tao.shen@hengli", "沈涛", ENGINEER, "0201"),
    account("yan.fang@hengli", "方燕", &[Role::Dispatcher], "0001"),
    account("qing.qin@hengli", "秦清", &[Role::Approver], "0001"),
    account("min.tang@hengli", "唐敏", &[Role::AssetAdmin], "0002"),
    account("lei.xu@hengli", "徐磊", &[Role::Manager], "0001"),
    account("ning.he@hengli", "何宁", &[Role::Admin], "0001"),
];

/// Whom one can sign in as once the sample is loaded.
#[must_use]
pub fn accounts() -> &'static [SampleAccount] {
    &ACCOUNTS
}

impl SampleAccount {
    /// The role as the sample's reader is told it.
    fn part(&self) -> &'static str {
        match self.roles.first() {
            None => "requester",
            Some(Role::Engineer) => "engineer",
            Some(Role::Dispatcher) => "dispatcher",
            Some(Role::Approver) => "approver",
            Some(Role::AssetAdmin) => "asset admin",
            Some(Role::Manager) => "manager",
            Some(Role::Admin) => "admin",
        }
    }
}

impl fmt::Display for SampleAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            login, name, store, ..
        } = self;
        write!(f, "{login:<16} {:<12} {name} @ {store}", self.part())
    }
}
