//! The only place that decides who may do what to a transfer, and who may read it. A
//! form refuses only what makes no act.
//!
//! What becomes of a permitted act that others have overtaken is settled in `fold`.

use super::{
    ConfirmedItem, ItemState, OfferedItem, Transfer, TransferAct, TransferRefusal,
    TransferSuperseded,
};
use crate::{
    asker::{Asker, References},
    assets::LABEL_CHARS_MAX,
    capability::Capability,
    directory::{Directory, Grant, Role},
    follow_up::{Deed, FollowUp},
    header::CommandHeader,
    ids::{CaseId, CommandId, PersonId},
    names::Mention,
    photos::PHOTOS_MAX,
    scope::Scope,
    secret::{Secret, SecretHash},
    text::{fit, is_label},
    time::{Span, Timestamp},
    words::Message,
};
use std::collections::BTreeSet;

/// The most assets of one transfer.
pub const ITEMS_MAX: usize = 50;
/// The most open transfers that one person has handed out.
pub const OPEN_MAX: usize = 500;
/// The longest reason, in characters.
pub const REASON_CHARS_MAX: usize = 1_000;
/// How long a transfer may wait for its receiver before both are reminded, and an
/// asset admin is told.
pub const UNCONFIRMED_MAX: Span = Span::days(3);

impl Capability for Transfer {
    const OPEN_MAX: Option<usize> = Some(OPEN_MAX);

    type Act = TransferAct;
    type Refusal = TransferRefusal;
    type Superseded = TransferSuperseded;

    fn permit(
        transfer: Option<&Self>,
        act: &TransferAct,
        asker: &Asker<'_>,
    ) -> Result<(), TransferRefusal> {
        ensure(!act.is_follow_up(), TransferRefusal::DoneBySystem)?;
        match (transfer, act) {
            (
                None,
                TransferAct::HandOut {
                    giver,
                    to,
                    secret,
                    items,
                    reason,
                },
            ) => {
                may_give(*giver, asker)?;
                may_get(*to, *secret, *giver, asker)?;
                are_held(items, *giver, asker)?;
                Ok(fit(reason, REASON_CHARS_MAX)?)
            }
            (None, _) => Err(TransferRefusal::NotHandedOut),
            (Some(transfer), act) => transfer.permit_next(act, asker),
        }
    }

    fn begin(header: &CommandHeader, act: &TransferAct) -> Result<Self, TransferSuperseded> {
        Self::begin(header, act)
    }

    fn apply(
        &mut self,
        header: &CommandHeader,
        act: &TransferAct,
    ) -> Result<(), TransferSuperseded> {
        self.apply(header, act)
    }

    fn follow_ups(
        &self,
        id: CaseId,
        header: &CommandHeader,
        act: &TransferAct,
        is_superseded: bool,
    ) -> Vec<FollowUp> {
        if is_superseded {
            return Vec::new();
        }
        self.follow_ups(id, header, act)
    }

    fn act_for(deed: &Deed) -> Option<TransferAct> {
        match *deed {
            Deed::HandsNotChanged {
                asset,
                confirmation,
                holder,
            } => Some(TransferAct::NotMoved {
                asset,
                confirmation,
                holder,
            }),
            Deed::ChangeHands { .. } | Deed::TakePlace { .. } | Deed::PlaceNotTaken { .. } => None,
        }
    }

    fn has_had_deadline(&self) -> bool {
        true
    }

    /// Giver and receiver are to be reminded.
    fn deadline(&self) -> Option<(Timestamp, TransferAct)> {
        let is_waiting = self.is_open() && self.reminded_at.is_none();
        is_waiting.then(|| (self.begun_at + UNCONFIRMED_MAX, TransferAct::Remind))
    }

    /// What was on its way to them ends. What they handed out goes on.
    fn after_departure(&self, of: PersonId) -> Option<TransferAct> {
        let is_waiting = self.is_open() && self.receiver == Some(of);
        is_waiting.then_some(TransferAct::EndForDeparture { of })
    }

    fn mentions(&self) -> BTreeSet<Mention> {
        let items = self.items.iter();
        items.map(|item| Mention::Case(item.asset)).collect()
    }

