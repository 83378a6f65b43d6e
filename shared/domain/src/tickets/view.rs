//! What people see of a ticket: its row, its page with its timeline, and what
//! they are told of it.

use super::{
    Closing, Exception, Status, Ticket, TicketAct,
    form::{FORMS, OPENINGS},
    notices,
    samples::STORIES,
};
use crate::{
    capability::{AnyAct, Capability},
    directory::{Directory, Person, Role},
    form::FormSpec,
    ids::{CaseId, CommandId},
    photos::Picture,
    presented::{CaseRow, Listing, Notice, Presented, TypedEntry},
    rating::Rating,
    story::Story,
    text::{cut, folded},
    time::Timestamp,
    view::{Badge, Field, Tone, Viewer, first_thumbnail},
    words::Message,
};

/// The lists of tickets a phone keeps.
const MINE: &str = "ticket.mine";
const POOL: &str = "ticket.pool";
const WORK: &str = "ticket.work";
const IN_HAND: &str = "ticket.in_hand";
const EXCEPTIONS: &str = "ticket.exceptions";
const TO_RATE: &str = "ticket.to_rate";

impl Presented for Ticket {
    const CASES: &'static str = "ticket-cases";
    const LISTS: &'static [&'static str] = &[MINE, POOL, WORK, IN_HAND, EXCEPTIONS, TO_RATE];
    const STORIES: &'static [Story] = STORIES;
    const OPENINGS: &'static [FormSpec<Self>] = OPENINGS;
    const FORMS: &'static [FormSpec<Self>] = FORMS;

    fn lists_of(person: &Person) -> Vec<&'static str> {
        let works = person.is(Role::Engineer);
        let directs = person.is_of_the_desk();
        let lists = [
            (MINE, true),
            (POOL, works || directs),
            (WORK, works),
            (IN_HAND, directs),
            (EXCEPTIONS, directs),
            (TO_RATE, true),
        ];
        let concerns = lists.into_iter().filter(|(_, concerns)| *concerns);
        concerns.map(|(list, _)| list).collect()
    }

    fn list_title(list: &str) -> Option<&'static str> {
        match list {
            MINE => Some("ticket-list-mine"),
            POOL => Some("ticket-list-pool"),
            WORK => Some("ticket-list-work"),
            IN_HAND => Some("ticket-list-in-hand"),
            EXCEPTIONS => Some("ticket-list-exceptions"),
            TO_RATE => Some("ticket-list-to-rate"),
            _ => None,
        }
    }

    fn listings(&self, person: &Person, directory: &Directory, _: &[CommandId]) -> Vec<Listing> {
        let due = next_at(self).map_or(i64::MAX, |due| due.0);
        let mut lists = Vec::new();
        if self.requester == person.id {
            // The newest first, what is open before what is over.
            lists.push((MINE, self.submitted_at.0.saturating_neg()));
        }
        let directs = person.is_of_the_desk();
        let serves = self.is_served_by(person, directory);
        if self.status == Status::Pool && (serves || directs) {
            lists.push((POOL, due));
        }
        if self.owner == Some(person.id) {
            lists.push((WORK, due));
        }
        if directs && matches!(self.status, Status::InHand | Status::OnHold) {
            lists.push((IN_HAND, due));
        }
        if directs && !self.exceptions().is_empty() {
            lists.push((EXCEPTIONS, due));
        }
        let closed_at = self.closed_at();
        let listing = |(list, rank)| Listing {
            list,
            rank,
            closed_at,
        };
        let to_rate = self.to_rate(person.id).map(|done| Listing {
            list: TO_RATE,
            // The latest first.
            rank: done.at.0.saturating_neg(),
            // The ticket may be over, the rating is still to come.
            closed_at: None,
        });
        lists.into_iter().map(listing).chain(to_rate).collect()
    }

    fn search_text(&self, directory: &Directory) -> String {
        let person = |id| directory.people.get(&id).map(|person| person.name.as_str());
        let store = directory.stores.get(&self.store);
        let mut parts = vec![self.description.as_str()];
        parts.extend(store.map(|store| store.name.as_str()));
        parts.extend(person(self.requester));
        parts.extend(self.owner.and_then(person));
        parts.extend(self.equipment.iter().map(String::as_str));
        parts.extend(self.completions().map(|done| done.solution.as_str()));
        folded(&parts.join("\n"))
    }

    fn row(&self, id: CaseId, viewer: &Viewer<'_>) -> CaseRow {
        CaseRow {
            case: id.to_string(),
            code: id.code(),
            title: first_line(&self.description),
            thumbnail: first_thumbnail(&self.photos),
            location: viewer.store(self.store),
            person: match self.owner {
                Some(owner) if self.requester == viewer.person.id => viewer.person(owner),
                _ => viewer.person(self.requester),
            },
            time: viewer.time(self.submitted_at),
            status: status(self, viewer),
            due: due(self, viewer),
            pending: false,
        }
    }

    fn text(&self) -> &str {
        &self.description
    }

    fn photos(&self) -> &[Picture] {
        &self.photos
    }

    fn fields(&self, viewer: &Viewer<'_>) -> Vec<Field> {
        fields(self, viewer)
    }

    fn said(act: &TicketAct, viewer: &Viewer<'_>) -> String {
        match act {
            TicketAct::Rate { rating: given, .. } => {
                format!("{} {}", rating(given, viewer), given.comment)
            }
            act => act.text().to_owned(),
        }
    }

    fn anew(&self, act: &TicketAct) -> TicketAct {
        act.anew(self)
    }

    fn notices(&self, entries: &[TypedEntry<'_, TicketAct>], person: &Person) -> Vec<Notice> {
        notices::notices(self, entries, person)
    }
}

