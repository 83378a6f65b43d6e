//! What is promised about tickets, told as stories, tables and properties.
//!
//! `people` is the cast, `adopted` makes cases of acts for every capability's tests, `story` the language in which the stories are told,
//! `acts` one sample of every act.

mod acts;
pub mod adopted;
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
