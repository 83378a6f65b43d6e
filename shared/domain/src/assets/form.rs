//! What can be offered for an asset: for each offer its button, its form and the
//! act that comes of it.
//!
//! Which of them a person is offered is the rule's to say, not this file's.

use super::{
    Asset, AssetAct, AssetRefusal, Condition, Correction, Details, RepairOutcome,
    case::{name_of, tag_meant_by},
};
use crate::{
    form::{Blank, Filled, FormSpec, NotFilledIn, SOME_TEXT},
    ids::{CaseId, CommandId, StoreId},
    refill::Refill,
    view::{Choice, Input, InputKind, Tone},
};
use uuid::Uuid;

/// The forms with which an asset begins.
pub(super) const OPENINGS: &[FormSpec<Asset>] = &[FormSpec {
    name: "receive",
    label: "asset-offer-receive",
    tone: Tone::Active,
    inputs: Some(details),
    probe: |blank| {
        let stores = &blank.viewer.directory.stores;
        let details = Details {
            tag: SOME_TEXT.to_owned(),
            serial: String::new(),
            model: SOME_TEXT.to_owned(),
            category: SOME_TEXT.to_owned(),
            bought: None,
            price: None,
            store: *stores.keys().next()?,
            condition: Condition::New,
        };
        Some(AssetAct::Receive { details })
    },
    act: |filled| {
        let details = filled.details()?;
        Ok(AssetAct::Receive { details })
    },
    refill: |act, _| match act {
        AssetAct::Receive { details } => Some(refilled(details)),
        _ => None,
    },
}];

