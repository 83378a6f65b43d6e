//! The outbox, the notices, the settings, and what is not here.

use super::{Sample, SamplePhone, phone_of};
use crate::{
    event::Route,
    model::SyncPhase,
    online::session,
    store::{Counts, Draft, DraftLine, HeldCases, Holding, Line, PhotoLine, QueryResult},
    subject::Subject,
};
use domain::{
    capabilities::Kind,
    ids::{BlobId, CaseId},
    samples::Part,
    view::InputKind,
    words::Message,
};

pub fn samples(phones: &mut [SamplePhone]) -> Vec<Sample> {
    let mut samples = outboxes(phones);
    samples.extend(notices(phones));
    samples.extend(settings(phones));
    samples.extend(what_is_not_here(phone_of(phones, Part::Engineer)));
    samples
}

fn outboxes(phones: &mut [SamplePhone]) -> Vec<Sample> {
    let mut show = |part, state: &str, lines: fn(&SamplePhone) -> [Vec<Line>; 2]| {
        let phone = phone_of(phones, part);
        let [waiting, refused] = lines(phone);
        let result = QueryResult::Outbox {
            waiting,
            refused,
            drafts: Vec::new(),
            photos: Vec::new(),
        };
        phone.sample(format!("outbox/{state}"), Route::Outbox, result, |_| {})
    };
    // Nothing that the dispatcher did waits.
    let mut samples = vec![
        show(Part::Dispatcher, "empty", |_| [Vec::new(), Vec::new()]),
        show(Part::Requester, "waiting", |phone| {
            [phone.waiting(), Vec::new()]
        }),
        show(Part::Engineer, "refused", |phone| {
            [phone.waiting(), phone.refused()]
        }),
        show(Part::Engineer, "awaiting", |phone| {
            [awaiting(phone.waiting()), Vec::new()]
        }),
        show(Part::Engineer, "unread", |phone| {
            [unread(phone.waiting()), unread(phone.refused())]
        }),
    ];
    samples.push(photos_on_their_way(phone_of(phones, Part::Requester)));
    samples.push(drafts(phone_of(phones, Part::Engineer)));
    samples
}

/// What is half done: to begin something, to a case that is here, and to one that is not.
fn drafts(phone: &mut SamplePhone) -> Sample {
    let draft = |subject, offer: &str, values: &[(&str, String)]| {
        let pair = |(name, value): &(&str, String)| ((*name).to_owned(), value.clone());
        Draft {
            subject,
            offer: offer.to_owned(),
            revises: None,
            values: values.iter().map(pair).collect(),
        }
    };
    let photo = BlobId([7; 32]).to_string();
    let half = "三号收银机打";
    let mut lines: Vec<DraftLine> = Vec::new();
    for kind in Kind::ALL {
        let openings = kind.as_dyn().openings(&phone.viewer());
        let forms = openings.iter().filter_map(|offer| {
            let form = kind.as_dyn().form(&offer.name, &phone.viewer())?;
            let text = form.inputs.iter().find(|it| it.kind == InputKind::Text)?;
            let values = [
                (text.name.as_str(), half.to_owned()),
                ("photos", photo.clone()),
            ];
            Some(draft(Subject::New(*kind), &offer.name, &values))
        });
        lines.extend(forms.map(|draft| DraftLine { draft, case: None }));
    }
    if let Some(sample) = phone.cases.first() {
        let case = Some(SamplePhone::case(sample).clone());
        let values = [("text", half.to_owned()), ("photos", photo.clone())];
        let draft = draft(Subject::Case(sample.id), "note", &values);
        lines.push(DraftLine { draft, case });
    }
    let elsewhere = Subject::Case(CaseId(uuid::Uuid::from_u128(9)));
    let values = [("text", half.to_owned()), ("photos", photo)];
    lines.push(DraftLine {
        draft: draft(elsewhere, "note", &values),
        case: None,
    });
    let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let result = QueryResult::Outbox {
        waiting: Vec::new(),
        refused: Vec::new(),
        drafts: lines,
        photos: Vec::new(),
    };
    phone.sample("outbox/drafts".to_owned(), Route::Outbox, result, |model| {
        model.counts.drafts = count;
    })
}

