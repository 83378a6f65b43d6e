//! `tickets` and `ratings`: how every ticket stands, and what was said of it.

use crate::{clock::to_sql, error::Error};
use domain::{
    ids::CaseId,
    tickets::{Completion, Ticket},
};
use sqlx::{PgConnection, query};
use uuid::Uuid;

/// Writes a ticket and its ratings as they stand now.
pub(super) async fn put(
    connection: &mut PgConnection,
    organisation: Uuid,
    id: CaseId,
    ticket: &Ticket,
) -> Result<(), Error> {
    // Until a completion, worked time would depend on when it is asked for.
    let done = ticket.completion();
    let worked = ticket
        .round()
        .zip(done)
        .map(|(round, done)| round.worked(done.at));
    query!(
        "insert into tickets (organisation, case_id, status, requester, store, category, owner,
             submitted_at, accepted_at, completed_at, due_at, response_target_min,
             completion_target_min, waited_ms, worked_ms, reassignments, reopenings)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         on conflict (organisation, case_id) do update set
             status = excluded.status, owner = excluded.owner,
             accepted_at = excluded.accepted_at, completed_at = excluded.completed_at,
             due_at = excluded.due_at, waited_ms = excluded.waited_ms,
             worked_ms = excluded.worked_ms, reassignments = excluded.reassignments,
             reopenings = excluded.reopenings",
        organisation,
        id.0,
        ticket.status.as_str(),
        ticket.requester.0,
        ticket.store.0,
        ticket.category.0,
        ticket.owner.map(|owner| owner.0),
        to_sql(ticket.submitted_at),
        ticket.accepted_at().map(to_sql),
        done.map(|done| to_sql(done.at)),
        ticket.due().map(to_sql),
        count(ticket.targets.response_min),
        count(ticket.targets.completion_min),
        ticket.waited().map(|span| span.0),
        worked.map(|span| span.0),
        count(ticket.reassignments),
        count(ticket.reopenings())
    )
    .execute(&mut *connection)
    .await?;
    for done in ticket.completions() {
        put_rating(connection, organisation, id, ticket, done).await?;
    }
    Ok(())
}

async fn put_rating(
    connection: &mut PgConnection,
    organisation: Uuid,
    id: CaseId,
    ticket: &Ticket,
    done: &Completion,
) -> Result<(), Error> {
    let Some(rated) = &done.rated else {
        return Ok(());
    };
    let rating = &rated.rating;
    query!(
        "insert into ratings (organisation, case_id, completion, engineer, store, category,
             overall, attitude, speed, quality, comment, first_rated_at, rated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (organisation, completion) do update set
             overall = excluded.overall, attitude = excluded.attitude,
             speed = excluded.speed, quality = excluded.quality,
             comment = excluded.comment, rated_at = excluded.rated_at",
        organisation,
        id.0,
        done.id.0,
        done.by.0,
        ticket.store.0,
        ticket.category.0,
        i16::from(rating.overall),
        i16::from(rating.attitude),
        i16::from(rating.speed),
        i16::from(rating.quality),
        rating.comment.replace('\0', "\u{fffd}"),
        to_sql(rated.first_at),
        to_sql(rated.at)
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A count as Postgres stores it; a target beyond 4,000 years is as good as one of those.
fn count(count: impl TryInto<i32>) -> i32 {
    count.try_into().unwrap_or(i32::MAX)
}
