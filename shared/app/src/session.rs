//! Who is signed in on this phone: signing in and out, and what happens when the
//! server ends a session.
//!
//! Unsent work outlives everything but the knowing will to throw it away. The
//! token lives in the phone's keychain and never in the store; the password
//! lives nowhere.

use crate::{
    app::{Cmd, Input, run_task, store},
    effect::{
        HttpAnswer, HttpHeader, HttpOperation, HttpRequest, SecretAnswer, SecretOperation,
        SecretRequest,
    },
    event::Route,
    model::{Model, home},
    photos,
    routes::StackEntry,
    store::{Session, Settings, StoreAnswer, Task},
    sync,
};
use crux_core::Command;
use domain::{directory::Person, view::Tone, words::Message};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long signing in or out may take.
const TIMEOUT_MS: u32 = 30_000;

/// The right to talk to the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// There is none, or the keychain has not told yet.
    #[default]
    None,
    /// A sign-in is under way.
    Asked,
    /// With this token.
    Open(String),
    /// The server, or the keychain, has ended it. Why, in words.
    Ended(&'static str),
}

/// A sign-in that was sent.
#[derive(Debug)]
pub struct SigningIn {
    server: String,
    login: String,
    discard_unsent: bool,
    /// What the person is asked for again if it fails.
    former: Access,
}

/// A sign-in that succeeded.
#[derive(Debug)]
pub struct Entry {
    token: String,
    session: Session,
    settings: Settings,
}

/// What a person signs in with.
#[derive(Serialize)]
pub struct Credentials<'a> {
    /// The login.
    pub login: &'a str,
    /// The password.
    pub password: &'a str,
    /// What the person's devices call this one.
    pub device: &'a str,
}

/// What the server says to a sign-in, as far as it matters here.
#[derive(Deserialize)]
struct Welcome {
    token: String,
    device: Uuid,
    organisation: Organisation,
    person: Person,
}

#[derive(Deserialize)]
struct Organisation {
    name: String,
}

/// The app has started: draw what is stored, and ask the keychain for the
/// token.
pub fn start(model: &mut Model) -> Cmd {
    run_task(model, Task::Nothing).and(unlock(model))
}

/// Asks the keychain for the token, unless it has told already. One that fails
/// is asked again: before a phone is unlocked for the first time, it does.
pub fn unlock(model: &mut Model) -> Cmd {
    if model.session().is_none() || model.access != Access::None {
        return Command::done();
    }
    secret(model, SecretRequest::Load, Input::Unlocked)
}

/// The keychain has told the token, or has none.
pub fn unlocked(model: &mut Model, answer: SecretAnswer) -> Cmd {
    if model.access != Access::None {
        return Command::done();
    }
    if answer == SecretAnswer::Failed {
        return Command::done();
    }
    // A token of another device is left from a sign-in that a kill cut short.
    let device = model.session().map(|session| session.device.to_string());
    if let SecretAnswer::Found(secret) = answer
        && let Some((of, token)) = secret.split_once(' ')
        && device.as_deref() == Some(of)
    {
        model.access = Access::Open(token.to_owned());
        return sync::begin(model);
    }
    model.access = Access::Ended("sign-in-ended");
    Command::done()
}

/// The person signs in.
pub fn sign_in(
    model: &mut Model,
    server: &str,
    credentials: &Credentials<'_>,
    discard_unsent: bool,
) -> Cmd {
    if model.access == Access::Asked {
        return Command::done();
    }
    let server = server.trim().trim_end_matches('/').to_owned();
    let is_address = ["http://", "https://"].iter().any(|scheme| {
        server
            .strip_prefix(scheme)
            .is_some_and(|host| !host.is_empty())
    });
    if !is_address {
        warn(model, "sign-in-bad-address");
        return Command::done();
    }
    model.message = None;
    let Ok(body) = serde_json::to_vec(credentials) else {
        return Command::done();
    };
    let request = post(&server, "/v1/sign-in", None, body);
    let signing_in = Box::new(SigningIn {
        server,
        login: credentials.login.to_owned(),
        discard_unsent,
        former: std::mem::replace(&mut model.access, Access::Asked),
    });
    let id = model.next_request_id();
    let stopped = stop(model);
    stopped.and(
        Command::request_from_shell(HttpOperation { id, request })
            .then_send(|answer| Input::SignedIn(signing_in, answer)),
    )
}

/// The server has answered a sign-in.
pub fn answered(model: &mut Model, signing_in: SigningIn, answer: HttpAnswer) -> Cmd {
    let failure = match &answer {
        HttpAnswer::Answered { status: 200, .. } => None,
        HttpAnswer::Answered { status: 401, .. } => Some("sign-in-wrong"),
        HttpAnswer::Answered { status: 403, .. } => Some("sign-in-left"),
        HttpAnswer::Answered {
            status: 400 | 422, ..
        } => Some("sign-in-invalid"),
        HttpAnswer::Answered { status: 429, .. } => Some("sign-in-throttled"),
        HttpAnswer::Offline | HttpAnswer::TimedOut => Some("sign-in-unreachable"),
        HttpAnswer::Answered { .. } | HttpAnswer::Cancelled => Some("sign-in-failed"),
    };
    let welcome = match answer {
        HttpAnswer::Answered { body, .. } if failure.is_none() => {
            serde_json::from_slice::<Welcome>(&body).ok()
        }
        _ => None,
    };
    let Some(welcome) = welcome else {
        model.access = signing_in.former;
        warn(model, failure.unwrap_or("sync-not-understood"));
        return Command::done();
    };
    let is_foreign = model.session().is_some_and(|session| {
        session.person.id != welcome.person.id || session.server != signing_in.server
    });
    if is_foreign && model.unsent() > 0 && !signing_in.discard_unsent {
        warn_of_foreign_work(model);
        model.access = signing_in.former;
        // The device that was just enrolled is not going to be used.
        return revoke(model, &signing_in.server, &welcome.token);
    }
    let kept = format!("{} {}", welcome.device, welcome.token);
    let entry = Box::new(Entry {
        token: welcome.token,
        session: Session {
            server: signing_in.server.clone(),
            device: welcome.device,
            incarnation: 0,
            organisation: welcome.organisation.name,
            person: welcome.person,
            cursor: Vec::new(),
            offset_ms: 0,
            filled_at: None,
            synced_at: None,
        },
        settings: Settings {
            server: signing_in.server,
            login: signing_in.login,
            ..model.state.settings.clone()
        },
    });
    secret(model, SecretRequest::Save(kept), |answer| {
        Input::Kept(entry, answer)
    })
}

