//! Acts: taking up an offer, doing a refused act again, letting one go. Each is
//! one transaction, after which it is durable.
//!
//! The case is loaded and folded once: what the fold gives tells the form what it
//! starts from, the rule how the case stands, and, with the new entry appended,
//! the lists and the page what to show. Whether an act is permitted is the
//! domain's rule, asked by the replica.

use super::{
    at_hand,
    cases::{self, Folded, Found},
    drafts::{self, Draft, FormKey},
    fault::{ActionError, StoreFault},
    names, newer, notices_read, outbox, photos,
    session_state::SessionState,
    signatures,
    table::{self, command_key},
    thumbnails,
};
use crate::{locale::Locale, offers, subject::Subject};
use domain::{
    capabilities::{Act, Case},
    case::{Author, History},
    command::Command,
    form::SECRET,
    ids::{CaseId, CommandId},
    secret::Secret,
    text::shows_something,
    time::Timestamp,
    view::{Input, InputKind, Values},
};
use replica::{
    held::{Held, Holder},
    refusal::Refusal,
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// An offer that is taken up. The ids and the time are drawn by the app.
#[derive(Clone, Debug)]
pub struct PerformRequest {
    /// The form of the offer. Where a refused command is changed in it, what is done takes
    /// that command's place.
    pub form: FormKey,
    /// What is filled in, on top of the draft and of what the form starts from.
    pub values: Values,
    pub ids: NewIds,
    /// The time of acting.
    pub at: Timestamp,
    /// How the form is made that tells what it starts from.
    pub locale: Locale,
}

/// The ids that an act needs.
#[derive(Clone, Copy, Debug)]
pub struct NewIds {
    /// For the case, if one begins with the act.
    pub case: CaseId,
    pub command: CommandId,
    /// For whom the act lets in, if it lets in whoever knows a secret.
    pub secret: Secret,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedCommand {
    /// The case it was meant for.
    pub case: CaseId,
    pub command: Command,
    /// Why it was refused.
    pub refusal: Refusal,
    /// When that became known, by the server's clock.
    pub at: Timestamp,
}

/// A case that something is done to, folded once.
struct Loaded {
    id: CaseId,
    held: Box<Held>,
    history: History,
}

impl Loaded {
    fn of(id: CaseId, held: Box<Held>) -> Self {
        let history = held.history();
        Self { id, held, history }
    }
}

/// Takes up an offer; the draft of its form goes with it. Gives the case with
/// the new entry.
///
/// # Errors
/// If something filled in cannot be read, the act is not permitted, or the file
/// cannot be written.
pub fn perform(
    connection: &Connection,
    state: &SessionState,
    request: &PerformRequest,
) -> Result<Folded, ActionError> {
    let draft = drafts::draft(connection, &request.form)?.ok_or(ActionError::Gone)?;
    let case = match draft.subject {
        Subject::Case(id) => Loaded::of(id, cases::load(connection, id)?.here()?),
        Subject::New(kind) => Loaded::of(request.ids.case, Box::new(Held::begin(kind))),
    };
    let secret = request.ids.secret;
    let act = build(
        connection,
        state,
        case.history.case.as_ref(),
        &draft,
        request,
    )?;
    if act.as_dyn().gives_out() == Some(secret.hash()) {
        at_hand::keep_secret(connection, secret)?;
    }
    let acted = execute(
        connection,
        state,
        case,
        request.ids.command,
        request.at,
        act,
    )?;
    drafts::discard(connection, &draft)?;
    if let Some(revised) = draft.revises {
        table::run(connection, FORGET, [command_key(revised)])?;
    }
    photos::sweep(connection)?;
    Ok(acted)
}

/// Takes a refused command out of the outbox.
const FORGET: &str = "delete from refused where command_id = ?1";

/// The act that an offer comes to, with its form filled in.
fn build(
    connection: &Connection,
    state: &SessionState,
    case: Option<&Case>,
    draft: &Draft,
    request: &PerformRequest,
) -> Result<Act, ActionError> {
    let viewer = state.viewer(&request.locale, request.at);
    let viewer = viewer.ok_or(ActionError::SignedOut)?;
    let Draft { subject, offer, .. } = draft;
    let form = offers::form(*subject, case, offer, &viewer);
    let inputs = form.map(|form| form.inputs).unwrap_or_default();
    let mut values = offers::presets(&inputs);
    values.extend(draft.values.clone());
    values.extend(request.values.clone());
    all_filled_in(&inputs, &values)?;
    signatures::draw(connection, &inputs, &mut values)?;
    values.insert(SECRET.to_owned(), request.ids.secret.0.to_string());
    let directory = names::directory_for_form(connection, &state.directory, &values)?;
    let author = Author {
        person: viewer.person,
        directory: &directory,
        now: viewer.now,
        time_zone: viewer.time_zone,
    };
    let act = match (subject, case) {
        (Subject::New(kind), _) => kind.as_dyn().build(offer, &values, author),
        (Subject::Case(_), Some(case)) => case.as_dyn().build(offer, &values, author),
        (Subject::Case(_), None) => return Err(ActionError::Gone),
    };
    act.map_err(|refusal| ActionError::Refused(refusal.into()))
}

/// That something stands wherever it has to. What is no signature says so itself.
fn all_filled_in(inputs: &[Input], values: &Values) -> Result<(), ActionError> {
    let is_missing = |input: &&Input| {
        let value = values.get(&input.name).map_or("", String::as_str);
        let is_drawn = matches!(input.kind, InputKind::Signature { .. });
        input.required && !is_drawn && !shows_something(value)
    };
    match inputs.iter().find(is_missing) {
        Some(input) => Err(ActionError::NotFilledIn {
            input: input.name.clone(),
            label: input.label.clone(),
        }),
        None => Ok(()),
    }
}

fn execute(
    connection: &Connection,
    state: &SessionState,
    case: Loaded,
    command: CommandId,
    at: Timestamp,
    act: Act,
) -> Result<Folded, ActionError> {
    let session = state.session.as_ref().ok_or(ActionError::SignedOut)?;
    let Loaded {
        id,
        mut held,
        mut history,
    } = case;
    let directory = names::directory_for(connection, &state.directory, id, &act)?;
    let holder = Holder {
        person: &session.person,
        directory: &directory,
        actor: &session.actor(),
    };
    photos::send_with(connection, id, command, &act)?;
    let command = Command {
        id: command,
        author: session.person.id,
        at,
        act,
    };
    held.act_on(&mut history, command, &holder)?
        .map_err(ActionError::Refused)?;
    cases::put(connection, id, &held, &history, state)?;
    outbox::send_on(connection, id)?;
    Ok(Folded { id, history })
}

/// Does a refused command again, as a new one meant for the case as it stands
/// now. One that began a case begins another, for the old id is used up. Gives
/// the case with the new entry.
///
/// # Errors
/// If it is not permitted now either, or the case or the command is gone.
pub fn do_again(
    connection: &Connection,
    state: &mut SessionState,
    refused: CommandId,
    ids: NewIds,
    at: Timestamp,
) -> Result<Folded, ActionError> {
    let line = outbox::refused(connection, refused)?.ok_or(ActionError::Gone)?;
    let act = line.command.ok_or(ActionError::Unread)?.act;
    let (case, act) = match cases::load(connection, line.case)? {
        Found::Absent if act.as_dyn().opens() => {
            let held = Box::new(Held::begin(act.kind()));
            (Loaded::of(ids.case, held), act)
        }
        found => {
            let case = Loaded::of(line.case, found.here()?);
            let anew = case
                .history
                .case
                .as_ref()
                .map(|case| case.as_dyn().anew(&act));
            (case, anew.ok_or(ActionError::Gone)?)
        }
    };
    let acted = execute(connection, state, case, ids.command, at, act)?;
    let_go(connection, state, refused)?;
    Ok(acted)
}

/// Forgets a refused command, as its author wishes; or one that waits, if this
/// version of the app cannot read it and so never sends it.
///
/// # Errors
/// If there is none, or the file cannot be written.
pub fn let_go(
    connection: &Connection,
    state: &mut SessionState,
    command: CommandId,
) -> Result<(), ActionError> {
    if table::run(connection, FORGET, [command_key(command)])? == 0 {
        outbox::give_up(connection, state, command)?;
    }
    drafts::discard_revision(connection, command)?;
    Ok(photos::sweep(connection)?)
}

/// Keeps a refused command until its author has decided.
pub fn keep_refused(connection: &Connection, refused: &RefusedCommand) -> Result<(), StoreFault> {
    table::run(
        connection,
        "insert or replace into refused (command_id, case_id, command, refusal, at)
         values (?1, ?2, ?3, ?4, ?5)",
        (
            command_key(refused.command.id),
            table::case_key(refused.case),
            refused.command.to_json(),
            serde_json::to_string(&refused.refusal)?,
            refused.at.0,
        ),
    )?;
    photos::hold_back(connection, refused.command.id)
}

/// What has come of opening a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Whether the server is to be asked for it.
    pub is_asked_for: bool,
    /// Whether the server is to be told that its notices are read.
    pub has_read: bool,
}

/// A case is opened: its notices are read, and it is asked for if it is not here
/// or damaged; if the server tells of it only when it is asked; or if it bears a name or
/// mentions others, for what it has to do with comes with it. Gives the case, too, if it
/// is here.
pub fn open_case(
    connection: &Connection,
    id: CaseId,
) -> Result<(Opened, Option<Folded>), StoreFault> {
    let mut opened = Opened {
        has_read: notices_read::read(connection, Some(id))?,
        ..Opened::default()
    };
    if newer::is_newer(connection, id)? {
        return Ok((opened, None));
    }
    let folded = match cases::load(connection, id)? {
        Found::Here(held) => {
            let history = held.history();
            thumbnails::hasten(connection, id, &history)?;
            Some(Folded { id, history })
        }
        Found::Absent | Found::Damaged(_) => None,
    };
    let case = folded.as_ref().and_then(|it| it.history.case.as_ref());
    let has_relations = case.map(Case::as_dyn).is_some_and(|case| {
        let (names, mentions) = (case.names(), case.mentions());
        !names.is_empty() || !mentions.is_empty()
    });
    opened.is_asked_for = folded.is_none() || has_relations || !cases::is_told_of(connection, id)?;
    if opened.is_asked_for {
        outbox::refetch(connection, id)?;
    }
    Ok((opened, folded))
}
