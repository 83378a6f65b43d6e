//! Settling with the server: one transaction takes in a whole answer, or nothing
//! of it.
//!
//! What cannot be taken in for one case is asked for whole at the next sync.
//! Its pending commands stay as they are meanwhile: the server answers a
//! repeated push with the same rulings, so nothing has to be remembered but
//! that it is to be refetched.

use super::{
    acts::{self, RefusedCommand},
    cases::{self, Concerned, EVICT_UNLESS_DELIVERED, EVICT_WHEN_SETTLED, Folded, Found},
    fault::{ActionError, StoreFault},
    lost, newer, notices, notices_read,
    outbox::{self, TO_SEND},
    photos,
    relations::OF_EACH_OTHER,
    session_state::{Session, SessionState},
    table::{self, case_key, case_of},
};
use crate::{
    clock::{ClockReading, ServerTime},
    locale::Locale,
};
use domain::{
    case::{History, KEPT_AFTER_CLOSING},
    command::Command,
    directory::Record,
    ids::{CaseId, CommandId},
    presented::Notice,
    time::Timestamp,
};
use replica::{
    document::Document,
    held::{Held, Holder, Pending, settle_forgotten},
    wire::{Answer, Body, Delivered, KindName, NoticesRead, Outcome, Ruled},
};
use rusqlite::Connection;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// What settling has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Whether there is more to say or to hear at once.
    pub goes_on: bool,
    /// Whether this round has changed anything; if not, another one at once
    /// would not either.
    pub has_moved: bool,
    /// Whether all that is left is what the server has left without a ruling or an
    /// answer, because a case is damaged there.
    pub is_held_up: bool,
    /// How many commands were refused.
    pub refused: u32,
}

/// Takes in an answer that was received when the phone's clocks showed this, to a request
/// that told what was read. The case that is open stays, however old it is; it is given back if it was folded.
///
/// # Errors
/// If the file cannot be written, or nobody is signed in.
pub fn settle(
    connection: &Connection,
    state: &mut SessionState,
    answer: &Answer,
    told: &[NoticesRead],
    received: &ClockReading,
    open: Option<CaseId>,
    locale: &Locale,
) -> Result<(Settled, Option<Folded>), ActionError> {
    let before = unsettled(connection)?;
    let concerned = take_records(connection, state, &answer.records)?;
    if answer.is_anew {
        cases::mark_all_stale(connection)?;
        lost::mark_unsent(connection)?;
    }
    notices_read::are_told(connection, told)?;
    notices_read::take(connection, &answer.notices_read, answer.now)?;
    let session = state.session.as_mut().ok_or(ActionError::SignedOut)?;
    session.server_time = Some(ServerTime::heard(answer.now, received));

    let rulings: BTreeMap<CommandId, Outcome> = answer
        .rulings
        .iter()
        .map(|ruled| (ruled.id, ruled.outcome.clone()))
        .collect();
    let ruled = cases_of(connection, rulings.keys())?;
    if answer.is_anew {
        session.restored_at = Some(answer.now);
    }
    let is_whole = |delivered: &&Delivered| matches!(delivered.body, Body::Whole(_));
    let whole = answer.cases.iter().filter(is_whole);
    if is_any_here(connection, whole.map(|delivered| delivered.case))? {
        // What has to be executed anew is, under an actor that never wrote.
        session.incarnation = session.incarnation.saturating_add(1);
    }
    cases::relist(connection, state, &concerned)?;

    let mut settling = Settling {
        connection,
        state,
        locale,
        answer,
        rulings: &rulings,
        open,
        open_folded: None,
        refused: 0,
        is_to_be_ruled_together: false,
    };
    let delivered: BTreeMap<CaseId, &Delivered> = answer
        .cases
        .iter()
        .map(|delivered| (delivered.case, delivered))
        .collect();
    let forgotten: BTreeSet<CaseId> = answer.forget.iter().copied().collect();
    let touched: BTreeSet<CaseId> = delivered.keys().copied().chain(ruled).collect();
    for id in touched.iter().filter(|id| !forgotten.contains(id)) {
        settling.case(*id, delivered.get(id).copied())?;
    }
    for id in &forgotten {
        settling.forget(*id)?;
    }
    let (refused, folded) = (settling.refused, settling.open_folded);
    let is_to_be_ruled_together = settling.is_to_be_ruled_together;
    photos::settle(connection)?;
    let is_own_record = matches!(concerned, Concerned::All);
    lost::try_again(connection, &delivered.into_keys().collect(), is_own_record)?;
    let (has_new_cursor, given_up) = finish(connection, state, answer, open)?;
    let refused = refused + given_up;
    let after = unsettled(connection)?;
    let has_moved = (answer.more && has_new_cursor)
        || answer.is_anew
        || is_to_be_ruled_together
        || after != before;
    let settled = Settled {
        goes_on: answer.more || !after.is_empty(),
        has_moved,
        is_held_up: !answer.more && !has_moved && !after.is_empty(),
        refused,
    };
    Ok((settled, folded))
}

