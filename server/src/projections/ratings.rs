//! `ratings`: what requesters said of each completion of their tickets.

use super::{ProjectedCase, Projection, Writing, storable};
use crate::clock::to_sql;
use domain::capabilities::Case;
use sqlx::{PgConnection, query, types::time::OffsetDateTime};
use uuid::Uuid;

/// Ratings as the columns of one statement.
#[derive(Default)]
pub(super) struct Ratings {
    cases: Vec<Uuid>,
    completions: Vec<Uuid>,
    engineers: Vec<Uuid>,
    stores: Vec<Uuid>,
    categories: Vec<Uuid>,
    overall: Vec<i16>,
    attitude: Vec<i16>,
    speed: Vec<i16>,
    quality: Vec<i16>,
    comments: Vec<String>,
    first_rated: Vec<OffsetDateTime>,
    rated: Vec<OffsetDateTime>,
}

impl Projection for Ratings {
    fn tables(&self) -> &'static [&'static str] {
        &["ratings"]
    }

    fn add(&mut self, case: ProjectedCase<'_>) {
        let Some(Case::Ticket(ticket)) = &case.history.case else {
            return;
        };
        for done in ticket.completions() {
            let Some(rated) = &done.rated else {
                continue;
            };
            let rating = &rated.rating;
            self.cases.push(case.id.0);
            self.completions.push(done.id.0);
            self.engineers.push(done.by.0);
            self.stores.push(ticket.store.0);
            self.categories.push(ticket.category.0);
            self.overall.push(rating.overall.into());
            self.attitude.push(rating.attitude.into());
            self.speed.push(rating.speed.into());
            self.quality.push(rating.quality.into());
            self.comments.push(storable(&rating.comment));
            self.first_rated.push(to_sql(rated.first_at));
            self.rated.push(to_sql(rated.at));
        }
    }

    fn write<'a>(&'a self, connection: &'a mut PgConnection, organisation: Uuid) -> Writing<'a> {
        Box::pin(async move {
            if self.cases.is_empty() {
                return Ok(());
            }
            query!(
                "insert into ratings (organisation, case_id, completion, engineer, store, category,
                     overall, attitude, speed, quality, comment, first_rated_at, rated_at)
                 select $1, * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[],
                     $6::uuid[], $7::smallint[], $8::smallint[], $9::smallint[],
                     $10::smallint[], $11::text[], $12::timestamptz[], $13::timestamptz[])
                 on conflict (organisation, case_id, completion) do update set
                     engineer = excluded.engineer, overall = excluded.overall,
                     attitude = excluded.attitude, speed = excluded.speed,
                     quality = excluded.quality, comment = excluded.comment,
                     rated_at = excluded.rated_at",
                organisation,
                &self.cases,
                &self.completions,
                &self.engineers,
                &self.stores,
                &self.categories,
                &self.overall,
                &self.attitude,
                &self.speed,
                &self.quality,
                &self.comments,
                &self.first_rated,
                &self.rated
            )
            .execute(connection)
            .await?;
            Ok(())
        })
    }
}
