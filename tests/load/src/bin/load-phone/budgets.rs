//! What each figure of the phone may come to, on a machine of the year.
//!
//! Its times are what matters to a person, but they depend on the
//! machine, and on its disk most of all: they are printed. Memory is judged.

use load::report::{
    Budget, KnownMiss,
    Limit::AtMost,
    Unit::{Megabytes, Milliseconds},
};

pub const BUDGETS: &[Budget] = &[
    Budget {
        figure: "start to first page",
        limit: AtMost(15.0),
        unit: Milliseconds,
        source: "start of the core to first view, 30,000 cases held",
    },
    Budget {
        figure: "start to first page, peak of memory",
        limit: AtMost(4.0),
        unit: Megabytes,
        source: "twice what it was measured first, 30,000 cases held",
    },
    Budget {
        figure: "an act, durable and redrawn",
        limit: AtMost(5.0),
        unit: Milliseconds,
        source: "an act on the phone, fsync included, with 30,000 cases held",
    },
    Budget {
        figure: "a search",
        limit: AtMost(15.0),
        unit: Milliseconds,
        source: "a search on the phone, 30,000 cases held",
    },
    Budget {
        figure: "first sync of all of them",
        limit: AtMost(8_000.0),
        unit: Milliseconds,
        source: "no slower than it was measured first",
    },
    Budget {
        figure: "first sync of all of them, peak of memory",
        limit: AtMost(16.0),
        unit: Megabytes,
        source: "a seventh more than it was measured first, 30,000 cases",
    },
];

/// What `tests/README.md` explains under its figures.
pub const KNOWN_MISSES: &[KnownMiss] = &[];
