//! What is promised about transfers, told as stories and tables.
//!
//! `acts` has one sample of every act, and a transfer as the tables need it.

mod acts;
mod clashes;
mod fixtures;
mod follow_ups;
mod forms;
mod limits;
mod lists;
mod permissions;
mod samples;
