//! Every word that people read, in Chinese and English, from Fluent files.
//!
//! Rules and states are values; here they become sentences. The files of this
//! crate are `words/zh.ftl` and `words/en.ftl`; a crate above adds its own.

mod language;
mod message;

#[cfg(test)]
mod tests;

pub use language::{Language, Words};
pub use message::{Arg, Message, Worded};
