//! Fieldloop's replica: a case as an Automerge document, executing a command at
//! its base, the judge, what a phone holds, and the wire between the two ends.
//!
//! Sans-IO: values in, values out. It knows no capability by name, no socket, no
//! file, no clock and no randomness.
//!
//! # How two ends come to the same document
//!
//! A phone executes a [`Command`] at the heads it sees, its **base**, and gets
//! an Automerge change. It does not send the change. It sends the command, its
//! base and the change's hash ([`wire::Pushed`]). The server executes the same
//! command at the same base by the same code ([`judge::Judge`]) and compares:
//!
//! - Equal hashes: both hold the same document, and nothing but the server's
//!   receipt has to come down.
//! - Permitted but unequal (another version of the app, a clock that was wrong):
//!   the server adopts what it has executed itself, and the phone takes the
//!   server's copy of that case.
//! - Not permitted: refused, with a reason. The phone takes the server's copy,
//!   executes what survives anew under a new actor id, and keeps what was
//!   refused.
//!
//! Whatever became of the commands before it, a command keeps its base as far
//! as both ends have it, so that it is judged by what its author could see.
//!
//! So the server never parses Automerge bytes made by a client. Those can crash,
//! bloat or poison a process, and no filter in front of the parser is enough.
//!
//! [`Command`]: domain::command::Command

pub mod actor;
pub mod capacity;
pub mod changes;
pub mod document;
mod fault;
pub mod handed;
mod head_map;
pub mod heads;
pub mod held;
pub mod incoming;
pub mod judge;
mod packed;
pub mod refusal;
mod seal;
pub mod timestamps;
pub mod wire;

#[cfg(test)]
mod tests;

pub use fault::Fault;
