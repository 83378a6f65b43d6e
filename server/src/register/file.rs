//! A file as people's spreadsheets save it, read as the lines of a register.
//!
//! Encoding, separator and the order of the columns show themselves. Whatever is not
//! certain is an error of the file, and then nothing of it is taken in. Lines are
//! numbered as editors number them. What the cells mean is the domain's to say.

#[cfg(test)]
mod tests;

use super::guard::unguarded;
use csv::{ReaderBuilder, StringRecord};
use domain::{
    register::{Column, REASONS, Unreadable, folded},
    text::cut,
    words::Words,
};
use encoding_rs::{Encoding, GB18030, UTF_8};
use serde::Serialize;
use std::{borrow::Cow, collections::BTreeMap};

/// The longest cell, in bytes: several times as long as anything that is kept.
const CELL_BYTES_MAX: usize = 4_096;
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// How much of the file its report shows, for people to see that it was read right.
const PREVIEWED: usize = 5;
/// How many letters of Chinese show that a file is meant as UTF-8.
const MEANT_AS_UTF_8: usize = 3;

/// What is wrong with a file from a line on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FileError {
    pub line: usize,
    pub why: Unreadable,
}

/// A file that can be read.
#[derive(Debug)]
pub(super) struct Table {
    text: String,
    encoding: &'static str,
    separator: u8,
    slots: Vec<Slot>,
    headers: Vec<String>,
    /// How many cells the headers reach over.
    width: usize,
    /// Where the lines after the headers begin: a byte, and its line.
    begins: (usize, usize),
}

/// What stands below a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Column(&'static str),
    PassedOver,
    Nameless,
}

/// A line of a file.
#[derive(Debug)]
pub(super) struct FileLine {
    pub number: usize,
    /// Its cells by the names of the columns, or why it has none.
    pub cells: Result<BTreeMap<&'static str, String>, Unreadable>,
    /// Its cells as they stand there.
    pub raw: StringRecord,
}

/// How a file was read, as its report shows it.
#[derive(Debug, Serialize)]
pub(super) struct Reading {
    encoding: &'static str,
    separator: &'static str,
    columns: Vec<&'static str>,
    preview: Vec<Vec<String>>,
}

impl Table {
    /// Reads a file's headers.
    ///
    /// # Errors
    /// It is no register of these columns.
    pub fn open(
        bytes: &[u8],
        columns: &'static [Column],
        words: &'static [Words],
    ) -> Result<Self, FileError> {
        let (text, encoding) = decode(bytes)?;
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let read = |separator: u8| {
            let (headers, begins) = headers(&text, separator);
            let slots: Vec<Slot> = headers
                .iter()
                .map(|it| slot(it, columns, words).0)
                .collect();
            let known = slots.iter().filter(|slot| **slot != Slot::Nameless).count();
            (known, headers.len(), separator, headers, begins)
        };
        let readings = SEPARATORS.into_iter().map(read);
        let best = readings.max_by_key(|(known, cells, ..)| (*known, *cells));
        let (_, _, separator, headers, begins) = best.ok_or(FileError {
            line: 1,
            why: Unreadable::Empty,
        })?;
        let line = begins.1.saturating_sub(1).max(1);
        let at = |why| FileError { line, why };
        let slots = slots(&headers, columns, words).map_err(at)?;
        let width = headers.iter().rposition(|it| !it.trim().is_empty());
        let table = Self {
            encoding,
            separator,
            slots,
            width: width.map_or(0, |last| last + 1),
            headers,
            begins,
            text,
        };
        Ok(table)
    }

    /// The lines below the headers, from the beginning. Empty ones are passed over. An
    /// error of the file ends them.
    pub fn lines(&self) -> impl Iterator<Item = Result<FileLine, FileError>> {
        let (first, number) = self.begins;
        let text = self.text.get(first..).unwrap_or_default();
        Records::new(text, self.separator, number).filter_map(|(number, record)| {
            if record.iter().all(|cell| cell.trim().is_empty()) {
                return None;
            }
            Some(self.line(number, record))
        })
    }

