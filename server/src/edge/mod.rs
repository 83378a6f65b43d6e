//! What every request passes before and after its handler: see [`request`] for
//! its id, its log line and the bodies of problems, [`permits`] for how much is
//! done at once and how long it may take, [`device_locks`] for how much of it by one
//! device, [`address`] for where it comes from.
//!
//! Who calls is not decided here but by [`crate::devices::Device`].

pub mod address;
pub mod detached;
pub mod device_locks;
pub mod permits;
pub mod request;
pub mod strict_json;
