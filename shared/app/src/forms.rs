//! Forms and offers: what was typed is kept at once, and what is taken up
//! becomes an act, whatever it is.
//!
//! What can be offered, what a filled form means and whether it is permitted
//! are the domain's affair; nothing here knows an offer by its name.

use crate::{
    event::Route,
    input::{Cmd, Input, ask_store, run_task},
    model::{Model, StackEntry, form_of},
    offers,
    online::sync,
    pictures,
    store::{
        ActionError, FieldEdit, FormKey, PerformRequest, PhotoTask, Query, QueryResult,
        StoreAnswer, Task, TaskOutcome,
    },
    subject::Subject,
};
use crux_core::Command;
use domain::{
    ids::{BlobId, CaseId},
    photos::Picture,
    signature::{Drawing, Point},
    time::Span,
    view::{InputKind, Tone, Values},
    words::Message,
};

/// Within how many milliseconds a button that is touched once more was touched once.
const DOUBLE_TAP_MS: i64 = 1_000;

/// Keeps what was typed into the visible form.
pub fn fill(model: &mut Model, input: String, value: String) -> Cmd {
    let Some(form) = form_of(&model.current().route) else {
        return Command::done();
    };
    model.message = None;
    let edit = FieldEdit { form, input, value };
    run_task(model, Task::Fill(edit))
}

/// The person adds a photo to the visible form.
pub fn add_photo(model: &mut Model, input: &str, bytes: &[u8]) -> Cmd {
    let takes_photos = |kind: &InputKind| matches!(kind, InputKind::Photos { .. });
    let Some(mut edit) = content_of(model, input, takes_photos) else {
        return warn(model, "photo-no-input");
    };
    let made = match pictures::of_photo(bytes) {
        Ok(made) => made,
        Err(why) => {
            model.tell(&why);
            return Command::done();
        }
    };
    let picture = made.picture();
    if !edit.value.lines().any(|line| is_of(line, picture.whole)) {
        let others = edit.value.trim_end();
        edit.value = if others.is_empty() {
            picture.to_string()
        } else {
            format!("{others}\n{picture}")
        };
    }
    model.message = None;
    run_task(model, Task::Photo(PhotoTask::Add(Box::new(made), edit)))
}

/// Whether a line of an input for photos is a photo.
fn is_of(line: &str, whole: BlobId) -> bool {
    let picture = line.trim().parse::<Picture>();
    picture.is_ok_and(|picture| picture.whole == whole)
}

/// The person takes a photo off the visible form.
pub fn remove_photo(model: &mut Model, input: &str, id: &str) -> Cmd {
    let (Some(mut edit), Ok(id)) = (draft_of(model, input), id.parse()) else {
        return warn(model, "photo-no-input");
    };
    let others = edit.value.lines().filter(|line| !is_of(line, id));
    edit.value = others.collect::<Vec<_>>().join("\n");
    run_task(model, Task::Fill(edit))
}

/// The person has drawn a stroke on the pad of a signature in the visible form.
pub fn draw_stroke(
    model: &mut Model,
    input: &str,
    (width, height): (u32, u32),
    points: &[Point],
) -> Cmd {
    let takes_signature = |kind: &InputKind| matches!(kind, InputKind::Signature { .. });
    let Some(mut edit) = content_of(model, input, takes_signature) else {
        return warn(model, "signature-no-input");
    };
    // What cannot be read could not be shown either: the pad looked empty.
    let drawing = edit.value.parse::<Drawing>().unwrap_or_default();
    match drawing.with_stroke(width, height, points) {
        Ok(drawing) => edit.value = drawing.to_string(),
        Err(why) => {
            model.tell(&why);
            return Command::done();
        }
    }
    model.message = None;
    run_task(model, Task::Fill(edit))
}

/// What was typed into an input of the visible form, whether or not it is offered
/// any more.
fn draft_of(model: &Model, input: &str) -> Option<FieldEdit> {
    let form = form_of(&model.current().route)?;
    let QueryResult::Form { draft, .. } = &model.shown else {
        return None;
    };
    Some(FieldEdit {
        form,
        input: input.to_owned(),
        value: draft.values.get(input)?.clone(),
    })
}

