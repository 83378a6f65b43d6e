//! What people do with equipment that changes hands.

use super::story::Meant;
use domain::{
    capabilities::{Act, Case, Kind},
    condition::Condition,
    directory::{Directory, Person},
    ids::{BlobId, CaseId, PersonId},
    transfers::{ConfirmedItem, OfferedItem, TransferAct},
};

/// What somebody does with a hand-over as they see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Handing {
    HandOut(PersonId, Vec<CaseId>, &'static str),
    /// What was received, how it is, and the picture of the receiver's name.
    Confirm(Vec<(CaseId, Condition)>, BlobId),
    Refuse(Vec<CaseId>, &'static str),
    Withdraw(Vec<CaseId>, &'static str),
    Settle(&'static str),
}

impl Handing {
    /// What is handed on by it, which its author's phone has to know.
    pub fn hands_on(&self) -> &[CaseId] {
        match self {
            Self::HandOut(_, assets, _) => assets,
            _ => &[],
        }
    }

    /// Whether the asset is received by it.
    pub fn receives(&self, asset: CaseId) -> bool {
        match self {
            Self::Confirm(items, _) => items.iter().any(|(received, _)| *received == asset),
            _ => false,
        }
    }
}

impl Meant for Handing {
    const KIND: Kind = Kind::Transfer;

    fn act(&self, _: Option<&Case>, by: &Person, directory: &Directory) -> Option<Act> {
        Some(Act::Transfer(match self {
            Self::HandOut(to, assets, reason) => TransferAct::HandOut {
                giver: by.id,
                to: Some(*to),
                secret: None,
                items: offered(assets, by, directory)?,
                reason: (*reason).to_owned(),
            },
            Self::Confirm(items, signature) => {
                let items = items.iter().map(|(asset, condition)| ConfirmedItem {
                    asset: *asset,
                    condition: *condition,
                    photos: Vec::new(),
                });
                TransferAct::Confirm {
                    items: items.collect(),
                    signature: (*signature).into(),
                    store: by.store,
                    secret: None,
                }
            }
            Self::Refuse(assets, reason) => TransferAct::Refuse {
                assets: assets.clone(),
                reason: (*reason).to_owned(),
                signature: None,
            },
            Self::Withdraw(assets, reason) => TransferAct::Withdraw {
                assets: assets.clone(),
                reason: (*reason).to_owned(),
            },
            Self::Settle(reason) => TransferAct::Settle {
                reason: (*reason).to_owned(),
            },
        }))
    }
}

/// The assets as their holder's phone names them; none if it does not know that they
/// hold one of them.
fn offered(assets: &[CaseId], by: &Person, directory: &Directory) -> Option<Vec<OfferedItem>> {
    let offered = assets.iter().map(|asset| {
        let mut grants = directory.grants.get(asset)?.iter();
        let grant = grants.find(|grant| grant.stands && grant.to == by.id)?;
        Some(OfferedItem {
            asset: *asset,
            custody: grant.entry,
            tag: grant.name.clone(),
            model: grant.text.clone(),
        })
    });
    offered.collect()
}
