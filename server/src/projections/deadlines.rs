//! `case_deadlines`: when the system has to do something to a case, for
//! `cases::act_on_deadlines` to find.

use super::{ProjectedCase, Projection, Writing};
use crate::clock::to_sql;
use sqlx::{PgConnection, query, types::time::OffsetDateTime};
use uuid::Uuid;

/// Deadlines as the columns of one statement.
#[derive(Default)]
pub(super) struct Deadlines {
    /// Every case that may have had a deadline.
    cases: Vec<Uuid>,
    due: Vec<Uuid>,
    at: Vec<OffsetDateTime>,
}

impl Projection for Deadlines {
    fn tables(&self) -> &'static [&'static str] {
        &["case_deadlines"]
    }

    fn add(&mut self, projected: ProjectedCase<'_>) {
        let Some(case) = &projected.history.case else {
            return;
        };
        if !case.as_dyn().has_had_deadline() {
            return;
        }
        self.cases.push(projected.id.0);
        if let Some((at, _)) = case.as_dyn().deadline() {
            self.due.push(projected.id.0);
            self.at.push(to_sql(at));
        }
    }

    fn write<'a>(&'a self, connection: &'a mut PgConnection, organisation: Uuid) -> Writing<'a> {
        Box::pin(async move {
            if self.cases.is_empty() {
                return Ok(());
            }
            query!(
                "with over as (
                     delete from case_deadlines
                     where organisation = $1 and case_id = any ($2) and not case_id = any ($3))
                 insert into case_deadlines (organisation, case_id, at)
                 select $1, * from unnest($3::uuid[], $4::timestamptz[])
                 on conflict (organisation, case_id) do update set at = excluded.at",
                organisation,
                &self.cases,
                &self.due,
                &self.at
            )
            .execute(connection)
            .await?;
            Ok(())
        })
    }
}
