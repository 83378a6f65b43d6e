//! The outbox, the notices, the settings, and what is not here.

use super::{Sample, Stage, phone_of};
use crate::{
    event::Route,
    session,
    store::{Counts, Line, QueryResult},
    sync::SyncPhase,
};
use domain::samples::Part;

pub fn samples(stages: &mut [Stage]) -> Vec<Sample> {
    let mut samples = outboxes(stages);
    samples.extend(notices(stages));
    samples.extend(settings(stages));
    samples.extend(what_is_not_here(phone_of(stages, Part::Engineer)));
    samples
}

fn outboxes(stages: &mut [Stage]) -> Vec<Sample> {
    let mut show = |part, state: &str, lines: fn(&Stage) -> [Vec<Line>; 2]| {
        let stage = phone_of(stages, part);
        let [waiting, refused] = lines(stage);
        let result = QueryResult::Outbox { waiting, refused };
        stage.sample(format!("outbox/{state}"), Route::Outbox, result, |_| {})
    };
    // Nothing that the dispatcher did waits.
    vec![
        show(Part::Dispatcher, "empty", |_| [Vec::new(), Vec::new()]),
        show(Part::Requester, "waiting", |stage| {
            [stage.waiting(), Vec::new()]
        }),
        show(Part::Engineer, "refused", |stage| {
            [stage.waiting(), stage.refused()]
        }),
        show(Part::Engineer, "unread", |stage| {
            [unread(stage.waiting()), unread(stage.refused())]
        }),
    ]
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

fn notices(stages: &mut [Stage]) -> Vec<Sample> {
    let mut samples = Vec::new();
    for stage in &mut *stages {
        let rows = stage.notices();
        if !rows.is_empty() {
            let name = format!("notices/{}", stage.part.name());
            let result = QueryResult::Notices(rows);
            samples.push(stage.sample(name, Route::Notices, result, |_| {}));
        }
    }
    let stage = phone_of(stages, Part::Requester);
    let more = QueryResult::Notices(stage.notices());
    samples.push(
        stage.sample("notices/more".to_owned(), Route::Notices, more, |model| {
            // As many as it shows at most.
            model.current_mut().limit = 1;
        }),
    );
    let nothing = QueryResult::Notices(Vec::new());
    let name = "notices/empty".to_owned();
    samples.push(stage.sample(name, Route::Notices, nothing, |model| {
        model.counts = Counts::default();
    }));
    samples
}

fn settings(stages: &mut [Stage]) -> Vec<Sample> {
    let mut samples = Vec::new();
    for stage in &mut *stages {
        let name = format!("settings/{}", stage.part.name());
        samples.push(stage.sample(name, Route::Settings, QueryResult::Nothing, |_| {}));
    }
    let stage = phone_of(stages, Part::Engineer);
    let name = "settings/signing_out".to_owned();
    samples.push(
        stage.sample(name, Route::Settings, QueryResult::Nothing, |model| {
            // Asks first, and leaves everything as it is.
            drop(session::sign_out(model, false));
        }),
    );
    samples
}

fn what_is_not_here(stage: &mut Stage) -> [Sample; 3] {
    let id = stage.told.first().map(|told| told.id.to_string());
    let route = Route::Case(id.unwrap_or_default());
    let mut show = |state: &str, result, phase| {
        stage.sample(format!("gone/{state}"), route.clone(), result, |model| {
            model.sync.phase = phase;
        })
    };
    [
        show("gone", QueryResult::Gone, SyncPhase::Idle),
        show("to_fetch", QueryResult::ToFetch, SyncPhase::Idle),
        show("fetching", QueryResult::ToFetch, SyncPhase::Exchanging(1)),
    ]
}
