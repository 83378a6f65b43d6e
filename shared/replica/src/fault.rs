//! What goes wrong through nobody's will.

/// A failure of ours, or of the storage that kept a document.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Stored or delivered bytes are no document of ours.
    #[error("failed to read a case document")]
    Unreadable(#[source] Box<automerge::AutomergeError>),
    /// A document without the parts that every case has.
    #[error("a case document lacks its {0}")]
    Misshapen(&'static str),
    /// Changes were delivered whose predecessors are not here: the whole
    /// document has to be asked for.
    #[error("changes were delivered without what they build on")]
    Incomplete,
    /// A command was to be recorded that is there already, or nothing to be written.
    #[error("a case document was to take in again what it holds")]
    Repeated,
    /// Stored bytes are not what was packed.
    #[error("stored bytes are damaged, or packed by a newer version")]
    Packed,
    /// What is to be handed over does not fit into so many codes.
    #[error("what is to be handed over is too long for codes")]
    TooLong,
    /// Bytes from the wire are not of the agreed form.
    #[error("failed to read a message: {0}")]
    Wire(&'static str),
}

impl From<automerge::AutomergeError> for Fault {
    fn from(error: automerge::AutomergeError) -> Self {
        Self::Unreadable(Box::new(error))
    }
}
