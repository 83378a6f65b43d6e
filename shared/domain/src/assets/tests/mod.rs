//! What is promised about assets, told as stories and tables.
//!
//! `acts` has one sample of every act, and an asset as the tables need it.

mod acts;
mod clashes;
mod custody;
mod fixtures;
mod forms;
mod limits;
mod permissions;
mod register;
mod replacing;
mod samples;
