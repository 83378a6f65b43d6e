//! What the visible page needs, read from the file: rows for a window of a list,
//! a case folded from its document, the outbox, the notices.
//!
//! How it is drawn is not decided here.

use super::{
    SessionState, StoreFault,
    cases::{self, Folded, Found},
    drafts,
    notices::{self, NoticeRow},
    outbox::{self, Line},
    photos,
    table::{self, case_key, case_of},
};
use crate::subject::Subject;
use domain::{
    capabilities::{Case, Kind},
    case::History,
    ids::CaseId,
    view::Values,
};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// What the visible page asks the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Query {
    /// Nothing but the counts.
    #[default]
    Nothing,
    /// Something that cannot be here.
    Absent,
    /// The first rows of a list, as many as were asked for so far.
    List {
        list: String,
        /// What is searched for; empty if nothing.
        search: String,
        /// How many rows at most.
        limit: u32,
    },
    Case(CaseId),
    /// The case that the task has done something to. After one that was not done
    /// nothing is read, so that what is on the screen stays.
    Acted,
    /// A form: what was typed into it, and the case it is about.
    Form {
        subject: Subject,
        /// The offer it takes up.
        offer: String,
    },
    Outbox {
        /// How many rows of each sort at most.
        limit: u32,
    },
    Notices {
        /// How many at most.
        limit: u32,
    },
}

/// A case as its row in the file tells it.
#[derive(Clone, Debug)]
pub struct FoldedRow {
    pub id: CaseId,
    pub case: Case,
    /// Whether something of it is pending.
    pub is_pending: bool,
}

/// What a query gives.
#[derive(Clone, Debug, Default)]
pub enum QueryResult {
    /// Nothing but the counts.
    #[default]
    Nothing,
    /// Rows of a list.
    List {
        rows: Vec<FoldedRow>,
        /// How many there are in all.
        total: u32,
    },
    Case {
        id: CaseId,
        history: History,
    },
    Form {
        /// The case it is about; none for a new one.
        case: Option<(CaseId, Case)>,
        /// What was typed so far.
        draft: Values,
    },
    Outbox {
        /// What waits to be sent, in order.
        waiting: Vec<Line>,
        /// What was refused, the latest first.
        refused: Vec<Line>,
    },
    /// The notices, the latest first.
    Notices(Vec<NoticeRow>),
    /// The case is not on this phone; the server is asked for it.
    ToFetch,
    /// What was to be seen is not on this phone.
    Gone,
}

/// What the tabs and badges count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The open cases in each list.
    pub lists: BTreeMap<&'static str, u32>,
    /// The commands that wait to be sent.
    pub waiting: u32,
    pub refused: u32,
    /// The notices not read.
    pub unread: u32,
    /// The photos that are to be sent.
    pub photos: u32,
}

/// Counts what the tabs and badges show.
pub fn counts(connection: &Connection) -> Result<Counts, StoreFault> {
    let mut lists = BTreeMap::new();
    for list in Kind::ALL.iter().flat_map(|kind| kind.as_dyn().lists()) {
        let sql = "select count(*) from listings where list = ?1 and is_closed = 0";
        lists.insert(*list, table::count(connection, sql, [list])?);
    }
    let unread = "select count(*) from notices where is_read = 0";
    Ok(Counts {
        lists,
        waiting: table::count(connection, "select count(*) from pending", [])?,
        refused: table::count(connection, "select count(*) from refused", [])?,
        unread: table::count(connection, unread, [])?,
        photos: photos::waiting(connection)?,
    })
}

/// Answers a query. A case that the task has folded is not folded again.
pub fn query(
    connection: &Connection,
    state: &SessionState,
    query: &Query,
    folded: Option<Folded>,
) -> Result<QueryResult, StoreFault> {
    if state.session.is_none() {
        return Ok(QueryResult::Nothing);
    }
    match query {
        Query::Nothing => Ok(QueryResult::Nothing),
        Query::Absent => Ok(QueryResult::Gone),
        Query::List {
            list,
            search,
            limit,
        } => rows(connection, list, search, *limit),
        Query::Case(id) => match folded {
            Some(folded) if folded.id == *id => Ok(folded.into()),
            _ => case(connection, *id),
        },
        Query::Acted => Ok(folded.map_or(QueryResult::Gone, QueryResult::from)),
        Query::Form { subject, offer } => form(connection, *subject, offer),
        Query::Outbox { limit } => lines(connection, *limit),
        Query::Notices { limit } => notices::latest(connection, *limit).map(QueryResult::Notices),
    }
}