    fn line(&self, number: usize, raw: StringRecord) -> Result<FileLine, FileError> {
        let said = |at: usize| raw.get(at).filter(|cell| !cell.trim().is_empty());
        let mut nameless = self
            .slots
            .iter()
            .zip(0..)
            .filter(|(slot, _)| **slot == Slot::Nameless);
        if raw.len() >= self.width
            && let Some(value) = nameless.find_map(|(_, at)| said(at))
        {
            let value = shortened(value);
            let why = Unreadable::Nameless { value };
            return Err(FileError { line: number, why });
        }
        let has_more = (self.slots.len()..raw.len()).any(|at| said(at).is_some());
        let cells = if raw.iter().any(|cell| cell.len() > CELL_BYTES_MAX) {
            Err(Unreadable::TooLong)
        } else if raw.len() < self.width || has_more {
            Err(Unreadable::WrongCells {
                cells: raw.len(),
                columns: self.width,
            })
        } else {
            let cells = self.slots.iter().zip(raw.iter());
            let named = cells.filter_map(|(slot, cell)| match slot {
                Slot::Column(name) => Some((*name, unguarded(cell).to_owned())),
                Slot::PassedOver | Slot::Nameless => None,
            });
            Ok(named.collect())
        };
        Ok(FileLine { number, cells, raw })
    }

    /// The headers but those that are passed over, as they stand there.
    pub fn headers(&self) -> impl Iterator<Item = &str> {
        self.kept(self.headers.iter().map(String::as_str))
    }

    /// The cells of a line under those headers.
    pub fn kept<'a>(&self, cells: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
        let slots = self.slots.iter().map(Some).chain(std::iter::repeat(None));
        let kept = cells
            .zip(slots)
            .filter(|(_, slot)| *slot != Some(&Slot::PassedOver));
        kept.map(|(cell, _)| cell)
    }

    pub fn reading(&self) -> Reading {
        let columns = self.slots.iter().filter_map(|slot| match slot {
            Slot::Column(name) => Some(*name),
            Slot::PassedOver | Slot::Nameless => None,
        });
        let first = self.lines().filter_map(Result::ok).take(PREVIEWED);
        let shown = first.map(|line| line.raw.iter().map(shortened).collect());
        Reading {
            encoding: self.encoding,
            separator: match self.separator {
                b'\t' => "tab",
                b';' => "semicolon",
                _ => "comma",
            },
            columns: columns.collect(),
            preview: shown.collect(),
        }
    }
}

/// So much of a cell as a report shows.
pub(super) fn shortened(cell: &str) -> String {
    cut(cell, 80)
}

fn line_ends(bytes: &[u8]) -> usize {
    bytes.split(|byte| *byte == b'\n').count() - 1
}

/// The text of a file, and its encoding's name.
fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, &'static str), FileError> {
    let no_text = |read: &[u8]| FileError {
        line: 1 + line_ends(read),
        why: Unreadable::NoText,
    };
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, bom)) => (encoding, bytes.get(bom..).unwrap_or_default()),
        None => match std::str::from_utf8(bytes) {
            Ok(_) => (UTF_8, bytes),
            Err(error) => {
                let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let text = String::from_utf8_lossy(valid);
                let chinese = text.chars().filter(|c| ('一'..='鿿').contains(c));
                if chinese.take(MEANT_AS_UTF_8).count() == MEANT_AS_UTF_8 {
                    return Err(no_text(valid));
                }
                (GB18030, bytes)
            }
        },
    };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(most.unwrap_or_default());
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    if result != encoding_rs::DecoderResult::InputEmpty {
        return Err(no_text(bytes.get(..read).unwrap_or_default()));
    }
    match text.find('\0') {
        None => Ok((Cow::Owned(text), encoding.name())),
        Some(at) => Err(no_text(text.as_bytes().get(..at).unwrap_or_default())),
    }
}

