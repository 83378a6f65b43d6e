//! The languages, and saying a message in one of them.

use super::{Arg, Message};
use crate::{
    directory::{Directory, Person},
    ids::PersonId,
    text::turns_around,
};
use fluent_bundle::{
    FluentArgs, FluentError, FluentResource, FluentValue, concurrent::FluentBundle,
};
use serde::{Deserialize, Serialize};
use std::{
    borrow::{Borrow, Cow},
    fmt,
};
use unic_langid::LanguageIdentifier;
use unicode_bidi::{BidiClass, bidi_class};

/// A language of the interface. Chinese comes first, everywhere.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// 简体中文.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    fn identifier(self) -> LanguageIdentifier {
        let tag = match self {
            Self::Chinese => "zh-Hans",
            Self::English => "en",
        };
        tag.parse().expect("because both tags are well formed")
    }

    /// This crate's words in the language, as Fluent source.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::Chinese => include_str!("../../words/zh.ftl"),
            Self::English => include_str!("../../words/en.ftl"),
        }
    }
}

/// The words of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({:?})", self.language)
    }
}

impl Words {
    /// The words of this crate and, after them, those of `more` (Fluent source in
    /// the same language).
    ///
    /// A line of a source that is no Fluent is passed over; the tests of the
    /// crate that owns the source see to it that there is none.
    #[must_use]
    pub fn new(language: Language, more: &[&str]) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
        // The marks would stand in texts that shells, tests and logs compare.
        bundle.set_use_isolating(false);
        for source in std::iter::once(language.source()).chain(more.iter().copied()) {
            let resource = match FluentResource::try_new(source.to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// The language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Says a message without arguments.
    #[must_use]
    pub fn word(&self, id: &'static str) -> String {
        self.say(&Message::new(id), &Directory::default())
    }

    /// Several things in a row.
    #[must_use]
    pub fn list<T: Borrow<str>>(&self, things: &[T]) -> String {
        things.join(&self.word("list-separator"))
    }

    /// What a person is here: the roles held, or a requester.
    #[must_use]
    pub fn roles(&self, person: &Person) -> String {
        if person.roles.is_empty() {
            return self.word("role-requester");
        }
        let roles = person.roles.iter().map(|role| self.word(role.message_id()));
        self.list(&roles.collect::<Vec<_>>())
    }

    /// Says a message; people are named as the directory knows them.
    ///
    /// A message without words is said by its id: ugly, but nothing is hidden.
    #[must_use]
    pub fn say(&self, message: &Message, directory: &Directory) -> String {
        self.compose(message, directory).0
    }

    /// The sentence, and what was wrong with its words. Nobody but the tests can
    /// do anything about that.
    pub(super) fn compose(
        &self,
        message: &Message,
        directory: &Directory,
    ) -> (String, Vec<FluentError>) {
        let found = self.bundle.get_message(&message.id);
        let Some(pattern) = found.and_then(|found| found.value()) else {
            return (message.id.clone().into_owned(), Vec::new());
        };
        let mut args = FluentArgs::new();
        for (name, arg) in &message.args {
            let value = match arg {
                Arg::Text(text) => FluentValue::from(isolated(text)),
                Arg::Number(number) => FluentValue::from(*number),
                Arg::Person(PersonId::SYSTEM) => FluentValue::from(self.word("the-system")),
                Arg::Person(id) => match directory.people.get(id) {
                    Some(person) => FluentValue::from(isolated(&person.name)),
                    None => FluentValue::from(self.word("somebody")),
                },
            };
            args.set(name.as_ref(), value);
        }
        let mut faults = Vec::new();
        let sentence = self
            .bundle
            .format_pattern(pattern, Some(&args), &mut faults);
        (sentence.into_owned(), faults)
    }
}

/// A text that a sentence speaks of. What is written from right to left stands apart
/// from the sentence (U+2068 and U+2069), so that it turns nothing else around; what
/// could break out of that is left out.
fn isolated(text: &str) -> Cow<'_, str> {
    let is_from_right = |c| matches!(bidi_class(c), BidiClass::R | BidiClass::AL);
    if !text.chars().any(|c| is_from_right(c) || turns_around(c)) {
        return Cow::Borrowed(text);
    }
    let apart: String = text.chars().filter(|c| !turns_around(*c)).collect();
    Cow::Owned(format!("\u{2068}{apart}\u{2069}"))
}
