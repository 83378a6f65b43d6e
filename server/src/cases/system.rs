//! What the system does to cases by itself: what falls due, and what follows when a
//! person leaves. Which act that is, and when, each case says.
//!
//! Any number of instances do it at once: each takes the cases that no other is at.

use super::{
    act::store_judged,
    batch::OpenCases,
    judge::{JudgedCase, SystemAct, act_by_system, departure},
    store,
};
use crate::{Server, clock::to_sql, error::Error, limits::cores, records};
use domain::{
    capabilities::Case,
    case::References,
    ids::{CaseId, CommandId, PersonId},
    time::Timestamp,
};
use sqlx::{PgConnection, query};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// How many cases are acted on in one transaction.
const BATCH: i64 = 50;

/// What the system has done in one organisation.
pub struct DoneBySystem {
    pub organisation: Uuid,
    /// The cases to which it was done, as they are now.
    pub cases: Vec<JudgedCase>,
    /// The keys of the scopes to be told once it is committed.
    pub scopes: BTreeSet<Uuid>,
}

/// Acts on every case that is due by now, and gives how many that were.
///
/// # Errors
/// The database did not answer; what was done until then is done.
pub async fn act_on_deadlines(server: &Server) -> Result<usize, Error> {
    let mut acted_on = 0;
    loop {
        let mut transaction = server.pool.begin().await?;
        let now = server.clock.now();
        let Some(done) = act_on_due(&mut transaction, now).await? else {
            return Ok(acted_on);
        };
        transaction.commit().await?;
        for done in done {
            acted_on += done.cases.len();
            server.live.tell(done.organisation, done.scopes);
        }
    }
}

/// Acts on some of the cases that are due by a time, in the caller's transaction, who
/// commits it and tells the scopes concerned. None if nothing is due.
///
/// # Errors
/// The database did not answer.
pub async fn act_on_due(
    connection: &mut PgConnection,
    now: Timestamp,
) -> Result<Option<Vec<DoneBySystem>>, Error> {
    // A push locks the case first as well, and writes its deadline then.
    let rows = query!(
        "select c.organisation, c.id, c.plain_bytes
         from case_deadlines d
             join cases c on c.organisation = d.organisation and c.id = d.case_id
         where d.at <= $1 order by d.at limit $2 for update of c skip locked",
        to_sql(now),
        BATCH
    );
    let rows = rows.fetch_all(&mut *connection).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut due: BTreeMap<Uuid, Vec<(Uuid, i32)>> = BTreeMap::new();
    for row in rows {
        let cases = due.entry(row.organisation).or_default();
        cases.push((row.id, row.plain_bytes));
    }
    let by_deadline = move |id: CaseId, case: &Case| {
        let (at, act) = case.as_dyn().deadline()?;
        let entry = CommandId(id.0).following_in(CaseId(uuid_of(at)));
        (at <= now).then_some((entry, act))
    };
    let mut all = Vec::new();
    for (organisation, cases) in due {
        for portion in store::portions(cases.into_iter()) {
            let done = act_on(connection, organisation, now, &portion, by_deadline).await?;
            let is_done = |id: &CaseId| done.cases.iter().any(|case| case.id == *id);
            let left = portion.ids().filter(|id| !is_done(id));
            give_up(connection, organisation, left).await?;
            all.push(done);
        }
    }
    Ok(Some(all))
}

/// A time as the second half of an id.
const fn uuid_of(at: Timestamp) -> Uuid {
    Uuid::from_u64_pair(0, at.0.cast_unsigned())
}

/// Acts on the open cases that hang on a person who has left, in the caller's
/// transaction. Whoever is told of the directory's change asks for these cases too.
pub(crate) async fn act_after_departure(
    connection: &mut PgConnection,
    organisation: Uuid,
    person: PersonId,
    now: Timestamp,
) -> Result<BTreeSet<Uuid>, Error> {
    let by_departure = move |id: CaseId, case: &Case| {
        let act = case.as_dyn().after_departure(person)?;
        Some((departure(person, id, &act), act))
    };
    let mut scopes = BTreeSet::new();
    for portion in store::lock_hanging_on(&mut *connection, organisation, person.0).await? {
        let done = act_on(connection, organisation, now, &portion, by_departure).await?;
        scopes.extend(done.scopes);
    }
    Ok(scopes)
}

/// Does something to locked cases.
async fn act_on(
    connection: &mut PgConnection,
    organisation: Uuid,
    now: Timestamp,
    portion: &store::Portion,
    act: impl Fn(CaseId, &Case) -> Option<SystemAct> + Send + 'static,
) -> Result<DoneBySystem, Error> {
    let documents = store::documents(&mut *connection, organisation, portion).await?;
    let documents: HashMap<CaseId, Vec<u8>> = documents.into_iter().collect();
    let _open = cores::open(portion.plain_bytes).await?;
    let open = cores::run(move || OpenCases::of(&documents)).await?;
    let mut references = References::default();
    for case in open.cases.values() {
        references.extend(case.ties_before.references.clone());
    }
    let directory = records::lookup(&mut *connection, organisation, references).await?;
    let known = directory.clone();
    let cases = cores::run(move || act_by_system(open, now, known, act)).await??;
    let by = (organisation, Uuid::nil());
    let stored = store_judged(connection, by, &cases, &directory).await?;
    Ok(DoneBySystem {
        organisation,
        cases,
        scopes: stored.scopes,
    })
}

/// Gives up the deadlines of cases to which nothing could be done: damaged ones, or
/// full ones. A rebuild finds them again.
async fn give_up(
    connection: &mut PgConnection,
    organisation: Uuid,
    cases: impl Iterator<Item = CaseId>,
) -> Result<(), Error> {
    let cases: Vec<Uuid> = cases.map(|id| id.0).collect();
    if !cases.is_empty() {
        query!(
            "delete from case_deadlines where organisation = $1 and case_id = any ($2)",
            organisation,
            &cases
        )
        .execute(connection)
        .await?;
    }
    Ok(())
}
