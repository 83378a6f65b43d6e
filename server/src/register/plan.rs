//! What some lines of a file do: looked up, read, and put to the one rule, before
//! anything is done.
//!
//! The ids of what a line begins and does follow from its run and its number, so that
//! a run which was broken off and goes on finds what it has done.

use super::{
    WORDS,
    file::{FileLine, shortened},
    progress::{Run, StoredError},
};
use crate::{
    cases,
    error::{Chain, Error},
    records::PersonRow,
};
use domain::{
    capabilities::{Act, permit},
    case::{Asker, History, RecordedEntry},
    command::Command,
    directory::{Directory, FormerPerson, Person, Record, Store},
    ids::{CaseId, CommandId, StoreId, TeamId},
    names::CaseName,
    register::{CellError, Holds, Index, Line, Records, Unreadable},
    time::Timestamp,
    words::{Message, Worded},
};
use replica::{
    actor::Actor,
    document::Document,
    heads::{Hash, Heads},
    incoming::Incoming,
    wire::Pushed,
};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, query, types::Json as Stored};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::{Builder, Uuid};

/// What was refused, by line.
pub(super) type Errors = Vec<(usize, Vec<StoredError>)>;

/// What a line comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Creates,
    Changes,
    Unchanged,
}

/// What a line does.
pub(super) struct Planned {
    pub line: usize,
    pub outcome: Result<Verdict, Vec<StoredError>>,
    /// What is still to be done for it.
    pub commands: Vec<Incoming>,
}

/// A case as it is stored, and on what is built.
struct Found {
    id: CaseId,
    history: History,
    heads: Heads,
}

/// Finds out what lines do.
pub(super) struct Planner<'a> {
    run: &'a Run,
    /// All stores, and the people who were looked up so far.
    directory: Directory,
    index: Index,
    /// The heads of a case to which nothing has happened yet.
    empty: Heads,
    looked_up: BTreeSet<String>,
    /// The lines by the names of the cases that they are about.
    lines: HashMap<CaseName, usize>,
}

impl<'a> Planner<'a> {
    pub async fn new(connection: &mut PgConnection, run: &'a Run) -> Result<Self, Error> {
        let stores = query!(
            "select id, name, team from stores where organisation = $1",
            run.organisation
        );
        let (mut directory, mut index) = (Directory::default(), Index::default());
        for row in stores.fetch_all(connection).await? {
            let store = Store {
                id: StoreId(row.id),
                name: row.name,
                team: TeamId(row.team),
                former: Vec::new(),
            };
            index.put_store(&store);
            directory.put(Record::Store(store));
        }
        Ok(Self {
            run,
            directory,
            index,
            empty: Document::new(run.kind).heads(),
            looked_up: BTreeSet::new(),
            lines: HashMap::new(),
        })
    }

    /// What these lines do, when this person tries it for so many times now.
    pub async fn look_at(
        &mut self,
        connection: &mut PgConnection,
        (person, now, attempt): (&Person, Timestamp, usize),
        lines: &[FileLine],
    ) -> Result<Vec<Planned>, Error> {
        self.look_up_people(connection, lines).await?;
        let names: Vec<Option<CaseName>> = lines.iter().map(|line| self.name(line)).collect();
        let found = self.find(connection, names.iter().flatten()).await?;
        let mut planned = Vec::with_capacity(lines.len());
        for (line, name) in lines.iter().zip(names) {
            let (outcome, commands) = match self.refused_before(line, name.as_ref()) {
                Some(error) => (Err(vec![error]), Vec::new()),
                None => match name.as_ref().map(|name| found.get(name)) {
                    Some(Some(Err(()))) => (Err(vec![whole(&Unreadable::Damaged)]), Vec::new()),
                    Some(Some(Ok(found))) => self.read((person, now, attempt), line, Some(found)),
                    Some(None) | None => self.read((person, now, attempt), line, None),
                },
            };
            planned.push(Planned {
                line: line.number,
                outcome,
                commands,
            });
        }
        Ok(planned)
    }

    /// What is wrong with a line before anything of it is read.
    fn refused_before(&mut self, line: &FileLine, name: Option<&CaseName>) -> Option<StoredError> {
        if let Err(why) = &line.cells {
            return Some(whole(why));
        }
        let first = *self.lines.entry(name?.clone()).or_insert(line.number);
        (first != line.number).then(|| StoredError {
            column: self.key().map(str::to_owned),
            value: said(line, self.key()),
            message: Unreadable::Doubles { line: first }.message(),
        })
    }

