//! The stage, which serves worlds to tests of shells: a process that ends with
//! this one. What it serves is in `tests/contract/README.md`.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};
use serde_json::Value;

/// The stage, as long as this is held.
pub struct Stage {
    child: Child,
    address: String,
}

impl Stage {
    /// Starts the one that cargo has built into a folder.
    pub fn start(products: &Path) -> Result<Self> {
        let program = products.join("stage");
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
        let mut stage = Self {
            child,
            address: String::new(),
        };
        let said: Value = serde_json::from_str(&line)
            .with_context(|| format!("{} says {line:?}, and no address", program.display()))?;
        let address = said["stage"].as_str().unwrap_or_default();
        address.clone_into(&mut stage.address);
        println!("   the stage is at {}", stage.address);
        Ok(stage)
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // It may have ended by itself.
        let _ = self.child.wait();
    }
}
