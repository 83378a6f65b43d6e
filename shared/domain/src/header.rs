//! What every command says, whatever its act.

use crate::{
    ids::{CommandId, PersonId},
    time::Timestamp,
};
use serde::Deserialize;

/// What every command says, whatever its act: what the fold applies an act
/// with, and enough to show that somebody did something which only a newer
/// version of the app can read.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct CommandHeader {
    pub id: CommandId,
    pub author: PersonId,
    /// When it was given.
    pub at: Timestamp,
}
