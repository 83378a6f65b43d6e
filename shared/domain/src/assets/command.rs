//! What can be done to an asset.

use super::{Asset, Condition, Details};
use crate::{
    asker::References,
    capability::AnyAct,
    ids::{BlobId, StoreId},
    words::Message,
};
use serde::{Deserialize, Serialize};
use std::mem::discriminant;

/// What can be done to an asset.
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
}

/// One detail put right. It says what it replaces, so that one which arrives
/// late is known for what its author had seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Correction {
    Tag { from: String, to: String },
    Serial { from: String, to: String },
    Model { from: String, to: String },
    Category { from: String, to: String },
    Store { from: StoreId, to: StoreId },
    Condition { from: Condition, to: Condition },
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
            Self::Store { from, .. } => details.store == *from,
            Self::Condition { from, .. } => details.condition == *from,
        }
    }
}

impl AssetAct {
    /// The same act, meant for the asset as it stands now.
    pub(super) fn anew(&self, asset: &Asset) -> Self {
        let Self::Correct {
            corrections,
            reason,
        } = self
        else {
            return self.clone();
        };
        let mut to = asset.details.clone();
        for correction in corrections {
            correction.put(&mut to);
        }
        Self::Correct {
            corrections: Correction::between(&asset.details, &to),
            reason: reason.clone(),
        }
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
            }
            Self::Correct { corrections, .. } => {
                for correction in corrections {
                    if let Correction::Store { to, .. } = correction {
                        references.stores.insert(*to);
                    }
                }
            }
        }
        references
    }

    fn blobs(&self) -> &[BlobId] {
        &[]
    }

    fn title(&self) -> Message {
        match self {
            Self::Receive { .. } => Message::new("asset-did-receive"),
            Self::Correct { .. } => Message::new("asset-did-correct"),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Receive { .. } => "",
            Self::Correct { reason, .. } => reason,
        }
    }
}
