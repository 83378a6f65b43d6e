//! Fieldloop's domain: people, the directory and the cases of the service loop,
//! with every rule about them.
//!
//! Pure values and total functions. It knows nothing of files, sockets, clocks,
//! randomness, SQL or shells; whoever needs a time or an id hands it in.
//!
//! Where to start: [`tickets`] is the living template of a capability;
//! `capability` and `presented` say what a capability must tell; [`capabilities`]
//! is the list of them and asks the one rule, [`capabilities::permit`]; [`case`]
//! folds a case out of its entries.
//!
//! The modules stand in layers, and no import points up: values (`ids`, `time`,
//! `words`, `directory`), what is asked of a capability, the capabilities, their
//! list, and what is said of any case.

mod asker;
pub mod assets;
pub mod capabilities;
mod capability;
pub mod case;
pub mod command;
pub mod condition;
pub mod date;
pub mod directory;
pub mod follow_up;
pub mod form;
mod header;
pub mod ids;
pub mod money;
pub mod names;
pub mod photos;
pub mod presented;
pub mod rating;
pub mod refill;
pub mod register;
pub mod samples;
mod scope;
pub mod secret;
pub mod signature;
mod story;
pub mod text;
pub mod tickets;
pub mod time;
mod timeline;
pub mod transfers;
pub mod view;
pub mod words;
