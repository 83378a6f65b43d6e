//! What the visible page needs, read from the file: rows for a window of a list,
//! a case folded from its document, the outbox, the notices.
//!
//! How it is drawn is not decided here.

use super::{
    cases::{self, Folded, Found},
    drafts::{self, Draft, FormKey},
    fault::StoreFault,
    handed,
    holding::Holding,
    list::{self, FoldedRow},
    newer,
    notices::{self, NoticeRow},
    outbox::{self, Line},
    photos::{self, PhotoLine},
    relations, revision,
    session_state::SessionState,
    table::{self, case_key},
    thumbnails,
};
use domain::{
    capabilities::{Case, Kind},
    case::History,
    ids::CaseId,
    words::Message,
};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// What the visible page asks the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Query {
    /// Nothing but the counts.
    #[default]
    Nothing,
    /// What only the settings show: the latest lines of the log, and what is on this phone.
    Settings,
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
    /// The codes by which a case is handed over.
    Code(CaseId),
    /// The case that the task has done something to. After one that was not done
    /// nothing is read, so that what is on the screen stays.
    Acted,
    /// A form: what was typed into it, and the case it is about.
    Form(FormKey),
    Outbox {
        /// How many rows of each sort at most.
        limit: u32,
    },
    Notices {
        /// How many at most.
        limit: u32,
    },
}

/// What a query gives.
#[derive(Clone, Debug, Default)]
pub enum QueryResult {
    /// Nothing but the counts.
    #[default]
    Nothing,
    Settings {
        /// Lines of the log, the latest first.
        log: Vec<String>,
        holding: Holding,
    },
    /// Rows of a list.
    List {
        rows: Vec<FoldedRow>,
        /// How many there are in all.
        total: u32,
    },
    Case {
        id: CaseId,
        history: History,
        /// What another case says of it.
        mark: Option<Message>,
        /// The other cases that it has to do with, the latest first.
        related: Vec<FoldedRow>,
    },
    Code {
        id: CaseId,
        history: History,
        /// What the codes say, in order.
        texts: Vec<String>,
    },
    Form {
        /// The case it is about; none for a new one.
        case: Option<(CaseId, Case)>,
        /// What was typed so far, or what the refused command says that is changed.
        draft: Draft,
    },
    Outbox {
        /// What waits to be sent, in order.
        waiting: Vec<Line>,
        /// What was refused, the latest first.
        refused: Vec<Line>,
        /// What is half done.
        drafts: Vec<DraftLine>,
        /// The photos on their way, those that were refused first.
        photos: Vec<PhotoLine>,
    },
    /// The notices, the latest first.
    Notices(Vec<NoticeRow>),
    /// The case is not on this phone; the server is asked for it.
    ToFetch,
    /// Only a newer version of the app can read the case.
    Newer,
    /// What was to be seen is not on this phone.
    Gone,
}

/// A draft, with the case that it is about if that is here.
#[derive(Clone, Debug)]
pub struct DraftLine {
    pub draft: Draft,
    pub case: Option<Case>,
}

/// What the tabs and badges count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// What stands in each list and is not over.
    pub lists: BTreeMap<&'static str, u32>,
    /// The commands that wait to be sent.
    pub waiting: u32,
    /// The commands and photos that were refused.
    pub refused: u32,
    /// The notices not read.
    pub unread: u32,
    /// The photos that are to be sent.
    pub photos: u32,
    /// The forms that are half filled in.
    pub drafts: u32,
    /// Those of them that take up an offer: what they are about, and the offer.
    pub begun: BTreeSet<(String, String)>,
    /// The thumbnails that are not here, whether or not they may be asked for now.
    pub missing_thumbnails: u32,
}

