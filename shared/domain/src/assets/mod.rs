//! 资产, an asset: a piece of equipment, from its receipt into stock on.
//!
//! An asset admin receives it with what stands on its label, and corrects later
//! what was entered wrong, with a reason. A correction says which value it
//! replaces: of two that correct the same value without knowing of each other
//! the first to be adopted stands, and the author of the second is told.
//!
//! `case` is the state, `fold` how entries make it, `command` what can be done,
//! `rules` who may, `refusal` the reasons why not, `form` what is offered, `view`
//! what people see, `samples` a story for every way an asset can stand.

mod case;
mod command;
mod fold;
mod form;
mod refusal;
mod rules;
mod samples;
mod view;

#[cfg(test)]
mod tests;

pub use case::{Asset, Condition, Details};
pub use command::{AssetAct, Correction};
pub use refusal::{AssetRefusal, AssetSuperseded};
pub use rules::{LABEL_CHARS_MAX, REASON_CHARS_MAX};
