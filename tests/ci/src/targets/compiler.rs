//! The C compiler for the core's C parts, SQLite and zstd, on every target: Zig's,
//! which is a clang with the headers of many systems and comes as a Python wheel.
//!
//! Which flags a target takes is the target's own.

use std::{
    env::consts::EXE_SUFFIX,
    path::{Path, PathBuf},
};

use anyhow::{Result, ensure};

use crate::{cache, process::Process, wheel};

const ZIG: &str = "0.17.1";

/// Zig, on this machine.
pub struct Compiler {
    folder: PathBuf,
}

impl Compiler {
    /// Finds or obtains it.
    pub fn obtain() -> Result<Self> {
        let folder = cache::obtain(&format!("zig-{ZIG}"), |folder| {
            wheel::unpack(&format!("ziglang=={ZIG}"), folder)
        })?;
        // Build scripts split at spaces what they are told to run.
        ensure!(
            !folder.to_string_lossy().contains(' '),
            "the folder {} has a space in its name: set FIELDLOOP_CACHE to one without",
            folder.display()
        );
        Ok(Self {
            folder: folder.join("ziglang"),
        })
    }

    /// Has build scripts compile C for a target with it, and keep in `scratch`
    /// what it makes for itself.
    pub fn serve(&self, cargo: Process, triple: &str, flags: &str, scratch: &Path) -> Process {
        let zig = self.folder.join(format!("zig{EXE_SUFFIX}"));
        let zig = zig.display();
        let mut compile = format!("{zig} cc {flags} -Os -ffunction-sections -fdata-sections");
        if triple.contains("apple") {
            // It has headers for all of Apple's systems, but looks there only
            // for those of the Mac.
            let headers = self.folder.join("lib/libc/include/any-darwin-any");
            compile = format!("{compile} -isystem {}", headers.display());
        }
        let variable = triple.replace('-', "_");
        cargo
            .env(&format!("CC_{variable}"), &compile)
            .env(&format!("AR_{variable}"), &format!("{zig} ar"))
            // Their own flags are for compilers that know Rust's triples.
            .env("CRATE_CC_NO_DEFAULTS", "1")
            .env(
                "ZIG_GLOBAL_CACHE_DIR",
                &scratch.join("zig").to_string_lossy(),
            )
    }
}
