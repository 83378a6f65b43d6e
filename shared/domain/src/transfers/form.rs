//! What can be offered for a transfer: for each offer its button, its form and the
//! act that comes of it.
//!
//! Which of them a person is offered is the rule's to say, not this file's.

use super::{ConfirmedItem, Item, ItemState, OfferedItem, Transfer, TransferAct, TransferRefusal};
use crate::{
    condition::Condition,
    directory::{Directory, Grant, Role},
    form::{Blank, FormSpec, NotFilledIn, SECRET, SOME_TEXT},
    ids::{BlobId, CaseId, PersonId},
    photos::Picture,
    refill::Refill,
    secret::Secret,
    signature::Drawing,
    view::{Choice, Input, InputKind, Tone},
};
use std::collections::BTreeMap;

/// The forms with which a transfer begins.
pub(super) const OPENINGS: &[FormSpec<Transfer>] = &[FormSpec {
    name: "hand_out",
    label: "transfer-offer-hand-out",
    tone: Tone::Active,
    inputs: Some(|blank| {
        vec![
            blank.choices("assets", "transfer-input-assets", blank.assets_to_give()),
            blank.person("to", "transfer-input-to").optional(),
            blank.text("reason", "transfer-input-reason"),
        ]
    }),
    probe: |blank| {
        let (asset, grant) = blank.givable().next()?;
        let people = blank.viewer.directory.people.values();
        let mut others = people.filter(|it| it.active && it.id != grant.to);
        Some(TransferAct::HandOut {
            giver: grant.to,
            to: Some(others.next()?.id),
            secret: None,
            items: vec![offered(asset, grant)],
            reason: SOME_TEXT.to_owned(),
        })
    },
    act: |filled| {
        let (giver, items) = chosen(filled.lines("assets")?, filled.directory)?;
        let to: Option<PersonId> = filled.read_some("to")?;
        let secret: Option<Secret> = match to {
            Some(_) => None,
            None => filled.read_some(SECRET)?,
        };
        Ok(TransferAct::HandOut {
            giver,
            to,
            secret: secret.map(Secret::hash),
            items,
            reason: filled.text("reason"),
        })
    },
    refill: |act, _| match act {
        TransferAct::HandOut {
            to, items, reason, ..
        } => {
            let refill = Refill::default()
                .lines("assets", items.iter().map(|item| item.asset))
                .some("to", to.as_ref())
                .value("reason", reason);
            let items = items.iter();
            Some(items.fold(refill, |refill, item| {
                refill.called(&item.asset, format!("{} {}", item.tag, item.model))
            }))
        }
        _ => None,
    },
}];

