//! `tickets`: how every ticket stands.

use super::{ProjectedCase, Projection, Writing};
use crate::clock::to_sql;
use domain::capabilities::Case;
use sqlx::{PgConnection, query, types::time::OffsetDateTime};
use uuid::Uuid;

/// Tickets as the columns of one statement.
#[derive(Default)]
pub(super) struct Tickets {
    cases: Vec<Uuid>,
    statuses: Vec<String>,
    requesters: Vec<Uuid>,
    stores: Vec<Uuid>,
    categories: Vec<Uuid>,
    owners: Vec<Option<Uuid>>,
    submitted: Vec<OffsetDateTime>,
    accepted: Vec<Option<OffsetDateTime>>,
    completed: Vec<Option<OffsetDateTime>>,
    due: Vec<Option<OffsetDateTime>>,
    response_targets: Vec<i32>,
    completion_targets: Vec<i32>,
    waited: Vec<Option<i64>>,
    worked: Vec<Option<i64>>,
    reassignments: Vec<i32>,
    reopenings: Vec<i32>,
}

impl Projection for Tickets {
    fn tables(&self) -> &'static [&'static str] {
        &["tickets"]
    }

    fn add(&mut self, case: ProjectedCase<'_>) {
        let Some(Case::Ticket(ticket)) = &case.history.case else {
            return;
        };
        // Until a completion, worked time would depend on when it is asked for.
        let done = ticket.completion();
        let worked = ticket.round().zip(done);
        let worked = worked.map(|(round, done)| round.worked(done.at));
        self.cases.push(case.id.0);
        self.statuses.push(ticket.status.as_str().to_owned());
        self.requesters.push(ticket.requester.0);
        self.stores.push(ticket.store.0);
        self.categories.push(ticket.category.0);
        self.owners.push(ticket.owner.map(|owner| owner.0));
        self.submitted.push(to_sql(ticket.submitted_at));
        self.accepted.push(ticket.accepted_at().map(to_sql));
        self.completed.push(done.map(|done| to_sql(done.at)));
        self.due.push(ticket.due().map(to_sql));
        self.response_targets
            .push(count(ticket.targets.response_min));
        self.completion_targets
            .push(count(ticket.targets.completion_min));
        self.waited.push(ticket.waited().map(|span| span.0));
        self.worked.push(worked.map(|span| span.0));
        self.reassignments.push(count(ticket.reassignments));
        self.reopenings.push(count(ticket.reopenings()));
    }

    fn write<'a>(&'a self, connection: &'a mut PgConnection, organisation: Uuid) -> Writing<'a> {
        Box::pin(async move {
            if self.cases.is_empty() {
                return Ok(());
            }
            query!(
                "insert into tickets (organisation, case_id, status, requester, store, category,
                     owner, submitted_at, accepted_at, completed_at, due_at, response_target_min,
                     completion_target_min, waited_ms, worked_ms, reassignments, reopenings)
                 select $1, * from unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[],
                     $6::uuid[], $7::uuid[], $8::timestamptz[], $9::timestamptz[],
                     $10::timestamptz[], $11::timestamptz[], $12::int[], $13::int[],
                     $14::bigint[], $15::bigint[], $16::int[], $17::int[])
                 on conflict (organisation, case_id) do update set
                     status = excluded.status, owner = excluded.owner,
                     accepted_at = excluded.accepted_at, completed_at = excluded.completed_at,
                     due_at = excluded.due_at, waited_ms = excluded.waited_ms,
                     worked_ms = excluded.worked_ms, reassignments = excluded.reassignments,
                     reopenings = excluded.reopenings",
                organisation,
                &self.cases,
                &self.statuses,
                &self.requesters,
                &self.stores,
                &self.categories,
                &self.owners as &[Option<Uuid>],
                &self.submitted,
                &self.accepted as &[Option<OffsetDateTime>],
                &self.completed as &[Option<OffsetDateTime>],
                &self.due as &[Option<OffsetDateTime>],
                &self.response_targets,
                &self.completion_targets,
                &self.waited as &[Option<i64>],
                &self.worked as &[Option<i64>],
                &self.reassignments,
                &self.reopenings
            )
            .execute(connection)
            .await?;
            Ok(())
        })
    }
}

/// A count as Postgres stores it; a target beyond 4,000 years is as good as one of those.
fn count(count: impl TryInto<i32>) -> i32 {
    count.try_into().unwrap_or(i32::MAX)
}