/// Counts what the tabs and badges show.
pub fn counts(connection: &Connection) -> Result<Counts, StoreFault> {
    let mut lists = BTreeMap::new();
    let of_kinds = Kind::ALL.iter().flat_map(|kind| kind.as_dyn().lists());
    for list in of_kinds.chain([&newer::LIST]) {
        let sql = "select count(*) from listings where list = ?1 and is_closed = 0";
        lists.insert(*list, table::count(connection, sql, [list])?);
    }
    let waiting = "select count(*) from pending where is_kept_back = 0";
    let unread = "select count(*) from notices where is_read = 0";
    Ok(Counts {
        lists,
        waiting: table::count(connection, waiting, [])?,
        refused: table::count(connection, "select count(*) from refused", [])?
            + photos::refused(connection)?,
        unread: table::count(connection, unread, [])?,
        photos: photos::waiting(connection)?,
        drafts: drafts::count(connection)?,
        begun: drafts::begun(connection)?,
        missing_thumbnails: thumbnails::missing(connection)?,
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
        Query::Nothing | Query::Settings => Ok(QueryResult::Nothing),
        Query::Absent => Ok(QueryResult::Gone),
        Query::List {
            list,
            search,
            limit,
        } => {
            let (rows, total) = list::window(connection, list, search, *limit)?;
            Ok(QueryResult::List { rows, total })
        }
        Query::Case(id) => match folded {
            Some(folded) if folded.id == *id => case_here(connection, folded),
            _ => case(connection, *id),
        },
        Query::Code(id) => handed::shown(connection, state, *id),
        Query::Acted => match folded {
            Some(folded) => case_here(connection, folded),
            None => Ok(QueryResult::Gone),
        },
        Query::Form(key) => form(connection, key),
        Query::Outbox { limit } => lines(connection, *limit),
        Query::Notices { limit } => notices::latest(connection, *limit).map(QueryResult::Notices),
    }
}

fn case_here(
    connection: &Connection,
    Folded { id, history }: Folded,
) -> Result<QueryResult, StoreFault> {
    let mark = relations::mark_on(connection, id)?;
    let related = relations::related(connection, id)?;
    Ok(QueryResult::Case {
        id,
        history,
        mark,
        related,
    })
}

fn case(connection: &Connection, id: CaseId) -> Result<QueryResult, StoreFault> {
    match cases::load(connection, id)? {
        Found::Absent => absent(connection, id),
        // It was asked for when it was opened.
        Found::Damaged(_) => Ok(QueryResult::ToFetch),
        Found::Here(held) => {
            let history = held.history();
            case_here(connection, Folded { id, history })
        }
    }
}

fn form(connection: &Connection, key: &FormKey) -> Result<QueryResult, StoreFault> {
    let Some(draft) = drafts::draft(connection, key)? else {
        return Ok(QueryResult::Gone);
    };
    let Some(id) = draft.subject.case() else {
        return Ok(QueryResult::Form { case: None, draft });
    };
    Ok(match revision::case(connection, id)? {
        None => QueryResult::Gone,
        Some(case) => QueryResult::Form {
            case: Some((id, case)),
            draft,
        },
    })
}

fn lines(connection: &Connection, limit: u32) -> Result<QueryResult, StoreFault> {
    let mut refused = outbox::all_refused(connection, limit)?;
    for line in &mut refused {
        line.on = revision::case(connection, line.case)?;
    }
    let mut halves = Vec::new();
    for draft in drafts::all(connection, limit)? {
        let case = match draft.subject.case() {
            Some(id) => revision::case(connection, id)?,
            None => None,
        };
        halves.push(DraftLine { draft, case });
    }
    Ok(QueryResult::Outbox {
        waiting: outbox::waiting(connection, limit)?,
        refused,
        drafts: halves,
        photos: photos::on_their_way(connection, limit)?,
    })
}

fn absent(connection: &Connection, id: CaseId) -> Result<QueryResult, StoreFault> {
    if newer::is_newer(connection, id)? {
        return Ok(QueryResult::Newer);
    }
    let sql = "select count(*) from refetch where case_id = ?1";
    Ok(match table::count(connection, sql, [case_key(id)])? {
        0 => QueryResult::Gone,
        _ => QueryResult::ToFetch,
    })
}