/// Somebody else has work on this phone that is not sent: whether it may be
/// thrown away is asked first.
pub fn warn_of_foreign_work(model: &mut Model) {
    let count = model.unsent().into();
    let by = model.session().map(|session| session.person.name.clone());
    let warning = Message::new("sign-in-foreign-work")
        .text("by", by.unwrap_or_default())
        .number("count", count);
    model.message = Some((warning, Tone::Warning));
}

/// The keychain has the token, or does not take it.
pub fn kept(model: &mut Model, entry: Entry, answer: &SecretAnswer) -> Cmd {
    if *answer != SecretAnswer::Done {
        model.access = Access::Ended("sign-in-secret-failed");
        warn(model, "sign-in-secret-failed");
        return revoke(model, &entry.session.server, &entry.token);
    }
    model.access = Access::Open(entry.token);
    let task = Task::SignIn(Box::new(entry.session), entry.settings);
    store(model, task, Input::Begun)
}

/// The session is stored: the person is at home, and everything is fetched.
pub fn begun(model: &mut Model, answer: StoreAnswer) -> Cmd {
    if model.take(answer).is_err() {
        model.access = Access::Ended("sign-in-ended");
        return Command::done();
    }
    model.message = None;
    model.back_stack = vec![StackEntry::to(home())];
    run_task(model, Task::Nothing).and(sync::begin_at_once(model))
}

/// The server knows this device no more. Everything stays on the phone; the
/// person is asked to sign in again.
pub fn end(model: &mut Model, why: &'static str) -> Cmd {
    model.access = Access::Ended(why);
    model.sync.problem = None;
    let stopped = stop(model);
    if model.current().route != Route::SignIn {
        model.back_stack.push(StackEntry::to(Route::SignIn));
    }
    let forgotten = secret(model, SecretRequest::Delete, |_| Input::Over);
    stopped.and(forgotten).and(run_task(model, Task::Nothing))
}

/// The person signs out; what would be lost by it is asked about first.
pub fn sign_out(model: &mut Model, discard_unsent: bool) -> Cmd {
    if model.session().is_none() {
        return Command::done();
    }
    if model.unsent() > 0 && !discard_unsent {
        let warning = Message::new("sign-out-unsent").number("count", model.unsent().into());
        model.message = Some((warning, Tone::Warning));
        return Command::done();
    }
    let stopped = stop(model);
    stopped.and(store(model, Task::SignOut, Input::SignedOut))
}

/// Gives up whatever is under way in the person's name.
fn stop(model: &mut Model) -> Cmd {
    let synced = sync::stop(model);
    synced.and(photos::stop(model))
}

/// What was the person's is gone from the phone, or could not be removed.
pub fn signed_out(model: &mut Model, answer: StoreAnswer) -> Cmd {
    let server = model.session().map(|session| session.server.clone());
    if model.take(answer).is_err() {
        return Command::done();
    }
    model.message = None;
    model.sync.problem = None;
    model.photos.problem = None;
    model.back_stack = vec![StackEntry::to(Route::SignIn)];
    let access = std::mem::take(&mut model.access);
    let revoked = match (server, access) {
        (Some(server), Access::Open(token)) => revoke(model, &server, &token),
        _ => Command::done(),
    };
    revoked.and(secret(model, SecretRequest::Delete, |_| Input::Over))
}

/// Tells the server that a device is not used any more, if it can be told.
fn revoke(model: &mut Model, server: &str, token: &str) -> Cmd {
    let id = model.next_request_id();
    let request = post(server, "/v1/sign-out", Some(token), Vec::new());
    Command::request_from_shell(HttpOperation { id, request }).then_send(|_| Input::Over)
}

fn post(server: &str, path: &str, token: Option<&str>, body: Vec<u8>) -> HttpRequest {
    let mut headers = vec![HttpHeader::new("content-type", "application/json")];
    if let Some(token) = token {
        headers.push(HttpHeader::new("authorization", &format!("Bearer {token}")));
    }
    HttpRequest {
        method: "POST".to_owned(),
        url: format!("{server}{path}"),
        headers,
        body,
        timeout_ms: TIMEOUT_MS,
    }
}

fn secret(
    model: &mut Model,
    request: SecretRequest,
    then: impl FnOnce(SecretAnswer) -> Input + Send + 'static,
) -> Cmd {
    let id = model.next_request_id();
    Command::request_from_shell(SecretOperation { id, request }).then_send(then)
}

fn warn(model: &mut Model, message_id: &'static str) {
    model.message = Some((Message::new(message_id), Tone::Alarm));
}
