//! Who writes a change, as Automerge sees it.
//!
//! An actor numbers its changes, and no two changes may bear one number. So an
//! actor belongs to one device for one unbroken run of changes: when a phone has
//! to execute commands anew, it does so under the next *incarnation*.

use domain::ids::CommandId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An actor id: any bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Actor(#[serde(with = "serde_bytes")] pub Vec<u8>);

impl Actor {
    /// A device's actor: its id, given by the server at sign-in, and how often it
    /// has had to begin anew.
    #[must_use]
    pub fn of_device(device: Uuid, incarnation: u32) -> Self {
        let mut bytes = device.as_bytes().to_vec();
        bytes.extend(incarnation.to_be_bytes());
        Self(bytes)
    }

    /// Whether it is an actor of this device.
    #[must_use]
    pub fn is_of(&self, device: Uuid) -> bool {
        self.0.len() == 20 && self.0.starts_with(device.as_bytes())
    }

    /// The actor under which the server executes a command whose author's own
    /// execution it cannot confirm. A command is adopted once, so its id serves.
    #[must_use]
    pub fn for_command(id: CommandId) -> Self {
        Self(id.0.as_bytes().to_vec())
    }

    /// The actor of the skeleton, which every machine makes alike.
    pub(crate) fn skeleton() -> Self {
        Self(b"skeleton".to_vec())
    }

    /// The actor of the server's receipts. It writes under a lock at the
    /// document's heads only, so its numbers never fork.
    pub(crate) fn receipts() -> Self {
        Self(b"receipts".to_vec())
    }
}

impl From<&Actor> for automerge::ActorId {
    fn from(actor: &Actor) -> Self {
        Self::from(actor.0.as_slice())
    }
}
