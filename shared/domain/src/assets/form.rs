//! What can be offered for an asset: for each offer its button, its form and the
//! act that comes of it.
//!
//! Which of them a person is offered is the rule's to say, not this file's.

use super::{Asset, AssetAct, AssetRefusal, Condition, Correction, Details};
use crate::{
    form::{Blank, Filled, FormSpec, NotFilledIn, SOME_TEXT},
    view::{Choice, Input, InputKind, Tone},
};

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
            store: *stores.keys().next()?,
            condition: Condition::New,
        };
        Some(AssetAct::Receive { details })
    },
    act: |filled| {
        let details = filled.details()?;
        Ok(AssetAct::Receive { details })
    },
}];

/// The forms of what can be done to one that exists, in the order of the
/// buttons.
pub(super) const FORMS: &[FormSpec<Asset>] = &[FormSpec {
    name: "correct",
    label: "asset-offer-correct",
    tone: Tone::Calm,
    inputs: Some(|blank| {
        let mut inputs = details(blank);
        inputs.push(blank.text("reason", "asset-input-reason"));
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
}];

impl From<NotFilledIn> for AssetRefusal {
    fn from(NotFilledIn: NotFilledIn) -> Self {
        Self::NotFilledIn
    }
}

impl Filled<'_, Asset> {
    fn details(&self) -> Result<Details, NotFilledIn> {
        Ok(Details {
            tag: self.text("tag"),
            serial: self.text("serial"),
            model: self.text("model"),
            category: self.text("category"),
            store: self.read("store")?,
            condition: self.read("condition")?,
        })
    }
}

/// Everything that is known of an asset, as it stands so far.
fn details(blank: &Blank<'_, Asset>) -> Vec<Input> {
    let known = blank.case.map(|asset| &asset.details);
    let line = |name, label, value: fn(&Details) -> &String| {
        let input = blank.input(name, label, InputKind::Line);
        input.filled(known.map(value).cloned().unwrap_or_default())
    };
    vec![
        line("tag", "asset-input-tag", |it| &it.tag),
        line("serial", "asset-input-serial", |it| &it.serial).optional(),
        line("model", "asset-input-model", |it| &it.model),
        line("category", "asset-input-category", |it| &it.category),
        blank.store(known),
        blank.condition(known),
    ]
}

impl Blank<'_, Asset> {
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
        let choices = Condition::ALL.map(|condition| Choice {
            value: condition.as_str().to_owned(),
            label: self.viewer.word(condition.message_id()),
            heading: String::new(),
        });
        let kind = InputKind::Choice {
            choices: choices.into(),
        };
        let chosen = known.map_or(Condition::New, |details| details.condition);
        self.input("condition", "asset-input-condition", kind)
            .filled(chosen.as_str().to_owned())
    }
}
