//! The core on the phones and in a browser: that it builds there, and how large
//! it is.
//!
//! Each target gets the library that a shell would load, in the profile of those
//! that ship. Nothing of it runs, and none of it is fit to ship: there is no SDK
//! of a phone here, so the C parts are compiled with the headers of relatives,
//! and what the phone's own libraries have is left open when linking. Shells with
//! an SDK build their own.
//!
//! In a folder of its own below `target`, so that it neither waits for other
//! builds nor throws away their work.

mod compiler;
mod from_source;
mod library;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use compiler::Compiler;
use library::Library;

use crate::process::{cargo, program};

const PROFILE: &str = "phone";

struct Target {
    /// As Rust calls it.
    triple: &'static str,
    /// How Zig compiles C for it, or for its closest relative with headers.
    c: &'static str,
    crate_types: &'static str,
    /// How it is linked, if not in rustc's own way.
    linking: &'static [&'static str],
    stubs: Stubs,
    /// Says how large what was built in a folder is.
    measure: fn(&Path) -> Result<String>,
}

/// Libraries of the system that are asked for when linking. Here they are empty.
struct Stubs {
    files: &'static [&'static str],
    content: &'static str,
}

const TARGETS: [Target; 3] = [
    Target {
        triple: "aarch64-linux-android",
        c: "-target aarch64-linux-musl -fPIC -D__ANDROID__",
        crate_types: "cdylib",
        linking: &["-Clinker=rust-lld", "-Clinker-flavor=ld.lld"],
        stubs: Stubs {
            files: &["libc.a", "libdl.a", "liblog.a", "libm.a", "libunwind.a"],
            content: "!<arch>\n",
        },
        measure: |folder| {
            let library = size(&folder.join("libfieldloop.so"))?;
            Ok(format!(
                "{} as an app's library, but for the NDK's part that unwinds",
                megabytes(library)
            ))
        },
    },
    Target {
        triple: "aarch64-apple-ios",
        c: "-target aarch64-ios",
        crate_types: "cdylib,staticlib",
        linking: &[
            "-Clinker=rust-lld",
            "-Clinker-flavor=ld64.lld",
            "-Clink-args=-undefined dynamic_lookup",
        ],
        stubs: Stubs {
            files: &[
                "libSystem.tbd",
                "libc.tbd",
                "libiconv.tbd",
                "libm.tbd",
                "libobjc.tbd",
            ],
            content: "--- !tapi-tbd\ntbd-version: 4\ntargets: [ arm64-ios ]\n\
                      install-name: /usr/lib/stub.dylib\n...\n",
        },
        measure: |folder| {
            let linked = size(&folder.join("libfieldloop.dylib"))?;
            let archive = size(&folder.join("libfieldloop.a"))?;
            Ok(format!(
                "{} linked into an app, from a static library of {}",
                megabytes(linked),
                megabytes(archive)
            ))
        },
    },
    Target {
        triple: "wasm32-unknown-unknown",
        c: "-target wasm32-freestanding",
        crate_types: "cdylib",
        linking: &[],
        stubs: Stubs {
            files: &[],
            content: "",
        },
        measure: |folder| {
            let module = folder.join("fieldloop.wasm");
            let plain = size(&module)?;
            let gzip = ["-9", "--stdout", &module.to_string_lossy()];
            let gzipped = program("gzip", &gzip).output()?.len();
            Ok(format!(
                "{} gzipped ({} plain), before wasm-bindgen and wasm-opt",
                megabytes(gzipped as u64),
                megabytes(plain)
            ))
        },
    },
];

/// Builds the core for every target, and says how large it is there.
pub fn check(root: &Path) -> Result<()> {
    let library = Library::obtain(&TARGETS.map(|target| target.triple))?;
    let compiler = Compiler::obtain()?;
    let folder = root.join("target/cross");
    for target in &TARGETS {
        target.build(root, &folder, &library, &compiler)?;
    }
    println!();
    for target in &TARGETS {
        let built = folder.join(target.triple).join(PROFILE);
        println!("   {:<23} {}", target.triple, (target.measure)(&built)?);
    }
    Ok(())
}

impl Target {
    fn build(
        &self,
        root: &Path,
        folder: &Path,
        library: &Library,
        compiler: &Compiler,
    ) -> Result<()> {
        let stubs = self.stubs.write(&folder.join("stubs").join(self.triple))?;
        // Not `cargo build`: with the rlib that the manifest asks for as well,
        // cargo does not optimise across crates.
        let select = ["rustc", "--locked", "--package", "fieldloop-ffi", "--lib"];
        let mut build = cargo(root, &select)
            .args(&["--profile", PROFILE, "--target", self.triple])
            .args(&["--crate-type", self.crate_types])
            .args(&["--target-dir", &folder.to_string_lossy()]);
        build = library.serve(build);
        build = compiler.serve(build, self.triple, self.c, folder);
        if self.triple.contains("apple") && cfg!(not(target_os = "macos")) {
            // Otherwise rustc complains that there is no Xcode.
            build = build.env("SDKROOT", &stubs.to_string_lossy());
        }
        build
            .args(&["--", &format!("-L{}", stubs.display())])
            .args(self.linking)
            .run()
    }
}

impl Stubs {
    fn write(&self, folder: &Path) -> Result<PathBuf> {
        fs::create_dir_all(folder)?;
        for file in self.files {
            fs::write(folder.join(file), self.content)?;
        }
        Ok(folder.to_owned())
    }
}

fn size(file: &Path) -> Result<u64> {
    let metadata = fs::metadata(file).with_context(|| format!("cannot find {}", file.display()))?;
    Ok(metadata.len())
}

fn megabytes(bytes: u64) -> String {
    let tenths = (bytes + 50_000) / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_shown_to_a_tenth_of_a_megabyte() {
        assert_eq!(megabytes(4_582_576), "4.6 MB");
        assert_eq!(megabytes(49_999), "0.0 MB");
        assert_eq!(megabytes(950_000), "1.0 MB");
    }
}
