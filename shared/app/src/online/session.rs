//! Who is signed in on this phone: signing in and out, and what happens when the
//! server ends a session.
//!
//! Unsent work outlives everything but the knowing will to throw it away. The
//! token lives in the phone's keychain and never in the store; the password
//! lives nowhere.

use super::{photos, sync};
use crate::{
    effect::{
        HttpAnswer, HttpHeader, HttpOperation, HttpRequest, SecretAnswer, SecretOperation,
        SecretRequest,
    },
    event::Route,
    input::{Cmd, Input, SignInAttempt, ask_store, log, run_task, store},
    model::{Access, Model, PutOff, RETRY_AFTER_MAX, StackEntry, home},
    store::{Found, Session, Settings, StoreAnswer, StoreOperation, Task, TaskOutcome},
};
use crux_core::Command;
use data_encoding::HEXLOWER;
use domain::{directory::Person, view::Tone, words::Message};
use replica::handed::{Certificate, Key, PublicKey};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

/// Why a session ends whose person has left.
pub const LEFT: &str = "sign-in-left";
/// How long signing in or out may take.
const TIMEOUT_MS: u32 = 30_000;
/// A longer text, in characters, is no address.
const ADDRESS_CHARS_MAX: usize = 200;

/// What a person signs in with.
#[derive(Serialize)]
pub struct Credentials<'a> {
    pub login: &'a str,
    pub password: &'a str,
    /// What the person's devices call this one.
    pub device: &'a str,
}

/// What is sent to sign in.
#[derive(Serialize)]
struct SignInRequest<'a> {
    #[serde(flatten)]
    credentials: &'a Credentials<'a>,
    /// The public half of the device's key, in hexadecimal.
    key: String,
}

/// What the server says to a sign-in, as far as it matters here.
#[derive(Deserialize)]
struct SignInResponse {
    token: String,
    device: Uuid,
    organisation: Organisation,
    person: Person,
    /// What the organisation says of the device's key; none from an older server.
    #[serde(default)]
    certificate: Option<Certified>,
}

#[derive(Deserialize)]
struct Organisation {
    id: Uuid,
    name: String,
}

/// The organisation's key and its signature, in hexadecimal.
#[derive(Deserialize)]
struct Certified {
    authority: String,
    signature: String,
}

impl SignInResponse {
    /// The certificate of the device's key, and the key that has certified it.
    fn certificate(&self, key: &Key) -> Option<(Certificate, PublicKey)> {
        let certified = self.certificate.as_ref()?;
        let certificate = Certificate {
            organisation: self.organisation.id,
            person: self.person.id,
            device: self.device,
            key: key.public(),
            signature: ByteArray::new(bytes_of(&certified.signature)?),
        };
        let authority = PublicKey::new(bytes_of(&certified.authority)?);
        Some((certificate, authority))
    }
}

fn bytes_of<const N: usize>(hexadecimal: &str) -> Option<[u8; N]> {
    let bytes = HEXLOWER.decode(hexadecimal.as_bytes()).ok()?;
    bytes.try_into().ok()
}

/// Keeps how the server's time follows from the phone's clocks, if the phone was started
/// anew or its clock was set: it is to be known after the next start, too.
pub fn keep_time(model: &Model) -> Cmd {
    let time = model.session().and_then(|it| it.server_time.as_ref());
    match time.and_then(|time| time.kept(&model.reading)) {
        Some(kept) => ask_store(Task::KeepTime(kept), None, Input::TimeKept),
        None => Command::done(),
    }
}

/// The store has kept it. If not, it is tried again with whatever happens next.
pub fn time_kept(model: &mut Model, answer: StoreAnswer) -> Cmd {
    if answer.outcome.is_ok() {
        model.state = answer.state;
    }
    Command::done()
}

/// The app has started: draw what is stored, and ask the keychain for the
/// token.
pub fn start(model: &mut Model) -> Cmd {
    run_task(model, Task::Nothing).and(load_token(model))
}

/// Asks the keychain for the token, unless it has told already. One that fails is
/// asked again with whatever happens next: before a phone is unlocked for the first
/// time, it does.
pub fn load_token(model: &mut Model) -> Cmd {
    if model.session().is_none() || model.access != Access::None || model.is_token_asked {
        return Command::done();
    }
    model.is_token_asked = true;
    secret(model, SecretRequest::Load, Input::TokenLoaded)
}

