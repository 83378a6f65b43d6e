//! `assets`: what is known of every piece of equipment.

use super::{ProjectedCase, Projection, Writing};
use crate::clock::to_sql;
use domain::capabilities::Case;
use sqlx::{PgConnection, query, types::time::OffsetDateTime};
use uuid::Uuid;

/// Assets as the columns of one statement.
#[derive(Default)]
pub(super) struct Assets {
    cases: Vec<Uuid>,
    tags: Vec<String>,
    serials: Vec<String>,
    models: Vec<String>,
    categories: Vec<String>,
    stores: Vec<Uuid>,
    conditions: Vec<String>,
    received: Vec<OffsetDateTime>,
}

impl Projection for Assets {
    fn tables(&self) -> &'static [&'static str] {
        &["assets"]
    }

    fn add(&mut self, case: ProjectedCase<'_>) {
        let Some(Case::Asset(asset)) = &case.history.case else {
            return;
        };
        let details = &asset.details;
        self.cases.push(case.id.0);
        self.tags.push(details.tag.clone());
        self.serials.push(details.serial.clone());
        self.models.push(details.model.clone());
        self.categories.push(details.category.clone());
        self.stores.push(details.store.0);
        self.conditions.push(details.condition.as_str().to_owned());
        self.received.push(to_sql(asset.received_at));
    }

    fn write<'a>(&'a self, connection: &'a mut PgConnection, organisation: Uuid) -> Writing<'a> {
        Box::pin(async move {
            if self.cases.is_empty() {
                return Ok(());
            }
            query!(
                "insert into assets (organisation, case_id, tag, serial, model, category, store,
                     condition, received_at)
                 select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[],
                     $6::text[], $7::uuid[], $8::text[], $9::timestamptz[])
                 on conflict (organisation, case_id) do update set
                     tag = excluded.tag, serial = excluded.serial, model = excluded.model,
                     category = excluded.category, store = excluded.store,
                     condition = excluded.condition",
                organisation,
                &self.cases,
                &self.tags,
                &self.serials,
                &self.models,
                &self.categories,
                &self.stores,
                &self.conditions,
                &self.received
            )
            .execute(connection)
            .await?;
            Ok(())
        })
    }
}