/// What there is still to say: commands, cases that are asked for whole, and what was read.
fn unsettled(connection: &Connection) -> Result<BTreeSet<Vec<u8>>, StoreFault> {
    let sql = format!(
        "select command_id from pending where {TO_SEND} union all select case_id from refetch
         union all select case_id from notices_read where is_told = 0"
    );
    let unsettled = table::all(connection, &sql, [], |row| row.get(0))?;
    Ok(unsettled.into_iter().collect())
}

/// The cases that these commands are pending in.
fn cases_of<'a>(
    connection: &Connection,
    commands: impl Iterator<Item = &'a CommandId>,
) -> Result<BTreeSet<CaseId>, StoreFault> {
    let mut cases = BTreeSet::new();
    for command in commands {
        let sql = "select case_id from pending where command_id = ?1";
        let key = [table::command_key(*command)];
        cases.extend(table::first(connection, sql, key, |row| {
            Ok(case_of(row.get(0)?))
        })?);
    }
    Ok(cases)
}

/// Whether any of these cases is on this phone.
fn is_any_here(
    connection: &Connection,
    mut cases: impl Iterator<Item = CaseId>,
) -> Result<bool, StoreFault> {
    let sql = "select count(*) from cases where id = ?1";
    cases.try_fold(false, |has, id| {
        Ok(has || table::count(connection, sql, [case_key(id)])? > 0)
    })
}

/// Takes in records; gives the cases that stand in other lists by them, or are found by
/// another text.
fn take_records(
    connection: &Connection,
    state: &mut SessionState,
    records: &[Record],
) -> Result<Concerned, ActionError> {
    let mut naming = BTreeSet::new();
    let mut is_own = false;
    if records.is_empty() {
        return Ok(Concerned::Naming(naming));
    }
    let session = state.session.as_mut().ok_or(ActionError::SignedOut)?;
    let directory = Arc::make_mut(&mut state.directory);
    for record in records {
        let name = match record {
            Record::Person(person) => {
                if person.id == session.person.id && *person != session.person {
                    session.person = person.clone();
                    is_own = true;
                }
                // What somebody who has left had stands in another list. Who is new here
                // came before what they have done.
                let known = directory.people.get(&person.id);
                if known.is_some_and(|known| {
                    (&known.name, known.active) != (&person.name, person.active)
                }) {
                    naming.insert(person.id.to_string());
                }
                format!("person:{}", person.id)
            }
            Record::Store(store) => {
                if directory.stores.get(&store.id) != Some(store) {
                    naming.insert(store.id.to_string());
                }
                format!("store:{}", store.id)
            }
            Record::Category(category) => format!("category:{}", category.id),
        };
        table::run(
            connection,
            "insert or replace into records (name, json) values (?1, ?2)",
            (name, serde_json::to_string(record)?),
        )?;
        directory.put(record.clone());
    }
    Ok(if is_own {
        Concerned::All
    } else {
        Concerned::Naming(naming)
    })
}

/// What settling one case needs to know of the answer.
struct Settling<'a> {
    connection: &'a Connection,
    state: &'a SessionState,
    locale: &'a Locale,
    answer: &'a Answer,
    rulings: &'a BTreeMap<CommandId, Outcome>,
    open: Option<CaseId>,
    /// That case as folded, if the answer touches it.
    open_folded: Option<Folded>,
    refused: u32,
    /// Whether something was ruled on that is only settled with what was not.
    is_to_be_ruled_together: bool,
}

