//! Cases in the file: a document with its pending commands, and beside it the
//! folded row and the listings, which are always written together.

use super::{
    at_hand,
    fault::{ActionError, StoreFault},
    names, notices_read, photos, relations, search,
    session_state::{SessionState, name, named},
    table::{self, case_key, case_of, command_key},
    thumbnails,
};
use domain::{capabilities::Case, case::History, ids::CaseId};
use replica::{
    document::Document,
    held::{Held, Pending},
};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// The version of what the folds give. When they begin to give something else
/// for the same documents, this goes up, and every row is made anew.
const PROJECTION: u32 = 8;

/// A case as its document was folded.
#[derive(Clone, Debug)]
pub struct Folded {
    pub id: CaseId,
    pub history: History,
}

/// What can be found of a case in the file.
#[derive(Debug)]
pub enum Found {
    Here(Box<Held>),
    /// It is not here.
    Absent,
    /// Its document cannot be read; what is pending can.
    Damaged(Vec<Pending>),
}

impl Found {
    /// The case, if it is here.
    ///
    /// # Errors
    /// If it is not, or is damaged.
    pub fn here(self) -> Result<Box<Held>, ActionError> {
        match self {
            Self::Here(held) => Ok(held),
            Self::Absent => Err(ActionError::Gone),
            Self::Damaged(_) => Err(ActionError::Fault(StoreFault::Damaged)),
        }
    }
}

pub fn load(connection: &Connection, id: CaseId) -> Result<Found, StoreFault> {
    let document = table::first(
        connection,
        "select document from documents where case_id = ?1",
        [case_key(id)],
        |row| row.get::<_, Vec<u8>>(0),
    )?;
    let Some(document) = document else {
        return Ok(Found::Absent);
    };
    let pending = pending_of(connection, id)?;
    Ok(match Document::load(&document) {
        Ok(document) => Found::Here(Box::new(Held { document, pending })),
        Err(_) => Found::Damaged(pending),
    })
}

/// A case's pending commands, in the order in which they were given, as far as
/// this version of the app can read them; the others stay in the file.
pub fn pending_of(connection: &Connection, id: CaseId) -> Result<Vec<Pending>, StoreFault> {
    let sql = "select json from pending where case_id = ?1 order by n";
    let rows = table::all(connection, sql, [case_key(id)], |row| {
        row.get::<_, String>(0)
    })?;
    let read = rows.iter().map(|json| serde_json::from_str(json));
    Ok(read.filter_map(Result::ok).collect())
}

/// A case is evicted once nothing of it is pending.
pub const EVICT_WHEN_SETTLED: u8 = 1;
/// A stale case: it is evicted if the server does not deliver it again.
pub const EVICT_UNLESS_DELIVERED: u8 = 2;

/// Makes every case stale, where the server is asked for everything once more: what
/// it does not deliver again is not the person's any more. How far they have read is
/// found out anew, too.
pub fn mark_all_stale(connection: &Connection) -> Result<(), StoreFault> {
    let sql = "update cases set evict = ?1 where evict = 0";
    table::run(connection, sql, [EVICT_UNLESS_DELIVERED])?;
    notices_read::begin_anew(connection)
}

/// Writes a case: the document, what is pending, its row and its listings.
pub fn put(
    connection: &Connection,
    id: CaseId,
    held: &Held,
    history: &History,
    state: &SessionState,
) -> Result<(), StoreFault> {
    table::run(
        connection,
        "insert into cases (id, kind, search_text) values (?1, ?2, '')
         on conflict (id) do nothing",
        (case_key(id), held.document.kind().as_str()),
    )?;
    table::run(
        connection,
        "insert into documents (case_id, document) values (?1, ?2)
         on conflict (case_id) do update set document = excluded.document",
        (case_key(id), held.document.save()),
    )?;
    put_pending(connection, id, &held.pending)?;
    let case = history.case.as_ref();
    if case.is_some_and(|case| case.as_dyn().closed_at().is_none()) {
        thumbnails::note(connection, id, history)?;
    }
    project(connection, id, case, state)
}

