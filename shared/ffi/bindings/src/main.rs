//! `cargo bindings`: the Kotlin and Swift bindings, generated out of the library's
//! own metadata, so that they cannot differ from it, and put where the shells
//! compile them. They are build products: no repository holds them.
//!
//! `cargo build --workspace` builds this program and the library that it reads.

use std::{env, env::consts, fs, path::Path};

use anyhow::{Context, Result};
use camino::{Utf8Path, Utf8PathBuf};
use uniffi::{GenerateOptions, SwiftBindingsOptions, TargetLanguage};

/// Where the Kotlin sources go, below the repository.
const KOTLIN: &str = "android/core/build/bindings";
/// Where the Swift sources go.
const SWIFT: &str = "ios/Sources/CompanionCore/Generated";
/// Where the C header and its module map go, which Swift reads the library by.
const HEADERS: &str = "ios/Sources/fieldloopFFI";

fn main() -> Result<()> {
    let library = library()?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = root.ancestors().nth(3);
    let root = root.context("this package is three folders below the repository")?;
    let root = Utf8Path::from_path(root).context("the repository's path is not UTF-8")?;
    let folder = |name: &str| -> Result<Utf8PathBuf> {
        let folder = root.join(name);
        // What was generated from another library is no part of this one.
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("clear {folder}"))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("make {folder}"))?;
        Ok(folder)
    };
    uniffi::generate(GenerateOptions {
        languages: vec![TargetLanguage::Kotlin],
        source: library.clone(),
        out_dir: folder(KOTLIN)?,
        ..GenerateOptions::default()
    })?;
    uniffi::generate_swift_bindings(SwiftBindingsOptions {
        generate_swift_sources: true,
        source: library.clone(),
        out_dir: folder(SWIFT)?,
        ..SwiftBindingsOptions::default()
    })?;
    uniffi::generate_swift_bindings(SwiftBindingsOptions {
        generate_headers: true,
        generate_modulemap: true,
        module_name: Some("fieldloopFFI".to_owned()),
        modulemap_filename: Some("module.modulemap".to_owned()),
        source: library,
        out_dir: folder(HEADERS)?,
        ..SwiftBindingsOptions::default()
    })
}

/// The library, where cargo puts it along with this program.
fn library() -> Result<Utf8PathBuf> {
    let program = env::current_exe().context("find this program")?;
    let folder = program.parent().context("this program is in no folder")?;
    let name = format!("{}fieldloop{}", consts::DLL_PREFIX, consts::DLL_SUFFIX);
    let library = folder.join("deps").join(name);
    Utf8PathBuf::from_path_buf(library)
        .map_err(|path| anyhow::anyhow!("the path {} is not UTF-8", path.display()))
}
