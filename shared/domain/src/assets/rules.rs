//! The only place that decides who may do what to an asset, and who may read it. A
//! form refuses only what makes no act.
//!
//! What becomes of a permitted act that others have overtaken is settled in `fold`.

use super::{
    Asset, AssetAct, AssetRefusal, AssetState, AssetSuperseded, Correction, Custody, Details,
    case::{Life, name_of, tag_meant_by},
};
use crate::{
    asker::{Asker, References},
    capability::Capability,
    directory::{Directory, Grant, Labelled, Role},
    follow_up::{Deed, FollowUp},
    header::CommandHeader,
    ids::{CaseId, PersonId, StoreId},
    names::{CaseName, Mention},
    scope::Scope,
    text::{fit, is_label, is_line},
    time::Timestamp,
};
use std::{collections::BTreeSet, mem::discriminant};

/// The longest tag, serial number, model, category or vendor, in characters.
pub const LABEL_CHARS_MAX: usize = 64;
/// The longest reason, in characters.
pub const REASON_CHARS_MAX: usize = 1_000;

impl Capability for Asset {
    type Act = AssetAct;
    type Refusal = AssetRefusal;
    type Superseded = AssetSuperseded;

    /// 资产管理员: the asset admins alone keep the books.
    fn permit(asset: Option<&Self>, act: &AssetAct, asker: &Asker<'_>) -> Result<(), AssetRefusal> {
        ensure(!act.is_follow_up(), AssetRefusal::DoneBySystem)?;
        ensure(
            asker.person.is(Role::AssetAdmin),
            AssetRefusal::NotAnAssetAdmin,
        )?;
        match (asset, act) {
            (None, AssetAct::Receive { details }) => {
                details.are_in_order(asker)?;
                is_free(&details.name(), asker)
            }
            (None, _) => Err(AssetRefusal::NotReceived),
            (Some(asset), act) => asset.permit_next(act, asker),
        }
    }

    fn begin(header: &CommandHeader, act: &AssetAct) -> Result<Self, AssetSuperseded> {
        Self::begin(header, act)
    }

    fn apply(&mut self, header: &CommandHeader, act: &AssetAct) -> Result<(), AssetSuperseded> {
        self.apply(header, act)
    }

    fn follow_ups(
        &self,
        id: CaseId,
        header: &CommandHeader,
        act: &AssetAct,
        is_superseded: bool,
    ) -> Vec<FollowUp> {
        self.follow_ups(id, header, act, is_superseded)
    }

    fn act_for(deed: &Deed) -> Option<AssetAct> {
        Some(match deed.clone() {
            Deed::TakePlace {
                of,
                tag,
                holder,
                store,
                by,
            } => AssetAct::TakePlace {
                of,
                tag,
                holder,
                store,
                by,
            },
            Deed::PlaceNotTaken { by } => AssetAct::PlaceNotTaken { by },
            Deed::ChangeHands {
                transfer,
                confirmation,
                custody,
                to,
                store,
                condition,
                by,
            } => AssetAct::ChangeHands {
                transfer,
                confirmation,
                custody,
                to,
                store,
                condition,
                by,
            },
            Deed::HandsNotChanged { .. } => return None,
        })
    }

    /// The asset admins and the desk; and, until it is scrapped, whoever holds it, the
    /// people of the store to which it belongs, and the engineers who serve that. What
    /// somebody has left behind is the asset admins' exception.
    fn audience(&self, directory: &Directory) -> BTreeSet<Scope> {
        let mut audience = BTreeSet::from([Scope::AssetAdmins, Scope::Desk]);
        if self.is_there() {
            audience.extend(self.holder().map(Scope::Person));
            audience.insert(Scope::Store(self.details.store));
            let store = directory.stores.get(&self.details.store);
            audience.extend(store.map(|store| Scope::Pool(store.team)));
        }
        if self.is_left_behind(directory) {
            audience.insert(Scope::AssetExceptions);
        }
        audience
    }

