//! The iOS shell: what of it runs on any machine with Swift is built and tested
//! here, against the real core and the fixture server; what only Apple's
//! systems have is read by the compiler for its grammar, and no further.
//!
//! Xcode, which makes the app, needs a Mac; that is a matter of whoever releases
//! it (`ios/README.md`). `xcframework` makes what it links.

mod fixture_server;
#[cfg(target_os = "linux")]
mod inside;
mod swift;
mod xcframework;

use std::{fs, path::Path};

use anyhow::{Context, Result};
use fixture_server::FixtureServer;
use swift::Swift;

use crate::{
    played, prerequisites,
    process::{cargo, products, program},
};

pub use xcframework::make as make_xcframework;

/// Goes into Swift's own Debian, if this program was started for that; what comes
/// back is why it could not.
pub fn go_inside(words: &[String]) -> Option<anyhow::Error> {
    match words.split_first() {
        #[cfg(target_os = "linux")]
        Some((word, words)) if word == swift::INSIDE => inside::enter(words).err(),
        _ => None,
    }
}

/// Builds and tests it.
pub fn check(root: &Path) -> Result<()> {
    // The fixture server's worlds have a database.
    prerequisites::POSTGRES.obtain()?;
    let products = products(root)?;
    let swift = Swift::obtain(&[root, &products])?;
    cargo(root, &["build", "--workspace", "--locked"]).run()?;
    // The one that was just built: to select it alone would build it once more, of
    // other features.
    program(&products.join("bindings").to_string_lossy(), &[]).run()?;
    let server = FixtureServer::start(&products)?;
    let package = root.join("ios");
    let tests = swift
        .command("swift", &["test", "--package-path"])
        .args(&[&package.to_string_lossy(), "--disable-xctest"])
        .args(&["-Xswiftc", "-warnings-as-errors"])
        .env("FIELDLOOP_LIBRARY", &products.to_string_lossy())
        .env("FIELDLOOP_FIXTURE_SERVER", server.address());
    played::run(root, "Swift", tests)?;
    read(&swift, &package)
}

/// Has the compiler read the app, whose libraries are nowhere but at Apple's, and
/// looks at the form of everything.
fn read(swift: &Swift, package: &Path) -> Result<()> {
    let parse = ["-frontend", "-parse", "-swift-version", "6"];
    swift
        .command("swiftc", &parse)
        .args(&words(&sources(&package.join("App"))?))
        .run()?;
    if !swift.is_apart() {
        // Another version has another idea of form.
        println!("   the form of the sources was not looked at: that takes Debian's Swift");
        return Ok(());
    }
    let configuration = package.join(".swift-format");
    let lint = ["format", "lint", "--strict", "--configuration"];
    swift
        .command("swift", &lint)
        .args(&[&configuration.to_string_lossy()])
        .args(&words(&sources(package)?))
        .run()
        .context("`swift format --in-place --recursive ios` mends this")
}

/// The Swift sources below a folder, but for what is generated.
fn sources(folder: &Path) -> Result<Vec<String>> {
    let mut sources = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !name.starts_with('.') && !["build", "Generated"].contains(&&*name) {
                sources.extend(self::sources(&path)?);
            }
        } else if name.ends_with(".swift") {
            sources.push(path.to_string_lossy().into_owned());
        }
    }
    sources.sort_unstable();
    Ok(sources)
}

fn words(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}