impl From<Folded> for QueryResult {
    fn from(Folded { id, history }: Folded) -> Self {
        Self::Case { id, history }
    }
}

fn case(connection: &Connection, id: CaseId) -> Result<QueryResult, StoreFault> {
    match cases::load(connection, id)? {
        Found::Absent => absent(connection, id),
        Found::Damaged(_) => Err(StoreFault::Damaged),
        Found::Here(held) => {
            let history = held.history();
            Ok(QueryResult::Case { id, history })
        }
    }
}

fn rows(
    connection: &Connection,
    list: &str,
    search: &str,
    limit: u32,
) -> Result<QueryResult, StoreFault> {
    // Without a search the listings alone are counted, and only the window is
    // looked up in the cases.
    let (pattern, matching) = match search.trim() {
        "" => (String::new(), "?2 = ''"),
        search => (like(search), "c.search_text like ?2 escape '\\'"),
    };
    let sql = format!(
        "select c.id, c.folded, exists (select 1 from pending p where p.case_id = c.id)
         from listings l cross join cases c on c.id = l.case_id
         where l.list = ?1 and {matching}
         order by l.is_closed, l.rank, l.tie, l.case_id limit ?3"
    );
    let found = table::all(connection, &sql, (list, &pattern, limit), |row| {
        Ok((
            case_of(row.get(0)?),
            row.get::<_, Option<String>>(1)?,
            row.get::<_, bool>(2)?,
        ))
    })?;
    let mut rows = Vec::new();
    for (id, folded, is_pending) in found {
        rows.extend(
            cases::folded(connection, id, folded)?.map(|case| FoldedRow {
                id,
                case,
                is_pending,
            }),
        );
    }
    let total = if pattern.is_empty() {
        let sql = "select count(*) from listings where list = ?1";
        table::count(connection, sql, [list])?
    } else {
        let sql = format!(
            "select count(*) from listings l join cases c on c.id = l.case_id
             where l.list = ?1 and {matching}"
        );
        table::count(connection, &sql, (list, &pattern))?
    };
    Ok(QueryResult::List { rows, total })
}

/// A search as a pattern of SQL's `like`, in which it stands for itself.
fn like(search: &str) -> String {
    let mut pattern = String::from("%");
    for letter in search.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

fn form(connection: &Connection, subject: Subject, offer: &str) -> Result<QueryResult, StoreFault> {
    let draft = drafts::draft(connection, subject, offer)?;
    let Some(id) = subject.case() else {
        return Ok(QueryResult::Form { case: None, draft });
    };
    let sql = "select folded from cases where id = ?1";
    let folded = table::first(connection, sql, [case_key(id)], |row| {
        row.get::<_, Option<String>>(0)
    })?;
    let Some(folded) = folded else {
        return Ok(QueryResult::Gone);
    };
    Ok(match cases::folded(connection, id, folded)? {
        None => QueryResult::Gone,
        Some(case) => QueryResult::Form {
            case: Some((id, case)),
            draft,
        },
    })
}

fn lines(connection: &Connection, limit: u32) -> Result<QueryResult, StoreFault> {
    Ok(QueryResult::Outbox {
        waiting: outbox::waiting(connection, limit)?,
        refused: outbox::all_refused(connection, limit)?,
    })
}

fn absent(connection: &Connection, id: CaseId) -> Result<QueryResult, StoreFault> {
    let sql = "select count(*) from refetch where case_id = ?1";
    Ok(match table::count(connection, sql, [case_key(id)])? {
        0 => QueryResult::Gone,
        _ => QueryResult::ToFetch,
    })
}

/// A case is opened: its notices are read, and it is asked for if it is
/// not here.
pub fn open_case(connection: &Connection, id: CaseId) -> Result<(), StoreFault> {
    notices::mark_read(connection, Some(id))?;
    let sql = "select count(*) from documents where case_id = ?1";
    match table::count(connection, sql, [case_key(id)])? {
        0 => outbox::refetch(connection, id),
        _ => Ok(()),
    }
}
