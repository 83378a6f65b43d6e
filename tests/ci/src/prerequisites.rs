//! What the tests need from the system, beyond a Rust toolchain.
//!
//! A thing that is not there is installed where that is nobody's surprise (as
//! root on a Debian, which is how build machines are) and otherwise named with
//! the command that installs it.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::process::program;

/// A thing that must be on the system.
pub struct Prerequisite {
    pub name: &'static str,
    /// What was found, or why nothing was, for people.
    pub find: fn() -> Result<String, String>,
    /// Debian packages that bring it.
    pub debian: &'static [&'static str],
    /// How to get it elsewhere.
    pub elsewhere: &'static str,
}

pub const POSTGRES: Prerequisite = Prerequisite {
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
};

const PREREQUISITES: [Prerequisite; 3] = [
    POSTGRES,
    Prerequisite {
        name: "a JDK (17 or later)",
        find: || found("javac", "-version", 17),
        // Every Debian has another version, and from 12 on a new enough one.
        debian: &["default-jdk-headless"],
        elsewhere: "brew install openjdk@17",
    },
    Prerequisite {
        name: "Maven (3 or later)",
        find: || found("mvn", "--version", 3),
        debian: &["maven"],
        elsewhere: "brew install maven",
    },
];

/// Finds or installs every prerequisite of the tests.
pub fn check() -> Result<()> {
    PREREQUISITES.iter().try_for_each(Prerequisite::obtain)
}

impl Prerequisite {
    /// Finds or installs it.
    pub fn obtain(&self) -> Result<()> {
        if let Ok(found) = (self.find)() {
            println!("   {found}");
            return Ok(());
        }
        if may_install() {
            install(self.debian).with_context(|| format!("{} is missing", self.name))?;
        }
        match (self.find)() {
            Ok(found) => println!("   {found}"),
            Err(reason) => bail!(
                "{} is missing: {reason}\n   on Debian: sudo apt-get install {}\n   elsewhere: {}",
                self.name,
                self.debian.join(" "),
                self.elsewhere,
            ),
        }
        Ok(())
    }
}

/// Whether installing something here is nobody's surprise.
pub fn may_install() -> bool {
    nix::unistd::Uid::effective().is_root() && Path::new("/etc/debian_version").exists()
}

/// What a program says about itself, if it is new enough.
fn found(program: &str, flag: &str, least: u32) -> Result<String, String> {
    let output = Command::new(program)
        .arg(flag)
        .output()
        .map_err(|error| format!("`{program}` cannot be run: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = if said.trim().is_empty() {
        // Some say it where others complain.
        String::from_utf8_lossy(&output.stderr).into_owned()
    } else {
        said
    };
    let first = said.lines().next().unwrap_or_default().to_owned();
    match major(&first) {
        Some(major) if major >= least => Ok(first),
        _ => Err(format!("`{program} {flag}` says {first:?}")),
    }
}

/// The first number with which a word begins.
fn major(said: &str) -> Option<u32> {
    let number = |word: &str| {
        word.split(|c: char| !c.is_ascii_digit())
            .next()?
            .parse()
            .ok()
    };
    said.split_whitespace().find_map(number)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_the_first_number_with_which_a_word_begins() {
        assert_eq!(major("javac 17.0.15"), Some(17));
        assert_eq!(major("Apache Maven 3.8.7 (Red Hat 3.8.7-1)"), Some(3));
        assert_eq!(major("command not found"), None);
    }
}
