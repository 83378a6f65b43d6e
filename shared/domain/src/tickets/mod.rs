//! 工单, a ticket: somebody needs help, an engineer gives it, the requester says
//! how it was.
//!
//! A requester submits a ticket with what the service catalogue promised for
//! it. It stands in the pool of the team that serves the store until an
//! engineer accepts it or the desk assigns it; from then on somebody has it,
//! and the entry by which they got it is their *assignment*. Whoever has it can
//! hold and resume it, give it to a colleague with a reason, or complete it
//! with what was done. The requester can cancel it before anybody has it, and
//! after its completion rate it or reopen it, which begins another *round* with
//! the same engineer.
//!
//! What two people do without knowing of each other is settled by the order in
//! which the server adopts it: the first to accept has it, a completion stands
//! even if the ticket was meanwhile given away, a second completion is kept as a
//! note, and nothing undoes a completion but its reopening.
//!
//! `case` is the state, `fold` how entries make it, `command` what can be done,
//! `rules` who may, `refusal` the reasons why not, `form` what is offered, `view`
//! what people see, `samples` a story for every way a ticket can stand.

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

#[cfg(test)]
pub(crate) use tests::{adopted, people, refilled};

pub use case::{Completion, Hold, Round, Status, Ticket};
pub use command::TicketAct;
pub use refusal::{TicketRefusal, TicketSuperseded};
pub use rules::{EQUIPMENT_MAX, LABEL_CHARS_MAX, OPEN_MAX, TEXT_CHARS_MAX};
