//! What whole-system tests and tools are made of: a [`world`] with a real
//! Postgres and real servers, and the headless phone.
//!
//! Nothing here is a mock. Only time is under the test's control, and the network
//! as far as a phone's cable can be pulled.

pub mod client;
pub mod contract;
pub mod hostile;
pub mod phone;
pub mod records;
pub mod world;
