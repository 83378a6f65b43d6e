//! Nothing above `domain` names a capability: a second kind of case must need
//! no word in the code that carries, shows and judges cases.
//!
//! Comments may name one as an example; code and texts may not. What projects
//! a kind's figures into tables, and what makes up samples, names it: their
//! folders are left out, and so is what is compiled for tests only.

use super::{
    assert_none, root,
    rust::{Token, without_tests},
    sources,
};
use std::fs;

/// Where no capability is named.
const ABOVE: [&str; 4] = [
    "server/src/",
    "shared/app/src/",
    "shared/ffi/src/",
    "shared/replica/src/",
];

/// Parts of it where one may be.
const EXEMPT: [&str; 2] = ["server/src/projections/", "shared/app/src/samples/"];

/// Whether a file is a test's, as only its parent says.
fn is_test(name: &str) -> bool {
    name.ends_with("/tests.rs") || name.contains("/tests/")
}

/// The capabilities by the words for one of their cases: `ticket` of `tickets/`.
fn capabilities() -> Vec<String> {
    let folder = root().join("shared/domain/src");
    let folders = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let capabilities = folders.filter(|path| path.join("rules.rs").is_file());
    let names = capabilities.map(|path| path.file_name().unwrap().to_string_lossy().into_owned());
    names
        .map(|name| name.strip_suffix('s').unwrap_or(&name).to_owned())
        .collect()
}

/// Whether code or a text has a word: `Ticket`, `TICKET_ID` and `tickets` have
/// `ticket`. A role is no capability.
fn names(token: &Token, capability: &str) -> bool {
    let text = match token {
        Token::Word(text) | Token::Text(text) => text.to_lowercase(),
        Token::Mark(_) => return false,
    };
    text.replace("asset_admin", "")
        .replace("assetadmin", "")
        .contains(capability)
}

#[test]
fn nothing_above_the_domain_names_a_capability() {
    let capabilities = capabilities();
    assert!(
        capabilities.contains(&"ticket".to_owned()),
        "{capabilities:?}"
    );
    let is_above = |name: &str| {
        let begins = |begin: &&str| name.starts_with(*begin);
        ABOVE.iter().any(begins) && !EXEMPT.iter().any(begins)
    };
    let mut found = Vec::new();
    for (name, text) in sources() {
        if !is_above(&name) || is_test(&name) {
            continue;
        }
        let tokens = without_tests(&text);
        for capability in &capabilities {
            let named = tokens.iter().filter(|token| names(token, capability));
            found.extend(named.map(|token| format!("{name}: {token:?}")));
        }
    }
    assert_none(
        &found,
        "ask the domain instead of naming a capability here, or let its folder or its projection do this",
    );
}
