//! Who may talk to the server, and who may not yet.

use crate::clock::Uptime;

/// The right to talk to the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// There is none, or the keychain has not told yet.
    #[default]
    None,
    /// A sign-in is under way.
    SigningIn,
    Open(String),
    /// The server, or the keychain, has ended it. Why, in words.
    Ended(&'static str),
}

/// A sign-in that the server did not want to be tried again soon.
#[derive(Debug)]
pub struct PutOff {
    pub server: String,
    pub login: String,
    /// What the person was told.
    pub why: &'static str,
    pub until: Uptime,
}
