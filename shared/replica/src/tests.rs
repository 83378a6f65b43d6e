//! Two ends and no socket: every promise about cases, commands and the wire.
//!
//! `ends` and `phone` are the harness: a server that keeps documents and rulings
//! as the real one does, phones that store what they hold after each step, and
//! everything between them encoded and decoded. Tests run both until quiet. Not
//! here: rules about tickets, which are the domain's, and storage, which is the
//! callers'.

mod ends;
mod people;
mod phone;

mod adoption;
mod executing;
mod fixtures;
mod garbage;
mod handed;
mod hostile;
mod latecomers;
mod lost;
mod newer;
mod older;
mod refused;
mod settling;
mod simulation;