fn status(ticket: &Ticket, viewer: &Viewer<'_>) -> Badge {
    // What the desk has to see before anything else.
    let urgent = [Exception::OwnerLeft, Exception::HoldOver];
    let exceptions = ticket.exceptions().into_iter();
    let mut urgent = exceptions.filter(|it| urgent.contains(it));
    if let Some(exception) = urgent.next() {
        return Badge {
            text: viewer.word(exception.message_id()),
            tone: Tone::Alarm,
        };
    }
    Badge {
        text: viewer.word(ticket.status.message_id()),
        tone: match ticket.status {
            Status::Pool => Tone::Active,
            Status::InHand => Tone::Calm,
            Status::OnHold => Tone::Warning,
            Status::Completed | Status::Cancelled | Status::Closed => Tone::Quiet,
        },
    }
}

/// By when something has to be done: the step that it is at, or to go on with it.
fn next_at(ticket: &Ticket) -> Option<Timestamp> {
    let over_at = ticket.hold().map(|hold| hold.over_at);
    ticket.due().or(over_at)
}

fn due(ticket: &Ticket, viewer: &Viewer<'_>) -> Option<Badge> {
    let allowed = match ticket.status {
        Status::Pool => ticket.targets.response(),
        _ => ticket.targets.completion(),
    };
    Some(viewer.due(ticket.due()?, allowed))
}

fn fields(ticket: &Ticket, viewer: &Viewer<'_>) -> Vec<Field> {
    let field = |label, text| Field {
        label: viewer.word(label),
        text,
    };
    let mut fields = vec![
        field("ticket-field-category", viewer.category(ticket.category)),
        field("ticket-field-store", viewer.store(ticket.store)),
        field("ticket-field-requester", viewer.person(ticket.requester)),
        field("ticket-field-submitted", viewer.time(ticket.submitted_at)),
    ];
    if let Some(owner) = ticket.owner {
        fields.push(field("ticket-field-owner", viewer.person(owner)));
    }
    if let Some(due) = ticket.due() {
        fields.push(field("ticket-field-due", viewer.time(due)));
    }
    if let Some(hold) = ticket.hold() {
        fields.push(field("ticket-field-held-until", hold.until.to_string()));
    }
    if let Some(closing) = ticket.closing() {
        fields.push(field("ticket-field-closed-as", closed_as(closing, viewer)));
    }
    let exceptions = ticket.exceptions();
    if viewer.person.is_of_the_desk() && !exceptions.is_empty() {
        let named = exceptions.iter().map(|it| viewer.word(it.message_id()));
        let exceptions = viewer.words.list(&named.collect::<Vec<_>>());
        fields.push(field("ticket-field-exception", exceptions));
    }
    if !ticket.equipment.is_empty() {
        let equipment = viewer.words.list(&ticket.equipment);
        fields.push(field("ticket-field-equipment", equipment));
    }
    if let Some(waited) = ticket.waited() {
        fields.push(field("ticket-field-waited", viewer.span(waited)));
    }
    if let Some(round) = ticket.round() {
        fields.push(field(
            "ticket-field-worked",
            viewer.span(round.worked(viewer.now)),
        ));
    }
    if let Some(done) = ticket.completion() {
        fields.push(field("ticket-field-solution", done.solution.clone()));
        if let Some(rated) = &done.rated {
            fields.push(field("ticket-field-rating", rating(&rated.rating, viewer)));
        }
    }
    fields
}

/// As what it is closed. The other ticket is named to the desk alone; to the others it
/// is shown as far as they may read it, among those that this one is about.
fn closed_as(closing: &Closing, viewer: &Viewer<'_>) -> String {
    let closed_as = closing.closed_as;
    match closed_as.original() {
        Some(original) if viewer.person.is_of_the_desk() => viewer
            .say(&Message::new("ticket-closed-duplicate-of").text("original", original.code())),
        _ => viewer.word(closed_as.message_id()),
    }
}

fn rating(rating: &Rating, viewer: &Viewer<'_>) -> String {
    viewer.say(
        &Message::new("ticket-rating")
            .number("overall", rating.overall.into())
            .number("attitude", rating.attitude.into())
            .number("speed", rating.speed.into())
            .number("quality", rating.quality.into()),
    )
}

pub(super) fn first_line(text: &str) -> String {
    cut(text.trim().lines().next().unwrap_or_default(), 80)
}