/// Writes what is pending of a case in the place of what was.
pub fn put_pending(
    connection: &Connection,
    id: CaseId,
    pending: &[Pending],
) -> Result<(), StoreFault> {
    let former = pending_of(connection, id)?;
    let is_left = |former: &&Pending| pending.iter().any(|it| it.command.id == former.command.id);
    let mut left = former.iter().filter(is_left).map(|it| it.command.id);
    // What a restored server has lost stands before what was done since.
    let mut goes_on = pending.iter().map(|it| it.command.id);
    let is_same_order = left.all(|id| goes_on.next() == Some(id));
    for gone in former.iter().filter(|it| !is_same_order || !is_left(it)) {
        table::run(
            connection,
            "delete from pending where command_id = ?1",
            [command_key(gone.command.id)],
        )?;
    }
    let is_new = |pending: &&Pending| !is_same_order || !former.contains(pending);
    for new in pending.iter().filter(is_new) {
        table::run(
            connection,
            "insert into pending (command_id, case_id, json, is_stuck, is_kept_back)
             values (?1, ?2, ?3,
                 exists (select 1 from pending where case_id = ?2 and is_stuck = 1),
                 exists (select 1 from pending where case_id = ?2 and is_kept_back = 1))
             on conflict (command_id) do update set json = excluded.json",
            (
                command_key(new.command.id),
                case_key(id),
                serde_json::to_string(new)?,
            ),
        )?;
        // What is sent again may have been refused in a history that is no more.
        let sql = "delete from refused where command_id = ?1";
        table::run(connection, sql, [command_key(new.command.id)])?;
    }
    Ok(())
}

/// Writes what lists need of a case.
fn project(
    connection: &Connection,
    id: CaseId,
    case: Option<&Case>,
    state: &SessionState,
) -> Result<(), StoreFault> {
    let sql = "select n, search_text from cases where id = ?1";
    let row = table::first(connection, sql, [case_key(id)], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
    })?;
    let Some((n, former_text)) = row else {
        return Ok(());
    };
    let text = case.map_or_else(String::new, |case| search_text(id, case, state));
    if text != former_text {
        search::put(connection, n, &text)?;
    }
    table::run(
        connection,
        "update cases set folded = ?2, search_text = ?3, closed_at = ?4, is_carried = ?5
         where n = ?1",
        (
            n,
            case.map(serde_json::to_string).transpose()?,
            text,
            case.and_then(|case| case.as_dyn().closed_at())
                .map(|at| at.0),
            case.is_none_or(|case| is_carried(case, state)),
        ),
    )?;
    let sql = "select command_id from pending where case_id = ?1";
    let pending = table::all(connection, sql, [case_key(id)], |row| {
        Ok(table::command_of(row.get(0)?))
    })?;
    names::put(connection, id, case)?;
    at_hand::put(connection, id, case)?;
    relations::put(connection, id, case, &pending)?;
    table::run(connection, "delete from listings where n = ?1", [n])?;
    let (Some(case), Some(session)) = (case, &state.session) else {
        return Ok(());
    };
    let case = case.as_dyn();
    for listing in case.listings(&session.person, &state.directory, &pending) {
        table::run(
            connection,
            "insert into listings (list, is_closed, rank, tie, n)
             values (?1, ?2, ?3, ?4, ?5)",
            (
                listing.list,
                listing.closed_at.is_some(),
                listing.rank,
                listing.closed_at.map_or(0, |at| at.0.saturating_neg()),
                n,
            ),
        )?;
    }
    Ok(())
}

/// Whether the person's phone has a case by itself.
pub fn is_carried(case: &Case, state: &SessionState) -> bool {
    let session = state.session.as_ref();
    session.is_none_or(|session| domain::case::is_carried(&session.person, case, &state.directory))
}

/// Whether the server tells of what happens to a case by itself.
pub fn is_told_of(connection: &Connection, id: CaseId) -> Result<bool, StoreFault> {
    let sql = "select count(*) from cases where id = ?1 and is_carried = 1";
    Ok(table::count(connection, sql, [case_key(id)])? > 0)
}

