//! Signatures in the file: strokes while their form is a draft, a picture once the
//! offer is taken up.

use super::{fault::ActionError, photos};
use crate::pictures;
use domain::{
    signature::{Drawing, NotSigned},
    view::{Input, InputKind, Values},
};
use rusqlite::Connection;

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
        values.insert(input.name.clone(), made.picture().to_string());
    }
    Ok(())
}
