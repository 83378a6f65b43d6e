//! The names that the cases on this phone bear, such as an asset's tag.
//!
//! The server alone knows all of them; these are to find a case without a network,
//! and to refuse a name at once that is known to be taken. A case that was only asked
//! for leaves its names behind, so that it can be named in a form after it was looked
//! at; a name that is out of date finds its case all the same, or nothing.

use super::{
    fault::StoreFault,
    table::{self, case_key, case_of},
};
use domain::{
    capabilities::{Act, Case, Kind},
    directory::Directory,
    ids::CaseId,
    names::CaseName,
    view::Values,
};
use rusqlite::Connection;
use std::borrow::Cow;

/// Writes the names that a case bears in the place of those that it bore.
pub fn put(connection: &Connection, id: CaseId, case: Option<&Case>) -> Result<(), StoreFault> {
    let sql = "delete from names where case_id = ?1";
    table::run(connection, sql, [case_key(id)])?;
    let names = case.map(|case| case.as_dyn().names());
    for name in names.into_iter().flatten() {
        let sql = "insert into names (name, case_id) values (?1, ?2)";
        table::run(connection, sql, (name.as_str(), case_key(id)))?;
    }
    Ok(())
}

/// The case on this phone that bears a name. Two do for as long as the server has
/// not ruled on the second.
pub fn bearer(connection: &Connection, name: &CaseName) -> Result<Option<CaseId>, StoreFault> {
    let sql = "select case_id from names where name = ?1 order by case_id limit 1";
    table::first(connection, sql, [name.as_str()], |row| {
        Ok(case_of(row.get(0)?))
    })
}

/// The case on this phone that a person means by a text.
pub fn find(connection: &Connection, text: &str) -> Result<Option<CaseId>, StoreFault> {
    for kind in Kind::ALL {
        if let Some(name) = kind.as_dyn().name_meant_by(text)
            && let Some(case) = bearer(connection, &name)?
        {
            return Ok(Some(case));
        }
    }
    Ok(None)
}

/// The directory for an act upon a case that takes names: who bears them is looked up.
/// A name is not taken by the case that bears it, nor by one that is not here any more.
pub fn directory_for<'a>(
    connection: &Connection,
    directory: &'a Directory,
    case: CaseId,
    act: &Act,
) -> Result<Cow<'a, Directory>, StoreFault> {
    let mut taken = Vec::new();
    for name in act.as_dyn().references().names {
        let sql = "select count(*) from names join cases on cases.id = names.case_id
                   where name = ?1 and case_id <> ?2";
        if table::count(connection, sql, (name.as_str(), case_key(case)))? > 0 {
            taken.push(name);
        }
    }
    with_bearers(connection, directory, taken)
}

/// The directory for a form in which names may have been filled in.
pub fn directory_for_form<'a>(
    connection: &Connection,
    directory: &'a Directory,
    values: &Values,
) -> Result<Cow<'a, Directory>, StoreFault> {
    let meant = |text: &String| {
        let kinds = Kind::ALL.iter();
        let names = kinds.filter_map(|kind| kind.as_dyn().name_meant_by(text));
        names.collect::<Vec<_>>()
    };
    with_bearers(connection, directory, values.values().flat_map(meant))
}

fn with_bearers<'a>(
    connection: &Connection,
    directory: &'a Directory,
    names: impl IntoIterator<Item = CaseName>,
) -> Result<Cow<'a, Directory>, StoreFault> {
    let mut directory = Cow::Borrowed(directory);
    for name in names {
        if let Some(case) = bearer(connection, &name)? {
            directory.to_mut().names.insert(name, case);
        }
    }
    Ok(directory)
}
