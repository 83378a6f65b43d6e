//! The sync as it is on the wire, without the app: the feed, reading rights, and
//! what hostile clients send.

mod assets;
mod compacted;
mod crowd;
mod departures;
mod feed;
mod follow_ups;
mod ids;
mod live;
mod malformed;
mod notices_read;
mod pages;
mod races;
mod rebuilt;
mod refused;
mod replaced;
mod restored;
mod rights;
mod round_trips;
mod sizes;
mod tokens;
mod transfers;