/// What a search looks through, folded: what the case says, and its code with and
/// without the dash.
fn search_text(id: CaseId, case: &Case, state: &SessionState) -> String {
    let code = id.code().to_lowercase();
    let said = case.as_dyn().search_text(&state.directory);
    format!("{said}\n{code}\n{}", code.replace('-', ""))
}

/// A case's state by its row; by its document, should another version of the app
/// have written the row.
pub fn folded(
    connection: &Connection,
    id: CaseId,
    folded: Option<String>,
) -> Result<Option<Case>, StoreFault> {
    if let Some(case) = folded.and_then(|json| serde_json::from_str(&json).ok()) {
        return Ok(Some(case));
    }
    Ok(match load(connection, id)? {
        Found::Here(held) => held.history().case,
        Found::Absent | Found::Damaged(_) => None,
    })
}

/// Cases that stand in other lists, or are found by another text, after records have
/// changed.
pub enum Concerned {
    /// All of them: what lists a person has hangs on the person's own record.
    All,
    /// Those that name one of these records.
    Naming(BTreeSet<String>),
}

impl Concerned {
    /// Whether the state of a case names one of the records: each by its id, which is
    /// a text of its own there.
    fn includes(&self, folded: Option<&str>) -> bool {
        let (Self::Naming(ids), Some(folded)) = (self, folded) else {
            return true;
        };
        folded.split('"').any(|text| ids.contains(text))
    }
}

/// Makes the rows and the listings of these cases anew.
pub fn relist(
    connection: &Connection,
    state: &SessionState,
    concerned: &Concerned,
) -> Result<(), StoreFault> {
    if matches!(concerned, Concerned::Naming(ids) if ids.is_empty()) {
        return Ok(());
    }
    // A case without a document is one that only a newer version can read.
    let sql = "select id, folded from cases where id in (select case_id from documents)";
    let ids = table::all(connection, sql, [], |row| {
        let is_concerned = concerned.includes(row.get_ref(1)?.as_str_or_null()?);
        Ok(is_concerned.then_some(case_of(row.get(0)?)))
    })?;
    for id in ids.into_iter().flatten() {
        let sql = "select folded from cases where id = ?1";
        let folded = table::first(connection, sql, [case_key(id)], |row| row.get(0))?;
        let case = self::folded(connection, id, folded.flatten())?;
        project(connection, id, case.as_ref(), state)?;
    }
    Ok(())
}

/// Folds every case anew if another version of the app has folded them.
pub fn refold(connection: &Connection, state: &SessionState) -> Result<(), StoreFault> {
    if named::<u32>(connection, "projection")? == Some(PROJECTION) {
        return Ok(());
    }
    let ids = table::all(connection, "select id from cases", [], |row| {
        Ok(case_of(row.get(0)?))
    })?;
    for id in ids {
        // One that cannot be read keeps its row, and says so when it is opened.
        if let Found::Here(held) = load(connection, id)? {
            project(connection, id, held.history().case.as_ref(), state)?;
        }
    }
    name(connection, "projection", Some(&PROJECTION))
}

/// Takes a case off the phone, with all that was kept beside it. One that the person
/// may still read leaves its names, and what it puts at hand.
pub fn remove(connection: &Connection, id: CaseId) -> Result<(), StoreFault> {
    let mut taken = 0;
    for table in ["names", "grants", "labelled", "originals"] {
        let sql = format!(
            "delete from {table} where case_id = ?1
             and not exists (select 1 from cases where id = ?1 and evict = 0)"
        );
        taken += table::run(connection, &sql, [case_key(id)])?;
    }
    if taken > 0 {
        at_hand::touch(connection)?;
    }
    relations::forget(connection, id)?;
    let sql = "select n from cases where id = ?1";
    let n = table::first(connection, sql, [case_key(id)], |row| row.get::<_, i64>(0))?;
    if let Some(n) = n {
        search::remove(connection, n)?;
        table::run(connection, "delete from listings where n = ?1", [n])?;
    }
    for sql in [
        "delete from cases where id = ?1",
        "delete from documents where case_id = ?1",
        "delete from refetch where case_id = ?1",
    ] {
        table::run(connection, sql, [case_key(id)])?;
    }
    photos::evict_with(connection, id)
}