    /// Those who have it before their eyes. Whoever keeps the books of thousands asks
    /// for the one that they need, and has what was left behind.
    fn carriers(&self, directory: &Directory) -> BTreeSet<Scope> {
        let mut carriers = BTreeSet::new();
        if self.is_there() {
            carriers.insert(Scope::Store(self.details.store));
            carriers.extend(self.holder().map(Scope::Person));
        }
        if self.is_left_behind(directory) {
            carriers.insert(Scope::AssetExceptions);
        }
        carriers
    }

    fn closed_at(&self) -> Option<Timestamp> {
        match self.life {
            Life::Scrapped { since } | Life::Disposed { since } => Some(since),
            Life::Serving | Life::InRepair | Life::Lost { .. } => None,
        }
    }

    fn references(&self) -> References {
        References {
            people: self.holder().into_iter().collect(),
            stores: BTreeSet::from([self.details.store]),
            ..References::default()
        }
    }

    /// Everybody who has had it.
    fn people(&self) -> BTreeSet<PersonId> {
        let holders = self.custody.iter().filter_map(|custody| custody.holder);
        holders.collect()
    }

    /// Whoever holds it may hand it on, and whoever held it could think so; so could those
    /// to whom it was issued when it had passed elsewhere.
    fn grants(&self) -> Vec<Grant> {
        let is_in_use = self.state() == AssetState::InUse;
        let grant = |custody: &Custody| {
            Some(Grant {
                entry: custody.entry,
                to: custody.holder?,
                name: self.details.tag.clone(),
                text: self.details.model.clone(),
                stands: is_in_use && custody.ended.is_none(),
            })
        };
        let in_vain = self.issued_in_vain.iter().map(|(entry, to)| Grant {
            entry: *entry,
            to: *to,
            name: self.details.tag.clone(),
            text: self.details.model.clone(),
            stands: false,
        });
        let held = self.custody.iter().filter_map(grant);
        held.chain(in_vain).collect()
    }

    /// Until it is scrapped or disposed of.
    fn labelled(&self) -> Option<Labelled> {
        let details = &self.details;
        self.is_there().then(|| Labelled {
            name: details.name(),
            label: details.tag.clone(),
            text: details.model.clone(),
            store: details.store,
            holder: self.holder(),
        })
    }

    /// What it came in the place of, and what came in its own.
    fn mentions(&self) -> BTreeSet<Mention> {
        let others = [&self.replaces, &self.replaced_by].into_iter().flatten();
        others.map(|other| Mention::Case(other.asset)).collect()
    }

    fn name_meant_by(text: &str) -> Option<CaseName> {
        tag_meant_by(text).map(|tag| name_of(&tag))
    }

    /// Its tag, for ever: the label of what was scrapped is no other's.
    fn names(&self) -> BTreeSet<CaseName> {
        BTreeSet::from([self.details.name()])
    }
}

impl Asset {
    /// Whether it has neither been scrapped nor left the organisation.
    fn is_there(&self) -> bool {
        !matches!(self.state(), AssetState::Scrapped | AssetState::Disposed)
    }

    /// Whether it is still with somebody who has left.
    pub(super) fn is_left_behind(&self, directory: &Directory) -> bool {
        self.holder()
            .is_some_and(|holder| directory.has_left(holder))
    }

