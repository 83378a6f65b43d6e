//! The promises of the design, each as checks that can fail. None of them knows
//! how a history came about.

use super::{
    disturbed::Disturbed,
    ledger::Ledger,
    server_state::{KnownCase, ServerState},
    stored_state::StoredState,
};
use anyhow::{Context, Result, ensure};
use domain::{
    capabilities::{self, Case},
    case::{History, KEPT_AFTER_CLOSING, is_carried, may_read},
    command::Command,
    directory::{Directory, Person},
    ids::{CaseId, CommandId},
    tickets::TicketRefusal,
    time::{Span, Timestamp},
};
use fieldloop::Page;
use replica::{
    document::Document,
    refusal::Refusal,
    wire::{Answer, Body},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Promise 1: what was shown as done is adopted, word by word, or is in the
/// outbox of its phone, pending or refused; unless its author let it go. What a server
/// that was put back has lost is at least in the document of its phone.
pub fn nothing_entered_is_lost(
    phone: usize,
    stored: &StoredState,
    ledger: &Ledger,
    server_state: &ServerState,
) -> Result<()> {
    for (id, done) in &ledger.0 {
        if done.phone != phone || done.is_let_go {
            continue;
        }
        let adopted = server_state.adopted.get(id).map(|case| {
            let mut entries = server_state.cases[case].history.entries.iter();
            let entry = entries.find(|entry| entry.id == *id);
            (*case, entry.and_then(|entry| entry.act.clone()))
        });
        let pending = stored.pending.get(id);
        let pending = pending.map(|(case, pending)| (*case, Some(pending.command.act.clone())));
        let refused = stored.refused.get(id);
        let refused = refused.map(|(case, command, _)| (*case, Some(command.act.clone())));
        let kept = adopted.or(pending).or(refused);
        if kept.is_none() && done.is_undone && stored.has(*id, done.case)? {
            continue;
        }
        let kept = kept.with_context(|| format!("promise 1: {id} is lost: {:?}", done.act))?;
        ensure!(
            kept == (done.case, Some(done.act.clone())),
            "promise 1: {id} was {:?} and became {kept:?}",
            done.act
        );
    }
    Ok(())
}

/// Promise 1: no case that was adopted disappears.
pub fn nothing_adopted_goes_away<'a>(
    mut known: impl Iterator<Item = &'a CaseId>,
    stored: &[(Uuid, i64)],
) -> Result<()> {
    let gone = known.find(|id| !stored.iter().any(|(stored, _)| *stored == id.0));
    ensure!(gone.is_none(), "promise 1: the case {gone:?} is gone");
    Ok(())
}

/// Promise 2: what is adopted stays as it was, its place, its words and what it
/// has come to; later entries come behind it.
pub fn the_order_only_grows(id: CaseId, former: Option<&KnownCase>, now: &KnownCase) -> Result<()> {
    let Some(former) = former else { return Ok(()) };
    ensure!(
        now.receipts.starts_with(&former.receipts),
        "promise 2: the order of {id} was {:?} and is {:?}",
        former.receipts,
        now.receipts
    );
    ensure!(
        now.history.entries.starts_with(&former.history.entries),
        "promise 2: the story of {id} was {:#?} and is {:#?}",
        former.history.entries,
        now.history.entries
    );
    Ok(())
}

/// Promise 2: the server's own documents hold nothing that is not in the order.
pub fn all_is_adopted(id: CaseId, known: &KnownCase) -> Result<()> {
    let entries = &known.history.entries;
    let is_adopted = entries.iter().all(|entry| entry.received.is_some());
    ensure!(
        is_adopted && entries.len() == known.receipts.len(),
        "promise 2: {id} has {} receipts for {entries:#?}",
        known.receipts.len()
    );
    Ok(())
}

/// Promise 2: the same command is adopted once.
pub fn a_command_is_adopted_once(id: CommandId, before: Option<&CaseId>) -> Result<()> {
    ensure!(
        before.is_none(),
        "promise 2: {id} is adopted again, after {before:?}"
    );
    Ok(())
}

/// Promise 4: nothing is received before what was received earlier, nor done
/// after it was received, but for the milliseconds that keep acts of one
/// instant apart. What is adopted now was not done before the time that its phone had
/// heard of then, nor after it was done, as far as that can be known, unless to follow
/// what its author saw.
pub fn times_are_inside_their_bounds(
    id: CaseId,
    known: &KnownCase,
    before: usize,
    ledger: &Ledger,
) -> Result<()> {
    let mut last = Timestamp(i64::MIN);
    let mut seen = Timestamp(i64::MIN);
    let entries = &known.history.entries;
    for (n, entry) in entries.iter().enumerate() {
        let received = entry.received.unwrap_or_default();
        ensure!(
            received >= last && entry.at <= received + Span(i64::try_from(n)?),
            "promise 4: {id} has {} at {:?}, received at {received:?}, after {last:?}",
            entry.id,
            entry.at
        );
        if let Some(done) = ledger.0.get(&entry.id).filter(|_| n >= before) {
            let latest = done.latest.map(|latest| latest.max(seen + Span(1)));
            ensure!(
                entry.at >= done.heard && latest.is_none_or(|latest| entry.at <= latest),
                "promise 4: {id} has {} at {:?}, done between {:?} and {latest:?}",
                entry.id,
                entry.at,
                done.heard
            );
        }
        (last, seen) = (received, seen.max(entry.at));
    }
    Ok(())
}