/// The headers of a text, and where the rest begins.
fn headers(text: &str, separator: u8) -> (Vec<String>, (usize, usize)) {
    let mut records = Records::new(text, separator, 1);
    let first = records.find(|(_, record)| record.iter().any(|cell| !cell.trim().is_empty()));
    let Some((_, record)) = first else {
        return (Vec::new(), (text.len(), 1));
    };
    let headers = record.iter().map(str::to_owned).collect();
    (headers, records.position())
}

/// What stands below each of the headers.
fn slots(
    headers: &[String],
    columns: &'static [Column],
    words: &'static [Words],
) -> Result<Vec<Slot>, Unreadable> {
    let mut slots = Vec::new();
    for header in headers {
        let (slot, is_known) = slot(header, columns, words);
        let header = shortened(header.trim());
        if !is_known && !header.is_empty() {
            return Err(Unreadable::UnknownColumn { header });
        }
        if matches!(slot, Slot::Column(_)) && slots.contains(&slot) {
            return Err(Unreadable::DoubledColumn { header });
        }
        slots.push(slot);
    }
    let key = columns.first();
    match key.filter(|key| !slots.contains(&Slot::Column(key.name))) {
        _ if slots.is_empty() => Err(Unreadable::Empty),
        Some(key) => {
            let title = words.first().map(|words| words.word(key.title));
            let title = title.unwrap_or_default();
            Err(Unreadable::NoKey { title })
        }
        None => Ok(slots),
    }
}

/// What stands below a header, and whether that is known.
fn slot(header: &str, columns: &'static [Column], words: &'static [Words]) -> (Slot, bool) {
    let header = folded(header);
    // A unit or an example may stand behind it.
    let bare = header.split('(').next().unwrap_or_default();
    let is_called = |said: &str, title: &'static str| {
        let mut titles = words.iter().map(|words| folded(&words.word(title)));
        titles.any(|title| title == said)
    };
    if is_called(&header, REASONS) {
        return (Slot::PassedOver, true);
    }
    for said in [&*header, bare] {
        let is_meant = |column: &&Column| said == column.name || is_called(said, column.title);
        if let Some(column) = columns.iter().find(is_meant) {
            return (Slot::Column(column.name), true);
        }
    }
    (Slot::Nameless, false)
}

/// The records of a text, each with the number of its first line.
struct Records<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    /// Up to which byte lines are counted, and the line there.
    counted: (usize, usize),
}

impl<'a> Records<'a> {
    fn new(text: &'a str, separator: u8, number: usize) -> Self {
        let mut builder = ReaderBuilder::new();
        builder
            .has_headers(false)
            .flexible(true)
            .delimiter(separator);
        Self {
            text,
            reader: builder.from_reader(text.as_bytes()),
            counted: (0, number),
        }
    }

    /// The next byte to be read, and its line.
    fn position(&mut self) -> (usize, usize) {
        let byte = usize::try_from(self.reader.position().byte()).unwrap_or(self.text.len());
        (byte, self.line_at(byte))
    }

    /// The line in which a byte stands that is not before the last one asked for.
    fn line_at(&mut self, byte: usize) -> usize {
        let (from, line) = self.counted;
        let passed = self.text.as_bytes().get(from..byte).unwrap_or_default();
        let line = line + line_ends(passed);
        self.counted = (byte.max(from), line);
        line
    }
}

impl Iterator for Records<'_> {
    type Item = (usize, StringRecord);

    fn next(&mut self) -> Option<Self::Item> {
        let (byte, _) = self.position();
        // The reader passes over empty lines before a record.
        let rest = self.text.as_bytes().get(byte..).unwrap_or_default();
        let empty = rest.iter().take_while(|it| **it == b'\n').count();
        let number = self.line_at(byte + empty);
        let mut record = StringRecord::new();
        // It fails on what is no UTF-8 only, and this is.
        let is_read = self.reader.read_record(&mut record).unwrap_or(false);
        is_read.then_some((number, record))
    }
}
