//! The only place that decides who may do what to a ticket, and who may read it. A
//! form refuses only what makes no act.
//!
//! What becomes of a permitted act that others have overtaken is settled in `fold`.

use super::{Completion, Status, Ticket, TicketAct, TicketRefusal, TicketSuperseded};
use crate::{
    asker::{Asker, References},
    assets::name_of,
    capability::Capability,
    date::Date,
    directory::{Directory, Original, Person, Role},
    header::CommandHeader,
    ids::{CommandId, PersonId, StoreId},
    names::Mention,
    photos::{PHOTOS_MAX, Picture},
    scope::Scope,
    text::{is_label, is_plain, is_short, shows_something},
    time::{Span, Timestamp},
};
use std::collections::BTreeSet;

/// The longest text of an act, in characters.
pub const TEXT_CHARS_MAX: usize = 4_000;
/// The most pieces of equipment a ticket names.
pub const EQUIPMENT_MAX: usize = 20;
/// The most open tickets of one requester.
pub const OPEN_MAX: usize = 500;
/// The longest equipment label, in characters.
pub const LABEL_CHARS_MAX: usize = 64;

/// The most days that a hold may last beyond the one on which it begins.
pub const HOLD_DAYS_MAX: i64 = 90;

impl Capability for Ticket {
    const OPEN_MAX: Option<usize> = Some(OPEN_MAX);

    type Act = TicketAct;
    type Refusal = TicketRefusal;
    type Superseded = TicketSuperseded;

    fn permit(
        ticket: Option<&Self>,
        act: &TicketAct,
        asker: &Asker<'_>,
    ) -> Result<(), TicketRefusal> {
        ensure(!act.is_by_system(), TicketRefusal::DoneBySystem)?;
        match (ticket, act) {
            (None, TicketAct::Submit { .. }) => may_submit(act, asker),
            (None, _) => Err(TicketRefusal::NotSubmitted),
            (Some(ticket), act) => ticket.permit_next(act, asker),
        }
    }

    fn begin(header: &CommandHeader, act: &TicketAct) -> Result<Self, TicketSuperseded> {
        Self::begin(header, act)
    }

    fn apply(&mut self, header: &CommandHeader, act: &TicketAct) -> Result<(), TicketSuperseded> {
        self.apply(header, act)
    }

    /// The requester and everybody who has had it or changed it; the desk; and the
    /// engineers of the store's team while it waits in their pool.
    fn audience(&self, directory: &Directory) -> BTreeSet<Scope> {
        let mut audience: BTreeSet<Scope> = self
            .participants
            .iter()
            .copied()
            .map(Scope::Person)
            .collect();
        audience.insert(Scope::Desk);
        if self.status == Status::Pool
            && let Some(store) = directory.stores.get(&self.store)
        {
            audience.insert(Scope::Pool(store.team));
        }
        audience
    }

    fn closed_at(&self) -> Option<Timestamp> {
        match self.status {
            Status::Completed => self.completion().map(|done| done.at),
            Status::Cancelled => self.cancelled_at,
            Status::Closed => self.closing().map(|closing| closing.at),
            Status::Pool | Status::InHand | Status::OnHold => None,
        }
    }

    /// The store's team, and who has it or gets it back: what becomes of either concerns
    /// it.
    fn references(&self) -> References {
        let owner = self.owner.filter(|_| self.status != Status::Closed);
        References {
            stores: BTreeSet::from([self.store]),
            people: owner.into_iter().collect(),
            ..References::default()
        }
    }

    fn has_had_deadline(&self) -> bool {
        self.rounds.iter().any(|round| !round.holds.is_empty())
    }

    /// Who put it on hold, and for whom, are to be reminded when its day is over.
    fn deadline(&self) -> Option<(Timestamp, TicketAct)> {
        let hold = self.hold().filter(|hold| hold.reminded_at.is_none())?;
        Some((hold.over_at, TicketAct::Remind { hold: hold.id }))
    }

    /// What is in their hands is marked, for the desk to give it to somebody else.
    fn after_departure(&self, of: PersonId) -> Option<TicketAct> {
        let assignment = self.assignment()?;
        let is_theirs = self.owner == Some(of) && self.owner_left_at.is_none();
        is_theirs.then_some(TicketAct::MarkDeparture { of, assignment })
    }

    fn original(&self) -> Option<Original> {
        self.as_original()
    }

    /// The equipment concerned, and of a duplicate the other ticket.
    fn mentions(&self) -> BTreeSet<Mention> {
        let labels = self.equipment.iter();
        let names = labels.map(|label| Mention::Name(name_of(label)));
        let original = self.closing().and_then(|it| it.closed_as.original());
        names.chain(original.map(Mention::Case)).collect()
    }
}

