//! 异常: why the desk has to look at a ticket, as far as the ticket itself says it. That
//! a target is near or past is the clock's to say, and stands in the row.

use super::{Status, Ticket};

/// After so many reassignments a ticket is bounced.
const BOUNCES_MIN: u32 = 2;
/// A rating of no more stars is an exception.
const LOW_STARS_MAX: u8 = 2;

/// Why the desk has to look at a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exception {
    /// 处理人已离职: who has it has left.
    OwnerLeft,
    /// 挂起到期: the day is over until which it had to wait.
    HoldOver,
    /// 多次转单: it was reassigned twice or more.
    Bounced,
    /// 重开: it was reopened, and is not done yet.
    Reopened,
    /// 低分: what was done of it is rated 2 or less.
    RatedLow,
}

impl Exception {
    pub const ALL: [Self; 5] = [
        Self::OwnerLeft,
        Self::HoldOver,
        Self::Bounced,
        Self::Reopened,
        Self::RatedLow,
    ];

    /// The word for it in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OwnerLeft => "owner_left",
            Self::HoldOver => "hold_over",
            Self::Bounced => "bounced",
            Self::Reopened => "reopened",
            Self::RatedLow => "rated_low",
        }
    }

    /// The message that names it.
    pub(super) const fn message_id(self) -> &'static str {
        match self {
            Self::OwnerLeft => "ticket-exception-owner-left",
            Self::HoldOver => "ticket-exception-hold-over",
            Self::Bounced => "ticket-exception-bounced",
            Self::Reopened => "ticket-exception-reopened",
            Self::RatedLow => "ticket-exception-rated-low",
        }
    }
}

impl Ticket {
    /// Why the desk has to look at it; empty if it need not.
    #[must_use]
    pub fn exceptions(&self) -> Vec<Exception> {
        let all = Exception::ALL.into_iter();
        all.filter(|exception| self.is_exception(*exception))
            .collect()
    }

    fn is_exception(&self, exception: Exception) -> bool {
        let is_open = matches!(self.status, Status::Pool | Status::InHand | Status::OnHold);
        match exception {
            Exception::OwnerLeft => self.owner_left_at.is_some(),
            Exception::HoldOver => self.hold().is_some_and(|it| it.reminded_at.is_some()),
            Exception::Bounced => is_open && self.reassignments >= BOUNCES_MIN,
            Exception::Reopened => is_open && self.reopenings() > 0,
            Exception::RatedLow => {
                let rated = self.completion().and_then(|done| done.rated.as_ref());
                rated.is_some_and(|rated| rated.rating.overall <= LOW_STARS_MAX)
            }
        }
    }
}
