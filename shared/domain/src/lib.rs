//! Fieldloop's domain: people, the directory and the cases of the service loop,
//! with every rule about them.
//!
//! Pure values and total functions. It knows nothing of files, sockets, clocks,
//! randomness, SQL or shells; whoever needs a time or an id hands it in.
//!
//! Where to start: [`tickets`] is the living template of a capability; [`case`]
//! says what a capability must tell and folds its entries; [`capabilities`] is
//! the list of them and asks the one rule, [`capabilities::permit`].

pub mod capabilities;
pub mod case;
pub mod command;
pub mod directory;
mod form;
pub mod ids;
pub mod presented;
pub mod rating;
pub mod samples;
mod text;
pub mod tickets;
pub mod time;
pub mod view;
pub mod words;
