//! The turns that a hand-over can take, each told on from where it is.
//!
//! What happens to whom, and how often, is decided in `hand_overs`.

use super::{
    calendar::open_from, custody::Custodies, equipment::Round, handing::Handing, rng::SampleRng,
    signatures::Signature, story::Story, texts, world::World,
};
use domain::{
    condition::Condition,
    directory::{Person, Role},
    ids::{BlobId, CaseId, PersonId},
    time::{Span, Timestamp},
};
use std::{collections::BTreeMap, mem};

/// No hand-over takes longer, from the first word to the last.
const LONGEST: Span = Span::days(9);
/// The most that pass together.
const TOGETHER_MAX: i64 = 4;

/// The year in which it all happens.
pub(super) struct Year<'a> {
    pub world: &'a World,
    pub rng: &'a mut SampleRng,
    /// What the admins do; more is added in the course of hand-overs.
    pub rounds: &'a mut Vec<Round>,
    pub custodies: Custodies,
    pub signatures: BTreeMap<PersonId, Signature>,
}

/// A hand-over that is being told.
pub(super) struct HandOver<'y, 'a> {
    pub year: &'y mut Year<'a>,
    pub story: Story<Handing>,
    pub giver: &'a Person,
    pub receiver: &'a Person,
    /// What the receiver has not decided on.
    pub open: Vec<CaseId>,
    assets: Vec<CaseId>,
}

impl<'a> Year<'a> {
    /// What somebody could hand out: to this person preferably something of their own
    /// store, and nothing that `keeper` has.
    fn chosen(
        &mut self,
        at: Timestamp,
        to: Option<&Person>,
        keeper: PersonId,
    ) -> Option<(&'a Person, Vec<CaseId>)> {
        let mut quiet: Vec<_> = self.custodies.quiet(at, at + LONGEST).collect();
        quiet.retain(|(_, giver)| *giver != keeper && to.is_none_or(|to| to.id != *giver));
        let is_near = |(_, giver): &&(CaseId, PersonId)| {
            let giver = self.world.people.with_id(*giver);
            giver.map(|giver| giver.store) == to.map(|to| to.store)
        };
        let near: Vec<_> = quiet.iter().filter(is_near).copied().collect();
        let among = if near.is_empty() { &quiet } else { &near };
        let (first, giver) = self.rng.of(among).copied()?;
        let others = quiet
            .iter()
            .filter(|(asset, of)| *of == giver && *asset != first);
        let count = usize::try_from(self.rng.between(0, TOGETHER_MAX)).unwrap_or_default();
        let others = others.map(|(asset, _)| *asset).take(count);
        let assets = [first].into_iter().chain(others).collect();
        Some((self.world.people.with_id(giver)?, assets))
    }

    /// Whoever gets it: mostly somebody of the same store.
    fn receiver(&mut self, giver: &Person) -> Option<&'a Person> {
        let stays = self.rng.percent(78);
        let mut stores = self.world.stores.iter();
        let store = if stays {
            stores.find(|store| store.record.id == giver.store)?
        } else {
            self.rng.of(&self.world.stores)?
        };
        let staff = self.world.people.staff(store);
        let others: Vec<&Person> = staff.filter(|it| it.id != giver.id).collect();
        self.rng.of(&others).copied()
    }
}

impl<'y, 'a> HandOver<'y, 'a> {
    /// Somebody hands out what they hold; not `keeper`.
    pub fn begin(
        year: &'y mut Year<'a>,
        at: Timestamp,
        to: Option<&'a Person>,
        keeper: PersonId,
    ) -> Option<Self> {
        year.custodies.go_on(at);
        let (giver, assets) = year.chosen(at, to, keeper)?;
        let receiver = match to {
            Some(to) => to,
            None => year.receiver(giver)?,
        };
        let reason = year.rng.text(if receiver.store == giver.store {
            texts::HAND_OUTS
        } else {
            texts::STORE_TRANSFERS
        });
        let mut hand_over = Self {
            story: Story::new(year.rng.case(at)),
            year,
            giver,
            receiver,
            open: assets.clone(),
            assets: assets.clone(),
        };
        let deed = Handing::HandOut(receiver.id, assets, reason);
        hand_over.acts(giver.id, at, at, deed);
        Some(hand_over)
    }

