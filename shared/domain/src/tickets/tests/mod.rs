//! What is promised about tickets, told as stories, tables and properties.
//!
//! `people` is the cast, `adopted` makes cases of acts for every capability's tests, `story` the language in which the stories are told,
//! `acts` one sample of every act, `refilled` asks of every capability's acts whether they
//! lead back to their forms.

mod acts;
pub mod adopted;
mod clashes;
mod closing;
mod departures;
mod fixtures;
mod histories;
mod holds;
mod limits;
mod lists;
mod notices;
mod offers;
mod pages;
pub mod people;
mod permissions;
mod ratings;
mod reading;
pub mod refilled;
mod samples;
mod story;
mod targets;
