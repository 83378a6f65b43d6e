//! 资产转移, a transfer: equipment passes from whoever holds it to somebody else, who
//! confirms it.
//!
//! The giver hands one or several assets out to a person, or to whoever shows the
//! secret of their code. The receiver confirms them asset by asset, or refuses; what
//! is neither stays open, and the giver may withdraw it. Custody changes at the
//! confirmation, in each asset's own case, by a follow-up. An asset that has passed
//! elsewhere meanwhile stays where it is, and the transfer goes on without it.
//!
//! Who withdrew and who confirmed without knowing of each other both have their say:
//! such a transfer is contested, and an asset admin settles it.
//!
//! `case` is the state, `fold` how entries make it, `command` what can be done,
//! `rules` who may, `refusal` the reasons why not, `form` what is offered, `view`
//! what people see, `samples` a story for every way a transfer can stand.

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

pub use case::{Exception, Item, ItemState, Transfer};
pub use command::{ConfirmedItem, OfferedItem, TransferAct};
pub use refusal::{TransferRefusal, TransferSuperseded};
pub use rules::{ITEMS_MAX, REASON_CHARS_MAX, UNCONFIRMED_MAX};
