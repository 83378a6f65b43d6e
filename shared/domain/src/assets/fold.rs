//! How entries make an asset.
//!
//! Total: what can have no effect any more is superseded with its reason.
//! Whether an act was permitted is not asked here but in `rules`.

use super::{
    Asset, AssetAct, AssetState, AssetSuperseded, Condition, Correction, Counterpart, Custody,
    CustodyEnd, Details, Handover, Repair, RepairEnd, RepairOutcome, case::Life,
};
use crate::{
    follow_up::{Deed, FollowUp},
    header::CommandHeader,
    ids::{CaseId, CommandId, PersonId, StoreId},
    money::Money,
};

/// Why an act does not fit an asset as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Misfit {
    /// It has changed hands since; this is who brought that about.
    Moved { by: PersonId },
    /// It stands otherwise.
    Stands(AssetState),
    /// The repair is over, or it was another one.
    RepairIsOver,
}

impl Details {
    /// The details put right; none if one of them is not what is to be
    /// replaced: a correction counts as a whole.
    pub(super) fn corrected(&self, corrections: &[Correction]) -> Option<Self> {
        if !corrections.iter().all(|it| it.is_meant_for(self)) {
            return None;
        }
        let mut details = self.clone();
        for correction in corrections {
            correction.put(&mut details);
        }
        Some(details)
    }
}

impl Asset {
    pub(super) fn begin(header: &CommandHeader, act: &AssetAct) -> Result<Self, AssetSuperseded> {
        let AssetAct::Receive { details } = act else {
            return Err(AssetSuperseded::NotReceived);
        };
        let mut asset = Self {
            details: details.clone(),
            life: Life::Serving,
            custody: Vec::new(),
            replaces: None,
            replaced_by: None,
            repairs: Vec::new(),
            changes: Vec::new(),
            issued_in_vain: Vec::new(),
        };
        asset.pass(header, None, details.store, Handover::Received);
        Ok(asset)
    }

    pub(super) fn apply(
        &mut self,
        header: &CommandHeader,
        act: &AssetAct,
    ) -> Result<(), AssetSuperseded> {
        let fits = self.fits(act);
        if let (Err(_), AssetAct::Issue { to, .. }) = (fits, act) {
            self.issued_in_vain.push((header.id, *to));
        }
        fits?;
        match act {
            AssetAct::Receive { .. } => return Err(AssetSuperseded::AlreadyReceived),
            AssetAct::Correct { corrections, .. } => return self.correct(header, corrections),
            AssetAct::Issue { .. }
            | AssetAct::TakeBack { .. }
            | AssetAct::Relocate { .. }
            | AssetAct::Replace { .. }
            | AssetAct::TakePlace { .. }
            | AssetAct::PlaceNotTaken { .. }
            | AssetAct::ChangeHands { .. } => self.change_hands(header, act),
            AssetAct::SendToRepair { vendor, .. } => {
                self.life = Life::InRepair;
                self.repairs.push(Repair {
                    entry: header.id,
                    vendor: vendor.clone(),
                    since: header.at,
                    end: None,
                });
            }
            AssetAct::EndRepair {
                outcome,
                condition,
                cost,
                ..
            } => {
                self.end_repair(header, Some(*outcome), *cost);
                self.life = Life::Serving;
                self.set_condition(header, *condition);
            }
            AssetAct::ReportLost { .. } => {
                self.end_repair(header, None, None);
                self.life = Life::Lost { since: header.at };
            }
            AssetAct::Find { condition, .. } => {
                self.life = Life::Serving;
                self.set_condition(header, *condition);
            }
            AssetAct::Scrap { .. } => {
                self.end_repair(header, None, None);
                self.end_custody(header);
                self.life = Life::Scrapped { since: header.at };
            }
            AssetAct::Dispose { .. } => self.life = Life::Disposed { since: header.at },
        }
        Ok(())
    }

    /// What has to do with who has it.
    fn change_hands(&mut self, header: &CommandHeader, act: &AssetAct) {
        match act {
            AssetAct::Issue { to, store, .. } => {
                self.pass(header, Some(*to), *store, Handover::Issued);
            }
            AssetAct::TakeBack {
                store, condition, ..
            } => {
                self.set_condition(header, *condition);
                self.pass(header, None, *store, Handover::TakenBack);
            }
            AssetAct::Relocate { store, .. } => {
                self.pass(header, None, *store, Handover::Relocated);
            }
            AssetAct::Replace {
                by, tag, condition, ..
            } => {
                self.set_condition(header, *condition);
                self.pass(header, None, self.details.store, Handover::Replaced);
                self.replaced_by = Some(Counterpart {
                    asset: *by,
                    tag: tag.clone(),
                });
            }
            AssetAct::TakePlace {
                of,
                tag,
                holder,
                store,
                by,
            } => {
                let header = CommandHeader {
                    author: *by,
                    ..*header
                };
                self.pass(&header, Some(*holder), *store, Handover::Replacing);
                self.replaces = Some(Counterpart {
                    asset: *of,
                    tag: tag.clone(),
                });
            }
            AssetAct::PlaceNotTaken { by } => {
                self.replaced_by.take_if(|other| other.asset == *by);
            }
            AssetAct::ChangeHands {
                transfer,
                to,
                store,
                condition,
                by,
                ..
            } => {
                let of = |author| CommandHeader { author, ..*header };
                self.set_condition(&of(*to), *condition);
                let transfer = *transfer;
                let how = Handover::Transferred { transfer };
                self.pass(&of(*by), Some(*to), *store, how);
            }
            AssetAct::Receive { .. }
            | AssetAct::Correct { .. }
            | AssetAct::SendToRepair { .. }
            | AssetAct::EndRepair { .. }
            | AssetAct::ReportLost { .. }
            | AssetAct::Find { .. }
            | AssetAct::Scrap { .. }
            | AssetAct::Dispose { .. } => {}
        }
    }

