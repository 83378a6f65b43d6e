//! Why a command is refused: by the one rule, or because it cannot be taken in
//! at all.
//!
//! A refusal travels, and is kept on the phone, with its words in every
//! language. So an app that is older than the server shows a reason that it does
//! not know, and reads everything around it.

use domain::{
    capabilities,
    directory::Directory,
    words::{Language, Message, Worded, Words},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::LazyLock;

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Refusal {
    /// The text is no command of this version.
    NotUnderstood,
    /// The command names somebody else as its author.
    ForeignAuthor,
    /// The command's id has been used for something else.
    IdReused,
    /// The command builds on something that this side does not have.
    UnknownBase,
    /// It is said to come from another device, and that device has not signed it or may
    /// not act any more.
    NotSealed,
    /// More has happened to the case than one case can hold.
    CaseIsFull,
    /// It concerns other cases to which so much has happened that it is too much at once.
    TooMuchAtOnce,
    /// What became of the command only a newer version can read, and it came
    /// without words.
    UnknownOutcome,
    /// The one rule says no.
    Rule(capabilities::Refusal),
    /// A reason that only a newer version knows.
    #[serde(skip)]
    Newer(ToldRefusal),
}

/// A refusal as it travels and is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldRefusal {
    /// The refusal in JSON, as a text: who does not know it reads on.
    reason: String,
    /// Its words in Chinese.
    zh: String,
    /// Its words in English.
    en: String,
}

/// The words of this crate, as Fluent source.
#[must_use]
pub const fn words(language: Language) -> &'static str {
    match language {
        Language::Chinese => include_str!("../words/zh.ftl"),
        Language::English => include_str!("../words/en.ftl"),
    }
}

/// Says a message in a language. A refusal speaks of no person.
fn say(language: Language, message: &Message) -> String {
    static CHINESE: LazyLock<Words> = LazyLock::new(|| words_of(Language::Chinese));
    static ENGLISH: LazyLock<Words> = LazyLock::new(|| words_of(Language::English));
    let words = match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    };
    words.say(message, &Directory::default())
}

fn words_of(language: Language) -> Words {
    Words::new(language, &[words(language)])
}

impl Refusal {
    /// As it travels: with its words.
    fn told(&self) -> ToldRefusal {
        if let Self::Newer(told) = self {
            return told.clone();
        }
        let mut reason = Vec::new();
        Self::serialize(self, &mut serde_json::Serializer::new(&mut reason))
            .expect("because every refusal of this version has a JSON form");
        let message = self.message();
        ToldRefusal {
            reason: String::from_utf8(reason).expect("because JSON is text"),
            zh: say(Language::Chinese, &message),
            en: say(Language::English, &message),
        }
    }

    /// Whether a command that is refused for this may be adopted later, once a restored
    /// server has got back what it lost.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        match self {
            Self::Rule(rule) => !matches!(rule, capabilities::Refusal::HasLeft),
            Self::UnknownBase | Self::Newer(_) => true,
            Self::NotUnderstood
            | Self::ForeignAuthor
            | Self::IdReused
            | Self::NotSealed
            | Self::CaseIsFull
            | Self::TooMuchAtOnce
            | Self::UnknownOutcome => false,
        }
    }

    /// The refusal that was told, if this version knows it, or its words.
    pub(crate) fn of(told: ToldRefusal) -> Self {
        let mut reason = serde_json::Deserializer::from_str(&told.reason);
        Self::deserialize(&mut reason).unwrap_or(Self::Newer(told))
    }
}

impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.told().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Refusal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ToldRefusal::deserialize(deserializer).map(Self::of)
    }
}

impl From<capabilities::Refusal> for Refusal {
    fn from(refusal: capabilities::Refusal) -> Self {
        Self::Rule(refusal)
    }
}

impl Worded for Refusal {
    fn message(&self) -> Message {
        match self {
            Self::NotUnderstood => Message::new("replica-refusal-not-understood"),
            Self::ForeignAuthor => Message::new("replica-refusal-foreign-author"),
            Self::IdReused => Message::new("replica-refusal-id-reused"),
            Self::UnknownBase => Message::new("replica-refusal-unknown-base"),
            Self::NotSealed => Message::new("replica-refusal-not-sealed"),
            Self::CaseIsFull => Message::new("replica-refusal-case-is-full"),
            Self::TooMuchAtOnce => Message::new("replica-refusal-too-much-at-once"),
            Self::UnknownOutcome => Message::new("replica-refusal-unknown-outcome"),
            Self::Rule(refusal) => refusal.message(),
            Self::Newer(told) => Message::new("replica-refusal-newer")
                .text("zh", told.zh.as_str())
                .text("en", told.en.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every() -> [Refusal; 9] {
        [
            Refusal::NotUnderstood,
            Refusal::ForeignAuthor,
            Refusal::IdReused,
            Refusal::UnknownBase,
            Refusal::NotSealed,
            Refusal::CaseIsFull,
            Refusal::TooMuchAtOnce,
            Refusal::UnknownOutcome,
            Refusal::Rule(capabilities::Refusal::NotYours),
        ]
    }

    #[test]
    fn every_refusal_travels_with_words_and_is_known_again() {
        for refusal in every() {
            let json = serde_json::to_string(&refusal).unwrap();
            assert_eq!(serde_json::from_str::<Refusal>(&json).unwrap(), refusal);
            let (told, id) = (refusal.told(), refusal.message().id);
            for words in [&told.zh, &told.en] {
                assert!(!words.is_empty() && *words != id, "no words for {id}");
            }
            assert_ne!(told.zh, told.en);
        }
    }

    #[test]
    fn both_languages_have_the_same_messages() {
        let ids = |language| {
            let lines = words(language).lines();
            let ids = lines.filter_map(|line| Some(line.split_once(" = ")?.0));
            ids.collect::<Vec<_>>()
        };
        assert_eq!(ids(Language::Chinese), ids(Language::English));
        for language in Language::ALL {
            let known = ids(language);
            let own = every().map(|refusal| refusal.message().id);
            let missing = own.iter().filter(|id| id.starts_with("replica-"));
            assert!(missing.clone().all(|id| known.contains(&id.as_ref())));
        }
    }

    #[test]
    fn a_reason_of_a_newer_version_is_shown_in_the_words_it_came_with_and_passed_on() {
        let json = r#"{"reason":"{\"moon\":{\"phase\":3}}","zh":"月相不对","en":"Wrong moon"}"#;
        let refusal: Refusal = serde_json::from_str(json).unwrap();
        let said = Language::ALL.map(|language| say(language, &refusal.message()));
        assert_eq!(said, ["月相不对", "Wrong moon"]);
        assert_eq!(serde_json::to_string(&refusal).unwrap(), json);
    }
}
