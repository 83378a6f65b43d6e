//! Cases on the server: judging what is pushed to them, and storing what comes
//! of it.
//!
//! [`judge()`] is the entrance: it locks the cases, rules on every command, stores
//! documents, changes, rulings, reading rights and projections, and says whom to
//! tell. Not here: how commands arrive and how changes are delivered (`sync`).

mod audience;
mod batch;
mod judge;
mod store;

pub(crate) use audience::{renew_audience, renew_for_store};
pub use judge::{Answered, JudgedCase, JudgedPush, judge};
