//! What each figure may come to. Changed only by a decision: a budget that is
//! raised to let a run pass measures nothing.

use load::report::{
    Budget, KnownMiss,
    Limit::{AtLeast, AtMost},
    Unit::{Bytes, Count, Megabytes, Milliseconds, Ratio, TimeRatio},
};

/// Ratios of two CPU times that are to be the same may differ by the noise of a
/// shared machine.
const SAME: f64 = 1.25;

pub const BUDGETS: &[Budget] = &[
    Budget {
        figure: "push, rate of a bare client's",
        limit: AtLeast(0.5),
        unit: TimeRatio,
        source: "half the rate at which the same rows are inserted",
    },
    Budget {
        figure: "push, CPU of server and Postgres per act",
        limit: AtMost(0.3),
        unit: Milliseconds,
        source: "server work for one adopted act",
    },
    Budget {
        figure: "push, CPU per act, most phones against fewest",
        limit: AtMost(SAME),
        unit: TimeRatio,
        source: "the same at 200 phones as at 10",
    },
    Budget {
        figure: "push, CPU per act, most cases stored against fewest",
        limit: AtMost(SAME),
        unit: TimeRatio,
        source: "the same with 10,000 cases stored as with 1,000",
    },
    Budget {
        figure: "push, statements, 20 acts on 4 cases against 1 on 1",
        limit: AtMost(1.0),
        unit: Ratio,
        source: "constant, whatever the number of commands and cases",
    },
    Budget {
        figure: "first sync, bytes down against documents as saved",
        limit: AtMost(1.3),
        unit: Ratio,
        source: "1.3 times the compressed size of the documents",
    },
    Budget {
        figure: "first sync, round trips against one per 2 MB",
        limit: AtMost(1.0),
        unit: Ratio,
        source: "at most 1 round trip per 2 MB",
    },
    Budget {
        figure: "attacked, others wait",
        limit: AtMost(100.0),
        unit: Milliseconds,
        source: "what nobody notices",
    },
    Budget {
        figure: "attacked, memory",
        limit: AtMost(768.0),
        unit: Megabytes,
        source: "the memory of an instance",
    },
    Budget {
        figure: "attacked, disk",
        limit: AtMost(160.0),
        unit: Megabytes,
        source: "what one person may have stored at once: photos that no case shows, and commands",
    },
    Budget {
        figure: "register, taken in",
        limit: AtMost(60_000.0),
        unit: Milliseconds,
        source: "20,000 assets in under a minute",
    },
    Budget {
        figure: "delta, bytes up",
        limit: AtMost(16_384.0),
        unit: Bytes,
        source: "a day's delta: 50 acts up",
    },
    Budget {
        figure: "delta, bytes down",
        limit: AtMost(81_920.0),
        unit: Bytes,
        source: "a day's delta: 200 changed cases down",
    },
    Budget {
        figure: "delta, round trips",
        limit: AtMost(1.0),
        unit: Count,
        source: "one round trip for the usual case",
    },
    Budget {
        figure: "delta, CPU of server and Postgres",
        limit: AtMost(30.0),
        unit: Milliseconds,
        source: "50 acts up and 200 cases down",
    },
    Budget {
        figure: "delta, bytes, most cases held against fewest",
        limit: AtMost(1.05),
        unit: Ratio,
        source: "independent of the number held",
    },
    Budget {
        figure: "nothing new, bytes up and down",
        limit: AtMost(1_024.0),
        unit: Bytes,
        source: "1 KB in all",
    },
    Budget {
        figure: "nothing new, round trips",
        limit: AtMost(1.0),
        unit: Count,
        source: "1 round trip",
    },
    Budget {
        figure: "nothing new, statements",
        limit: AtMost(2.0),
        unit: Count,
        source: "two statements at most",
    },
    Budget {
        figure: "disk, per ticket of 9 acts",
        limit: AtMost(8_192.0),
        unit: Bytes,
        source: "8 KB per ticket of 9 acts",
    },
    Budget {
        figure: "disk, per old ticket",
        limit: AtMost(4_096.0),
        unit: Bytes,
        source: "half of it, once its changes are compacted",
    },
];

/// What `tests/README.md` explains under its figures.
pub const KNOWN_MISSES: &[KnownMiss] = &[KnownMiss {
    figure: "push, rate of a bare client's",
    limit: AtLeast(0.08),
}];