    fn permit_next(&self, act: &AssetAct, asker: &Asker<'_>) -> Result<(), AssetRefusal> {
        self.fits(act)?;
        match act {
            AssetAct::Receive { .. } => Err(AssetRefusal::AlreadyReceived),
            AssetAct::Correct {
                corrections,
                reason,
            } => self.may_correct(corrections, reason, asker),
            AssetAct::Issue { to, store, .. } => {
                is_here(*to, asker)?;
                is_known(*store, asker)
            }
            AssetAct::TakeBack { store, .. } => is_known(*store, asker),
            AssetAct::Relocate { store, .. } => {
                ensure(*store != self.details.store, AssetRefusal::Outdated)?;
                is_known(*store, asker)
            }
            AssetAct::SendToRepair { vendor, reason, .. } => {
                ensure(is_label(vendor, LABEL_CHARS_MAX), AssetRefusal::BadLabel)?;
                explains(reason)
            }
            AssetAct::EndRepair { .. } | AssetAct::Find { .. } => Ok(()),
            // Whether the other is in stock when its turn comes, its own case says.
            AssetAct::Replace {
                by, tag, reason, ..
            } => {
                let name = name_of(tag);
                let is_other = is_label(tag, LABEL_CHARS_MAX) && name != self.details.name();
                let bearer = asker.directory.names.get(&name);
                let is_meant = bearer.is_none_or(|bearer| bearer == by);
                ensure(is_other && is_meant, AssetRefusal::NoReplacement)?;
                explains(reason)
            }
            AssetAct::TakePlace { .. }
            | AssetAct::PlaceNotTaken { .. }
            | AssetAct::ChangeHands { .. } => Err(AssetRefusal::DoneBySystem),
            AssetAct::ReportLost { reason, .. }
            | AssetAct::Scrap { reason }
            | AssetAct::Dispose { reason } => explains(reason),
        }
    }

    fn may_correct(
        &self,
        corrections: &[Correction],
        reason: &str,
        asker: &Asker<'_>,
    ) -> Result<(), AssetRefusal> {
        are_corrections(corrections)?;
        let corrected = self.details.corrected(corrections);
        let corrected = corrected.ok_or(AssetRefusal::Outdated)?;
        ensure(corrected != self.details, AssetRefusal::NothingCorrected)?;
        corrected.are_in_order(asker)?;
        // The same label, written otherwise, is its own still.
        if corrected.name() != self.details.name() {
            is_free(&corrected.name(), asker)?;
        }
        explains(reason)
    }
}

impl Details {
    fn are_in_order(&self, asker: &Asker<'_>) -> Result<(), AssetRefusal> {
        let Self {
            tag,
            serial,
            model,
            category,
            bought: _,
            price: _,
            store,
            condition: _,
        } = self;
        let needed = [tag, model, category];
        let are_labels = needed
            .into_iter()
            .all(|label| is_label(label, LABEL_CHARS_MAX));
        let is_tag = self.name() != name_of("");
        let is_serial = is_line(serial, LABEL_CHARS_MAX);
        ensure(are_labels && is_tag && is_serial, AssetRefusal::BadLabel)?;
        is_known(*store, asker)
    }
}

fn is_free(name: &CaseName, asker: &Asker<'_>) -> Result<(), AssetRefusal> {
    let is_taken = asker.directory.names.contains_key(name);
    ensure(!is_taken, AssetRefusal::TagTaken)
}

fn is_known(store: StoreId, asker: &Asker<'_>) -> Result<(), AssetRefusal> {
    let is_known = asker.directory.stores.contains_key(&store);
    ensure(is_known, AssetRefusal::UnknownStore)
}

fn is_here(person: PersonId, asker: &Asker<'_>) -> Result<(), AssetRefusal> {
    let person = asker.directory.people.get(&person);
    let is_here = person.is_some_and(|person| person.active);
    ensure(is_here, AssetRefusal::UnknownPerson)
}

fn are_corrections(corrections: &[Correction]) -> Result<(), AssetRefusal> {
    let is_again = |(nth, it): (usize, &Correction)| {
        let mut earlier = corrections.iter().take(nth);
        earlier.any(|other| discriminant(other) == discriminant(it))
    };
    let has_twice = corrections.iter().enumerate().any(is_again);
    ensure(!has_twice, AssetRefusal::NothingCorrected)
}

fn explains(reason: &str) -> Result<(), AssetRefusal> {
    Ok(fit(reason, REASON_CHARS_MAX)?)
}

fn ensure(holds: bool, otherwise: AssetRefusal) -> Result<(), AssetRefusal> {
    if holds { Ok(()) } else { Err(otherwise) }
}
