//! Running other programs, cargo above all, with failures that can be repeated
//! by hand.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// A program to run, remembered in the form in which a person would type it.
pub struct Process {
    command: Command,
    typed: String,
}

/// A cargo command at the workspace's root, of the toolchain that runs this.
pub fn cargo(root: &Path, arguments: &[&str]) -> Process {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = command(&program);
    command.current_dir(root);
    let process = Process {
        command,
        typed: "cargo".to_owned(),
    };
    process.args(arguments)
}

/// Where cargo puts what it builds, in the profile of developers: beside the workspace,
/// unless `CARGO_TARGET_DIR` or `build.target-dir` says otherwise.
pub fn products(root: &Path) -> Result<PathBuf> {
    let select = ["metadata", "--format-version", "1", "--no-deps", "--locked"];
    let metadata: Value = serde_json::from_slice(&cargo(root, &select).output()?)?;
    let target = metadata["target_directory"].as_str();
    let target = target.context("cargo's metadata names no target folder")?;
    Ok(Path::new(target).join("debug"))
}

pub fn program(name: &str, arguments: &[&str]) -> Process {
    let process = Process {
        command: command(name.as_ref()),
        typed: name.to_owned(),
    };
    process.args(arguments)
}

/// `cargo run` tells this program about its own package. Build scripts that watch
/// such variables would be run again for nothing, also by a cargo that another
/// program starts.
fn command(program: &OsStr) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
    command
}

impl Process {
    pub fn args(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        for argument in arguments {
            self.typed.push(' ');
            self.typed.push_str(&shell_word(argument));
        }
        self
    }

    /// Sets a variable of its environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self.typed = format!("{name}={} {}", shell_word(value), self.typed);
        self
    }

    /// Runs it with its output on the terminal.
    pub fn run(mut self) -> Result<()> {
        println!("   {}", self.typed);
        let status = self
            .command
            .status()
            .with_context(|| format!("cannot run `{}`", self.typed))?;
        if !status.success() {
            bail!("`{}` ended with {status}", self.typed);
        }
        Ok(())
    }

    /// Runs it and gives what it printed; its complaints go to the terminal.
    pub fn output(mut self) -> Result<Vec<u8>> {
        let Output { status, stdout, .. } = self
            .command
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("cannot run `{}`", self.typed))?;
        if !status.success() {
            bail!("`{}` ended with {status}", self.typed);
        }
        Ok(stdout)
    }
}

fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command_as_one_would_type_it() {
        let error = program("false", &["two words", "it's"])
            .env("A", "1 2")
            .run()
            .unwrap_err();
        let said = error.to_string();
        assert!(
            said.starts_with(r"`A='1 2' false 'two words' 'it'\''s'` ended with"),
            "{said}"
        );
    }
}
