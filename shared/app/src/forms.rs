//! Forms and offers: what was typed is kept at once, and what is taken up
//! becomes an act, whatever it is.
//!
//! What can be offered, what a filled form means and whether it is permitted
//! are the domain's affair; nothing here knows an offer by its name.

use crate::{
    event::Route,
    input::{Cmd, Input, ask_store, run_task},
    model::{Model, StackEntry},
    offers,
    online::sync,
    store::{
        ActionError, FieldEdit, PerformRequest, Photo, PhotoTask, Query, QueryResult, StoreAnswer,
        Task, TaskOutcome,
    },
    subject::Subject,
};
use crux_core::Command;
use domain::{
    ids::CaseId,
    photos::{PHOTO_BYTES_MAX, media_type_of},
    view::{InputKind, Tone, Values},
    words::Message,
};

/// Keeps what was typed into the visible form.
pub fn fill(model: &mut Model, input: String, value: String) -> Cmd {
    let Route::Form { subject, offer } = &model.current().route else {
        return Command::done();
    };
    let (Ok(subject), offer) = (subject.parse(), offer.clone()) else {
        return Command::done();
    };
    model.message = None;
    let edit = FieldEdit {
        subject,
        offer,
        input,
        value,
    };
    run_task(model, Task::Fill(edit))
}

/// The person adds a photo to the visible form.
pub fn add_photo(model: &mut Model, input: &str, photo: Photo) -> Cmd {
    let Some(mut edit) = photos_of(model, input, true) else {
        return warn(model, "photo-no-input");
    };
    if photo.bytes.len() > PHOTO_BYTES_MAX as usize {
        return warn(model, "photo-too-large");
    }
    if media_type_of(&photo.bytes) != Some(photo.media_type.as_str()) {
        return warn(model, "photo-media-type");
    }
    let id = photo.id().to_string();
    if edit.value.lines().all(|line| line.trim() != id) {
        let others = edit.value.trim_end();
        edit.value = if others.is_empty() {
            id
        } else {
            format!("{others}\n{id}")
        };
    }
    model.message = None;
    run_task(model, Task::Photo(PhotoTask::Add(photo, edit)))
}

/// The person takes a photo off the visible form.
pub fn remove_photo(model: &mut Model, input: &str, id: &str) -> Cmd {
    let Some(mut edit) = photos_of(model, input, false) else {
        return warn(model, "photo-no-input");
    };
    let others = edit.value.lines().filter(|line| line.trim() != id);
    edit.value = others.collect::<Vec<_>>().join("\n");
    run_task(model, Task::Fill(edit))
}

/// What stands in an input of the visible form. Photos are added where the form
/// asks for photos; they can be taken off one that is not offered any more, too.
fn photos_of(model: &Model, input: &str, must_take_photos: bool) -> Option<FieldEdit> {
    let Route::Form { subject, offer } = &model.current().route else {
        return None;
    };
    let QueryResult::Form { case, draft } = &model.shown else {
        return None;
    };
    let viewer = model.viewer()?;
    let subject = subject.parse().ok()?;
    let case = case.as_ref().map(|(_, case)| case);
    let form = offers::form(subject, case, offer, &viewer);
    let form = form.filter(|_| offers::is_offered(subject, case, offer, &viewer));
    let inputs = form.map(|form| form.inputs).unwrap_or_default();
    let takes_photos = |it: &domain::view::Input| it.name == input && it.kind == InputKind::Photos;
    let blank = inputs.into_iter().find(takes_photos);
    if must_take_photos && blank.is_none() {
        return None;
    }
    let value = draft.get(input).cloned();
    Some(FieldEdit {
        subject,
        offer: offer.clone(),
        input: input.to_owned(),
        value: value.or(blank.map(|blank| blank.value))?,
    })
}

fn warn(model: &mut Model, message_id: &'static str) -> Cmd {
    model.message = Some((Message::new(message_id), Tone::Alarm));
    Command::done()
}

/// Takes up the offer of the visible form.
pub fn submit(model: &mut Model) -> Cmd {
    let Route::Form { subject, offer } = model.current().route.clone() else {
        return Command::done();
    };
    perform(model, &subject, offer, Values::new())
}

/// Takes up an offer, whatever it is: one trip to the store, which knows the case.
pub fn perform(model: &mut Model, subject: &str, offer: String, values: Values) -> Cmd {
    let Ok(subject) = subject.parse::<Subject>() else {
        model.tell(&ActionError::Gone);
        return Command::done();
    };
    let at = model.now();
    let request = PerformRequest {
        subject,
        offer,
        values,
        ids: model.ids.for_act(at),
        at,
        locale: model.locale.clone(),
    };
    let query = match model.current() {
        // Where the person comes to.
        StackEntry {
            route: Route::Form { .. },
            ..
        } => Query::Acted,
        current => current.query(),
    };
    ask_store(Task::Perform(Box::new(request)), Some(query), Input::Acted)
}

/// The act is durable, or it is not done.
pub fn acted(model: &mut Model, answer: StoreAnswer) -> Cmd {
    let Ok(TaskOutcome::Acted(id)) = model.take(answer) else {
        // An error is told by `take`.
        return Command::done();
    };
    model.message = None;
    if matches!(model.current().route, Route::Form { .. }) {
        leave_form(model, id);
    }
    sync::begin_at_once(model)
}

/// From a form that is done with, a person comes to the case it was about.
fn leave_form(model: &mut Model, id: CaseId) {
    if model.back_stack.len() > 1 {
        model.back_stack.pop();
    }
    model.go_to(Route::Case(id.to_string()));
}