/// The forms of what can be done to one that exists, in the order of the
/// buttons.
pub(super) const FORMS: &[FormSpec<Transfer>] = &[
    FormSpec {
        name: "confirm",
        label: "transfer-offer-confirm",
        tone: Tone::Active,
        inputs: Some(|blank| {
            let mut inputs = Vec::new();
            for (nth, item) in blank.open() {
                inputs.push(blank.condition(nth, item));
                inputs.push(blank.photos(nth, item));
            }
            inputs.push(blank.signature());
            inputs
        }),
        probe: |blank| {
            let (_, item) = blank.open().next()?;
            Some(TransferAct::Confirm {
                items: vec![ConfirmedItem {
                    asset: item.asset,
                    condition: Condition::Good,
                    photos: Vec::new(),
                }],
                signature: BlobId([0; 32]).into(),
                store: blank.viewer.person.store,
                secret: blank.case?.secret_in(blank.viewer.directory),
            })
        },
        act: |filled| {
            let transfer = filled.case.ok_or(TransferRefusal::NotHandedOut)?;
            let mut items = Vec::new();
            for (nth, item) in transfer.items.iter().enumerate() {
                if let Some(condition) = filled.read_some(&condition_of(nth))? {
                    items.push(ConfirmedItem {
                        asset: item.asset,
                        condition,
                        photos: filled.lines(&photos_of(nth))?,
                    });
                }
            }
            let signature: Option<Picture> = filled.read_some("signature")?;
            Ok(TransferAct::Confirm {
                items,
                signature: signature.ok_or(TransferRefusal::NotSigned)?,
                store: filled.person.store,
                secret: transfer.secret_in(filled.directory),
            })
        },
        refill: |act, transfer| match act {
            TransferAct::Confirm {
                items, signature, ..
            } => {
                let refill = Refill::default().signature("signature", Some(signature));
                let places = transfer.map_or(&[][..], |transfer| &transfer.items);
                Some(items.iter().fold(refill, |refill, confirmed| {
                    let mut places = places.iter();
                    let place = places.position(|item| item.asset == confirmed.asset);
                    place.map_or(refill.clone(), |nth| {
                        refill
                            .value(&condition_of(nth), confirmed.condition.as_str())
                            .lines(&photos_of(nth), &confirmed.photos)
                    })
                }))
            }
            _ => None,
        },
    },
    FormSpec {
        name: "refuse",
        label: "transfer-offer-refuse",
        tone: Tone::Warning,
        inputs: Some(|blank| {
            vec![
                blank.assets(),
                blank.text("reason", "transfer-input-reason"),
                blank.signature().optional(),
            ]
        }),
        probe: |blank| {
            Some(TransferAct::Refuse {
                assets: vec![blank.open().next()?.1.asset],
                reason: SOME_TEXT.to_owned(),
                signature: None,
            })
        },
        act: |filled| {
            Ok(TransferAct::Refuse {
                assets: filled.lines("assets")?,
                reason: filled.text("reason"),
                signature: filled.read_some("signature")?,
            })
        },
        refill: |act, transfer| match act {
            TransferAct::Refuse {
                assets,
                reason,
                signature,
            } => Some(
                among(transfer, assets)
                    .value("reason", reason)
                    .signature("signature", signature.as_ref()),
            ),
            _ => None,
        },
    },
    FormSpec {
        name: "withdraw",
        label: "transfer-offer-withdraw",
        tone: Tone::Warning,
        inputs: Some(|blank| {
            let reason = blank.text("reason", "transfer-input-reason");
            vec![blank.assets(), reason]
        }),
        probe: |blank| {
            Some(TransferAct::Withdraw {
                assets: vec![blank.open().next()?.1.asset],
                reason: SOME_TEXT.to_owned(),
            })
        },
        act: |filled| {
            Ok(TransferAct::Withdraw {
                assets: filled.lines("assets")?,
                reason: filled.text("reason"),
            })
        },
        refill: |act, transfer| match act {
            TransferAct::Withdraw { assets, reason } => {
                Some(among(transfer, assets).value("reason", reason))
            }
            _ => None,
        },
    },
    FormSpec {
        name: "contest",
        label: "transfer-offer-contest",
        tone: Tone::Alarm,
        inputs: Some(|blank| vec![blank.text("reason", "transfer-input-reason")]),
        probe: |_| {
            let reason = SOME_TEXT.to_owned();
            Some(TransferAct::Contest { reason })
        },
        act: |filled| {
            let reason = filled.text("reason");
            Ok(TransferAct::Contest { reason })
        },
        refill: |act, _| match act {
            TransferAct::Contest { reason } => Some(Refill::default().value("reason", reason)),
            _ => None,
        },
    },
    FormSpec {
        name: "settle",
        label: "transfer-offer-settle",
        tone: Tone::Active,
        inputs: Some(|blank| vec![blank.text("reason", "transfer-input-settlement")]),
        probe: |_| {
            let reason = SOME_TEXT.to_owned();
            Some(TransferAct::Settle { reason })
        },
        act: |filled| {
            let reason = filled.text("reason");
            Ok(TransferAct::Settle { reason })
        },
        refill: |act, _| match act {
            TransferAct::Settle { reason } => Some(Refill::default().value("reason", reason)),
            _ => None,
        },
    },
];

impl From<NotFilledIn> for TransferRefusal {
    fn from(NotFilledIn: NotFilledIn) -> Self {
        Self::NotFilledIn
    }
}

fn offered(asset: CaseId, grant: &Grant) -> OfferedItem {
    OfferedItem {
        asset,
        custody: grant.entry,
        tag: grant.name.clone(),
        model: grant.text.clone(),
    }
}

/// Assets that were chosen among those of a transfer.
fn among(transfer: Option<&Transfer>, assets: &[CaseId]) -> Refill {
    let items = transfer.map_or(&[][..], |transfer| &transfer.items);
    let refill = Refill::default().lines("assets", assets);
    items.iter().fold(refill, |refill, item| {
        refill.called(&item.asset, name_of(item))
    })
}

