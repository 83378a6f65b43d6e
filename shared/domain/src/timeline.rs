//! The timeline of a case: what is the same for the entries of every
//! capability.

use crate::{
    capability::AnyAct,
    presented::{Presented, TypedEntry},
    view::{TimelineEntry, Tone, Viewer, shown_pictures},
    words::Message,
};

/// An entry as the page of its case shows it.
pub(crate) fn timeline_entry<C: Presented>(
    entry: &TypedEntry<'_, C::Act>,
    viewer: &Viewer<'_>,
) -> TimelineEntry {
    let by = |message: Message| viewer.say(&message.person("by", entry.author));
    let received = entry.received.map(|at| viewer.time(at));
    let shown = TimelineEntry {
        id: entry.id.to_string(),
        title: by(Message::new("timeline-unknown")),
        text: String::new(),
        photos: Vec::new(),
        acted: viewer.time(entry.at),
        received: received.unwrap_or_default(),
        superseded: String::new(),
        tone: Tone::Quiet,
    };
    let Some(act) = entry.act else {
        return shown;
    };
    let superseded = entry.superseded.map(|why| viewer.say(&why.message()));
    TimelineEntry {
        title: by(act.title()),
        text: C::said(act, viewer).trim().to_owned(),
        photos: shown_pictures(&act.pictures()),
        tone: match (&superseded, entry.received) {
            (Some(_), _) => Tone::Quiet,
            (None, None) => Tone::Warning,
            (None, Some(_)) => Tone::Calm,
        },
        superseded: superseded.unwrap_or_default(),
        ..shown
    }
}
