//! What can be done to a transfer.

use crate::{
    asker::References,
    capability::AnyAct,
    condition::Condition,
    ids::{CaseId, CommandId, PersonId, StoreId},
    photos::Picture,
    secret::{Secret, SecretHash},
    words::Message,
};
use serde::{Deserialize, Serialize};

/// What can be done to a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum TransferAct {
    /// 转出申请: assets are handed out to a person, or to whoever knows a secret.
    HandOut {
        /// Who holds them: the author, or one who has left.
        giver: PersonId,
        /// Who is to get them; none if whoever knows the secret.
        to: Option<PersonId>,
        secret: Option<SecretHash>,
        items: Vec<OfferedItem>,
        reason: String,
    },
    /// 转入确认: these have been received; the others stay open.
    Confirm {
        items: Vec<ConfirmedItem>,
        signature: Picture,
        /// The receiver's store, to which the assets belong from now on.
        store: StoreId,
        /// What lets in one who was not named.
        secret: Option<Secret>,
    },
    /// 拒收: these are not taken over.
    Refuse {
        assets: Vec<CaseId>,
        reason: String,
        signature: Option<Picture>,
    },
    /// 撤回: these are not handed out any more.
    Withdraw { assets: Vec<CaseId>, reason: String },
    /// 提出异议: the giver says that it was not so.
    Contest { reason: String },
    /// 裁定: an asset admin has settled what was contested.
    Settle { reason: String },
    /// It has waited too long. Done by the system.
    Remind,
    /// A confirmed asset had passed elsewhere before. Done by the system.
    NotMoved {
        asset: CaseId,
        /// The entry by which it was confirmed.
        confirmation: CommandId,
        /// Who has it, if somebody does.
        holder: Option<PersonId>,
    },
    /// The receiver has left. Done by the system.
    EndForDeparture { of: PersonId },
}

/// An asset that is handed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferedItem {
    pub asset: CaseId,
    /// The entry by which the giver came to hold it, as the author saw it.
    pub custody: CommandId,
    pub tag: String,
    pub model: String,
}

/// An asset that has been received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmedItem {
    pub asset: CaseId,
    pub condition: Condition,
    pub photos: Vec<Picture>,
}

impl TransferAct {
    /// The assets that it decides on.
    pub(super) fn assets(&self) -> Vec<CaseId> {
        match self {
            Self::HandOut { items, .. } => items.iter().map(|item| item.asset).collect(),
            Self::Confirm { items, .. } => items.iter().map(|item| item.asset).collect(),
            Self::Refuse { assets, .. } | Self::Withdraw { assets, .. } => assets.clone(),
            Self::NotMoved { asset, .. } => vec![*asset],
            Self::Contest { .. }
            | Self::Settle { .. }
            | Self::Remind
            | Self::EndForDeparture { .. } => Vec::new(),
        }
    }

    /// Whether the system alone does it.
    pub(super) const fn is_follow_up(&self) -> bool {
        matches!(
            self,
            Self::Remind | Self::NotMoved { .. } | Self::EndForDeparture { .. }
        )
    }
}

impl AnyAct for TransferAct {
    fn opens(&self) -> bool {
        matches!(self, Self::HandOut { .. })
    }

    fn references(&self) -> References {
        let mut references = References::default();
        match self {
            Self::HandOut { giver, to, .. } => {
                references.people.insert(*giver);
                references.people.extend(*to);
                references.cases.extend(self.assets());
            }
            Self::Confirm { store, .. } => {
                references.stores.insert(*store);
                references.cases.extend(self.assets());
            }
            Self::Refuse { .. }
            | Self::Withdraw { .. }
            | Self::Contest { .. }
            | Self::Settle { .. }
            | Self::Remind
            | Self::NotMoved { .. }
            | Self::EndForDeparture { .. } => {}
        }
        references
    }

    fn pictures(&self) -> Vec<Picture> {
        match self {
            Self::Confirm {
                items, signature, ..
            } => {
                let photos = items.iter().flat_map(|item| &item.photos);
                photos.chain([signature]).copied().collect()
            }
            Self::Refuse { signature, .. } => signature.iter().copied().collect(),
            _ => Vec::new(),
        }
    }

    fn gives_out(&self) -> Option<SecretHash> {
        match self {
            Self::HandOut { secret, .. } => *secret,
            _ => None,
        }
    }

    fn title(&self) -> Message {
        let id = match self {
            Self::HandOut { to: None, .. } => "transfer-did-hand-out-by-code",
            Self::HandOut { to: Some(to), .. } => {
                return counted("transfer-did-hand-out", self).person("to", *to);
            }
            Self::Confirm { .. } => "transfer-did-confirm",
            Self::Refuse { .. } => "transfer-did-refuse",
            Self::Withdraw { .. } => "transfer-did-withdraw",
            Self::Contest { .. } => "transfer-did-contest",
            Self::Settle { .. } => "transfer-did-settle",
            Self::Remind => "transfer-did-remind",
            Self::NotMoved { .. } => "transfer-did-not-move",
            Self::EndForDeparture { of } => {
                return Message::new("transfer-did-end").person("of", *of);
            }
        };
        counted(id, self)
    }

    fn text(&self) -> &str {
        match self {
            Self::HandOut { reason, .. }
            | Self::Refuse { reason, .. }
            | Self::Withdraw { reason, .. }
            | Self::Contest { reason }
            | Self::Settle { reason } => reason,
            Self::Confirm { .. }
            | Self::Remind
            | Self::NotMoved { .. }
            | Self::EndForDeparture { .. } => "",
        }
    }
}

fn counted(id: &'static str, act: &TransferAct) -> Message {
    let count = i64::try_from(act.assets().len()).unwrap_or(i64::MAX);
    Message::new(id).number("count", count)
}
