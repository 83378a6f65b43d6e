//! What the server counts and measures, by the names and units of Prometheus.
//!
//! Each measure has one function, called where its event happens, and a line in
//! [`describe`]. Without a recorder, which only the program installs, all of
//! them do nothing. Labels have few values, and none says anything of a person.
//! What is looked at only when somebody asks (the pool, the permits, the feed) is
//! in [`crate::health`].

use ::metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use axum::{
    body::HttpBody,
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use replica::wire::{Outcome, Ruled};
use std::time::{Duration, Instant};

const REQUESTS: &str = "fieldloop_http_requests_total";
const REQUEST_TIME: &str = "fieldloop_http_request_duration_seconds";
const RECEIVED: &str = "fieldloop_http_received_bytes_total";
const SENT: &str = "fieldloop_http_sent_bytes_total";
const SYNCS: &str = "fieldloop_syncs_total";
const COMMANDS: &str = "fieldloop_commands_total";
const PUSH_TIME: &str = "fieldloop_push_duration_seconds";
const PULL_TIME: &str = "fieldloop_pull_duration_seconds";
const WAITING: &str = "fieldloop_waiting_phones";
const PERMITS: &str = "fieldloop_permits";
const PERMITS_IN_USE: &str = "fieldloop_permits_in_use";
const CONNECTIONS: &str = "fieldloop_database_connections";
const LIMITED: &str = "fieldloop_limited_total";
const LIMIT_USED: &str = "fieldloop_limit_used";
const LIMIT: &str = "fieldloop_limit";
const FEED_LAG: &str = "fieldloop_feed_lag_positions";

/// Tells a recorder what the measures mean, and begins those that nothing may
/// have happened to yet.
pub fn describe() {
    let counters = [
        (
            REQUESTS,
            Unit::Count,
            "requests answered, by route and status",
        ),
        (
            RECEIVED,
            Unit::Bytes,
            "bytes of request bodies, as far as announced, by route",
        ),
        (SENT, Unit::Bytes, "bytes of answers' bodies, by route"),
        (SYNCS, Unit::Count, "syncs begun"),
        (COMMANDS, Unit::Count, "commands ruled on, by outcome"),
        (
            LIMITED,
            Unit::Count,
            "how often a limit refused somebody, or had somebody give way, by limit",
        ),
    ];
    for (name, unit, words) in counters {
        describe_counter!(name, unit, words);
    }
    let times = [
        (
            REQUEST_TIME,
            "from a request's arrival to its answer's head, by route",
        ),
        (PUSH_TIME, "judging and storing the commands of a sync"),
        (PULL_TIME, "reading one page of the feed"),
    ];
    for (name, words) in times {
        describe_histogram!(name, Unit::Seconds, words);
    }
    let gauges = [
        (WAITING, "phones whose sync waits for news"),
        (PERMITS, "requests that may be worked on at once"),
        (PERMITS_IN_USE, "requests that are worked on"),
        (CONNECTIONS, "connections to the database, by state"),
        (LIMIT, "how much there is of what is shared out, by limit"),
        (LIMIT_USED, "how much of it is taken, by limit"),
        (FEED_LAG, "positions of the feed drawn but not decided yet"),
    ];
    for (name, words) in gauges {
        describe_gauge!(name, Unit::Count, words);
    }
    counter!(SYNCS).absolute(0);
    for outcome in ["adopted", "replaced", "refused"] {
        counter!(COMMANDS, "outcome" => outcome).absolute(0);
    }
    gauge!(WAITING).set(0);
}

/// Counts a request and its answer.
pub async fn measure(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str)
        .to_owned();
    let received = request.body().size_hint().exact().unwrap_or_default();
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    let sent = response.body().size_hint().exact().unwrap_or_default();
    counter!(REQUESTS, "route" => route.clone(), "status" => status).increment(1);
    counter!(RECEIVED, "route" => route.clone()).increment(received);
    counter!(SENT, "route" => route.clone()).increment(sent);
    histogram!(REQUEST_TIME, "route" => route).record(begun.elapsed());
    response
}

/// Counts that a limit refused somebody (`refused`) or had somebody give way
/// (`gave_way`).
pub fn limited(limit: &'static str, how: &'static str) {
    counter!(LIMITED, "limit" => limit, "how" => how).increment(1);
}

/// Counts a sync that begins.
pub fn sync_began() {
    counter!(SYNCS).increment(1);
}

/// Counts what was ruled on the commands of a push, which took so long.
pub fn pushed(rulings: &[Ruled], took: Duration) {
    for ruled in rulings {
        let outcome = match ruled.outcome {
            Outcome::Adopted => "adopted",
            Outcome::Replaced => "replaced",
            Outcome::Refused(_) => "refused",
        };
        counter!(COMMANDS, "outcome" => outcome).increment(1);
    }
    if !rulings.is_empty() {
        histogram!(PUSH_TIME).record(took);
    }
}

/// Notes how long it took to read a page of the feed.
pub fn pulled(took: Duration) {
    histogram!(PULL_TIME).record(took);
}

/// One phone that waits for news, for as long as this is held.
pub struct Waiting(());

impl Waiting {
    #[must_use]
    pub fn begin() -> Self {
        gauge!(WAITING).increment(1);
        Self(())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        gauge!(WAITING).decrement(1);
    }
}

/// What is looked at when the measures are read.
pub struct Gauges {
    pub permits: usize,
    pub permits_in_use: usize,
    pub connections_used: usize,
    pub connections_idle: usize,
    /// None if the database did not say.
    pub feed_lag: Option<i64>,
    /// What is taken of what is shared out: its name, how much is taken, and how much
    /// there is.
    pub limits: Vec<(&'static str, u64, u64)>,
}

#[expect(
    clippy::cast_precision_loss,
    reason = "gauges are floating numbers, exact up to 2^53"
)]
impl Gauges {
    pub fn set(&self) {
        gauge!(PERMITS).set(self.permits as f64);
        gauge!(PERMITS_IN_USE).set(self.permits_in_use as f64);
        gauge!(CONNECTIONS, "state" => "used").set(self.connections_used as f64);
        gauge!(CONNECTIONS, "state" => "idle").set(self.connections_idle as f64);
        for (limit, used, all) in &self.limits {
            gauge!(LIMIT_USED, "limit" => *limit).set(*used as f64);
            gauge!(LIMIT, "limit" => *limit).set(*all as f64);
        }
        // Unknown is not the same as none.
        gauge!(FEED_LAG).set(self.feed_lag.map_or(f64::NAN, |lag| lag as f64));
    }
}
