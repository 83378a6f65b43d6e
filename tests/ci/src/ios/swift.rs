//! Swift on this machine: what is installed, or, for the root of a Debian, a
//! Debian of its own with Debian's package of it, in a folder that is made once.
//! The system itself stays as it is.
//!
//! What is done inside of that folder is `inside`'s.

use std::{
    path::{Path, PathBuf},
    process,
};

use anyhow::{Context, Result, bail};

use crate::{
    cache, debian,
    prerequisites::{self, Prerequisite},
    process::{Process, program},
};

/// The least version that compiles the package.
const LEAST: u32 = 6;
/// The first Debian that has it, and what Swift leaves its users to ask for.
const SUITE: &str = "trixie";
const PACKAGES: &str = "swiftlang,libc6-dev,libstdc++-14-dev";

const MMDEBSTRAP: Prerequisite = Prerequisite {
    name: "mmdebstrap",
    find: || match program("mmdebstrap", &["--version"]).output() {
        Ok(said) => Ok(String::from_utf8_lossy(&said).trim().to_owned()),
        Err(fault) => Err(fault.to_string()),
    },
    debian: &["mmdebstrap"],
    elsewhere: "it is for Debian only",
};

pub enum Swift {
    Installed,
    /// In a Debian of its own.
    Apart {
        root: PathBuf,
        /// What it has to see of this machine.
        shared: Vec<PathBuf>,
    },
}

impl Swift {
    /// Finds or obtains it, and has it see these folders.
    pub fn obtain(shared: &[&Path]) -> Result<Self> {
        let said = program("swift", &["--version"])
            .output()
            .unwrap_or_default();
        let said = String::from_utf8_lossy(&said);
        if version(&said).is_some_and(|version| version >= LEAST) {
            println!("   {}", said.trim());
            return Ok(Self::Installed);
        }
        if cfg!(not(target_os = "linux")) || !prerequisites::may_install() {
            bail!(
                "{}\n   on any Debian: run this as root, which puts Swift into a folder of its own",
                missing()
            );
        }
        let root = cache::obtain(&format!("swift-{SUITE}"), make).with_context(missing)?;
        println!("   Debian's Swift, in {}", root.display());
        Ok(Self::Apart {
            root,
            shared: shared.iter().map(|path| (*path).to_owned()).collect(),
        })
    }

    /// Whether it is the version that Debian has.
    pub const fn is_apart(&self) -> bool {
        matches!(self, Self::Apart { .. })
    }

    /// One of its programs.
    pub fn command(&self, name: &str, arguments: &[&str]) -> Process {
        match self {
            Self::Installed => program(name, arguments),
            Self::Apart { root, shared } => {
                inside(root, shared).args(&["--", name]).args(arguments)
            }
        }
    }
}

/// What to do where there is no Swift.
fn missing() -> String {
    format!(
        "Swift {LEAST} or later is missing\n   on a Mac: install Xcode\n   on Debian 13 or later: \
         sudo apt-get install swiftlang\n   elsewhere: see swift.org/install"
    )
}

/// Puts a Debian with Swift together in an empty folder.
fn make(folder: &Path) -> Result<()> {
    MMDEBSTRAP.obtain()?;
    private()
        .args(&["--mount-proc", "mmdebstrap"])
        .args(&["--mode=root", "--variant=essential", "--format=directory"])
        .args(&[&format!("--include={PACKAGES}"), SUITE])
        .args(&[&folder.to_string_lossy(), &debian::mirror()?])
        .run()
}

/// The word by which this program is started to go in. People never type it.
pub const INSIDE: &str = "inside";

/// A program with mounts and processes of its own, of which nothing is left when
/// it ends, nor when we do, however that is.
fn private() -> Process {
    program("setpriv", &["--pdeathsig", "KILL"]).args(&[
        "unshare",
        "--mount",
        "--pid",
        "--fork",
        "--kill-child",
    ])
}

/// What it takes to go in; `--` and the program that is to be run there follow.
fn inside(root: &Path, shared: &[PathBuf]) -> Process {
    // Not by its file: building may have put another one in its place.
    let ourselves = format!("/proc/{}/exe", process::id());
    let enter = private().args(&[&ourselves, INSIDE, &root.to_string_lossy()]);
    shared
        .iter()
        .fold(enter, |enter, path| enter.args(&[&path.to_string_lossy()]))
}

/// The first number of the version that Swift says it has.
fn version(said: &str) -> Option<u32> {
    let (_, version) = said.split_once("Swift version ")?;
    version
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swift_says_its_version_in_more_than_one_way() {
        let debian = "Swift version 6.0.3 (swift-6.0.3-RELEASE)\nTarget: x86_64-pc-linux-gnu\n";
        let apple = "swift-driver version: 1.115.1 Apple Swift version 6.0.3 (swiftlang-6.0.3)\n";
        assert_eq!(version(debian), Some(6));
        assert_eq!(version(apple), Some(6));
        assert_eq!(version("Apple Swift version 5.10.1 (swiftlang-5)"), Some(5));
        assert_eq!(version(""), None);
    }
}
