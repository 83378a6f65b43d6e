//! The sync as it is on the wire, without the app: the feed, reading rights, and
//! what hostile clients send.

mod feed;
