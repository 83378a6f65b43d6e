//! How entries make a transfer.
//!
//! Total: what can have no effect any more is superseded with its reason.
//! Whether an act was permitted is not asked here but in `rules`.

use super::{
    ConfirmedItem, Exception, Item, ItemState, OfferedItem, Transfer, TransferAct,
    TransferSuperseded,
};
use crate::{
    follow_up::{Deed, FollowUp},
    header::CommandHeader,
    ids::{CaseId, CommandId, PersonId, StoreId},
    photos::Picture,
};

impl Transfer {
    pub(super) fn begin(
        header: &CommandHeader,
        act: &TransferAct,
    ) -> Result<Self, TransferSuperseded> {
        let TransferAct::HandOut {
            giver,
            to,
            secret,
            items,
            reason,
        } = act
        else {
            return Err(TransferSuperseded::NotHandedOut);
        };
        Ok(Self {
            giver: *giver,
            begun_by: header.author,
            begun_at: header.at,
            receiver: *to,
            secret: *secret,
            reason: reason.clone(),
            items: items.iter().map(Item::offered).collect(),
            exception: None,
            reminded_at: None,
            settled_at: None,
            claimants: Vec::new(),
            decided_at: None,
        })
    }

    pub(super) fn apply(
        &mut self,
        header: &CommandHeader,
        act: &TransferAct,
    ) -> Result<(), TransferSuperseded> {
        match act {
            TransferAct::HandOut { .. } => return Err(TransferSuperseded::AlreadyHandedOut),
            TransferAct::Confirm {
                items, signature, ..
            } => self.confirm(header, items, *signature)?,
            TransferAct::Refuse { assets, .. } => {
                let (by, at) = (header.author, header.at);
                self.decide(assets, || ItemState::Refused { by, at })?;
                self.raise(header, Exception::Refused);
            }
            TransferAct::Withdraw { assets, .. } => {
                let (by, at) = (header.author, header.at);
                self.decide(assets, || ItemState::Withdrawn { by, at })?;
            }
            TransferAct::Contest { .. } => {
                let is_contested = self.is_contested();
                ensure(!is_contested, TransferSuperseded::AlreadyContested)?;
                self.raise(header, Exception::Contested);
            }
            TransferAct::Settle { .. } => {
                ensure(self.is_contested(), TransferSuperseded::NotContested)?;
                self.settled_at = Some(header.at);
            }
            TransferAct::Remind => {
                ensure(self.is_open(), TransferSuperseded::NothingOpen)?;
                self.reminded_at = Some(header.at);
                self.raise(header, Exception::Overdue);
            }
            TransferAct::NotMoved {
                asset,
                confirmation,
                holder,
            } => self.stay(header, *asset, *confirmation, *holder)?,
            TransferAct::EndForDeparture { .. } => {
                let assets: Vec<CaseId> = self.offered().map(|item| item.asset).collect();
                let at = header.at;
                self.decide(&assets, || ItemState::Ended { at })?;
            }
        }
        if !self.is_open() {
            self.decided_at.get_or_insert(header.at);
        }
        Ok(())
    }

    /// What has been received. Who confirms what was withdrawn, or what somebody else
    /// has taken, has it in hand all the same: that is contested.
    fn confirm(
        &mut self,
        header: &CommandHeader,
        items: &[ConfirmedItem],
        signature: Picture,
    ) -> Result<(), TransferSuperseded> {
        let by = header.author;
        if let Some(receiver) = self.receiver.filter(|receiver| *receiver != by) {
            self.contest(header);
            return Err(TransferSuperseded::Taken { by: receiver });
        }
        let mut late = None;
        let mut is_any_open = false;
        for confirmed in items {
            let mut own = self.items.iter_mut();
            let Some(item) = own.find(|item| item.asset == confirmed.asset) else {
                continue;
            };
            match item.state.overtakes() {
                None => {
                    is_any_open = true;
                    item.state = ItemState::Confirmed {
                        entry: header.id,
                        by,
                        at: header.at,
                        condition: confirmed.condition,
                        photos: confirmed.photos.clone(),
                        signature,
                    };
                }
                Some(why) => late = late.or(Some(why)),
            }
        }
        if matches!(late, Some(TransferSuperseded::Withdrawn { .. })) {
            self.contest(header);
        }
        if !is_any_open {
            return Err(late.unwrap_or(TransferSuperseded::NothingOpen));
        }
        self.receiver = Some(by);
        Ok(())
    }

