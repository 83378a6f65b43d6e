//! Who has which equipment in the course of the year, as far as it matters for what is
//! handed over: nobody hands on what the admins are about to take away.
//!
//! No rule: that whoever hands something out holds it, each asset's own history says.

use super::equipment::{Handling, Round};
use domain::{
    ids::{CaseId, PersonId},
    time::{Span, Timestamp},
};
use std::collections::{BTreeMap, VecDeque};

/// Before and after it changes hands everybody comes to know of it.
const SLACK: Span = Span::days(1);

/// Who has what at a time that goes on.
#[derive(Default)]
pub(super) struct Custodies(BTreeMap<CaseId, Standing>);

#[derive(Default)]
struct Standing {
    holder: Option<PersonId>,
    /// Whether it is at work, and not at a vendor's or gone.
    serves: bool,
    /// Since when nothing has happened to it; none if something is under way.
    rests_since: Option<Timestamp>,
    /// What the admins will do with it, and when that arrives.
    planned: VecDeque<(Timestamp, Handling)>,
}

impl Standing {
    fn handle(&mut self, at: Timestamp, deed: &Handling) {
        self.rests_since = Some(at);
        self.serves = match deed {
            Handling::Receive(_) | Handling::TakeBack(_) => {
                self.holder = None;
                true
            }
            Handling::Issue(to, _) => {
                self.holder = Some(*to);
                true
            }
            Handling::EndRepair(..) => true,
            Handling::SendToRepair(..) | Handling::ReportLost(_) | Handling::Scrap(_) => false,
        };
    }

    fn is_quiet(&self, from: Timestamp, until: Timestamp) -> bool {
        let rests = self.rests_since.is_some_and(|since| since + SLACK <= from);
        let next = self.planned.front();
        rests && next.is_none_or(|(next, _)| until + SLACK < *next)
    }
}

impl Custodies {
    /// As these rounds will make it.
    pub fn of(rounds: &[Round]) -> Self {
        let mut all = Self::default();
        for round in rounds {
            for handled in &round.acts {
                let standing = all.0.entry(handled.asset).or_default();
                let planned = (round.received, handled.deed.clone());
                standing.planned.push_back(planned);
            }
        }
        all
    }

    /// Lets the rounds take place that arrive until then.
    pub fn go_on(&mut self, until: Timestamp) {
        for standing in self.0.values_mut() {
            while let Some((at, deed)) = standing.planned.pop_front_if(|(at, _)| *at <= until) {
                standing.handle(at, &deed);
            }
        }
    }

    /// What could be handed over between two times, and who has it.
    pub fn quiet(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> impl Iterator<Item = (CaseId, PersonId)> {
        let quiet = self.0.iter();
        let quiet = quiet.filter(move |(_, it)| it.serves && it.is_quiet(from, until));
        quiet.filter_map(|(asset, standing)| Some((*asset, standing.holder?)))
    }

    /// It is with somebody, and rests there from then on; or something is under way with
    /// it for good.
    pub fn leave(&mut self, asset: CaseId, with: PersonId, since: Option<Timestamp>) {
        if let Some(standing) = self.0.get_mut(&asset) {
            standing.holder = Some(with);
            standing.rests_since = since;
        }
    }

    /// Nobody hands it on any more.
    pub fn forget(&mut self, asset: CaseId) {
        self.0.remove(&asset);
    }
}
