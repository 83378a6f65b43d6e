//! Stories of the whole system in the people's words, a file each: real phones
//! without a screen, real HTTP, a real server on a real Postgres. Only the clock
//! and the cables are the story's.
//!
//! `fixture`, `player`, `verbs`, `words`, `cable` and `process` are what stories are
//! told with.

mod cable;
mod fixture;
pub mod player;
mod process;
mod verbs;
mod words;

mod both_accept;
mod cancelled;
mod closed;
mod disk;
mod drafts;
mod equipment;
mod former_rights;
mod frozen;
mod given_away;
mod hand_over;
mod headless_phone;
mod languages;
mod live;
mod lost_answers;
mod lost_device;
mod lost_reading;
mod lost_role;
mod no_signal;
mod on_hold;
mod photos;
mod rated;
mod read_elsewhere;
mod restored;
mod wrong_clock;