impl Ticket {
    fn permit_next(&self, act: &TicketAct, asker: &Asker<'_>) -> Result<(), TicketRefusal> {
        match act {
            TicketAct::Submit { .. } => Err(TicketRefusal::AlreadySubmitted),
            TicketAct::Accept => self.may_accept(asker),
            TicketAct::Assign { to } => self.may_assign(*to, asker),
            // Whoever may read it may add to it, at any time.
            TicketAct::Note { text, photos } if photos.is_empty() => says(text),
            TicketAct::Note { text, photos } => fits(text).and(shows(photos)),
            TicketAct::Hold {
                assignment,
                until,
                over_at,
                reason,
            } => {
                self.may_hold(*assignment, asker)?;
                let is_ahead = may_wait_until(*until, *over_at, asker.at);
                ensure(is_ahead, TicketRefusal::DayOutOfRange)?;
                says(reason)
            }
            TicketAct::Resume { assignment } => {
                self.is_in_hand_of(asker, *assignment)?;
                ensure(self.status == Status::OnHold, TicketRefusal::NotOnHold)
            }
            TicketAct::Reassign {
                assignment,
                to,
                reason,
            } => {
                if !asker.person.is(Role::Dispatcher) {
                    self.is_owned_by(asker)?;
                }
                self.is_current(*assignment)?;
                self.is_assignable_to(*to, asker)?;
                says(reason)
            }
            TicketAct::Complete {
                assignment,
                solution,
                photos,
            } => {
                self.is_in_hand_of(asker, *assignment)?;
                says(solution).and(shows(photos))
            }
            TicketAct::Cancel { reason } => {
                self.is_requested_by(asker)?;
                ensure(self.status == Status::Pool, TicketRefusal::NotInPool)?;
                fits(reason)
            }
            TicketAct::Close {
                opening,
                closed_as,
                reason,
            } => self.may_close(*opening, *closed_as, reason, asker),
            TicketAct::Reopen { ending, reason } => {
                self.is_requested_by(asker)?;
                let current = self.ending().ok_or(TicketRefusal::NotEnded)?;
                ensure(current == *ending, TicketRefusal::Outdated)?;
                says(reason)
            }
            TicketAct::Rate { completion, rating } => {
                self.may_rate(*completion, asker)?;
                ensure(rating.is_in_range(), TicketRefusal::StarsOutOfRange)?;
                fits(&rating.comment)
            }
            TicketAct::Remind { .. } | TicketAct::MarkDeparture { .. } => {
                Err(TicketRefusal::DoneBySystem)
            }
        }
    }

    /// The last completion, if a person may rate it and has not yet. A first rating is
    /// welcome however late, and also once the ticket is reopened.
    pub(super) fn to_rate(&self, person: PersonId) -> Option<&Completion> {
        let done = self.latest_completion()?;
        let is_to_rate = self.requester == person && done.by != person && done.rated.is_none();
        is_to_rate.then_some(done)
    }

    fn may_hold(&self, assignment: CommandId, asker: &Asker<'_>) -> Result<(), TicketRefusal> {
        self.is_in_hand_of(asker, assignment)?;
        ensure(self.status != Status::OnHold, TicketRefusal::AlreadyOnHold)
    }

    fn may_rate(&self, completion: CommandId, asker: &Asker<'_>) -> Result<(), TicketRefusal> {
        self.is_requested_by(asker)?;
        let is_completed = self.completions().next().is_some();
        ensure(is_completed, TicketRefusal::NotCompleted)?;
        let rated = self.completion_by_id(completion);
        let rated = rated.ok_or(TicketRefusal::Outdated)?;
        ensure(rated.by != asker.person.id, TicketRefusal::OwnWork)?;
        let rating = rated.rated.as_ref();
        let is_open = rating.is_none_or(|rated| rated.is_changeable(asker.at));
        ensure(is_open, TicketRefusal::RatingIsFinal)
    }

    fn may_accept(&self, asker: &Asker<'_>) -> Result<(), TicketRefusal> {
        ensure(
            asker.person.is(Role::Engineer),
            TicketRefusal::NotAnEngineer,
        )?;
        ensure(self.status == Status::Pool, TicketRefusal::NotInPool)?;
        let serves = self.is_served_by(asker.person, asker.directory);
        ensure(serves, TicketRefusal::NotYourTeam)
    }

    fn may_assign(&self, to: PersonId, asker: &Asker<'_>) -> Result<(), TicketRefusal> {
        ensure(
            asker.person.is(Role::Dispatcher),
            TicketRefusal::NotADispatcher,
        )?;
        ensure(self.status == Status::Pool, TicketRefusal::NotInPool)?;
        self.is_assignable_to(to, asker)
    }

