//! What surrounds the content of a page, in every state of the sync, around the
//! first list.

use super::{Sample, SamplePhone, State, lists, phone_of};
use crate::{
    event::Route,
    model::{Access, Model, SyncPhase, UNREACHABLE, home},
    online::session,
    routes,
    store::{Counts, Found, StoreFault},
};
use domain::{
    samples::Part,
    view::Tone,
    words::{Message, Worded},
};

/// Each state by its name, and what it is besides one in which all is done.
const STATES: &[State] = &[
    ("in_sync", |_| {}),
    ("never_synced", |model| {
        if let Some(session) = &mut model.state.session {
            session.server_time = None;
        }
    }),
    ("busy", |model| model.sync.phase = SyncPhase::Exchanging(1)),
    ("no_network", |model| model.sync.is_connected = false),
    ("unreachable", |model| {
        stop(model, Message::new(UNREACHABLE));
    }),
    ("failed", |model| stop(model, Message::new("sync-failed"))),
    ("no_keychain", |model| {
        stop(model, Message::new("sync-no-keychain"));
    }),
    ("not_understood", |model| {
        stop(model, Message::new("sync-not-understood"));
    }),
    ("other_answers", |model| {
        stop(model, Message::new("sync-other-answers"));
    }),
    ("restored", |model| {
        if let Some(session) = &mut model.state.session {
            session.restored_at = session.synced_at();
        }
    }),
    ("disk_full", |model| stop(model, StoreFault::Full.message())),
    ("ended", |model| {
        model.access = Access::Ended("sign-in-ended");
    }),
    ("waiting", |model| model.counts.waiting = 3),
    ("photos_waiting", |model| model.counts.photos = 2),
    ("photos_moving", |model| {
        model.counts.photos = 2;
        model.photos.exchange = Some(1);
    }),
    ("photo_refused", |model| {
        model.counts.refused = 1;
        model.say(Message::new("photo-refused"), Tone::Alarm);
    }),
    ("no_room_for_a_photo", |model| {
        model.counts.photos = 1;
        model.photos.problem = Some(Message::new("photo-no-room"));
    }),
    ("draft", |model| {
        let openings = routes::page(model).frame.openings.into_iter();
        let forms = openings.map(|opening| (opening.subject, opening.offer.name));
        model.counts.begun = forms.collect();
    }),
    ("unread", |model| model.counts.unread = 120),
    ("refused", |model| {
        model.counts.refused = 2;
        let refused = Message::new("sync-refused").number("count", 2);
        model.say(refused, Tone::Alarm);
    }),
    ("drafts_kept", |model| {
        let found = Found { drafts: 2, lost: 0 };
        model.message = session::found_again(found);
    }),
    ("drafts_lost", |model| {
        let found = Found { drafts: 0, lost: 2 };
        model.message = session::found_again(found);
    }),
];

pub fn samples(phones: &mut [SamplePhone]) -> Vec<Sample> {
    let phone = phone_of(phones, Part::Requester);
    let route = home();
    let rows = match &route {
        Route::List(list) => phone.rows(list),
        _ => Vec::new(),
    };
    let show = |(name, state): &State| {
        let result = lists::whole(rows.clone());
        phone.sample(format!("frame/{name}"), route.clone(), result, |model| {
            model.counts = Counts {
                lists: model.counts.lists.clone(),
                ..Counts::default()
            };
            state(model);
        })
    };
    STATES.iter().map(show).collect()
}

fn stop(model: &mut Model, problem: Message) {
    model.sync.problem = Some(problem);
}