impl Settling<'_> {
    fn case(&mut self, id: CaseId, delivered: Option<&Delivered>) -> Result<(), ActionError> {
        let body = delivered.map(|delivered| &delivered.body);
        let kind = match delivered.map(|delivered| &delivered.kind) {
            Some(KindName::Newer(kind)) => return Ok(newer::put(self.connection, id, kind)?),
            Some(KindName::Known(kind)) => Some(*kind),
            None => None,
        };
        let mut held = match (cases::load(self.connection, id)?, kind) {
            (Found::Here(held), _) => held,
            (Found::Absent, Some(kind)) => Box::new(Held::begin(kind)),
            (Found::Absent, None) => return Ok(()),
            (Found::Damaged(pending), _) => return self.mend(id, &pending, body),
        };
        let session = self.state.session.as_ref().ok_or(ActionError::SignedOut)?;
        let actor = session.actor();
        let holder = holder(session, self.state, &actor);
        let Ok(settled) = held.settle(self.rulings, body, &holder) else {
            return self.refetch(id);
        };
        self.keep(id, &held, body.is_some())?;
        self.keep_all_refused(id, settled)
    }

    /// A case whose document was damaged on this phone: the server's copy takes
    /// its place, and what is pending is executed anew.
    fn mend(
        &mut self,
        id: CaseId,
        pending: &[Pending],
        body: Option<&Body>,
    ) -> Result<(), ActionError> {
        let session = self.state.session.as_ref().ok_or(ActionError::SignedOut)?;
        let actor = session.actor();
        let holder = holder(session, self.state, &actor);
        let Some(Body::Whole(bytes)) = body else {
            return self.refetch(id);
        };
        let mended = Document::load(bytes)
            .and_then(|document| Held::rebuild(document, pending, self.rulings, &holder));
        let Ok((held, settled)) = mended else {
            return self.refetch(id);
        };
        self.keep(id, &held, true)?;
        self.keep_all_refused(id, settled)
    }

    /// Only what was delivered is the person's to keep: a ruling alone does not say
    /// so.
    fn keep(&mut self, id: CaseId, held: &Held, is_delivered: bool) -> Result<(), StoreFault> {
        let history = held.history();
        if is_delivered && lost::is_stale(self.connection, id)? {
            lost::send_photos_again(self.connection, id, held, self.state)?;
        }
        cases::put(self.connection, id, held, &history, self.state)?;
        let kept = [
            "update cases set evict = 0 where id = ?1",
            "delete from refetch where case_id = ?1",
        ];
        for sql in kept.iter().filter(|_| is_delivered) {
            table::run(self.connection, sql, [case_key(id)])?;
        }
        self.tell(id, &history)?;
        if self.open == Some(id) {
            self.open_folded = Some(Folded { id, history });
        }
        Ok(())
    }

    /// Keeps what the person is to be told of: what the server has received lately, and
    /// they have not read on any phone.
    fn tell(&self, id: CaseId, history: &History) -> Result<(), StoreFault> {
        let viewer = self.state.viewer(self.locale, self.answer.now);
        let (Some(case), Some(viewer)) = (&history.case, viewer) else {
            return Ok(());
        };
        let old = kept_since(self.answer.now);
        let mut title = None;
        for notice in case.as_dyn().notices(&history.entries, viewer.person) {
            let mut entries = (1..).zip(&history.entries);
            let entry = entries.find(|(_, entry)| entry.id == notice.entry);
            let Some((number, received)) = entry.and_then(|(n, entry)| Some((n, entry.received?)))
            else {
                continue;
            };
            if received < old {
                continue;
            }
            let title = title.get_or_insert_with(|| case.as_dyn().row(id, &viewer).title);
            notices::tell(self.connection, id, title, &notice, number, received)?;
        }
        if title.is_some() {
            notices_read::settle(self.connection, id)?;
        }
        Ok(())
    }

    /// Keeps what the answer says of the person's acts in a case that does not come any
    /// more to say it.
    fn tell_without(&self, id: CaseId, pending: &[Pending]) -> Result<(), StoreFault> {
        let is_own = |ruled: &&Ruled| pending.iter().any(|it| it.command.id == ruled.id);
        for ruled in self.answer.rulings.iter().filter(is_own) {
            let Some(told) = &ruled.told else { continue };
            let notice = Notice {
                entry: ruled.id,
                message: told.message.clone(),
                tone: told.tone,
            };
            notices::tell(self.connection, id, "", &notice, 0, self.answer.now)?;
        }
        Ok(())
    }

    fn keep_all_refused(
        &mut self,
        case: CaseId,
        settled: replica::held::Settled,
    ) -> Result<(), ActionError> {
        let session = self.state.session.as_ref();
        let is_own =
            |command: &Command| session.is_none_or(|session| session.person.id == command.author);
        // What somebody else has done, and this phone took in, is theirs to decide; but
        // what it was refused for is why what was built on it is.
        let (own, of_others): (Vec<_>, Vec<_>) = settled
            .refused
            .into_iter()
            .partition(|(command, _)| is_own(command));
        let ground = of_others.into_iter().next().map(|(_, refusal)| refusal);
        for (command, refusal) in own {
            self.refused += 1;
            let refusal = ground.clone().unwrap_or(refusal);
            let at = self.answer.now;
            let refused = RefusedCommand {
                case,
                command,
                refusal,
                at,
            };
            acts::keep_refused(self.connection, &refused)?;
        }
        Ok(())
    }

    fn refetch(&self, id: CaseId) -> Result<(), ActionError> {
        Ok(outbox::refetch(self.connection, id)?)
    }

    /// A case that the person may no longer read goes, but not before the server
    /// has ruled on everything that they did to it.
    fn forget(&mut self, id: CaseId) -> Result<(), ActionError> {
        let pending = cases::pending_of(self.connection, id)?;
        self.tell_without(id, &pending)?;
        let is_ruled = |pending: &Pending| self.rulings.contains_key(&pending.command.id);
        let (left, settled) = settle_forgotten(pending, self.rulings);
        self.is_to_be_ruled_together |= left.iter().any(|it| is_ruled(it) && !it.is_awaiting());
        cases::put_pending(self.connection, id, &left)?;
        self.keep_all_refused(id, settled)?;
        // A stale one goes only after what the person has done there was offered again.
        let sql = "update cases set evict = ?2 where id = ?1 and evict <> ?3";
        let evict = (case_key(id), EVICT_WHEN_SETTLED, EVICT_UNLESS_DELIVERED);
        table::run(self.connection, sql, evict)?;
        let sql = "delete from refetch where case_id = ?1";
        table::run(self.connection, sql, [case_key(id)])?;
        Ok(notices::forget_title(self.connection, id)?)
    }
}

