//! What every capability's forms are made of: a table with a form
//! for each offer, its button and the act that comes of it.
//!
//! Whether something is offered is not decided here: each form is filled in on
//! trial, and the act that comes of it is put to the one rule.

use crate::{
    capabilities::Refusal,
    case::{Capability, permit_in},
    directory::Directory,
    text::plain,
    view::{Choice, Input, InputKind, Offer, Tone, Values, Viewer},
};
use std::str::FromStr;

/// The most choices an input shows, so that a page does not grow with the
/// organisation. What is near stands first and is always among them.
pub(crate) const CHOICES_MAX: usize = 500;

/// Something filled in cannot be read, or there is no such form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotFilledIn;

/// How a filled form is read.
type Reading<C> = fn(&Filled<'_, C>) -> Result<<C as Capability>::Act, <C as Capability>::Refusal>;

/// The form of one offer: what is filled in, and the act that comes of it.
pub(crate) struct Form<C: Capability> {
    pub name: &'static str,
    /// The message on its button.
    pub label: &'static str,
    pub tone: Tone,
    /// What is to be filled in.
    pub inputs: fn(&Blank<'_, C>) -> Vec<Input>,
    /// The act that comes of it. A missing text is left for the rule to find.
    pub act: Reading<C>,
}

/// A form nobody has filled in yet: for which case, and who looks at it.
pub(crate) struct Blank<'a, C> {
    /// The case; none for one that begins with this form.
    pub case: Option<&'a C>,
    pub viewer: &'a Viewer<'a>,
}

/// A form filled in: for which case, and with what.
pub(crate) struct Filled<'a, C> {
    /// The case; none for one that begins with this form.
    pub case: Option<&'a C>,
    /// What was filled in.
    pub values: &'a Values,
    /// The records at hand.
    pub directory: &'a Directory,
}

impl<C: Capability> Form<C> {
    /// The form as offered.
    pub fn offer(&self, blank: &Blank<'_, C>) -> Offer {
        Offer {
            name: self.name.to_owned(),
            label: blank.viewer.word(self.label),
            tone: self.tone,
            inputs: (self.inputs)(blank),
        }
    }
}

/// What the viewer is offered for a case now: the forms whose acts the rule
/// permits.
pub(crate) fn offers<C: Capability>(forms: &[Form<C>], case: &C, viewer: &Viewer<'_>) -> Vec<Offer>
where
    Refusal: From<C::Refusal>,
{
    let blank = Blank {
        case: Some(case),
        viewer,
    };
    let offered = |form: &Form<C>| {
        let offer = form.offer(&blank);
        let filled = Filled {
            case: Some(case),
            values: &on_trial(&offer.inputs)?,
            directory: viewer.directory,
        };
        let act = (form.act)(&filled).ok()?;
        permit_in(Some(case), &act, &viewer.asker()).ok()?;
        Some(offer)
    };
    forms.iter().filter_map(offered).collect()
}

/// The form of the offer of this name, whether or not it is made to the viewer
/// now.
pub(crate) fn named<C: Capability>(
    forms: &[Form<C>],
    name: &str,
    case: &C,
    viewer: &Viewer<'_>,
) -> Option<Offer> {
    let form = forms.iter().find(|form| form.name == name)?;
    Some(form.offer(&Blank {
        case: Some(case),
        viewer,
    }))
}

/// The act that a filled form means.
pub(crate) fn build<C: Capability>(
    forms: &[Form<C>],
    offer: &str,
    filled: &Filled<'_, C>,
) -> Result<C::Act, C::Refusal>
where
    C::Refusal: From<NotFilledIn>,
{
    let form = forms.iter().find(|form| form.name == offer);
    (form.ok_or(NotFilledIn)?.act)(filled)
}

/// Values that fill a form in. None if there is nothing to choose from.
fn on_trial(inputs: &[Input]) -> Option<Values> {
    let value = |input: &Input| match &input.kind {
        InputKind::Choice { choices } => Some(choices.first()?.value.clone()),
        InputKind::Stars => Some("5".to_owned()),
        InputKind::Line | InputKind::Text => Some("…".to_owned()),
        InputKind::Labels | InputKind::Photos => Some(String::new()),
    };
    inputs
        .iter()
        .map(|input| Some((input.name.clone(), value(input)?)))
        .collect()
}

impl<C> Blank<'_, C> {
    /// An input, empty and required.
    pub fn input(&self, name: &str, label: &'static str, kind: InputKind) -> Input {
        Input {
            name: name.to_owned(),
            label: self.viewer.word(label),
            kind,
            required: true,
            value: String::new(),
        }
    }

    /// A text to enter.
    pub fn text(&self, name: &str, label: &'static str) -> Input {
        self.input(name, label, InputKind::Text)
    }

    /// One of several to choose. Sorts them by heading and label, those of
    /// which `near` is true first, and shows no more than [`CHOICES_MAX`].
    pub fn choice(
        &self,
        name: &str,
        label: &'static str,
        mut choices: Vec<(bool, Choice)>,
    ) -> Input {
        choices.sort_by(|(a_is_near, a), (b_is_near, b)| {
            (!a_is_near, &a.heading, &a.label).cmp(&(!b_is_near, &b.heading, &b.label))
        });
        choices.truncate(CHOICES_MAX);
        let choices = choices.into_iter().map(|(_, choice)| choice).collect();
        self.input(name, label, InputKind::Choice { choices })
    }
}

impl<C> Filled<'_, C> {
    /// A text; empty if it is not filled in.
    pub fn text(&self, name: &str) -> String {
        plain(self.values.get(name).map_or("", String::as_str))
    }

    /// Something that has to be there and to be readable.
    pub fn read<T: FromStr>(&self, name: &str) -> Result<T, NotFilledIn> {
        self.text(name).parse().map_err(|_| NotFilledIn)
    }

    /// One thing per line, each once.
    pub fn lines<T: FromStr + PartialEq>(&self, name: &str) -> Result<Vec<T>, NotFilledIn> {
        let text = self.text(name);
        let mut things = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let thing = line.parse().map_err(|_| NotFilledIn)?;
            if !things.contains(&thing) {
                things.push(thing);
            }
        }
        Ok(things)
    }
}

impl Input {
    /// The same, but nobody has to fill it in.
    pub(crate) fn optional(self) -> Self {
        Self {
            required: false,
            ..self
        }
    }

    /// The same, filled in already.
    pub(crate) fn filled(self, value: String) -> Self {
        Self { value, ..self }
    }
}
