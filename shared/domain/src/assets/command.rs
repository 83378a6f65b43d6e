//! What can be done to an asset.

use super::{Asset, AssetState, Condition, Details, RepairOutcome, case::name_of};
use crate::{
    asker::References,
    capability::AnyAct,
    date::Date,
    ids::{CaseId, CommandId, PersonId, StoreId},
    money::Money,
    photos::Picture,
    words::Message,
};
use serde::{Deserialize, Serialize};
use std::mem::discriminant;

/// What can be done to an asset.
///
/// An act that depends on who has it names the entry by which they came to have it
/// (`custody`), as its author saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AssetAct {
    /// 入库: it enters stock.
    Receive { details: Details },
    /// 更正: something was entered wrong.
    Correct {
        /// Each detail once at most.
        corrections: Vec<Correction>,
        reason: String,
    },
    /// 领用: a person gets it out of stock.
    Issue {
        custody: CommandId,
        to: PersonId,
        /// The store to which it belongs from now on: the person's.
        store: StoreId,
    },
    /// 归还: it comes back into a store's stock.
    TakeBack {
        custody: CommandId,
        store: StoreId,
        condition: Condition,
    },
    /// 调拨: it goes to another store's stock.
    Relocate { custody: CommandId, store: StoreId },
    /// 送修.
    SendToRepair {
        custody: CommandId,
        vendor: String,
        reason: String,
    },
    /// 修毕: it is back from there, with whom had it before.
    EndRepair {
        /// The entry by which the repair began.
        repair: CommandId,
        outcome: RepairOutcome,
        condition: Condition,
        cost: Option<Money>,
    },
    /// 遗失.
    ReportLost { custody: CommandId, reason: String },
    /// 找回: it is found, and with whom had it before.
    Find {
        custody: CommandId,
        condition: Condition,
    },
    /// 更换: it comes back into stock, and another gets to its holder.
    Replace {
        custody: CommandId,
        /// The other asset, which is in stock, and its tag.
        by: CaseId,
        tag: String,
        condition: Condition,
        reason: String,
    },
    /// It gets to the holder of another, in whose place it comes. Done by the system.
    TakePlace {
        of: CaseId,
        tag: String,
        holder: PersonId,
        store: StoreId,
        /// Who replaced the other.
        by: PersonId,
    },
    /// The other could not come in its place. Done by the system.
    PlaceNotTaken { by: CaseId },
    /// 转移: whoever had it by this custody has handed it over, and the next has
    /// confirmed it. Done by the system.
    ChangeHands {
        transfer: CaseId,
        /// The entry by which it was confirmed there.
        confirmation: CommandId,
        custody: CommandId,
        to: PersonId,
        store: StoreId,
        condition: Condition,
        /// Who handed it out.
        by: PersonId,
    },
    /// 报废: nobody has it any more.
    Scrap { reason: String },
    /// 处置: what was scrapped leaves the organisation.
    Dispose { reason: String },
}

/// One detail put right. It says what it replaces, so that one which arrives
/// late is known for what its author had seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Correction {
    Tag {
        from: String,
        to: String,
    },
    Serial {
        from: String,
        to: String,
    },
    Model {
        from: String,
        to: String,
    },
    Category {
        from: String,
        to: String,
    },
    Bought {
        from: Option<Date>,
        to: Option<Date>,
    },
    Price {
        from: Option<Money>,
        to: Option<Money>,
    },
    Store {
        from: StoreId,
        to: StoreId,
    },
    Condition {
        from: Condition,
        to: Condition,
    },
}

impl Correction {
    /// What leads from some details to others.
    #[must_use]
    pub fn between(from: &Details, to: &Details) -> Vec<Self> {
        macro_rules! between {
            ($($detail:ident as $name:ident),+) => {
                [$((from.$detail != to.$detail).then(|| Self::$name {
                    from: from.$detail.clone(),
                    to: to.$detail.clone(),
                })),+]
            };
        }
        let corrections = between!(
            tag as Tag,
            serial as Serial,
            model as Model,
            category as Category,
            bought as Bought,
            price as Price,
            store as Store,
            condition as Condition
        );
        corrections.into_iter().flatten().collect()
    }