    /// Whoever shows the secret of the code, as long as nobody else has.
    fn lets_in(&self, act: &TransferAct) -> bool {
        let TransferAct::Confirm { secret, .. } = act else {
            return false;
        };
        self.receiver.is_none() && self.is_known_by(*secret)
    }

    /// The giver shows what waits; whoever has confirmed shows that they have.
    fn is_handed_by(&self, person: PersonId) -> bool {
        let has_confirmed = self.has_confirmed() && self.receiver == Some(person);
        has_confirmed || self.is_open() && self.begun_by == person
    }

    /// Giver and receiver, the asset admins, and the desk. Whoever confirmed in vain,
    /// until it is settled who has it.
    fn audience(&self, _: &Directory) -> BTreeSet<Scope> {
        let parties = self.readers().map(Scope::Person);
        let offices = [Scope::AssetAdmins, Scope::Desk];
        parties.chain(offices).collect()
    }

    /// The asset admins have those at which they have to look.
    fn carriers(&self, _: &Directory) -> BTreeSet<Scope> {
        let parties = self.readers().map(Scope::Person);
        let admins = self.exception.map(|_| Scope::AssetAdmins);
        parties.chain(admins).collect()
    }

    fn closed_at(&self) -> Option<Timestamp> {
        if self.is_open() || self.is_contested() {
            return None;
        }
        self.decided_at.max(self.settled_at)
    }

    fn references(&self) -> References {
        References {
            people: self.receiver.into_iter().collect(),
            ..References::default()
        }
    }

    fn people(&self) -> BTreeSet<PersonId> {
        self.parties().collect()
    }

    /// On whose way an asset is, while it has not changed hands.
    fn marks(&self, pending: &[CommandId]) -> Vec<(CaseId, Message)> {
        let to = |id| match self.receiver {
            Some(receiver) => Message::new(id).person("to", receiver),
            None => Message::new("transfer-mark-by-code"),
        };
        let marked = self.items.iter().filter_map(|item| match item.state {
            ItemState::Offered => Some((item.asset, to("transfer-mark-offered"))),
            ItemState::Confirmed { entry, .. } if pending.contains(&entry) => {
                Some((item.asset, to("transfer-mark-confirmed")))
            }
            _ => None,
        });
        marked.collect()
    }
}

impl Transfer {
    /// Whether somebody shows the secret of the code.
    fn is_known_by(&self, secret: Option<Secret>) -> bool {
        self.secret.is_some() && self.secret == secret.map(Secret::hash)
    }

    fn permit_next(&self, act: &TransferAct, asker: &Asker<'_>) -> Result<(), TransferRefusal> {
        let by = asker.person.id;
        match act {
            TransferAct::HandOut { .. } => Err(TransferRefusal::AlreadyHandedOut),
            TransferAct::Confirm {
                items,
                store,
                secret,
                ..
            } => {
                ensure(by != self.giver, TransferRefusal::ToOneself)?;
                let is_receiver = match self.receiver {
                    Some(receiver) => receiver == by,
                    None => self.is_known_by(*secret),
                };
                ensure(is_receiver, TransferRefusal::NotTheReceiver)?;
                ensure(*store == asker.person.store, TransferRefusal::OtherStore)?;
                self.are_open(&act.assets())?;
                let shows_few = |item: &ConfirmedItem| item.photos.len() <= PHOTOS_MAX;
                ensure(items.iter().all(shows_few), TransferRefusal::TooManyPhotos)
            }
            TransferAct::Refuse { assets, reason, .. } => {
                let is_receiver = self.receiver == Some(by);
                ensure(is_receiver, TransferRefusal::NotTheReceiver)?;
                self.are_open(assets)?;
                Ok(fit(reason, REASON_CHARS_MAX)?)
            }
            TransferAct::Withdraw { assets, reason } => {
                let may = self.is_givers(by) || asker.person.is(Role::AssetAdmin);
                ensure(may, TransferRefusal::NotTheGiver)?;
                self.are_open(assets)?;
                Ok(fit(reason, REASON_CHARS_MAX)?)
            }
            TransferAct::Contest { reason } => {
                ensure(self.is_givers(by), TransferRefusal::NotTheGiver)?;
                let is_contestable = self.has_confirmed() && !self.is_contested();
                ensure(is_contestable, TransferRefusal::NothingToContest)?;
                Ok(fit(reason, REASON_CHARS_MAX)?)
            }
            TransferAct::Settle { reason } => {
                let may = asker.person.is(Role::AssetAdmin);
                ensure(may, TransferRefusal::NotAnAssetAdmin)?;
                ensure(self.is_contested(), TransferRefusal::NothingToSettle)?;
                Ok(fit(reason, REASON_CHARS_MAX)?)
            }
            TransferAct::Remind
            | TransferAct::NotMoved { .. }
            | TransferAct::EndForDeparture { .. } => Err(TransferRefusal::DoneBySystem),
        }
    }

