//! What the system does to cases by itself: what falls due, and what follows when a
//! person leaves. Which act that is, and when, each case says.
//!
//! Any number of instances do it at once: each takes the cases that no other is at.

use super::{
    act::store_judged,
    batch::OpenCases,
    judge::{SystemAct, act_by_system},
    store,
};
use crate::{Server, clock::to_sql, error::Error, records};
use domain::{
    capabilities::Case,
    case::References,
    ids::{CaseId, CommandId, PersonId},
    time::Timestamp,
};
use sqlx::{PgConnection, query};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// How many cases are acted on in one transaction.
const BATCH: i64 = 50;

/// Acts on every case that is due by now, and gives how many that were.
///
/// # Errors
/// The database did not answer; what was done until then is done.
pub async fn act_on_deadlines(server: &Server) -> Result<usize, Error> {
    let now = server.clock.now();
    let mut done = 0;
    loop {
        let mut transaction = server.pool.begin().await?;
        // A push locks the case first as well, and writes its deadline then.
        let rows = query!(
            "select c.organisation, c.id, c.document
             from case_deadlines d
                 join cases c on c.organisation = d.organisation and c.id = d.case_id
             where d.at <= $1 order by d.at limit $2 for update of c skip locked",
            to_sql(now),
            BATCH
        );
        let rows = rows.fetch_all(&mut *transaction).await?;
        if rows.is_empty() {
            return Ok(done);
        }
        let mut due: HashMap<Uuid, HashMap<CaseId, Vec<u8>>> = HashMap::new();
        for row in rows {
            let cases = due.entry(row.organisation).or_default();
            cases.insert(CaseId(row.id), row.document);
        }
        let mut told = Vec::new();
        for (organisation, documents) in due {
            let by_deadline = |id: CaseId, case: &Case| {
                let (at, act) = case.as_dyn().deadline()?;
                let entry = CommandId(id.0).following_in(CaseId(uuid_of(at)));
                (at <= now).then_some((entry, act))
            };
            let (changed, scopes) =
                act_on(&mut transaction, organisation, now, &documents, by_deadline).await?;
            let left = documents.into_keys().filter(|id| !changed.contains(id));
            give_up(&mut transaction, organisation, left).await?;
            done += changed.len();
            told.push((organisation, scopes));
        }
        transaction.commit().await?;
        for (organisation, scopes) in told {
            server.live.tell(organisation, scopes);
        }
    }
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
    let documents = store::lock_hanging_on(&mut *connection, organisation, person.0).await?;
    let documents: HashMap<CaseId, Vec<u8>> = documents.into_iter().collect();
    let by_departure = |id: CaseId, case: &Case| {
        let act = case.as_dyn().after_departure(person)?;
        Some((CommandId(person.0).following_in(id), act))
    };
    let (_, scopes) = act_on(connection, organisation, now, &documents, by_departure).await?;
    Ok(scopes)
}

/// Does something to locked cases. Gives those that it was done to, and the scopes to
/// be told.
async fn act_on(
    connection: &mut PgConnection,
    organisation: Uuid,
    now: Timestamp,
    documents: &HashMap<CaseId, Vec<u8>>,
    act: impl Fn(CaseId, &Case) -> Option<SystemAct>,
) -> Result<(BTreeSet<CaseId>, BTreeSet<Uuid>), Error> {
    let open = OpenCases::of(documents);
    let mut references = References::default();
    for case in open.cases.values() {
        references.extend(case.ties_before.references.clone());
    }
    let directory = records::lookup(&mut *connection, organisation, references).await?;
    let cases = act_by_system(open, now, directory.clone(), act)?;
    let scopes = store_judged(connection, (organisation, Uuid::nil()), &cases, &directory).await?;
    Ok((cases.iter().map(|case| case.id).collect(), scopes))
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
