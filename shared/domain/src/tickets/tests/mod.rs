//! What is promised about tickets, told as stories, tables and properties.
//!
//! `people` is the cast, `story` the language in which the stories are told,
//! `acts` one sample of every act.

mod acts;
mod clashes;
mod fixtures;
mod histories;
mod limits;
mod lists;
mod notices;
mod offers;
mod pages;
pub mod people;
mod permissions;
mod ratings;
mod reading;
mod samples;
mod story;
mod targets;