/// What closed or was received before this is not kept any more.
fn kept_since(now: Timestamp) -> Timestamp {
    Timestamp(now.0.saturating_sub(KEPT_AFTER_CLOSING.0))
}

fn holder<'a>(
    session: &'a Session,
    state: &'a SessionState,
    actor: &'a replica::actor::Actor,
) -> Holder<'a> {
    Holder {
        person: &session.person,
        directory: &state.directory,
        actor,
    }
}

/// Moves the cursor on and evicts what is to go. Gives whether the cursor moved, and how
/// much of what waited in vain has become refused.
fn finish(
    connection: &Connection,
    state: &mut SessionState,
    answer: &Answer,
    open: Option<CaseId>,
) -> Result<(bool, u32), ActionError> {
    if !answer.more {
        lost::offer_again(connection, state)?;
    }
    let refused = lost::give_up(connection, state, answer.now)?;
    let session = state.session.as_mut().ok_or(ActionError::SignedOut)?;
    let has_new_cursor = session.cursor != answer.cursor.as_slice();
    session.cursor = answer.cursor.to_vec();
    session.hands_in_until = answer.hands_in_until;
    let evict = if answer.more {
        EVICT_WHEN_SETTLED
    } else {
        EVICT_UNLESS_DELIVERED
    };
    let old = kept_since(answer.now);
    outbox::let_go_kept_back(connection, old)?;
    let evicted = table::all(
        connection,
        &format!(
            "select id from cases
             where (evict between 1 and ?2
                    or (evict = 0 and (is_carried = 0 or closed_at is not null and closed_at < ?3)
                        and id is not ?1 and id not in (select case_id from refused)
                        and id not in ({OF_EACH_OTHER})))
               and id not in (select case_id from pending)"
        ),
        (open.map(case_key), evict, old.0),
        |row| Ok(case_of(row.get(0)?)),
    )?;
    for id in evicted {
        cases::remove(connection, id)?;
    }
    notices::sweep(connection, old)?;
    notices_read::sweep(connection, old)?;
    Ok((has_new_cursor, refused))
}
