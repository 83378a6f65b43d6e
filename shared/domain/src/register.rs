//! The register of a kind of case: its cases as the lines of a table that people keep
//! in a spreadsheet, and what stands on their labels.
//!
//! What a column holds and what a line changes is each capability's own (`register` in
//! its folder). A cell is a text: nothing is taken for a number that is not meant as
//! one. A column that is left out and an empty cell leave alone what is there; only a
//! word of its own clears it. How a file is read and written is not decided here.

use crate::{
    directory::{Directory, Person, Store},
    ids::{CommandId, PersonId, StoreId},
    names::shown,
    text::{self, plain},
    words::{Message, Worded, Words},
};
use std::collections::BTreeMap;

/// What empties a cell of the register, in either language.
const CLEARING: [&str; 2] = ["<清空>", "<clear>"];

/// Heads the column in which refused lines are given back with their reasons; it is
/// passed over when they come again.
pub const REASONS: &str = "register-reasons";
/// Why what is there is put right, where whoever sends a file says nothing else.
pub const DEFAULT_REASON: &str = "register-default-reason";

/// A column of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in answers, and a header by which it is known in any language.
    pub name: &'static str,
    /// The message that heads it.
    pub title: &'static str,
    pub holds: Holds,
}

/// What the cells of a column mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Text,
    /// A person, by login or name.
    Person,
}

/// Why a cell, or a whole line, cannot be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellError {
    /// The column's name; none if it is about the line.
    pub column: Option<&'static str>,
    pub message: Message,
}

/// What is written on the label of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What its code says, to be read by scanners.
    pub code: String,
    /// What people read first, and whole.
    pub title: String,
    /// What is cut where there is no room.
    pub text: String,
}

/// The records that cells may mean, and in whose words.
#[derive(Clone, Copy, Debug)]
pub struct Records<'a> {
    /// All stores, and the people who may be meant.
    pub directory: &'a Directory,
    /// The same by what they are called.
    pub index: &'a Index,
    /// Every language in which a cell may be written.
    pub words: &'a [Words],
}

/// Records by what they are called: a file has thousands of lines that name some.
#[derive(Clone, Debug, Default)]
pub struct Index {
    stores: BTreeMap<String, Vec<StoreId>>,
    people: BTreeMap<String, Vec<PersonId>>,
    logins: BTreeMap<String, PersonId>,
}

impl Index {
    pub fn put_store(&mut self, store: &Store) {
        let alike = self.stores.entry(folded(&store.name)).or_default();
        alike.push(store.id);
    }

    /// Puts a person in, who is there once at most.
    pub fn put_person(&mut self, person: &Person, login: Option<&str>) {
        let alike = self.people.entry(folded(&person.name)).or_default();
        if !alike.contains(&person.id) {
            alike.push(person.id);
        }
        let login = login.map(|login| (folded(login), person.id));
        self.logins.extend(login);
    }
}

/// A line of a file.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// What its cells say, by the names of the columns that the file has.
    pub cells: &'a BTreeMap<&'static str, String>,
    pub records: Records<'a>,
    /// The id under which the first act of the line will be given.
    pub id: CommandId,
    /// Why what is there is put right.
    pub reason: &'a str,
}

/// What a cell says of what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell<'a> {
    /// Nothing: it stays as it is.
    Silent,
    Cleared,
    Says(&'a str),
}

