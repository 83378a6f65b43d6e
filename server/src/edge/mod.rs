//! What every request passes before and after its handler: see [`request`] for
//! its id, its log line and the bodies of problems, [`caller`] for who calls,
//! [`body`] for what comes with it, [`permits`] for how much is done at once and how
//! long it may take, [`address`] for where it comes from.

pub mod address;
pub mod body;
pub mod caller;
pub mod detached;
pub mod permits;
pub mod request;
pub mod strict_json;
