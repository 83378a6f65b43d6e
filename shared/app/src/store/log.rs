//! The log: what the core did lately, for who has to find out what went wrong on
//! somebody's phone.
//!
//! A ring of lines in a file of its own, so that it can be read when the database
//! cannot. Lines tell of statuses, numbers, faults and versions. No name, no text
//! that a person wrote, no login and no token stands in them: people share the log
//! with whoever helps them. Nothing waits for the disk, and a log that cannot be
//! written stops nothing.

use domain::time::Timestamp;
use std::{
    collections::VecDeque,
    fs::OpenOptions,
    io::Write,
    path::{Path, PathBuf},
};

/// The file's name in the data folder.
const FILE_NAME: &str = "fieldloop.log";
/// The most lines that are kept.
const LINES_MAX: usize = 500;
/// The most bytes that are kept. The file has up to twice as many before it is
/// written anew.
const BYTES_MAX: usize = 64 << 10;
/// The longest line, in characters.
const LINE_CHARS_MAX: usize = 300;

/// The log of a data folder.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    lines: VecDeque<String>,
    /// The bytes of the lines.
    bytes: usize,
    file_bytes: usize,
}

impl Log {
    /// Reads the log of a folder.
    pub fn open(folder: &Path) -> Self {
        let path = folder.join(FILE_NAME);
        let file = std::fs::read(&path).unwrap_or_default();
        let mut log = Self {
            path,
            lines: VecDeque::new(),
            bytes: 0,
            file_bytes: file.len(),
        };
        for line in String::from_utf8_lossy(&file).lines() {
            log.keep(line.to_owned());
        }
        log
    }

    /// Notes something. What is noted again at once is not noted twice.
    pub fn note(&mut self, at: Timestamp, what: &str) {
        let what: String = what
            .chars()
            .map(|letter| if letter.is_control() { ' ' } else { letter })
            .take(LINE_CHARS_MAX)
            .collect();
        let last = self.lines.back().and_then(|line| line.split_once(' '));
        if last.is_some_and(|(_, last)| last == what) {
            return;
        }
        let time = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
        let line = format!("{time} {what}");
        self.file_bytes = self.file_bytes.saturating_add(line.len() + 1);
        let mut options = OpenOptions::new();
        if self.file_bytes > 2 * BYTES_MAX {
            self.keep(line);
            let text = self.text();
            self.file_bytes = text.len();
            let _ = std::fs::write(&self.path, text);
            return;
        }
        if let Ok(mut file) = options.create(true).append(true).open(&self.path) {
            let _ = writeln!(file, "{line}");
        }
        self.keep(line);
    }

    /// All of it, the oldest line first.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.bytes);
        for line in &self.lines {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// The latest lines, the latest first.
    pub fn latest(&self, count: usize) -> Vec<String> {
        self.lines.iter().rev().take(count).cloned().collect()
    }

    fn keep(&mut self, line: String) {
        self.bytes += line.len() + 1;
        self.lines.push_back(line);
        while self.lines.len() > LINES_MAX || self.bytes > BYTES_MAX {
            let oldest = self.lines.pop_front();
            self.bytes -= oldest.map_or(self.bytes, |line| line.len() + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn noted(log: &mut Log, texts: impl IntoIterator<Item = String>) {
        for text in texts {
            log.note(Timestamp(1_767_225_600_000), &text);
        }
    }

    #[test]
    fn it_is_a_ring_of_lines_that_outlives_the_app() {
        let folder = TempDir::new().unwrap();
        let mut log = Log::open(folder.path());
        noted(&mut log, (0..5_000).map(|n| format!("line {n}\nof one")));
        let again = Log::open(folder.path());
        assert_eq!(again.text(), log.text());
        assert_eq!(log.text().lines().count(), LINES_MAX);
        assert_eq!(
            log.latest(1),
            ["2026-01-01T00:00:00Z line 4999 of one"],
            "a line has one line"
        );
        let size = std::fs::metadata(folder.path().join(FILE_NAME)).unwrap();
        assert!(size.len() <= 2 * BYTES_MAX as u64);
    }

    #[test]
    fn its_bytes_are_few_and_what_repeats_is_noted_once() {
        let folder = TempDir::new().unwrap();
        let mut log = Log::open(folder.path());
        noted(
            &mut log,
            (0..1_000).map(|n| format!("{n}{}", "长".repeat(900))),
        );
        assert!(log.text().len() <= BYTES_MAX);
        noted(&mut log, ["a", "a", "b", "a"].map(str::to_owned));
        let latest = log.latest(3);
        let texts = latest
            .iter()
            .filter_map(|line| Some(line.split_once(' ')?.1));
        assert_eq!(texts.collect::<Vec<_>>(), ["a", "b", "a"]);
    }

    #[test]
    fn a_folder_that_is_not_there_stops_nothing() {
        let mut log = Log::open(Path::new("/nowhere/at/all"));
        noted(&mut log, ["x".to_owned()]);
        assert_eq!(log.latest(9).len(), 1);
    }
}
