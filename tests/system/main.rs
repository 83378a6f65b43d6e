//! The system test: one binary, one module per story or rule, so that the
//! whole of Fieldloop is linked once.

// Helpers here are test code, too, and may unwrap.
#![cfg(test)]

mod bad_link;
mod contract;
mod fixture;
mod hostile;
mod http;
mod postgres;
mod sample_organisation;
mod server_process;
mod simulation;
mod stories;
mod sync;
mod tidy;
