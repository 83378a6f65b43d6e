//! A phone as a process of its own: the binary `phone`, a line in, a page out.

use fieldloop::Page;
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

pub struct PhoneProcess {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl PhoneProcess {
    /// Starts a phone after a shell has done something to itself, such as
    /// limiting what its successor may do.
    pub fn start(server: &str, folder: &Path, first: &str) -> Self {
        Self::start_with(server, folder, first, &[])
    }

    /// The same, with further options.
    pub fn start_with(server: &str, folder: &Path, first: &str, options: &[&str]) -> Self {
        let mut child = Command::new("sh")
            .args(["-c", &format!("{first} exec \"$@\""), "sh"])
            .args([env!("CARGO_BIN_EXE_phone"), "--server", server, "--data"])
            .arg(folder)
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Tells it a line and gives the line it answers; none if it has died of it.
    pub fn answers(&mut self, line: &str) -> Option<String> {
        writeln!(self.input, "{line}").ok()?;
        let mut answer = String::new();
        let read = self.output.read_line(&mut answer).unwrap();
        let is_whole = read > 0 && answer.ends_with('\n');
        is_whole.then_some(answer)
    }

    /// Tells it something that it understands, and gives the page.
    pub fn shows(&mut self, line: &Value) -> Option<Page> {
        let answer = self.answers(&line.to_string())?;
        let page = serde_json::from_str(&answer);
        Some(page.unwrap_or_else(|_| panic!("{line}: {answer}")))
    }

    /// Ends it as a dead battery does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Has it end by itself.
    pub fn end(self) {
        let Self {
            mut child, input, ..
        } = self;
        drop(input);
        assert!(child.wait().unwrap().success());
    }

    /// Waits for its end, and tells by which signal it died.
    pub fn killed_by(mut self) -> Option<i32> {
        let status = self.child.wait().unwrap();
        std::os::unix::process::ExitStatusExt::signal(&status)
    }
}
