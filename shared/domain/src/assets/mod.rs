//! 资产, an asset: a piece of equipment, from its receipt into stock until it is
//! disposed of.
//!
//! The asset admins keep its record. What it is stands in its details, which they
//! correct with a reason; who has it stands in the custody chain, which only grows:
//! in stock, issued to a person, taken back, moved to another store's stock. Repair
//! and loss change nobody's custody; scrapping ends it.
//!
//! An act that depends on who has it names the custody that its author saw, and a
//! correction the value that it replaces. Of two that were given without knowing of
//! each other the first to be adopted stands, and the author of the second is told.
//!
//! `case` is the state, `fold` how entries make it, `command` what can be done,
//! `rules` who may, `refusal` the reasons why not, `form` what is offered, `view`
//! what people see, `register` how a spreadsheet and a label say it, `samples` a story
//! for every way an asset can stand.

mod case;
mod command;
mod fold;
mod form;
mod refusal;
mod register;
mod rules;
mod samples;
mod view;

#[cfg(test)]
mod tests;

pub use crate::condition::Condition;
pub use case::{
    Asset, AssetState, Counterpart, Custody, CustodyEnd, Details, Handover, Repair, RepairEnd,
    RepairOutcome,
};
pub(crate) use case::{name_of, tag_meant_by};
pub use command::{AssetAct, Correction};
pub use refusal::{AssetRefusal, AssetSuperseded};
pub use rules::{LABEL_CHARS_MAX, REASON_CHARS_MAX};
pub(crate) use view::HELD;