    /// Puts the detail right, whatever it was.
    pub(super) fn put(&self, details: &mut Details) {
        match self {
            Self::Tag { to, .. } => details.tag.clone_from(to),
            Self::Serial { to, .. } => details.serial.clone_from(to),
            Self::Model { to, .. } => details.model.clone_from(to),
            Self::Category { to, .. } => details.category.clone_from(to),
            Self::Bought { to, .. } => details.bought = *to,
            Self::Price { to, .. } => details.price = *to,
            Self::Store { to, .. } => details.store = *to,
            Self::Condition { to, .. } => details.condition = *to,
        }
    }

    pub(super) fn is_of_same_detail(&self, other: &Self) -> bool {
        discriminant(self) == discriminant(other)
    }

    /// Whether the detail is what is to be replaced.
    pub(super) fn is_meant_for(&self, details: &Details) -> bool {
        match self {
            Self::Tag { from, .. } => details.tag == *from,
            Self::Serial { from, .. } => details.serial == *from,
            Self::Model { from, .. } => details.model == *from,
            Self::Category { from, .. } => details.category == *from,
            Self::Bought { from, .. } => details.bought == *from,
            Self::Price { from, .. } => details.price == *from,
            Self::Store { from, .. } => details.store == *from,
            Self::Condition { from, .. } => details.condition == *from,
        }
    }
}

impl AssetAct {
    /// The same act, meant for the asset as it stands now.
    pub(super) fn anew(&self, asset: &Asset) -> Self {
        let now = asset.custody.last().map(|custody| custody.entry);
        let mut act = self.clone();
        match &mut act {
            Self::Correct { corrections, .. } => {
                let mut to = asset.details.clone();
                for correction in &*corrections {
                    correction.put(&mut to);
                }
                *corrections = Correction::between(&asset.details, &to);
            }
            Self::Issue { custody, .. }
            | Self::TakeBack { custody, .. }
            | Self::Relocate { custody, .. }
            | Self::SendToRepair { custody, .. }
            | Self::ReportLost { custody, .. }
            | Self::Find { custody, .. }
            | Self::Replace { custody, .. } => *custody = now.unwrap_or(*custody),
            Self::EndRepair { repair, .. } => {
                *repair = asset.open_repair().map_or(*repair, |open| open.entry);
            }
            Self::Receive { .. }
            | Self::TakePlace { .. }
            | Self::PlaceNotTaken { .. }
            | Self::ChangeHands { .. }
            | Self::Scrap { .. }
            | Self::Dispose { .. } => {}
        }
        act
    }

    /// Whether the system alone does it.
    pub(super) const fn is_follow_up(&self) -> bool {
        matches!(
            self,
            Self::TakePlace { .. } | Self::PlaceNotTaken { .. } | Self::ChangeHands { .. }
        )
    }

    /// The custody that its author saw, for an act that depends on who has it.
    pub(super) const fn custody(&self) -> Option<CommandId> {
        match self {
            Self::Issue { custody, .. }
            | Self::TakeBack { custody, .. }
            | Self::Relocate { custody, .. }
            | Self::SendToRepair { custody, .. }
            | Self::ReportLost { custody, .. }
            | Self::Find { custody, .. }
            | Self::Replace { custody, .. }
            | Self::ChangeHands { custody, .. } => Some(*custody),
            Self::TakePlace { .. }
            | Self::PlaceNotTaken { .. }
            | Self::Receive { .. }
            | Self::Correct { .. }
            | Self::EndRepair { .. }
            | Self::Scrap { .. }
            | Self::Dispose { .. } => None,
        }
    }

