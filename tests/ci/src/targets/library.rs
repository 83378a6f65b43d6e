//! Rust's standard library for targets other than this machine: what the
//! toolchain has, what rustup adds to it, or else its sources, to be compiled
//! along with the core.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::debian;
use crate::{
    cache,
    process::{Process, program},
};

/// Where the standard library comes from.
pub enum Library {
    /// The toolchain has it, compiled.
    Compiled,
    /// It is compiled from the sources in this folder.
    Sources(PathBuf),
}

impl Library {
    /// Finds or obtains it for these targets.
    pub fn obtain(triples: &[&str]) -> Result<Self> {
        let missing = missing(triples)?;
        if missing.is_empty() {
            return Ok(Self::Compiled);
        }
        let add = program("rustup", &["target", "add"]).args(&missing);
        match add.run() {
            Ok(()) => return Ok(Self::Compiled),
            Err(fault) => println!("   {fault:#}\n   so the library is compiled from its sources"),
        }
        let folder = release().and_then(|release| {
            cache::obtain(&format!("rust-src-{release}"), |folder| {
                debian::unpack_library(&release, folder)
            })
        });
        let folder = folder.with_context(|| {
            let missing = missing.join(" ");
            format!("Rust's standard library is missing: rustup target add {missing}")
        })?;
        Ok(Self::Sources(folder.join("library")))
    }

    /// Has cargo compile it, where that is necessary.
    pub fn serve(&self, cargo: Process) -> Process {
        match self {
            Self::Compiled => cargo,
            // Neither is for the likes of us. But cargo looks for the sources
            // within the toolchain, and that is not ours to change.
            Self::Sources(folder) => cargo
                .args(&["-Zbuild-std=std,panic_unwind,panic_abort"])
                .env("RUSTC_BOOTSTRAP", "1")
                .env("__CARGO_TESTS_ONLY_SRC_ROOT", &folder.to_string_lossy()),
        }
    }
}

/// Those of the targets that the toolchain has no library for.
fn missing<'a>(triples: &[&'a str]) -> Result<Vec<&'a str>> {
    let mut missing = Vec::new();
    for triple in triples {
        let print = ["--print", "target-libdir", "--target", triple];
        let folder = program("rustc", &print).output()?;
        if !Path::new(String::from_utf8_lossy(&folder).trim()).is_dir() {
            missing.push(*triple);
        }
    }
    Ok(missing)
}

/// The toolchain's release, such as `1.95.0`.
fn release() -> Result<String> {
    let said = program("rustc", &["--version", "--verbose"]).output()?;
    let said = String::from_utf8_lossy(&said);
    let release = said.lines().find_map(|line| line.strip_prefix("release: "));
    Ok(release.context("rustc names no release")?.to_owned())
}
