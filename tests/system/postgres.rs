//! Postgres' programs.

use embedded::{Binaries, Source};
use std::{
    path::PathBuf,
    process::{Command, Stdio},
};
use tokio::runtime::Runtime;

pub fn binaries() -> Binaries {
    let found = embedded::binaries(Source::from_environment().unwrap(), None);
    Runtime::new().unwrap().block_on(found).unwrap()
}

/// One of Postgres' other programs: beside the server's, or else as the system has it.
pub fn program(binaries: &Binaries, name: &str) -> PathBuf {
    let beside = binaries.folder().join(name);
    if beside.exists() { beside } else { name.into() }
}

pub fn run(program: impl Into<PathBuf>, words: &[&str]) {
    let mut command = Command::new(program.into());
    let output = command.args(words).stdin(Stdio::null()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {told}");
}
