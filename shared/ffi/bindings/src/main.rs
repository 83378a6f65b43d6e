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
const SWIFT: &str = "ios/Sources/FieldloopCore/Generated";
/// Where the C header and its module map go, which Swift reads the library by.
const HEADERS: &str = "ios/Sources/fieldloopFFI";

fn main() -> Result<()> {
    let library = library()?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = root.ancestors().nth(3);
    let root = root.context("this package is three folders below the repository")?;
    let root = Utf8Path::from_path(root).context("the repository's path is not UTF-8")?;
    // Made beside, and put into place where it differs: compilers begin anew over
    // whatever is written, and another one may be reading just now.
    let made = tempfile::tempdir().context("make a folder")?;
    let made = Utf8Path::from_path(made.path()).context("the folder's path is not UTF-8")?;
    uniffi::generate(GenerateOptions {
        languages: vec![TargetLanguage::Kotlin],
        source: library.clone(),
        out_dir: made.join(KOTLIN),
        ..GenerateOptions::default()
    })?;
    uniffi::generate_swift_bindings(SwiftBindingsOptions {
        generate_swift_sources: true,
        source: library.clone(),
        out_dir: made.join(SWIFT),
        ..SwiftBindingsOptions::default()
    })?;
    uniffi::generate_swift_bindings(SwiftBindingsOptions {
        generate_headers: true,
        generate_modulemap: true,
        module_name: Some("fieldloopFFI".to_owned()),
        modulemap_filename: Some("module.modulemap".to_owned()),
        source: library,
        out_dir: made.join(HEADERS),
        ..SwiftBindingsOptions::default()
    })?;
    for place in [KOTLIN, SWIFT, HEADERS] {
        let target = root.join(place);
        settle(&made.join(place), &target).with_context(|| format!("write {target}"))?;
    }
    Ok(())
}

/// Makes a folder the same as another one, and touches what is the same already
/// in no way.
fn settle(made: &Utf8Path, place: &Utf8Path) -> Result<()> {
    fs::create_dir_all(place)?;
    for entry in place.read_dir_utf8()? {
        let entry = entry?;
        // What was generated from another library is no part of this one.
        if !made.join(entry.file_name()).exists() {
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
    }
    for entry in made.read_dir_utf8()? {
        let entry = entry?;
        let target = place.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            settle(entry.path(), &target)?;
            continue;
        }
        let content = fs::read(entry.path())?;
        if fs::read(&target).ok().as_ref() != Some(&content) {
            fs::write(&target, content)?;
        }
    }
    Ok(())
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
