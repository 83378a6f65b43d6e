//! Rust's standard library compiled from its sources, along with the core. This
//! is for machines to which rustup cannot add a target, because they reach nothing
//! but registries of packages, as machines of CI may. Elsewhere rustup's is taken.
//!
//! It leans on four things that nobody has promised to keep:
//!
//! - `-Zbuild-std`, by which cargo compiles the library, is unstable;
//! - `RUSTC_BOOTSTRAP=1` lets a stable cargo and rustc take unstable flags;
//! - `__CARGO_TESTS_ONLY_SRC_ROOT` is for cargo's own tests. It says where the
//!   library's sources are. Cargo looks for them within the toolchain otherwise,
//!   and this must not write into a toolchain, which is not ours;
//! - Debian's backports have the sources of the very release in use, as `rust-src`.
//!   They are unpacked without being installed, with lists of apt's that are our
//!   own, so that nothing of the system changes.
//!
//! When one of them breaks, only machines without rustup's targets lose the step:
//! nothing outside of this file knows of any of them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{
    cache, debian,
    process::{Process, program},
};

/// Where Debian keeps several releases of Rust.
const SUITE: &str = "trixie-backports";
const KEYS: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
const PACKAGE: &str = "rust-src";

/// The sources of the standard library.
pub struct Sources {
    folder: PathBuf,
}

impl Sources {
    /// Finds or obtains those of the toolchain's release.
    pub fn obtain() -> Result<Self> {
        let release = release()?;
        let folder = cache::obtain(&format!("rust-src-{release}"), |folder| {
            unpack_library(&release, folder)
        })?;
        Ok(Self {
            folder: folder.join("library"),
        })
    }

    /// Has cargo compile the library for whatever target it builds for.
    pub fn serve(&self, cargo: Process) -> Process {
        cargo
            .args(&["-Zbuild-std=std,panic_unwind,panic_abort"])
            .env("RUSTC_BOOTSTRAP", "1")
            .env(
                "__CARGO_TESTS_ONLY_SRC_ROOT",
                &self.folder.to_string_lossy(),
            )
    }
}

/// The toolchain's release, such as `1.95.0`.
fn release() -> Result<String> {
    let said = program("rustc", &["--version", "--verbose"]).output()?;
    let said = String::from_utf8_lossy(&said);
    let release = said.lines().find_map(|line| line.strip_prefix("release: "));
    Ok(release.context("rustc names no release")?.to_owned())
}

/// Puts the sources of the standard library of `release` into `folder/library`.
fn unpack_library(release: &str, folder: &Path) -> Result<()> {
    let mirror = debian::mirror()?;
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
