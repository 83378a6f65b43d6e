//! The app as a shell sees it: phones and an in-memory server, no socket, no
//! clock, no sleeping.
//!
//! The server of these tests is the replica's judge with the least around it.
//! That the real server says the same is for the whole-system tests.

mod acts;
mod blobs;
mod clashes;
mod drafts;
mod equipment;
mod find;
mod live;
mod log;
mod pages;
mod people;
mod phone;
mod photos;
mod refetch;
mod returning;
mod revisions;
mod samples;
mod server;
mod session;
mod shared_phones;
mod told;