    /// How an asset stands to which it can be done; none if that does not matter.
    pub(super) const fn states(&self) -> Option<&'static [AssetState]> {
        use AssetState as S;
        Some(match self {
            Self::Receive { .. } | Self::Correct { .. } | Self::PlaceNotTaken { .. } => {
                return None;
            }
            Self::Issue { .. } | Self::Relocate { .. } | Self::TakePlace { .. } => &[S::InStock],
            Self::TakeBack { .. } | Self::Replace { .. } | Self::ChangeHands { .. } => &[S::InUse],
            Self::SendToRepair { .. } => &[S::InStock, S::InUse],
            Self::EndRepair { .. } => &[S::InRepair],
            Self::ReportLost { .. } => &[S::InStock, S::InUse, S::InRepair],
            Self::Find { .. } => &[S::Lost],
            Self::Scrap { .. } => &[S::InStock, S::InUse, S::InRepair, S::Lost],
            Self::Dispose { .. } => &[S::Scrapped],
        })
    }
}

impl AnyAct for AssetAct {
    fn opens(&self) -> bool {
        matches!(self, Self::Receive { .. })
    }

    fn references(&self) -> References {
        let mut references = References::default();
        match self {
            Self::Receive { details } => {
                references.stores.insert(details.store);
                references.names.insert(details.name());
            }
            Self::Correct { corrections, .. } => {
                for correction in corrections {
                    match correction {
                        Correction::Store { to, .. } => {
                            references.stores.insert(*to);
                        }
                        Correction::Tag { to, .. } => {
                            references.names.insert(name_of(to));
                        }
                        _ => {}
                    }
                }
            }
            Self::Issue { to, store, .. } | Self::ChangeHands { to, store, .. } => {
                references.people.insert(*to);
                references.stores.insert(*store);
            }
            Self::TakeBack { store, .. } | Self::Relocate { store, .. } => {
                references.stores.insert(*store);
            }
            Self::Replace { by, tag, .. } => {
                references.cases.insert(*by);
                references.names.insert(name_of(tag));
            }
            Self::SendToRepair { .. }
            | Self::EndRepair { .. }
            | Self::ReportLost { .. }
            | Self::Find { .. }
            | Self::TakePlace { .. }
            | Self::PlaceNotTaken { .. }
            | Self::Scrap { .. }
            | Self::Dispose { .. } => {}
        }
        references
    }

    fn pictures(&self) -> Vec<Picture> {
        Vec::new()
    }

    fn title(&self) -> Message {
        Message::new(match self {
            Self::Receive { .. } => "asset-did-receive",
            Self::Correct { .. } => "asset-did-correct",
            Self::Issue { to, .. } => {
                return Message::new("asset-did-issue").person("to", *to);
            }
            Self::TakeBack { .. } => "asset-did-take-back",
            Self::Relocate { .. } => "asset-did-relocate",
            Self::SendToRepair { .. } => "asset-did-send-to-repair",
            Self::EndRepair { .. } => "asset-did-end-repair",
            Self::ReportLost { .. } => "asset-did-report-lost",
            Self::Find { .. } => "asset-did-find",
            Self::Replace { tag, .. } => {
                return Message::new("asset-did-replace").text("tag", tag.clone());
            }
            Self::TakePlace { tag, holder, .. } => {
                return Message::new("asset-did-take-place")
                    .text("tag", tag.clone())
                    .person("holder", *holder);
            }
            Self::PlaceNotTaken { .. } => "asset-did-place-not-taken",
            Self::ChangeHands { to, by, .. } => {
                return Message::new("asset-did-change-hands")
                    .person("from", *by)
                    .person("to", *to);
            }
            Self::Scrap { .. } => "asset-did-scrap",
            Self::Dispose { .. } => "asset-did-dispose",
        })
    }

    fn text(&self) -> &str {
        match self {
            Self::Correct { reason, .. }
            | Self::SendToRepair { reason, .. }
            | Self::ReportLost { reason, .. }
            | Self::Replace { reason, .. }
            | Self::Scrap { reason }
            | Self::Dispose { reason } => reason,
            Self::Receive { details } => &details.tag,
            Self::Issue { .. }
            | Self::TakeBack { .. }
            | Self::Relocate { .. }
            | Self::EndRepair { .. }
            | Self::Find { .. }
            | Self::TakePlace { .. }
            | Self::PlaceNotTaken { .. }
            | Self::ChangeHands { .. } => "",
        }
    }
}