/// The keychain has told the token, or has none.
pub fn token_loaded(model: &mut Model, answer: SecretAnswer) -> Cmd {
    model.is_token_asked = false;
    if model.access != Access::None {
        return Command::done();
    }
    let failed = Message::new("sync-no-keychain");
    if answer == SecretAnswer::Failed {
        model.sync.problem = Some(failed);
        return Command::done();
    }
    model.sync.problem.take_if(|problem| *problem == failed);
    // A token of another device is left from a sign-in that a kill cut short.
    let device = model.session().map(|session| session.device.to_string());
    if let SecretAnswer::Found(secret) = answer
        && let Some((of, rest)) = secret.split_once(' ')
        && device.as_deref() == Some(of)
    {
        let (token, key) = rest.split_once(' ').unwrap_or((rest, ""));
        model.access = Access::Open(token.to_owned());
        let begun = sync::begin(model);
        return match bytes_of(key) {
            Some(seed) => run_task(model, Task::Unlock(Key::of(seed))).and(begun),
            None => begun,
        };
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
    if model.access == Access::SigningIn {
        return Command::done();
    }
    let Some(server) = address(server) else {
        warn(model, "sign-in-bad-address");
        return Command::done();
    };
    if let Some(why) = put_off(model, &server, credentials.login) {
        warn(model, why);
        return Command::done();
    }
    model.message = None;
    let key = model.ids.key();
    let request = SignInRequest {
        credentials,
        key: HEXLOWER.encode(key.public().as_slice()),
    };
    let Ok(body) = serde_json::to_vec(&request) else {
        return Command::done();
    };
    note_former(model);
    let former = model.former.as_ref();
    let known_as = former
        .filter(|(of, _)| *of == server)
        .map(|(_, token)| token);
    let request = post(&server, "/v1/sign-in", known_as.map(String::as_str), body);
    let attempt = Box::new(SignInAttempt {
        server,
        login: credentials.login.to_owned(),
        discard_unsent,
        key,
        former: std::mem::replace(&mut model.access, Access::SigningIn),
    });
    let id = model.next_request_id();
    let stopped = stop(model);
    stopped.and(
        Command::request_from_shell(HttpOperation { id, request })
            .then_send(|answer| Input::SignedIn(attempt, answer)),
    )
}

/// The address of a server was scanned on the page for signing in.
pub fn address_scanned(model: &mut Model, text: &str) -> Cmd {
    let is_short = text.chars().nth(ADDRESS_CHARS_MAX).is_none();
    let Some(server) = address(text).filter(|_| is_short) else {
        warn(model, "sign-in-no-address");
        return Command::done();
    };
    model.message = None;
    let settings = Settings {
        server,
        ..model.state.settings.clone()
    };
    run_task(model, Task::Set(settings))
}

/// A server's address as it was typed, in whichever width and case; none if it is none.
fn address(typed: &str) -> Option<String> {
    let typed: String = typed.nfkc().collect();
    let (scheme, rest) = typed.trim().split_once("://")?;
    let rest = rest.trim_end_matches('/');
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (scheme, host) = (scheme.to_lowercase(), host.to_lowercase());
    let is_known = matches!(scheme.as_str(), "http" | "https");
    (is_known && !host.is_empty()).then(|| format!("{scheme}://{host}{path}"))
}

/// Why the server does not want this login to be tried yet, if it has said so.
fn put_off(model: &Model, server: &str, login: &str) -> Option<&'static str> {
    let put_off = model.put_off.as_ref()?;
    let is_later = put_off.until > model.uptime;
    let is_meant = (put_off.server.as_str(), put_off.login.as_str()) == (server, login);
    (is_later && is_meant).then_some(put_off.why)
}