/// The forms of what can be done to one that exists, in the order of the
/// buttons.
pub(super) const FORMS: &[FormSpec<Asset>] = &[
    FormSpec {
        name: "issue",
        label: "asset-offer-issue",
        tone: Tone::Active,
        inputs: Some(|blank| vec![blank.person("to", "asset-input-holder")]),
        probe: |blank| {
            let person = blank
                .viewer
                .directory
                .people
                .values()
                .find(|it| it.active)?;
            Some(AssetAct::Issue {
                custody: blank.custody()?,
                to: person.id,
                store: person.store,
            })
        },
        act: |filled| {
            let to = filled.read("to")?;
            let person = filled.directory.people.get(&to).ok_or(NotFilledIn)?;
            Ok(AssetAct::Issue {
                custody: filled.custody()?,
                to,
                store: person.store,
            })
        },
        refill: |act, _| match act {
            AssetAct::Issue { to, .. } => Some(Refill::default().value("to", to)),
            _ => None,
        },
    },
    FormSpec {
        name: "take_back",
        label: "asset-offer-take-back",
        tone: Tone::Active,
        inputs: Some(|blank| {
            let known = blank.case.map(|asset| &asset.details);
            vec![blank.store(known), blank.condition(known)]
        }),
        probe: |blank| {
            Some(AssetAct::TakeBack {
                custody: blank.custody()?,
                store: blank.case?.details.store,
                condition: Condition::Good,
            })
        },
        act: |filled| {
            Ok(AssetAct::TakeBack {
                custody: filled.custody()?,
                store: filled.read("store")?,
                condition: filled.read("condition")?,
            })
        },
        refill: |act, _| match act {
            AssetAct::TakeBack {
                store, condition, ..
            } => Some(
                Refill::default()
                    .value("store", store)
                    .value("condition", condition.as_str()),
            ),
            _ => None,
        },
    },
    FormSpec {
        name: "replace",
        label: "asset-offer-replace",
        tone: Tone::Calm,
        inputs: Some(|blank| {
            let known = blank.case.map(|asset| &asset.details);
            vec![
                blank.input("by", "asset-input-replacement", InputKind::Line),
                blank.condition(known),
                blank.reason(),
            ]
        }),
        probe: |blank| {
            Some(AssetAct::Replace {
                custody: blank.custody()?,
                by: CaseId(Uuid::nil()),
                tag: SOME_TEXT.to_owned(),
                condition: Condition::Broken,
                reason: SOME_TEXT.to_owned(),
            })
        },
        act: |filled| {
            let tag = filled.tag("by")?;
            let by = filled.directory.names.get(&name_of(&tag));
            Ok(AssetAct::Replace {
                custody: filled.custody()?,
                by: *by.ok_or(AssetRefusal::NoReplacement)?,
                tag,
                condition: filled.read("condition")?,
                reason: filled.text("reason"),
            })
        },
        refill: |act, _| match act {
            AssetAct::Replace {
                tag,
                condition,
                reason,
                ..
            } => Some(
                Refill::default()
                    .value("by", tag)
                    .value("condition", condition.as_str())
                    .value("reason", reason),
            ),
            _ => None,
        },
    },
    FormSpec {
        name: "relocate",
        label: "asset-offer-relocate",
        tone: Tone::Calm,
        inputs: Some(|blank| vec![blank.store(None)]),
        probe: |blank| {
            let own = blank.case?.details.store;
            let mut stores = blank.viewer.directory.stores.keys();
            let store: StoreId = *stores.find(|store| **store != own)?;
            Some(AssetAct::Relocate {
                custody: blank.custody()?,
                store,
            })
        },
        act: |filled| {
            Ok(AssetAct::Relocate {
                custody: filled.custody()?,
                store: filled.read("store")?,
            })
        },
        refill: |act, _| match act {
            AssetAct::Relocate { store, .. } => Some(Refill::default().value("store", store)),
            _ => None,
        },
    },
    FormSpec {
        name: "send_to_repair",
        label: "asset-offer-send-to-repair",
        tone: Tone::Calm,
        inputs: Some(|blank| {
            vec![
                blank.input("vendor", "asset-input-vendor", InputKind::Line),
                blank.reason(),
            ]
        }),
        probe: |blank| {
            Some(AssetAct::SendToRepair {
                custody: blank.custody()?,
                vendor: SOME_TEXT.to_owned(),
                reason: SOME_TEXT.to_owned(),
            })
        },
        act: |filled| {
            Ok(AssetAct::SendToRepair {
                custody: filled.custody()?,
                vendor: filled.text("vendor"),
                reason: filled.text("reason"),
            })
        },
        refill: |act, _| match act {
            AssetAct::SendToRepair { vendor, reason, .. } => Some(
                Refill::default()
                    .value("vendor", vendor)
                    .value("reason", reason),
            ),
            _ => None,
        },
    },
    FormSpec {
        name: "end_repair",
        label: "asset-offer-end-repair",
        tone: Tone::Active,
        inputs: Some(|blank| {
            let known = blank.case.map(|asset| &asset.details);
            let cost = blank.input("cost", "asset-input-cost", InputKind::Line);
            vec![blank.outcome(), blank.condition(known), cost.optional()]
        }),
        probe: |blank| {
            Some(AssetAct::EndRepair {
                repair: blank.case?.open_repair()?.entry,
                outcome: RepairOutcome::Repaired,
                condition: Condition::Good,
                cost: None,
            })
        },
        act: |filled| {
            let repair = filled.case.and_then(Asset::open_repair);
            Ok(AssetAct::EndRepair {
                repair: repair.ok_or(AssetRefusal::Outdated)?.entry,
                outcome: filled.read("outcome")?,
                condition: filled.read("condition")?,
                cost: filled.read_some("cost")?,
            })
        },
        refill: |act, _| match act {
            AssetAct::EndRepair {
                outcome,
                condition,
                cost,
                ..
            } => Some(
                Refill::default()
                    .value("outcome", outcome.as_str())
                    .value("condition", condition.as_str())
                    .some("cost", cost.as_ref()),
            ),
            _ => None,
        },
    },
    FormSpec {
        name: "find",
        label: "asset-offer-find",
        tone: Tone::Active,
        inputs: Some(|blank| {
            let known = blank.case.map(|asset| &asset.details);
            vec![blank.condition(known)]
        }),
        probe: |blank| {
            Some(AssetAct::Find {
                custody: blank.custody()?,
                condition: Condition::Good,
            })
        },
        act: |filled| {
            Ok(AssetAct::Find {
                custody: filled.custody()?,
                condition: filled.read("condition")?,
            })
        },
        refill: |act, _| match act {
            AssetAct::Find { condition, .. } => {
                Some(Refill::default().value("condition", condition.as_str()))
            }
            _ => None,
        },
    },
    FormSpec {
        name: "correct",
        label: "asset-offer-correct",
        tone: Tone::Calm,
        inputs: Some(|blank| {
            let mut inputs = details(blank);
            inputs.push(blank.reason());
            inputs
        }),
        probe: |blank| {
            let Details { model, .. } = &blank.case?.details;
            Some(AssetAct::Correct {
                corrections: vec![Correction::Model {
                    from: model.clone(),
                    to: if model == SOME_TEXT { "?" } else { SOME_TEXT }.to_owned(),
                }],
                reason: SOME_TEXT.to_owned(),
            })
        },
        act: |filled| {
            let asset = filled.case.ok_or(AssetRefusal::NotReceived)?;
            Ok(AssetAct::Correct {
                corrections: Correction::between(&asset.details, &filled.details()?),
                reason: filled.text("reason"),
            })
        },
        refill: |act, asset| match act {
            AssetAct::Correct {
                corrections,
                reason,
            } => Some(corrected(asset, corrections).value("reason", reason)),
            _ => None,
        },
    },
    FormSpec {
        name: "report_lost",
        label: "asset-offer-report-lost",
        tone: Tone::Warning,
        inputs: Some(|blank| vec![blank.reason()]),
        probe: |blank| {
            Some(AssetAct::ReportLost {
                custody: blank.custody()?,
                reason: SOME_TEXT.to_owned(),
            })
        },
        act: |filled| {
            Ok(AssetAct::ReportLost {
                custody: filled.custody()?,
                reason: filled.text("reason"),
            })
        },
        refill: |act, _| match act {
            AssetAct::ReportLost { reason, .. } => Some(Refill::default().value("reason", reason)),
            _ => None,
        },
    },
    FormSpec {
        name: "scrap",
        label: "asset-offer-scrap",
        tone: Tone::Alarm,
        inputs: Some(|blank| vec![blank.reason()]),
        probe: |_| {
            let reason = SOME_TEXT.to_owned();
            Some(AssetAct::Scrap { reason })
        },
        act: |filled| {
            let reason = filled.text("reason");
            Ok(AssetAct::Scrap { reason })
        },
        refill: |act, _| match act {
            AssetAct::Scrap { reason } => Some(Refill::default().value("reason", reason)),
            _ => None,
        },
    },
    FormSpec {
        name: "dispose",
        label: "asset-offer-dispose",
        tone: Tone::Alarm,
        inputs: Some(|blank| vec![blank.reason()]),
        probe: |_| {
            let reason = SOME_TEXT.to_owned();
            Some(AssetAct::Dispose { reason })
        },
        act: |filled| {
            let reason = filled.text("reason");
            Ok(AssetAct::Dispose { reason })
        },
        refill: |act, _| match act {
            AssetAct::Dispose { reason } => Some(Refill::default().value("reason", reason)),
            _ => None,
        },
    },
];