/// What stands in an input of the visible form, if it is offered and the input is
/// of such a kind.
fn content_of(
    model: &Model,
    input: &str,
    is_such: impl Fn(&InputKind) -> bool,
) -> Option<FieldEdit> {
    let form = form_of(&model.current().route)?;
    let QueryResult::Form { case, draft } = &model.shown else {
        return None;
    };
    let viewer = model.viewer()?;
    let (subject, offer) = (draft.subject, &draft.offer);
    let case = case.as_ref().map(|(_, case)| case);
    let shown = offers::form(subject, case, offer, &viewer);
    let shown = shown.filter(|_| offers::is_offered(subject, case, offer, &viewer))?;
    let mut inputs = shown.inputs.into_iter();
    let blank = inputs.find(|it| it.name == input && is_such(&it.kind))?;
    let typed = draft.values.get(input).cloned();
    Some(FieldEdit {
        form,
        input: input.to_owned(),
        value: typed.unwrap_or(blank.value),
    })
}

fn warn(model: &mut Model, message_id: &'static str) -> Cmd {
    model.say(Message::new(message_id), Tone::Alarm);
    Command::done()
}

/// Takes up the offer of the visible form.
pub fn submit(model: &mut Model) -> Cmd {
    match form_of(&model.current().route) {
        Some(form) => take_up(model, form, Values::new()),
        None => Command::done(),
    }
}

/// Takes up an offer, whatever it is: one trip to the store, which knows the case.
pub fn perform(model: &mut Model, subject: &str, offer: String, values: Values) -> Cmd {
    let Ok(subject) = subject.parse::<Subject>() else {
        model.tell(&ActionError::Gone);
        return Command::done();
    };
    let form = FormKey::Offer(subject, offer);
    let before = model.taken_up.take();
    let is_again = before.is_some_and(|(taken, at)| {
        taken == form && model.uptime.since(at) < Span(DOUBLE_TAP_MS) && values.is_empty()
    });
    model.taken_up = values.is_empty().then(|| (form.clone(), model.uptime));
    model.is_double_tap = is_again;
    take_up(model, form, values)
}

fn take_up(model: &mut Model, form: FormKey, values: Values) -> Cmd {
    let at = model.now();
    let request = PerformRequest {
        form,
        values,
        ids: model.ids.for_act(at),
        at,
        locale: model.locale.clone(),
    };
    let query = match model.current() {
        // Where the person comes to.
        StackEntry {
            route: Route::Form { .. } | Route::Revision(_),
            ..
        } => Query::Acted,
        current => current.query(),
    };
    ask_store(Task::Perform(Box::new(request)), Some(query), Input::Acted)
}

/// The act is durable, or it is not done.
pub fn acted(model: &mut Model, answer: StoreAnswer) -> Cmd {
    let is_double_tap = std::mem::take(&mut model.is_double_tap);
    let Ok(TaskOutcome::Acted(id)) = model.take(answer) else {
        // An error is told by `take`. That a button was touched twice is none.
        if is_double_tap {
            model.message = None;
        }
        return Command::done();
    };
    model.message = None;
    if form_of(&model.current().route).is_some() {
        leave_form(model, id);
    }
    sync::begin_at_once(model)
}

/// The person lets go of what stands in a form.
pub fn let_go_draft(model: &mut Model, route: &Route) -> Cmd {
    if let Some(form) = form_of(route) {
        model.message = None;
        return run_task(model, Task::LetGoDraft(form));
    }
    model.tell(&ActionError::Gone);
    Command::done()
}

/// From a form that is done with, a person comes to the case it was about.
fn leave_form(model: &mut Model, id: CaseId) {
    if model.back_stack.len() > 1 {
        model.back_stack.pop();
    }
    model.go_to(Route::Case(id.to_string()));
}