    fn is_assignable_to(&self, to: PersonId, asker: &Asker<'_>) -> Result<(), TicketRefusal> {
        let person = asker.directory.people.get(&to);
        let is_assignable = person.is_some_and(|person| self.may_go_to(person, asker));
        ensure(is_assignable, TicketRefusal::NotAssignable)
    }

    /// Whether the asker may give the ticket to this person: a colleague to the
    /// engineers who serve the store, the desk to every engineer.
    pub(super) fn may_go_to(&self, person: &Person, asker: &Asker<'_>) -> bool {
        let is_eligible = if asker.person.is(Role::Dispatcher) {
            person.is(Role::Engineer)
        } else {
            self.is_served_by(person, asker.directory)
        };
        is_eligible && self.owner != Some(person.id)
    }

    /// Whether a person is an engineer who serves the ticket's store.
    pub(super) fn is_served_by(&self, person: &Person, directory: &Directory) -> bool {
        let store = directory.stores.get(&self.store);
        store.is_some_and(|store| person.serves(store))
    }

    fn is_requested_by(&self, asker: &Asker<'_>) -> Result<(), TicketRefusal> {
        ensure(
            self.requester == asker.person.id,
            TicketRefusal::NotTheRequester,
        )
    }

    fn is_owned_by(&self, asker: &Asker<'_>) -> Result<(), TicketRefusal> {
        ensure(
            asker.person.is(Role::Engineer),
            TicketRefusal::NotAnEngineer,
        )?;
        ensure(
            self.owner == Some(asker.person.id),
            TicketRefusal::NotTheOwner,
        )
    }

    fn is_current(&self, assignment: CommandId) -> Result<(), TicketRefusal> {
        let current = self.assignment().ok_or(TicketRefusal::NotInHand)?;
        ensure(current == assignment, TicketRefusal::Outdated)
    }

    fn is_in_hand_of(&self, asker: &Asker<'_>, assignment: CommandId) -> Result<(), TicketRefusal> {
        self.is_owned_by(asker)?;
        self.is_current(assignment)
    }
}

/// Whether a person may ask for help at a store: requesters at their own, the
/// department at any.
pub(super) fn may_be_asked_for(store: StoreId, person: &Person) -> bool {
    store == person.store || person.is_service()
}

fn may_submit(act: &TicketAct, asker: &Asker<'_>) -> Result<(), TicketRefusal> {
    let TicketAct::Submit {
        category,
        targets,
        store,
        description,
        equipment,
        photos,
    } = act
    else {
        return Err(TicketRefusal::NotSubmitted);
    };
    let is_own = may_be_asked_for(*store, asker.person);
    ensure(is_own, TicketRefusal::ForeignStore)?;
    let is_known = asker.directory.stores.contains_key(store);
    ensure(is_known, TicketRefusal::UnknownStore)?;
    let category = asker.directory.categories.get(category);
    let is_promised = category.is_some_and(|category| category.has_promised(*targets));
    ensure(is_promised, TicketRefusal::UnknownCategory)?;
    ensure(are_labels(equipment), TicketRefusal::BadEquipment)?;
    says(description).and(shows(photos))
}

/// Whether a hold may last until a day is over, which it is at `over_at` where its author
/// is: not for ever.
fn may_wait_until(until: Date, over_at: Timestamp, now: Timestamp) -> bool {
    let latest = now + Span::days(HOLD_DAYS_MAX + 1);
    over_at <= latest && until.may_be_over_at(over_at)
}

pub(super) fn says(text: &str) -> Result<(), TicketRefusal> {
    fits(text)?;
    ensure(shows_something(text), TicketRefusal::TextMissing)
}

pub(super) fn fits(text: &str) -> Result<(), TicketRefusal> {
    ensure(is_short(text, TEXT_CHARS_MAX), TicketRefusal::TextTooLong)?;
    ensure(text.chars().all(is_plain), TicketRefusal::TextUnreadable)
}

fn shows(photos: &[Picture]) -> Result<(), TicketRefusal> {
    ensure(photos.len() <= PHOTOS_MAX, TicketRefusal::TooManyPhotos)?;
    let wholes: Vec<_> = photos.iter().map(|photo| photo.whole).collect();
    ensure(are_distinct(&wholes), TicketRefusal::RepeatedPhoto)
}

fn are_labels(labels: &[String]) -> bool {
    let mut all = labels.iter();
    let are_labels = all.all(|label| is_label(label, LABEL_CHARS_MAX));
    labels.len() <= EQUIPMENT_MAX && are_labels && are_distinct(labels)
}

fn are_distinct<T: Ord>(things: &[T]) -> bool {
    things.iter().collect::<BTreeSet<_>>().len() == things.len()
}

pub(super) fn ensure(holds: bool, otherwise: TicketRefusal) -> Result<(), TicketRefusal> {
    if holds { Ok(()) } else { Err(otherwise) }
}
