//! The house rules that a program can check, on our own sources.
//!
//! Each failure says what to do. The length of functions is clippy's
//! (`too-many-lines-threshold`), here only made sure of; clocks and randomness
//! in the pure crates are banned in their own `.clippy.toml`. Not here: what
//! takes a build to find out (`cargo ci`).

mod circles;
mod imports;
mod rust;
mod shells;
mod surface;
mod words;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// Nine of ten files are shorter, and none is longer than the second number.
/// Length alone is no reason to split what belongs together.
const FILE_LINES_USUAL: usize = 400;
const FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_MAX: usize = 70;

/// Folders of what is built, which no repository holds.
const PRODUCTS: [&str; 3] = ["target", "build", "Generated"];

/// What our sources are written in, and how a file's first comment begins.
const LANGUAGES: [(&str, &str); 4] = [("rs", "//!"), ("kt", "/"), ("kts", "/"), ("swift", "//")];

/// The files that every capability has, whatever else they all have.
const CAPABILITY: [&str; 10] = [
    "case.rs",
    "command.rs",
    "fold.rs",
    "form.rs",
    "mod.rs",
    "refusal.rs",
    "rules.rs",
    "samples.rs",
    "tests",
    "view.rs",
];

/// What a capability has only where its cases need it: a register, and what would make
/// another file of it too long.
const OPTIONAL: [&str; 4] = ["register.rs", "closing.rs", "exceptions.rs", "notices.rs"];

/// The crates of the workspace and those of ours that each may depend on. An
/// arrow that is not here is a wall: before breaking one, read the README.
const ARROWS: [(&str, &[&str]); 12] = [
    ("fieldloop-domain", &[]),
    ("fieldloop-replica", &["fieldloop-domain"]),
    ("fieldloop-app", &["fieldloop-domain", "fieldloop-replica"]),
    ("fieldloop-ffi", &["fieldloop-app", "fieldloop-domain"]),
    // On the library that it reads, so that cargo builds it first.
    ("fieldloop-bindings", &["fieldloop-ffi"]),
    ("fieldloop-embedded", &[]),
    (
        "fieldloop-server",
        &["fieldloop-domain", "fieldloop-replica"],
    ),
    (
        "fieldloop-sample",
        &["fieldloop-domain", "fieldloop-replica", "fieldloop-server"],
    ),
    (
        "fieldloop-server-bin",
        &["fieldloop-embedded", "fieldloop-sample", "fieldloop-server"],
    ),
    (
        "fieldloop-tests",
        &[
            "fieldloop-app",
            "fieldloop-domain",
            "fieldloop-embedded",
            "fieldloop-ffi",
            "fieldloop-replica",
            "fieldloop-sample",
            "fieldloop-server",
        ],
    ),
    // Not on the server: it mends what the server needs to compile.
    (
        "fieldloop-load",
        &[
            "fieldloop-domain",
            "fieldloop-embedded",
            "fieldloop-ffi",
            "fieldloop-replica",
            "fieldloop-server",
            "fieldloop-tests",
        ],
    ),
    ("fieldloop-ci", &["fieldloop-embedded"]),
];

/// The crates that are computation only: the same on every machine, at any time.
const PURE: [&str; 3] = ["shared/domain", "shared/replica", "shared/app"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("this package lies in the workspace's root")
}

/// Every file below a folder, build products and dot-folders left out.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if !path.is_dir() {
            files.push(path);
        } else if !name.starts_with('.') && !PRODUCTS.contains(&name.as_str()) {
            files.extend(files_below(&path));
        }
    }
    files
}

/// Our sources, named from the root, with their text.
fn sources() -> BTreeMap<String, String> {
    let sources: BTreeMap<String, String> = files_below(root())
        .into_iter()
        .filter(|path| first_comment(path).is_some())
        .map(|path| (shown(&path), fs::read_to_string(&path).unwrap()))
        .collect();
    assert!(
        sources.contains_key("tests/system/tidy.rs"),
        "the sources are looked for in {:?}",
        root()
    );
    sources
}

/// How the first comment begins in a file of a language of ours.
fn first_comment(path: &Path) -> Option<&'static str> {
    let extension = path.extension()?.to_str()?;
    let mut languages = LANGUAGES.iter();
    languages
        .find(|(language, _)| *language == extension)
        .map(|(_, begin)| *begin)
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap()
        .to_string_lossy()
        .into_owned()
}

/// What cargo knows of our own packages.
fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Passes if nothing was found; otherwise says what to do, and where.
fn assert_none(found: &[String], advice: &str) {
    assert!(found.is_empty(), "{advice}:\n  {}", found.join("\n  "));
}

#[test]
fn every_file_opens_with_what_it_owns() {
    let found: Vec<String> = sources()
        .into_iter()
        .filter(|(name, text)| {
            first_comment(Path::new(name)).is_some_and(|begin| !text.starts_with(begin))
        })
        .map(|(name, _)| name)
        .collect();
    assert_none(
        &found,
        "begin these files with a comment (in Rust `//!`) that says what the file owns and what it does not",
    );
}

