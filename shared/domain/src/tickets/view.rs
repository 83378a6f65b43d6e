//! What people see of a ticket: its row, its page with its timeline, and what
//! they are told of it.

use super::{
    Status, Ticket, TicketAct,
    form::{FORMS, OPENINGS},
    samples::STORIES,
};
use crate::{
    capability::{AnyAct, Capability},
    directory::{Directory, Person, Role},
    form::FormSpec,
    ids::{CaseId, CommandId, PersonId},
    photos::Picture,
    presented::{CaseRow, Listing, Notice, Presented, TypedEntry},
    rating::Rating,
    story::Story,
    text::{cut, folded},
    view::{Badge, Field, Tone, Viewer, first_thumbnail},
    words::Message,
};

/// The lists of tickets a phone keeps.
const MINE: &str = "ticket.mine";
const POOL: &str = "ticket.pool";
const WORK: &str = "ticket.work";
const IN_HAND: &str = "ticket.in_hand";
const TO_RATE: &str = "ticket.to_rate";

impl Presented for Ticket {
    const CASES: &'static str = "ticket-cases";
    const LISTS: &'static [&'static str] = &[MINE, POOL, WORK, IN_HAND, TO_RATE];
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
            TO_RATE => Some("ticket-list-to-rate"),
            _ => None,
        }
    }

    fn listings(&self, person: &Person, directory: &Directory, _: &[CommandId]) -> Vec<Listing> {
        let due = self.due().map_or(i64::MAX, |due| due.0);
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
            status: status(self.status, viewer),
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

    /// The requester is told of every act, whoever has the ticket when it comes
    /// to them or leaves them, and everybody whose act is without effect. Work
    /// that somebody did for nothing is news to the others as a note is.
    fn notices(&self, entries: &[TypedEntry<'_, TicketAct>], person: &Person) -> Vec<Notice> {
        let mut owner = None;
        let mut notices = Vec::new();
        for entry in entries {
            let former = owner;
            if entry.superseded.is_none() {
                owner = owner_after(entry, owner);
            }
            if entry.received.is_none() {
                continue;
            }
            let notice = match (entry.superseded, entry.author == person.id) {
                (Some(superseded), true) => Some((superseded.message(), Tone::Alarm)),
                (None, true) => None,
                (_, false) => told(self, entry, former, person),
            };
            notices.extend(notice.map(|(message, tone)| Notice {
                entry: entry.id,
                message,
                tone,
            }));
        }
        notices
    }
}

fn owner_after(entry: &TypedEntry<'_, TicketAct>, owner: Option<PersonId>) -> Option<PersonId> {
    let Some(act) = entry.act else {
        return owner;
    };
    match act {
        TicketAct::Accept | TicketAct::Complete { .. } => Some(entry.author),
        TicketAct::Assign { to } | TicketAct::Reassign { to, .. } => Some(*to),
        TicketAct::Submit { .. }
        | TicketAct::Note { .. }
        | TicketAct::Hold { .. }
        | TicketAct::Resume { .. }
        | TicketAct::Cancel { .. }
        | TicketAct::Reopen { .. }
        | TicketAct::Rate { .. } => owner,
    }
}

/// What somebody else's act means to a person; nothing if it is none of theirs.
fn told(
    ticket: &Ticket,
    entry: &TypedEntry<'_, TicketAct>,
    former_owner: Option<PersonId>,
    person: &Person,
) -> Option<(Message, Tone)> {
    let act = entry.act?;
    let is_requester = ticket.requester == person.id;
    let had_it = former_owner == Some(person.id);
    let did_it = |id| {
        let completion = ticket.completion_by_id(id);
        completion.is_some_and(|done| done.by == person.id)
    };
    let by = |id| Message::new(id).person("by", entry.author);
    let noted = || (is_requester || had_it).then(|| (by("ticket-notice-noted"), Tone::Calm));
    if entry.superseded.is_some() {
        return noted().filter(|_| matches!(act, TicketAct::Complete { .. }));
    }
    match act {
        TicketAct::Assign { to } | TicketAct::Reassign { to, .. } if *to == person.id => {
            Some((by("ticket-notice-given-to-you"), Tone::Active))
        }
        TicketAct::Reassign { to, .. } if had_it => Some((
            by("ticket-notice-taken-from-you").person("to", *to),
            Tone::Warning,
        )),
        TicketAct::Complete { .. } if had_it => {
            Some((by("ticket-notice-completed-for-you"), Tone::Warning))
        }
        TicketAct::Reopen { .. } if had_it => Some((by("ticket-notice-reopened"), Tone::Warning)),
        TicketAct::Rate { completion, rating } if did_it(*completion) => Some((
            by("ticket-notice-rated").number("stars", rating.overall.into()),
            Tone::Calm,
        )),
        TicketAct::Accept if is_requester => Some((by("ticket-notice-accepted"), Tone::Calm)),
        TicketAct::Assign { to } if is_requester => Some((
            Message::new("ticket-notice-assigned").person("to", *to),
            Tone::Calm,
        )),
        TicketAct::Reassign { to, .. } if is_requester => Some((
            Message::new("ticket-notice-reassigned").person("to", *to),
            Tone::Calm,
        )),
        TicketAct::Hold { .. } if is_requester => Some((by("ticket-notice-held"), Tone::Warning)),
        TicketAct::Complete { .. } if is_requester => {
            Some((by("ticket-notice-completed"), Tone::Active))
        }
        TicketAct::Note { .. } => noted(),
        _ => None,
    }
}

fn status(status: Status, viewer: &Viewer<'_>) -> Badge {
    Badge {
        text: viewer.word(status.message_id()),
        tone: match status {
            Status::Pool => Tone::Active,
            Status::InHand => Tone::Calm,
            Status::OnHold => Tone::Warning,
            Status::Completed | Status::Cancelled => Tone::Quiet,
        },
    }
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

fn rating(rating: &Rating, viewer: &Viewer<'_>) -> String {
    viewer.say(
        &Message::new("ticket-rating")
            .number("overall", rating.overall.into())
            .number("attitude", rating.attitude.into())
            .number("speed", rating.speed.into())
            .number("quality", rating.quality.into()),
    )
}

fn first_line(text: &str) -> String {
    cut(text.trim().lines().next().unwrap_or_default(), 80)
}