    /// What follows in other assets from an entry, which was adopted last.
    pub(super) fn follow_ups(
        &self,
        id: CaseId,
        header: &CommandHeader,
        act: &AssetAct,
        is_superseded: bool,
    ) -> Vec<FollowUp> {
        let follow_up = match (act, is_superseded) {
            (AssetAct::Replace { by, .. }, false) => {
                self.replaced_holder(header.id).map(|holder| {
                    let deed = Deed::TakePlace {
                        of: id,
                        tag: self.details.tag.clone(),
                        holder,
                        store: self.details.store,
                        by: header.author,
                    };
                    FollowUp { case: *by, deed }
                })
            }
            (AssetAct::TakePlace { of, .. }, true) => Some(FollowUp {
                case: *of,
                deed: Deed::PlaceNotTaken { by: id },
            }),
            (
                AssetAct::ChangeHands {
                    transfer,
                    confirmation,
                    ..
                },
                true,
            ) => Some(FollowUp {
                case: *transfer,
                deed: Deed::HandsNotChanged {
                    asset: id,
                    confirmation: *confirmation,
                    holder: self.holder(),
                },
            }),
            _ => None,
        };
        follow_up.into_iter().collect()
    }

    /// Who had it until it was replaced by this entry.
    fn replaced_holder(&self, entry: CommandId) -> Option<PersonId> {
        let until = |custody: &&Custody| custody.ended.is_some_and(|end| end.entry == entry);
        self.custody.iter().find(until)?.holder
    }

    /// Whether an act fits how the asset stands and who has it.
    pub(super) fn fits(&self, act: &AssetAct) -> Result<(), Misfit> {
        if let (Some(seen), Some(last)) = (act.custody(), self.custody.last())
            && seen != last.entry
        {
            return Err(Misfit::Moved { by: last.by });
        }
        let state = self.state();
        if act.states().is_some_and(|states| !states.contains(&state)) {
            return Err(Misfit::Stands(state));
        }
        match act {
            AssetAct::EndRepair { repair, .. } if !self.is_at(*repair) => Err(Misfit::RepairIsOver),
            _ => Ok(()),
        }
    }

    fn is_at(&self, repair: CommandId) -> bool {
        self.open_repair().is_some_and(|open| open.entry == repair)
    }

    fn correct(
        &mut self,
        header: &CommandHeader,
        corrections: &[Correction],
    ) -> Result<(), AssetSuperseded> {
        let Some(details) = self.details.corrected(corrections) else {
            let by = self.overtaken_by(corrections);
            return Err(by.map_or(AssetSuperseded::Groundless, |by| {
                AssetSuperseded::Corrected { by }
            }));
        };
        self.details = details;
        for correction in corrections {
            self.note(correction.clone(), header.author);
        }
        Ok(())
    }

    /// Notes who has changed a detail last, by whatever act.
    fn note(&mut self, change: Correction, by: PersonId) {
        self.changes
            .retain(|(former, _)| !former.is_of_same_detail(&change));
        self.changes.push((change, by));
    }

    fn set_condition(&mut self, header: &CommandHeader, to: Condition) {
        let from = self.details.condition;
        if from != to {
            self.details.condition = to;
            self.note(Correction::Condition { from, to }, header.author);
        }
    }

    /// Who has changed one of the details that these corrections find changed.
    fn overtaken_by(&self, corrections: &[Correction]) -> Option<PersonId> {
        let mut late = corrections
            .iter()
            .filter(|it| !it.is_meant_for(&self.details));
        late.find_map(|late| {
            let mut made = self.changes.iter();
            let former = made.find(|(former, _)| former.is_of_same_detail(late));
            former.map(|(_, by)| *by)
        })
    }

    /// It passes to a holder, or to a store's stock.
    fn pass(
        &mut self,
        header: &CommandHeader,
        holder: Option<PersonId>,
        store: StoreId,
        how: Handover,
    ) {
        self.end_custody(header);
        // Acts adopted against the order of their times make no chain that goes back.
        let earliest = self.custody.last().map_or(header.at, |last| last.since);
        let from = self.details.store;
        if from != store {
            self.details.store = store;
            self.note(Correction::Store { from, to: store }, header.author);
        }
        self.custody.push(Custody {
            entry: header.id,
            holder,
            store,
            since: header.at.max(earliest),
            by: header.author,
            how,
            ended: None,
        });
    }

    fn end_custody(&mut self, header: &CommandHeader) {
        if let Some(last) = self.custody.last_mut() {
            last.ended.get_or_insert(CustodyEnd {
                at: header.at.max(last.since),
                entry: header.id,
                by: header.author,
            });
        }
    }

    fn end_repair(
        &mut self,
        header: &CommandHeader,
        outcome: Option<RepairOutcome>,
        cost: Option<Money>,
    ) {
        if let Some(last) = self.repairs.last_mut() {
            last.end.get_or_insert(RepairEnd {
                at: header.at.max(last.since),
                outcome,
                cost,
            });
        }
    }
}
