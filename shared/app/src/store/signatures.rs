//! Signatures in the file: strokes while their form is a draft, a picture once the
//! offer is taken up. Until the server has adopted that, the strokes are kept beside it.

use super::{
    fault::{ActionError, StoreFault},
    photos, table,
};
use crate::pictures;
use domain::{
    photos::Picture,
    signature::{Drawing, NotSigned},
    view::{Input, InputKind, Values},
};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Draws what was signed in a form and keeps it, to be sent with the act. The value
/// becomes what an act names, as that of an input for photos is.
///
/// # Errors
/// If a signature is missing or is none, or the file cannot be written.
pub fn draw(
    connection: &Connection,
    inputs: &[Input],
    values: &mut Values,
) -> Result<(), ActionError> {
    let is_signature = |input: &&Input| matches!(input.kind, InputKind::Signature { .. });
    for input in inputs.iter().filter(is_signature) {
        let text = values.remove(&input.name).unwrap_or_default();
        let drawing: Drawing = text.parse().map_err(ActionError::NotSigned)?;
        match drawing.check() {
            Err(NotSigned::Missing) if !input.required => continue,
            checked => checked.map_err(ActionError::NotSigned)?,
        }
        let made = pictures::of_drawing(&drawing);
        photos::put_made(connection, &made)?;
        let picture = made.picture();
        let sql = "insert or replace into drawings (picture, drawing) values (?1, ?2)";
        table::run(connection, sql, (picture.whole.0, drawing.to_string()))?;
        values.insert(input.name.clone(), picture.to_string());
    }
    Ok(())
}

/// Puts the strokes in the place of the pictures that were made of them. One whose
/// strokes are not here has to be drawn once more.
///
/// # Errors
/// If the file cannot be read.
pub fn lift(
    connection: &Connection,
    names: &BTreeSet<String>,
    values: &mut Values,
) -> Result<(), StoreFault> {
    for name in names {
        let picture = values
            .remove(name)
            .and_then(|it| it.parse::<Picture>().ok());
        let Some(picture) = picture else {
            continue;
        };
        let sql = "select drawing from drawings where picture = ?1";
        let drawing = table::first(connection, sql, [picture.whole.0], |row| {
            row.get::<_, String>(0)
        })?;
        values.extend(drawing.map(|drawing| (name.clone(), drawing)));
    }
    Ok(())
}

/// Lets go of the strokes of which no waiting and no refused command shows the picture.
///
/// # Errors
/// If the file cannot be written.
pub fn sweep(connection: &Connection) -> Result<(), StoreFault> {
    let sql = "delete from drawings
        where not exists (select 1 from pending where instr(json, lower(hex(picture))) > 0)
          and not exists (select 1 from refused where instr(command, lower(hex(picture))) > 0)";
    table::run(connection, sql, [])?;
    Ok(())
}
