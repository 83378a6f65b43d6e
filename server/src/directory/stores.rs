//! Stores, offices and warehouses, each served by a team.

use super::{changed, check_id};
use crate::{
    Server,
    devices::Admin,
    edge::strict_json::StrictJson,
    error::Error,
    organisations,
    records::{self, check_name},
};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{case::References, directory::Store, ids::StoreId, time::Timestamp};
use sqlx::{PgConnection, query, types::Json as Stored};
use std::collections::BTreeSet;
use uuid::Uuid;

/// `PUT /v1/stores/{id}`.
///
/// # Errors
/// The store cannot be so, or the caller is no admin.
pub async fn put(
    State(server): State<Server>,
    Admin(admin): Admin,
    Path(id): Path<StoreId>,
    StrictJson(store): StrictJson<Store>,
) -> Result<Json<Store>, Error> {
    check_id(id.0, store.id.0)?;
    let mut transaction = server.pool.begin().await?;
    let now = server.clock.now();
    let is_changed = put_store(&mut transaction, admin.organisation, &store, now).await?;
    transaction.commit().await?;
    if is_changed {
        server.live.tell_everybody(admin.organisation);
    }
    Ok(Json(store))
}

/// Writes a store, new or changed; says whether anything changed. How the record stood
/// before is kept, whatever the new one says of that.
///
/// # Errors
/// The name cannot be, or the database did not answer.
pub async fn put_store(
    connection: &mut PgConnection,
    organisation: Uuid,
    store: &Store,
    now: Timestamp,
) -> Result<bool, Error> {
    check_name("name", &store.name)?;
    organisations::change_records(connection, organisation).await?;
    let references = References {
        stores: BTreeSet::from([store.id]),
        ..References::default()
    };
    // Nobody else changes it, for the records are locked.
    let directory = records::lookup(&mut *connection, organisation, references).await?;
    let before = directory.stores.get(&store.id);
    let store = &store.clone().in_place_of(before, now);
    let written = query!(
        "insert into stores as old (organisation, id, name, team, former, position)
         values ($1, $2, $3, $4, $5, feed_position())
         on conflict (organisation, id) do update set
             name = excluded.name, team = excluded.team, former = excluded.former,
             position = excluded.position
         where (old.name, old.team) is distinct from (excluded.name, excluded.team)",
        organisation,
        store.id.0,
        store.name,
        store.team.0,
        Stored(&store.former) as _
    );
    let is_changed = written.execute(&mut *connection).await?.rows_affected() > 0;
    // Reading rights hang on the team alone.
    if before.is_some_and(|before| before.team != store.team) {
        changed(connection, organisation, store.id.0).await?;
    }
    Ok(is_changed)
}
