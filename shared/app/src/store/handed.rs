//! What passes from hand to hand: the codes that a case is shown by, and taking in what
//! another phone shows. What is taken in waits to be sent like one's own.

use super::{
    at_hand,
    cases::{self, Folded, Found},
    fault::{ActionError, StoreFault},
    outbox,
    query::QueryResult,
    session_state::{Session, SessionState},
};
use domain::{
    case::{History, may_read},
    ids::CaseId,
    secret::Secret,
};
use replica::{
    document::Document,
    handed::{Handed, Taker, codes},
};
use rusqlite::Connection;

/// Takes in what another phone has handed over. Gives the case.
///
/// # Errors
/// If it is not what it should be, is meant for somebody else, or cannot be written.
pub fn take_in(
    connection: &Connection,
    state: &SessionState,
    handed: &Handed,
) -> Result<Folded, ActionError> {
    let session = state.session.as_ref().ok_or(ActionError::SignedOut)?;
    let authority = session.authority.as_ref().ok_or(ActionError::NoCode)?;
    let own = session.certificate.as_ref().ok_or(ActionError::NoCode)?;
    let taker = Taker {
        person: session.person.id,
        organisation: own.organisation,
        authority,
    };
    let id = handed.case;
    let held = match cases::load(connection, id)? {
        Found::Absent => None,
        found => Some(found.here()?),
    };
    let is_new = held.is_none();
    let anew = handed.take_into(held.as_deref(), &taker)?;
    let anew = anew.map_err(ActionError::NotTaken)?;
    let history = anew.history();
    let case = history.case.as_ref().ok_or(ActionError::Gone)?;
    let lets_in = handed
        .secret
        .is_some_and(|secret| gives_out(&history, secret));
    let may_read = may_read(&session.person, case, &state.directory);
    if !lets_in && !may_read {
        return Err(ActionError::NotForYou);
    }
    if let (true, Some(secret)) = (lets_in, handed.secret) {
        at_hand::keep_secret(connection, secret)?;
    }
    cases::put(connection, id, &anew, &history, state)?;
    if is_new && !may_read {
        outbox::keep_back(connection, id)?;
    }
    Ok(Folded { id, history })
}

/// Whether an entry of the case gives out this secret.
fn gives_out(history: &History, secret: Secret) -> bool {
    let mut acts = history
        .entries
        .iter()
        .filter_map(|entry| entry.act.as_ref());
    acts.any(|act| act.as_dyn().gives_out() == Some(secret.hash()))
}

/// The codes by which a case is handed over, if it is to be.
pub fn shown(
    connection: &Connection,
    state: &SessionState,
    id: CaseId,
) -> Result<QueryResult, StoreFault> {
    let Found::Here(held) = cases::load(connection, id)? else {
        return Ok(QueryResult::Gone);
    };
    let history = held.history();
    let (Some(session), Some(case)) = (&state.session, &history.case) else {
        return Ok(QueryResult::Gone);
    };
    let is_handed = case.as_dyn().is_handed_by(session.person.id);
    let texts = if is_handed {
        code_texts(session, &held.document, id, secret_of(&history, state))
    } else {
        Vec::new()
    };
    Ok(if texts.is_empty() {
        QueryResult::Gone
    } else {
        QueryResult::Code { id, history, texts }
    })
}

/// The texts of the codes; none if this phone has no key, or it is too much for codes.
pub fn code_texts(
    session: &Session,
    document: &Document,
    id: CaseId,
    secret: Option<Secret>,
) -> Vec<String> {
    let (Some(certificate), Some(key)) = (session.certificate, &session.key) else {
        return Vec::new();
    };
    let handed = Handed::out_of(document, id, certificate, key, secret);
    handed.and_then(|handed| codes(&handed)).unwrap_or_default()
}

/// The secret that the person gives out with the case.
fn secret_of(history: &History, state: &SessionState) -> Option<Secret> {
    let session = state.session.as_ref()?;
    let own = history
        .entries
        .iter()
        .filter(|entry| entry.author == session.person.id);
    let mut hashes = own.filter_map(|entry| entry.act.as_ref()?.as_dyn().gives_out());
    let secrets = &state.directory.secrets;
    hashes.find_map(|hash| secrets.get(&hash).copied())
}
