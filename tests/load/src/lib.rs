//! What the two benchmarks share: [`report`], which holds figures to their
//! budgets, and [`texts`], what people write.
//!
//! The benchmarks are programs, not `cargo bench`: they fail when a budget is
//! overdrawn. `load` measures a server and its Postgres, `load-phone` the core of
//! a phone.

pub mod report;
pub mod texts;
