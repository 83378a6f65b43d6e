//! Drafts: what was typed into a form and not yet done.
//!
//! What former persons of this phone have left is no concern of this file (`left`), and
//! neither is what a refused command says (`revision`).

use super::{
    fault::{ActionError, StoreFault},
    photos, revision,
    table::{self, command_key, command_of},
};
use crate::subject::Subject;
use domain::{ids::CommandId, view::Values};
use rusqlite::{Connection, Row};
use std::collections::BTreeSet;

/// A draft says something if anything stands in it.
pub const SAYS_SOMETHING: &str = "exists (select 1 from json_each(fields) field where trim(field.value, char(9, 10, 13, 32)) <> '')";
/// What a refused command is changed in counts with that command, as long as it is here.
const IS_OF_ITS_OWN: &str = "revises not in (select command_id from refused)";

/// Which form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormKey {
    /// That of an offer, on its subject.
    Offer(Subject, String),
    /// That in which this refused command is changed.
    Revision(CommandId),
}

/// What stands in an input of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldEdit {
    pub form: FormKey,
    pub input: String,
    /// What stands in it now.
    pub value: String,
}

/// A form as far as it is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub subject: Subject,
    /// The offer it takes up.
    pub offer: String,
    /// The refused command that is changed in it.
    pub revises: Option<CommandId>,
    pub values: Values,
}

impl Draft {
    /// Which form this is of.
    pub fn form(&self) -> FormKey {
        match self.revises {
            Some(command) => FormKey::Revision(command),
            None => FormKey::Offer(self.subject, self.offer.clone()),
        }
    }

    fn key(&self) -> (String, &str, Vec<u8>) {
        let revises = self.revises.map(|command| command_key(command).to_vec());
        let revises = revises.unwrap_or_default();
        (self.subject.to_string(), &self.offer, revises)
    }
}

/// A form as far as it is filled in, by typing or by the refused command that is changed
/// in it; none if there is no such command, or it came of no form.
pub fn draft(connection: &Connection, form: &FormKey) -> Result<Option<Draft>, StoreFault> {
    match form {
        FormKey::Offer(subject, offer) => {
            let condition = "subject = ?1 and offer = ?2 and revises = x''";
            let mut found = read(connection, condition, (subject.to_string(), offer))?;
            Ok(Some(found.pop().unwrap_or_else(|| Draft {
                subject: *subject,
                offer: offer.clone(),
                revises: None,
                values: Values::new(),
            })))
        }
        FormKey::Revision(command) => {
            let mut found = read(connection, "revises = ?1", [command_key(*command)])?;
            match found.pop() {
                Some(draft) => Ok(Some(draft)),
                None => revision::begin(connection, *command),
            }
        }
    }
}

/// Keeps what was typed into an input.
///
/// # Errors
/// If there is no such form, or the file cannot be written.
pub fn fill(connection: &Connection, edit: &FieldEdit) -> Result<(), ActionError> {
    let mut draft = draft(connection, &edit.form)?.ok_or(ActionError::Gone)?;
    draft.values.insert(edit.input.clone(), edit.value.clone());
    let (subject, offer, revises) = draft.key();
    table::run(
        connection,
        "insert or replace into drafts (subject, offer, revises, fields)
         values (?1, ?2, ?3, ?4)",
        (
            subject,
            offer,
            revises,
            serde_json::to_string(&draft.values)?,
        ),
    )?;
    Ok(())
}

/// The form is done with.
pub fn discard(connection: &Connection, draft: &Draft) -> Result<(), StoreFault> {
    let sql = "delete from drafts where subject = ?1 and offer = ?2 and revises = ?3";
    table::run(connection, sql, draft.key())?;
    Ok(())
}

/// The person lets a draft go.
///
/// # Errors
/// If there is none, or the file cannot be written.
pub fn let_go(connection: &Connection, form: &FormKey) -> Result<(), ActionError> {
    let draft = draft(connection, form)?.ok_or(ActionError::Gone)?;
    discard(connection, &draft)?;
    Ok(photos::sweep(connection)?)
}

/// What is changed of a refused command goes with it.
pub fn discard_revision(connection: &Connection, command: CommandId) -> Result<(), StoreFault> {
    let sql = "delete from drafts where revises = ?1";
    table::run(connection, sql, [command_key(command)])?;
    Ok(())
}

/// How many drafts there are.
pub fn count(connection: &Connection) -> Result<u32, StoreFault> {
    let sql = format!("select count(*) from drafts where {SAYS_SOMETHING} and {IS_OF_ITS_OWN}");
    table::count(connection, &sql, [])
}

/// The forms of offers that are half filled in: what they are about, and the offer.
pub fn begun(connection: &Connection) -> Result<BTreeSet<(String, String)>, StoreFault> {
    let sql = format!(
        "select subject, offer from drafts
         where {SAYS_SOMETHING} and {IS_OF_ITS_OWN} and revises = x''"
    );
    let begun = table::all(connection, &sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(begun.into_iter().collect())
}

/// The drafts.
pub fn all(connection: &Connection, limit: u32) -> Result<Vec<Draft>, StoreFault> {
    let condition =
        format!("{SAYS_SOMETHING} and {IS_OF_ITS_OWN} order by subject, offer, revises limit ?1");
    read(connection, &condition, [limit])
}

fn read(
    connection: &Connection,
    condition: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<Draft>, StoreFault> {
    let sql = format!("select subject, offer, revises, fields from drafts where {condition}");
    let columns = |row: &Row<'_>| {
        let revises: Vec<u8> = row.get(2)?;
        let revises = revises.try_into().ok().map(command_of);
        let (subject, fields): (String, String) = (row.get(0)?, row.get(3)?);
        Ok((subject, row.get(1)?, revises, fields))
    };
    let rows = table::all(connection, &sql, params, columns)?;
    let mut drafts = Vec::new();
    for (subject, offer, revises, fields) in rows {
        // What another version of the app can begin alone waits for that.
        let Ok(subject) = subject.parse() else {
            continue;
        };
        drafts.push(Draft {
            subject,
            offer,
            revises,
            values: serde_json::from_str(&fields)?,
        });
    }
    Ok(drafts)
}
