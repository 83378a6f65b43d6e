//! The only place that decides who may do what to an asset, and who may read it. A
//! form refuses only what makes no act.
//!
//! What becomes of a permitted act that others have overtaken is settled in `fold`.

use super::{Asset, AssetAct, AssetRefusal, AssetSuperseded, Correction, Details};
use crate::{
    asker::{Asker, References},
    capability::Capability,
    directory::{Directory, Role},
    header::CommandHeader,
    scope::Scope,
    text::{is_line, is_plain, is_short},
    time::Timestamp,
};
use std::{collections::BTreeSet, mem::discriminant};

/// The longest tag, serial number, model or category, in characters.
pub const LABEL_CHARS_MAX: usize = 64;
/// The longest reason, in characters.
pub const REASON_CHARS_MAX: usize = 1_000;

impl Capability for Asset {
    type Act = AssetAct;
    type Refusal = AssetRefusal;
    type Superseded = AssetSuperseded;

    /// 资产管理员: the asset admins alone keep the books.
    fn permit(asset: Option<&Self>, act: &AssetAct, asker: &Asker<'_>) -> Result<(), AssetRefusal> {
        ensure(
            asker.person.is(Role::AssetAdmin),
            AssetRefusal::NotAnAssetAdmin,
        )?;
        match (asset, act) {
            (None, AssetAct::Receive { details }) => details.are_in_order(asker.directory),
            (Some(_), AssetAct::Receive { .. }) => Err(AssetRefusal::AlreadyReceived),
            (None, AssetAct::Correct { .. }) => Err(AssetRefusal::NotReceived),
            (
                Some(asset),
                AssetAct::Correct {
                    corrections,
                    reason,
                },
            ) => {
                are_corrections(corrections)?;
                let corrected = asset.details.corrected(corrections);
                let corrected = corrected.ok_or(AssetRefusal::Outdated)?;
                ensure(corrected != asset.details, AssetRefusal::NothingCorrected)?;
                corrected.are_in_order(asker.directory)?;
                explains(reason)
            }
        }
    }

    fn begin(header: &CommandHeader, act: &AssetAct) -> Result<Self, AssetSuperseded> {
        Self::begin(header, act)
    }

    fn apply(&mut self, header: &CommandHeader, act: &AssetAct) -> Result<(), AssetSuperseded> {
        self.apply(header, act)
    }

    fn audience(&self, _: &Directory) -> BTreeSet<Scope> {
        BTreeSet::from([Scope::AssetAdmins])
    }

    /// An asset stays on the books.
    fn closed_at(&self) -> Option<Timestamp> {
        None
    }

    fn references(&self) -> References {
        References {
            stores: BTreeSet::from([self.details.store]),
            ..References::default()
        }
    }
}

impl Details {
    fn are_in_order(&self, directory: &Directory) -> Result<(), AssetRefusal> {
        let Self {
            tag,
            serial,
            model,
            category,
            store,
            condition: _,
        } = self;
        let needed = [tag, model, category];
        let all_there = needed.iter().all(|label| !label.trim().is_empty());
        let all_short = needed
            .into_iter()
            .chain([serial])
            .all(|it| is_line(it, LABEL_CHARS_MAX));
        ensure(all_there && all_short, AssetRefusal::BadLabel)?;
        let is_known = directory.stores.contains_key(store);
        ensure(is_known, AssetRefusal::UnknownStore)
    }
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
    ensure(!reason.trim().is_empty(), AssetRefusal::ReasonMissing)?;
    ensure(
        is_short(reason, REASON_CHARS_MAX),
        AssetRefusal::ReasonTooLong,
    )?;
    ensure(reason.chars().all(is_plain), AssetRefusal::ReasonUnreadable)
}

fn ensure(holds: bool, otherwise: AssetRefusal) -> Result<(), AssetRefusal> {
    if holds { Ok(()) } else { Err(otherwise) }
}
