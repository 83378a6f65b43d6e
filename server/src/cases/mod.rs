//! Cases on the server: judging what is done to them, and storing what comes of
//! it.
//!
//! `act` is the one entrance: whatever changes a case on the server goes
//! through it, and so through the judge. `batch` locks the cases and reads what
//! the judge has to know, `judge` rules, `store` and `audience` write documents,
//! changes, refusals and reading rights, and the projections follow. All of it is
//! one transaction, and every part of it is one statement, whatever the number of
//! commands and cases: what costs most is the way to the database and back. A push
//! that is too much for one transaction is divided (`steps`). What computes does so
//! off the threads that serve everybody.
//!
//! Not here: how commands arrive and how changes are delivered (`sync`).

mod act;
mod audience;
mod batch;
pub mod compaction;
mod judge;
mod steps;
mod store;
mod system;

pub(crate) use act::act;
pub use act::act_within;
pub(crate) use audience::{readable, rebuild_audience, renew_for_record};
pub use judge::{Acted, Answered, JudgedCase};
pub(crate) use store::{authors_of, bearers};
pub(crate) use system::act_after_departure;
pub use system::{DoneBySystem, act_on_deadlines, act_on_due};