impl From<NotFilledIn> for AssetRefusal {
    fn from(NotFilledIn: NotFilledIn) -> Self {
        Self::NotFilledIn
    }
}

/// The entry by which whoever has the asset came to have it.
fn custody_of(asset: Option<&Asset>) -> Option<CommandId> {
    asset?.custody.last().map(|custody| custody.entry)
}

impl Filled<'_, Asset> {
    fn details(&self) -> Result<Details, NotFilledIn> {
        Ok(Details {
            tag: self.tag("tag")?,
            serial: self.text("serial"),
            model: self.text("model"),
            category: self.text("category"),
            bought: self.read_some("bought")?,
            price: self.read_some("price")?,
            store: self.read("store")?,
            condition: self.read("condition")?,
        })
    }

    /// A tag, typed or as a label says it.
    fn tag(&self, name: &str) -> Result<String, NotFilledIn> {
        tag_meant_by(&self.text(name)).ok_or(NotFilledIn)
    }

    fn custody(&self) -> Result<CommandId, AssetRefusal> {
        custody_of(self.case).ok_or(AssetRefusal::NotReceived)
    }
}

/// Everything that is known of an asset, as it stands so far.
fn details(blank: &Blank<'_, Asset>) -> Vec<Input> {
    let known = blank.case.map(|asset| &asset.details);
    let line = |name, label, value: fn(&Details) -> String| {
        let input = blank.input(name, label, InputKind::Line);
        input.filled(known.map(value).unwrap_or_default())
    };
    vec![
        line("tag", "asset-input-tag", |it| it.tag.clone()),
        line("serial", "asset-input-serial", |it| it.serial.clone()).optional(),
        line("model", "asset-input-model", |it| it.model.clone()),
        line("category", "asset-input-category", |it| it.category.clone()),
        line("bought", "asset-input-bought", |it| shown(it.bought)).optional(),
        line("price", "asset-input-price", |it| shown(it.price)).optional(),
        blank.store(known),
        blank.condition(known),
    ]
}

