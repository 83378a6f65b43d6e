//! Advisory locks on what is no row, or not yet.
//!
//! These have two numbers, unlike those of the feed, which have one: a class, and
//! the end of an id, which is random. Two ids that share it wait for each other now
//! and then.

use uuid::Uuid;

/// What cases hang on of an organisation's records: the teams of its stores, and who is
/// here. Shared by those whose acts may hang a case on one, exclusive to who changes it.
pub(crate) const RECORDS: i32 = 17_992;
/// A device that pushes: it may repeat a push that is still under way.
pub(crate) const DEVICES: i32 = 17_993;
/// A person whose devices upload: what they take together is counted.
pub(crate) const PERSONS_UPLOADS: i32 = 17_994;
/// An organisation whose register is being worked on.
pub(crate) const REGISTER: i32 = 17_995;

/// An id as the second number of a lock.
pub(crate) fn key_of(id: Uuid) -> i32 {
    let [.., a, b, c, d] = id.into_bytes();
    i32::from_be_bytes([a, b, c, d])
}
