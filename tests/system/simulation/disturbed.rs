//! What may be the reason why an honest act is refused.

use domain::{
    case::References,
    ids::{PersonId, StoreId},
};
use std::collections::BTreeSet;

/// On what rights have changed since the beginning of a run.
#[derive(Debug, Default)]
pub struct Disturbed {
    /// Whose roles, team or store changed, or who left.
    pub people: BTreeSet<PersonId>,
    /// Which another team serves.
    pub stores: BTreeSet<StoreId>,
    /// The phones on which somebody signed in anew over what was unsent: it is dated
    /// anew.
    pub phones: BTreeSet<usize>,
    /// Whether it may be anything: the server was put back, or what a device had signed
    /// is refused because that device is gone.
    pub all: bool,
}

impl Disturbed {
    /// Whether it has to do with what somebody does on a phone, which hangs on these.
    pub fn concerns(&self, phone: usize, author: PersonId, related: &References) -> bool {
        self.all
            || self.phones.contains(&phone)
            || self.people.contains(&author)
            || !self.people.is_disjoint(&related.people)
            || !self.stores.is_disjoint(&related.stores)
    }
}
