//! What holds of the shells without building them: both play every scenario of
//! the contract, as the headless phone does, and can be told every event.

use super::{assert_none, root, shown, sources};
use crate::contract::PLAYED;
use std::{collections::BTreeSet, fs};
use syn::Item;

/// The shells' players of the contract, and how a test that plays a scenario begins there.
/// That each has been played to its end is for `cargo ci` to see, which runs them.
const PLAYERS: [(&str, &str); 2] = [
    (
        "android/core/src/test/kotlin/com/fieldloop/core/contract/ContractTest.kt",
        "fun ",
    ),
    (
        "ios/Tests/FieldloopCoreTests/Contract/ContractTests.swift",
        "func ",
    ),
];

/// How a test is kept from running.
const DISABLING: [&str; 6] = [
    "//",
    "@Disabled",
    "@EnabledIf",
    ".disabled",
    ".enabled",
    "XCTSkip",
];

/// `signs_in` as `signsIn`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        name + &initial.to_uppercase() + rest
    })
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

/// What a player's text lacks, or keeps from running.
fn unplayed(text: &str, begin: &str) -> Vec<String> {
    let plays = |name: &String| {
        let call = format!("{begin}{}()", camel(name));
        text.contains(&call) && text.contains(&format!("play(\"{name}\")"))
    };
    let lines = text.lines().skip_while(|line| line.starts_with("//"));
    let disabled = lines.filter(|line| DISABLING.iter().any(|word| line.contains(word)));
    let missing = scenarios().into_iter().filter(|name| !plays(name));
    missing.chain(disabled.map(str::to_owned)).collect()
}

#[test]
fn every_phone_plays_every_scenario() {
    let played = PLAYED.iter().map(|name| (*name).to_owned());
    assert_eq!(
        played.collect::<BTreeSet<_>>(),
        scenarios(),
        "the headless phone"
    );
    let mut found = Vec::new();
    for (file, begin) in PLAYERS {
        let text = fs::read_to_string(root().join(file)).unwrap_or_default();
        found.extend(
            unplayed(&text, begin)
                .into_iter()
                .map(|what| format!("{file}: {what}")),
        );
    }
    assert_none(
        &found,
        "give each player a test for each scenario, which runs",
    );
}

#[test]
fn a_scenario_that_is_left_out_or_disabled_is_found() {
    let (file, begin) = PLAYERS[0];
    let text = fs::read_to_string(root().join(file)).unwrap();
    assert_eq!(unplayed(&text, begin), [""; 0]);
    let renamed = text.replace("fun signsIn", "fun signsOn");
    assert_eq!(unplayed(&renamed, begin), ["signs_in"]);
    for disabled in ["// @Test", "@Test @Disabled", "/* // */ @Test"] {
        let disabled = text.replacen("@Test", disabled, 1);
        assert_eq!(unplayed(&disabled, begin).len(), 1, "{disabled}");
    }
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
