//! The fixture server, which serves worlds to tests of shells: a process that
//! ends with this one. What it serves is in `tests/contract/README.md`.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};
use serde_json::Value;

/// The fixture server, as long as this is held.
pub struct FixtureServer {
    child: Child,
    address: String,
}

impl FixtureServer {
    /// Starts the one that cargo has built into a folder.
    pub fn start(products: &Path) -> Result<Self> {
        let program = products.join("fixture-server");
        let mut child = Command::new(&program)
            // It ends when this pipe does, whatever end we have.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot run {}", program.display()))?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        // Without an address the pipe is closed here, and the child ends.
        let said: Value = serde_json::from_str(&line).unwrap_or_default();
        let address = said["fixture_server"].as_str().with_context(|| {
            format!(
                "`{}` names no address, but says {line:?}",
                program.display()
            )
        })?;
        println!("   the fixture server is at {address}");
        let address = address.to_owned();
        Ok(Self { child, address })
    }

    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for FixtureServer {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // It may have ended by itself.
        let _ = self.child.wait();
    }
}