/// Promise 9: no moment of a ticket counts twice, so that no figure is brought to
/// nought that would be negative.
pub fn figures_add_up(id: CaseId, history: &History) -> Result<()> {
    let Some(Case::Ticket(ticket)) = &history.case else {
        return Ok(());
    };
    for round in &ticket.rounds {
        let mut free_since = round.began_at;
        let end = round.completion.as_ref().map(|done| done.at);
        let mut worked = end.map_or(0, |end| end.0 - round.began_at.0);
        for hold in &round.holds {
            let until = hold.ended_at.unwrap_or(Timestamp(i64::MAX));
            ensure!(
                hold.since >= free_since && until >= hold.since,
                "promise 9: {id} waits twice at once: {ticket:#?}"
            );
            free_since = until;
            worked -= end.map_or(0, |end| until.min(end).since(hold.since).0);
        }
        let is_in_order = end.is_some_and(|end| end >= round.began_at);
        ensure!(
            !is_in_order || worked >= 0 && round.worked(Timestamp(0)) == Span(worked),
            "promise 9: {id} was worked on for {worked} ms: {ticket:#?}"
        );
    }
    Ok(())
}

/// Promise 2: what a phone has of a case as adopted is a beginning of what the
/// server has, and means the same; where both stand at the same heads, all is
/// the same. Promise 1: what it shows as done and is not adopted is in the
/// outbox, and the other way round.
pub fn a_phone_has_a_beginning(
    id: CaseId,
    stored: &StoredState,
    server_state: &ServerState,
) -> Result<()> {
    let Some(case) = stored.cases.get(&id) else {
        return Ok(());
    };
    let document = Document::load(&case.document).context("promise 7: a damaged document")?;
    let history = document.history();
    let receipts = document.receipts();
    let adopted = history
        .entries
        .iter()
        .filter(|entry| entry.received.is_some());
    ensure!(
        adopted.count() == receipts.len(),
        "promise 2: {id} has receipts for nothing"
    );
    if let Some(known) = server_state.cases.get(&id) {
        ensure!(
            known.receipts.starts_with(&receipts)
                && known
                    .history
                    .entries
                    .starts_with(&history.entries[..receipts.len()]),
            "promise 2: the phone has of {id} {:#?}, the server {:#?}",
            history.entries,
            known.history.entries
        );
        ensure!(
            known.document.heads() != document.heads() || known.history == history,
            "promise 2: the same heads of {id} are {history:#?} and {:#?}",
            known.history
        );
    } else {
        ensure!(
            receipts.is_empty(),
            "promise 2: {id} is adopted, says the phone alone"
        );
    }
    let mut pending = stored.pending.iter().filter(|(_, (case, _))| *case == id);
    ensure!(
        pending.all(|(id, _)| history.entries.iter().any(|entry| entry.id == *id)),
        "promise 1: something pending is not in {id}"
    );
    let mut unsettled = history.entries[receipts.len()..]
        .iter()
        .map(|entry| entry.id);
    ensure!(
        unsettled
            .all(|id| stored.pending.contains_key(&id) || server_state.adopted.contains_key(&id)),
        "promise 1: something in {id} is shown as done and never sent"
    );
    let folded = history
        .case
        .map(|case| serde_json::to_string(&case))
        .transpose()?;
    ensure!(
        folded == case.folded,
        "promise 9: the row of {id} is {:?}, not {folded:?}",
        case.folded
    );
    Ok(())
}

/// Promise 5: what was refused is not adopted as well, and says why.
pub fn refused_is_refused(stored: &StoredState, server_state: &ServerState) -> Result<()> {
    let mut refused = stored.refused.keys();
    let both = refused.find(|id| server_state.adopted.contains_key(id));
    ensure!(both.is_none(), "promise 5: {both:?} is refused and adopted");
    Ok(())
}

