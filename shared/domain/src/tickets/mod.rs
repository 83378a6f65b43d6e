//! 工单, a ticket: somebody needs help, an engineer gives it, the requester says
//! how it was.
//!
//! A requester submits a ticket with what the service catalogue promised for
//! it. It stands in the pool of the team that serves the store until an
//! engineer accepts it or the desk assigns it; from then on somebody has it,
//! and the entry by which they got it is their *assignment*. Whoever has it can
//! hold and resume it, give it to a colleague with a reason, or complete it
//! with what was done; a hold has a day until which, after which both sides are
//! reminded. The requester can cancel it before anybody has it, and after its
//! completion rate it or reopen it, which begins another *round* with the same
//! engineer. The desk can close it at any time, as a duplicate, withdrawn or no
//! service, which the requester can reopen as well: then it is back in the pool.
//!
//! What two people do without knowing of each other is settled by the order in
//! which the server adopts it: the first to accept has it, a completion stands
//! even if the ticket was meanwhile given away, a second completion is kept as a
//! note, and nothing undoes a completion but its reopening. Work that was done before a
//! closing was known counts as done.
//!
//! `case` is the state, `fold` how entries make it, `command` what can be done,
//! `rules` who may, `refusal` the reasons why not, `form` what is offered, `view`
//! what people see, `notices` what they are told, `closing` how the desk ends one,
//! `exceptions` why it has to look at one, `samples` a story for every way a ticket can
//! stand.

mod case;
mod closing;
mod command;
mod exceptions;
mod fold;
mod form;
mod notices;
mod refusal;
mod rules;
mod samples;
mod view;

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::{adopted, people, refilled};

pub use case::{Completion, Hold, Round, Status, Ticket};
pub use closing::{ClosedAs, Closing};
pub use command::TicketAct;
pub use exceptions::Exception;
pub use refusal::{TicketRefusal, TicketSuperseded};
pub use rules::{EQUIPMENT_MAX, HOLD_DAYS_MAX, LABEL_CHARS_MAX, OPEN_MAX, TEXT_CHARS_MAX};
