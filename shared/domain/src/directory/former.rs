//! How records stood before they were changed, as far as a rule looks at them: an act
//! that comes late is judged by the records as they were when it was given.
//!
//! Only what rules look at is kept, and only the latest changes of a record. Who asks
//! with these is decided in `asker`.

use super::{Person, Role, Store, known_roles};
use crate::{
    ids::{StoreId, TeamId},
    time::{Span, Timestamp},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How many former versions of a record are kept. An act from before the oldest is
/// judged by that one.
pub const FORMER_MAX: usize = 16;

/// How long somebody who has left may hand in what they did before.
pub const HANDED_IN_WITHIN: Span = Span::days(7);

/// How long after a change an act is still judged by the record as it was before. A right
/// that was lost is to end also for a phone that says that it acted before.
pub const JUDGED_WITHIN: Span = Span::days(30);

/// How a person's record stood until it was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerPerson {
    /// The time of the change, by the server's clock.
    pub until: Timestamp,
    pub store: StoreId,
    pub team: Option<TeamId>,
    #[serde(deserialize_with = "known_roles")]
    pub roles: BTreeSet<Role>,
    pub active: bool,
}

/// How a store's record stood until it was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerStore {
    /// The time of the change, by the server's clock.
    pub until: Timestamp,
    pub team: TeamId,
}

impl Person {
    /// The record as it was at a time; none if it has not changed since.
    #[must_use]
    pub fn as_of(&self, at: Timestamp) -> Option<Self> {
        let former = self.former.iter().find(|former| at < former.until)?;
        Some(Self {
            store: former.store,
            team: former.team,
            roles: former.roles.clone(),
            active: former.active,
            ..self.clone()
        })
    }

    /// The record with its history, when it takes another's place at a time.
    #[must_use]
    pub fn in_place_of(mut self, before: Option<&Self>, at: Timestamp) -> Self {
        self.former = before
            .map(|before| before.former.clone())
            .unwrap_or_default();
        let Some(before) = before else { return self };
        let told = |person: &Self| (person.store, person.team, person.active);
        if told(&self) != told(before) || self.roles != before.roles {
            let former = FormerPerson {
                until: after(self.former.last().map(|former| former.until), at),
                store: before.store,
                team: before.team,
                roles: before.roles.clone(),
                active: before.active,
            };
            push(&mut self.former, former);
        }
        self
    }

    /// Forgets how the record stood before changes that are too long ago for any act.
    pub fn forget_former(&mut self, now: Timestamp) {
        let counts = |former: &FormerPerson| now < former.until + JUDGED_WITHIN;
        self.former.retain(counts);
    }

    /// Until when somebody who has left may hand in what they did before. None if they
    /// are here, or never were.
    #[must_use]
    pub fn hands_in_until(&self) -> Option<Timestamp> {
        if self.active {
            return None;
        }
        let last = self.former.iter().rfind(|former| former.active)?;
        Some(last.until + HANDED_IN_WITHIN)
    }

    /// Whether what the person did is still taken at a time.
    #[must_use]
    pub fn may_hand_in(&self, at: Timestamp) -> bool {
        self.active || self.hands_in_until().is_some_and(|until| at < until)
    }
}

impl Store {
    /// Forgets how the record stood before changes that are too long ago for any act.
    pub fn forget_former(&mut self, now: Timestamp) {
        let counts = |former: &FormerStore| now < former.until + JUDGED_WITHIN;
        self.former.retain(counts);
    }

    /// The record as it was at a time; none if it has not changed since.
    #[must_use]
    pub fn as_of(&self, at: Timestamp) -> Option<Self> {
        let former = self.former.iter().find(|former| at < former.until)?;
        Some(Self {
            team: former.team,
            ..self.clone()
        })
    }

