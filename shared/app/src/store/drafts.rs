//! Drafts: what was typed into a form and not yet done.

use super::{fault::StoreFault, table};
use crate::subject::Subject;
use domain::view::Values;
use rusqlite::Connection;

/// What stands in an input of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldEdit {
    /// What the form is about.
    pub subject: Subject,
    /// The offer it takes up.
    pub offer: String,
    pub input: String,
    /// What stands in it now.
    pub value: String,
}

/// What was typed into a form so far.
pub fn draft(connection: &Connection, subject: Subject, offer: &str) -> Result<Values, StoreFault> {
    let sql = "select fields from drafts where subject = ?1 and offer = ?2";
    let key = (subject.to_string(), offer);
    let json = table::first(connection, sql, key, |row| row.get::<_, String>(0))?;
    let draft = json.map(|json| serde_json::from_str(&json)).transpose()?;
    Ok(draft.unwrap_or_default())
}

/// Keeps what was typed into an input.
pub fn fill(connection: &Connection, edit: &FieldEdit) -> Result<(), StoreFault> {
    let FieldEdit {
        subject,
        offer,
        input,
        value,
    } = edit;
    let mut draft = draft(connection, *subject, offer)?;
    draft.insert(input.clone(), value.clone());
    table::run(
        connection,
        "insert or replace into drafts (subject, offer, fields) values (?1, ?2, ?3)",
        (subject.to_string(), offer, serde_json::to_string(&draft)?),
    )?;
    Ok(())
}

/// The form is done with.
pub fn discard(connection: &Connection, subject: Subject, offer: &str) -> Result<(), StoreFault> {
    let sql = "delete from drafts where subject = ?1 and offer = ?2";
    table::run(connection, sql, (subject.to_string(), offer))?;
    Ok(())
}
