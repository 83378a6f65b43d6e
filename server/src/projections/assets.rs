//! `assets`: what is known of every piece of equipment, and who has it.

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
    bought: Vec<Option<String>>,
    prices: Vec<Option<i64>>,
    stores: Vec<Uuid>,
    conditions: Vec<String>,
    states: Vec<String>,
    holders: Vec<Option<Uuid>>,
    held_since: Vec<OffsetDateTime>,
    in_stock_since: Vec<OffsetDateTime>,
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
        let (Some(first), Some(last)) = (asset.custody.first(), asset.custody.last()) else {
            return;
        };
        self.cases.push(case.id.0);
        self.tags.push(details.tag.clone());
        self.serials.push(details.serial.clone());
        self.models.push(details.model.clone());
        self.categories.push(details.category.clone());
        self.stores.push(details.store.0);
        self.conditions.push(details.condition.as_str().to_owned());
        self.bought.push(details.bought.map(|day| day.to_string()));
        let price = details.price.map(u64::from);
        self.prices
            .push(price.and_then(|price| i64::try_from(price).ok()));
        self.states.push(asset.state().as_str().to_owned());
        self.holders.push(asset.holder().map(|holder| holder.0));
        self.held_since.push(to_sql(last.since));
        self.in_stock_since.push(to_sql(first.since));
    }

    fn write<'a>(&'a self, connection: &'a mut PgConnection, organisation: Uuid) -> Writing<'a> {
        Box::pin(async move {
            if self.cases.is_empty() {
                return Ok(());
            }
            query!(
                "insert into assets (organisation, case_id, tag, serial, model, category, bought,
                     price, store, condition, state, holder, held_since, in_stock_since)
                 select $1, case_id, tag, serial, model, category, bought::date, price, store,
                     condition, state, holder, held_since, in_stock_since
                 from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
                         $7::text[], $8::bigint[], $9::uuid[], $10::text[], $11::text[],
                         $12::uuid[], $13::timestamptz[], $14::timestamptz[])
                     as asset (case_id, tag, serial, model, category, bought, price, store,
                         condition, state, holder, held_since, in_stock_since)
                 on conflict (organisation, case_id) do update set
                     tag = excluded.tag, serial = excluded.serial, model = excluded.model,
                     category = excluded.category, bought = excluded.bought,
                     price = excluded.price, store = excluded.store,
                     condition = excluded.condition, state = excluded.state,
                     holder = excluded.holder, held_since = excluded.held_since",
                organisation,
                &self.cases,
                &self.tags,
                &self.serials,
                &self.models,
                &self.categories,
                &self.bought as &[Option<String>],
                &self.prices as &[Option<i64>],
                &self.stores,
                &self.conditions,
                &self.states,
                &self.holders as &[Option<Uuid>],
                &self.held_since,
                &self.in_stock_since
            )
            .execute(connection)
            .await?;
            Ok(())
        })
    }
}
