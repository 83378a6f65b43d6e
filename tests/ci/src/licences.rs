//! The licences of everything that we build with, on any platform.
//!
//! A dependency passes if its SPDX expression can be satisfied by licences of
//! [`ACCEPTED`]. A missing, unknown or misspelt licence does not pass.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use spdx::{Expression, LicenseReq, ParseMode};

use crate::process::cargo;

/// The licences we accept, each with the reason. Adding one is a decision of
/// the whole team, not of one who is in a hurry.
const ACCEPTED: [(&str, &str); 9] = [
    ("Apache-2.0", "our own"),
    ("MIT", "asks for a notice only"),
    ("BSD-3-Clause", "asks for a notice only"),
    ("ISC", "asks for a notice only"),
    ("Zlib", "asks for less than a notice"),
    (
        "PostgreSQL",
        "asks for a notice only; what comes with Postgres' own programs",
    ),
    (
        "Unicode-3.0",
        "asks for a notice only; tables of characters",
    ),
    (
        "CDLA-Permissive-2.0",
        "for data, not code: the roots of certificates",
    ),
    (
        "MPL-2.0",
        "uniffi: binds changes to its own files, which we use as they are",
    ),
];

/// Checks every package that is not ours.
pub fn check(root: &Path) -> Result<()> {
    let output = cargo(root, &["metadata", "--format-version", "1", "--locked"]).output()?;
    let metadata: Value =
        serde_json::from_slice(&output).context("cannot read cargo's metadata")?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo's metadata has no packages")?;
    // Ours have no source: they are paths.
    let foreign: Vec<&Value> = packages
        .iter()
        .filter(|package| !package["source"].is_null())
        .collect();
    let refused: Vec<String> = foreign
        .iter()
        .filter_map(|package| {
            let reason = judge(package["license"].as_str()).err()?;
            let text = |key: &str| package[key].as_str().unwrap_or("?").to_owned();
            Some(format!("   {} {}: {reason}", text("name"), text("version")))
        })
        .collect();
    if refused.is_empty() {
        println!("   {} packages, all under accepted licences", foreign.len());
        return Ok(());
    }
    bail!(
        "{} of {} packages have no accepted licence; replace them, or accept the licence with a \
         reason in tests/ci/src/licences.rs\n{}",
        refused.len(),
        foreign.len(),
        refused.join("\n")
    )
}

fn judge(licence: Option<&str>) -> Result<(), String> {
    let Some(text) = licence.filter(|text| !text.is_empty()) else {
        return Err("it names no licence".to_owned());
    };
    // Old packages write `MIT/Apache-2.0` for an OR; the mode knows that.
    let expression = Expression::parse_mode(text, ParseMode::LAX)
        .map_err(|error| format!("{text:?} is no SPDX expression: {}", error.reason))?;
    if expression.evaluate(is_accepted) {
        Ok(())
    } else {
        Err(format!("{text:?} needs a licence that is not accepted"))
    }
}

/// An exception (`WITH …`) only ever adds permission.
fn is_accepted(requirement: &LicenseReq) -> bool {
    requirement
        .license
        .id()
        .is_some_and(|id| ACCEPTED.iter().any(|(name, _)| *name == id.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_accepted_alternative_is_enough() {
        assert_eq!(judge(Some("MIT OR GPL-2.0-only")), Ok(()));
        assert_eq!(judge(Some("MIT/Apache-2.0")), Ok(()));
        assert_eq!(judge(Some("Apache-2.0 WITH LLVM-exception")), Ok(()));
        assert_eq!(judge(Some("(MIT OR Apache-2.0) AND Unicode-3.0")), Ok(()));
    }

    #[test]
    fn what_is_not_accepted_unknown_or_missing_fails() {
        for licence in [
            Some("GPL-3.0-only"),
            Some("MIT AND AGPL-3.0-only"),
            Some("LicenseRef-Proprietary"),
            Some("Do What You Want"),
            Some(""),
            None,
        ] {
            assert!(judge(licence).is_err(), "{licence:?}");
        }
    }
}