    /// Decides on those of these assets that are still open.
    fn decide(
        &mut self,
        assets: &[CaseId],
        decided: impl Fn() -> ItemState,
    ) -> Result<(), TransferSuperseded> {
        let mut late = None;
        let mut is_any_open = false;
        for item in &mut self.items {
            if !assets.contains(&item.asset) {
                continue;
            }
            match item.state.overtakes() {
                None => {
                    is_any_open = true;
                    item.state = decided();
                }
                Some(why) => late = late.or(Some(why)),
            }
        }
        let why = late.unwrap_or(TransferSuperseded::NothingOpen);
        ensure(is_any_open, why)
    }

    /// An asset that was confirmed did not change hands: it is with somebody else.
    fn stay(
        &mut self,
        header: &CommandHeader,
        asset: CaseId,
        confirmation: CommandId,
        holder: Option<PersonId>,
    ) -> Result<(), TransferSuperseded> {
        let mut items = self.items.iter_mut();
        let item = items.find(|item| item.asset == asset && item.is_confirmed_by(confirmation));
        let item = item.ok_or(TransferSuperseded::NothingOpen)?;
        let at = header.at;
        item.state = ItemState::NotMoved { at, holder };
        self.raise(header, Exception::Contested);
        Ok(())
    }

    fn contest(&mut self, header: &CommandHeader) {
        if !self.claimants.contains(&header.author) {
            self.claimants.push(header.author);
        }
        self.raise(header, Exception::Contested);
    }

    /// An asset admin has to look at it. What is contested outweighs every other
    /// reason, and is to be settled anew.
    fn raise(&mut self, header: &CommandHeader, why: Exception) {
        if why == Exception::Contested && !self.is_contested() {
            self.exception = Some((header.at, why));
            self.settled_at = None;
        } else {
            self.exception.get_or_insert((header.at, why));
        }
    }

    /// What follows in the assets from an entry, which was adopted last.
    pub(super) fn follow_ups(
        &self,
        id: CaseId,
        header: &CommandHeader,
        act: &TransferAct,
    ) -> Vec<FollowUp> {
        let TransferAct::Confirm { store, .. } = act else {
            return Vec::new();
        };
        let mut items = self.items.iter();
        let confirmed = items.by_ref().filter(|it| it.is_confirmed_by(header.id));
        let follow_up = |item: &Item| self.change_of_hands(id, header, item, *store);
        confirmed.filter_map(follow_up).collect()
    }

    fn change_of_hands(
        &self,
        id: CaseId,
        header: &CommandHeader,
        item: &Item,
        store: StoreId,
    ) -> Option<FollowUp> {
        let ItemState::Confirmed { condition, by, .. } = item.state else {
            return None;
        };
        let deed = Deed::ChangeHands {
            transfer: id,
            confirmation: header.id,
            custody: item.custody,
            to: by,
            store,
            condition,
            by: self.begun_by,
        };
        Some(FollowUp {
            case: item.asset,
            deed,
        })
    }

    /// Everybody who has to do with it.
    pub(super) fn parties(&self) -> impl Iterator<Item = PersonId> {
        let claimants = self.claimants.iter().copied();
        self.ends().chain(claimants)
    }

    /// Those who read it by themselves. Who says in vain that they have something is
    /// heard until that is settled: a claim without effect opens no right for good.
    pub(super) fn readers(&self) -> impl Iterator<Item = PersonId> {
        let claimants = self.claimants.iter().copied();
        self.ends().chain(claimants.filter(|_| self.is_contested()))
    }

    /// Giver and receiver.
    fn ends(&self) -> impl Iterator<Item = PersonId> {
        [self.giver, self.begun_by].into_iter().chain(self.receiver)
    }
}

impl Item {
    fn offered(item: &OfferedItem) -> Self {
        Self {
            asset: item.asset,
            custody: item.custody,
            tag: item.tag.clone(),
            model: item.model.clone(),
            state: ItemState::Offered,
        }
    }

    fn is_confirmed_by(&self, by_entry: CommandId) -> bool {
        matches!(self.state, ItemState::Confirmed { entry, .. } if entry == by_entry)
    }
}

impl ItemState {
    /// Why nothing more can be decided; none while it is open.
    const fn overtakes(&self) -> Option<TransferSuperseded> {
        match *self {
            Self::Offered => None,
            Self::Confirmed { by, .. } => Some(TransferSuperseded::Confirmed { by }),
            Self::Refused { by, .. } => Some(TransferSuperseded::Refused { by }),
            Self::Withdrawn { by, .. } => Some(TransferSuperseded::Withdrawn { by }),
            Self::NotMoved { .. } | Self::Ended { .. } => Some(TransferSuperseded::NothingOpen),
        }
    }
}

fn ensure(holds: bool, otherwise: TransferSuperseded) -> Result<(), TransferSuperseded> {
    if holds { Ok(()) } else { Err(otherwise) }
}
