//! `Fieldloop.xcframework`: the core as a static library for phones and their
//! simulators, with its header, in the form in which Xcode links it.
//!
//! For Macs only. Xcode must be installed, and the targets be added to Rust.

use std::{fs, path::Path};

use anyhow::{Result, bail};

use crate::process::{cargo, program};

/// Where Swift's package looks for it.
const FOLDER: &str = "ios/build";
const NAME: &str = "Fieldloop.xcframework";
/// The library's name in every folder.
const LIBRARY: &str = "libfieldloop.a";
/// The profile of what ships.
const PROFILE: &str = "phone";
const PHONE: &str = "aarch64-apple-ios";
/// Simulators on Macs of both kinds, which Xcode wants in one file.
const SIMULATORS: [&str; 2] = ["aarch64-apple-ios-sim", "x86_64-apple-ios"];

pub fn make(root: &Path) -> Result<()> {
    if cfg!(not(target_os = "macos")) {
        bail!("an XCFramework is made on a Mac, by Xcode; `cargo ci ios` runs anywhere");
    }
    cargo(root, &["bindings"]).run()?;
    let built = root.join("target/xcframework");
    program("rustup", &["target", "add", PHONE])
        .args(&SIMULATORS)
        .run()?;
    for triple in [PHONE].iter().chain(&SIMULATORS) {
        let select = ["rustc", "--locked", "--package", "fieldloop-ffi", "--lib"];
        cargo(root, &select)
            .args(&["--profile", PROFILE, "--target", triple])
            .args(&["--crate-type", "staticlib"])
            .args(&["--target-dir", &built.to_string_lossy()])
            .env("IPHONEOS_DEPLOYMENT_TARGET", "17.0")
            .run()?;
    }
    let library = |triple: &str| built.join(triple).join(PROFILE).join(LIBRARY);
    let simulators = built.join("simulators");
    fs::create_dir_all(&simulators)?;
    let simulators = simulators.join(LIBRARY);
    let mut join = program("lipo", &["-create"]);
    for triple in SIMULATORS {
        join = join.args(&[&library(triple).to_string_lossy()]);
    }
    join.args(&["-output", &simulators.to_string_lossy()])
        .run()?;
    let headers = root.join("ios/Sources/fieldloopFFI");
    let folder = root.join(FOLDER);
    fs::create_dir_all(&folder)?;
    let place = folder.join(NAME);
    if place.exists() {
        // Xcode's tool writes over nothing.
        fs::remove_dir_all(&place)?;
    }
    let mut create = program("xcodebuild", &["-create-xcframework"]);
    for library in [&library(PHONE), &simulators] {
        create = create
            .args(&["-library", &library.to_string_lossy()])
            .args(&["-headers", &headers.to_string_lossy()]);
    }
    create.args(&["-output", &place.to_string_lossy()]).run()
}
