//! What a sample story is made of: who does what, and when. How one is told
//! stands in `samples`.

mod cast;

pub use cast::{
    CABLING, COLLEAGUE, ENGINEER, FORMER, LEFT_BEHIND, MONITOR, NEIGHBOUR, NOTEBOOK, OFFICE,
    ORIGINAL, PC, PRINTER, Part, RECEIPT_PRINTER, REQUESTER, SCANNER, SHOP, SPARE, STATION, TESTER,
    TILL, directory,
};

use crate::{
    time::{Span, Timestamp},
    view::Values,
};

/// The time at which all samples are looked at: a Thursday in March, half past
/// ten in the morning, where it is eight hours later than in Greenwich.
pub const NOW: Timestamp = Timestamp(1_773_282_600_000);

/// Where that is.
pub const HERE: &str = "Asia/Shanghai";

/// The life of one case.
#[derive(Clone, Copy, Debug)]
pub struct Story {
    /// Its name, after what it shows.
    pub name: &'static str,
    /// What happens, in the order of adoption; what waits to be sent comes last.
    pub steps: &'static [Step],
}

/// What somebody does in a story.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub(crate) by: Part,
    /// How many minutes before now.
    pub(crate) ago_min: i64,
    /// The offer that is taken up.
    pub(crate) offer: &'static str,
    /// What is filled in for it.
    pub(crate) values: &'static [(&'static str, &'static str)],
    /// How many of the entries before it its author had seen, besides their own.
    pub(crate) seen: usize,
    pub(crate) sent: Sent,
    /// Whether those were still here who have left since.
    pub(crate) is_former: bool,
}

/// How a step gets to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    AtOnce,
    /// So many minutes before now.
    Late(i64),
    NotYet,
    /// It got there after its author had lost every role, and was refused.
    InVain,
}

impl Step {
    /// Somebody does something that the server hears of at once.
    #[must_use]
    pub const fn new(
        by: Part,
        ago_min: i64,
        offer: &'static str,
        values: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self {
            by,
            ago_min,
            offer,
            values,
            seen: usize::MAX,
            sent: Sent::AtOnce,
            is_former: false,
        }
    }

    /// While those were still here who have left since.
    #[must_use]
    pub const fn formerly(self) -> Self {
        Self {
            is_former: true,
            ..self
        }
    }

    /// Without a signal: its author had seen so many of the entries before it,
    /// and it arrives that many minutes before now.
    #[must_use]
    pub const fn offline(self, seen: usize, arrives_ago_min: i64) -> Self {
        Self {
            seen,
            sent: Sent::Late(arrives_ago_min),
            ..self
        }
    }

    /// Still waiting on its author's phone.
    #[must_use]
    pub const fn unsent(self) -> Self {
        Self {
            sent: Sent::NotYet,
            ..self
        }
    }

    /// Refused by the server.
    #[must_use]
    pub const fn refused(self) -> Self {
        Self {
            sent: Sent::InVain,
            ..self
        }
    }

    pub(crate) fn filled(&self) -> Values {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        self.values.iter().map(pair).collect()
    }

    pub(crate) fn received(&self) -> Option<Timestamp> {
        match self.sent {
            Sent::AtOnce => Some(ago(self.ago_min)),
            Sent::Late(min) => Some(ago(min)),
            Sent::NotYet | Sent::InVain => None,
        }
    }
}

/// So many minutes before now.
pub(crate) fn ago(min: i64) -> Timestamp {
    NOW + Span::minutes(-min)
}
