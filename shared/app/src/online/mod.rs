//! The talk with the server: who is signed in, the sync, and photos beside it.
//!
//! They lead to one another: a sync that comes to an end lets photos go on, an
//! answer of any of them can end the session, and a session that begins syncs.

pub mod photos;
pub mod session;
pub mod sync;
mod thumbnails;
