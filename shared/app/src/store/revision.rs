//! Refused commands in their forms again, to be changed and given anew.
//!
//! Nothing is written until something is changed: what a form starts from is what the
//! command says. The command stays refused until the new one is given (`acts`).

use super::{
    cases,
    drafts::Draft,
    fault::StoreFault,
    outbox, signatures,
    table::{self, case_key},
};
use crate::subject::Subject;
use domain::{
    capabilities::{Act, Case},
    ids::{CaseId, CommandId},
    refill::Refilled,
};
use rusqlite::Connection;

/// The form that a refused command came of, filled in as it was; none if there is no such
/// command, or if it came of no form, or its case is not here.
pub fn begin(connection: &Connection, command: CommandId) -> Result<Option<Draft>, StoreFault> {
    let line = outbox::refused(connection, command)?;
    let Some((line, given)) = line.and_then(|line| Some((line.case, line.command?))) else {
        return Ok(None);
    };
    let case = case(connection, line)?;
    let Some((subject, refilled)) = refilled(line, case.as_ref(), &given.act) else {
        return Ok(None);
    };
    let Refilled {
        offer,
        mut values,
        signatures,
        ..
    } = refilled;
    signatures::lift(connection, &signatures, &mut values)?;
    Ok(Some(Draft {
        subject,
        offer: offer.to_owned(),
        revises: Some(command),
        values,
    }))
}

/// The form that an act on a case came of, and on what it is taken up now; none if there
/// is nothing to change in it here. One that begins a case begins another, for the old
/// id is used up.
pub fn refilled(id: CaseId, case: Option<&Case>, act: &Act) -> Option<(Subject, Refilled)> {
    let kind = act.kind();
    let refilled = kind.as_dyn().refill(act, case)?;
    let subject = match case {
        _ if act.as_dyn().opens() => Subject::New(kind),
        Some(_) => Subject::Case(id),
        None => return None,
    };
    refilled.has_form.then_some((subject, refilled))
}

/// A case as its row has it, if it is here.
pub fn case(connection: &Connection, id: CaseId) -> Result<Option<Case>, StoreFault> {
    let sql = "select folded from cases where id = ?1";
    let folded = table::first(connection, sql, [case_key(id)], |row| {
        row.get::<_, Option<String>>(0)
    })?;
    match folded {
        Some(folded) => cases::folded(connection, id, folded),
        None => Ok(None),
    }
}