/// The server has answered a sign-in.
pub fn answered(model: &mut Model, attempt: SignInAttempt, answer: HttpAnswer) -> Cmd {
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
    model.put_off = answer
        .retry_after(model.now())
        .zip(failure)
        .map(|(wait, why)| PutOff {
            server: attempt.server.clone(),
            login: attempt.login.clone(),
            why,
            until: model.uptime + wait.min(RETRY_AFTER_MAX),
        });
    let noted = log(match &answer {
        HttpAnswer::Answered { status, .. } => format!("sign-in: status {status}"),
        _ => "sign-in: the server cannot be reached".to_owned(),
    });
    let body = match answer {
        HttpAnswer::Answered { body, .. } => body,
        _ => Vec::new(),
    };
    let response = match failure {
        None => serde_json::from_slice::<SignInResponse>(&body).ok(),
        Some(_) => None,
    };
    let Some(response) = response else {
        model.access = attempt.former;
        warn(model, failure.unwrap_or(sync::not_understood(&body)));
        return noted;
    };
    let (certificate, authority) = response.certificate(&attempt.key).unzip();
    let session = Session {
        certificate,
        authority,
        key: Some(attempt.key),
        server: attempt.server.clone(),
        device: response.device,
        incarnation: 0,
        organisation: response.organisation.name,
        organisation_id: response.organisation.id,
        person: response.person,
        cursor: Vec::new(),
        restored_at: None,
        server_time: None,
        hands_in_until: None,
    };
    let is_foreign = |former: &Session| !former.is_same_person(&session);
    let is_foreign = model.session().is_some_and(is_foreign);
    if is_foreign && has_something(model) && !attempt.discard_unsent {
        warn_of_foreign_work(model);
        model.access = attempt.former;
        // The device that was just enrolled is not going to be used.
        return revoke(model, &attempt.server, &response.token);
    }
    let settings = Settings {
        server: attempt.server,
        login: attempt.login,
        ..model.state.settings.clone()
    };
    begin_session(model, response.token, session, settings, attempt.former)
}

/// The keychain takes the token, and the store the session after it: a session of
/// which nobody has the token would ask to sign in anew, and one token too many
/// does no harm. The device of a session that was open until then is revoked in the
/// end. Nothing in between needs the model, so it is one flow.
fn begin_session(
    model: &mut Model,
    token: String,
    session: Session,
    settings: Settings,
    former: Access,
) -> Cmd {
    let server = model.session().map(|session| session.server.clone());
    let revoke_former = match (&former, server) {
        (Access::Open(token), Some(server)) => Some(revocation(model, &server, token)),
        _ => None,
    };
    let save = SecretOperation {
        id: model.next_request_id(),
        request: SecretRequest::Save(secret_of(&session, &token)),
    };
    let revoke = revocation(model, &session.server, &token);
    let begin = StoreOperation {
        task: Task::SignIn(Box::new(session), settings),
        query: None,
    };
    Command::new(|ctx| async move {
        if ctx.request_from_shell(save).await == SecretAnswer::Done {
            let answer = ctx.request_from_shell(begin).await;
            let has_begun = answer.outcome.is_ok();
            ctx.send_event(Input::SessionBegun(token, answer));
            if let (true, Some(revoke)) = (has_begun, revoke_former) {
                ctx.request_from_shell(revoke).await;
            }
        } else {
            ctx.send_event(Input::TokenNotSaved(former));
            ctx.request_from_shell(revoke).await;
        }
    })
}

/// What the keychain keeps: the device, its token, and the key by which it signs.
fn secret_of(session: &Session, token: &str) -> String {
    let key = session.key.as_ref();
    let key = key.map(|key| HEXLOWER.encode(&key.seed()));
    format!("{} {token} {}", session.device, key.unwrap_or_default())
}

/// Whether somebody has to be told of something before they go, or somebody else comes.
const fn has_something(model: &Model) -> bool {
    model.unsent() > 0 || model.counts.drafts > 0
}

/// Somebody else has work on this phone that is not sent: whether it may be
/// thrown away is asked first. Their drafts stay for them, and are told of with it.
pub fn warn_of_foreign_work(model: &mut Model) {
    let by = model.session().map(|session| session.person.name.clone());
    let warning = counted(
        model,
        [
            "sign-in-foreign-work",
            "sign-in-foreign-work-and-drafts",
            "sign-in-foreign-drafts",
        ],
    );
    let warning = warning.text("by", by.unwrap_or_default());
    model.say(warning, Tone::Warning);
}

