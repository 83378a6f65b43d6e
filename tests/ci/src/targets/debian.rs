//! Debian's package of Rust's sources, for the release of Rust that is in use.
//!
//! From the mirror that the machine's own apt uses, but with lists of our own and
//! unpacked without being installed: nothing of the system changes.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::{
    prerequisites,
    process::{Process, program},
};

/// Where Debian keeps several releases of Rust.
const SUITE: &str = "trixie-backports";
const KEYS: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
const PACKAGE: &str = "rust-src";

/// Puts the sources of the standard library of `release` into `folder/library`.
pub fn unpack_library(release: &str, folder: &Path) -> Result<()> {
    let mirror = mirror()?;
    let scratch = folder.join("scratch");
    for within in ["lists/partial", "cache/archives/partial", "unpacked"] {
        fs::create_dir_all(scratch.join(within))?;
    }
    fs::write(
        scratch.join("sources.list"),
        format!("deb [signed-by={KEYS}] {mirror} {SUITE} main\n"),
    )?;
    let here = scratch.to_string_lossy();

    apt("apt-get", &here).args(&["update", "--quiet"]).run()?;
    let versions = apt("apt-cache", &here).args(&["madison", PACKAGE]);
    let versions = String::from_utf8_lossy(&versions.output()?).into_owned();
    let version = version_of(release, &versions)
        .with_context(|| format!("{SUITE} has no {PACKAGE} of Rust {release}"))?;

    apt("apt-get", &here)
        .args(&["download", "--quiet", &format!("{PACKAGE}={version}")])
        .run()?;
    let package = fs::read_dir(&scratch)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .context("apt-get has downloaded nothing")?;
    let unpacked = scratch.join("unpacked");
    program("dpkg-deb", &["--extract", &package.to_string_lossy()])
        .args(&[&unpacked.to_string_lossy()])
        .run()?;

    let library = unpacked.join(format!("usr/src/rustc-{release}/library"));
    fs::rename(library, folder.join("library")).context("the package has no library")?;
    Ok(fs::remove_dir_all(scratch)?)
}

/// One of apt's programs, run in a folder that has all that it reads and writes.
fn apt(name: &str, folder: &str) -> Process {
    let settings = [
        format!("Dir::Etc::SourceList={folder}/sources.list"),
        "Dir::Etc::SourceParts=-".to_owned(),
        format!("Dir::State::Lists={folder}/lists"),
        format!("Dir::Cache={folder}/cache"),
        // The user that apt becomes otherwise may not enter the folder.
        "APT::Sandbox::User=root".to_owned(),
    ];
    settings.iter().fold(
        program("env", &["--chdir", folder, name]),
        |apt, setting| apt.args(&["-o", setting]),
    )
}

/// Debian's mirror, as this machine has it.
pub fn mirror() -> Result<String> {
    let ask = || -> Result<Option<String>> {
        let index = ["indextargets", "--format", "$(SITE) $(LABEL)"];
        let known = program("apt-get", &index)
            .args(&["Created-By: Packages"])
            .output()?;
        Ok(mirror_among(&String::from_utf8_lossy(&known)))
    };
    if let Some(mirror) = ask()? {
        return Ok(mirror);
    }
    // Apt knows what a mirror has only once it has looked there.
    if prerequisites::may_install() {
        program("apt-get", &["update", "--quiet"]).run()?;
    }
    ask()?.context("apt knows no mirror of Debian (after `sudo apt-get update`?)")
}

/// The site of Debian itself, among lines of a site and its label.
fn mirror_among(known: &str) -> Option<String> {
    known
        .lines()
        .filter_map(|line| line.split_once(' '))
        .find(|(_, label)| *label == "Debian")
        .map(|(site, _)| site.to_owned())
}

/// The newest version of the package for a release of Rust, among the lines
/// `name | version | from` of `apt-cache madison`.
fn version_of(release: &str, versions: &str) -> Option<String> {
    versions
        .lines()
        .filter_map(|line| line.split('|').nth(1))
        .map(str::trim)
        .find(|version| {
            let after = version.strip_prefix(release);
            after.is_some_and(|after| after.starts_with('+') || after.starts_with('-'))
        })
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mirror_is_the_one_of_debian_itself() {
        let known = "https://other.example/node . nodistro\n\
                     http://mirror.example/debian-security Debian-Security\n\
                     http://mirror.example/backports Debian Backports\n\
                     http://mirror.example/debian Debian\n";
        assert_eq!(mirror_among(known).unwrap(), "http://mirror.example/debian");
        assert_eq!(mirror_among(""), None);
    }

    #[test]
    fn only_the_very_release_of_rust_will_do() {
        let versions = "  rust-src | 1.96.1+dfsg1-2~bpo13+1 | m trixie-backports/main\n  \
                          rust-src | 1.95.0+dfsg1-2~bpo13+1 | m trixie-backports/main\n  \
                          rust-src | 1.95.0+dfsg1-1~bpo13+1 | m trixie-backports/main\n";
        assert_eq!(
            version_of("1.95.0", versions).unwrap(),
            "1.95.0+dfsg1-2~bpo13+1"
        );
        assert_eq!(version_of("1.95", versions), None);
        assert_eq!(version_of("1.97.0-nightly", versions), None);
    }
}
