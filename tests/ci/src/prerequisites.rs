//! What the tests need from the system, beyond a Rust toolchain.
//!
//! A thing that is not there is installed where that is nobody's surprise (as
//! root on a Debian, which is how build machines are) and otherwise named with
//! the command that installs it.

use std::path::Path;

use anyhow::{Result, bail};

use crate::process::program;

/// A thing that must be on the system.
struct Prerequisite {
    name: &'static str,
    /// What was found, or why nothing was, for people.
    find: fn() -> Result<String, String>,
    /// Debian packages that bring it.
    debian: &'static [&'static str],
    /// How to get it elsewhere.
    elsewhere: &'static str,
}

const PREREQUISITES: [Prerequisite; 1] = [Prerequisite {
    name: "Postgres",
    find: || match embedded::find(None) {
        Ok(found) => Ok(format!(
            "Postgres {} in {}",
            found.major(),
            found.folder().display()
        )),
        Err(fault) => Err(fault.to_string()),
    },
    debian: &["postgresql"],
    elsewhere: "brew install postgresql@17",
}];

/// Finds or installs every prerequisite.
pub fn check() -> Result<()> {
    for prerequisite in &PREREQUISITES {
        if let Ok(found) = (prerequisite.find)() {
            println!("   {found}");
            continue;
        }
        if is_root() && Path::new("/etc/debian_version").exists() {
            install(prerequisite.debian)?;
        }
        match (prerequisite.find)() {
            Ok(found) => println!("   {found}"),
            Err(reason) => bail!(
                "{} is missing: {reason}\n   on Debian: sudo apt-get install {}\n   elsewhere: {}",
                prerequisite.name,
                prerequisite.debian.join(" "),
                prerequisite.elsewhere,
            ),
        }
    }
    Ok(())
}

fn install(packages: &[&str]) -> Result<()> {
    program("apt-get", &["update", "--quiet"]).run()?;
    program(
        "apt-get",
        &["install", "--quiet", "--yes", "--no-install-recommends"],
    )
    .args(packages)
    .env("DEBIAN_FRONTEND", "noninteractive")
    .run()
}

fn is_root() -> bool {
    nix::unistd::Uid::effective().is_root()
}