/// What is not sent, with the drafts, or the drafts alone, each as its message says it.
fn counted(model: &Model, [unsent, both, drafts]: [&'static str; 3]) -> Message {
    let (count, half) = (model.unsent(), model.counts.drafts);
    let message = match (count, half) {
        (_, 0) => return Message::new(unsent).number("count", count.into()),
        (0, _) => Message::new(drafts),
        _ => Message::new(both).number("count", count.into()),
    };
    message.number("drafts", half.into())
}

/// The keychain does not take the token, so there is no new session; one that was
/// open goes on.
pub fn token_not_saved(model: &mut Model, former: Access) -> Cmd {
    model.access = match former {
        Access::Open(token) => Access::Open(token),
        _ => Access::Ended("sign-in-secret-failed"),
    };
    warn(model, "sign-in-secret-failed");
    log("sign-in: the keychain does not keep the token")
}

/// The session is stored: the person is at home, and everything is fetched.
pub fn session_begun(model: &mut Model, token: String, answer: StoreAnswer) -> Cmd {
    let Ok(outcome) = model.take(answer) else {
        model.access = Access::Ended("sign-in-ended");
        return Command::done();
    };
    model.access = Access::Open(token);
    model.message = None;
    if let TaskOutcome::SignedIn(found) = outcome
        && let Some((message, tone)) = found_again(found)
    {
        model.say(message, tone);
    }
    // What a server asked of the session before is not asked of this one.
    model.sync.retry.succeed();
    model.photos.retry.succeed();
    model.back_stack = vec![StackEntry::to(home())];
    log("signed in")
        .and(run_task(model, Task::Nothing))
        .and(sync::begin_at_once(model))
}

/// What is told to somebody who finds their drafts again here, or not.
pub fn found_again(found: Found) -> Option<(Message, Tone)> {
    if found.lost > 0 {
        let lost = Message::new("drafts-lost").number("count", found.lost.into());
        return Some((lost, Tone::Alarm));
    }
    let kept = || Message::new("drafts-kept").number("count", found.drafts.into());
    (found.drafts > 0).then(|| (kept(), Tone::Active))
}

/// The server knows this device no more. Everything stays on the phone; the
/// person is asked to sign in again.
pub fn end(model: &mut Model, why: &'static str) -> Cmd {
    note_former(model);
    model.access = Access::Ended(why);
    model.sync.problem = None;
    let stopped = stop(model);
    if model.current().route != Route::SignIn {
        model.back_stack.push(StackEntry::to(Route::SignIn));
    }
    let forgotten = secret(model, SecretRequest::Delete, |_| Input::Over);
    log(format!("session ended: {why}"))
        .and(stopped)
        .and(forgotten)
        .and(run_task(model, Task::Nothing))
}

/// Notes the session that is open, if one is.
fn note_former(model: &mut Model) {
    let server = model.session().map(|session| session.server.clone());
    if let (Some(server), Access::Open(token)) = (server, &model.access) {
        model.former = Some((server, token.clone()));
    }
}

/// The answer to a request beside the sync may end the session. That the person has left
/// only the sync ends it for: what they did before is still taken there.
pub fn ended_beside(model: &mut Model, status: u16, body: &[u8]) -> Option<Cmd> {
    match sync::ending(status, body)? {
        LEFT => Some(sync::begin_at_once(model)),
        why => Some(end(model, why)),
    }
}

/// Whether the person has left, and the server takes only what they did before.
pub fn only_hands_in(model: &Model) -> bool {
    let session = model.session();
    session.is_some_and(|session| session.hands_in_until.is_some())
}

/// Somebody who has left has handed in all that the server takes: the session is over.
pub fn end_once_handed_in(model: &mut Model) -> Option<Cmd> {
    let is_all = model.counts.waiting == 0 && model.counts.photos == 0;
    (only_hands_in(model) && is_all).then(|| end(model, LEFT))
}

/// The person signs out; what would be lost by it is asked about first, and they are told
/// of the drafts that stay here.
pub fn sign_out(model: &mut Model, discard_unsent: bool) -> Cmd {
    if model.session().is_none() {
        return Command::done();
    }
    if has_something(model) && !discard_unsent {
        let warning = counted(
            model,
            [
                "sign-out-unsent",
                "sign-out-unsent-and-drafts",
                "sign-out-drafts",
            ],
        );
        model.say(warning, Tone::Warning);
        return Command::done();
    }
    let stopped = stop(model);
    stopped.and(store(model, Task::SignOut, Input::SignedOut))
}

/// Gives up whatever is under way in the person's name.
fn stop(model: &mut Model) -> Cmd {
    // Whatever was asked for, its answer is not for the next one.
    model.finding = None;
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
    let forgotten = secret(model, SecretRequest::Delete, |_| Input::Over);
    log("signed out").and(revoked).and(forgotten)
}

/// Tells the server that a device is not used any more, if it can be told.
fn revoke(model: &mut Model, server: &str, token: &str) -> Cmd {
    Command::request_from_shell(revocation(model, server, token)).then_send(|_| Input::Over)
}

fn revocation(model: &mut Model, server: &str, token: &str) -> HttpOperation {
    HttpOperation {
        id: model.next_request_id(),
        request: post(server, "/v1/sign-out", Some(token), Vec::new()),
    }
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
    model.say(Message::new(message_id), Tone::Alarm);
}
