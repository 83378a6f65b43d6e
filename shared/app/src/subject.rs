//! What an offer is taken up on: a case, or the kind of one that begins with it.
//!
//! Shells, routes and drafts speak of it as a text; nothing beneath them does.

use domain::{capabilities::Kind, ids::CaseId};
use std::{fmt, str::FromStr};

/// What an offer is taken up on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Case(CaseId),
    /// A case of this kind that does not exist yet.
    New(Kind),
}

impl Subject {
    /// The case, unless it does not exist yet.
    pub const fn case(self) -> Option<CaseId> {
        match self {
            Self::Case(id) => Some(id),
            Self::New(_) => None,
        }
    }
}

/// A text that names neither a case nor a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSubject;

impl FromStr for Subject {
    type Err = NoSubject;

    fn from_str(text: &str) -> Result<Self, NoSubject> {
        match Kind::named(text) {
            Some(kind) => Ok(Self::New(kind)),
            None => text.parse().map(Self::Case).map_err(|_| NoSubject),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Case(id) => id.fmt(f),
            Self::New(kind) => f.write_str(kind.as_str()),
        }
    }
}
