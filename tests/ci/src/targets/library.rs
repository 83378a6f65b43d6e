//! Rust's standard library for targets other than this machine: what the
//! toolchain has, or what rustup adds to it. Where rustup can add nothing, it is
//! compiled along with the core, which is `from_source`'s.

use std::path::Path;

use anyhow::{Context, Result};

use super::from_source::Sources;
use crate::process::{Process, program};

/// Where the standard library comes from.
pub enum Library {
    /// The toolchain has it, compiled.
    Compiled,
    /// Cargo has to compile it.
    FromSource(Sources),
}

impl Library {
    /// Finds or obtains it for these targets.
    pub fn obtain(triples: &[&str]) -> Result<Self> {
        let wanting = missing(triples)?;
        if wanting.is_empty() {
            return Ok(Self::Compiled);
        }
        match program("rustup", &["target", "add"]).args(&wanting).run() {
            // A rustc that is not rustup's does not get what rustup adds.
            Ok(()) if missing(triples)?.is_empty() => return Ok(Self::Compiled),
            Ok(()) => println!("   the rustc on the path is not rustup's"),
            Err(fault) => println!("   {fault:#}"),
        }
        println!("   so the standard library is compiled from its sources");
        let sources = Sources::obtain().with_context(|| {
            let wanting = wanting.join(" ");
            format!("Rust's standard library is missing: rustup target add {wanting}")
        })?;
        Ok(Self::FromSource(sources))
    }

    /// Has cargo compile it, where that is necessary.
    pub fn serve(&self, cargo: Process) -> Process {
        match self {
            Self::Compiled => cargo,
            Self::FromSource(sources) => sources.serve(cargo),
        }
    }
}

/// Those of the targets that the toolchain has no library for.
fn missing<'a>(triples: &[&'a str]) -> Result<Vec<&'a str>> {
    let mut missing = Vec::new();
    for triple in triples {
        let print = ["--print", "target-libdir", "--target", triple];
        let folder = program("rustc", &print).output()?;
        if !Path::new(String::from_utf8_lossy(&folder).trim()).is_dir() {
            missing.push(*triple);
        }
    }
    Ok(missing)
}
