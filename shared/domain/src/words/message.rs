//! A sentence not yet said: its id and what it speaks of.

use crate::ids::PersonId;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A sentence, by the id of its Fluent message, with its arguments. It can be kept
/// and be said later, in whichever language is spoken then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The Fluent message's id.
    pub id: Cow<'static, str>,
    /// What it speaks of, by the names of its variables.
    pub args: Vec<(Cow<'static, str>, Arg)>,
}

/// What a sentence speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arg {
    Text(String),
    /// A number, formatted and pluralised by the language.
    Number(i64),
    /// A person, whose name the one who says it looks up.
    Person(PersonId),
}

impl Message {
    /// A sentence without arguments.
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        Self {
            id: Cow::Borrowed(id),
            args: Vec::new(),
        }
    }

    #[must_use]
    pub fn text(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.args.push((name.into(), Arg::Text(text.into())));
        self
    }

    #[must_use]
    pub fn number(mut self, name: &'static str, number: i64) -> Self {
        self.args.push((name.into(), Arg::Number(number)));
        self
    }

    /// Of whom it speaks.
    pub fn people(&self) -> impl Iterator<Item = PersonId> {
        self.args.iter().filter_map(|(_, arg)| match arg {
            Arg::Person(person) => Some(*person),
            Arg::Text(_) | Arg::Number(_) => None,
        })
    }

    #[must_use]
    pub fn person(mut self, name: &'static str, person: PersonId) -> Self {
        self.args.push((name.into(), Arg::Person(person)));
        self
    }
}

/// Something that can be told to a person in their language.
pub trait Worded {
    fn message(&self) -> Message;
}