/// The assets that were chosen, which are all of one giver.
fn chosen(
    assets: Vec<CaseId>,
    directory: &Directory,
) -> Result<(PersonId, Vec<OfferedItem>), TransferRefusal> {
    let standing: BTreeMap<CaseId, &Grant> = directory.standing_grants().collect();
    let mut giver = None;
    let mut items = Vec::new();
    for asset in assets {
        let grant = standing.get(&asset).ok_or(TransferRefusal::NotHeld)?;
        if *giver.get_or_insert(grant.to) != grant.to {
            return Err(TransferRefusal::SeveralGivers);
        }
        items.push(offered(asset, grant));
    }
    let giver = giver.ok_or(TransferRefusal::NothingChosen)?;
    Ok((giver, items))
}

impl Transfer {
    /// The secret by which whoever was not named is let in, if it is known here.
    fn secret_in(&self, directory: &Directory) -> Option<Secret> {
        let hash = self.secret.filter(|_| self.receiver.is_none())?;
        directory.secrets.get(&hash).copied()
    }
}

fn condition_of(nth: usize) -> String {
    format!("condition-{}", nth + 1)
}

fn photos_of(nth: usize) -> String {
    format!("photos-{}", nth + 1)
}

fn name_of(item: &Item) -> String {
    format!("{} {}", item.tag, item.model)
}

impl<'a> Blank<'a, Transfer> {
    /// What the viewer may give: what they hold, and for an asset admin what people
    /// had who have left. One's own first.
    fn givable(&self) -> impl Iterator<Item = (CaseId, &'a Grant)> {
        let viewer = self.viewer;
        let is_admin = viewer.person.is(Role::AssetAdmin);
        let of = move |is_own: bool| {
            let grants = viewer.directory.standing_grants();
            grants.filter(move |(_, grant)| (grant.to == viewer.person.id) == is_own)
        };
        let others = of(false);
        let left = others.filter(move |(_, it)| is_admin && viewer.directory.has_left(it.to));
        of(true).chain(left)
    }

    fn assets_to_give(&self) -> Vec<(bool, Choice)> {
        let choice = |(asset, grant): (CaseId, &Grant)| {
            let is_own = grant.to == self.viewer.person.id;
            let choice = Choice {
                value: asset.to_string(),
                label: format!("{} {}", grant.name, grant.text),
                heading: if is_own {
                    self.viewer.word("transfer-choice-own")
                } else {
                    self.viewer.person(grant.to)
                },
            };
            (is_own, choice)
        };
        self.givable().map(choice).collect()
    }

    /// What waits for the receiver, by its number in the transfer.
    fn open(&self) -> impl Iterator<Item = (usize, &'a Item)> {
        let items = self.case.map_or(&[][..], |transfer| &transfer.items);
        let items = items.iter().enumerate();
        items.filter(|(_, item)| item.state == ItemState::Offered)
    }

    /// Which of those that are open; all of them at first.
    fn assets(&self) -> Input {
        let choice = |(_, item): (usize, &Item)| Choice {
            value: item.asset.to_string(),
            label: name_of(item),
            heading: String::new(),
        };
        let choices: Vec<Choice> = self.open().map(choice).collect();
        let all: Vec<&str> = choices.iter().map(|it| it.value.as_str()).collect();
        let all = all.join("\n");
        let kind = InputKind::Choices { choices };
        self.input("assets", "transfer-input-assets", kind)
            .filled(all)
    }

    /// In what condition an asset was received; empty if it was not.
    fn condition(&self, nth: usize, item: &Item) -> Input {
        let words = Condition::ALL.map(|it| (it.as_str(), it.message_id()));
        let input = self.word(&condition_of(nth), "transfer-input-condition", words);
        Input {
            label: format!("{} · {}", name_of(item), input.label),
            ..input.optional()
        }
    }

    fn photos(&self, nth: usize, item: &Item) -> Input {
        let input = self.photos_to_add(&photos_of(nth), "transfer-input-photos");
        Input {
            label: format!("{} · {}", item.tag, input.label),
            ..input
        }
    }

    fn signature(&self) -> Input {
        let drawing = Drawing::default();
        let kind = InputKind::Signature { drawing };
        self.input("signature", "transfer-input-signature", kind)
    }
}
