//! The Android shell: its core, its tests and its contract by Maven, which builds
//! the library and its bindings itself.
//!
//! Gradle, which makes the app, needs the Android SDK; that is a matter of
//! whoever releases it (`android/README.md`).

use std::path::Path;

use anyhow::Result;

use crate::{
    played, prerequisites,
    process::{products, program},
};

/// Builds and tests it.
pub fn check(root: &Path) -> Result<()> {
    prerequisites::check()?;
    let pom = root.join("android").join("pom.xml");
    let products = format!("-Dproducts={}", products(root)?.display());
    let maven = program("mvn", &["--batch-mode", "--no-transfer-progress", "--file"]).args(&[
        &pom.to_string_lossy(),
        &products,
        "verify",
    ]);
    played::run(root, "Kotlin", maven)
}
