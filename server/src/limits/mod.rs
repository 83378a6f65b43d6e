//! What no one caller can take from the others, and what happens when there is no more
//! of it. How much of each there is stands in [`crate::settings`], with the reason.
//!
//! - [`throttle`]: how often. Who comes too often is told when to come again.
//! - [`places`]: how many at once, or how many bytes. The longest idle gives way.
//! - [`queues`]: how much of one caller's work at once. The rest of it waits.
//! - [`cores`]: what computes for long, off the threads that serve everybody.
//! - [`pace`]: how slowly one may send, or read what is sent.
//!
//! Every one of them is metered where it says no, by the name that it is made with.

pub mod address;
pub(crate) mod all;
pub mod callers;
pub mod cores;
pub mod known;
pub mod overload;
pub mod pace;
pub mod places;
pub mod queues;
pub mod throttle;