    /// The record with its history, when it takes another's place at a time.
    #[must_use]
    pub fn in_place_of(mut self, before: Option<&Self>, at: Timestamp) -> Self {
        self.former = before
            .map(|before| before.former.clone())
            .unwrap_or_default();
        if let Some(before) = before
            && before.team != self.team
        {
            let former = FormerStore {
                until: after(self.former.last().map(|former| former.until), at),
                team: before.team,
            };
            push(&mut self.former, former);
        }
        self
    }
}

/// A time of change that is not before the one before it, though another instance's
/// clock may have gone ahead.
fn after(last: Option<Timestamp>, at: Timestamp) -> Timestamp {
    last.map_or(at, |last| at.max(last))
}

fn push<T>(former: &mut Vec<T>, version: T) {
    former.push(version);
    let beyond = former.len().saturating_sub(FORMER_MAX);
    former.drain(..beyond);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use uuid::Uuid;

    fn person(roles: &[Role], active: bool) -> Person {
        Person {
            id: PersonId(Uuid::from_u128(1)),
            name: "林薇".to_owned(),
            store: StoreId(Uuid::from_u128(2)),
            team: None,
            roles: roles.iter().copied().collect(),
            active,
            former: Vec::new(),
        }
    }

    #[test]
    fn a_record_is_known_as_it_was_at_any_time() {
        let first = person(&[Role::Engineer], true);
        let second = person(&[], true).in_place_of(Some(&first), Timestamp(10));
        let third = person(&[Role::Admin], true).in_place_of(Some(&second), Timestamp(20));
        let roles = |at| {
            let then = third.as_of(Timestamp(at));
            then.map(|then| then.roles.into_iter().collect::<Vec<_>>())
        };
        assert_eq!(roles(9), Some(vec![Role::Engineer]));
        assert_eq!(roles(10), Some(vec![]));
        assert_eq!(roles(19), Some(vec![]));
        assert_eq!(roles(20), None, "as it is");
        let renamed = Person {
            name: "林微".to_owned(),
            ..third.clone()
        };
        let renamed = renamed.in_place_of(Some(&third), Timestamp(30));
        assert_eq!(renamed.former, third.former, "no rule looks at names");
    }

    #[test]
    fn a_right_that_was_lost_long_ago_is_asked_about_no_more() {
        let first = person(&[Role::Engineer], true);
        let mut now = person(&[], true).in_place_of(Some(&first), Timestamp(10));
        let end = Timestamp(10) + JUDGED_WITHIN;
        now.forget_former(end + Span(-1));
        assert!(now.as_of(Timestamp(9)).is_some());
        now.forget_former(end);
        assert_eq!(now.as_of(Timestamp(9)), None);
    }

    #[test]
    fn history_is_bounded_and_in_order() {
        let mut now = person(&[], true);
        for nth in 0..100 {
            let roles: &[Role] = if nth % 2 == 0 { &[Role::Engineer] } else { &[] };
            let at = Timestamp(if nth == 50 { 0 } else { nth });
            now = person(roles, true).in_place_of(Some(&now), at);
        }
        assert_eq!(now.former.len(), FORMER_MAX);
        assert!(now.former.is_sorted_by_key(|former| former.until));
    }

    #[test]
    fn who_has_left_hands_in_for_seven_days() {
        let here = person(&[Role::Engineer], true);
        assert!(here.may_hand_in(Timestamp(i64::MAX)));
        let gone = person(&[Role::Engineer], false).in_place_of(Some(&here), Timestamp(10));
        let moved = Person {
            store: StoreId(Uuid::from_u128(3)),
            ..gone.clone()
        };
        let moved = moved.in_place_of(Some(&gone), Timestamp(1_000_000));
        for gone in [gone, moved] {
            let until = Timestamp(10) + HANDED_IN_WITHIN;
            assert_eq!(gone.hands_in_until(), Some(until));
            assert!(gone.may_hand_in(Timestamp(until.0 - 1)) && !gone.may_hand_in(until));
        }
        let never_here = person(&[], false);
        assert!(!never_here.may_hand_in(Timestamp(0)));
    }
}