    /// What nobody has decided on stays under way; the rest comes to rest where it is.
    pub fn end(self) -> Story<Handing> {
        let told = self.story.told();
        for asset in self.assets {
            let visits = self.story.visits.iter().filter(|it| !it.is_superseded);
            let mut deeds = visits.flat_map(|visit| &visit.deeds);
            let is_received = deeds.any(|given| given.deed.receives(asset));
            let holder = if is_received {
                self.receiver
            } else {
                self.giver
            };
            let rests_since = (!self.open.contains(&asset)).then_some(told);
            self.year.custodies.leave(asset, holder.id, rests_since);
        }
        self.story.until(self.year.world.now)
    }

    /// Somebody who had synced until `seen` does something, mostly without a signal.
    pub fn acts(&mut self, by: PersonId, seen: Timestamp, at: Timestamp, deed: Handing) {
        let rng = &mut *self.year.rng;
        let delay = if rng.percent(65) {
            Span::minutes(rng.between(6, 500))
        } else {
            Span(rng.between(400, 4_000))
        };
        self.story
            .offline(rng, by, seen, at + delay, vec![(at, deed)]);
    }

    /// Somebody who has heard of everything does something so much later.
    pub fn does(&mut self, by: PersonId, after: Span, deed: Handing) {
        let seen = self.story.told();
        let at = open_from(seen + after) + Span(self.year.rng.between(1_000, 60_000));
        self.acts(by, seen, at, deed);
    }

    /// From so many minutes up to so many.
    pub fn within(&mut self, from_min: i64, to_min: i64) -> Span {
        Span::minutes(self.year.rng.between(from_min, to_min))
    }

    /// What the receiver says of these.
    pub fn confirmation(&mut self, assets: &[CaseId]) -> Handing {
        let mut conditions = Vec::new();
        for asset in assets {
            let condition = match self.year.rng.between(0, 20) {
                0 => Condition::Broken,
                1..4 => Condition::Worn,
                _ => Condition::Good,
            };
            conditions.push((*asset, condition));
        }
        Handing::Confirm(conditions, self.signature())
    }

    fn signature(&mut self) -> BlobId {
        let receiver = self.receiver.id;
        let signature = self.year.signatures.entry(receiver);
        signature.or_insert_with(|| Signature::of(receiver)).id
    }

    /// The receiver confirms these.
    pub fn confirms(&mut self, after: Span, assets: &[CaseId]) {
        let deed = self.confirmation(assets);
        self.does(self.receiver.id, after, deed);
        self.open.retain(|asset| !assets.contains(asset));
    }

    /// The receiver confirms all that is open.
    pub fn confirms_all(&mut self, after: Span) {
        let assets = self.open.clone();
        self.confirms(after, &assets);
    }

    /// The receiver confirms one of several; false if there is but one.
    pub fn confirms_first(&mut self) -> bool {
        let [first, _, ..] = self.open[..] else {
            return false;
        };
        let after = self.within(15, 900);
        self.confirms(after, &[first]);
        true
    }

    /// The receiver does not take over what is open.
    pub fn refuses(&mut self) {
        let after = self.within(20, 900);
        let reason = self.year.rng.text(texts::NOT_TAKEN);
        let deed = Handing::Refuse(mem::take(&mut self.open), reason);
        self.does(self.receiver.id, after, deed);
    }

    /// The giver takes back what is open.
    pub fn withdraws(&mut self, after: Span) {
        let reason = self.year.rng.text(texts::WITHDRAWN);
        let deed = Handing::Withdraw(mem::take(&mut self.open), reason);
        self.does(self.giver.id, after, deed);
    }

    /// Some asset admin.
    pub fn admin(&self) -> Option<PersonId> {
        let mut admins = self.year.world.people.holding(Role::AssetAdmin);
        admins.next().map(|admin| admin.id)
    }

    /// One of its assets goes into stock for good, whatever the admins had in mind.
    pub fn is_collected(&mut self, asset: CaseId, by: Round) {
        for round in self.year.rounds.iter_mut() {
            if round.received > by.received {
                round.acts.retain(|handled| handled.asset != asset);
            }
        }
        self.year.rounds.push(by);
        self.year.rounds.retain(|round| !round.acts.is_empty());
        self.year.custodies.forget(asset);
    }
}