/// Promise 4: what the phone permitted is not refused, however late it comes, unless the
/// rights of somebody have changed on whom it hangs, or another ticket is no original
/// any more.
pub fn a_latecomer_is_not_punished(
    phone: usize,
    stored: &StoredState,
    disturbed: &Disturbed,
    server_state: &ServerState,
) -> Result<()> {
    let is_explained = |case: CaseId, command: &Command| {
        let related = server_state.related(case, &command.act);
        disturbed.concerns(phone, command.author, &related)
    };
    for (case, command, refusal) in stored.refused.values() {
        let of_same_case = stored.refused.values().filter(|(other, ..)| other == case);
        // What builds on a refused act can be refused, too.
        let mut of_same_case = of_same_case.map(|(case, command, _)| (*case, command));
        let is_any_explained = of_same_case.any(|(case, command)| is_explained(case, command));
        let no_original = capabilities::Refusal::from(TicketRefusal::NotAnOriginal);
        let is_no_original = *refusal == Refusal::from(no_original);
        // What was built on a code is refused with it, if who showed the code has left.
        let is_givers = *refusal == Refusal::from(capabilities::Refusal::HasLeft)
            && !disturbed.people.is_empty();
        ensure!(
            is_any_explained || is_no_original || is_givers,
            "promise 4: nobody's rights have changed on whom it hangs, and refused is \
             {command:?} of {case}: {refusal:?}"
        );
    }
    Ok(())
}

/// Promise 1: what the frame of every page counts is what is in the file.
pub fn the_page_counts_right(page: &Page, stored: &StoredState) -> Result<()> {
    let counted = (page.frame.sync.waiting, page.frame.refused);
    let held = (stored.waiting().count(), stored.refused.len());
    let is_signed_in = stored.session.is_some();
    ensure!(
        !is_signed_in || (counted.0 as usize, counted.1 as usize) == held,
        "promise 1: the page counts {counted:?} in the outbox, where there are {held:?}"
    );
    Ok(())
}

/// Promise 6: nothing is delivered that its reader may not read.
pub fn only_readers_are_told(
    answer: &Answer,
    person: &Person,
    server_state: &ServerState,
    directory: &Directory,
) -> Result<()> {
    ensure!(
        person.active || answer.cases.is_empty() && answer.records.is_empty(),
        "promise 6: {} has left, and is told something",
        person.name
    );
    for delivered in &answer.cases {
        let known = server_state.cases.get(&delivered.case);
        let case = known.and_then(|known| known.history.case.as_ref());
        ensure!(
            case.is_some_and(|case| may_read(person, case, directory)),
            "promise 6: {} is told of {}: {case:#?}",
            person.name,
            delivered.case
        );
        let changes = match &delivered.body {
            Body::Changes(changes) => changes.len(),
            Body::Whole(_) | Body::Newer => 1,
        };
        ensure!(
            changes > 0,
            "promise 8: nothing of {} is delivered",
            delivered.case
        );
    }
    Ok(())
}

/// Promise 6: after everything has been said, a phone holds what its person may
/// read, has by itself, and that is open or closed within 90 days, all of it and nothing
/// else but what something refused was meant for, as the server has it.
pub fn a_phone_holds_what_it_should(
    stored: &StoredState,
    person: &Person,
    server_state: &ServerState,
    directory: &Directory,
    now: Timestamp,
) -> Result<()> {
    let kept_since = now + Span(-KEPT_AFTER_CLOSING.0);
    let is_kept = |case: &Case| case.as_dyn().closed_at().is_none_or(|at| at > kept_since);
    let should = server_state.cases.iter().filter(|(_, known)| {
        let case = known.history.case.as_ref();
        case.is_some_and(|case| {
            may_read(person, case, directory)
                && is_carried(person, case, directory)
                && is_kept(case)
        })
    });
    let should: BTreeSet<CaseId> = should.map(|(id, _)| *id).collect();
    // What a code has brought is the person's to act on, or to let be.
    let brought = stored.kept_back.iter().map(|id| stored.pending[id].0);
    let brought: BTreeSet<CaseId> = brought.collect();
    let holds = stored.cases.keys().copied();
    let holds: BTreeSet<CaseId> = holds.filter(|id| !brought.contains(id)).collect();
    // Of what was refused the case stays until somebody has decided about it.
    let refused = stored.refused.values().map(|(case, ..)| *case);
    let refused: BTreeSet<CaseId> = refused.collect();
    let beyond = holds.difference(&should).filter(|id| {
        let case = server_state.cases.get(*id);
        let case = case.and_then(|known| known.history.case.as_ref());
        let is_read = case.is_some_and(|case| may_read(person, case, directory));
        !(is_read && refused.contains(*id))
    });
    let beyond: Vec<_> = beyond.collect();
    let lacking: Vec<_> = should.difference(&holds).collect();
    ensure!(
        beyond.is_empty(),
        "promise 6: {} holds {beyond:?} and should not: {:#?}",
        person.name,
        beyond
            .first()
            .and_then(|id| Some(&server_state.cases.get(*id)?.history))
    );
    ensure!(
        lacking.is_empty(),
        "promise 8: {} lacks {lacking:?}: {:#?}",
        person.name,
        lacking
            .first()
            .and_then(|id| Some(&server_state.cases.get(*id)?.history))
    );
    let carried = stored.cases.iter().filter(|(id, _)| should.contains(*id));
    for (id, case) in carried {
        let heads = Document::load(&case.document)?.heads();
        ensure!(
            heads == server_state.cases[id].document.heads(),
            "promise 8: {} has passed over a change of {id}",
            person.name
        );
    }
    Ok(())
}
