//! What people are told of what others did to a ticket.

use super::{Ticket, TicketAct};
use crate::{
    directory::{Person, Role},
    ids::{CommandId, PersonId},
    presented::{Notice, TypedEntry},
    view::Tone,
    words::Message,
};

/// Whose a ticket was before an entry.
#[derive(Clone, Copy, Default)]
struct Hands {
    owner: Option<PersonId>,
    /// Who had closed it; none while it is not closed.
    closer: Option<PersonId>,
}

impl Hands {
    fn after(self, entry: &TypedEntry<'_, TicketAct>) -> Self {
        let owner = match entry.act {
            Some(TicketAct::Accept | TicketAct::Complete { .. }) => Some(entry.author),
            Some(TicketAct::Assign { to } | TicketAct::Reassign { to, .. }) => Some(*to),
            Some(TicketAct::Reopen { .. }) if self.closer.is_some() => None,
            _ => self.owner,
        };
        let closer = match entry.act {
            Some(TicketAct::Close { .. }) => Some(entry.author),
            Some(TicketAct::Complete { .. } | TicketAct::Reopen { .. }) => None,
            _ => self.closer,
        };
        Self { owner, closer }
    }
}

/// The requester is told of every act, whoever has the ticket when it comes to them or
/// leaves them, who closed it of what undoes that, the desk of what is in the hands of
/// somebody who has left, and everybody whose act is without effect. Work that somebody
/// did for nothing is news to the others as a note is.
pub(super) fn notices(
    ticket: &Ticket,
    entries: &[TypedEntry<'_, TicketAct>],
    person: &Person,
) -> Vec<Notice> {
    let mut hands = Hands::default();
    let mut notices = Vec::new();
    for entry in entries {
        let before = hands;
        if entry.superseded.is_none() {
            hands = hands.after(entry);
        }
        if entry.received.is_none() {
            continue;
        }
        let notice = match (entry.superseded, entry.author == person.id) {
            (Some(superseded), true) => Some((superseded.message(), Tone::Alarm)),
            (None, true) => None,
            (_, false) => told(ticket, entry, before, person),
        };
        notices.extend(notice.map(|(message, tone)| Notice {
            entry: entry.id,
            message,
            tone,
        }));
    }
    notices
}

/// What somebody else's act means to a person; nothing if it is none of theirs.
fn told(
    ticket: &Ticket,
    entry: &TypedEntry<'_, TicketAct>,
    before: Hands,
    person: &Person,
) -> Option<(Message, Tone)> {
    let act = entry.act?;
    let is_requester = ticket.requester == person.id;
    let had_it = before.owner == Some(person.id);
    let noted = || {
        let noted = Message::new("ticket-notice-noted").person("by", entry.author);
        (is_requester || had_it).then_some((noted, Tone::Calm))
    };
    if entry.superseded.is_some() {
        return noted().filter(|_| matches!(act, TicketAct::Complete { .. }));
    }
    match act {
        TicketAct::Note { .. } => noted(),
        // What is over, or was given to somebody else meanwhile, nobody has to look at.
        TicketAct::Remind { hold } if !is_held_by(ticket, *hold) => None,
        TicketAct::MarkDeparture { of, assignment } => {
            let is_theirs = ticket.assignment() == Some(*assignment);
            let left = Message::new("ticket-notice-owner-left").person("of", *of);
            (is_theirs && person.is(Role::Dispatcher)).then_some((left, Tone::Alarm))
        }
        act => told_concerned(ticket, (act, entry.author), before, person)
            .or_else(|| told_requester(act, entry.author).filter(|_| is_requester)),
    }
}

fn is_held_by(ticket: &Ticket, hold: CommandId) -> bool {
    ticket.hold().is_some_and(|held| held.id == hold)
}

/// What an act means to whoever it comes to, had the ticket, or did what it is about.
fn told_concerned(
    ticket: &Ticket,
    (act, author): (&TicketAct, PersonId),
    before: Hands,
    person: &Person,
) -> Option<(Message, Tone)> {
    let had_it = before.owner == Some(person.id);
    let had_closed_it = before.closer == Some(person.id);
    let did_it = |id| {
        let completion = ticket.completion_by_id(id);
        completion.is_some_and(|done| done.by == person.id)
    };
    let by = |id| Message::new(id).person("by", author);
    match act {
        TicketAct::Assign { to } | TicketAct::Reassign { to, .. } if *to == person.id => {
            Some((by("ticket-notice-given-to-you"), Tone::Active))
        }
        TicketAct::Reassign { to, .. } if had_it => Some((
            by("ticket-notice-taken-from-you").person("to", *to),
            Tone::Warning,
        )),
        TicketAct::Complete { .. } if had_closed_it => {
            Some((by("ticket-notice-completed-before-closing"), Tone::Warning))
        }
        TicketAct::Complete { .. } if had_it => {
            Some((by("ticket-notice-completed-for-you"), Tone::Warning))
        }
        TicketAct::Close { .. } if had_it => {
            Some((by("ticket-notice-closed-for-you"), Tone::Warning))
        }
        TicketAct::Reopen { .. } if before.closer.is_some() && (had_closed_it || had_it) => {
            Some((by("ticket-notice-closing-reopened"), Tone::Warning))
        }
        TicketAct::Reopen { .. } if had_it => Some((by("ticket-notice-reopened"), Tone::Warning)),
        TicketAct::Remind { .. } if had_it => {
            Some((Message::new("ticket-notice-resume-now"), Tone::Warning))
        }
        TicketAct::Rate { completion, rating } if did_it(*completion) => Some((
            by("ticket-notice-rated").number("stars", rating.overall.into()),
            Tone::Calm,
        )),
        _ => None,
    }
}

/// What an act means to who asked for help.
fn told_requester(act: &TicketAct, author: PersonId) -> Option<(Message, Tone)> {
    let by = |id| Message::new(id).person("by", author);
    match act {
        TicketAct::Accept => Some((by("ticket-notice-accepted"), Tone::Calm)),
        TicketAct::Assign { to } => Some((
            Message::new("ticket-notice-assigned").person("to", *to),
            Tone::Calm,
        )),
        TicketAct::Reassign { to, .. } => Some((
            Message::new("ticket-notice-reassigned").person("to", *to),
            Tone::Calm,
        )),
        TicketAct::Hold { until, .. } => Some((
            by("ticket-notice-held").text("until", until.to_string()),
            Tone::Warning,
        )),
        TicketAct::Complete { .. } => Some((by("ticket-notice-completed"), Tone::Active)),
        TicketAct::Close { closed_as, .. } => Some((by(closed_as.notice_id()), Tone::Warning)),
        TicketAct::Remind { .. } => Some((Message::new("ticket-notice-hold-over"), Tone::Warning)),
        _ => None,
    }
}