    fn is_givers(&self, person: PersonId) -> bool {
        person == self.giver || person == self.begun_by
    }

    pub(super) fn has_confirmed(&self) -> bool {
        let mut items = self.items.iter();
        items.any(|item| matches!(item.state, ItemState::Confirmed { .. }))
    }

    /// Whether these are assets of the transfer that wait to be decided on.
    fn are_open(&self, assets: &[CaseId]) -> Result<(), TransferRefusal> {
        are_chosen(assets)?;
        let is_open = |asset: &CaseId| {
            let item = self.item(*asset);
            item.is_some_and(|item| item.state == ItemState::Offered)
        };
        ensure(assets.iter().all(is_open), TransferRefusal::NotOpen)
    }
}

/// One gives what is one's own; an asset admin also what somebody had who has left.
fn may_give(giver: PersonId, asker: &Asker<'_>) -> Result<(), TransferRefusal> {
    if giver == asker.person.id {
        return Ok(());
    }
    let has_left = asker.directory.has_left(giver);
    let may = has_left && asker.person.is(Role::AssetAdmin);
    ensure(may, TransferRefusal::NotTheGiver)
}

fn may_get(
    to: Option<PersonId>,
    secret: Option<SecretHash>,
    giver: PersonId,
    asker: &Asker<'_>,
) -> Result<(), TransferRefusal> {
    let is_said_once = to.is_some() != secret.is_some();
    ensure(is_said_once, TransferRefusal::NoReceiver)?;
    let Some(to) = to else {
        return Ok(());
    };
    ensure(to != giver, TransferRefusal::ToOneself)?;
    let person = asker.directory.people.get(&to);
    let is_here = person.is_some_and(|person| person.active);
    ensure(is_here, TransferRefusal::UnknownPerson)
}

/// Whether the giver holds these, or held them by the entries that are named. An asset
/// that has passed elsewhere since stays there, and the transfer goes on without it.
///
/// What an asset is called may have been corrected since its giver saw it, more than
/// once; so that has only to be a name.
fn are_held(
    items: &[OfferedItem],
    giver: PersonId,
    asker: &Asker<'_>,
) -> Result<(), TransferRefusal> {
    let assets: Vec<CaseId> = items.iter().map(|item| item.asset).collect();
    are_chosen(&assets)?;
    let is_held = |item: &OfferedItem| {
        let grants = asker.directory.grants.get(&item.asset);
        let is_meant = |grant: &Grant| (grant.entry, grant.to) == (item.custody, giver);
        grants.is_some_and(|grants| grants.iter().any(is_meant))
    };
    ensure(items.iter().all(is_held), TransferRefusal::NotHeld)?;
    let is_named = |item: &OfferedItem| {
        let mut names = [&item.tag, &item.model].into_iter();
        names.all(|name| is_label(name, LABEL_CHARS_MAX))
    };
    ensure(items.iter().all(is_named), TransferRefusal::NotFilledIn)
}

/// Whether there is something, not too much of it, and nothing twice.
fn are_chosen(assets: &[CaseId]) -> Result<(), TransferRefusal> {
    ensure(assets.len() <= ITEMS_MAX, TransferRefusal::TooMany)?;
    let distinct: BTreeSet<&CaseId> = assets.iter().collect();
    let are_distinct = !assets.is_empty() && distinct.len() == assets.len();
    ensure(are_distinct, TransferRefusal::NothingChosen)
}

fn ensure(holds: bool, otherwise: TransferRefusal) -> Result<(), TransferRefusal> {
    if holds { Ok(()) } else { Err(otherwise) }
}