/// The same, filled in again.
fn refilled(details: &Details) -> Refill {
    Refill::default()
        .value("tag", &details.tag)
        .value("serial", &details.serial)
        .value("model", &details.model)
        .value("category", &details.category)
        .value("bought", &shown(details.bought))
        .value("price", &shown(details.price))
        .value("store", &details.store)
        .value("condition", details.condition.as_str())
}

/// Details as they stand now with corrections; without the asset, the corrections alone.
fn corrected(asset: Option<&Asset>, corrections: &[Correction]) -> Refill {
    if let Some(asset) = asset {
        let mut details = asset.details.clone();
        for correction in corrections {
            correction.put(&mut details);
        }
        return refilled(&details);
    }
    let corrections = corrections.iter();
    corrections.fold(Refill::default(), |refill, correction| match correction {
        Correction::Tag { to, .. } => refill.value("tag", to),
        Correction::Serial { to, .. } => refill.value("serial", to),
        Correction::Model { to, .. } => refill.value("model", to),
        Correction::Category { to, .. } => refill.value("category", to),
        Correction::Bought { to, .. } => refill.some("bought", to.as_ref()),
        Correction::Price { to, .. } => refill.some("price", to.as_ref()),
        Correction::Store { to, .. } => refill.value("store", to),
        Correction::Condition { to, .. } => refill.value("condition", to.as_str()),
    })
}

fn shown(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

impl Blank<'_, Asset> {
    fn custody(&self) -> Option<CommandId> {
        custody_of(self.case)
    }

    fn reason(&self) -> Input {
        self.text("reason", "asset-input-reason")
    }

    fn store(&self, known: Option<&Details>) -> Input {
        let stores = self.viewer.directory.stores.values();
        let own = self.viewer.person.store;
        let chosen = known.map_or(own, |details| details.store);
        let choices = stores
            .map(|store| {
                let choice = Choice {
                    value: store.id.to_string(),
                    label: store.name.clone(),
                    heading: String::new(),
                };
                (store.id == own || store.id == chosen, choice)
            })
            .collect();
        self.choice("store", "asset-input-store", choices)
            .filled(chosen.to_string())
    }

    fn condition(&self, known: Option<&Details>) -> Input {
        let words = Condition::ALL.map(|it| (it.as_str(), it.message_id()));
        let chosen = known.map_or(Condition::New, |details| details.condition);
        self.word("condition", "asset-input-condition", words)
            .filled(chosen.as_str().to_owned())
    }

    fn outcome(&self) -> Input {
        let words = RepairOutcome::ALL.map(|it| (it.as_str(), it.message_id()));
        self.word("outcome", "asset-input-outcome", words)
    }
}