#[test]
fn no_file_is_too_long_to_read_at_once() {
    let lines = sources()
        .into_iter()
        .map(|(name, text)| (name, text.lines().count()));
    let lines: Vec<(String, usize)> = lines.collect();
    let longer_than = |limit| -> Vec<String> {
        let longer = lines.iter().filter(|(_, lines)| *lines > limit);
        longer
            .map(|(name, lines)| format!("{name}: {lines} lines"))
            .collect()
    };
    assert_none(
        &longer_than(FILE_LINES_MAX),
        &format!("split these files along what they own, into at most {FILE_LINES_MAX} lines each"),
    );
    let long = longer_than(FILE_LINES_USUAL);
    assert!(
        long.len() * 10 <= lines.len(),
        "more than a tenth of the files have over {FILE_LINES_USUAL} lines; split some along what they own:\n  {}",
        long.join("\n  ")
    );
}

#[test]
fn nothing_is_put_off_or_silenced() {
    // In two halves each, so that this file does not find itself.
    let banned = [
        (
            concat!("TO", "DO"),
            "do it now, or open an issue and leave no mark",
        ),
        (
            concat!("FIX", "ME"),
            "do it now, or open an issue and leave no mark",
        ),
        (
            concat!("#[", "ignore"),
            "have it run, or delete it: a test that does not run says nothing",
        ),
        (
            concat!("#[", "allow("),
            "write #[expect(…, reason = \"…\")], which ends when its cause does",
        ),
        (
            concat!("#![", "allow("),
            "write #![expect(…, reason = \"…\")], which ends when its cause does",
        ),
    ];
    let mut found = Vec::new();
    for (name, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            for (word, advice) in banned {
                if line.contains(word) {
                    found.push(format!("{name}:{}: {word}: {advice}", number + 1));
                }
            }
        }
    }
    assert_none(&found, "remove these");
}

#[test]
fn no_snapshot_waits_to_be_looked_at() {
    let files = files_below(root()).into_iter();
    let found = files.filter(|path| path.to_string_lossy().ends_with(".snap.new"));
    let found: Vec<String> = found.map(|path| shown(&path)).collect();
    assert_none(
        &found,
        "compare these with their snapshots, and delete them",
    );
}

#[test]
fn who_knows_one_capability_knows_them_all() {
    let files = files_below(&root().join("shared/domain/src"));
    let mut capabilities: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for rules in files.iter().filter(|path| path.ends_with("rules.rs")) {
        let folder = rules.parent().unwrap();
        let names = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| !OPTIONAL.contains(&name.as_str()));
        capabilities.insert(shown(folder), names.collect());
    }
    let template = capabilities
        .get("shared/domain/src/tickets")
        .expect("shared/domain/src/tickets is the living template of a capability");
    let missing: Vec<&str> = CAPABILITY
        .into_iter()
        .filter(|name| !template.contains(*name))
        .collect();
    assert!(
        missing.is_empty(),
        "give shared/domain/src/tickets the files {missing:?}"
    );
    let found: Vec<String> = capabilities
        .iter()
        .filter(|(_, names)| *names != template)
        .map(|(folder, names)| {
            let lacks: Vec<_> = template.difference(names).collect();
            let beyond: Vec<_> = names.difference(template).collect();
            format!("{folder} lacks {lacks:?} and has {beyond:?} of its own")
        })
        .collect();
    assert_none(&found, "give every capability the same files as tickets/");
}

#[test]
fn arrows_between_our_crates_point_down_only() {
    let metadata = metadata();
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    let mut found = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let Some(targets) = allowed.get(name) else {
            found.push(format!(
                "{name} is new: say in ARROWS what it may depend on"
            ));
            continue;
        };
        // Dependencies of every kind: a test's arrow is an arrow, too.
        for dependency in package["dependencies"].as_array().unwrap() {
            let target = dependency["name"].as_str().unwrap();
            let is_ours = !dependency["path"].is_null();
            if is_ours && !targets.contains(&target) {
                found.push(format!("{name} -> {target}"));
            }
        }
    }
    assert_none(
        &found,
        "remove these dependencies, or change the design and ARROWS together",
    );
}

#[test]
fn pure_crates_ban_clocks_and_dice_and_every_crate_bounds_its_functions() {
    // Clippy reads the nearest file only, so each must hold all.
    let threshold = format!("too-many-lines-threshold = {FUNCTION_LINES_MAX}");
    for folder in PURE {
        let path = root().join(folder).join(".clippy.toml");
        let text = fs::read_to_string(&path).unwrap_or_else(|_| {
            panic!("write {folder}/.clippy.toml after the one of shared/domain")
        });
        for banned in [
            "std::time::SystemTime::now",
            "std::time::Instant::now",
            "uuid::Uuid::now_v7",
        ] {
            assert!(
                text.contains(banned),
                "ban {banned} in {folder}/.clippy.toml"
            );
        }
    }
    let found: Vec<String> = files_below(root())
        .into_iter()
        .filter(|path| path.ends_with(".clippy.toml") || path.ends_with("clippy.toml"))
        .filter(|path| !fs::read_to_string(path).unwrap().contains(&threshold))
        .map(|path| shown(&path))
        .collect();
    assert_none(&found, &format!("write `{threshold}` into these"));
    assert!(
        root().join(".clippy.toml").is_file(),
        "write .clippy.toml with `{threshold}`"
    );
}
