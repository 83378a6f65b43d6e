//! The app's own words: what is not of the service desk but of the app.

use domain::words::{Language, Words};
use replica::refusal;

/// The words of a language: the domain's, the replica's and the app's.
pub fn words(language: Language) -> Words {
    Words::new(language, &[refusal::words(language), source(language)])
}

const fn source(language: Language) -> &'static str {
    match language {
        Language::Chinese => include_str!("../words/zh.ftl"),
        Language::English => include_str!("../words/en.ftl"),
    }
}

/// Chinese and its varieties, by the first part of a BCP 47 tag (ISO 639-3, macrolanguage
/// `zho`).
const CHINESE: [&str; 18] = [
    "zh", "zho", "chi", "cmn", "yue", "wuu", "hak", "nan", "gan", "hsn", "cdo", "cjy", "cnp",
    "cpx", "csp", "czh", "czo", "lzh",
];

/// The language of a phone: the first that the app speaks of those that its person prefers,
/// as BCP 47 tags (`zh-Hant-TW`, `en-GB` …); English if it speaks none of them.
pub fn language_of(preferred: &[String]) -> Language {
    let spoken = |tag: &String| {
        let first = tag.split(['-', '_']).next().unwrap_or_default();
        let first = first.to_ascii_lowercase();
        if CHINESE.contains(&first.as_str()) {
            Some(Language::Chinese)
        } else {
            ["en", "eng"]
                .contains(&first.as_str())
                .then_some(Language::English)
        }
    };
    preferred
        .iter()
        .find_map(spoken)
        .unwrap_or(Language::English)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Every message id of a source, with the variables its words use.
    fn messages(source: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut current = String::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some((id, _)) = line.split_once(" =")
                && !line.starts_with([' ', '*', '['])
            {
                id.clone_into(&mut current);
            }
            let variables = line.split('$').skip(1).map(|rest| {
                rest.chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                    .collect()
            });
            messages
                .entry(current.clone())
                .or_default()
                .extend(variables);
        }
        messages.remove("");
        messages
    }

    #[test]
    fn both_languages_have_the_same_messages() {
        let [chinese, english] = Language::ALL.map(|language| messages(source(language)));
        assert!(!chinese.is_empty());
        assert_eq!(chinese, english);
    }

    /// Every message that the sources of this crate name has words.
    #[test]
    fn every_message_that_is_said_has_words() {
        let known = messages(source(Language::Chinese));
        let prefixes = known.keys().filter_map(|id| id.split('-').next());
        let prefixes: BTreeSet<_> = prefixes.collect();
        let mut files = vec![std::path::PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src"
        ))];
        while let Some(path) = files.pop() {
            if path.is_dir() {
                files.extend(
                    std::fs::read_dir(path)
                        .unwrap()
                        .map(|entry| entry.unwrap().path()),
                );
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            for literal in text.split('"').skip(1).step_by(2) {
                let is_id = literal.contains('-')
                    && literal.chars().all(|c| c.is_ascii_lowercase() || c == '-');
                if is_id && prefixes.contains(literal.split('-').next().unwrap()) {
                    assert!(
                        known.contains_key(literal),
                        "{} says {literal}",
                        path.display()
                    );
                }
            }
        }
    }

    #[test]
    fn a_phone_speaks_the_first_language_that_its_person_prefers_and_else_english() {
        let of = |tags: &[&str]| {
            let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
            language_of(&tags)
        };
        for chinese in [
            "zh-Hans-CN",
            "zh-Hant-TW",
            "zh_HK",
            "ZH",
            "yue-Hant",
            "cmn",
            "nan-TW",
        ] {
            assert_eq!(of(&[chinese]), Language::Chinese, "{chinese}");
        }
        for english in ["en-GB", "EN", "de", "fr-FR", "ja-JP", "znd", "", "é", "*"] {
            assert_eq!(of(&[english]), Language::English, "{english}");
        }
        assert_eq!(of(&[]), Language::English);
        assert_eq!(of(&["ug-CN", "zh-Hans-CN", "en-US"]), Language::Chinese);
        assert_eq!(of(&["de-DE", "en-US", "zh-Hans-CN"]), Language::English);
    }
}
