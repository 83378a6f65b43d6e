//! From an act back to the form that it came of: to change one that was refused, and
//! to show everything that it says.
//!
//! What a form means stands in `form`; each line of its table says what was filled in
//! for the acts that come of it.

use crate::{
    capability::Capability,
    form::{Blank, FormSpec},
    ids::CaseId,
    photos::Picture,
    signature::Drawing,
    view::{Choice, Field, Input, InputKind, ShownPicture, Values, Viewer},
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What was filled in for an act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refill {
    /// By the names of the inputs. A signature is the picture that was made of it.
    values: Values,
    /// Which of them are signatures.
    signatures: BTreeSet<String>,
    /// What choices were called that may not be among those of the form any more.
    labels: BTreeMap<String, String>,
}

/// The form that an act came of, filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refilled {
    /// The offer.
    pub offer: &'static str,
    /// Whether there is anything to fill in for it.
    pub has_form: bool,
    pub values: Values,
    /// Which of them are signatures, as the pictures that were made of them.
    pub signatures: BTreeSet<String>,
}

impl Refilled {
    pub(crate) fn of<C: Capability>(form: &FormSpec<C>, refill: Refill) -> Self {
        Self {
            offer: form.name,
            has_form: form.inputs.is_some(),
            values: refill.values,
            signatures: refill.signatures,
        }
    }
}

/// What an act says, ready to draw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// What was filled in, in the order of the form.
    pub fields: Vec<Field>,
    /// The photos and signatures.
    pub pictures: Vec<ShownPicture>,
}

impl Refill {
    #[must_use]
    pub(crate) fn value(mut self, name: &str, value: &(impl ToString + ?Sized)) -> Self {
        self.values.insert(name.to_owned(), value.to_string());
        self
    }

    /// What may be left empty.
    #[must_use]
    pub(crate) fn some<T: ToString>(self, name: &str, value: Option<&T>) -> Self {
        let value = value.map_or_else(String::new, ToString::to_string);
        self.value(name, &value)
    }

    /// One thing per line.
    #[must_use]
    pub(crate) fn lines<T: ToString>(
        self,
        name: &str,
        things: impl IntoIterator<Item = T>,
    ) -> Self {
        let lines: Vec<String> = things.into_iter().map(|it| it.to_string()).collect();
        self.value(name, &lines.join("\n"))
    }

    /// The picture that was made of a signature.
    #[must_use]
    pub(crate) fn signature(mut self, name: &str, picture: Option<&Picture>) -> Self {
        self.signatures.insert(name.to_owned());
        self.some(name, picture)
    }

    /// What a choice is called.
    #[must_use]
    pub(crate) fn called(mut self, value: &impl ToString, label: impl Into<String>) -> Self {
        self.labels.insert(value.to_string(), label.into());
        self
    }
}

/// The line of a table that an act came of, with what was filled in; none if it came of
/// no form.
pub(crate) fn refill<'a, C: Capability>(
    forms: &'a [FormSpec<C>],
    act: &C::Act,
    case: Option<&C>,
) -> Option<(&'a FormSpec<C>, Refill)> {
    forms
        .iter()
        .find_map(|form| Some((form, (form.refill)(act, case)?)))
}

/// Everything that an act says. The form is made for the case as it is now, or for none
/// if that is not at hand.
pub(crate) fn said<C: Capability>(
    forms: &[FormSpec<C>],
    act: &C::Act,
    case: Option<&C>,
    viewer: &Viewer<'_>,
) -> Said {
    let Some((form, refill)) = refill(forms, act, case) else {
        return Said::default();
    };
    let blank = Blank { case, viewer };
    let inputs = form.inputs.map(|inputs| inputs(&blank));
    Said::of(&inputs.unwrap_or_default(), &refill, viewer)
}

/// Everything that was typed into a form so far. What is drawn on a pad is no picture
/// yet.
#[must_use]
pub fn typed(inputs: &[Input], values: &Values, viewer: &Viewer<'_>) -> Said {
    let refill = Refill {
        values: values.clone(),
        ..Refill::default()
    };
    Said::of(inputs, &refill, viewer)
}

impl Said {
    fn of(inputs: &[Input], refill: &Refill, viewer: &Viewer<'_>) -> Self {
        let mut said = Self::default();
        for input in inputs {
            said.take(input, refill, viewer);
        }
        said
    }

    fn take(&mut self, input: &Input, refill: &Refill, viewer: &Viewer<'_>) {
        let value = refill.values.get(&input.name).map_or("", String::as_str);
        if value.is_empty() {
            return;
        }
        let none: &[Choice] = &[];
        let choices = match &input.kind {
            InputKind::Photos { .. } | InputKind::Signature { .. } => {
                let pictures = value
                    .lines()
                    .filter_map(|line| line.parse::<Picture>().ok());
                self.pictures.extend(pictures.map(ShownPicture::from));
                return;
            }
            InputKind::Choice { choices }
            | InputKind::Choices { choices }
            | InputKind::Labels { choices } => choices,
            InputKind::Line | InputKind::Text | InputKind::Day | InputKind::Stars => none,
        };
        let text = match &input.kind {
            InputKind::Line | InputKind::Text | InputKind::Day => value.to_owned(),
            InputKind::Stars => "★".repeat(value.parse::<u8>().unwrap_or_default().min(5).into()),
            _ => {
                let lines = value
                    .lines()
                    .map(|line| called(line, choices, refill, viewer));
                lines.collect::<Vec<_>>().join("\n")
            }
        };
        self.fields.push(Field {
            label: input.label.clone(),
            text,
        });
    }
}

/// What is shown of something chosen, whether or not it can be chosen now.
fn called(value: &str, choices: &[Choice], refill: &Refill, viewer: &Viewer<'_>) -> String {
    if let Some(choice) = choices.iter().find(|choice| choice.value == value) {
        return choice.label.clone();
    }
    if let Some(label) = refill.labels.get(value) {
        return label.clone();
    }
    let Ok(id) = value.parse::<Uuid>() else {
        return value.to_owned();
    };
    let directory = viewer.directory;
    let person = directory.people.iter().find(|(it, _)| it.0 == id);
    let store = directory.stores.iter().find(|(it, _)| it.0 == id);
    let category = directory.categories.keys().find(|it| it.0 == id);
    match (person, store, category) {
        (Some((_, person)), ..) => person.name.clone(),
        (_, Some((_, store)), _) => store.name.clone(),
        (_, _, Some(category)) => viewer.category(*category),
        _ => CaseId(id).code(),
    }
}

/// What was typed into a form whose case is not at hand, as far as it can be read without
/// it: the texts, and the photos.
#[must_use]
pub fn typed_blindly(values: &Values) -> Said {
    let mut said = Said::default();
    for value in values.values().filter(|value| !value.is_empty()) {
        let pictures = value
            .lines()
            .filter_map(|line| line.trim().parse::<Picture>().ok());
        let pictures: Vec<ShownPicture> = pictures.map(ShownPicture::from).collect();
        let is_text = pictures.is_empty()
            && value.parse::<Drawing>().is_err()
            && !value.lines().all(|line| line.parse::<Uuid>().is_ok());
        said.pictures.extend(pictures);
        said.fields.extend(is_text.then(|| Field {
            label: String::new(),
            text: value.clone(),
        }));
    }
    said
}
