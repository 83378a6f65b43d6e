//! What holds of the shells without building them: both play every scenario of
//! the contract, as the headless phone does, and can be told every event.

use super::{assert_none, root, shown, sources};
use std::{collections::BTreeSet, fs};
use syn::Item;

/// Who plays the contract: where, and how a test that plays a scenario begins.
const PLAYERS: [(&str, &str, Spelling); 3] = [
    ("tests/system/contract/mod.rs", "    ", Spelling::Snake),
    (
        "android/core/src/test/kotlin/com/fieldloop/core/contract/ContractTest.kt",
        "fun ",
        Spelling::Camel,
    ),
    (
        "ios/Tests/FieldloopCoreTests/Contract/ContractTests.swift",
        "func ",
        Spelling::Camel,
    ),
];

/// How a language spells names.
#[derive(Clone, Copy)]
enum Spelling {
    Snake,
    Camel,
}

impl Spelling {
    fn of(self, name: &str) -> String {
        match self {
            Self::Snake => name.to_owned(),
            Self::Camel => {
                let mut words = name.split('_');
                let first = words.next().unwrap_or_default().to_owned();
                words.fold(first, |name, word| {
                    let (initial, rest) = word.split_at(word.len().min(1));
                    name + &initial.to_uppercase() + rest
                })
            }
        }
    }
}

/// The scenarios, by the names of their files.
fn scenarios() -> BTreeSet<String> {
    let files = fs::read_dir(root().join("tests/contract")).unwrap();
    let names = files.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: BTreeSet<String> = names
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .collect();
    assert!(names.contains("signs_in"), "tests/contract has scenarios");
    names
}

/// Every name in a text that stands after `begin` and before something that is
/// no name.
fn names_after<'a>(text: &'a str, begin: &'a str) -> BTreeSet<&'a str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.split(begin)
        .skip(1)
        .map(|rest| rest.split(|c| !is_name(c)).next().unwrap_or_default())
        .collect()
}

#[test]
fn every_phone_plays_every_scenario() {
    let mut found = Vec::new();
    for (file, begin, spelling) in PLAYERS {
        let text = fs::read_to_string(root().join(file)).unwrap_or_default();
        let tests = names_after(&text, begin);
        for name in scenarios() {
            if !tests.contains(spelling.of(&name).as_str()) || !text.contains(&name) {
                found.push(format!("{file} does not play {name}"));
            }
        }
    }
    assert_none(&found, "give each player a test for each scenario");
}

/// Kotlin's player goes by the types as they are generated; Swift's names them.
#[test]
fn swifts_player_reads_every_event_and_every_route() {
    let read = |file| fs::read_to_string(root().join(file)).unwrap();
    let reader = read("ios/Tests/PhoneProcess/EventJson.swift");
    let declared = syn::parse_file(&read("shared/app/src/event.rs")).unwrap();
    let enums = declared.items.into_iter().filter_map(|item| match item {
        Item::Enum(item) => Some(item.variants),
        _ => None,
    });
    let variants = enums.flatten().map(|variant| variant.ident.to_string());
    let names: Vec<String> = variants.map(|variant| snake(&variant)).collect();
    assert!(names.contains(&"sign_in".to_owned()), "there are events");
    let is_missing = |name: &String| !reader.contains(&format!("\"{name}\""));
    let found: Vec<String> = names.into_iter().filter(is_missing).collect();
    assert_none(&found, "have EventJson.swift read these");
}

/// `SignIn` as `sign_in`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[test]
fn the_shells_are_among_the_sources() {
    let sources = sources();
    for suffix in [".kt", ".swift"] {
        assert!(sources.keys().any(|name| name.ends_with(suffix)));
    }
    let generated = shown(&root().join("ios/Sources/FieldloopCore/Generated"));
    assert!(!sources.keys().any(|name| name.starts_with(&generated)));
}