/// How a capability reads a line about one of its cases, or a new one.
pub(crate) type ReadLine<C, A> = fn(Option<&C>, &Line<'_>) -> Result<Vec<A>, Vec<CellError>>;

/// How a capability's cases are kept as a register.
pub(crate) struct RegisterSpec<C, A, R> {
    /// The first of them is the one by which a line's case is known.
    pub columns: &'static [Column],
    /// Who may keep it: read all of it, and take a file in.
    pub may_keep: fn(&Person) -> Result<(), R>,
    /// What a line does: to the case that it is about, or to begin one. What each act
    /// is permitted is not asked here.
    pub read: ReadLine<C, A>,
    /// What the cells of a case say, in the order of the columns.
    pub write: fn(&C, &Directory, &Words) -> Vec<String>,
    pub label: fn(&C) -> Label,
}

impl CellError {
    pub(crate) const fn new(column: &'static str, message: Message) -> Self {
        Self {
            column: Some(column),
            message,
        }
    }
}

impl Line<'_> {
    /// Its cells without those that say what the register says of a case itself, in any
    /// language: however that looks, it leaves alone what is there.
    pub(crate) fn differing(
        &self,
        columns: &[Column],
        says: impl Fn(&Words) -> Vec<String>,
    ) -> BTreeMap<&'static str, String> {
        let mut cells = self.cells.clone();
        for words in self.records.words {
            for (column, said) in columns.iter().zip(says(words)) {
                let is_said = |cell: &String| cell.trim() == said.trim();
                if cells.get(column.name).is_some_and(is_said) {
                    cells.remove(column.name);
                }
            }
        }
        cells
    }

    pub(crate) fn cell(&self, column: &str) -> Cell<'_> {
        match self.cells.get(column).map(|cell| cell.trim()) {
            None | Some("") => Cell::Silent,
            Some(cell) if CLEARING.contains(&&*folded(cell)) => Cell::Cleared,
            Some(cell) => Cell::Says(cell),
        }
    }

    /// The text of a cell, where a spreadsheet has not spoilt it.
    pub(crate) fn text(&self, column: &'static str) -> Result<Option<String>, CellError> {
        match self.cell(column) {
            Cell::Silent => Ok(None),
            Cell::Cleared => Ok(Some(String::new())),
            Cell::Says(text) if is_exponent(text) => {
                let message = Message::new("register-exponent").text("value", text);
                Err(CellError::new(column, message))
            }
            Cell::Says(text) => Ok(Some(plain(text))),
        }
    }

    /// Whether a cell says a word, in any language.
    pub(crate) fn is_word(&self, said: &str, message_id: &'static str) -> bool {
        let mut words = self.records.words.iter();
        let said = folded(said);
        words.any(|words| folded(&words.word(message_id)) == said)
    }

    /// The store of this name or id.
    pub(crate) fn store(&self, said: &str, now: Option<StoreId>) -> Result<StoreId, Message> {
        let Records {
            directory, index, ..
        } = self.records;
        let by_id = said.parse().ok();
        if let Some(id) = by_id.filter(|id| directory.stores.contains_key(id)) {
            return Ok(id);
        }
        let meant = index.stores.get(&folded(said));
        match meant.map(Vec::as_slice).unwrap_or_default() {
            [] => Err(Message::new("register-unknown-store").text("value", said)),
            [store] => Ok(*store),
            // What the register itself says of the case means what is there.
            several => now.filter(|now| several.contains(now)).ok_or_else(|| {
                let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
                Message::new("register-stores-alike")
                    .text("value", said)
                    .text("candidates", ids.join(", "))
            }),
        }
    }

    /// Those who are meant by a name or a login, whether or not they are here still.
    pub(crate) fn people(&self, said: &str) -> Vec<&Person> {
        let Records {
            directory, index, ..
        } = self.records;
        let said = folded(said);
        let by_login = index.logins.get(&said).map(std::slice::from_ref);
        let by_name = || index.people.get(&said).map(Vec::as_slice);
        let meant = by_login.or_else(by_name).unwrap_or_default().iter();
        meant.filter_map(|id| directory.people.get(id)).collect()
    }

    /// The one person who is here and meant by a name or a login.
    pub(crate) fn person(&self, said: &str) -> Result<&Person, Message> {
        let named = self.people(said);
        let here: Vec<&Person> = named.iter().filter(|it| it.active).copied().collect();
        match (&here[..], named.is_empty()) {
            ([person], _) => Ok(person),
            ([], true) => Err(Message::new("register-unknown-person").text("value", said)),
            ([], false) => Err(Message::new("register-has-left").text("value", said)),
            (several, _) => {
                let candidates: Vec<String> = several.iter().map(|it| self.candidate(it)).collect();
                Err(Message::new("register-people-alike")
                    .text("value", said)
                    .text("candidates", candidates.join(", ")))
            }
        }
    }

    /// A person among others of the same name: with login and store.
    fn candidate(&self, person: &Person) -> String {
        let records = self.records;
        let mut logins = records.index.logins.iter();
        let login = logins.find(|(_, id)| **id == person.id);
        let login = login.map_or("", |(login, _)| login.as_str());
        let store = records.directory.stores.get(&person.store);
        let store = store.map_or("", |store| store.name.as_str());
        format!("{} {login} ({store})", person.name)
    }
}

/// A header or a word as it is compared: in one width and case, without blanks.
#[must_use]
pub fn folded(text: &str) -> String {
    let letters = shown(text);
    let letters = letters.chars().filter(|c| !c.is_whitespace());
    text::folded(&letters.collect::<String>())
}

/// Whether a text is a number as a spreadsheet writes a long one, whose end is lost.
fn is_exponent(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let digits = exponent.strip_prefix(['+', '-']);
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let (whole, places) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    are_digits(whole) && are_digits(places) && digits.is_some_and(are_digits)
}

/// Why a file, or a line of it, cannot be read, whatever its cells say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is in no encoding that is known here.
    NoText,
    Empty,
    TooManyLines {
        max: usize,
    },
    UnknownColumn {
        header: String,
    },
    DoubledColumn {
        header: String,
    },
    /// The column by which a line's case is known is not there.
    NoKey {
        title: String,
    },
    /// A cell stands below no header.
    Nameless {
        value: String,
    },
    /// A line has more or fewer cells than the file has columns.
    WrongCells {
        cells: usize,
        columns: usize,
    },
    /// A cell is longer than anything that is kept; most likely a quotation mark is open.
    TooLong,
    /// The line is about the same case as another.
    Doubles {
        line: usize,
    },
    /// The case cannot be read just now.
    Damaged,
}

impl Worded for Unreadable {
    fn message(&self) -> Message {
        let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        match self {
            Self::NoText => Message::new("register-file-no-text"),
            Self::Empty => Message::new("register-file-empty"),
            Self::TooManyLines { max } => {
                Message::new("register-file-too-many-lines").number("max", number(*max))
            }
            Self::UnknownColumn { header } => {
                Message::new("register-file-unknown-column").text("header", header)
            }
            Self::DoubledColumn { header } => {
                Message::new("register-file-doubled-column").text("header", header)
            }
            Self::NoKey { title } => Message::new("register-file-no-key").text("title", title),
            Self::Nameless { value } => Message::new("register-file-nameless").text("value", value),
            Self::WrongCells { cells, columns } => Message::new("register-file-wrong-cells")
                .number("cells", number(*cells))
                .number("columns", number(*columns)),
            Self::TooLong => Message::new("register-file-too-long"),
            Self::Doubles { line } => {
                Message::new("register-file-doubles").number("line", number(*line))
            }
            Self::Damaged => Message::new("register-file-damaged"),
        }
    }
}