    /// The name of the column by which a line's case is known.
    fn key(&self) -> Option<&'static str> {
        let columns = self.run.kind.as_dyn().columns();
        columns.first().map(|column| column.name)
    }

    /// The name of the case that a line is about; none if it says none.
    fn name(&self, line: &FileLine) -> Option<CaseName> {
        let cell = line.cells.as_ref().ok()?.get(self.key()?)?;
        let kind = self.run.kind.as_dyn();
        let name = kind.name_meant_by(cell)?;
        (Some(&name) != kind.name_meant_by("").as_ref()).then_some(name)
    }

    fn read(
        &self,
        (person, now, attempt): (&Person, Timestamp, usize),
        line: &FileLine,
        found: Option<&Found>,
    ) -> (Result<Verdict, Vec<StoredError>>, Vec<Incoming>) {
        let nothing = |verdict| (Ok(verdict), Vec::new());
        let was_given = |step| {
            let id = self.command_id(line.number, (attempt, step));
            let entries = found.map(|found| &found.history.entries);
            entries.is_some_and(|entries| entries.iter().any(|entry| entry.id == id))
        };
        // Done by this very run, before it was broken off.
        if was_given(0) {
            let begun = found.is_some_and(|found| found.id == self.case_id(line.number));
            return nothing(if begun {
                Verdict::Creates
            } else {
                Verdict::Changes
            });
        }
        if self.run.only_new && found.is_some() {
            return nothing(Verdict::Unchanged);
        }
        let Ok(cells) = &line.cells else {
            return nothing(Verdict::Unchanged);
        };
        let read = Line {
            cells,
            records: Records {
                directory: &self.directory,
                index: &self.index,
                words: &*WORDS,
            },
            id: self.command_id(line.number, (attempt, 0)),
            reason: &self.run.reason,
        };
        let case = found.and_then(|found| found.history.case.as_ref());
        let acts = match self.run.kind.as_dyn().read_line(case, &read) {
            Ok(acts) => acts,
            Err(errors) => {
                let errors = errors.into_iter().map(|error| stored(line, error));
                return (Err(errors.collect()), Vec::new());
            }
        };
        let verdict = match (acts.is_empty(), found) {
            (true, _) => Verdict::Unchanged,
            (false, None) => Verdict::Creates,
            (false, Some(_)) => Verdict::Changes,
        };
        match self.permitted((person, now, attempt), line.number, found, acts) {
            Ok(commands) => (Ok(verdict), commands),
            Err(message) => (Err(vec![about_line(message)]), Vec::new()),
        }
    }

    /// The acts as commands, each of which the one rule permits after those before it.
    fn permitted(
        &self,
        (person, now, attempt): (&Person, Timestamp, usize),
        line: usize,
        found: Option<&Found>,
        acts: Vec<Act>,
    ) -> Result<Vec<Incoming>, Message> {
        let kind = self.run.kind;
        let case = found.map_or_else(|| self.case_id(line), |found| found.id);
        let mut base = found.map_or_else(|| self.empty.clone(), |it| it.heads.clone());
        let mut history = found.map(|it| it.history.clone()).unwrap_or_default();
        let mut commands = Vec::new();
        for (step, act) in acts.into_iter().enumerate() {
            let command = Command {
                id: self.command_id(line, (attempt, step)),
                author: person.id,
                at: now,
                act,
            };
            let asker = Asker {
                person,
                at: now,
                directory: &self.directory,
            };
            permit(history.case.as_ref(), &command.act, &asker).map_err(|it| it.message())?;
            let json = command.to_json();
            let recorded = RecordedEntry {
                json: json.clone(),
                received: None,
            };
            history.append(kind, &recorded);
            // The server executes it itself, so no hash of ours can be its own; it is
            // what the next command calls its base by.
            let hash = Hash(Sha256::digest(command.id.0).into());
            let pushed = Pushed {
                case,
                kind,
                id: command.id,
                command: json,
                base: std::mem::replace(&mut base, vec![hash]),
                actor: Actor::for_command(command.id),
                seq: 1,
                hash,
                seal: None,
                is_lost: false,
            };
            commands.push(Incoming {
                pushed,
                command: Some(command),
            });
        }
        Ok(commands)
    }

    /// The id of what a line does at a step.
    fn command_id(&self, line: usize, (attempt, step): (usize, usize)) -> CommandId {
        let name = format!("{line}/{attempt}/{step}");
        CommandId(Uuid::new_v5(&self.run.id, name.as_bytes()))
    }

    /// The id of the case that begins with a line. Cases of one file lie together, in
    /// the order of its lines.
    fn case_id(&self, line: usize) -> CaseId {
        let hash = *Uuid::new_v5(&self.run.id, &line.to_be_bytes()).as_bytes();
        let mut rest = [0; 10];
        rest.copy_from_slice(&hash[..10]);
        // Some bits of the first and the third byte give way to the id's version.
        let number = u32::try_from(line).unwrap_or(u32::MAX);
        let [_, high, middle, low] = (number << 2).to_be_bytes();
        (rest[0], rest[1], rest[2], rest[3]) = (0, high, middle >> 2, (middle & 3) << 6 | low >> 2);
        let since = u64::try_from(self.run.begun_at.0).unwrap_or_default();
        CaseId(Builder::from_unix_timestamp_millis(since, &rest).into_uuid())
    }

    /// The cases that bear these names; an error where one cannot be read.
    async fn find(
        &self,
        connection: &mut PgConnection,
        names: impl Iterator<Item = &CaseName>,
    ) -> Result<BTreeMap<CaseName, Result<Found, ()>>, Error> {
        let by_text: BTreeMap<&str, &CaseName> = names.map(|name| (name.as_str(), name)).collect();
        let asked: Vec<String> = by_text.keys().map(|name| (*name).to_owned()).collect();
        let bearers = cases::bearers(connection, self.run.organisation, &asked).await?;
        let found = bearers.into_iter().filter_map(|bearer| {
            let name = by_text.get(bearer.name.as_str())?;
            let found = Document::load(&bearer.document).map(|document| Found {
                id: bearer.id,
                history: document.history(),
                heads: document.heads(),
            });
            let found = found.map_err(|fault| {
                tracing::error!(case = %bearer.id, error = %Chain(&fault), "a case is damaged");
            });
            Some(((*name).clone(), found))
        });
        Ok(found.collect())
    }

    /// Looks up whom the cells of columns that hold people may mean.
    async fn look_up_people(
        &mut self,
        connection: &mut PgConnection,
        lines: &[FileLine],
    ) -> Result<(), Error> {
        let columns = self.run.kind.as_dyn().columns().iter();
        let of_people: Vec<_> = columns.filter(|it| it.holds == Holds::Person).collect();
        let mut new = BTreeSet::new();
        for cells in lines.iter().filter_map(|line| line.cells.as_ref().ok()) {
            let said = of_people.iter().filter_map(|column| cells.get(column.name));
            let said = said.map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
            new.extend(
                said.filter(|it| !self.looked_up.contains(*it))
                    .map(str::to_owned),
            );
        }
        if new.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = new.iter().cloned().collect();
        let logins: Vec<String> = new.iter().map(|it| it.to_lowercase()).collect();
        let rows = query!(
            r#"select p.id as "id!", p.name as "name!", p.store as "store!", p.team,
                   p.roles as "roles!", p.active as "active!",
                   p.former as "former!: Stored<Vec<FormerPerson>>", a.login as "login?"
               from people p
                   left join accounts a on a.organisation = p.organisation and a.person = p.id
               where p.organisation = $1 and (p.name = any ($2) or a.login = any ($3))"#,
            self.run.organisation,
            &names,
            &logins
        );
        for row in rows.fetch_all(connection).await? {
            let person = PersonRow {
                id: row.id,
                name: row.name,
                store: row.store,
                team: row.team,
                roles: row.roles,
                active: row.active,
                former: row.former,
            };
            let person: Person = person.try_into()?;
            self.index.put_person(&person, row.login.as_deref());
            self.directory.put(Record::Person(person));
        }
        self.looked_up.extend(new);
        Ok(())
    }
}

/// What a cell says, as far as a report shows it.
fn said(line: &FileLine, column: Option<&str>) -> String {
    let cells = line.cells.as_ref().ok();
    let cell = cells.and_then(|cells| cells.get(column?));
    cell.map(|cell| shortened(cell.trim())).unwrap_or_default()
}

fn stored(line: &FileLine, error: CellError) -> StoredError {
    StoredError {
        column: error.column.map(str::to_owned),
        value: said(line, error.column),
        message: error.message,
    }
}

/// What is wrong with a line as a whole.
fn whole(why: &Unreadable) -> StoredError {
    about_line(why.message())
}

pub(super) const fn about_line(message: Message) -> StoredError {
    StoredError {
        column: None,
        value: String::new(),
        message,
    }
}