/// One that the server does not take, one that is sent, and one that waits.
fn photos_on_their_way(phone: &mut SamplePhone) -> Sample {
    let case = phone.cases.first().map(|sample| sample.id);
    let line = |number: u8, received, refusal| PhotoLine {
        photo: BlobId([number; 32]),
        case,
        received,
        size: 900_000,
        refusal,
    };
    let photos = vec![
        line(1, 0, Some(Message::new("photo-refused-media-type"))),
        line(2, 524_288, None),
        line(3, 0, None),
    ];
    let result = QueryResult::Outbox {
        waiting: Vec::new(),
        refused: Vec::new(),
        drafts: Vec::new(),
        photos,
    };
    phone.sample("outbox/photos".to_owned(), Route::Outbox, result, |model| {
        model.counts.photos = 2;
        model.counts.refused = 1;
        model.photos.exchange = Some(1);
        model.photos.sending = Some(BlobId([2; 32]));
    })
}

/// What waits for what a restored server has lost.
fn awaiting(lines: Vec<Line>) -> Vec<Line> {
    let awaiting = |line| Line {
        is_awaiting: true,
        ..line
    };
    lines.into_iter().map(awaiting).collect()
}

/// What only another version of the app can read.
fn unread(lines: Vec<Line>) -> Vec<Line> {
    let unread = |line| Line {
        command: None,
        refusal: None,
        ..line
    };
    lines.into_iter().map(unread).collect()
}

fn notices(phones: &mut [SamplePhone]) -> Vec<Sample> {
    let mut samples = Vec::new();
    for phone in &mut *phones {
        let rows = phone.notices();
        if !rows.is_empty() {
            let name = format!("notices/{}", phone.part.name());
            let result = QueryResult::Notices(rows);
            samples.push(phone.sample(name, Route::Notices, result, |_| {}));
        }
    }
    let phone = phone_of(phones, Part::Requester);
    let more = QueryResult::Notices(phone.notices());
    samples.push(
        phone.sample("notices/more".to_owned(), Route::Notices, more, |model| {
            // As many as it shows at most.
            model.current_mut().limit = 1;
        }),
    );
    let nothing = QueryResult::Notices(Vec::new());
    let name = "notices/empty".to_owned();
    samples.push(phone.sample(name, Route::Notices, nothing, |model| {
        model.counts = Counts::default();
    }));
    samples
}

fn settings(phones: &mut [SamplePhone]) -> Vec<Sample> {
    let mut samples = Vec::new();
    for phone in &mut *phones {
        let name = format!("settings/{}", phone.part.name());
        samples.push(phone.sample(name, Route::Settings, log(), |_| {}));
    }
    let phone = phone_of(phones, Part::Engineer);
    let name = "settings/signing_out".to_owned();
    samples.push(phone.sample(name, Route::Settings, log(), |model| {
        // Asks first, and leaves everything as it is.
        drop(session::sign_out(model, false));
    }));
    let name = "settings/signing_out_with_drafts".to_owned();
    samples.push(phone.sample(name, Route::Settings, log(), |model| {
        model.counts.drafts = 2;
        drop(session::sign_out(model, false));
    }));
    samples
}

/// The log of a morning, the latest line first, and a phone in use.
fn log() -> QueryResult {
    let lines = [
        "2026-03-02T01:12:41Z sync: 1 ruled, 3 cases, 0 to forget, 0 records, 5120 bytes",
        "2026-03-02T01:12:40Z sync: the server cannot be reached",
        "2026-03-02T00:58:03Z opened, app 1.0.0",
    ];
    let held = HeldCases { open: 12, over: 31 };
    QueryResult::Settings {
        log: lines.map(str::to_owned).to_vec(),
        holding: Holding {
            cases: Kind::ALL.iter().map(|kind| (*kind, held)).collect(),
            photos: 48,
            photo_bytes: 9_400_000,
        },
    }
}

fn what_is_not_here(phone: &mut SamplePhone) -> [Sample; 3] {
    let id = phone.cases.first().map(|sample| sample.id.to_string());
    let route = Route::Case(id.unwrap_or_default());
    let mut show = |state: &str, result, phase| {
        phone.sample(format!("gone/{state}"), route.clone(), result, |model| {
            model.sync.phase = phase;
        })
    };
    [
        show("gone", QueryResult::Gone, SyncPhase::Idle),
        show("to_fetch", QueryResult::ToFetch, SyncPhase::Idle),
        show("fetching", QueryResult::ToFetch, SyncPhase::Exchanging(1)),
    ]
}
