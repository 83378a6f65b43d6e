//! What every capability's forms are made of: a table with a line for each
//! offer, its button, its form and the act that comes of it.
//!
//! Whether something is offered is not decided here: an act such as would come
//! of it is put to the one rule.

use crate::{
    capability::{Capability, permit},
    directory::{Directory, Labelled, Person},
    refill::Refill,
    text::plain,
    time::{TimeZone, Timestamp},
    view::{Choice, Form, Input, InputKind, Offer, Tone, Values, Viewer},
};
use std::str::FromStr;

/// The most choices an input shows, so that a page does not grow with the
/// organisation. What is near stands first and is always among them.
pub(crate) const CHOICES_MAX: usize = 500;

/// A text for a probe, where people will say something of their own.
pub(crate) const SOME_TEXT: &str = "…";

/// The name under which the app gives a form a secret that it has just drawn; no input
/// has it.
pub const SECRET: &str = "secret";

/// Something filled in cannot be read, or there is no such form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotFilledIn;

/// How a blank form is made.
type Inputs<C> = fn(&Blank<'_, C>) -> Vec<Input>;

/// How a filled form is read.
type Reading<C> = fn(&Filled<'_, C>) -> Result<<C as Capability>::Act, <C as Capability>::Refusal>;

/// How a form is filled in again.
type Refilling<C> = fn(&<C as Capability>::Act, Option<&C>) -> Option<Refill>;

/// One offer: its button, what is filled in for it, and the act that comes of
/// it.
pub(crate) struct FormSpec<C: Capability> {
    pub name: &'static str,
    /// The message on its button.
    pub label: &'static str,
    pub tone: Tone,
    /// What is to be filled in; none for a plain button.
    pub inputs: Option<Inputs<C>>,
    /// An act such as comes of it, with the best choices there are: if the rule
    /// does not permit that one, it permits none. None if there is nothing to
    /// choose from. Made for every button of every page, so it builds no inputs.
    pub probe: fn(&Blank<'_, C>) -> Option<C::Act>,
    /// The act that comes of it. A missing text is left for the rule to find.
    pub act: Reading<C>,
    /// What was filled in for an act that came of it, upon the case as it stands now;
    /// none for every other act. What comes of that again is the same act, meant for
    /// that case.
    pub refill: Refilling<C>,
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
    /// Who has filled it in.
    pub person: &'a Person,
    /// What was filled in.
    pub values: &'a Values,
    /// The records at hand.
    pub directory: &'a Directory,
    pub now: Timestamp,
    /// Where they are.
    pub time_zone: &'a TimeZone,
}

impl<C: Capability> FormSpec<C> {
    fn offer(&self, viewer: &Viewer<'_>) -> Offer {
        Offer {
            name: self.name.to_owned(),
            label: viewer.word(self.label),
            tone: self.tone,
            has_form: self.inputs.is_some(),
        }
    }
}

/// What the viewer is offered now: that of which the rule permits the probe. What ends or
/// takes something back comes last, where nobody touches it for the first.
pub(crate) fn offers<C: Capability>(
    forms: &[FormSpec<C>],
    case: Option<&C>,
    viewer: &Viewer<'_>,
) -> Vec<Offer> {
    let blank = Blank { case, viewer };
    let is_offered = |form: &&FormSpec<C>| {
        let probe = (form.probe)(&blank);
        probe.is_some_and(|act| permit(case, &act, &viewer.asker()).is_ok())
    };
    let offered = forms.iter().filter(is_offered);
    let is_last = |form: &&FormSpec<C>| matches!(form.tone, Tone::Warning | Tone::Alarm);
    let (last, first): (Vec<_>, Vec<_>) = offered.partition(is_last);
    let offered = first.into_iter().chain(last);
    offered.map(|form| form.offer(viewer)).collect()
}

/// The form of the offer of this name, whether or not it is made to the viewer
/// now; none if there is no such offer.
pub(crate) fn named<C: Capability>(
    forms: &[FormSpec<C>],
    name: &str,
    case: Option<&C>,
    viewer: &Viewer<'_>,
) -> Option<Form> {
    let form = forms.iter().find(|form| form.name == name)?;
    let blank = Blank { case, viewer };
    let inputs = form.inputs.map(|inputs| inputs(&blank));
    Some(Form {
        offer: form.offer(viewer),
        inputs: inputs.unwrap_or_default(),
    })
}

/// The act that a filled form means.
pub(crate) fn build<C>(
    forms: &[FormSpec<C>],
    offer: &str,
    filled: &Filled<'_, C>,
) -> Result<C::Act, C::Refusal>
where
    C: Capability<Refusal: From<NotFilledIn>>,
{
    let form = forms.iter().find(|form| form.name == offer);
    (form.ok_or(NotFilledIn)?.act)(filled)
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

    /// Photos, as many as there are or none.
    pub fn photos_to_add(&self, name: &str, label: &'static str) -> Input {
        let photos = Vec::new();
        self.input(name, label, InputKind::Photos { photos })
            .optional()
    }

    /// One of several to choose. Sorts them by heading and label, those of
    /// which `near` is true first, and shows no more than [`CHOICES_MAX`].
    pub fn choice(&self, name: &str, label: &'static str, choices: Vec<(bool, Choice)>) -> Input {
        let choices = sorted(choices);
        self.input(name, label, InputKind::Choice { choices })
    }

    /// One of these words: each as forms and tables name it, and its message.
    pub fn word<const N: usize>(
        &self,
        name: &str,
        label: &'static str,
        words: [(&'static str, &'static str); N],
    ) -> Input {
        let choices = words.map(|(value, message)| Choice {
            value: value.to_owned(),
            label: self.viewer.word(message),
            heading: String::new(),
        });
        let choices = choices.into();
        self.input(name, label, InputKind::Choice { choices })
    }

    /// Any number of several. Sorts them as [`choice`](Self::choice) does.
    pub fn choices(&self, name: &str, label: &'static str, choices: Vec<(bool, Choice)>) -> Input {
        let choices = sorted(choices);
        self.input(name, label, InputKind::Choices { choices })
    }

    /// Labels, scanned or typed; or chosen among those that are known, those of the
    /// viewer's own store first.
    pub fn labels(&self, name: &str, label: &'static str) -> Input {
        let viewer = self.viewer;
        let choice = |known: &Labelled| {
            let holder = known.holder.map(|holder| viewer.person(holder));
            let says = [Some(&known.label), Some(&known.text), holder.as_ref()];
            let says: Vec<&str> = says.into_iter().flatten().map(String::as_str).collect();
            let choice = Choice {
                value: known.label.clone(),
                label: says.join(" · "),
                heading: viewer.store(known.store),
            };
            (known.store == viewer.person.store, choice)
        };
        let choices = sorted(viewer.directory.labelled.iter().map(choice).collect());
        self.input(name, label, InputKind::Labels { choices })
    }

    /// One of those who are here, under their stores, those of the viewer's own
    /// store first.
    pub fn person(&self, name: &str, label: &'static str) -> Input {
        let viewer = self.viewer;
        let people = viewer.directory.people.values();
        let choice = |person: &Person| {
            let choice = Choice {
                value: person.id.to_string(),
                label: person.name.clone(),
                heading: viewer.store(person.store),
            };
            (person.store == viewer.person.store, choice)
        };
        let choices = people.filter(|person| person.active).map(choice);
        self.choice(name, label, choices.collect())
    }
}

/// Choices by heading and label, the near ones first, and no more than
/// [`CHOICES_MAX`].
fn sorted(mut choices: Vec<(bool, Choice)>) -> Vec<Choice> {
    choices.sort_by(|(a_is_near, a), (b_is_near, b)| {
        (!a_is_near, &a.heading, &a.label).cmp(&(!b_is_near, &b.heading, &b.label))
    });
    choices.truncate(CHOICES_MAX);
    choices.into_iter().map(|(_, choice)| choice).collect()
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

    /// Something that may be left empty, but has to be readable.
    pub fn read_some<T: FromStr>(&self, name: &str) -> Result<Option<T>, NotFilledIn> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| NotFilledIn)
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
    pub(crate) fn filled(mut self, value: String) -> Self {
        self.fill(value);
        self
    }
}
